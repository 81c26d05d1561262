//! Counting what passed and what failed.

use std::fmt;

/// A count of tests or checks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Count {
    pub(crate) const PASSED: Self = Self { passed: 1, failed: 0 };
    pub(crate) const FAILED: Self = Self { passed: 0, failed: 1 };

    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// What a part's program printed, and whether it ended well. A part that fails without saying which test did, or that ran
/// nothing, counts as one failure and never as none.
pub(crate) fn judged(count: Count, ended_well: bool) -> Count {
    match count {
        Count { failed: 0, .. } if !ended_well => Count { failed: 1, ..count },
        Count { passed: 0, failed: 0 } => Count::FAILED,
        count => count,
    }
}

/// Rust's `test result: ok. 12 passed; 0 failed; …`, of each test program.
pub(crate) fn rust(output: &str) -> Count {
    let mut total = Count::default();
    for line in output.lines().filter_map(|line| line.trim_start().strip_prefix("test result: ")) {
        total.add(Count { passed: before(line, " passed"), failed: before(line, " failed") });
    }
    total
}

/// xunit's `EntraRevoke.Tests  Total: 28, Errors: 0, Failed: 1, Skipped: 0, …`.
pub(crate) fn xunit(output: &str) -> Count {
    let mut total = Count::default();
    for line in output.lines().filter(|line| line.contains("Total: ") && line.contains("Failed: ")) {
        let failed = after(line, "Failed: ") + after(line, "Errors: ");
        total.add(Count {
            passed: after(line, "Total: ").saturating_sub(failed + after(line, "Skipped: ") + after(line, "Not Run: ")),
            failed,
        });
    }
    total
}

/// Pester's `Tests Passed: 70, Failed: 0, Skipped: 0, …`.
pub(crate) fn pester(output: &str) -> Count {
    let mut total = Count::default();
    for line in output.lines().filter(|line| line.contains("Tests Passed: ")) {
        total.add(Count { passed: after(line, "Tests Passed: "), failed: after(line, "Failed: ") });
    }
    for line in output.lines().filter(|line| line.contains("Container failed: ") || line.contains("Block failed: ")) {
        total.failed += after(line, "failed: ");
    }
    total
}

/// The number before a word.
fn before(line: &str, word: &str) -> u64 {
    let digits = line.split(word).next().map(|text| text.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default());
    if line.contains(word) { digits.and_then(|digits| digits.parse().ok()).unwrap_or(0) } else { 0 }
}

/// The number after a word.
fn after(line: &str, word: &str) -> u64 {
    let rest = line.split(word).nth(1).unwrap_or_default();
    rest.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_summaries_are_read() {
        let output = "running 2 tests\ntest result: FAILED. 19 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 14.92s\n\n   Doc-tests x\ntest result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\n";
        assert_eq!(rust(output), Count { passed: 22, failed: 1 });
        let output =
            "=== TEST EXECUTION SUMMARY ===\n   EntraRevoke.Tests  Total: 28, Errors: 1, Failed: 3, Skipped: 2, Not Run: 0, Time: 0.193s\n";
        assert_eq!(xunit(output), Count { passed: 22, failed: 4 });
        let output = "Tests completed in 9.1s\nTests Passed: 70, Failed: 2, Skipped: 1, Inconclusive: 0, NotRun: 0\nContainer failed: 1\n  - x.Tests.ps1\n";
        assert_eq!(pester(output), Count { passed: 70, failed: 3 });
    }

    #[test]
    fn silence_is_a_failure() {
        assert_eq!(judged(rust("error: could not compile"), false), Count::FAILED);
        assert_eq!(judged(Count::default(), true), Count::FAILED);
        assert_eq!(judged(Count { passed: 5, failed: 0 }, false), Count { passed: 5, failed: 1 });
        assert_eq!(judged(Count { passed: 5, failed: 2 }, false), Count { passed: 5, failed: 2 });
        assert_eq!(judged(Count { passed: 5, failed: 0 }, true), Count { passed: 5, failed: 0 });
    }
}
