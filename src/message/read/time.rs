//! Times as recordings write them: decimal numbers of seconds or milliseconds, and dates.

use crate::filter::DateTime;
use std::time::Duration;

/// A span of so many units; the digits behind the point count as far as nanoseconds go. An exponent
/// is written only for what is too small or too large to be a time between requests.
pub(super) fn span(text: &str, unit: Duration) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let mut nanoseconds = whole.parse::<u64>().ok()?.checked_mul(u64::try_from(unit.as_nanos()).ok()?)?;
    let mut place = u64::try_from(unit.as_nanos()).ok()?;
    for digit in fraction.bytes() {
        place /= 10;
        nanoseconds = nanoseconds.checked_add(place * u64::from(digit - b'0'))?;
    }
    Some(Duration::from_nanos(nanoseconds))
}

/// A date since 1970.
pub(super) fn date(text: &str) -> Option<Duration> {
    DateTime::parse(text)?.since_1970()
}

/// A number of seconds, or a date.
pub(super) fn moment(text: &str) -> Option<Duration> {
    span(text, Duration::from_secs(1)).or_else(|| date(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_to_the_nanosecond() {
        let nanoseconds = |nanoseconds| Some(Duration::from_nanos(nanoseconds));
        let cases = [
            ("0", nanoseconds(0)),
            ("12.5", nanoseconds(12_500_000_000)),
            ("1.0000000019", nanoseconds(1_000_000_001)),
            ("1970-01-01T00:00:01.25Z", nanoseconds(1_250_000_000)),
            ("1970-01-01T01:00:00.000+01:00", nanoseconds(0)),
            ("1969-12-31T23:59:59Z", None),
            ("99999999999999999999", None),
            ("18446744073709551615", None),
            ("-1", None),
            ("1e3", None),
            ("", None),
            ("noon", None),
        ];
        for (text, expected) in cases {
            assert_eq!(moment(text), expected, "{text}");
        }
        assert_eq!(span("30.25", Duration::from_millis(1)), nanoseconds(30_250_000));
    }
}
