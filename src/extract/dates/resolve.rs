//! Dates that leave something out, counted from the day of the article.

use jiff::civil::Date;

use super::words::Third;
use crate::digest::{Interval, PartialDate};

/// The day of that month that is nearest to the anchor: an article of January that says `25 декабря` means last year's.
pub(super) fn nearest_day(anchor: Date, month: i8, day: i8) -> Option<Date> {
    let years = [anchor.year() - 1, anchor.year(), anchor.year() + 1];
    let days = years.into_iter().filter_map(|year| Date::new(year, month, day).ok());
    days.min_by_key(|date| (i64::from(days_from_epoch(*date)) - i64::from(days_from_epoch(anchor))).abs())
}

/// A number that grows by one a day.
fn days_from_epoch(date: Date) -> i32 {
    let (year, month, day) = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    // Days before the first of a month, with the year beginning in March, so that a leap day is its last.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day
}

/// The month that is meant if the text gives no year: a recent one, this one, or one of the next two.
///
/// An article of April that says `в октябре` may mean the last one or the next: nothing then, because
/// to guess would be to invent. News tells more of what was than of what will be, so that a month five
/// back is taken for the past.
pub(super) fn nearest_month(anchor: Date, month: i8) -> Option<PartialDate> {
    let ahead = (month - anchor.month()).rem_euclid(12);
    let in_next_year = month < anchor.month();
    let year = match ahead {
        0..=2 => anchor.year() + i16::from(in_next_year),
        3..=6 => return None,
        _ => anchor.year() - i16::from(!in_next_year),
    };
    Some(PartialDate::Month(year, month))
}

/// `Last March` (-1), `this March` (0), `next March` (1): the latest before this month, that of this year, the first after.
pub(super) fn month_by_shift(anchor: Date, month: i8, shift: i16) -> PartialDate {
    let year = match shift {
        -1 if month < anchor.month() => anchor.year(),
        1 if month > anchor.month() => anchor.year(),
        shift => anchor.year() + shift,
    };
    PartialDate::Month(year, month)
}

/// Months from one to another, the last of which is the latest that is not far ahead of the anchor.
pub(super) fn months(anchor: Date, from: i8, to: i8) -> Interval {
    const AHEAD: i8 = 4;
    let last = if to - anchor.month() > AHEAD {
        anchor.year() - 1
    } else {
        anchor.year()
    };
    let first = if from > to { last - 1 } else { last };
    Interval {
        from: PartialDate::Month(first, from),
        to: PartialDate::Month(last, to),
    }
}

/// The first ten days, the next ten, or the rest of a month; the nearest such month if the text has no year.
pub(super) fn part_of_month(anchor: Option<Date>, year: Option<i16>, month: i8, third: Third) -> Option<Interval> {
    let year = match year {
        Some(year) => year,
        None => match nearest_month(anchor?, month)? {
            PartialDate::Month(year, _) => year,
            _ => return None,
        },
    };
    let (first, last) = match third {
        Third::Early => (1, 10),
        Third::Middle => (11, 20),
        Third::Late => (21, Date::new(year, month, 1).ok()?.days_in_month()),
    };
    let day = |day| Date::new(year, month, day).ok().map(PartialDate::Day);
    Some(Interval {
        from: day(first)?,
        to: day(last)?,
    })
}

/// The year of a season that the text leaves out, `shift` being -1 for the last, 0 for this one, 1 for the next.
///
/// Nothing (`None`) before the word means the season of this year, or of the next if this year's is
/// half a year past: `весной`, said in December, is yet to come. The winter of a year begins in its
/// last month, so that in January this winter is last year's.
pub(super) fn season_year(anchor: Date, season: u8, shift: Option<i16>) -> i16 {
    const WINTER: u8 = 3;
    let begins = 3 * season as i8 + 3;
    let ends = begins + 2;
    let in_last_winter = season == WINTER && anchor.month() <= 2;
    match shift {
        // Last autumn, said in March, is last year's; said in December, this year's.
        Some(-1) if anchor.month() > ends => anchor.year(),
        Some(1) if anchor.month() < begins => anchor.year(),
        Some(0) | None if in_last_winter => anchor.year() - 1,
        None if anchor.month() - ends >= 6 => anchor.year() + 1,
        shift => anchor.year() + shift.unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_nearest_day_may_be_in_another_year() {
        assert_eq!(nearest_day(date(2019, 1, 5), 12, 25), Some(date(2018, 12, 25)));
        assert_eq!(nearest_day(date(2019, 12, 5), 1, 5), Some(date(2020, 1, 5)));
        assert_eq!(nearest_day(date(2019, 3, 14), 5, 5), Some(date(2019, 5, 5)));
        assert_eq!(nearest_day(date(2019, 3, 14), 2, 29), Some(date(2020, 2, 29)));
    }

    #[test]
    fn a_month_as_far_behind_as_ahead_is_left_open() {
        assert_eq!(nearest_month(date(2019, 3, 14), 9), None);
        assert_eq!(nearest_month(date(2019, 3, 14), 12), Some(PartialDate::Month(2018, 12)));
        assert_eq!(nearest_month(date(2019, 11, 14), 1), Some(PartialDate::Month(2020, 1)));
        assert_eq!(nearest_month(date(2019, 11, 14), 9), Some(PartialDate::Month(2019, 9)));
        assert_eq!(nearest_month(date(2019, 11, 14), 2), None);
        assert_eq!(months(date(2019, 3, 14), 10, 4).to_string(), "2018-10/2019-04");
        assert_eq!(months(date(2019, 3, 14), 9, 12).to_string(), "2018-09/2018-12");
    }

    #[test]
    fn the_last_month_of_a_name_is_not_this_one() {
        let last = |month, shift| month_by_shift(date(2019, 3, 14), month, shift).to_string();
        assert_eq!(last(2, -1), "2019-02");
        assert_eq!(last(3, -1), "2018-03");
        assert_eq!(last(7, -1), "2018-07");
        assert_eq!(last(3, 0), "2019-03");
        assert_eq!(last(5, 1), "2019-05");
        assert_eq!(last(1, 1), "2020-01");
    }

    #[test]
    fn seasons_have_the_year_that_the_words_mean() {
        assert_eq!(season_year(date(2019, 3, 14), 2, Some(0)), 2019);
        assert_eq!(season_year(date(2019, 3, 14), 2, None), 2019);
        assert_eq!(season_year(date(2019, 3, 14), 2, Some(-1)), 2018);
        assert_eq!(season_year(date(2019, 12, 14), 2, Some(-1)), 2019);
        assert_eq!(season_year(date(2019, 3, 14), 2, Some(1)), 2019);
        assert_eq!(season_year(date(2021, 12, 9), 0, None), 2022);
        assert_eq!(season_year(date(2020, 1, 9), 3, Some(0)), 2019);
        assert_eq!(season_year(date(2019, 10, 17), 3, None), 2019);
    }

    #[test]
    fn the_end_of_february_depends_on_the_year() {
        let interval = part_of_month(None, Some(2024), 2, Third::Late).map(|interval| interval.to_string());
        assert_eq!(interval.as_deref(), Some("2024-02-21/2024-02-29"));
    }
}
