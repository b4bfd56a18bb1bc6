//! The built-in data as the small wasm build carries it: read at once, without the reader of its files.
//!
//! Packed is what was read from the files, all layers merged: a text with a token on each line, in the order of the
//! types' fields and without their names. A number is in decimal digits, a word is its place among the type's words,
//! and what may be absent or repeated follows the number of times that it is there. Each type says its fields once,
//! for both directions, in [`packed!`].
//!
//! The packed files stand beside the data. A test compares them with it; after a change of the data,
//! `SCIMPROOF_WRITE=1 cargo test -p scimproof --lib packed` writes them anew.

use crate::cut::Cut;
use std::sync::Arc;

/// What can be packed. Only tests do so.
pub(crate) trait Packed: Sized {
    fn unpack(from: &mut Tokens<'_>) -> Self;

    #[cfg(test)]
    fn pack(&self, to: &mut String);
}

/// The tokens of a packed text.
pub(crate) struct Tokens<'t> {
    rest: &'t str,
}

impl<'t> Tokens<'t> {
    fn line(&mut self) -> &'t str {
        let end = self.rest.bytes().position(|byte| byte == b'\n').unwrap_or(self.rest.len());
        let line = self.rest.cut(..end);
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        line
    }

    /// A number, which also tells words and how often something is there.
    pub(crate) fn number(&mut self) -> u32 {
        let digits = self.line().bytes();
        digits.fold(0, |number: u32, digit| number.wrapping_mul(10).wrapping_add(u32::from(digit & 0xF)))
    }
}

/// What a packed text holds.
pub(crate) fn unpack<T: Packed>(text: &str) -> T {
    T::unpack(&mut Tokens { rest: text })
}

/// Packs a value, compares that with the packed file of that path, or writes it there when asked to, and reads it back.
#[cfg(test)]
pub(crate) fn assert_packed<T: Packed + std::fmt::Debug>(value: &T, path: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let mut packed = String::new();
    value.pack(&mut packed);
    if std::env::var_os("SCIMPROOF_WRITE").is_some() {
        std::fs::write(&path, &packed).expect("the file can be written");
    }
    let file = std::fs::read_to_string(&path).unwrap_or_default();
    let how =
        "after a change of the data, `SCIMPROOF_WRITE=1 cargo test -p scimproof --lib packed` writes it anew";
    assert!(packed == file, "{} is not as the data are: {how}", path.display());
    assert_eq!(format!("{:#?}", unpack::<T>(&packed)), format!("{value:#?}"));
}

/// Says how a type is packed: a structure by its fields, a word by all that it can be.
macro_rules! packed {
    ($type:ident $(<$($of:ident),+>)? { $($field:ident),+ $(,)? }) => {
        impl $(<$($of: $crate::packed::Packed),+>)? $crate::packed::Packed for $type $(<$($of),+>)? {
            fn unpack(from: &mut $crate::packed::Tokens<'_>) -> Self {
                $type { $($field: $crate::packed::Packed::unpack(from)),+ }
            }

            #[cfg(test)]
            fn pack(&self, to: &mut String) {
                let $type { $($field),+ } = self;
                $($crate::packed::Packed::pack($field, to);)+
            }
        }
    };
    ($type:ident: $($word:ident),+ $(,)?) => {
        impl $crate::packed::Packed for $type {
            fn unpack(from: &mut $crate::packed::Tokens<'_>) -> Self {
                const WORDS: &[$type] = &[$($type::$word),+];
                WORDS.get(from.number() as usize).copied().unwrap_or(WORDS[0])
            }

            #[cfg(test)]
            fn pack(&self, to: &mut String) {
                let place = [$($type::$word),+].iter().position(|word| word == self);
                $crate::packed::Packed::pack(&(place.expect("all words are listed") as u32), to);
            }
        }
    };
}

pub(crate) use packed;

impl Packed for u32 {
    fn unpack(from: &mut Tokens<'_>) -> u32 {
        from.number()
    }

    #[cfg(test)]
    fn pack(&self, to: &mut String) {
        to.push_str(&self.to_string());
        to.push('\n');
    }
}

impl Packed for u16 {
    fn unpack(from: &mut Tokens<'_>) -> u16 {
        from.number() as u16
    }

    #[cfg(test)]
    fn pack(&self, to: &mut String) {
        u32::from(*self).pack(to);
    }
}

impl Packed for bool {
    fn unpack(from: &mut Tokens<'_>) -> bool {
        from.number() != 0
    }

    #[cfg(test)]
    fn pack(&self, to: &mut String) {
        u32::from(*self).pack(to);
    }
}

/// A text of several lines begins with a tab, and tabs stand for its line breaks. No text has a tab.
impl Packed for String {
    fn unpack(from: &mut Tokens<'_>) -> String {
        let line = from.line();
        match line.strip_prefix('\t') {
            Some(lines) => lines.split('\t').collect::<Vec<_>>().join("\n"),
            None => line.to_owned(),
        }
    }

    #[cfg(test)]
    fn pack(&self, to: &mut String) {
        assert!(!self.contains('\t'), "{self}");
        if self.contains('\n') {
            to.push('\t');
        }
        to.push_str(&self.replace('\n', "\t"));
        to.push('\n');
    }
}

impl Packed for Arc<str> {
    fn unpack(from: &mut Tokens<'_>) -> Arc<str> {
        String::unpack(from).into()
    }

    #[cfg(test)]
    fn pack(&self, to: &mut String) {
        self.to_string().pack(to);
    }
}

impl<T: Packed> Packed for Option<T> {
    fn unpack(from: &mut Tokens<'_>) -> Option<T> {
        (from.number() > 0).then(|| T::unpack(from))
    }

    #[cfg(test)]
    fn pack(&self, to: &mut String) {
        self.is_some().pack(to);
        if let Some(value) = self {
            value.pack(to);
        }
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn unpack(from: &mut Tokens<'_>) -> Vec<T> {
        (0..from.number()).map(|_| T::unpack(from)).collect()
    }

    #[cfg(test)]
    fn pack(&self, to: &mut String) {
        (self.len() as u32).pack(to);
        for value in self {
            value.pack(to);
        }
    }
}

impl Packed for Arc<[u16]> {
    fn unpack(from: &mut Tokens<'_>) -> Arc<[u16]> {
        Vec::unpack(from).into()
    }

    #[cfg(test)]
    fn pack(&self, to: &mut String) {
        self.to_vec().pack(to);
    }
}

impl<K: Packed, V: Packed> Packed for (K, V) {
    fn unpack(from: &mut Tokens<'_>) -> (K, V) {
        (K::unpack(from), V::unpack(from))
    }

    #[cfg(test)]
    fn pack(&self, to: &mut String) {
        self.0.pack(to);
        self.1.pack(to);
    }
}
