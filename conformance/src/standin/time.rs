//! Instants as SCIM writes them (RFC 7643 §2.3.5).

use std::time::Duration;

/// The instant that long after 1970 began, in UTC and to the millisecond: `2011-08-01T21:32:44.882Z`.
pub(super) fn timestamp(since_1970: Duration) -> String {
    let seconds = since_1970.as_secs();
    let (year, month, day) = date(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    let millis = since_1970.subsec_millis();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

/// The date of a day counted from 1970-01-01. Years are counted from March, so that a leap day ends one.
fn date(day: u64) -> (u64, u64, u64) {
    const DAYS_IN_400_YEARS: u64 = 146_097;
    let from_0000_03_01 = day + 719_468;
    let (era, of_era) = (from_0000_03_01 / DAYS_IN_400_YEARS, from_0000_03_01 % DAYS_IN_400_YEARS);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let months_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * months_from_march + 2) / 5 + 1;
    let month = if months_from_march < 10 { months_from_march + 3 } else { months_from_march - 9 };
    let year = year_of_era + 400 * era + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use scimproof::filter::DateTime;

    #[test]
    fn instants_are_written_as_the_rfc_does() {
        for (seconds, millis, expected) in [
            (0, 0, "1970-01-01T00:00:00.000Z"),
            (951_782_399, 999, "2000-02-28T23:59:59.999Z"),
            (951_782_400, 1, "2000-02-29T00:00:00.001Z"),
            (1_312_234_364, 882, "2011-08-01T21:32:44.882Z"),
            (4_107_542_400, 0, "2100-03-01T00:00:00.000Z"),
        ] {
            assert_eq!(timestamp(Duration::new(seconds, millis * 1_000_000)), expected);
        }
    }

    proptest! {
        #[test]
        fn a_later_instant_reads_as_later(one in 0_u64..5_000_000_000_000, two in 0_u64..5_000_000_000_000) {
            let texts = [one, two].map(|millis| timestamp(Duration::from_millis(millis)));
            let [read_one, read_two] = [&texts[0], &texts[1]].map(|text| DateTime::parse(text));
            prop_assert!(read_one.is_some() && read_two.is_some());
            prop_assert_eq!(read_one.cmp(&read_two), one.cmp(&two), "{:?}", texts);
        }
    }
}
