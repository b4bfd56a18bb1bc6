//! How close two words are, for "did you mean".

/// The number of letters by which two texts differ, case aside: insertions, deletions, replacements. `None`
/// where there are more than `most`, which is small: that is seen soon, and nothing is allocated for it.
pub(crate) fn distance(left: &str, right: &str, most: usize) -> Option<usize> {
    // One letter that differs is one that only the left text has, one that only the right has, or both.
    let unmatched = (letters(left) ^ letters(right)).count_ones() as usize;
    if unmatched > 2 * most {
        return None;
    }
    apart(left.as_bytes(), right.as_bytes(), most)
}

/// Which bytes a text has, case aside, as bits: a few share one.
fn letters(text: &str) -> u32 {
    text.bytes().fold(0, |letters, byte| letters | 1 << (byte & 31))
}

fn apart(left: &[u8], right: &[u8], most: usize) -> Option<usize> {
    if left.len().abs_diff(right.len()) > most {
        return None;
    }
    // What both start with is nowhere else to be matched better.
    let same = left.iter().zip(right).take_while(|(one, other)| one.eq_ignore_ascii_case(other)).count();
    let (left, right) = (&left[same..], &right[same..]);
    let ([_, left_rest @ ..], [_, right_rest @ ..]) = (left, right) else {
        return Some(left.len().max(right.len()));
    };
    let most = most.checked_sub(1)?;
    let ways = [(left_rest, right_rest), (left_rest, right), (left, right_rest)];
    let nearest = ways.into_iter().filter_map(|(left, right)| apart(left, right, most)).min()?;
    Some(nearest + 1)
}

/// The name that was probably meant, if one is close: one letter off for short names, two for longer ones.
pub fn meant<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = if written.len() < 5 { 1 } else { 2 };
    names
        .into_iter()
        .filter_map(|name| Some((distance(written, name, most)?, name)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn letters_too_many_too_few_and_wrong_ones_count() {
        let cases = [
            ("userName", "username", Some(0)),
            ("dispayName", "displayName", Some(1)),
            ("emials", "emails", Some(2)),
            ("title", "titles", Some(1)),
            ("xtitle", "title", Some(1)),
            ("", "ab", Some(2)),
            ("kitten", "sitting", None),
            ("locale", "title", None),
        ];
        for (left, right, expected) in cases {
            assert_eq!(distance(left, right, 2), expected, "{left}, {right}");
            assert_eq!(distance(right, left, 2), expected, "{right}, {left}");
        }
        assert_eq!(distance("kitten", "sitting", 3), Some(3));
    }
}
