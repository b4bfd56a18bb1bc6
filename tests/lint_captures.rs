//! `scimproof lint` on files of many exchanges: each at its place in the file, the series as a whole, and no secret
//! in any report.
#![expect(clippy::unwrap_used, reason = "a test's own files")]

#[path = "support/folder.rs"]
mod folder;

use folder::Folder;
use proptest::prelude::*;
use serde_json::{Value, json};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// What each secret of a capture has in it, wherever it stands.
const SECRET: &str = "hunter2";

/// A HAR's entry. Its headers, cookies, target and bodies hold secrets.
fn entry(method: &str, path: &str, sent: Option<Value>, status: u16, shown: &Value) -> Value {
    let header = |name: &str, value: &str| json!({"name": name, "value": value});
    let mut entry = json!({
        "startedDateTime": "2026-03-01T08:00:00Z",
        "request": {
            "method": method,
            "url": format!("https://mona:{SECRET}@scim.example/scim/v2{path}?access_token={SECRET}"),
            "cookies": [{"name": "session", "value": SECRET}],
            "queryString": [{"name": "access_token", "value": SECRET}],
            "headers": [
                header("Authorization", &format!("Bearer {SECRET}")),
                header("Cookie", &format!("session={SECRET}")),
                header("User-Agent", "directory"),
                header("Content-Type", "application/scim+json"),
            ],
        },
        "response": {
            "status": status,
            "headers": [header("Set-Cookie", &format!("session={SECRET}")), header("Content-Type", "application/scim+json")],
            "content": {"mimeType": "application/scim+json", "text": shown.to_string()},
        },
    });
    if let Some(sent) = sent {
        entry["request"]["postData"] = json!({"mimeType": "application/scim+json", "text": sent.to_string()});
    }
    entry
}

/// A user whose password is shown, a leaver who stays, and a page of another site.
fn entries() -> Vec<Value> {
    let user = json!({"schemas": [USER], "userName": "mona", "password": SECRET, "active": "True"});
    let shown = json!({"schemas": [USER], "id": "7", "userName": "mona", "password": SECRET});
    let leave =
        json!({"schemas": [PATCH_OP], "Operations": [{"op": "Replace", "path": "active", "value": "False"}]});
    let refused = json!({"schemas": [ERROR], "status": "400", "detail": "no"});
    let mut entries = vec![entry("POST", "/Users", Some(user), 201, &shown)];
    entries.extend((0..3).map(|_| entry("PATCH", "/Users/7", Some(leave.clone()), 400, &refused)));
    let set_password = json!({"schemas": [PATCH_OP], "Operations": [{"op": "Replace", "path": "password", "value": SECRET}]});
    entries.push(entry("PATCH", "/Users/7", Some(set_password), 204, &json!("")));
    entries.push(json!({
        "request": {"method": "GET", "url": "https://www.example/style.css", "headers": []},
        "response": {"status": 200, "headers": [], "content": {"mimeType": "text/css", "text": ""}},
    }));
    entries
}

fn har() -> String {
    format!("{:#}", json!({"log": {"version": "1.2", "entries": entries()}}))
}

fn lines(entries: &[Value]) -> String {
    entries.iter().flat_map(|entry| [entry.to_string(), "\n".to_owned()]).collect()
}

