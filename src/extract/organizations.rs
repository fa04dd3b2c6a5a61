//! Organizations and their abbreviations: `Ministry of Health`, `компания «КазМунайГаз»`, `Денсаулық сақтау министрлігі`, `БҰҰ`.

use super::names::{is_function_word, is_given, is_oblique, starts_sentence, written};
use super::persons::is_office;
use super::{Context, Mention, scan};
use crate::article::Language;
use crate::digest::{Organization, Value};
use crate::understand::tokens::{Token, TokenKind, lowercase};

/// Stems of Russian nouns that head the name of an organization.
const RUSSIAN_HEADS: [&str; 42] = [
    "министерств",
    "комитет",
    "агентств",
    "университет",
    "институт",
    "банк",
    "компани",
    "корпораци",
    "фонд",
    "ассоциаци",
    "союз",
    "парти",
    "парламент",
    "сенат",
    "мажилис",
    "правительств",
    "суд",
    "прокуратур",
    "федераци",
    "клуб",
    "завод",
    "академи",
    "акимат",
    "департамент",
    "управлени",
    "служб",
    "организаци",
    "совет",
    "палат",
    "холдинг",
    "газет",
    "телеканал",
    "групп",
    "концерн",
    "издани",
    "радиостанци",
    "театр",
    "издательств",
    "ведомств",
    "администраци",
    "конгресс",
    "комисси",
];

/// Endings of the Russian genitive, which the rest of such a name stands in.
const RUSSIAN_GENITIVES: [&str; 20] = [
    "ого", "его", "ой", "ей", "ых", "их", "ии", "ия", "ства", "ения", "ений", "ания", "аний", "ов", "ости", "ей",
    "дел", "РФ", "РК", "ки",
];

/// Stems of Kazakh nouns that close the name of an organization; they stand in the possessive.
const KAZAKH_HEADS: [&str; 41] = [
    "министрлігі",
    "комитеті",
    "агенттігі",
    "университеті",
    "институты",
    "банкі",
    "банк",
    "компаниясы",
    "корпорациясы",
    "қоры",
    "қауымдастығы",
    "одағы",
    "одақ",
    "партиясы",
    "орталығы",
    "кеңесі",
    "ұйымы",
    "комиссиясы",
    "прокуратурасы",
    "соты",
    "департаменті",
    "басқармасы",
    "академиясы",
    "федерациясы",
    "ассамблеясы",
    "ассоциациясы",
    "клубы",
    "театры",
    "ауруханасы",
    "әкімдігі",
    "палатасы",
    "мәжілісі",
    "сенаты",
    "парламенті",
    "үкіметі",
    "телеарнасы",
    "газеті",
    "агенттік",
    "достастығы",
    "инспекциясы",
    "телерадиокешені",
];

/// Words that close or head the name of an English organization.
const ENGLISH_HEADS: [&str; 51] = [
    "Ministry",
    "Bank",
    "University",
    "Council",
    "Organization",
    "Organisation",
    "Committee",
    "Agency",
    "Commission",
    "Union",
    "Association",
    "Fund",
    "Company",
    "Corp",
    "Corporation",
    "Inc",
    "Ltd",
    "Group",
    "Party",
    "Institute",
    "Department",
    "Court",
    "Parliament",
    "Senate",
    "Office",
    "Service",
    "Board",
    "Center",
    "Centre",
    "Foundation",
    "Federation",
    "Assembly",
    "League",
    "Club",
    "College",
    "School",
    "Authority",
    "Bureau",
    "Army",
    "Police",
    "Congress",
    "House",
    "Airlines",
    "Airways",
    "Times",
    "Post",
    "News",
    "Hospital",
    "Society",
    "Nations",
    "Alliance",
];

