//! What people thought of answers: kept for good, the last word on an answer counts, and given
//! out again as cases of a question suite.

use std::collections::HashMap;
use std::path::PathBuf;

use jiff::Timestamp;
use parking_lot::Mutex;
use plant::{Language, Problem};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use tool::{Answer, AnswerValue, Status};

use crate::answers::Entry;
use crate::journal::Journal;

/// Longest reason, characters.
const LONGEST: usize = 4_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Like,
    Dislike,
}

/// What somebody thought of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Feedback {
    pub answer: String,
    pub question: String,
    pub verdict: Verdict,
    pub reason: String,
    /// RFC 3339, UTC.
    pub at: String,
}

/// The feedback of one plant.
#[derive(Debug)]
pub struct FeedbackList {
    journal: Journal<Feedback>,
    /// The last word on each answer with its place in the order given; read when first asked for.
    last: Mutex<Option<Words>>,
}

#[derive(Debug, Default)]
struct Words {
    by_answer: HashMap<String, (usize, Feedback)>,
    given: usize,
}

impl Words {
    fn add(&mut self, feedback: Feedback) {
        self.given += 1;
        self.by_answer.insert(feedback.answer.clone(), (self.given, feedback));
    }
}

impl FeedbackList {
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self { journal: Journal::new("the list of feedback", file), last: Mutex::new(None) }
    }

    /// Keeps what somebody thought; on disk when this returns.
    ///
    /// # Errors
    /// `PW7018` for a reason that is too long, `PW4002` and others when it cannot be kept.
    pub fn add(
        &self,
        answer: &str,
        question: &str,
        verdict: Verdict,
        reason: &str,
    ) -> Result<Feedback, Problem> {
        let reason = reason.trim();
        if reason.chars().count() > LONGEST {
            let problem = Problem::new("PW7018", format!("the reason is longer than {LONGEST} characters"));
            return Err(problem.help("say it shorter"));
        }
        let feedback = Feedback {
            answer: answer.to_owned(),
            question: question.to_owned(),
            verdict,
            reason: reason.to_owned(),
            at: Timestamp::now().to_string(),
        };
        let mut last = self.last.lock();
        let words = self.words(&mut last)?;
        self.journal.append(&feedback)?;
        words.add(feedback.clone());
        Ok(feedback)
    }

    /// The last word on each answer, newest first.
    ///
    /// # Errors
    /// As [`Journal::read`].
    pub fn list(&self) -> Result<Vec<Feedback>, Problem> {
        let mut last = self.last.lock();
        let mut found: Vec<&(usize, Feedback)> = self.words(&mut last)?.by_answer.values().collect();
        found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        Ok(found.into_iter().map(|(_, feedback)| feedback.clone()).collect())
    }

    fn words<'a>(&self, last: &'a mut Option<Words>) -> Result<&'a mut Words, Problem> {
        let words = match last.take() {
            Some(words) => words,
            None => {
                let mut words = Words::default();
                self.journal.read()?.into_iter().for_each(|feedback| words.add(feedback));
                words
            }
        };
        Ok(last.insert(words))
    }
}

/// A case of a question suite from an answer that somebody judged. Of a liked answer `expect` is
/// what was answered, so that the suite fails when that changes; a disliked one has no `expect`,
/// for nobody said what would be right, and its `given` says what was wrong.
pub fn case(entry: &Entry, feedback: &Feedback, plant: &str) -> Json {
    let answer = &entry.answer;
    let mut case = json!({
        "id": format!("feedback-{}", answer.id),
        "plant": plant,
        "lang": match answer.language { Language::English => "en", Language::Chinese => "zh" },
        "category": "feedback",
        "question": entry.summary.question,
        "verdict": feedback.verdict,
        "reason": feedback.reason,
        "given": {"status": answer.status, "values": answer.values, "text": answer.text},
        "plan": answer.plan,
    });
    if feedback.verdict == Verdict::Like
        && let Some(fields) = case.as_object_mut()
    {
        fields.insert("expect".to_owned(), expectation(answer));
    }
    case
}

