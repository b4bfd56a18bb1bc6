//! How close two words are, for "did you mean".

/// The number of letters by which two texts differ, case aside: insertions, deletions, replacements.
/// Texts whose lengths differ by more than eight, or that are longer than 128 bytes, are far apart.
pub(crate) fn distance(left: &str, right: &str) -> usize {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len().abs_diff(right.len()) > 8 || left.len().max(right.len()) > 128 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let above = row[j + 1];
            let substituted = diagonal + usize::from(!a.eq_ignore_ascii_case(b));
            row[j + 1] = substituted.min(above + 1).min(row[j] + 1);
            diagonal = above;
        }
    }
    row[right.len()]
}

/// The name that was probably meant, if one is close: one letter off for short names, two for longer ones.
pub(crate) fn meant<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = if written.len() < 5 { 1 } else { 2 };
    names
        .into_iter()
        .map(|name| (distance(written, name), name))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
