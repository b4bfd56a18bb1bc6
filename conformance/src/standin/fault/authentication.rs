//! Callers that are told apart otherwise (RFC 7644 §2, §3.12).

use super::answer::Answer;
use super::difference::Difference::{Errors, Overlooks, Refusals, Refuses};
use super::{Fault, Law, Law::Breaks};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "everybody-let-in",
        law: Breaks(&["7644-3.12-unauthorized"]),
        sentence: "does what every caller asks for",
        shown: WITHOUT,
        number: None,
        difference: Overlooks(|_| true, CREDENTIALS),
    },
    Fault {
        name: "anonymous-let-in",
        law: Breaks(&["7644-3.12-unauthorized"]),
        sentence: "does what callers without `Authorization` ask for",
        shown: WITHOUT,
        number: None,
        difference: Overlooks(|asked| asked.header("Authorization").is_none(), CREDENTIALS),
    },
    Fault {
        name: "wrong-token-let-in",
        law: Breaks(&["7644-3.12-unauthorized"]),
        sentence: "does what callers with any token ask for",
        shown: WRONG,
        number: None,
        difference: Overlooks(|asked| asked.header("Authorization").is_some(), CREDENTIALS),
    },
    Fault {
        name: "bare-token-let-in",
        law: Law::Outside("RFC 6750 §2.1: a token stands behind the word `Bearer`"),
        sentence: "takes a token without its scheme",
        shown: "GET /Groups/id5 | Authorization: $token",
        number: None,
        difference: Overlooks(
            |asked| asked.header("Authorization").is_some_and(|it| !it.contains(' ')),
            CREDENTIALS,
        ),
    },
    Fault {
        name: "other-scheme-let-in",
        law: Law::Outside("RFC 9110 §11.6.2: the scheme says how credentials are meant"),
        sentence: "takes a token whatever its scheme",
        shown: "GET /Groups/id5 | Authorization: Basic $token",
        number: None,
        difference: Overlooks(
            |asked| {
                asked.header("Authorization").is_some_and(|it| !it.to_ascii_lowercase().starts_with("bearer"))
            },
            CREDENTIALS,
        ),
    },
    Fault {
        name: "anonymous-reads",
        law: Breaks(&["7644-3.12-unauthorized"]),
        sentence: "shows resources to callers without a token, and refuses their changes",
        shown: WITHOUT,
        number: None,
        difference: Overlooks(|asked| !asked.on.writes(), CREDENTIALS),
    },
    Fault {
        name: "anonymous-writes",
        law: Breaks(&["7644-3.12-unauthorized"]),
        sentence: "changes resources for callers without a token",
        shown: "DELETE /Groups/id5 | Authorization:",
        number: None,
        difference: Overlooks(|asked| asked.on.writes(), CREDENTIALS),
    },
    Fault {
        name: "scheme-case-sensitive",
        law: Law::Outside("RFC 9110 §11.1: names of schemes are case-insensitive"),
        sentence: "refuses a token whose scheme is not written `Bearer`",
        shown: "GET /Groups/id5 | Authorization: bearer $token",
        number: None,
        difference: Refuses(|asked| {
            let scheme = asked.header("Authorization")?.split(' ').next()?;
            (scheme != "Bearer" && scheme.eq_ignore_ascii_case("bearer")).then_some((
                401,
                None,
                "no such scheme",
            ))
        }),
    },
    Fault {
        name: "unauthorized-as-403",
        law: Breaks(&["7644-3.12-unauthorized"]),
        sentence: "answers 403 instead of 401",
        shown: WITHOUT,
        number: None,
        difference: Refusals(CREDENTIALS, |answer| {
            answer.tell_status(403);
        }),
    },
    Fault {
        name: "unauthorized-as-404",
        law: Breaks(&["7644-3.12-unauthorized"]),
        sentence: "answers 404 instead of 401",
        shown: WITHOUT,
        number: None,
        difference: Refusals(CREDENTIALS, |answer| {
            answer.tell_status(404);
        }),
    },
    Fault {
        name: "unauthorized-as-500",
        law: Breaks(&["7644-3.12-unauthorized"]),
        sentence: "answers 500 instead of 401",
        shown: WITHOUT,
        number: None,
        difference: Refusals(CREDENTIALS, |answer| {
            answer.tell_status(500);
        }),
    },
    Fault {
        name: "unauthorized-as-redirect",
        law: Breaks(&["7644-3.12-unauthorized"]),
        sentence: "sends callers without a token to a page that asks to log in",
        shown: WITHOUT,
        number: None,
        difference: Refusals(CREDENTIALS, |answer| {
            answer.status = 302;
            answer.empty();
            answer.set_header("Location", "/login");
        }),
    },
    Fault {
        name: "challenge-missing",
        law: Breaks(&["7644-2-www-authenticate"]),
        sentence: "sends 401 without `WWW-Authenticate`",
        shown: WITHOUT,
        number: None,
        difference: Refusals(CREDENTIALS, |answer| answer.drop_header("WWW-Authenticate")),
    },
    Fault {
        name: "challenge-of-other-scheme",
        law: Breaks(&["7644-2-www-authenticate"]),
        sentence: "names a scheme in `WWW-Authenticate` that it does not take",
        shown: WITHOUT,
        number: None,
        difference: Refusals(CREDENTIALS, |answer| {
            answer.set_header("WWW-Authenticate", "Basic realm=\"scim\"");
        }),
    },
    Fault {
        name: "unauthorized-without-body",
        law: Breaks(&["7644-3.12-body"]),
        sentence: "sends 401 without a body",
        shown: WITHOUT,
        number: None,
        difference: Refusals(CREDENTIALS, Answer::empty),
    },
    Fault {
        name: "unauthorized-echoes-token",
        law: Law::Outside("RFC 6750 §5.3: a token is a secret; logs and pages keep errors"),
        sentence: "shows the credentials that it refuses",
        shown: WRONG,
        number: None,
        difference: Errors(|asked, answer| {
            if let Some(sent) = asked.header("Authorization").filter(|_| answer.status == 401) {
                answer.put("/detail", format!("`{sent}` is not valid"));
            }
        }),
    },
];

const CREDENTIALS: &[&str] = &["credentials-refused", "http-auth-scheme-missing"];
const WITHOUT: &str = "GET /Groups/id5 | Authorization:";
const WRONG: &str = "GET /Groups/id5 | Authorization: Bearer wrong";
