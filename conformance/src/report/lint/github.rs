//! Annotations of GitHub Actions: each finding at its line, the worst first.

use super::super::workflow::{Level, command, commands};
use super::{Entry, Finding, Gather};
use scimproof::diagnostic::Severity;

/// Gathers findings and writes them as annotations.
#[derive(Debug, Default)]
pub struct Github {
    annotations: Vec<Annotation>,
    waived: usize,
}

#[derive(Debug)]
struct Annotation {
    level: Level,
    properties: Vec<(&'static str, String)>,
    message: String,
}

impl Gather for Github {
    fn judged(&mut self, entry: Entry) {
        self.waived += entry.waived.len();
        for finding in &entry.findings {
            let level = match finding.diagnostic.severity {
                Severity::Error => Level::Error,
                Severity::Warning => Level::Warning,
                Severity::Info => Level::Notice,
            };
            let properties = properties(&entry.file, finding);
            self.annotations.push(Annotation { level, properties, message: message(finding) });
        }
    }

    fn unreadable(&mut self, file: &str, reason: &str) {
        let properties = vec![("file", file.to_owned()), ("title", "scimproof".to_owned())];
        let message = reason.to_owned();
        self.annotations.push(Annotation { level: Level::Error, properties, message });
    }

    fn finish(self: Box<Self>) -> String {
        let mut out = String::new();
        for level in Level::ALL {
            let all: Vec<&Annotation> =
                self.annotations.iter().filter(|annotation| annotation.level == level).collect();
            commands(&mut out, level, &all, &format!("{}s", level.name()), |out, annotation| {
                command(out, level, &annotation.properties, &annotation.message);
            });
        }
        if self.waived > 0 {
            let findings = if self.waived == 1 { "finding is" } else { "findings are" };
            let title = [("title", "scimproof".to_owned())];
            command(&mut out, Level::Notice, &title, &format!("{} {findings} waived", self.waived));
        }
        out
    }
}

fn properties(file: &str, finding: &Finding) -> Vec<(&'static str, String)> {
    let mut properties = vec![("file", file.to_owned())];
    if let Some(region) = finding.region {
        properties.push(("line", region.start.line.to_string()));
        properties.push(("endLine", region.end.line.to_string()));
        // Columns are for places on one line; elsewhere an annotation with them is not shown. What is missing has none.
        if region.start.line == region.end.line && region.bytes[0] < region.bytes[1] {
            properties.push(("col", region.start.column.to_string()));
            properties.push(("endColumn", region.end.column.to_string()));
        }
    }
    properties.push(("title", format!("scimproof {}", finding.diagnostic.rule)));
    properties
}

fn message(finding: &Finding) -> String {
    let diagnostic = &finding.diagnostic;
    let mut lines = vec![diagnostic.message()];
    if let Some(pointer) = diagnostic.location.pointer.as_ref().filter(|pointer| !pointer.is_empty()) {
        lines.push(format!("at: {pointer}"));
    }
    lines.push(format!("note: {}", finding.known));
    lines.extend(diagnostic.help().map(|help| format!("help: {help}")));
    lines.join("\n")
}
