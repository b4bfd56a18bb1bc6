//! One operation of a bulk request, and the request that it stands for.

use scimproof::json::{Kind, Value as Json};
use scimproof::lint::Verdict;
use scimproof::message::{Header, Method, Request};
use scimproof::syntax::{bulk_references, percent_encode};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

/// One operation.
pub(super) struct Operation {
    pub(super) method: Method,
    /// The method as it is written.
    pub(super) method_name: Option<String>,
    pub(super) bulk_id: Option<String>,
    pub(super) path: Option<String>,
    version: Option<String>,
    data: Option<Data>,
    /// The names by which it means new resources.
    pub(super) means: Vec<String>,
    /// What the rules say of it as an operation.
    pub(super) verdict: Verdict,
}

/// What an operation carries, as it is written.
struct Data {
    text: String,
    /// The strings in it that mean new resources, each with its range.
    meaning: Vec<(Range<usize>, String)>,
}

impl Operation {
    /// The operations of a bulk request, with the verdict on each.
    pub(super) fn all(operations: Option<Json<'_>>, verdicts: Vec<Verdict>) -> Vec<Operation> {
        let text = |operation: Json<'_>, name: &str| Some(operation.get(name)?.string()?.into_owned());
        let all = || operations.into_iter().flat_map(Json::elements);
        let given: BTreeSet<String> = all().filter_map(|operation| text(operation, "bulkId")).collect();
        let read = |(operation, verdict): (Json<'_>, Verdict)| {
            let (method_name, path) = (text(operation, "method"), text(operation, "path"));
            let mut means = Vec::new();
            let mut note = |text: &str| {
                let before = means.len();
                let names =
                    bulk_references(text, |name| given.contains(name)).map(|(_, name)| name.to_owned());
                means.extend(names);
                means.len() > before
            };
            note(path.as_deref().unwrap_or_default());
            let data = operation.get("data").map(|data| {
                let mut meaning = Vec::new();
                let start = data.span().start;
                gather(data, &mut |value, text| {
                    if note(&text) {
                        let span = value.span();
                        meaning.push((
                            (span.start - start) as usize..(span.end - start) as usize,
                            text.into_owned(),
                        ));
                    }
                });
                Data { text: data.raw().to_owned(), meaning }
            });
            Operation {
                method: Method::named(method_name.as_deref().unwrap_or_default()),
                method_name,
                bulk_id: text(operation, "bulkId"),
                path,
                version: text(operation, "version"),
                data,
                means,
                verdict,
            }
        };
        all().zip(verdicts).map(read).collect()
    }

    /// The request that it stands for: with the ids of the resources that it means, and the outer request's headers.
    pub(super) fn request<'i>(
        &self,
        base: &str,
        outer: &Request<'_>,
        id_of: &dyn Fn(&str) -> Option<&'i str>,
    ) -> Request<'static> {
        let path = resolved(self.path.as_deref().unwrap_or_default(), id_of, percent_encode);
        let is_kept = |header: &&Header<'_>| {
            let name = header.name.to_ascii_lowercase();
            !name.starts_with("if-") && name != "content-length"
        };
        let owned = |header: &Header<'_>| Header {
            name: Cow::Owned(header.name.clone().into_owned()),
            value: Cow::Owned(header.value.clone().into_owned()),
        };
        let headers =
            outer.headers.as_deref().map(|headers| headers.iter().filter(is_kept).map(owned).collect());
        let mut headers: Option<Vec<Header<'static>>> = headers;
        // "Version MAY be used if […] "method" is "PUT", "PATCH", or "DELETE"."
        if let Some(version) = self.version.clone().filter(|_| self.method != Method::Post) {
            let if_match = Header { name: Cow::Borrowed("If-Match"), value: Cow::Owned(version) };
            headers.get_or_insert_default().push(if_match);
        }
        let data = self.data.as_ref().filter(|_| self.method != Method::Delete);
        Request {
            method: self.method,
            target: Cow::Owned(format!("{base}/{}", path.trim_start_matches('/'))),
            headers,
            body: data.map(|data| Cow::Owned(data.resolved(id_of).into_bytes())),
        }
    }
}

impl Data {
    fn resolved<'i>(&self, id_of: &dyn Fn(&str) -> Option<&'i str>) -> String {
        let mut written = String::with_capacity(self.text.len());
        let mut at = 0;
        for (range, text) in &self.meaning {
            written.push_str(self.text.get(at..range.start).unwrap_or_default());
            let text = resolved(text, id_of, str::to_owned);
            written.push_str(&serde_json::Value::String(text).to_string());
            at = range.end;
        }
        written.push_str(self.text.get(at..).unwrap_or_default());
        written
    }
}

/// The text with the ids of the resources that it means, each as it is to be written there. What has no id stays.
pub(super) fn resolved<'i>(
    text: &str,
    id_of: &dyn Fn(&str) -> Option<&'i str>,
    write: fn(&str) -> String,
) -> String {
    let mut written = String::with_capacity(text.len());
    let mut at = 0;
    for (range, name) in bulk_references(text, |name| id_of(name).is_some()) {
        let Some(id) = id_of(name) else { continue };
        written.push_str(text.get(at..range.start).unwrap_or_default());
        written.push_str(&write(id));
        at = range.end;
    }
    written.push_str(text.get(at..).unwrap_or_default());
    written
}

/// Shows the strings of a value, in the text's order. Depth is bounded by the parser's.
fn gather<'d>(value: Json<'d>, show: &mut dyn FnMut(Json<'d>, Cow<'d, str>)) {
    if value.kind() == Kind::String {
        if let Some(text) = value.string() {
            show(value, text);
        }
        return;
    }
    for part in value.members().map(|member| member.value).chain(value.elements()) {
        gather(part, show);
    }
}
