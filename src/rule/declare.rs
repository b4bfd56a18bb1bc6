//! The one-block declaration of a rule.

/// Declares the rules of a family, each in one block, and the family's list `RULES`.
///
/// ```text
/// rules! {
///     /// An operation other than `add`, `remove` and `replace`.
///     ///
///     /// Why it hurts, who sends it …
///     patch_op_unknown {
///         looks_at: OperationName,
///         stage: Schema,
///         cites: "7644-3.5.2-op",
///         says: "`{written}` is not a PATCH operation",
///         help: "write `add`, `remove` or `replace`",
///         bad: r#"PATCH /Users/1 …"#,
///         good: r#"PATCH /Users/1 …"#,
///     }
///     fn check(operation: &Operation<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) { … }
/// }
/// ```
///
/// The rule's name is the identifier with dashes. `cites`, `help`, `on` (the profile of the examples,
/// `rfc7644` when not said), `given` (a profile's file for the examples, where no built-in one has the
/// facts) and `wants` (which attributes a check of attributes wants to see) may be left out.
macro_rules! rules {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident {
            looks_at: $subject:ident,
            stage: $stage:ident,
            $(cites: $cites:literal,)?
            says: $says:literal,
            $(help: $help:literal,)?
            $(wants: $wants:expr,)?
            $(on: $profile:literal,)?
            $(given: $given:literal,)?
            bad: $bad:expr,
            good: $good:literal,
        }
        fn check($first:ident: $first_type:ty, $facts:ident: $facts_type:ty, $sink:ident: $sink_type:ty) $body:block
    )+) => {
        $(
            mod $name {
                #[allow(clippy::wildcard_imports, unused_imports, reason = "the family's file imports for all of its rules")]
                use super::*;

                const DASHED: [u8; stringify!($name).len()] = $crate::rule::declare::dashed(stringify!($name));

                // A constant, so that rules which cite one sentence share it.
                const CITED: Option<$crate::requirement::Requirement> =
                    $crate::requirement::cited($crate::rule::declare::first(&[$($cites)?]));

                pub(super) static RULE: $crate::rule::Rule = $crate::rule::Rule {
                    name: match std::str::from_utf8(&DASHED) {
                        Ok(name) => name,
                        Err(_) => panic!("an identifier is UTF-8"),
                    },
                    #[cfg(feature = "book")]
                    book: $crate::rule::declare::trimmed(concat!($($doc, "\n"),+)),
                    words: concat!($says, "\n" $(, $help)?),
                    stage: $crate::profile::Stage::$stage,
                    cites: match &CITED {
                        Some(cited) => Some(cited),
                        None => None,
                    },
                    #[cfg(feature = "book")]
                    example_profile: match $crate::rule::declare::first(&[$($profile)?]) {
                        Some(profile) => profile,
                        None => "rfc7644",
                    },
                    #[cfg(feature = "book")]
                    example_facts: $crate::rule::declare::first(&[$($given)?]),
                    #[cfg(feature = "book")]
                    bad: $bad,
                    #[cfg(feature = "book")]
                    good: $good,
                    check: $crate::rule::Check::$subject(check),
                    wants: $crate::rule::declare::wanting(&[$($wants)?]),
                };

                fn check($first: $first_type, $facts: $facts_type, $sink: $sink_type) $body
            }
        )+

        /// The family's rules, in the order of the file.
        pub(in $crate::rule) static RULES: &[&$crate::rule::Rule] = &[$(&$name::RULE),+];
    };
}

pub(super) use rules;

use super::Site;

/// An identifier with dashes for underscores.
pub(super) const fn dashed<const N: usize>(identifier: &str) -> [u8; N] {
    let bytes = identifier.as_bytes();
    let mut name = [0; N];
    let mut at = 0;
    while at < N {
        name[at] = if bytes[at] == b'_' { b'-' } else { bytes[at] };
        at += 1;
    }
    name
}

#[cfg(feature = "book")]
pub(super) const fn trimmed(book: &'static str) -> &'static str {
    book.trim_ascii()
}

pub(super) const fn first(given: &[&'static str]) -> Option<&'static str> {
    if given.is_empty() { None } else { Some(given[0]) }
}

pub(super) const fn wanting(given: &[fn(&Site<'_>) -> bool]) -> fn(&Site<'_>) -> bool {
    if given.is_empty() { every } else { given[0] }
}

fn every(_: &Site<'_>) -> bool {
    true
}
