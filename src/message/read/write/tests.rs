#![expect(clippy::unwrap_used, reason = "a test may fail by panic")]

use super::*;
use proptest::prelude::*;

/// The edit of the place where `old` stands in the part first.
fn edit(request: &Request<'_>, part: Part, old: &str, new: &str) -> Edit {
    let start = request.part_text(part).unwrap().find(old).unwrap() as u32;
    Edit { part, span: Span::new(start, start + old.len() as u32), text: new.to_owned() }
}

fn value_of(request: &Request<'_>, name: &str) -> Part {
    let headers = request.headers.as_deref().unwrap().iter();
    Part::HeaderValue(headers.take_while(|header| header.name != name).count() as u32)
}

fn written(text: &str, edits: &[Edit]) -> Result<String, Unwritable> {
    let pasted = read(text.as_bytes(), &ReadOptions::default()).unwrap();
    let edits = pasted.write(text.as_bytes(), edits)?;
    Ok(String::from_utf8(rewritten(text.as_bytes(), &edits).unwrap()).unwrap())
}

fn changed(text: &str, part: Part, old: &str, new: &str) -> Result<String, Unwritable> {
    let pasted = read(text.as_bytes(), &ReadOptions::default()).unwrap();
    written(text, &[edit(&pasted.exchange.request, part, old, new)])
}

