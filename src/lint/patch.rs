//! The walk over a PATCH body (RFC 7644 §3.5.2).

use super::compile::{Entry, Of, OperationCheck, PatchCheck, Table};
use super::walk::{Walk, is_filled_array};
use crate::json::{Kind, Value};
use crate::patch::{Op, Treatment, ValueShape};
use crate::rule::subject::{Operation, PatchBody};
use crate::rule::{Place, Sink};
use crate::schema::{Mutability, PATCH_OP};
use crate::syntax::{AttributePath, PatchPath};

/// The bytes from which on a PATCH may hold more than endpoints without a known limit are sure to take.
const LARGE: u32 = 1024;

/// What a path names in the resource type's tables.
#[derive(Clone, Copy, Default)]
struct Named<'w> {
    /// The attribute, its sub-attribute left aside.
    attribute: Option<&'w Entry>,
    sub_attribute: Option<&'w Entry>,
    /// What the operation's value is written to, if a schema declares it.
    target: Option<Target<'w>>,
}

/// The paths of a PATCH's first operations, so that one which comes again is noticed.
struct Paths<'d> {
    operations: Value<'d>,
    /// What each path is told by, with its operation's index. Sixteen paths are more than a PATCH of single
    /// attributes has, and few enough to be compared with each one that follows.
    known: [(u64, usize); 16],
    count: usize,
}

