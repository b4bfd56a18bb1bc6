//! JUnit: a suite for each area, a case for each check.

use super::{Gather, Human, Style, fails};
use crate::runner::{CheckRecord, Footer, Record, Verdict};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

/// Gathers checks as test cases.
#[derive(Debug)]
pub struct Junit {
    /// The verdict from which on a check fails.
    fail_from: Verdict,
    target: String,
    suites: Vec<TestSuite>,
}

impl Junit {
    /// A report in which checks fail from that verdict on.
    pub fn new(fail_from: Verdict) -> Junit {
        Junit { fail_from, target: String::new(), suites: Vec::new() }
    }

    fn check(&mut self, check: &CheckRecord) {
        let area = check.id.rsplit_once('/').map_or("", |(area, _)| area);
        let text = || Human::new(Style::default()).check(check);
        let mut case = TestCase::new(check.id.as_str(), TestCaseStatus::success());
        case.set_classname(area);
        if let Some(evidence) = &check.known {
            case.status = TestCaseStatus::skipped();
            case.status.set_message(format!("known deviation: {evidence}"));
        } else if check.verdict == Verdict::Inapplicable {
            case.status = TestCaseStatus::skipped();
            case.status.set_message(check.reason.as_deref().unwrap_or("does not apply"));
        } else if check.verdict == Verdict::Broken {
            case.status = non_success(NonSuccessKind::Error, check.verdict.name(), &check.title, text());
        } else if fails(check, self.fail_from) {
            case.status = non_success(NonSuccessKind::Failure, check.verdict.name(), &check.title, text());
        } else if check.verdict != Verdict::Pass {
            case.set_system_out(text());
        }
        self.add(area, case);
    }

    fn add(&mut self, area: &str, case: TestCase) {
        if self.suites.last().is_none_or(|suite| suite.name.as_str() != area) {
            let mut suite = TestSuite::new(area);
            suite.add_property(("target", self.target.as_str()));
            self.suites.push(suite);
        }
        if let Some(suite) = self.suites.last_mut() {
            suite.add_test_case(case);
        }
    }

    /// What is wrong with the run as a whole is a case of its own.
    fn whole(&mut self, footer: &Footer) {
        let mut add = |name: &str, kind: NonSuccessKind, texts: &[String]| {
            if let Some(first) = texts.first() {
                let status = non_success(kind, name, first, texts.join("\n"));
                self.add("run", TestCase::new(name, status));
            }
        };
        add("deviations", NonSuccessKind::Failure, &footer.ratchet);
        add("stopped", NonSuccessKind::Error, footer.stopped.as_slice());
    }
}

impl Gather for Junit {
    fn record(&mut self, record: &Record) {
        match record {
            Record::Header(header) => self.target.clone_from(&header.target),
            Record::Check(check) => self.check(check),
            Record::Footer(footer) => self.whole(footer),
        }
    }

    fn finish(self: Box<Self>) -> String {
        let mut report = Report::new("scimproof run");
        report.add_test_suites(self.suites);
        report.to_string().expect("a report of texts can be written as a text")
    }
}

fn non_success(kind: NonSuccessKind, word: &str, message: &str, text: String) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(word);
    status.set_message(message);
    status.set_description(text);
    status
}
