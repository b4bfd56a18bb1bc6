//! Rules on what an endpoint answers, whatever it is about: media types, headers, bodies.

use super::declare::rules;
use super::subject::Answered;
use super::{Facts, Place, Sink};
use crate::json::{Kind, Span, Value};
use crate::message::{Endpoint, Method, Part};
use crate::profile::Operation;

rules! {
    /// A server refuses the media type that SCIM has.
    ///
    /// A framework reads bodies of `application/json` alone, and answers 415 to every create and change that
    /// Entra and Okta send.
    http_content_type_scim_unsupported {
        looks_at: Exchange,
        stage: MediaType,
        cites: "7644-3.1-media-type",
        says: "a body of `application/scim+json` is answered {status}",
        help: "let the server read `application/scim+json` as it reads `application/json`",
        bad: r#"POST /Users
Content-Type: application/scim+json

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}

HTTP/1.1 415 Unsupported Media Type
"#,
        good: r#"POST /Users
Content-Type: application/scim+json

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}

HTTP/1.1 201 Created
Content-Type: application/scim+json
Location: /Users/2819c223

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona"}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let sent = answered.request.header("content-type").unwrap_or_default();
        if answered.response.status == 415 && sent.to_ascii_lowercase().contains("scim+json") {
            sink.found(Answered::status()).with("status", "415");
        }
    }

    /// An error whose body is a text or a page.
    ///
    /// Gateways and frameworks answer 401 and 404 in HTML before the SCIM code is reached. The client shows
    /// that it cannot read JSON, and not what was wrong.
    http_401_not_scim {
        looks_at: Exchange,
        stage: Route,
        cites: "7644-3.12-body",
        says: "the body of a {status} is no JSON object",
        help: "answer with a SCIM error: `schemas`, `status`, `detail`",
        bad: r"GET /Users/2819c223

HTTP/1.1 401 Unauthorized
Content-Type: text/html

<html><body>Unauthorized</body></html>
",
        good: r#"GET /Users/2819c223

HTTP/1.1 401 Unauthorized
Content-Type: application/scim+json

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"401"}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let body = answered.response.body.trim_ascii();
        if answered.is_error() && !body.is_empty() && answered.shown.is_none() {
            let length = answered.response.body.iter().position(|byte| *byte == b'\n');
            let end = length.unwrap_or(answered.response.body.len()) as u32;
            sink.found(Place::of(Part::ResponseBody, Span::new(0, end))).with("status", &answered.written_status());
        }
    }

    /// A create that does not say where the resource is.
    ///
    /// `Location` is how a client learns the address of what it made without building it from parts.
    http_post_no_location {
        looks_at: Exchange,
        stage: Headers,
        cites: "7644-3.3-location",
        says: "201 comes without `Location`",
        help: "send the resource's address in `Location` and in `meta.location`",
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}

HTTP/1.1 201 Created
Content-Type: application/scim+json

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona"}
"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}

