//! xsd:dateTime, the form of SCIM's dateTime values (RFC 7643 §2.3.5).
//!
//! Written by hand: RFC 3339 parsers refuse texts that xsd:dateTime allows, such as a missing
//! zone, years of five digits and `24:00:00`.

use crate::cut::Cut;
use std::cmp::Ordering;

/// An instant; two texts of one instant are equal. Without a zone it is taken to be in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTime<'t> {
    /// Seconds since 1970-01-01T00:00:00Z.
    seconds: i64,
    /// The digits after the point, without zeros at their end.
    fraction: &'t str,
}

impl<'t> DateTime<'t> {
    /// Reads a text of the form `-YYYY-MM-DDThh:mm:ss.fraction+hh:mm`, of which the sign, the
    /// fraction and the zone may be missing. Years have at most nine digits here.
    pub fn parse(text: &'t str) -> Option<DateTime<'t>> {
        let (date, time) = text.split_once('T')?;
        let day = day(date)?;
        let (hour, rest) = number(time, 2)?;
        let (minute, rest) = number(rest.strip_prefix(':')?, 2)?;
        let (second, rest) = number(rest.strip_prefix(':')?, 2)?;
        let (fraction, zone) = match rest.strip_prefix('.') {
            Some(rest) => {
                let length = rest.find(|digit: char| !digit.is_ascii_digit()).unwrap_or(rest.len());
                if length == 0 {
                    return None;
                }
                (rest.cut(..length).trim_end_matches('0'), rest.cut(length..))
            }
            None => ("", rest),
        };
        // "24:00:00" is the first instant of the next day.
        let is_end_of_day = hour == 24 && minute == 0 && second == 0 && fraction.is_empty();
        if minute > 59 || second > 59 || (hour > 23 && !is_end_of_day) {
            return None;
        }
        let seconds = day * 86_400 + hour * 3_600 + minute * 60 + second - offset(zone)?;
        Some(DateTime { seconds, fraction })
    }

    /// The time from 1970-01-01T00:00:00Z to the instant, to the nanosecond; `None` for one before.
    pub fn since_1970(&self) -> Option<std::time::Duration> {
        let digits = self.fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
        let nanoseconds = digits.fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
        Some(std::time::Duration::new(u64::try_from(self.seconds).ok()?, nanoseconds))
    }
}

impl Ord for DateTime<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        // Digits after a point compare as text does: .5 is more than .49.
        self.seconds.cmp(&other.seconds).then_with(|| self.fraction.cmp(other.fraction))
    }
}

impl PartialOrd for DateTime<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The number of the day, the first of 1970 being 0.
fn day(text: &str) -> Option<i64> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let digits = unsigned.find('-')?;
    // More than four digits start with no zero, and there is no year 0000.
    if !(4..=9).contains(&digits) || (digits > 4 && unsigned.starts_with('0')) {
        return None;
    }
    let (year, rest) = number(unsigned, digits)?;
    let (month, rest) = number(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = number(rest.strip_prefix('-')?, 2)?;
    if year == 0 || !rest.is_empty() {
        return None;
    }
    // The year before 0001 is -0001; counting needs a 0.
    let year = if sign < 0 { 1 - year } else { year };
    let is_leap = year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return None,
    };
    if !(1..=days).contains(&day) {
        return None;
    }
    // Years start in March here, so that the leap day is a year's last.
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// How many seconds a zone is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    let (sign, rest) = match zone.split_at_checked(1) {
        None | Some(("Z", "")) => return Some(0),
        Some(("+", rest)) => (1, rest),
        Some(("-", rest)) => (-1, rest),
        Some(_) => return None,
    };
    let (hours, rest) = number(rest, 2)?;
    let (minutes, rest) = number(rest.strip_prefix(':')?, 2)?;
    let is_zone = rest.is_empty() && minutes < 60 && hours * 60 + minutes <= 14 * 60;
    is_zone.then_some(sign * (hours * 3_600 + minutes * 60))
}

