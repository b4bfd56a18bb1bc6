//! Queries sent as a body, and queries on the whole server (RFC 7644 §3.4.2.1, §3.4.3).

use super::Driven;

const PEOPLE: [(&str, &str); 5] = [
    (
        "Users",
        r#""urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"carl","displayName":"Smith","title":"a""#,
    ),
    ("Groups", r#""urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"smiths""#),
    (
        "Users",
        r#""urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"anna","displayName":"Jones","title":"b""#,
    ),
    ("Users", r#""urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"bob""#),
    ("Groups", r#""urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Guides""#),
];

fn peopled() -> Driven {
    let mut driven = Driven::new("rfc7644");
    for (endpoint, members) in PEOPLE {
        let sent = driven.send(&format!("POST /{endpoint}\n\n{{\"schemas\":[{members}}}"));
        assert_eq!(sent.response.status, 201);
    }
    driven
}

/// The total, and the ids of the page.
fn ids(driven: &mut Driven, request: &str) -> (u64, String) {
    let sent = driven.send(request);
    assert_eq!((sent.response.status, sent.reply.gap), (200, None), "{request}\n{}", sent.body);
    let resources = sent.body["Resources"].as_array().unwrap();
    let ids: Vec<&str> = resources.iter().map(|resource| resource["id"].as_str().unwrap()).collect();
    (sent.body["totalResults"].as_u64().unwrap(), ids.join(" "))
}

fn sent(target: &str, members: &str) -> String {
    let comma = if members.is_empty() { "" } else { "," };
    format!(
        "POST {target}\n\n{{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:SearchRequest\"]{comma}{members}}}"
    )
}

#[test]
fn a_search_takes_each_parameter_of_a_query() {
    let mut driven = peopled();
    for (members, query, found) in [
        ("", "", (3, "id1 id3 id4")),
        (r#""filter":"title pr""#, "filter=title%20pr", (2, "id1 id3")),
        (r#""sortBy":"userName""#, "sortBy=userName", (3, "id3 id4 id1")),
        (
            r#""sortBy":"userName","sortOrder":"descending""#,
            "sortBy=userName&sortOrder=descending",
            (3, "id1 id4 id3"),
        ),
        (r#""startIndex":2,"count":1"#, "startIndex=2&count=1", (3, "id3")),
        (r#""count":0"#, "count=0", (3, "")),
        (r#""COUNT":-1,"filter":null"#, "count=-1", (3, "")),
    ] {
        let expected = (found.0, found.1.to_owned());
        assert_eq!(ids(&mut driven, &sent("/Users/.search", members)), expected, "{members}");
        assert_eq!(ids(&mut driven, &format!("GET /Users?{query}")), expected, "{query}");
    }
    let both = r#""filter":"userName eq \"carl\"","attributes":["userName","title"]"#;
    let only = driven.send(&sent("/Users/.search", both)).body["Resources"][0].clone();
    let members: Vec<&String> = only.as_object().unwrap().keys().collect();
    assert_eq!(members, ["id", "schemas", "title", "userName"]);
    let without = driven.send(&sent("/Users/.search", r#""excludedAttributes":["meta","title"],"count":1"#));
    assert_eq!(without.body["Resources"][0].get("meta"), None);
}

#[test]
fn a_search_that_is_none_is_refused() {
    let mut driven = peopled();
    for (request, status, scim_type) in [
        (sent("/Users/.search", r#""filter":"userName eq carl""#), 400, "invalidFilter"),
        (sent("/Users/.search", r#""count":"many""#), 400, "invalidValue"),
        (sent("/.search", r#""filter":"userName eq carl""#), 400, "invalidFilter"),
        ("POST /Users/.search\n\n{}".to_owned(), 400, "invalidSyntax"),
        ("POST /Users/.search".to_owned(), 400, "invalidSyntax"),
    ] {
        let sent = driven.send(&request);
        let told = sent.body["scimType"].as_str().unwrap_or_default().to_owned();
        assert_eq!((sent.response.status, told.as_str()), (status, scim_type), "{request}");
    }
    let sent = driven.send("GET /Users/.search");
    assert_eq!((sent.response.status, sent.response.header("allow")), (405, Some("POST")));
}

#[test]
fn a_query_on_the_whole_server_finds_resources_of_every_type() {
    let mut driven = peopled();
    for (members, query, found) in [
        ("", "", (5, "id1 id2 id3 id4 id5")),
        (
            r#""filter":"meta.resourceType eq \"Group\"""#,
            "filter=meta.resourceType%20eq%20%22Group%22",
            (2, "id2 id5"),
        ),
        (r#""filter":"displayName sw \"smith\"""#, "filter=displayName%20sw%20%22smith%22", (2, "id1 id2")),
        // What a type does not have is without a value there.
        (
            r#""filter":"not (title pr)","sortBy":"userName""#,
            "filter=not%20(title%20pr)&sortBy=userName",
            (3, "id4 id2 id5"),
        ),
        (
            r#""sortBy":"userName","sortOrder":"descending","count":3"#,
            "sortBy=userName&sortOrder=descending&count=3",
            (5, "id2 id5 id1"),
        ),
        (
            r#""sortBy":"displayName","startIndex":2"#,
            "sortBy=displayName&startIndex=2",
            (5, "id3 id1 id2 id4"),
        ),
    ] {
        let expected = (found.0, found.1.to_owned());
        assert_eq!(ids(&mut driven, &sent("/.search", members)), expected, "{members}");
        assert_eq!(ids(&mut driven, &format!("GET /?{query}")), expected, "{query}");
    }
}
