//! Grading of question suites: reading them, judging an answer, counting.

pub mod grade;
pub mod handing;
pub mod lessons;
pub mod report;
pub mod suite;
pub mod units;