/// A number of so many digits, and what follows it.
fn number(text: &str, digits: usize) -> Option<(i64, &str)> {
    let (number, rest) = text.split_at_checked(digits)?;
    // `parse` takes a sign, a part of a date has none.
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_of_one_instant_are_equal() {
        for (one, two) in [
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00"),
            ("1970-01-01T00:00:00Z", "1970-01-01T01:00:00+01:00"),
            ("2011-05-13T04:42:34Z", "2011-05-12T23:12:34-05:30"),
            ("2011-05-13T04:42:34.500Z", "2011-05-13T04:42:34.5Z"),
            ("2011-05-13T04:42:34.000Z", "2011-05-13T04:42:34Z"),
            ("1999-12-31T24:00:00Z", "2000-01-01T00:00:00Z"),
            ("2000-01-01T00:00:00+14:00", "1999-12-31T10:00:00Z"),
            ("-0001-12-31T24:00:00Z", "0001-01-01T00:00:00Z"),
        ] {
            assert!(DateTime::parse(one).is_some(), "{one}");
            assert_eq!(DateTime::parse(one), DateTime::parse(two), "{one} {two}");
        }
        assert_eq!(DateTime::parse("2024-02-29T12:34:56Z").map(|at| at.seconds), Some(1_709_210_096));
    }

    #[test]
    fn instants_stand_in_their_order() {
        let texts = [
            "-0044-03-15T12:00:00Z",
            "0001-01-01T00:00:00Z",
            "1969-12-31T23:59:59.9Z",
            "2000-02-28T23:59:59Z",
            "2000-02-29T00:00:00Z",
            "2000-03-01T00:00:00Z",
            "2011-05-13T04:42:34.49Z",
            "2011-05-13T04:42:34.5Z",
            "12011-05-13T04:42:34Z",
        ];
        assert!(texts.is_sorted_by(|one, two| DateTime::parse(one) < DateTime::parse(two)));
        assert!(texts.iter().all(|text| DateTime::parse(text).is_some()));
    }

    #[test]
    fn what_is_no_date_time_is_refused() {
        for text in [
            "",
            "2011-05-13",
            "2011-05-13 04:42:34Z",
            "2011-05-13t04:42:34Z",
            "2011-05-13T04:42Z",
            "2011-05-13T04:42:34z",
            "2011-05-13T04:42:34.Z",
            "2011-05-13T04:42:60Z",
            "2011-05-13T04:60:00Z",
            "2011-05-13T24:00:01Z",
            "2011-05-13T04:42:34+15:00",
            "2011-05-13T04:42:34+1:00",
            "2011-05-13T04:42:34Z ",
            "2011-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2011-13-01T00:00:00Z",
            "2011-00-01T00:00:00Z",
            "2011-04-31T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "02011-01-01T00:00:00Z",
            "211-01-01T00:00:00Z",
            "2011-+1-01T00:00:00Z",
            "2011-05-13T0é:42:34Z",
        ] {
            assert_eq!(DateTime::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn days_follow_each_other(year in -9999i64..9999, month in 1i64..=12, date in 1i64..=28) {
            let year = if year == 0 { 1 } else { year };
            let text = |date: i64| {
                let sign = if year < 0 { "-" } else { "" };
                format!("{sign}{:04}-{month:02}-{date:02}", year.abs())
            };
            prop_assert_eq!(day(&text(date)).map(|day| day + 1), day(&text(date + 1)).or_else(|| {
                // The 29th of a short February: the next month follows the 28th.
                let sign = if year < 0 { "-" } else { "" };
                day(&format!("{sign}{:04}-03-01", year.abs()))
            }));
        }

        #[test]
        fn no_text_makes_it_panic(text in "[-+0-9TZ:.é]{0,30}") {
            let _ = DateTime::parse(&text);
        }
    }
}
