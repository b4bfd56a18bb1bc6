//! JUnit: a suite for each file, a case for each request. A request with an error or a warning fails.

use super::{Entry, Gather};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use scimproof::diagnostic::Severity;

/// Gathers requests as test cases.
#[derive(Debug, Default)]
pub struct Junit {
    suites: Vec<TestSuite>,
}

impl Junit {
    fn add(&mut self, file: &str, mut case: TestCase) {
        case.set_classname(file);
        if self.suites.last().is_none_or(|suite| suite.name.as_str() != file) {
            self.suites.push(TestSuite::new(file));
        }
        if let Some(suite) = self.suites.last_mut() {
            suite.add_test_case(case);
        }
    }
}

impl Gather for Junit {
    fn judged(&mut self, entry: Entry) {
        let failing = entry.findings.iter().filter(|finding| finding.diagnostic.severity > Severity::Info);
        let worst = failing.max_by_key(|finding| finding.diagnostic.severity);
        let mut case = TestCase::new(entry.request.as_str(), TestCaseStatus::success());
        if let Some(worst) = worst {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type(worst.diagnostic.rule);
            status.set_message(worst.diagnostic.message());
            status.set_description(entry.page);
            case.status = status;
        } else {
            case.set_system_out(entry.page);
        }
        self.add(&entry.file, case);
    }

    fn unreadable(&mut self, file: &str, reason: &str) {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(reason);
        self.add(file, TestCase::new("read", status));
    }

    fn finish(self: Box<Self>) -> String {
        let mut report = Report::new("scimproof lint");
        report.add_test_suites(self.suites);
        report.to_string().expect("a report of texts can be written as a text")
    }
}
