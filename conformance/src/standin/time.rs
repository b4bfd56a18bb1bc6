//! Instants as SCIM writes them (RFC 7643 §2.3.5).

use crate::date::Date;
use std::time::Duration;

/// The instant that long after 1970 began, in UTC and to the millisecond: `2011-08-01T21:32:44.882Z`.
pub fn timestamp(since_1970: Duration) -> String {
    let Date { year, month, day } = Date::at(since_1970);
    let seconds = since_1970.as_secs();
    let mut text = String::with_capacity(24);
    // Every representation has two of them, and the formatter takes ten times as long.
    for (number, digits, behind) in [
        (year, 4, '-'),
        (month, 2, '-'),
        (day, 2, 'T'),
        (seconds / 3_600 % 24, 2, ':'),
        (seconds / 60 % 60, 2, ':'),
        (seconds % 60, 2, '.'),
        (since_1970.subsec_millis().into(), 3, 'Z'),
    ] {
        for place in (0..digits).rev() {
            let digit = number / 10_u64.pow(place) % 10;
            text.push(char::from(b'0' + digit as u8));
        }
        text.push(behind);
    }
    text
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
