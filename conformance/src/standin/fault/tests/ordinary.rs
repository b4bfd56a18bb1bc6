//! Ordinary requests, some of each area.

/// A provider's day, a request a line.
pub(super) fn requests() -> Vec<&'static str> {
    REQUESTS.lines().filter(|line| !line.is_empty()).collect()
}

const REQUESTS: &str = r#"
GET /ServiceProviderConfig
GET /ResourceTypes
GET /ResourceTypes/User
GET /Schemas
GET /Schemas/$user
GET /Schemas/urn:no:such
GET /Users
GET /Users?count=2
GET /Users?startIndex=2&count=1
GET /Users?count=0
GET /Users?sortBy=userName
GET /Users?sortBy=userName&sortOrder=descending
GET /Users?filter=userName eq "mona"
GET /Users?filter=userName eq "nobody"
GET /Users?filter=userName sw "m" and active eq true
GET /Users?filter=emails[type eq "work" and value co "example.com"]
GET /Users?filter=userName eq
GET /Users?attributes=userName
GET /Users/id1
GET /Users/id1?attributes=emails
GET /Users/id1?excludedAttributes=emails
GET /Users/nobody
GET /Groups
GET /Groups/id4
GET /Groups?filter=displayName eq "cats"&excludedAttributes=members
GET /Nothing
GET /Users | Authorization:
GET /Users | Authorization: Bearer wrong
POST /Users << {"schemas":["$user"],"userName":"dave","name":{"givenName":"Dave"},"emails":[{"value":"dave@example.com","type":"work","primary":true}]}
POST /Users << {"schemas":["$user"],"userName":"MONA"}
POST /Users << {"schemas":["$user"],"displayName":"No name"}
POST /Users << {"schemas":["$user"
POST /Groups << {"schemas":["$group"],"displayName":"Dogs","members":[{"value":"id3"}]}
GET /Users/id6
PUT /Users/id6 << {"schemas":["$user"],"userName":"dave","displayName":"Dave"}
PATCH /Users/id6 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"displayName","value":"Dave D."}]}
PATCH /Users/id6 << {"schemas":["$patch"],"Operations":[{"op":"add","path":"emails","value":[{"value":"d@example.com","type":"home"}]}]}
PATCH /Users/id6 << {"schemas":["$patch"],"Operations":[{"op":"remove","path":"displayName"}]}
PATCH /Users/id6 << {"schemas":["$patch"],"Operations":[{"op":"move","path":"displayName"}]}
PATCH /Users/nobody << {"schemas":["$patch"],"Operations":[{"op":"replace","value":{"active":false}}]}
PATCH /Groups/id7 << {"schemas":["$patch"],"Operations":[{"op":"add","path":"members","value":[{"value":"id1"}]}]}
PATCH /Groups/id7 << {"schemas":["$patch"],"Operations":[{"op":"remove","path":"members[value eq \"id3\"]"}]}
GET /Groups/id7
GET /Users/id6 | If-None-Match: W/"other"
PUT /Users/id6 | If-Match: W/"stale" << {"schemas":["$user"],"userName":"dave"}
DELETE /Users/id6
GET /Users/id6
DELETE /Groups/id7
DELETE /Users/id6
PUT /Users
"#;
