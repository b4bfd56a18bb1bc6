//! The walk over a bulk request (RFC 7644 §3.7): its operations, and the data of each as the body of the request
//! that it stands for.

use super::Linter;
use super::Verdict;
use super::envelope::Head;
use super::walk::Walk;
use crate::json::{Member, Parser, Value};
use crate::message::endpoint::target;
use crate::message::{Endpoint, Method, Request, Target};
use crate::profile::Operation;
use crate::rule::subject::{BulkBody, BulkNames, BulkOperation};
use crate::rule::{Action, Draft, Facts, Nothing, Sink, Within};
use crate::schema::BULK_REQUEST;

/// What judges the data of an operation: [`Linter::body`].
type Judge = fn(&Linter, Value<'_>, &Target<'_>, &Facts<'_>, &mut Vec<Draft>);

impl Linter {
    /// The verdict on each operation of a bulk request as such: whether it is one that can be begun. What it asks for is
    /// a request of its own, with a verdict of its own.
    pub fn bulk_operations(&self, request: &Request<'_>) -> Vec<Verdict> {
        let mut parser = Parser::new();
        let Ok(document) = parser.parse(request.body.as_deref().unwrap_or_default()) else {
            return Vec::new();
        };
        let root = document.root();
        let operations = operations(root);
        let names = BulkNames::of(operations);
        let action = Action { operation: None, served: None, resource_type: None, id: None };
        let facts = Facts { profile: &self.profile, known: &Nothing, action };
        let verdict = |object| {
            let mut drafts = Vec::new();
            self.bulk_operation(object, &names, &facts, &mut drafts, |_, _, _, _, _| {});
            self.verdict(drafts, Some(document), &facts)
        };
        operations.into_iter().flat_map(Value::elements).map(verdict).collect()
    }

    #[inline(never)]
    pub(super) fn bulk(&self, root: Value<'_>, facts: &Facts<'_>, drafts: &mut Vec<Draft>, judge: Judge) {
        if let Some(compiled) = self.types.first() {
            Walk::new(self, compiled, facts, drafts, root).envelope(
                &Head::of(root),
                BULK_REQUEST,
                &[],
                false,
            );
        }
        let operations = root.members().find(is_operations);
        let names = BulkNames::of(operations.map(|operations| operations.value));
        for (rule, check) in &self.checks.bulk {
            let subject = BulkBody { object: root, operations, names: &names };
            check(&subject, facts, &mut Sink::new(drafts, rule));
        }
        for object in operations.into_iter().flat_map(|operations| operations.value.elements()) {
            let before = drafts.len();
            let operation = self.bulk_operation(object, &names, facts, drafts, judge);
            for draft in &mut drafts[before..] {
                draft.within = Some(Within { operation });
            }
        }
    }

    /// Judges one operation, and gives what it does.
    fn bulk_operation(
        &self,
        object: Value<'_>,
        names: &BulkNames<'_>,
        facts: &Facts<'_>,
        drafts: &mut Vec<Draft>,
        judge: Judge,
    ) -> Option<Operation> {
        let (method, path) = (object.get("method"), object.get("path"));
        let name = method.and_then(Value::string).map(|name| Method::named(&name));
        let operation = match name {
            Some(Method::Post) => Some(Operation::Create),
            Some(Method::Put) => Some(Operation::Replace),
            Some(Method::Patch) => Some(Operation::Patch),
            Some(Method::Delete) => Some(Operation::Delete),
            Some(Method::Get | Method::Other) | None => None,
        };
        let text = path.and_then(Value::string);
        let target = text.as_deref().map(|path| target(path, self.profile.endpoint_names()));
        let data = object.get("data");
        let bulk_id = object.get("bulkId");
        let subject =
            BulkOperation { object, method, operation, path, target: target.as_ref(), bulk_id, data, names };
        for (rule, check) in &self.checks.bulk_operation {
            check(&subject, facts, &mut Sink::new(drafts, rule));
        }
        if let (Some(method), Some(target), Some(data)) = (name, target, data)
            && !matches!(operation, None | Some(Operation::Delete))
            // A bulk request is no operation of a bulk request.
            && !matches!(target.endpoint, Endpoint::Bulk)
        {
            let facts = Facts { action: self.action(method, &target), ..*facts };
            judge(self, data, &target, &facts, drafts);
        }
        operation
    }
}

fn is_operations(member: &Member<'_>) -> bool {
    member.key_bytes().eq_ignore_ascii_case(b"operations")
}

/// The operations of a bulk request, in whatever case their name is.
fn operations(root: Value<'_>) -> Option<Value<'_>> {
    root.members().find(is_operations).map(|member| member.value)
}
