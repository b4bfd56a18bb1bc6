//! One stable sort for all rooms.
//!
//! Each kind of list that the standard library sorts brings a sort of its own, some four kilobytes of
//! wasm. Here the places of the items are sorted, which are numbers whatever the items are.

use std::cmp::Ordering;

/// Puts the items into the order of `compare`; those that are equal stay in theirs.
pub(crate) fn sort<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let mut places: Vec<usize> = (0..items.len()).collect();
    sort_places(&mut places, &|one, other| match (items.get(one), items.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    let mut slots: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(places.iter().filter_map(|place| slots.get_mut(*place)?.take()));
}

#[inline(never)]
fn sort_places(places: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    places.sort_by(|one, other| compare(*one, *other));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn items_are_sorted_as_the_standard_library_does(items in prop::collection::vec((0..9u8, any::<u8>()), 0..64)) {
            let (mut ours, mut theirs) = (items.clone(), items);
            super::sort(&mut ours, |one, other| one.0.cmp(&other.0));
            theirs.sort_by_key(|item| item.0);
            prop_assert_eq!(ours, theirs);
        }
    }
}