#[test]
fn an_edit_of_the_body_is_written_as_the_quotes_around_it_ask_for() {
    let cases = [
        ("{ \"a\" :  1 }", "1", "\"it's\"", "{ \"a\" :  \"it's\" }"),
        ("POST /Users\n\n{\"a\": 1}\n", "1", "\"\\n\"", "POST /Users\n\n{\"a\": \"\\n\"}\n"),
        ("curl x -d '{\"a\": 1}'", "1", "\"it's $5!\"", "curl x -d '{\"a\": \"it'\\''s $5!\"}'"),
        (
            "curl x -d \"{\\\"a\\\": 1}\"",
            "1",
            "\"$`\\\\\"",
            "curl x -d \"{\\\"a\\\": \\\"\\$\\`\\\\\\\\\\\"}\"",
        ),
        ("curl x -d $'{\"a\": 1}'", "1", "\"it's\\\\\n\"", "curl x -d $'{\"a\": \"it\\'s\\\\\\\\\\n\"}'"),
        ("curl x -d $'{\"a\":\\n1}'", "\n1", "\t2", "curl x -d $'{\"a\":\\t2}'"),
        ("curl x -d '{\"a\":'\\''b'\\'' }'", "'b'", "\"b\"", "curl x -d '{\"a\":'\\\"b\\\"' }'"),
        ("curl x -d {\\\"a\\\":1}", "1", "\"b c\"", "curl x -d {\\\"a\\\":\\\"b\\ c\\\"}"),
        ("curl x -d @- <<E\n{\"a\": 1}\nE\n", "1", "\"b\"", "curl x -d @- <<E\n{\"a\": \"b\"}\nE\n"),
        ("curl x ^\n  -d \"{\\\"a\\\": 1}\"", "1", "\"b\"", "curl x ^\n  -d \"{\\\"a\\\": \\\"b\\\"}\""),
        (
            "curl ^\"x^\" -d ^\"{^\\^\"a^\\^\":1}^\"",
            "1",
            "\"%\"",
            "curl ^\"x^\" -d ^\"{^\\^\"a^\\^\":^\\^\"^%^\\^\"}^\"",
        ),
        ("curl x `\n  -d '{\\\"a\\\": 1}'", "1", "\"it's\"", "curl x `\n  -d '{\\\"a\\\": \\\"it''s\\\"}'"),
        ("curl x `\n  -d '{\"a\": 1}'", "1", "\"b\"", "curl x `\n  -d '{\"a\": \"b\"}'"),
        ("curl x `\n  -d \"{`\"a`\": 1}\"", "1", "\"$b\"", "curl x `\n  -d \"{`\"a`\": `\"`$b`\"}\""),
    ];
    for (text, old, new, expected) in cases {
        assert_eq!(changed(text, Part::Body, old, new).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn what_cannot_be_written_there_is_declined() {
    let cases = [
        // An interactive shell takes it for an event of its history.
        ("curl x -d \"{\\\"a\\\": 1}\"", "1", "\"!\"", Unwritable::Quotes),
        // A variable could stand for it.
        ("curl x -d @- <<E\n{\"a\": 1}\nE\n", "1", "\"$b\"", Unwritable::Quotes),
        // `cmd` would end the command at it.
        ("curl x ^\n -d \"{\\\"a\\\": 1}\"", "1", "\"&\"", Unwritable::Quotes),
        // Nothing there shows how this PowerShell hands quotes over.
        ("curl x `\n -d '[1]'", "1", "\"b\"", Unwritable::Quotes),
        // It would begin in one kind of quotes and end in another.
        ("curl x -d '{\"a\": '\"1}\"", ": 1", ":2", Unwritable::Quotes),
        // It would be encoded once more.
        ("curl x --data-urlencode '{\"a\": 1}'", "1", "\"%\"", Unwritable::Quotes),
    ];
    for (text, old, new, expected) in cases {
        assert_eq!(changed(text, Part::Body, old, new), Err(expected), "{text}");
    }
    let files: [(&str, &[u8]); 1] = [("u.json", b"{}")];
    let text = b"curl x -d @u.json";
    let pasted = read(text, &ReadOptions { files: &files, ..ReadOptions::default() }).unwrap();
    let edit = edit(&pasted.exchange.request, Part::Body, "{}", "[]");
    assert_eq!(pasted.write(text, &[edit]), Err(Unwritable::Elsewhere));
}

#[test]
fn a_header_is_added_where_headers_stand() {
    let add = Edit { part: Part::Headers, span: Span::new(0, 0), text: "X-A: it's".to_owned() };
    let cases = [
        (
            "POST /Users HTTP/1.1\r\nHost: a\r\n\r\n{}",
            "POST /Users HTTP/1.1\r\nHost: a\r\nX-A: it's\r\n\r\n{}",
        ),
        ("GET /Users HTTP/1.1\n\n", "GET /Users HTTP/1.1\nX-A: it's\n\n"),
        ("> GET /Users HTTP/1.1\n> Host: a\n>\n", "> GET /Users HTTP/1.1\n> Host: a\n> X-A: it's\n>\n"),
        ("curl -d {} https://a.example", "curl -H 'X-A: it'\\''s' -d {} https://a.example"),
        ("curl ^\n \"https://a.example\"", "curl -H \"X-A: it's\" ^\n \"https://a.example\""),
        ("curl ^\"https://a.example^\"", "curl -H ^\"X-A: it's^\" ^\"https://a.example^\""),
        ("curl `\n 'https://a.example'", "curl -H 'X-A: it''s' `\n 'https://a.example'"),
    ];
    for (text, expected) in cases {
        assert_eq!(written(text, std::slice::from_ref(&add)).as_deref(), Ok(expected), "{text}");
    }
    assert_eq!(written("{}", &[add]), Err(Unwritable::Elsewhere));
}

#[test]
fn a_header_that_curl_makes_is_given_to_it() {
    let text = "curl -d '{}' https://a.example/Users";
    let pasted = read(text.as_bytes(), &ReadOptions::default()).unwrap();
    let request = &pasted.exchange.request;
    let type_of = value_of(request, "Content-Type");
    let edit = edit(request, type_of, "application/x-www-form-urlencoded", "application/scim+json");
    let expected = "curl -H 'Content-Type: application/scim+json' -d '{}' https://a.example/Users";
    assert_eq!(written(text, &[edit]).as_deref(), Ok(expected));
}

#[test]
fn a_length_that_is_right_stays_right() {
    let text = "POST /Users HTTP/1.1\nContent-Length: 9\n\n{\"a\": 10}";
    let expected = "POST /Users HTTP/1.1\nContent-Length: 8\n\n{\"a\": 1}";
    assert_eq!(changed(text, Part::Body, "10", "1").as_deref(), Ok(expected));
    // One that is wrong is not this edit's business.
    let text = text.replace(": 9", ": 7");
    let expected = expected.replace(": 8", ": 7");
    assert_eq!(changed(&text, Part::Body, "10", "1"), Ok(expected));
    assert_eq!(changed("curl x -d '[10]'", Part::Body, "10", "1").as_deref(), Ok("curl x -d '[1]'"));
}

#[test]
fn a_target_and_the_values_of_headers_stay_on_their_line() {
    let text = "GET /users?count=1 HTTP/1.1\nAccept: a\n\n";
    let pasted = read(text.as_bytes(), &ReadOptions::default()).unwrap();
    let request = &pasted.exchange.request;
    let edits =
        [edit(request, Part::Target, "users", "Users"), edit(request, value_of(request, "Accept"), "a", "b")];
    assert_eq!(written(text, &edits).as_deref(), Ok("GET /Users?count=1 HTTP/1.1\nAccept: b\n\n"));
    assert_eq!(changed(text, Part::Target, "users", "a\nb"), Err(Unwritable::Quotes));
    let curl = "curl \"https://a.example/Users?filter=a%20Eq%201\"";
    let expected = "curl \"https://a.example/Users?filter=a%20eq%201\"";
    assert_eq!(changed(curl, Part::Target, "Eq", "eq").as_deref(), Ok(expected));
}

#[test]
fn edits_that_overlap_are_not_made() {
    let text = |start, end| TextEdit { span: Span::new(start, end), text: "x".to_owned() };
    assert_eq!(rewritten(b"abcd", &[text(0, 2), text(1, 3)]), None);
    assert_eq!(rewritten(b"abcd", &[text(3, 9)]), None);
    assert_eq!(rewritten(b"abcd", &[text(3, 4), text(0, 2), text(2, 2)]).as_deref(), Some(&b"xxcx"[..]));
}

/// The words of edits: JSON with whatever may stand in its strings, and what shells read.
fn words() -> impl Strategy<Value = String> {
    "[ -~éλ\n\t]{0,12}"
}

proptest! {
    /// Whatever is handed out gives the request that was meant, in every form of text.
    #[test]
    fn what_is_written_reads_as_what_was_meant(new in words(), before in words(), form in 0..5_usize) {
        let body = format!("{{\"a\": \"{}\", \"b\": 1}}", before.replace(['"', '\\', '\n', '\t', '\'', '!'], "_"));
        let double = body.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$").replace('`', "\\`");
        let text = match form {
            0 => body.clone(),
            1 => format!("POST /Users\n\n{body}"),
            2 => format!("curl x -d '{body}'"),
            3 => format!("curl x -d \"{double}\""),
            _ => format!("curl x -d $'{body}'"),
        };
        let pasted = read(text.as_bytes(), &ReadOptions::default()).unwrap();
        prop_assert_eq!(pasted.exchange.request.body.as_deref(), Some(body.as_bytes()));
        let edit = edit(&pasted.exchange.request, Part::Body, "1}", &format!("{new}}}"));
        if let Ok(edits) = pasted.write(text.as_bytes(), std::slice::from_ref(&edit)) {
            let written = rewritten(text.as_bytes(), &edits).unwrap();
            let options = ReadOptions { reader: Some(pasted.reader), ..ReadOptions::default() };
            let meant = pasted.exchange.request.edited([&edit]);
            prop_assert_eq!(read(&written, &options).unwrap().exchange.request.body, meant.body);
        } else {
            // These would make the command look like one for Windows, and end a line of the HTTP text.
            let misleads = new.contains(['^', '`', '\n']) && form > 0;
            prop_assert!(misleads || form == 3 && new.contains('!'), "{}", text);
        }
    }
}
