//! What only a series of exchanges shows: the rules, and what they look at.
//!
//! A rule looks at one exchange with what was remembered before it ([`Step`]), at one identity when the
//! series has ended ([`Life`]), or at the series as a whole ([`Whole`]). It reads the [`Memory`]; who keeps
//! it is the session in [`crate::lint`].

pub(crate) mod creating;
pub(crate) mod leaving;
pub(crate) mod matching;
mod memory;
pub(crate) mod pace;
pub(crate) mod paging;
pub(crate) mod references;
pub(crate) mod rewriting;
pub(crate) mod seeing;
mod step;
mod trail;

pub use memory::{
    Burst, By, Event, Identity, Key, Mark, Memory, Pace, PageRead, Pending, Repeat, Spot, Tally, Totals,
    Writer,
};
pub use step::{Claims, Deed, Life, Page, Reply, Sought, Step, Whole};
pub use trail::{Noted, Trail};