/// Organizations of one word, by stem, that every reader of news knows.
const KNOWN: [&str; 44] = [
    "Үкімет",
    "Мәжіліс",
    "Парламент",
    "Сенат",
    "Ақорда",
    "Госдум",
    "Роснефт",
    "Газпром",
    "Кремл",
    "Минфин",
    "Минздрав",
    "Минобр",
    "Минэк",
    "Минюст",
    "Минтранс",
    "Роскомнадзор",
    "Росстат",
    "Роспотреб",
    "Сбербанк",
    "Самұрық",
    "Самрук",
    "КазМунайГаз",
    "ҚазМұнайГаз",
    "Казатомпром",
    "Қазатомөнеркәсіп",
    "Facebook",
    "Google",
    "Telegram",
    "Microsoft",
    "Apple",
    "Twitter",
    "YouTube",
    "Instagram",
    "WhatsApp",
    "Яндекс",
    "Еуроодақ",
    "Евросоюз",
    "Казинформ",
    "Kazinform",
    "ҚазАқпарат",
    "Reuters",
    "Boeing",
    "Airbus",
    "Интерпол",
];

/// Abbreviations in capital letters that are no organizations.
const OTHER_CAPITALS: [&str; 55] = [
    "США",
    "АҚШ",
    "ВВП",
    "ЖІӨ",
    "СМИ",
    "БАҚ",
    "ДТП",
    "ЧП",
    "НДС",
    "ҚҚС",
    "ЕНТ",
    "ҰБТ",
    "ПЦР",
    "ПТР",
    "КВИ",
    "ТВ",
    "СССР",
    "КСРО",
    "КСР",
    "ОАЭ",
    "БАӘ",
    "КНР",
    "ҚХР",
    "КНДР",
    "ФРГ",
    "ГДР",
    "ВИЧ",
    "ЖКХ",
    "ТКШ",
    "АЭС",
    "ЖЭО",
    "ТЭЦ",
    "ГЭС",
    "ЭКСПО",
    "EXPO",
    "GDP",
    "CEO",
    "AI",
    "IT",
    "QR",
    "PCR",
    "USA",
    "US",
    "UK",
    "UAE",
    "USSR",
    "TV",
    "GMT",
    "UTC",
    "МСК",
    "DVD",
    "GPS",
    "ДНК",
    "РФ",
    "РК",
];

pub(super) fn find(context: &Context<'_>) -> Vec<Mention> {
    scan(context, |context, at| organization(context, at).into_iter().collect())
}

fn organization(context: &Context<'_>, at: usize) -> Option<Mention> {
    let tokens = &context.tokens;
    let named = match context.language {
        Language::Russian => quoted(tokens, at, &RUSSIAN_HEADS).or_else(|| russian(tokens, at)),
        Language::Kazakh | Language::KazakhArabic => kazakh_quoted(tokens, at).or_else(|| kazakh(tokens, at)),
        _ => english(tokens, at),
    };
    let latin = || foreign_name(tokens, at).filter(|_| context.language != Language::English);
    let (start, end, confidence) = match named {
        Some((start, end)) => (start, end, 0.8),
        None => match one_word(tokens, at) {
            Some(end) => (at, end, 0.6),
            None => (at, latin()?, 0.5),
        },
    };
    let name = written(&tokens[start..end]);
    let abbreviation = abbreviation(tokens, end).filter(|_| named.is_some());
    Some(Mention {
        tokens: start..end,
        value: Value::Organization(Organization { name, abbreviation }),
        confidence,
        rule: "organization",
    })
}