/// The lines of the JSON report.
fn json_lines(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_capture_is_judged_exchange_by_exchange_and_each_mistake_is_shown_once() {
    let folder = Folder::new("capture", &[("c.har", &har())]);
    let (code, out, said) = folder.run(&["lint", "c.har"]);
    assert_eq!((code, said.as_str()), (1, ""), "{out}");
    assert!(out.contains("── exchange 1: POST /scim/v2/Users?access_token=*******, answered 201\n"), "{out}");
    assert!(
        out.contains("error[password-in-response]: a password is shown\n --> response's body of c.har:1:"),
        "{out}"
    );
    // Made three times, by the first of which it is shown; in the request that creates it is another mistake.
    assert_eq!(out.matches("error[bool-as-string]").count(), 2, "{out}");
    let summary = "c.har: 5 exchanges (left out: 1 no SCIM), 5 with findings; ";
    assert!(out.lines().any(|line| line.starts_with(summary)), "{out}");
    assert!(out.contains("  4 error   bool-as-string "), "{out}");
}

#[test]
fn no_report_shows_a_secret() {
    let (har, ndjson) = (har(), lines(&entries()));
    let body =
        json!({"schemas": [USER], "userName": "mona", "password": [SECRET], "x": SECRET.len()}).to_string();
    let number = json!({"schemas": [USER], "userName": "mona", "password": 4_711_471_147_u64}).to_string();
    let request = format!(
        "POST /Users?access_token={SECRET} HTTP/1.1\nAuthorization: Bearer {SECRET}\nContent-Type: text/plain\n\n{body}\n"
    );
    let curl = format!(
        "curl -u mona:{SECRET} -b session={SECRET} -d '{body}' 'https://scim.example/Users?token={SECRET}'"
    );
    let files = [
        ("c.har", har.as_str()),
        ("c.ndjson", ndjson.as_str()),
        ("r.http", request.as_str()),
        ("r.curl", curl.as_str()),
        ("b.json", body.as_str()),
        ("n.json", number.as_str()),
    ];
    let folder = Folder::new("secrets", &files);
    for profile in ["rfc7644", "github-emu"] {
        for format in ["human", "json", "sarif", "junit", "github"] {
            for (file, _) in files {
                let (_, out, said) = folder.run(&["lint", "--profile", profile, "--format", format, file]);
                for text in [&out, &said] {
                    let shown =
                        text.lines().find(|line| line.contains(SECRET) || line.contains("4711471147"));
                    assert_eq!(shown, None, "{profile} {format} {file}");
                }
                assert!(!out.is_empty(), "{profile} {format} {file}");
            }
        }
    }
}

#[test]
fn a_finding_stands_at_its_line_of_the_file() {
    let ndjson = lines(&entries());
    let folder = Folder::new("lines", &[("c.ndjson", &ndjson)]);
    let (code, out, _) = folder.run(&["lint", "--format", "json", "c.ndjson"]);
    assert_eq!(code, 1);
    let reports = json_lines(&out);
    for (at, report) in reports.iter().enumerate().take(5) {
        assert_eq!((&report["exchange"], &report["line"]), (&json!(at + 1), &json!(at + 1)));
    }
    let found = reports[1]["diagnostics"].as_array().unwrap();
    let found = found.iter().find(|found| found["rule"] == "patch-op-capitalised").unwrap();
    let range = |name: &str, index: usize| found[name][index].as_u64().unwrap() as usize;
    assert_eq!(found["start"]["line"], 2);
    assert_eq!(&ndjson[range("range", 0)..range("range", 1)], r#"\"Replace\""#);
    let utf16: Vec<u16> = ndjson.encode_utf16().collect();
    assert_eq!(String::from_utf16(&utf16[range("utf16", 0)..range("utf16", 1)]).unwrap(), r#"\"Replace\""#);
}

/// Tries to create a user again and again, each time refused as a duplicate.
fn duplicates() -> Vec<Value> {
    let user = json!({"schemas": [USER], "userName": "mona"});
    let refused = json!({"schemas": [ERROR], "status": "409", "scimType": "uniqueness"});
    let attempt = json!({
        "request": {"method": "POST", "target": "/scim/v2/Users", "body": user},
        "response": {"status": 409, "body": refused},
    });
    vec![attempt; 5]
}

#[test]
fn what_only_the_series_shows_names_its_exchanges_in_every_report() {
    let text = lines(&duplicates());
    let folder = Folder::new("series", &[("s.ndjson", &text)]);
    let lint = |format: &str| folder.run(&["lint", "--format", format, "s.ndjson"]);
    let (code, out, _) = lint("human");
    assert_eq!(code, 1, "{out}");
    let told = "warning[seq-409-loop]: this User is created 5 times, and each answer is 409\n \
                --> s.ndjson:5: exchange 5, POST /scim/v2/Users, answered 409\n  \
                = also: the first time: exchange 1, POST /scim/v2/Users, answered 409 (line 1)\n";
    assert!(out.contains(told), "{out}");

    let series = json_lines(&lint("json").1).pop().unwrap();
    let findings = series["series"]["findings"].as_array().unwrap();
    let found = findings.iter().find(|found| found["rule"] == "seq-409-loop").unwrap();
    assert_eq!((&found["exchange"]["number"], &found["related"][0]["number"]), (&json!(5), &json!(1)));

    let sarif: Value = serde_json::from_str(&lint("sarif").1).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let found = results.iter().find(|result| result["ruleId"] == "seq-409-loop").unwrap();
    assert_eq!(found["locations"][0]["physicalLocation"]["region"]["startLine"], 5);
    assert_eq!(found["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 1);

    assert!(lint("junit").1.contains(r#"<testcase name="the series of 5 exchanges" classname="s.ndjson">"#));
    let annotation = "::warning file=s.ndjson,line=5,endLine=5,";
    assert!(
        lint("github").1.lines().any(|line| line.starts_with(annotation) && line.contains("seq-409-loop"))
    );
}

#[test]
fn a_finding_on_the_series_is_waived_as_any_other() {
    let waivers = "[[waiver]]\nrule = \"seq-409-loop\"\nfile = \"s.ndjson\"\nreason = \"known\"\nexpires = 9999-12-31\n\
                   [[waiver]]\nrule = \"seq-create-without-lookup\"\nreason = \"known\"\nexpires = 9999-12-31\n";
    let text = lines(&duplicates());
    let folder = Folder::new("waived", &[("s.ndjson", &text), ("w.toml", waivers)]);
    let (code, out, said) = folder.run(&["lint", "--waivers", "w.toml", "s.ndjson"]);
    assert_eq!((code, said.as_str()), (0, ""), "{out}");
    assert!(out.contains("s.ndjson: waived: `seq-409-loop` on the series: known\n"), "{out}");
    let (_, out, _) = folder.run(&["lint", "--waivers", "w.toml", "--format", "json", "s.ndjson"]);
    assert_eq!(json_lines(&out).pop().unwrap()["series"]["waived"][0]["reason"], "known");
}

#[test]
fn every_line_of_the_json_is_as_the_published_schema_describes_it() {
    let schema: Value = serde_json::from_str(include_str!("../docs/report.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let text = lines(&[entries(), duplicates()].concat()) + "{broken\n";
    let folder = Folder::new("schema", &[("c.ndjson", &text)]);
    let (_, out, _) = folder.run(&["lint", "--format", "json", "c.ndjson"]);
    let reports = json_lines(&out);
    assert!(reports.len() > 10 && reports.iter().any(|report| report["series"].is_object()));
    for report in reports {
        let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}\n{report}", errors.join("\n"));
    }
}

#[test]
fn a_capture_that_is_cut_off_or_damaged_is_judged_as_far_as_it_goes() {
    let har = har();
    let cut = &har[..har.rfind("style.css").unwrap()];
    let damaged =
        [&entries()[0].to_string(), "{\"request\": {\"method\": \"GET\", ", &entries()[1].to_string()]
            .join("\n");
    let files = [("cut.har", cut), ("damaged.ndjson", &damaged), ("none.har", r#"{"log": {"entries": []}}"#)];
    let folder = Folder::new("damaged", &files);
    let (code, out, _) = folder.run(&["lint", "cut.har"]);
    assert_eq!(code, 2);
    assert!(out.contains("cut.har: the capture is cut off; what could be read of it was judged\n"), "{out}");
    assert!(out.contains("cut.har: 5 exchanges, 5 with findings; "), "{out}");
    let (code, out, said) = folder.run(&["lint", "damaged.ndjson"]);
    assert_eq!(code, 2);
    assert!(
        said.starts_with("scimproof: `damaged.ndjson`, line 2: the recorded exchange cannot be read: "),
        "{said}"
    );
    assert!(out.contains("damaged.ndjson: 2 exchanges (left out: 1 unreadable), 2 with findings; "), "{out}");
    let (code, _, said) = folder.run(&["lint", "none.har"]);
    let told = "scimproof: `none.har` holds no exchange of SCIM; check that it is the right file\n";
    assert_eq!((code, said.as_str()), (2, told));
}

#[test]
fn the_files_of_a_folder_are_read_in_their_order() {
    let body = json!({"schemas": [USER], "userName": "mona"}).to_string();
    let two = format!("POST /Users HTTP/1.1\n\n{body}\n\n###\nGET /Users/1 HTTP/1.1\n\n");
    let files = [
        ("in/b.json", body.as_str()),
        ("in/a/two.http", &two),
        ("in/.hidden/c.json", &body),
        ("in/notes.md", "no request"),
        ("empty/x.md", ""),
    ];
    let folder = Folder::new("folders", &files);
    let (_, out, said) = folder.run(&["lint", "--format", "json", "in"]);
    let seen =
        |report: &Value| (report["file"].as_str().unwrap().replace('\\', "/"), report["exchange"].as_u64());
    let seen: Vec<_> = json_lines(&out).iter().map(seen).collect();
    let two = |exchange| ("in/a/two.http".to_owned(), exchange);
    assert_eq!(seen, [two(Some(1)), two(Some(2)), two(None), ("in/b.json".to_owned(), None)], "{said}");
    let (code, _, said) = folder.run(&["lint", "empty"]);
    assert_eq!(code, 2);
    assert!(said.starts_with("scimproof: no file in the folder `empty` ends in .json, .http, "), "{said}");
}

#[test]
fn the_form_of_a_file_is_found_out_or_said() {
    let log = format!(
        "2026-03-01 INFO POST /scim/v2/Users {} status=400\n",
        json!({"schemas": [USER], "userName": "mona", "active": "True"})
    );
    let folder = Folder::new("forms", &[("server.log", &log.repeat(2)), ("bodies.txt", "{}\n{}\n")]);
    for (arguments, reader, count) in [
        (&["server.log"][..], "log", 2),
        (&["bodies.txt"], "ndjson", 2),
        (&["--from", "ndjson", "bodies.txt"], "ndjson", 2),
        (&["--from", "body", "bodies.txt"], "body", 1),
    ] {
        let (_, out, said) = folder.run(&[&["lint", "--format", "json"], arguments].concat());
        let of_reader = json_lines(&out).iter().filter(|report| report["reader"] == reader).count();
        assert_eq!(of_reader, count, "{arguments:?} {said}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]
    /// A long file goes through many threads in batches; a short one does not.
    #[test]
    fn a_file_says_the_same_however_it_is_cut_into_batches(counts in proptest::collection::vec((0..6_usize, 1..700_usize), 1..4)) {
        let kinds = [entries(), duplicates()].concat();
        let chosen: Vec<Value> = counts.iter().flat_map(|(kind, count)| vec![kinds[*kind].clone(); *count]).collect();
        let text = lines(&chosen);
        let folder = Folder::new("batches", &[("c.ndjson", &text)]);
        let (code, out, _) = folder.run(&["lint", "--format", "json", "c.ndjson"]);
        prop_assert!(code <= 1);
        let reports = json_lines(&out);
        // The same exchange says the same wherever it stands, and has its own line.
        let mut said: Vec<Option<Value>> = vec![None; kinds.len()];
        let mut reports = reports.into_iter();
        let mut line = 0;
        for (kind, count) in counts {
            for _ in 0..count {
                line += 1;
                let mut report = reports.next().unwrap();
                prop_assert_eq!((&report["exchange"], &report["line"]), (&json!(line), &json!(line)));
                for name in ["line", "exchange", "diagnostics"] {
                    report[name] = report[name].as_array().map_or(Value::Null, |found| found.len().into());
                }
                let first = said[kind].get_or_insert_with(|| report.clone());
                prop_assert_eq!(&*first, &report);
            }
        }
        prop_assert!(reports.next().unwrap()["series"].is_object() && reports.next().is_none());
    }
}
