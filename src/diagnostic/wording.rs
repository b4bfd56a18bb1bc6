//! What a finding says. The words are found with it; the sentence is made when it is read.

use crate::profile::Fillings;
use std::borrow::Cow;

/// A template and what fills its placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wording {
    /// A line of what is wrong, and one of what to write instead, if there is something to be said of it.
    template: Cow<'static, str>,
    fillings: Fillings,
}

impl Wording {
    pub(crate) fn new(template: &'static str, fillings: Fillings) -> Wording {
        Wording { template: Cow::Borrowed(template), fillings }
    }

    /// Sentences that are made already.
    #[cfg(feature = "series")]
    pub(crate) fn made(message: &str, help: Option<&str>) -> Wording {
        let lines = [Some(message), help];
        let template = lines.into_iter().flatten().collect::<Vec<_>>().join("\n");
        Wording { template: Cow::Owned(template), fillings: Fillings::default() }
    }

    pub(super) fn message(&self) -> String {
        self.fillings.fill(self.lines().0)
    }

    pub(super) fn help(&self) -> Option<String> {
        // A word may be all that there is, and empty.
        self.lines().1.map(|help| self.fillings.fill(help)).filter(|help| !help.is_empty())
    }

    fn lines(&self) -> (&str, Option<&str>) {
        match self.template.split_once('\n') {
            Some((message, help)) => (message, Some(help)),
            None => (&self.template, None),
        }
    }
}