HTTP/1.1 201 Created
Content-Type: application/scim+json
Location: https://scim.example/Users/2819c223

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona"}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let is_created = answered.response.status == 201 && facts.action.operation == Some(Operation::Create);
        if is_created && !answered.unrecorded.headers && answered.response.header("location").is_none() {
            sink.found(Place::of(Part::ResponseHeaders, Span::default()));
        }
    }

    /// A 204 with a body, or a 200 without one.
    ///
    /// 204 says that nothing follows, so what follows is read as the next answer on the connection. A 200 to a
    /// PUT or PATCH carries the whole resource, and clients read it.
    http_204_with_body {
        looks_at: Exchange,
        stage: Headers,
        cites: "7644-3.5.2-success",
        says: "{status} comes {how} a body",
        help: "answer 200 with the resource, or 204 with nothing",
        bad: r#"PATCH /Users/2819c223

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 200 OK
Content-Length: 0
"#,
        good: r#"PATCH /Users/2819c223

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 204 No Content
Date: Mon, 02 Mar 2026 09:00:00 GMT
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let is_empty = answered.response.body.trim_ascii().is_empty();
        let method = answered.request.method;
        let carries_one = !matches!(method, Method::Delete | Method::Other);
        let how = match answered.response.status {
            204 if !is_empty => "with",
            200 if is_empty && carries_one && !answered.unrecorded.body => "without",
            _ => return,
        };
        sink.found(Answered::status()).with("status", &answered.written_status()).with("how", how);
    }

    /// Names of the envelope or of `meta` begin with a capital letter.
    ///
    /// A serializer of .NET that was left at its default. Names compare without regard to case, but many
    /// clients, Entra's among them, look for them to the letter.
    meta_keys_pascal_case {
        looks_at: Exchange,
        stage: Schema,
        cites: "7643-2.1-names",
        says: "`{written}` is spelled `{declared}`",
        help: "write `{declared}`; many clients look for names to the letter",
        bad: r#"GET /Users/2819c223

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona","meta":{"ResourceType":"User"}}
"#,
        good: r#"GET /Users/2819c223

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona","meta":{"resourceType":"User"}}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        const ENVELOPE: &[&str] =
            &["schemas", "id", "externalId", "meta", "totalResults", "itemsPerPage", "startIndex"];
        const META: &[&str] = &["resourceType", "created", "lastModified", "location", "version"];
        let Some(root) = answered.shown.filter(|_| answered.is_success()) else { return };
        for object in std::iter::once(root).chain(answered.listed()) {
            misspelled(object, ENVELOPE, sink);
            if let Some(meta) = member(object, "meta") {
                misspelled(meta.value, META, sink);
            }
        }
    }

    /// A discovery endpoint that is not there.
    ///
    /// Clients ask it what the provider can do. Without an answer they guess, and some take the connection
    /// for broken.
    discovery_missing {
        looks_at: Exchange,
        stage: Route,
        cites: "7644-4-discovery",
        says: "`{endpoint}` is answered {status}",
        help: "serve `/ServiceProviderConfig`, `/Schemas` and `/ResourceTypes`",
        bad: r"GET /ServiceProviderConfig

HTTP/1.1 404 Not Found
",
        good: r#"GET /ServiceProviderConfig

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],"patch":{"supported":true},"bulk":{"supported":false,"maxOperations":0,"maxPayloadSize":0},"filter":{"supported":true,"maxResults":200},"changePassword":{"supported":false},"sort":{"supported":false},"etag":{"supported":false},"authenticationSchemes":[{"type":"oauthbearertoken","name":"Bearer","description":"A bearer token"}]}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let endpoint = match answered.target.endpoint {
            Endpoint::ServiceProviderConfig => "/ServiceProviderConfig",
            Endpoint::Schemas(None) => "/Schemas",
            Endpoint::ResourceTypes(None) => "/ResourceTypes",
            _ => return,
        };
        if answered.request.method == Method::Get && matches!(answered.response.status, 404 | 405 | 501) {
            sink.found(Answered::status()).with("endpoint", endpoint).with("status", &answered.written_status());
        }
    }

    /// The configuration says that something is supported and leaves no room for it.
    ///
    /// A client that believes the first half splits its bulk requests into operations of none, or reads lists
    /// in pages of none.
    discovery_lies {
        looks_at: Exchange,
        stage: Schema,
        cites: "7643-5-bulk",
        says: "`{feature}` is supported, and its `{limit}` is 0",
        help: "say the limit that holds, or that it is not supported",
        bad: r#"GET /ServiceProviderConfig

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],"patch":{"supported":true},"bulk":{"supported":true,"maxOperations":0,"maxPayloadSize":1048576},"filter":{"supported":true,"maxResults":200},"changePassword":{"supported":false},"sort":{"supported":false},"etag":{"supported":false},"authenticationSchemes":[{"type":"oauthbearertoken","name":"Bearer","description":"A bearer token"}]}
"#,
        good: r#"GET /ServiceProviderConfig

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],"patch":{"supported":true},"bulk":{"supported":false,"maxOperations":0,"maxPayloadSize":0},"filter":{"supported":true,"maxResults":200},"changePassword":{"supported":false},"sort":{"supported":false},"etag":{"supported":false},"authenticationSchemes":[{"type":"oauthbearertoken","name":"Bearer","description":"A bearer token"}]}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        const LIMITS: &[(&str, &str)] =
            &[("bulk", "maxOperations"), ("bulk", "maxPayloadSize"), ("filter", "maxResults")];
        if answered.target.endpoint != Endpoint::ServiceProviderConfig || !answered.is_success() {
            return;
        }
        for (feature, limit) in LIMITS {
            let Some(said) = answered.shown.and_then(|root| root.get(feature)) else { continue };
            let is_supported = said.get("supported").and_then(Value::as_bool) == Some(true);
            let limited = said.get(limit).filter(|limit| limit.number() == Some("0"));
            if let Some(limited) = limited.filter(|_| is_supported) {
                sink.found(Place::from(limited).in_response()).with("feature", feature).with("limit", limit);
            }
        }
    }
}

