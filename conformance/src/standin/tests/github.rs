//! Flows as GitHub has them.

use super::flows::flow;

#[test]
fn github_is_stood_in_for() {
    flow(
        "github-emu",
        &[
            (
                r#"POST /scim/v2/enterprises/octo/Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"externalId":"e1","userName":"Mona.Lisa@example.com","active":true,
 "displayName":"Mona Lisa","nickName":"Cat","name":{"givenName":"Mona","familyName":"Lisa"},
 "emails":[{"value":"mona@example.com","type":"work","primary":true}],"roles":[{"value":"user","primary":false}]}"#,
                201,
                &[
                    ("/userName", "\"Mona.Lisa@example.com\""),
                    ("/nickName", ""),
                    ("/meta/version", ""),
                    ("/meta/location", "\"http://localhost/scim/v2/enterprises/octo/Users/id1\""),
                ],
            ),
            // The same login, by another name.
            (
                r#"POST /scim/v2/enterprises/octo/Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"externalId":"e2","userName":"mona-lisa","active":true,
 "displayName":"Mona Lisa","emails":[{"value":"mona@example.com","type":"work","primary":true}]}"#,
                409,
                &[("/status", "409")],
            ),
            (
                r#"POST /scim/v2/enterprises/octo/Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"externalId":"e1","userName":"lisa","active":true,
 "displayName":"Mona Lisa","emails":[{"value":"mona@example.com","type":"work","primary":true}]}"#,
                409,
                &[("/status", "409")],
            ),
            (
                r#"POST /scim/v2/enterprises/octo/Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"externalId":"e3","userName":"lisa"}"#,
                400,
                &[
                    ("/status", "400"),
                    ("/scimType", "\"invalidSyntax\""),
                    (
                        "/detail",
                        r#""Misconfigured IdP, missing or misconfigured attributes:\n\"active\", \"displayName\", \"emails\" weren't supplied.""#,
                    ),
                ],
            ),
            (
                r#"POST /scim/v2/enterprises/octo/Groups

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"externalId":"g1","displayName":"Cats","members":[{"value":"id1"}]}"#,
                201,
                &[
                    ("/members/0/value", "\"id1\""),
                    ("/members/0/display", "\"Mona Lisa\""),
                    ("/members/0/type", ""),
                ],
            ),
            (
                "GET /scim/v2/enterprises/octo/Users?filter=userName%20eq%20'mona.lisa@example.com'",
                200,
                &[("/totalResults", "1"), ("/startIndex", "1"), ("/Resources/0/groups/0/value", "\"id2\"")],
            ),
            // A suspended user is not shown in the group, and is shown again afterwards.
            (
                r#"PATCH /scim/v2/enterprises/octo/Users/id1

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}"#,
                200,
                &[("/active", "false")],
            ),
            ("GET /scim/v2/enterprises/octo/Groups/id2", 200, &[("/members", "")]),
            (
                r#"PATCH /scim/v2/enterprises/octo/Users/id1

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","value":{"active":true}}]}"#,
                200,
                &[("/active", "true")],
            ),
            ("GET /scim/v2/enterprises/octo/Groups/id2", 200, &[("/members/0/value", "\"id1\"")]),
            // A filter in a path has no effect, but for the one form.
            (
                r#"PATCH /scim/v2/enterprises/octo/Groups/id2

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"remove","path":"members[value eq \"id1\"]"}]}"#,
                200,
                &[("/members/0/value", "\"id1\"")],
            ),
            (
                r#"PATCH /scim/v2/enterprises/octo/Users/id1

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"emails[type eq 'work'].value","value":"lisa@example.com"}]}"#,
                200,
                &[("/emails/0/value", "\"lisa@example.com\"")],
            ),
            (
                r#"PATCH /scim/v2/enterprises/octo/Groups/id2

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"remove","path":"members","value":[{"value":"id1"}]}]}"#,
                200,
                &[("/members", "")],
            ),
            // The role goes with an empty value, and not with a remove.
            (
                r#"PATCH /scim/v2/enterprises/octo/Users/id1

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"remove","path":"roles"}]}"#,
                200,
                &[("/roles/0/value", "\"user\"")],
            ),
            (
                r#"PATCH /scim/v2/enterprises/octo/Users/id1

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"roles","value":[{"value":""}]}]}"#,
                200,
                &[("/roles", "")],
            ),
            (
                r#"PATCH /scim/v2/enterprises/octo/Users/id1

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"roles","value":[]}]}"#,
                400,
                &[("/scimType", "\"invalidSyntax\"")],
            ),
            (
                "GET /scim/v2/enterprises/octo/Users/nobody",
                404,
                &[("/message", "\"Not Found\""), ("/schemas", ""), ("/status", "\"404\"")],
            ),
            ("GET /scim/v2/enterprises/octo/ServiceProviderConfig", 404, &[("/message", "\"Not Found\"")]),
            ("GET /scim/v2/enterprises/octo/Users/", 404, &[]),
        ],
    );
}
