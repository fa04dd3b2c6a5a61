//! Sums of money: `5,5 млрд тенге`, `$12.5 million`, `от 2 до 3 млн евро`, `10 млн АҚШ долларынан астам`.

use super::bounds;
use super::currency::{before_number, unit};
use super::measures::{change, measured};
use super::{Context, Mention, scan};
use crate::digest::{Money, Value};

pub(super) fn find(context: &Context<'_>) -> Vec<Mention> {
    scan(context, |context, at| match changed(context, at) {
        Some(both) => both.to_vec(),
        None => currency_first(context, at)
            .or_else(|| number_first(context, at))
            .into_iter()
            .collect(),
    })
}

/// `с 95 тыс. до 82 тыс. тенге`: two sums that share the word for the currency.
fn changed(context: &Context<'_>, at: usize) -> Option<[Mention; 2]> {
    let [(before, first), (after, second)] = change(&context.tokens, at, context.language)?;
    let (currency, length) = unit(&context.tokens[second.end..])?;
    let sum = |amount, tokens| Mention {
        tokens,
        value: Value::Money(Money {
            amount,
            currency: currency.into(),
            bound: None,
        }),
        confidence: 0.9,
        rule: "money.change",
    };
    Some([sum(before, first), sum(after, second.start..second.end + length)])
}

/// `$12.5 million`, `US$ 5`, `USD 5 million`, `€40 млн`.
fn currency_first(context: &Context<'_>, at: usize) -> Option<Mention> {
    let tokens = &context.tokens;
    let (currency, length) = before_number(&tokens[at..])?;
    let measured = measured(tokens, at + length, context.language)?;
    let bound = bounds::before(tokens, at).or(measured.bound);
    // `$5 billion dollars` and `$5 млрд долларов` say it twice.
    let again = unit(&tokens[measured.end..]).filter(|(same, _)| *same == currency);
    let end = measured.end + again.map_or(0, |(_, length)| length);
    let value = Value::Money(Money {
        amount: measured.amount,
        currency: currency.into(),
        bound,
    });
    Some(Mention {
        tokens: at..end,
        value,
        confidence: 0.98,
        rule: "money.sign",
    })
}

/// `5,5 млрд тенге`, `10 миллионнан астам АҚШ доллары`.
fn number_first(context: &Context<'_>, at: usize) -> Option<Mention> {
    let tokens = &context.tokens;
    let measured = measured(tokens, at, context.language)?;
    let ending = bounds::ending_length(&tokens[measured.end..]);
    let (currency, length) = unit(&tokens[measured.end + ending..])?;
    let end = measured.end + ending + length;
    let (bound, end) = bounds::or_after(measured.bound, tokens, end, context.language);
    let value = Value::Money(Money {
        amount: measured.amount,
        currency: currency.into(),
        bound,
    });
    Some(Mention {
        tokens: at..end,
        value,
        confidence: 0.95,
        rule: "money.word",
    })
}
