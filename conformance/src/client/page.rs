//! The report as a page of HTML that refreshes itself and asks nobody for anything.

use super::report::{ClientReport, Outcome};
use super::scenario::{PlayReport, Standing};
use crate::prediction::PredictionReport;
use std::fmt::Write;

const STYLE: &str = "
:root { color-scheme: light dark; --line: light-dark(#d9d7ce, #33363d); --soft: light-dark(#5c5f66, #9a9ea8);
  --bad: light-dark(#a3231f, #ff8f86); --good: light-dark(#1f6b3a, #82d69a); --sheet: light-dark(#fffefb, #1c1e24); }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 3rem; font: 1rem/1.5 system-ui, sans-serif;
  background: light-dark(#f5f4ef, #141518); color: light-dark(#1d1e22, #eceae4); }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; } .soft, small { color: var(--soft); }
ul, ol { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
li { border: 1px solid var(--line); border-radius: .5rem; background: var(--sheet); padding: .6rem .8rem;
  overflow-wrap: anywhere; }
b.broken, b.wrong, b.error { color: var(--bad); } b.kept, b.done { color: var(--good); } b { margin-right: .5rem; }
code { font: .85em ui-monospace, monospace; } td { padding: .1rem .8rem .1rem 0; overflow-wrap: anywhere; } td:nth-child(-n+2) { white-space: nowrap; }
";

/// The page of a report, of the scenario that is played, and of what was predicted of a real endpoint.
pub fn page(
    report: &ClientReport,
    play: Option<&PlayReport>,
    predictions: Option<&PredictionReport>,
) -> String {
    let mut page = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>The client, by scimproof</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta http-equiv=\"refresh\" content=\"3\">",
    );
    // A string takes all that is written to it.
    write(&mut page, report, play, predictions).ok();
    page
}

fn write(
    page: &mut String,
    report: &ClientReport,
    play: Option<&PlayReport>,
    predictions: Option<&PredictionReport>,
) -> std::fmt::Result {
    write!(page, "<style>{STYLE}</style><main><h1>The client</h1>")?;
    let plural = if report.exchanges == 1 { "" } else { "s" };
    write!(
        page,
        "<p class=\"soft\">{} request{plural} to {}, {} refused. <a href=\"/_scimproof/report.json\">JSON</a></p>",
        report.exchanges,
        Text(&report.title),
        report.refused
    )?;
    if let Some(play) = play {
        scenario(page, play)?;
    }
    page.push_str("<h2>What is expected of a client</h2><ul>");
    for held in &report.behaviours {
        let (class, word) = match held.outcome {
            Outcome::Kept => ("kept", "kept"),
            Outcome::Broken => ("broken", "broken"),
            Outcome::NoOccasion => ("soft", "no occasion"),
            Outcome::Unknown => ("soft", "unknown"),
        };
        write!(page, "<li><b class=\"{class}\">{word}</b>It {}", Text(held.title))?;
        for broken in held.broken.iter().take(3) {
            write!(page, "<p>request {}: {}</p>", broken.exchange, Text(&broken.message))?;
        }
        write!(page, "<p><small>{}</small></p></li>", Text(held.source))?;
    }
    page.push_str("</ul>");
    if !report.requests.is_empty() {
        page.push_str("<h2>What was wrong with requests</h2><ul>");
        for noticed in report.requests.iter().rev().take(50) {
            let seen = &noticed.seen;
            let status = seen.status.map(|status| status.to_string()).unwrap_or_default();
            write!(page, "<li>{} <code>{} {}</code> {status}", seen.number, seen.method, Text(&seen.target))?;
            for found in &noticed.findings {
                write!(
                    page,
                    "<p><b class=\"{0}\">{0}</b>{1} <small>{2}, {3}</small></p>",
                    found.severity,
                    Text(&found.message),
                    Text(found.rule),
                    Text(&found.place)
                )?;
            }
            page.push_str("</li>");
        }
        page.push_str("</ul>");
    }
    if !report.series.is_empty() {
        page.push_str("<h2>What only the series shows</h2><ul>");
        for found in &report.series {
            write!(
                page,
                "<li><b class=\"{0}\">{0}</b>{1} <small>{2}, {3}</small></li>",
                found.severity,
                Text(&found.message),
                Text(found.rule),
                found.requests()
            )?;
        }
        page.push_str("</ul>");
    }
    if let Some(predictions) = predictions {
        predicted(page, predictions)?;
    }
    page.push_str("<h2>The newest requests</h2><table>");
    for seen in &report.recent {
        let status = seen.status.map_or_else(|| "closed".to_owned(), |status| status.to_string());
        write!(
            page,
            "<tr><td>{}<td>{status}<td><code>{} {}</code>",
            seen.number,
            seen.method,
            Text(&seen.target)
        )?;
    }
    page.push_str("</table></main></html>");
    Ok(())
}

fn scenario(page: &mut String, play: &PlayReport) -> std::fmt::Result {
    write!(page, "<h2>{}: {}</h2><ol>", Text(play.name), Text(play.title))?;
    for step in &play.steps {
        let word = match step.standing {
            Standing::Done => "done",
            Standing::Wrong => "wrong",
            Standing::Waiting => "now",
            Standing::Open => "then",
        };
        write!(page, "<li><b class=\"{word}\">{word}</b>{}", Text(step.tell))?;
        for fault in &step.faults {
            write!(page, "<p>request {}: {}</p>", fault.exchange, Text(&fault.message))?;
        }
        if !step.waits_for.is_empty() {
            write!(page, "<p class=\"soft\">It waits until {}.</p>", Text(&step.waits_for.join(", and ")))?;
        }
        page.push_str("</li>");
    }
    page.push_str("</ol>");
    Ok(())
}

fn predicted(page: &mut String, predictions: &PredictionReport) -> std::fmt::Result {
    page.push_str("<h2>Predicted and actual answers</h2>");
    write!(page, "<p class=\"soft\">{}</p><ul>", predictions.summary())?;
    for found in &predictions.findings {
        write!(page, "<li><b>{}</b>{}", found.word(), Text(&found.message()))?;
        write!(page, "<p><small>{}</small></p></li>", Text(&found.basis()))?;
    }
    page.push_str("</ul>");
    Ok(())
}

/// Text that is no HTML, whatever is in it; what stands between backticks is code.
struct Text<'t>(&'t str);

impl std::fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut left = self.0.matches('`').count();
        let mut is_code = false;
        for character in self.0.chars() {
            match character {
                '`' if is_code || left > 1 => {
                    left -= 1;
                    is_code = !is_code;
                    f.write_str(if is_code { "<code>" } else { "</code>" })?;
                }
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '&' => f.write_str("&amp;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}
