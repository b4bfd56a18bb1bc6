//! Days of the calendar, and the time of day.

use std::fmt;
use std::time::Duration;

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// The year.
    pub year: u64,
    /// The month, from 1.
    pub month: u64,
    /// The day of the month, from 1.
    pub day: u64,
}

impl Date {
    /// The day in UTC, so long after 1970 began. Years are counted from March, so that a leap day ends one.
    pub fn at(since_1970: Duration) -> Date {
        const DAYS_IN_400_YEARS: u64 = 146_097;
        let from_0000_03_01 = since_1970.as_secs() / 86_400 + 719_468;
        let (era, of_era) = (from_0000_03_01 / DAYS_IN_400_YEARS, from_0000_03_01 % DAYS_IN_400_YEARS);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let months_from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * months_from_march + 2) / 5 + 1;
        let month = if months_from_march < 10 { months_from_march + 3 } else { months_from_march - 9 };
        let year = year_of_era + 400 * era + u64::from(month <= 2);
        Date { year, month, day }
    }
}

/// The time of day in UTC, so long after 1970 began: `21:32:44`.
pub fn time_of_day(since_1970: Duration) -> String {
    let seconds = since_1970.as_secs();
    format!("{:02}:{:02}:{:02}", seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60)
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}