/// The abbreviation in brackets behind a name: `(CCTS)`.
fn abbreviation(tokens: &[Token<'_>], at: usize) -> Option<String> {
    let [open, short, close, ..] = tokens.get(at..)? else {
        return None;
    };
    let is_short =
        short.kind == TokenKind::Word && short.text.chars().filter(|letter| letter.is_uppercase()).count() >= 2;
    (open.is_sign('(') && close.is_sign(')') && is_short).then(|| short.text.to_owned())
}

/// `ООН`, `НАТО`, `Роснефть`, `Үкіметке`.
fn one_word(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let token = tokens.get(at).filter(|token| token.kind == TokenKind::Word)?;
    let known = KNOWN.iter().any(|stem| token.text.starts_with(stem));
    let length = token.text.chars().count();
    let is_roman = token.text.chars().all(|letter| "IVXLCМХІ".contains(letter));
    let shouted = |at: Option<usize>| {
        at.and_then(|at| tokens.get(at))
            .is_some_and(|token| token.is_all_capitals() && token.text.chars().count() > 3)
    };
    let is_abbreviation = token.is_all_capitals()
        && (2..=6).contains(&length)
        && !is_roman
        && !OTHER_CAPITALS.contains(&token.text)
        // In a headline in capitals every word looks like one.
        && !shouted(at.checked_sub(1))
        && !shouted(Some(at + 1));
    (known || is_abbreviation).then_some(at + 1)
}

/// `Xiaomi`, `Mail.ru Group`: a name in Latin letters in a Cyrillic text is mostly that of a firm.
fn foreign_name(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let is_name = |token: &Token<'_>| token.is_capitalized() && token.text.is_ascii() && token.text.len() > 2;
    let is_other = |token: &Token<'_>| {
        OTHER_CAPITALS.contains(&token.text) || token.text.chars().all(|letter| "IVXLC".contains(letter))
    };
    let length = tokens[at..].iter().take_while(|token| is_name(token)).count();
    (length > 0 && !is_other(&tokens[at])).then_some(at + length)
}

fn is_opening(token: &Token<'_>) -> bool {
    matches!(token.text, "«" | "“" | "„" | "\"")
}

fn is_closing(token: &Token<'_>) -> bool {
    matches!(token.text, "»" | "”" | "“" | "\"")
}

/// The end of a short quotation that begins at a token.
fn quotation(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    const LONGEST_NAME: usize = 8;
    tokens.get(at).filter(|token| is_opening(token))?;
    let first = tokens.get(at + 1)?;
    let name = tokens.get(at + 1..)?.iter().take(LONGEST_NAME);
    let length = name.clone().position(is_closing)?;
    (length > 0 && (first.is_capitalized() || first.kind == TokenKind::Digits)).then_some(at + length + 2)
}

/// `компания «Дала»`, `АО «Самрук-Қазына»`.
fn quoted(tokens: &[Token<'_>], at: usize, heads: &[&str]) -> Option<(usize, usize)> {
    let lower = lowercase(tokens[at].text);
    let is_head = heads.iter().any(|head| lower.starts_with(head))
        || matches!(
            tokens[at].text,
            "АО" | "ТОО" | "ООО" | "ОАО" | "ЗАО" | "ПАО" | "НАО" | "РГП" | "ИА" | "РИА" | "ФК"
        );
    quotation(tokens, at + 1).filter(|_| is_head).map(|end| (at, end))
}

/// `«Дала» компаниясы`, `«Нұр Отан» партиясының`.
fn kazakh_quoted(tokens: &[Token<'_>], at: usize) -> Option<(usize, usize)> {
    let end = quotation(tokens, at)?;
    let head = tokens.get(end)?;
    let is_head = is_kazakh_head(head.text) || matches!(head.text, "АҚ" | "ЖШС" | "ҰК" | "ҰАО");
    is_head.then_some((at, end + 1))
}

/// `Министерство иностранных дел`, `Верховного суда РК`: a head with a capital letter or behind such an adjective.
fn russian(tokens: &[Token<'_>], at: usize) -> Option<(usize, usize)> {
    if !tokens[at].is_capitalized() {
        return None;
    }
    let is_head = |token: &Token<'_>| {
        let lower = lowercase(token.text);
        RUSSIAN_HEADS.iter().any(|head| lower.starts_with(head))
    };
    let is_adjective = |token: &Token<'_>| {
        ["ый", "ий", "ой", "ая", "ое", "ого", "ому", "ым", "ом", "ую"]
            .iter()
            .any(|end| token.text.ends_with(end))
    };
    let head = match () {
        () if is_head(&tokens[at]) => at,
        () if is_adjective(&tokens[at]) && tokens.get(at + 1).is_some_and(is_head) => at + 1,
        () => return None,
    };
    let is_tail = |token: &&Token<'_>| {
        token.kind == TokenKind::Word
            && (RUSSIAN_GENITIVES.iter().any(|end| token.text.ends_with(end)) || token.text == "и")
    };
    let mut end = head + 1 + tokens[head + 1..].iter().take(5).take_while(is_tail).count();
    while tokens[end - 1].text == "и" {
        end -= 1;
    }
    // A government at the beginning of a sentence has its capital letter from there.
    (end > head + 1 || head > at || at > 0).then_some((at, end))
}

