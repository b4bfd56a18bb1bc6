//! Where rules on a series put what they find.

use super::Spot;
use crate::profile::Fillings;
use crate::rule::Rule;

/// A finding before it has words and a severity.
#[derive(Debug, Clone)]
pub struct Noted {
    pub(crate) rule: &'static Rule,
    pub(crate) spot: Spot,
    pub(crate) beside: Vec<(Spot, &'static str)>,
    pub(crate) words: Fillings,
}

impl Noted {
    /// Fills a placeholder of the rule's templates.
    pub fn with(&mut self, placeholder: &'static str, word: &str) -> &mut Noted {
        self.words.push(placeholder, word);
        self
    }

    /// Fills a placeholder with a number.
    pub fn count(&mut self, placeholder: &'static str, number: u64) -> &mut Noted {
        self.words.push(placeholder, &number.to_string());
        self
    }

    /// Names another exchange that belongs to the finding, with a word on how.
    pub fn beside(&mut self, spot: &Spot, word: &'static str) -> &mut Noted {
        self.beside.push((spot.clone(), word));
        self
    }
}

/// Where rules on a series put what they find.
pub struct Trail<'t> {
    noted: &'t mut Vec<Noted>,
    rule: &'static Rule,
}

impl<'t> Trail<'t> {
    pub(crate) fn new(noted: &'t mut Vec<Noted>, rule: &'static Rule) -> Trail<'t> {
        Trail { noted, rule }
    }

    /// The rule's malformation shows there.
    pub fn found(&mut self, spot: Spot) -> &mut Noted {
        self.noted.push(Noted { rule: self.rule, spot, beside: Vec::new(), words: Fillings::default() });
        let last = self.noted.len() - 1;
        &mut self.noted[last]
    }
}
