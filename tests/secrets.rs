//! No secret of an exchange reaches a report, whatever part it stands in and whatever form is written.
#![expect(clippy::unwrap_used, reason = "a test's own files")]

#[path = "support/folder.rs"]
mod folder;

use folder::Folder;

/// Texts with a secret in each place where one can stand, and findings all around it.
const TEXTS: &[(&str, &str)] = &[
    (
        "a password of the wrong type",
        r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","password":["hunter2-hunter2"],"active":"x"}"#,
    ),
    (
        "a password with white space",
        "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"password\":\"hunter2-hunter2 \",\"active\":\"x\"}",
    ),
    (
        "a password with an escape",
        r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","password":"hunter2\u002dhunter2 hunter2-hunter2 ","active":"x"}"#,
    ),
    (
        "a password in another case",
        r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","PassWord":"hunter2-hunter2","active":"x"}"#,
    ),
    (
        "a password of an extension",
        r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","urn:x:y":{"initial_password":"hunter2-hunter2"},"active":"x"}"#,
    ),
    (
        "a password set by a path",
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","value":["hunter2-hunter2"],"path":"password"}]}"#,
    ),
    (
        "a password set without a path",
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","value":{"password":{"value":"hunter2-hunter2"}}}]}"#,
    ),
    (
        "a password set by a URN",
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:password","value":" hunter2-hunter2"},{"op":"x"}]}"#,
    ),
    (
        "a password in bulk data",
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{"method":"PATCH","path":"/Users/1","data":{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"password","value":" hunter2-hunter2"}]}}]}"#,
    ),
    (
        "a password in what is no JSON",
        r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","password":"hunter2-hunter2",}"#,
    ),
    (
        "a password that is cut off",
        r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","password":"hunter2-hunter2"#,
    ),
    (
        "a password set by a path in what is no JSON",
        r#"{"Operations":[{"op":"replace","value":"hunter2-hunter2","path":"password"}],}"#,
    ),
    (
        "credentials of no scheme",
        "POST /Users HTTP/1.1\nAuthorization: hunter2-hunter2\nContent-Type: text/plain\n\n{\"active\":\"x\"}",
    ),
    (
        "a cookie",
        "POST /Users HTTP/1.1\nContent-Type: text/plain\nCookie: s=hunter2-hunter2\n\n{\"active\":\"x\"}",
    ),
    ("a key", "POST /Users HTTP/1.1\nX-Api-Key: hunter2-hunter2\nAccept: text/html\n\n{\"active\":\"x\"}"),
    (
        "a token in the address",
        "GET /Users?access_token=hunter2-hunter2&filter=userName&startIndex=0 HTTP/1.1\nHost: a.example\n\n",
    ),
    ("a user in the address", "curl -X GET 'https://mona:hunter2-hunter2@a.example/Users?startIndex=0'"),
    (
        "a password in a filter",
        "GET /Users?filter=password%20eq%20%22hunter2-hunter2%22&startIndex=0 HTTP/1.1\nHost: a.example\n\n",
    ),
    (
        "basic credentials of a command",
        "curl -u 'mona:hunter2-hunter2' -d '{\"active\":\"x\"}' https://a.example/Users",
    ),
    (
        "a token of a command",
        "curl --oauth2-bearer hunter2-hunter2 -d '{\"active\":\"x\"}' https://a.example/Users",
    ),
    (
        "a password that is shown",
        "GET /Users/1 HTTP/1.1\nHost: a.example\n\nHTTP/1.1 200 OK\nContent-Type: application/scim+json\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"id\":\"1\",\"userName\":\"mona\",\"password\":\"hunter2-hunter2\"}",
    ),
    (
        "a cookie that is set",
        "GET /Users/1 HTTP/1.1\nHost: a.example\n\nHTTP/1.1 400 Bad\nSet-Cookie: s=hunter2-hunter2\nContent-Type: application/scim+json\n\n{\"status\":400,\"detail\":\"no\"}",
    ),
    (
        "a password that an error repeats",
        "POST /Users HTTP/1.1\nHost: a.example\n\n{\"userName\":\"mona\",\"password\":\"hunter2-hunter2\"}\n\nHTTP/1.1 400 Bad\nContent-Type: application/scim+json\n\n{\"status\":400,\"detail\":\"`hunter2-hunter2` is too short\"}",
    ),
];

#[test]
fn no_report_shows_a_secret() {
    let names: Vec<String> =
        TEXTS.iter().map(|(what, _)| format!("{}.txt", what.replace(' ', "-"))).collect();
    let files: Vec<(&str, &str)> =
        names.iter().zip(TEXTS).map(|(name, (_, text))| (name.as_str(), *text)).collect();
    assert!(files.iter().all(|(_, text)| text.contains("hunter2-hunter2")));
    let folder = Folder::new("secrets", &files);
    for profile in ["rfc7644", "github-emu"] {
        for format in ["human", "json", "sarif", "junit", "github"] {
            let options = ["lint", "--profile", profile, "--format", format];
            let all: Vec<&str> = options.into_iter().chain(names.iter().map(String::as_str)).collect();
            let (code, out, said) = folder.run(&all);
            assert_eq!(code, 1, "{said}");
            for name in &names {
                assert!(out.contains(name.as_str()), "{profile} {format} {name}");
            }
            for line in out.lines().chain(said.lines()) {
                assert!(!line.contains("hunter2"), "{profile} {format}: {line}");
            }
        }
    }
}
