//! `/Me` is the address of whoever calls (RFC 7644 §3.11).

use super::Driven;
use super::flows::{USER, drive};

/// A stand-in whose caller has the user name.
fn called_by(user_name: &str) -> Driven {
    let mut driven = Driven::new("rfc7644");
    driven.stand_in = driven.stand_in.with_me(Some(user_name.to_owned()));
    driven
}

#[test]
fn the_callers_user_is_made_read_changed_and_deleted_there() {
    const CREATE: &str = r#"POST /Me

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"Mona"}"#;
    drive(
        called_by("mona"),
        &[
            ("GET /Me", 404, &[("/status", "\"404\"")]),
            (CREATE, 201, &[("/id", "\"id1\"")]),
            (CREATE, 409, &[("/scimType", "\"uniqueness\"")]),
            (
                "GET /Me?attributes=userName",
                200,
                &[("/id", "\"id1\""), ("/userName", "\"Mona\""), ("/meta", "")],
            ),
            (
                r#"PUT /Me

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"Mona","title":"Cat"}"#,
                200,
                &[("/title", "\"Cat\"")],
            ),
            (
                r#"PATCH /Me

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":"no"}]}"#,
                400,
                &[("/scimType", "\"invalidValue\"")],
            ),
            (
                r#"PATCH /Me

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}"#,
                200,
                &[("/active", "false"), ("/title", "\"Cat\"")],
            ),
            ("GET /Users/id1", 200, &[("/active", "false")]),
            ("DELETE /Me", 204, &[]),
            ("GET /Users/id1", 404, &[]),
            ("GET /Me", 404, &[]),
        ],
    );
}

#[test]
fn every_answer_there_says_where_the_user_is() {
    let mut driven = called_by("Mona");
    driven.send(USER);
    let version = driven.send("GET /Users/id1").response.header("etag").unwrap().to_owned();
    for request in [
        "GET /Me".to_owned(),
        format!("GET /Me\nIf-None-Match: {version}"),
        "DELETE /Me\nIf-Match: W/\"stale\"".to_owned(),
        "PUT /Me\n\n{}".to_owned(),
        "DELETE /Me".to_owned(),
    ] {
        let sent = driven.send(&request);
        let location = sent.response.header("location");
        assert_eq!(location, Some("http://localhost/scim/v2/Users/id1"), "{request}");
    }
}

#[test]
fn without_a_caller_nothing_is_there() {
    let mut driven = Driven::new("rfc7644");
    driven.send(USER);
    for request in ["GET /Me", "DELETE /Me", "POST /Me\n\n{}"] {
        let sent = driven.send(request);
        assert_eq!((sent.response.status, sent.response.header("location")), (501, None), "{request}");
    }
}