/// The member of that name in any case.
pub(super) fn member<'a>(object: Value<'a>, name: &str) -> Option<crate::json::Member<'a>> {
    object.members().find(|member| member.key_bytes().eq_ignore_ascii_case(name.as_bytes()))
}

fn misspelled(object: Value<'_>, names: &[&str], sink: &mut Sink<'_>) {
    for member in object.members() {
        let key = member.key();
        let declared = names.iter().find(|name| name.eq_ignore_ascii_case(&key));
        if let Some(declared) = declared.filter(|declared| **declared != key) {
            let place = Place::name(member.name, member.value).in_response();
            sink.found(place).with("written", &key).with("declared", declared);
        }
    }
}

impl<'a> Answered<'a> {
    /// The place of the status.
    pub(super) fn status() -> Place {
        Place::of(Part::Status, Span::new(0, 3))
    }

    pub(super) fn written_status(&self) -> String {
        self.response.status.to_string()
    }

    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.response.status)
    }

    pub(super) fn is_error(&self) -> bool {
        self.response.status >= 400
    }

    /// The value of a parameter of the query.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let mut parameters = crate::syntax::query_parameters(self.target.query?);
        parameters.find(|parameter| parameter.name == name).map(|parameter| parameter.value.into_owned())
    }

    /// Whether the query leaves it to the client which attributes are returned.
    pub(super) fn selects(&self) -> bool {
        self.parameter("attributes").or_else(|| self.parameter("excludedAttributes")).is_some()
    }

    /// The list that a success shows: an object with what only lists have.
    pub(super) fn list(&self) -> Option<Value<'a>> {
        let root = self.shown.filter(|_| self.is_success())?;
        ["Resources", "totalResults"].iter().any(|name| member(root, name).is_some()).then_some(root)
    }

    /// The resources of the list, however its member is spelled.
    pub(super) fn listed(&self) -> impl Iterator<Item = Value<'a>> + use<'a> {
        let resources = self.list().and_then(|list| member(list, "Resources"));
        let elements = resources.into_iter().flat_map(|member| member.value.elements());
        elements.filter(|element| element.kind() == Kind::Object)
    }

    /// The one resource that a success on an endpoint of resources shows.
    pub(super) fn resource(&self, facts: &Facts<'_>) -> Option<Value<'a>> {
        let is_of_resources = facts.action.resource_type.is_some();
        self.shown.filter(|_| is_of_resources && self.is_success() && self.list().is_none())
    }

    /// The resources that a success shows: the one, or those of a list.
    pub(super) fn resources(&self, facts: &Facts<'_>) -> impl Iterator<Item = Value<'a>> + use<'a> {
        let is_of_resources = facts.action.resource_type.is_some();
        self.resource(facts).into_iter().chain(self.listed().filter(move |_| is_of_resources))
    }
}
