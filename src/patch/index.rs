//! The values of a multi-valued attribute by what tells them apart, so that adding a thousand members to a
//! group does not compare each with each.

use std::collections::{HashMap, VecDeque};

use serde_json::Value;

use crate::filter::fold;
use crate::schema::{Attribute, Type};

/// Where values that can be the same stand among the stored ones.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    keyed: HashMap<String, VecDeque<usize>>,
    /// Values without a key, which are compared with all.
    loose: VecDeque<usize>,
    count: usize,
}

impl Index {
    pub(super) fn of(values: &[Value], attribute: &Attribute) -> Index {
        let mut index = Index::default();
        for value in values {
            index.push(value, attribute);
        }
        index
    }

    /// Takes in the value behind the last.
    pub(super) fn push(&mut self, value: &Value, attribute: &Attribute) {
        match key(value, attribute) {
            Some(key) => self.keyed.entry(key).or_default().push_back(self.count),
            None => self.loose.push_back(self.count),
        }
        self.count += 1;
    }

    /// The first place at which a value can be the same and is.
    pub(super) fn find(
        &self,
        value: &Value,
        attribute: &Attribute,
        is_same: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let Some(key) = key(value, attribute) else { return (0..self.count).find(|at| is_same(*at)) };
        let first = |places: &VecDeque<usize>| places.iter().copied().find(|at| is_same(*at));
        let keyed = self.keyed.get(&key).and_then(first);
        keyed.into_iter().chain(first(&self.loose)).min()
    }

    /// The same for a whole value, where each place is given once before one is given again.
    pub(super) fn pair(
        &mut self,
        value: &Value,
        attribute: &Attribute,
        is_same: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let places = match key(value, attribute) {
            Some(key) => self.keyed.get_mut(&key)?,
            None => &mut self.loose,
        };
        let index = places.iter().position(|at| is_same(*at))?;
        let place = places.remove(index)?;
        places.push_back(place);
        Some(place)
    }
}

/// What is equal in values that are the same: the text of a simple value, or that of the one `value` of a
/// complex one. Values of another kind have none.
fn key(value: &Value, attribute: &Attribute) -> Option<String> {
    match value {
        Value::Object(parts) => {
            let sub = attribute.sub_attribute("value")?;
            let mut named = parts.iter().filter(|(name, _)| name.eq_ignore_ascii_case("value"));
            match (named.next(), named.next()) {
                (Some((_, part)), None) => text(part, sub),
                _ => None,
            }
        }
        simple => text(simple, attribute),
    }
}

fn text(value: &Value, attribute: &Attribute) -> Option<String> {
    // Two texts may be one date.
    let text = value.as_str().filter(|_| attribute.kind != Type::DateTime)?;
    Some(fold(text, attribute.case_exact && attribute.kind != Type::Binary).into_owned())
}
