//! Making [`Evidence`] step by step.

use plant::{TimeRange, Unit};
use tool::{AnswerValue, Arguments, Evidence, Findings, QualityShare};

use super::time::utc_window;

/// Evidence under construction; [`super::Call::evidence`] begins one.
#[derive(Debug)]
pub struct EvidenceBuilder {
    evidence: Evidence,
}

impl EvidenceBuilder {
    pub(super) fn new(tool: &str, arguments: &Arguments) -> Self {
        Self {
            evidence: Evidence {
                id: String::new(),
                tool: tool.to_owned(),
                arguments: arguments.clone(),
                query: None,
                rows: 0,
                window: None,
                quality: None,
                values: Vec::new(),
                left_out: 0,
                result: Findings::Facts { what: String::new(), subject: String::new(), facts: Vec::new() },
                notes: Vec::new(),
            },
        }
    }

    /// SQL that gives the same on this plant.
    #[must_use]
    pub fn query(mut self, sql: impl Into<String>) -> Self {
        self.evidence.query = Some(sql.into());
        self
    }

    /// Samples or rows that the result rests on.
    #[must_use]
    pub fn rows(mut self, rows: u64) -> Self {
        self.evidence.rows = rows;
        self
    }

    #[must_use]
    pub fn window(mut self, window: TimeRange) -> Self {
        self.evidence.window = Some(utc_window(window));
        self
    }

    #[must_use]
    pub fn window_if(self, window: Option<TimeRange>) -> Self {
        match window {
            Some(window) => self.window(window),
            None => self,
        }
    }

    #[must_use]
    pub fn quality(mut self, quality: Option<QualityShare>) -> Self {
        self.evidence.quality = quality;
        self
    }

    #[must_use]
    pub fn value(mut self, value: AnswerValue) -> Self {
        self.evidence.values.push(value);
        self
    }

    #[must_use]
    pub fn values(mut self, values: impl IntoIterator<Item = AnswerValue>) -> Self {
        self.evidence.values.extend(values);
        self
    }

    /// How many results there are beyond those given.
    #[must_use]
    pub fn left_out(mut self, count: usize) -> Self {
        self.evidence.left_out = count as u64;
        self
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.evidence.notes.push(note.into());
        self
    }

    #[must_use]
    pub fn notes(mut self, notes: impl IntoIterator<Item = String>) -> Self {
        self.evidence.notes.extend(notes);
        self
    }

    pub fn finish(mut self, result: Findings) -> Evidence {
        self.evidence.result = result;
        self.evidence
    }

    /// One number that is both the value and the finding.
    pub fn quantity(self, what: &str, subject: &str, value: f64, unit: Option<Unit>) -> Evidence {
        self.value(AnswerValue::number(subject, value, unit.clone())).finish(Findings::Quantity {
            what: what.to_owned(),
            subject: subject.to_owned(),
            value,
            unit,
            details: Vec::new(),
            episodes: Vec::new(),
        })
    }
}
