//! Times of the day: `7 pm` is told by `19:00`, and `half past seven` by half of the eighth hour.

use super::Told;
use crate::check::translation::side::{Item, Number, Side};

impl Told {
    /// A time of the day: `7 pm` and `19:00`, `7.55` and `7:55`.
    pub fn clock(&mut self, number: &Number, next: Option<&Number>) {
        for value in &number.figure.values {
            if *value >= 100.0 {
                self.values.extend([(value / 100.0).floor(), value % 100.0]);
                continue;
            }
            let (hour, minutes) = (value.floor(), (value.fract() * 100.0).round());
            self.values
                .extend([hour, hour + 12.0, hour - 12.0, minutes, value + 12.0]);
            if let Some([minutes]) = next.map(|next| next.figure.values.as_slice()) {
                let decimal = |hour: f64| ((hour + minutes / 100.0) * 100.0).round() / 100.0;
                self.values
                    .extend([decimal(hour), decimal(hour + 12.0), decimal(hour - 12.0)]);
            }
        }
    }

    /// `Half past seven` is half of the eighth hour, and the reverse.
    pub fn half_hours(&mut self, side: &Side) {
        for number in &side.numbers {
            let [hour] = number.figure.values[..] else { continue };
            let before = side.text[..number.figure.range.start].trim_end().to_lowercase();
            if before.ends_with("half past") {
                self.values.push(hour + 1.0);
            }
            if before.ends_with("половине") || before.ends_with("половина") {
                self.values.push(hour - 1.0);
            }
        }
    }

    /// `06.45` may be a time of the day though nothing else says so.
    pub fn written_clock(&mut self, number: &Number) {
        let Some((hour, minutes)) = number.text.split_once('.') else {
            return;
        };
        if let (true, Ok(hour), Ok(minutes)) = (minutes.len() == 2, hour.parse::<u8>(), minutes.parse::<u8>())
            && hour < 24
            && minutes < 60
        {
            self.values.extend([f64::from(hour), f64::from(minutes)]);
        }
    }
}

/// Whether a number is a time of the day.
pub(super) fn is_of_clock(side: &Side, number: &Number) -> bool {
    let range = &number.figure.range;
    let first = side.tokens.partition_point(|item| item.start < range.start);
    let next = side.tokens.partition_point(|item| item.start < range.end);
    let near = side.tokens[first.saturating_sub(3)..first]
        .iter()
        .chain(side.tokens[next..].iter().take(5));
    number
        .figure
        .values
        .iter()
        .all(|value| *value <= 24.6 || value.fract() == 0.0 && (100.0..=2400.0).contains(value) && value % 100.0 < 60.0)
        && near.into_iter().any(says_clock)
}

fn says_clock(item: &Item) -> bool {
    const WORDS: [&str; 26] = [
        ":",
        "pm",
        "am",
        "m",
        "clock",
        "evening",
        "afternoon",
        "night",
        "morning",
        "утра",
        "вечера",
        "дня",
        "ночи",
        "часов",
        "час",
        "часа",
        "вечером",
        "кеш",
        "кешкі",
        "таңғы",
        "кешке",
        "gmt",
        "utc",
        "bst",
        "est",
        "edt",
    ];
    WORDS.contains(&item.lower.as_str())
        || ["сағат", "түс", "түн", "таң"]
            .iter()
            .any(|stem| item.lower.starts_with(stem))
}