fn is_kazakh_head(word: &str) -> bool {
    let lower = lowercase(word);
    KAZAKH_HEADS.iter().any(|head| {
        lower.strip_prefix(head).is_some_and(|ending| {
            matches!(
                ending,
                "" | "н"
                    | "нің"
                    | "ның"
                    | "не"
                    | "на"
                    | "нде"
                    | "нда"
                    | "нен"
                    | "нан"
                    | "ндегі"
                    | "ндағы"
                    | "мен"
                    | "тің"
                    | "ке"
                    | "ті"
                    | "те"
                    | "тен"
                    | "пен"
                    | "қа"
                    | "тың"
                    | "ты"
                    | "та"
                    | "тан"
            )
        })
    })
}

/// The name that closes with the head noun at a token, from its first capital letter on. It begins at `at`.
fn kazakh(tokens: &[Token<'_>], at: usize) -> Option<(usize, usize)> {
    const LONGEST_NAME: usize = 7;
    let first = tokens.get(at).filter(|token| token.is_capitalized())?;
    if starts_sentence(tokens, at) && (is_function_word(first.text) || is_oblique(first.text)) {
        return None;
    }
    let is_part = |token: &&Token<'_>| token.kind == TokenKind::Word || token.is_dash();
    let run = tokens[at..].iter().take(LONGEST_NAME).take_while(is_part);
    let head = run.clone().position(|token| is_kazakh_head(token.text))?;
    // A capital letter in between begins the name anew, unless capitals follow each other.
    let restarts = (1..=head).any(|index| {
        let token = &tokens[at + index];
        token.is_capitalized()
            && !tokens[at + index - 1].is_capitalized()
            && !tokens[at + index - 1].is_dash()
            && !matches!(tokens[at + index - 1].text, "және" | "мен" | "пен" | "бен")
    });
    (head > 0 && !restarts && !first.is_all_capitals()).then_some((at, at + head + 1))
}

/// A run of capitalized words with one of the words that name organizations in it: `Cooperation Council of Turkic Speaking States`.
fn english(tokens: &[Token<'_>], at: usize) -> Option<(usize, usize)> {
    // An office or a given name is of somebody in the organization.
    let is_part = |token: &Token<'_>| {
        token.is_capitalized() && !is_office(token.text) && !is_given(token.text, Language::English)
    };
    if !is_part(&tokens[at]) || tokens[at].text == "The" {
        return None;
    }
    let mut end = at + 1;
    loop {
        let words = [0, 1].map(|next| tokens.get(end + next).map_or("", |token| token.text));
        let joints = match words {
            ["of" | "for" | "on", "the"] => 2,
            ["of" | "for" | "on" | "and", _] => 1,
            _ => 0,
        };
        let next = end + joints;
        if !tokens
            .get(next)
            .is_some_and(|token| is_part(token) && token.after_blank)
        {
            break;
        }
        end = next + 1;
    }
    let is_head = |token: &Token<'_>| ENGLISH_HEADS.contains(&token.text);
    (end > at + 1 && tokens[at..end].iter().any(is_head)).then_some((at, end))
}
