//! The walk over a PATCH body (RFC 7644 §3.5.2).

use super::compile::{Of, OperationCheck, PatchCheck};
use super::envelope::Head;
use super::named::{Named, Target};
use super::walk::{Walk, is_filled_array};
use crate::json::{Kind, Member, Value};
use crate::patch::{Op, Treatment, ValueShape};
use crate::rule::subject::{Operation, PatchBody, ReadPath};
use crate::rule::{Place, Sink};
use crate::schema::{Mutability, PATCH_OP};
use crate::syntax::{PatchPath, SyntaxError};
use std::cell::OnceCell;

/// The bytes from which on a PATCH may hold more than endpoints without a known limit are sure to take.
const LARGE: u32 = 1024;

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

/// A member of an operation that the RFC names.
enum Part {
    Op,
    Path,
    Value,
}

/// Which one it is, if it is one.
#[inline]
fn part(member: Member<'_>) -> Option<Part> {
    match member.name.plain_bytes() {
        Some(b"op") => Some(Part::Op),
        Some(b"path") => Some(Part::Path),
        Some(b"value") => Some(Part::Value),
        Some(_) => None,
        None => escaped_part(member),
    }
}

#[cold]
fn escaped_part(member: Member<'_>) -> Option<Part> {
    match &*member.key() {
        "op" => Some(Part::Op),
        "path" => Some(Part::Path),
        "value" => Some(Part::Value),
        _ => None,
    }
}

impl<'w, 'd> Walk<'w, 'd> {
    /// A PATCH body.
    #[inline]
    pub(super) fn patch(&mut self, body: Value<'d>, head: &Head<'d>) {
        self.envelope(head, PATCH_OP, &[], true);
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
        let (mut first, mut is_mixed) = (None, false);
        if let Some(list) = operations.or(misspelled) {
            let mut paths = Paths::of(list.value);
            for (index, operation) in list.value.elements().enumerate() {
                let kind = self.operation(index, operation, &mut paths);
                is_mixed |= kind.is_some_and(|kind| *first.get_or_insert(kind) != kind);
            }
        }
        let subject = PatchBody { object: body, operations, misspelled };
        let mut show = |checks: &Of<PatchCheck>| {
            for (rule, check) in checks {
                check(&subject, self.facts, &mut Sink::new(self.drafts, rule));
            }
        };
        if is_mixed {
            show(&self.linter.checks.mixed_operations);
        }
        let is_large = body.span().end - body.span().start > LARGE;
        if is_large || !self.linter.profile.limits.is_empty() {
            show(&self.linter.checks.sized_patch);
        }
    }

    /// One operation. Gives what it does, if that is readable.
    #[inline]
    fn operation(&mut self, index: usize, object: Value<'d>, paths: &mut Paths<'d>) -> Option<Op> {
        let (mut op, mut path, mut value, mut has_others) = (None, None, None, false);
        for member in object.members() {
            let place = match part(member) {
                Some(Part::Op) => &mut op,
                Some(Part::Path) => &mut path,
                Some(Part::Value) => &mut value,
                None => {
                    has_others = true;
                    continue;
                }
            };
            has_others |= place.replace(member.value).is_some();
        }
        if has_others {
            self.repeats(object);
        }
        let (parsed, tree) = (OnceCell::new(), OnceCell::new());
        let (named, read) = match path {
            Some(path) => self.path(path, &parsed, &tree),
            None => (self.root(), ReadPath::Absent),
        };
        let plain_op = op.and_then(|op| Op::spelled(op.content()));
        let kind = plain_op.or_else(|| op.and_then(Value::string).and_then(|op| Op::named(&op)));
        let subject = Operation {
            object,
            index,
            op,
            kind,
            path,
            read,
            attribute: named.attribute.map(|entry| &entry.attribute),
            sub_attribute: named.sub_attribute.map(|entry| &entry.attribute),
            value,
            treatment: kind.and_then(|kind| self.treatment(kind, &named, read, value)),
            earlier: path.and_then(|path| paths.earlier(index, path)),
            declared: &self.compiled.tables[0].attributes,
        };
        self.operation_checks(&subject, named.target, plain_op.is_some(), has_others);
        if let (Some(Op::Add | Op::Replace), Some(value), Some(target)) = (kind, value, named.target) {
            self.operand(target, value);
        }
        kind
    }

    /// What a path names, and how it is read: without a tree of its own where it has one of the usual forms.
    #[inline]
    fn path<'a>(
        &self,
        path: Value<'a>,
        parsed: &'a OnceCell<Result<PatchPath, SyntaxError>>,
        tree: &'a OnceCell<PatchPath>,
    ) -> (Named<'w>, ReadPath<'a>)
    where
        'w: 'a,
    {
        if path.kind() != Kind::String {
            return (self.root(), ReadPath::Absent);
        }
        if let Some((named, tree)) = self.plain(path.content()) {
            return (named, ReadPath::Tree(tree));
        }
        if let Some((named, usual)) = self.usual(path.raw_content()) {
            return (named, ReadPath::Usual(usual, tree));
        }
        match parsed.get_or_init(|| PatchPath::parse(&path.string().unwrap_or_default())) {
            Ok(tree) => (self.named(tree), ReadPath::Tree(tree)),
            Err(error) => (Named::default(), ReadPath::Broken(error)),
        }
    }

    /// What becomes of an operation by the profile's PATCH table.
    #[inline]
    fn treatment(
        &self,
        op: Op,
        named: &Named<'_>,
        path: ReadPath<'_>,
        value: Option<Value<'_>>,
    ) -> Option<Treatment> {
        // A path that names an attribute as the schema does has its rows already.
        if let (Some(entry), ReadPath::Tree(tree)) = (named.sub_attribute.or(named.attribute), path)
            && std::ptr::eq(tree, &raw const entry.patch_path)
        {
            let rows = &entry.patch[op as usize];
            if rows.is_empty() {
                return None;
            }
            let shape = ValueShape::of_text(value);
            return rows.iter().find(|(covering, _)| covering.covers(shape)).map(|(_, then)| *then);
        }
        let rows = &self.compiled.patch[op as usize];
        if rows.is_empty() {
            return None;
        }
        let path = path.tree().and_then(Result::ok);
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
                if is_pathless
                    || !has_filter && operation.attribute.is_some_and(|replaced| replaced.multi_valued) =>
            {
                show(&checks.operation_replacing_all);
            }
            _ => {}
        }
        let named = [operation.attribute, operation.sub_attribute];
        if named.into_iter().flatten().any(|named| named.mutability == Mutability::ReadOnly) {
            show(&checks.operation_read_only);
        }
        match operation.read {
            ReadPath::Tree(tree) => {
                let declared =
                    if tree.sub().is_some() { operation.sub_attribute } else { operation.attribute };
                is_undeclared = declared.is_none();
                if is_undeclared {
                    show(&checks.operation_undeclared);
                }
                if has_filter {
                    show(&checks.operation_filter);
                }
                if operation.attribute.is_some() {
                    if tree.attribute.schema.is_some() {
                        show(&checks.operation_qualified);
                    }
                    if operation.is_respelled(tree) {
                        show(&checks.operation_respelled);
                    }
                }
            }
            ReadPath::Broken(_) => show(&checks.operation_path),
            ReadPath::Absent if operation.path.is_some() => show(&checks.operation_path),
            ReadPath::Absent | ReadPath::Usual(..) => {}
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
}