/// What a suite expects of an answer that was right.
fn expectation(answer: &Answer) -> Json {
    let mut expect = Map::new();
    expect.insert("status".to_owned(), json!(answer.status));
    let mut say = |kind: &str, fields: Json| {
        expect.insert("kind".to_owned(), json!(kind));
        expect.extend(fields.as_object().cloned().unwrap_or_default());
    };
    let values: Vec<&AnswerValue> = answer.values.iter().collect();
    match values.as_slice() {
        _ if answer.status != Status::Answered => say("none", json!({})),
        [] => say("none", json!({})),
        [one] => match &one.value {
            Json::Number(number) => {
                say("number", json!({"value": number, "unit": one.unit, "rel_tol": 1e-6}));
            }
            Json::Bool(yes) => say("bool", json!({"value": yes})),
            Json::String(text) if text.parse::<Timestamp>().is_ok() => {
                say("time", json!({"value": text, "tol_s": 1}));
            }
            other => say("id", json!({"value": other})),
        },
        several if several.iter().all(|value| value.value.is_number()) => {
            let values: Map<String, Json> =
                several.iter().map(|value| (value.label.clone(), value.value.clone())).collect();
            say("numbers", json!({"values": values, "unit": several[0].unit, "rel_tol": 1e-6}));
        }
        several => {
            let ids: Vec<&Json> = several.iter().map(|value| &value.value).collect();
            say("ids", json!({"value": ids}));
        }
    }
    Json::Object(expect)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use plant::Unit;
    use tool::{Grounding, Plan};

    #[test]
    fn the_last_word_on_an_answer_counts_also_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("feedback.jsonl");
        let list = FeedbackList::new(&file);
        assert!(list.list().unwrap().is_empty());
        list.add("a", "one?", Verdict::Like, "").unwrap();
        list.add("b", "two?", Verdict::Like, " good ").unwrap();
        list.add("a", "one?", Verdict::Dislike, "wrong pump").unwrap();
        for list in [list, FeedbackList::new(&file)] {
            let words: Vec<(String, Verdict, String)> = list
                .list()
                .unwrap()
                .into_iter()
                .map(|feedback| (feedback.answer, feedback.verdict, feedback.reason))
                .collect();
            assert_eq!(
                words,
                [
                    ("a".to_owned(), Verdict::Dislike, "wrong pump".to_owned()),
                    ("b".to_owned(), Verdict::Like, "good".to_owned())
                ]
            );
        }
        let list = FeedbackList::new(&file);
        assert_eq!(list.add("a", "?", Verdict::Like, &"x".repeat(5_000)).unwrap_err().code, "PW7018");
    }

    fn check(values: Vec<AnswerValue>, status: Status, expected: Json) {
        let answer = Answer {
            id: "a".to_owned(),
            status,
            language: Language::English,
            text: String::new(),
            values,
            evidence: Vec::new(),
            citations: Vec::new(),
            grounding: Grounding::default(),
            question: None,
            planner: "test".to_owned(),
            plan: Plan::default(),
            code: None,
            reading: None,
            probability: None,
            took_ms: 0.0,
        };
        assert_eq!(expectation(&answer), expected);
    }

    #[test]
    fn a_liked_answer_is_what_a_suite_expects() {
        let number = |label: &str, value: f64| AnswerValue::number(label, value, Some(Unit::new("bar")));
        check(
            vec![number("p", 6.5)],
            Status::Answered,
            json!({"status": "answered", "kind": "number", "value": 6.5, "unit": "bar", "rel_tol": 1e-6}),
        );
        check(
            vec![number("p", 6.5), number("q", 7.0)],
            Status::Answered,
            json!({"status": "answered", "kind": "numbers", "values": {"p": 6.5, "q": 7.0}, "unit": "bar", "rel_tol": 1e-6}),
        );
        check(
            vec![AnswerValue::new("t", "2026-03-01T08:00:00+01:00")],
            Status::Answered,
            json!({"status": "answered", "kind": "time", "value": "2026-03-01T08:00:00+01:00", "tol_s": 1}),
        );
        check(
            vec![AnswerValue::new("x", "P-101"), AnswerValue::new("y", "P-102")],
            Status::Answered,
            json!({"status": "answered", "kind": "ids", "value": ["P-101", "P-102"]}),
        );
        check(
            vec![AnswerValue::new("x", true)],
            Status::Answered,
            json!({"status": "answered", "kind": "bool", "value": true}),
        );
        check(
            vec![AnswerValue::new("x", "P-101")],
            Status::Clarify,
            json!({"status": "clarify", "kind": "none"}),
        );
    }
}
