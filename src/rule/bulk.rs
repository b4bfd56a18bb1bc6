//! Rules on bulk requests (RFC 7644 §3.7). What an operation carries is judged by the other rules.

use super::declare::rules;
use super::subject::{Attributed, BulkBody, BulkNames, BulkOperation, Http};
use super::{Facts, Place, Sink};
use crate::cut::Cut;
use crate::json::{Kind, Span, Value};
use crate::message::{Endpoint, Part, Target};
use crate::order;
use crate::profile::{self, Standing};

rules! {
    /// A bulk request goes to an endpoint that takes none.
    ///
    /// Support for it is optional, and few endpoints have it: GitHub, AWS and Entra ID take single requests.
    bulk_unsupported {
        looks_at: Astray,
        stage: Route,
        cites: "7644-3.7-optional",
        says: "the endpoint takes no bulk requests",
        help: "send each operation as a request of its own",
        given: "{\"extends\":\"rfc7644\",\"name\":\"example\",\"endpoints\":{\"bulk\":{\"value\":false,\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}}}",
        bad: "POST /Bulk\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"qwerty\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}}]}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(http: &Http<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if matches!(http.target.endpoint, Endpoint::Bulk)
            && facts.profile.endpoints.get("bulk").is_some_and(|fact| fact.value == Some(false))
        {
            sink.found(Place::of(Part::Target, http.target.endpoint_span));
        }
    }

    /// An operation of a bulk request lacks what makes it a request: its method, its path or its data.
    ///
    /// It stands for a request of its own, so it has what such a request has.
    bulk_operation_incomplete {
        looks_at: BulkOperation,
        stage: Schema,
        cites: "7644-3.7-method",
        says: "the operation has no `{name}` that SCIM knows",
        help: "see RFC 7644 §3.7 for the members of an operation",
        given: "{\"extends\":\"rfc7644\",\"name\":\"example\",\"endpoints\":{\"bulk\":{\"value\":true,\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}},\"bulk\":{\"value\":{\"maxOperations\":2,\"maxPayloadSize\":1048576},\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}}",
        bad: "POST /Bulk\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[{\"method\":\"POST\",\"bulkId\":\"qwerty\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}}]}",
        good: "POST /Bulk\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"qwerty\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}}]}",
    }
    fn check(operation: &BulkOperation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let needs_data = !matches!(operation.operation, None | Some(profile::Operation::Delete));
        // "the value must specify a resource type endpoint", or "the path to a specific resource" (§3.7).
        let is_of_resources = |target: &Target<'_>| match target.endpoint {
            Endpoint::Collection(_) | Endpoint::Resource { .. } | Endpoint::Me | Endpoint::Unknown { .. } => true,
            Endpoint::Bulk
            | Endpoint::Search(_)
            | Endpoint::ServiceProviderConfig
            | Endpoint::Schemas(_)
            | Endpoint::ResourceTypes(_)
            | Endpoint::Root => false,
        };
        let lacking = [
            ("method", operation.operation.is_none(), operation.method),
            ("path", !operation.target.is_some_and(is_of_resources), operation.path),
            ("data", needs_data && operation.data.is_none(), None),
        ];
        for (name, is_lacking, written) in lacking {
            if is_lacking {
                sink.found(written.map_or_else(|| opening(operation.object), Place::from)).with("name", name);
            }
        }
    }

    /// A bulk request has no operations.
    ///
    /// It asks for nothing.
    bulk_operations_missing {
        looks_at: Bulk,
        stage: Schema,
        cites: "7644-3.7-operations",
        says: "there is no operation in `Operations`",
        help: "send at least one operation",
        given: "{\"extends\":\"rfc7644\",\"name\":\"example\",\"endpoints\":{\"bulk\":{\"value\":true,\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}},\"bulk\":{\"value\":{\"maxOperations\":2,\"maxPayloadSize\":1048576},\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}}",
        bad: "POST /Bulk\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[]}",
        good: "POST /Bulk\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"qwerty\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}}]}",
    }
    fn check(body: &BulkBody<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        match body.operations {
            Some(operations) if operations.value.elements().next().is_some() => {}
            Some(operations) => {
                sink.found(Place::name(operations.name, operations.value));
            }
            None => {
                sink.found(opening(body.object));
            }
        }
    }

    /// Two operations of a bulk request have the same `bulkId`.
    ///
    /// It names a new resource for the other operations and in the answer, and then names two.
    bulk_id_duplicate {
        looks_at: Bulk,
        stage: Schema,
        cites: "7644-3.7-bulk-id-unique",
        says: "an earlier operation has the `bulkId` `{written}`",
        help: "give each operation one of its own",
        given: "{\"extends\":\"rfc7644\",\"name\":\"example\",\"endpoints\":{\"bulk\":{\"value\":true,\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}},\"bulk\":{\"value\":{\"maxOperations\":2,\"maxPayloadSize\":1048576},\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}}",
        bad: "POST /Bulk\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"qwerty\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}},{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"qwerty\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"lisa\"}}]}",
        good: "POST /Bulk\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"qwerty\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}},{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"ytrewq\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"lisa\"}}]}",
    }
    fn check(body: &BulkBody<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let mut meant: Vec<&str> = body.names.meant.iter().map(|(name, _)| &**name).collect();
        order::sort(&mut meant, Ord::cmp);
        for pair in body.names.given.windows(2) {
            let ((name, first), (again, id)) = (&pair[0], &pair[1]);
            if name != again {
                continue;
            }
            let draft = sink.found(*id).with("written", name).related(*first, "the first one");
            // Where it is meant somewhere, nobody can say which of them.
            if meant.binary_search(&&**name).is_err() {
                draft.mend(|draft| {
                    draft.replace("give it one of its own", true, *id, &free(body.names, *id));
                });
            }
        }
    }

    /// An operation that creates has no `bulkId`.
    ///
    /// The client finds the new resource's id in the answer by it.
    bulk_id_missing_on_post {
        looks_at: BulkOperation,
        stage: Schema,
        cites: "7644-3.7-bulk-id",
        says: "an operation with POST needs a `bulkId`",
        help: "add one, unique in the request",
        given: "{\"extends\":\"rfc7644\",\"name\":\"example\",\"endpoints\":{\"bulk\":{\"value\":true,\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}},\"bulk\":{\"value\":{\"maxOperations\":2,\"maxPayloadSize\":1048576},\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}}",
        bad: "POST /Bulk\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[{\"method\":\"POST\",\"path\":\"/Users\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}}]}",
        good: "POST /Bulk\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"qwerty\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}}]}",
    }
    fn check(operation: &BulkOperation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let is_there = operation.bulk_id.is_some_and(|id| id.kind() == Kind::String && !id.content().is_empty());
        if operation.operation == Some(profile::Operation::Create) && !is_there {
            let place = operation.bulk_id.map_or_else(|| opening(operation.object), Place::from);
            sink.found(place).mend(|draft| {
                let free = free(operation.names, operation.object);
                let text = if operation.bulk_id.is_some() { free } else { ["{\"bulkId\":", &free, ","].concat() };
                draft.replace("add a `bulkId`", true, place, &text);
            });
        }
    }

    /// A resource's id contains the word `bulkId`.
    ///
    /// The word is reserved, so that a reference to a new resource is never taken for the id of another one.
    bulk_id_in_resource_id {
        looks_at: Text,
        stage: Values,
        cites: "7643-3.1-id-bulkid",
        says: "`bulkId` is reserved and stands in no id",
        help: "give the resource another id",
        wants: |site| site.path == "id",
        bad: "PUT /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"id\":\"bulkId-7\",\"userName\":\"mona\"}",
        good: "PUT /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"id\":\"2819c223\",\"userName\":\"mona\"}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if attributed.value.string().is_some_and(|id| id.place_of("bulkId").is_some()) {
            sink.found(attributed.value);
        }
    }

    /// An operation means a new resource by a `bulkId` that no operation has.
    ///
    /// The reference is replaced by the new resource's id; without the resource there is none.
    bulk_unresolved_reference {
        looks_at: BulkOperation,
        stage: Values,
        cites: "7644-3.7.2-reference",
        says: "no operation has the `bulkId` `{written}`",
        help: "create the resource in the same request, or write its id",
        given: "{\"extends\":\"rfc7644\",\"name\":\"example\",\"endpoints\":{\"bulk\":{\"value\":true,\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}},\"bulk\":{\"value\":{\"maxOperations\":2,\"maxPayloadSize\":1048576},\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}}",
        bad: "POST /Bulk\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[{\"method\":\"POST\",\"path\":\"/Groups\",\"bulkId\":\"qwerty\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\"Tour guides\",\"members\":[{\"value\":\"bulkId:ghost\"}]}}]}",
        good: "POST /Bulk\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"ytrewq\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}},{\"method\":\"POST\",\"path\":\"/Groups\",\"bulkId\":\"qwerty\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\"Tour guides\",\"members\":[{\"value\":\"bulkId:ytrewq\"}]}}]}",
    }
    fn check(operation: &BulkOperation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let span = operation.object.span();
        let start = operation.names.meant.partition_point(|(_, value)| value.span().start < span.start);
        for (name, value) in &operation.names.meant[start..] {
            if value.span().start >= span.end {
                break;
            }
            if !operation.names.gives(name) {
                sink.found(*value).with("written", name);
            }
        }
    }

    /// A bulk request has more operations or more bytes than the endpoint takes.
    ///
    /// The limits stand in the service provider's configuration; the answer is 413, and nothing is done.
    bulk_over_limit {
        looks_at: Bulk,
        stage: Schema,
        cites: "7644-3.7.4-exceeded",
        says: "{count} {what} in one bulk request; {most} are taken",
        help: "send them in several requests",
        given: "{\"extends\":\"rfc7644\",\"name\":\"example\",\"endpoints\":{\"bulk\":{\"value\":true,\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}},\"bulk\":{\"value\":{\"maxOperations\":2,\"maxPayloadSize\":1048576},\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}}",
        bad: "POST /Bulk\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"a\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"ann\"}},{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"b\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"bea\"}},{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"c\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"cid\"}}]}",
        good: "POST /Bulk\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"a\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"ann\"}},{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"b\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"bea\"}}]}",
    }
    fn check(body: &BulkBody<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(limits) = &facts.profile.bulk.value else { return };
        let count = body.operations.map_or(0, |operations| operations.value.len());
        let size = body.object.document().text().len();
        let counts = [("operations", count, limits.max_operations), ("bytes", size, limits.max_payload_size)];
        for (what, count, most) in counts {
            if count > most as usize {
                let place = body.operations.map_or_else(|| opening(body.object), |list| Place::name(list.name, list.value));
                sink.found(place)
                    .with("count", &count.to_string())
                    .with("what", what)
                    .with("most", &most.to_string())
                    .with("limits", facts.profile.bulk.standing.map_or("", Standing::name));
            }
        }
    }

    /// `failOnErrors` is null.
    ///
    /// It is a number, or left out. Microsoft's own samples send null, and strict endpoints refuse it.
    bulk_fail_on_errors_null {
        looks_at: Bulk,
        stage: Schema,
        cites: "7644-3.7-fail-on-errors",
        says: "`failOnErrors` is null",
        help: "leave it out, or write a number",
        given: "{\"extends\":\"rfc7644\",\"name\":\"example\",\"endpoints\":{\"bulk\":{\"value\":true,\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}},\"bulk\":{\"value\":{\"maxOperations\":2,\"maxPayloadSize\":1048576},\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}}",
        bad: "POST /Bulk\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"failOnErrors\":null,\"Operations\":[{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"qwerty\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}}]}",
        good: "POST /Bulk\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"qwerty\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}}]}",
    }
    fn check(body: &BulkBody<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        for member in body.object.members().filter(|member| member.value.is_null() && *member.key_bytes() == *b"failOnErrors") {
            sink.found(member.value).take_out("leave it out", true, member.name, member.value);
        }
    }

    /// An operation that changes or deletes names no resource in its path.
    ///
    /// The path of a PUT, PATCH or DELETE ends with the id of one resource.
    bulk_put_path_no_id {
        looks_at: BulkOperation,
        stage: Route,
        cites: "7644-3.7-path",
        says: "`{written}` names no resource",
        help: "write the resource's id behind it",
        given: "{\"extends\":\"rfc7644\",\"name\":\"example\",\"endpoints\":{\"bulk\":{\"value\":true,\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}},\"bulk\":{\"value\":{\"maxOperations\":2,\"maxPayloadSize\":1048576},\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}}",
        bad: "POST /Bulk\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[{\"method\":\"DELETE\",\"path\":\"/Users\"}]}",
        good: "POST /Bulk\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[{\"method\":\"DELETE\",\"path\":\"/Users/2819c223\"}]}",
    }
    fn check(operation: &BulkOperation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let changes = !matches!(operation.operation, None | Some(profile::Operation::Create));
        if let (true, Some(path), Some(target)) = (changes, operation.path, operation.target)
            && matches!(target.endpoint, Endpoint::Collection(_))
        {
            sink.found(path).with("written", &path.string().unwrap_or_default());
        }
    }
}

/// An object's opening bracket: that is where something is missing.
fn opening(object: Value<'_>) -> Place {
    let start = object.span().start;
    Place { part: Part::Body, span: Span::new(start, start + 1), node: Some(object.index()) }
}

/// A `bulkId`, in quotes, that no operation has; where it will stand makes it one of its own.
fn free(names: &BulkNames<'_>, place: Value<'_>) -> String {
    let mut name = format!("new-{}", place.span().start);
    while names.gives(&name) {
        name.push('x');
    }
    format!("\"{name}\"")
}
