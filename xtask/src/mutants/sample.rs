//! Which changes are tried: the same for the same seed.

use crate::find::Mutant;

/// The mutants in the order in which they are drawn: one inside `rules!`, one outside, as long as there are both.
pub(crate) fn drawn(mutants: Vec<Mutant>, seed: u64) -> Vec<Mutant> {
    let (mut inside, mut outside): (Vec<_>, Vec<_>) = mutants.into_iter().partition(|mutant| mutant.in_rules);
    let mut random = fastrand::Rng::with_seed(seed);
    random.shuffle(&mut inside);
    random.shuffle(&mut outside);
    let mut drawn = Vec::with_capacity(inside.len() + outside.len());
    while let (Some(one), Some(other)) = (inside.pop(), outside.pop()) {
        drawn.extend([one, other]);
    }
    drawn
}
