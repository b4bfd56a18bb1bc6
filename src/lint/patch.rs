//! The walk over a PATCH body (RFC 7644 §3.5.2).

use super::compile::{Entry, Table};
use super::walk::Walk;
use crate::json::{Kind, Value};
use crate::patch::Op;
use crate::rule::Sink;
use crate::rule::subject::{Operation, PatchBody};
use crate::schema::{Attribute, PATCH_OP};
use crate::syntax::{AttributePath, PatchPath};

/// What a path names in the resource type's tables.
#[derive(Clone, Copy)]
enum Named<'w> {
    /// The resource itself or an extension: the value holds attributes.
    Object(&'w Table),
    /// An attribute as a whole.
    Attribute(&'w Entry),
    /// Elements of a multi-valued attribute, or a part of a singular one.
    Element(&'w Entry),
}

impl<'w, 'd> Walk<'w, 'd> {
    /// A PATCH body.
    pub(super) fn patch(&mut self, body: Value<'d>) {
        self.envelope(body, PATCH_OP, &[], true);
        let mut operations = None;
        let mut misspelled = None;
        let mut count = 0;
        for member in body.members() {
            count += 1;
            let key = member.key();
            if key == "Operations" {
                operations = operations.or(Some(member));
            } else if key.eq_ignore_ascii_case("operations") || key.eq_ignore_ascii_case("operation") {
                misspelled = Some(member);
            }
        }
        if count > 2 {
            self.repeats(body);
        }
        let subject = PatchBody { object: body, operations, misspelled };
        for (rule, check) in &self.linter.checks.patch_body {
            check(&subject, self.facts, &mut Sink::new(self.drafts, rule));
        }
        if let Some(list) = operations.or(misspelled) {
            for (index, operation) in list.value.elements().enumerate() {
                self.operation(index, operation);
            }
        }
    }

    fn operation(&mut self, index: usize, object: Value<'d>) {
        let (mut op, mut path, mut value, mut count) = (None, None, None, 0);
        for member in object.members() {
            count += 1;
            match &*member.key() {
                "op" => op = Some(member.value),
                "path" => path = Some(member.value),
                "value" => value = Some(member.value),
                _ => {}
            }
        }
        let known = usize::from(op.is_some()) + usize::from(path.is_some()) + usize::from(value.is_some());
        let has_others = count > known;
        if has_others {
            self.repeats(object);
        }
        let kind = op.and_then(Value::string).and_then(|op| Op::named(&op));
        let text = path.and_then(Value::string);
        let plain = text.as_deref().and_then(|text| self.plain(text));
        let parsed = match plain {
            Some(_) => None,
            None => text.as_deref().map(str::parse::<PatchPath>),
        };
        let tree = match (plain, &parsed) {
            (Some(entry), _) => Some(Ok(&entry.patch_path)),
            (None, parsed) => parsed.as_ref().map(Result::as_ref),
        };
        let named = match tree {
            Some(Ok(tree)) => self.named(tree),
            Some(Err(_)) => None,
            None => Some(Named::Object(&self.compiled.tables[0])),
        };
        let (attribute, sub_attribute) = self.attributes(tree.and_then(Result::ok));
        let subject = Operation {
            object,
            index,
            op,
            kind,
            path,
            tree,
            attribute,
            sub_attribute,
            value,
            declared: &self.compiled.tables[0].attributes,
        };
        let checks = &self.linter.checks;
        let is_plain = kind.is_some_and(|kind| op.and_then(Value::plain) == Some(kind.name()));
        let is_readable = path.is_none() || matches!(tree, Some(Ok(_)));
        let groups = [
            (true, &checks.operation),
            (!is_plain, &checks.operation_name),
            (!is_readable, &checks.operation_path),
            (has_others, &checks.operation_members),
        ];
        for (_, group) in groups.iter().filter(|(applies, _)| *applies) {
            for (rule, check) in *group {
                check(&subject, self.facts, &mut Sink::new(self.drafts, rule));
            }
        }
        if let (Some(Op::Add | Op::Replace), Some(value), Some(named)) = (kind, value, named) {
            self.operand(named, value);
        }
    }

    /// The value of an operation, judged as the attribute that it is written to.
    fn operand(&mut self, named: Named<'w>, value: Value<'d>) {
        match named {
            Named::Object(table) => {
                if value.kind() == Kind::Object {
                    self.object(value, table);
                }
            }
            // One value may be added to a multi-valued attribute without an array around it.
            Named::Attribute(entry) if entry.attribute.multi_valued && value.kind() != Kind::Array => {
                self.element(entry, value);
            }
            Named::Attribute(entry) => self.attribute(entry, value, value),
            Named::Element(entry) => self.element(entry, value),
        }
    }

    /// The entry that a path names to the letter: `active`, `name.familyName`.
    fn plain(&self, path: &str) -> Option<&'w Entry> {
        let tables = &self.compiled.tables;
        let exact = |table: &'w Table, name: &str| match table.find_text(name) {
            Some((index, true)) => Some(&table.entries[index]),
            _ => None,
        };
        if path.starts_with("urn:") {
            return None;
        }
        match path.split_once('.') {
            None => exact(&tables[0], path),
            Some((attribute, sub)) => exact(&tables[exact(&tables[0], attribute)?.table?], sub),
        }
    }

    fn named(&self, path: &PatchPath) -> Option<Named<'w>> {
        let compiled = self.compiled;
        if let Some(urn) = path.attribute.full_urn() {
            let at_root = compiled.tables[0].find_text(&urn);
            if let Some((index, _)) = at_root {
                let table = compiled.tables[0].entries[index].table?;
                return Some(Named::Object(&compiled.tables[table]));
            }
            if compiled.urn.eq_ignore_ascii_case(&urn) {
                return Some(Named::Object(&compiled.tables[0]));
            }
        }
        let entry = self.entry(&path.attribute)?;
        match path.sub() {
            Some(sub) => {
                let table = &compiled.tables[entry.table?];
                let (index, _) = table.find_text(sub)?;
                Some(Named::Element(&table.entries[index]))
            }
            None if path.filter.is_some() => Some(Named::Element(entry)),
            None => Some(Named::Attribute(entry)),
        }
    }

    fn attributes(&self, path: Option<&PatchPath>) -> (Option<&'w Attribute>, Option<&'w Attribute>) {
        let Some(path) = path else { return (None, None) };
        let Some(entry) = self.entry(&path.attribute) else { return (None, None) };
        let sub = path.sub().and_then(|sub| {
            let table = &self.compiled.tables[entry.table?];
            table.find_text(sub).map(|(index, _)| &table.entries[index].attribute)
        });
        (Some(&entry.attribute), sub)
    }

    /// The entry of the attribute itself, its sub-attribute left aside.
    fn entry(&self, path: &AttributePath) -> Option<&'w Entry> {
        let tables = &self.compiled.tables;
        let table = match &path.schema {
            Some(urn) if !urn.eq_ignore_ascii_case(&self.compiled.urn) => {
                let (index, _) = tables[0].find_text(urn)?;
                &tables[tables[0].entries[index].table?]
            }
            _ => &tables[0],
        };
        let (index, _) = table.find_text(&path.attribute)?;
        Some(&table.entries[index])
    }
}