impl<'d> Paths<'d> {
    fn of(operations: Value<'d>) -> Paths<'d> {
        Paths { operations, known: [(0, 0); 16], count: 0 }
    }

    /// The path of an earlier operation that is written as this one, which is remembered.
    fn earlier(&mut self, index: usize, path: Value<'d>) -> Option<Value<'d>> {
        let mark = mark(path.content());
        for &(known, first) in &self.known[..self.count] {
            if known == mark
                && let Some(earlier) = self.confirmed(first, path)
            {
                return Some(earlier);
            }
        }
        if let Some(free) = self.known.get_mut(self.count) {
            *free = (mark, index);
            self.count += 1;
        }
        None
    }

    #[cold]
    fn confirmed(&self, index: usize, path: Value<'d>) -> Option<Value<'d>> {
        let earlier = self.operations.elements().nth(index)?.get("path")?;
        (earlier.content() == path.content()).then_some(earlier)
    }
}

/// A text's length with its last bytes: enough to tell nearly all paths of one PATCH apart.
fn mark(text: &[u8]) -> u64 {
    let last = text.last_chunk::<8>().map_or_else(
        || text.iter().fold(0, |mark, byte| mark << 8 | u64::from(*byte)),
        |last| u64::from_be_bytes(*last),
    );
    last ^ (text.len() as u64) << 48 ^ u64::from(text.first().copied().unwrap_or_default()) << 40
}

/// What an operation's value is written to.
#[derive(Clone, Copy)]
enum Target<'w> {
    /// The resource itself or an extension: the value holds attributes.
    Object(&'w Table),
    /// An attribute as a whole.
    Attribute(&'w Entry),
    /// Elements of a multi-valued attribute, or a part of a singular one.
    Element(&'w Entry),
}

impl<'w, 'd> Walk<'w, 'd> {
    /// A PATCH body.
    #[inline]
    pub(super) fn patch(&mut self, body: Value<'d>) {
        self.envelope(body, PATCH_OP, &[], true);
        let mut operations = None;
        let mut misspelled = None;
        let mut count = 0;
        for member in body.members() {
            count += 1;
            let key = member.key_bytes();
            if *key == *b"Operations" {
                operations = operations.or(Some(member));
            } else if [&b"operations"[..], b"operation"].iter().any(|name| key.eq_ignore_ascii_case(name)) {
                misspelled = Some(member);
            }
        }
        if count > 2 {
            self.repeats(body);
        }
        if !operations.is_some_and(|operations| is_filled_array(operations.value)) {
            let subject = PatchBody { object: body, operations, misspelled };
            for (rule, check) in &self.linter.checks.no_operations {
                check(&subject, self.facts, &mut Sink::new(self.drafts, rule));
            }
        }
        if let Some(list) = operations.or(misspelled) {
            let mut paths = Paths::of(list.value);
            for (index, operation) in list.value.elements().enumerate() {
                self.operation(index, operation, &mut paths);
            }
        }
        let subject = PatchBody { object: body, operations, misspelled };
        let mut show = |checks: &Of<PatchCheck>| {
            for (rule, check) in checks {
                check(&subject, self.facts, &mut Sink::new(self.drafts, rule));
            }
        };
        show(&self.linter.checks.operations);
        let is_large = body.span().end - body.span().start > LARGE;
        if is_large || !self.linter.profile.limits.is_empty() {
            show(&self.linter.checks.sized_patch);
        }
    }

    #[inline]
    fn operation(&mut self, index: usize, object: Value<'d>, paths: &mut Paths<'d>) {
        let (mut op, mut path, mut value, mut count) = (None, None, None, 0);
        for member in object.members() {
            count += 1;
            match &*member.key_bytes() {
                b"op" => op = Some(member.value),
                b"path" => path = Some(member.value),
                b"value" => value = Some(member.value),
                _ => {}
            }
        }
        let known = usize::from(op.is_some()) + usize::from(path.is_some()) + usize::from(value.is_some());
        let has_others = count > known;
        if has_others {
            self.repeats(object);
        }
        let text = path.and_then(Value::string);
        let plain = text.as_deref().and_then(|text| self.plain(text));
        let parsed = match plain {
            Some(_) => None,
            None => text.as_deref().map(PatchPath::parse),
        };
        let (tree, named) = match (plain, &parsed) {
            (Some((named, tree)), _) => (Some(Ok(tree)), named),
            (None, Some(Ok(tree))) => (Some(Ok(tree)), self.named(tree)),
            (None, Some(Err(error))) => (Some(Err(error)), Named::default()),
            (None, None) => (None, self.root()),
        };
        let plain_op =
            op.and_then(|op| Op::ALL.into_iter().find(|kind| op.content() == kind.name().as_bytes()));
        let kind = plain_op.or_else(|| op.and_then(Value::string).and_then(|op| Op::named(&op)));
        let subject = Operation {
            object,
            index,
            op,
            kind,
            path,
            tree,
            attribute: named.attribute.map(|entry| &entry.attribute),
            sub_attribute: named.sub_attribute.map(|entry| &entry.attribute),
            value,
            treatment: kind.and_then(|kind| self.treatment(kind, tree.and_then(Result::ok), value)),
            earlier: path.and_then(|path| paths.earlier(index, path)),
            declared: &self.compiled.tables[0].attributes,
        };
        self.operation_checks(&subject, named.target, plain_op.is_some(), plain.is_some(), has_others);
        if let (Some(Op::Add | Op::Replace), Some(value), Some(target)) = (kind, value, named.target) {
            self.operand(target, value);
        }
    }

    /// What becomes of an operation by the profile's PATCH table.
    #[inline]
    fn treatment(&self, op: Op, path: Option<&PatchPath>, value: Option<Value<'_>>) -> Option<Treatment> {
        let rows = &self.compiled.patch[op as usize];
        if rows.is_empty() {
            return None;
        }
        let shape = ValueShape::of_text(value);
        rows.iter().find(|row| row.has_form(path, shape)).map(|row| row.then)
    }

    /// Whether the value of an operation has to be an object of attributes: without a path, or with one that
    /// names a schema as a whole. An extension is also replaced by null, which takes it away.
    fn needs_object(&self, operation: &Operation<'_>, target: Option<Target<'w>>) -> bool {
        let Some(Target::Object(table)) = target else { return false };
        let is_null = operation.value.is_some_and(|value| value.kind() == Kind::Null);
        let is_extension = !std::ptr::eq(table, &raw const self.compiled.tables[0]);
        match operation.kind {
            Some(Op::Add) => true,
            Some(Op::Replace) => !(is_null && is_extension),
            Some(Op::Remove) | None => false,
        }
    }

    /// Shows an operation to the checks that want to see one like it.
    fn operation_checks(
        &mut self,
        operation: &Operation<'_>,
        target: Option<Target<'w>>,
        is_plain_op: bool,
        is_plain_path: bool,
        has_others: bool,
    ) {
        let needs_object = self.needs_object(operation, target);
        let checks = &self.linter.checks;
        let facts = self.facts;
        let mut show = |checks: &Of<OperationCheck>| {
            for (rule, check) in checks {
                check(operation, facts, &mut Sink::new(self.drafts, rule));
            }
        };
        let mut is_undeclared = false;
        let writes = matches!(operation.kind, Some(Op::Add | Op::Replace));
        let is_refused = operation.treatment == Some(Treatment::Refused);
        let is_pathless = writes && operation.path.is_none();
        match operation.value {
            None if writes => show(&checks.operation_valueless),
            Some(value) if is_refused || needs_object && value.kind() != Kind::Object => {
                show(&checks.operation_misvalued);
            }
            Some(_) if is_pathless => show(&checks.operation_pathless),
            Some(_) if operation.kind == Some(Op::Remove) => show(&checks.operation_removing_value),
            Some(_) | None => {}
        }
        let has_filter = operation.has_filter();
        match operation.kind {
            Some(Op::Remove) if !has_filter => show(&checks.operation_removing),
            Some(Op::Replace)
                if is_pathless || operation.attribute.is_some_and(|replaced| replaced.multi_valued) =>
            {
                show(&checks.operation_replacing_all);
            }
            _ => {}
        }
        let named = [operation.attribute, operation.sub_attribute];
        if named.into_iter().flatten().any(|named| named.mutability == Mutability::ReadOnly) {
            show(&checks.operation_read_only);
        }
        match operation.tree {
            Some(Ok(tree)) => {
                let declared =
                    if tree.sub().is_some() { operation.sub_attribute } else { operation.attribute };
                is_undeclared = declared.is_none();
                if is_undeclared {
                    show(&checks.operation_undeclared);
                }
                if has_filter {
                    show(&checks.operation_filter);
                }
                if !is_plain_path && operation.attribute.is_some() {
                    if tree.attribute.schema.is_some() {
                        show(&checks.operation_qualified);
                    }
                    if operation.is_respelled(tree) {
                        show(&checks.operation_respelled);
                    }
                }
            }
            Some(Err(_)) => show(&checks.operation_path),
            None if operation.path.is_some() => show(&checks.operation_path),
            None => {}
        }
        if operation.earlier.is_some() {
            show(&checks.operation_repeated);
        }
        if operation.treatment.is_some() {
            show(&checks.operation_treated);
        }
        if !is_plain_op {
            show(&checks.operation_name);
        }
        if has_others {
            show(&checks.operation_members);
        }
        if let (Some(path), true) = (operation.path, is_undeclared) {
            self.unknown_name(path, Place::from(path), operation.declared);
        }
    }

    /// The value of an operation, judged as the attribute that it is written to.
    #[inline]
    fn operand(&mut self, target: Target<'w>, value: Value<'d>) {
        match target {
            Target::Object(table) => {
                if value.kind() == Kind::Object {
                    self.object(value, table);
                }
            }
            // One value may be added to a multi-valued attribute without an array around it.
            Target::Attribute(entry) if entry.attribute.multi_valued && value.kind() != Kind::Array => {
                self.element(entry, value);
            }
            Target::Attribute(entry) => self.attribute(entry, value, value),
            Target::Element(entry) => {
                self.part(entry, value);
            }
        }
    }

    /// What a path names that is one name, or two with a dot, spelled as the schema does: `active`,
    /// `name.familyName`.
    #[inline]
    fn plain(&self, path: &str) -> Option<(Named<'w>, &'w PatchPath)> {
        let tables = &self.compiled.tables;
        let exact = |table: &'w Table, name: &str| {
            table.find_exact(name.as_bytes()).map(|index| &table.entries[index])
        };
        let Some(sign) = path.bytes().position(|byte| matches!(byte, b'.' | b':' | b'[')) else {
            let entry = exact(&tables[0], path)?;
            let target = Some(Target::Attribute(entry));
            return Some((Named { attribute: Some(entry), sub_attribute: None, target }, &entry.patch_path));
        };
        let sub_attribute = path[sign..].strip_prefix('.')?;
        let attribute = exact(&tables[0], &path[..sign])?;
        let entry = exact(&tables[attribute.table?], sub_attribute)?;
        let named = Named {
            attribute: Some(attribute),
            sub_attribute: Some(entry),
            target: Some(Target::Element(entry)),
        };
        Some((named, &entry.patch_path))
    }

    /// What an operation without a path names.
    #[inline]
    fn root(&self) -> Named<'w> {
        Named { target: Some(Target::Object(&self.compiled.tables[0])), ..Named::default() }
    }

    fn named(&self, path: &PatchPath) -> Named<'w> {
        let compiled = self.compiled;
        let AttributePath { schema, attribute, .. } = &path.attribute;
        let attribute = compiled.attribute(schema.as_deref(), attribute).map(|(entry, _)| entry);
        let sub_attribute = attribute.zip(path.sub()).and_then(|(attribute, sub)| {
            let (entry, _) = compiled.sub_attribute(attribute, sub)?;
            Some(entry)
        });
        let target = match self.schema(path) {
            Some(target) => target,
            None if path.sub().is_some() => sub_attribute.map(Target::Element),
            None if path.filter.is_some() => attribute.map(Target::Element),
            None => attribute.map(Target::Attribute),
        };
        Named { attribute, sub_attribute, target }
    }

    /// What is written to by a path that names a schema as a whole, if it does.
    #[expect(clippy::option_option, reason = "a schema without attributes is named and nothing is written")]
    fn schema(&self, path: &PatchPath) -> Option<Option<Target<'w>>> {
        let compiled = self.compiled;
        let urn = path.attribute.full_urn()?;
        if let Some((index, _)) = compiled.tables[0].find_text(&urn) {
            let table = compiled.tables[0].entries[index].table;
            return Some(table.map(|table| Target::Object(&compiled.tables[table])));
        }
        compiled.urn.eq_ignore_ascii_case(&urn).then(|| Some(Target::Object(&compiled.tables[0])))
    }
}
