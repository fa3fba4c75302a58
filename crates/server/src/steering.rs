//! Steering an investigation: one that was answered is run on with hypotheses put aside, with tags that are to be looked at,
//! or over another time. What comes of it is an answer of its own.

use agent::{Request, Stage};
use language::Cancel;
use plant::Problem;
use serde_json::{Value as Json, json};
use tool::{Answer, Arguments, Plan, Step};

use crate::App;

/// The tool that investigates.
const INVESTIGATE: &str = "investigate";

/// What is to be otherwise than it was.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Steering {
    /// Kinds of hypotheses to put aside.
    pub without: Vec<String>,
    /// Kind and subject of single ones.
    pub aside: Vec<(String, String)>,
    /// Tags to be compared, by id.
    pub with: Vec<String>,
    /// Start and end, in place of the time that was looked at.
    pub window: Option<[String; 2]>,
}

impl App {
    /// Runs the investigation of a kept answer on, and keeps what comes of it. Computes.
    ///
    /// # Errors
    /// `PW7004` where nothing is to be otherwise, or the answer investigated nothing; as [`App::ask`], and where there is no such answer.
    pub fn investigate_on(
        &self,
        id: &str,
        steering: &Steering,
        cancel: &Cancel,
        on_stage: &mut dyn FnMut(Stage),
    ) -> Result<Answer, Problem> {
        let entry = self.answers.get(id)?;
        let found = entry.answer.evidence.iter().rfind(|evidence| evidence.tool == INVESTIGATE);
        let found = found.ok_or_else(|| {
            Problem::new("PW7004", format!("the answer {id} investigated nothing"))
                .help("ask why something happened, and steer the answer to that")
        })?;
        if *steering == Steering::default() {
            return Err(Problem::new("PW7004", "nothing is to be otherwise")
                .help("give without, aside, with or window"));
        }
        let arguments = steered(&found.arguments, steering);
        let plan = Plan {
            steps: vec![Step { id: "s1".to_owned(), tool: INVESTIGATE.to_owned(), arguments }],
            ..Plan::default()
        };
        let answer = self.agent.run_plan_while(&plan, entry.answer.language, cancel, on_stage);
        let request = Request {
            question: entry.summary.question,
            conversation: entry.summary.conversation,
            cancel: cancel.clone(),
            ..Request::default()
        };
        self.keep(&request, &answer)?;
        Ok(answer)
    }
}

/// The arguments with what is to be otherwise; what was put aside or added before stays so.
fn steered(before: &Arguments, steering: &Steering) -> Arguments {
    let mut arguments = before.clone();
    let mut add = |name: &str, separator: &str, more: Vec<String>| {
        if more.is_empty() {
            return;
        }
        let earlier = before.get(name).and_then(Json::as_str).filter(|text| !text.is_empty());
        let all: Vec<String> = earlier.map(str::to_owned).into_iter().chain(more).collect();
        arguments.insert(name.to_owned(), json!(all.join(separator)));
    };
    add("without", ", ", steering.without.clone());
    // A line each: a subject is one line.
    let line = |(kind, subject): &(String, String)| {
        format!("{kind} {}", subject.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    add("aside", "\n", steering.aside.iter().map(line).collect());
    if !steering.with.is_empty() {
        let earlier = before.get("with").and_then(Json::as_array).cloned().unwrap_or_default();
        let new = steering.with.iter().map(|tag| json!(tag)).filter(|tag| !earlier.contains(tag));
        arguments.insert("with".to_owned(), earlier.iter().cloned().chain(new).collect());
    }
    if let Some([start, end]) = &steering.window {
        arguments.remove("time");
        arguments.insert("window".to_owned(), json!({"start": start, "end": end}));
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: Json, steering: Steering, expected: Json) {
        let Json::Object(before) = before else { panic!("{before}") };
        assert_eq!(Json::Object(steered(&before, &steering)), expected);
    }

    #[test]
    fn what_was_put_aside_before_stays_so() {
        check(
            json!({"tag": "a", "without": "sensor", "aside": "asset b", "with": ["c"], "time": "2026-01-01"}),
            Steering {
                without: vec!["load".to_owned()],
                aside: vec![("recorded".to_owned(), "Leak,\nseal".to_owned())],
                with: vec!["c".to_owned(), "d".to_owned()],
                window: Some(["2026-01-02".to_owned(), "2026-01-03".to_owned()]),
            },
            json!({
                "tag": "a", "without": "sensor, load", "aside": "asset b\nrecorded Leak, seal", "with": ["c", "d"],
                "window": {"start": "2026-01-02", "end": "2026-01-03"},
            }),
        );
        let aside = vec![("asset".to_owned(), "b".to_owned())];
        check(
            json!({"tag": "a"}),
            Steering { aside, ..Steering::default() },
            json!({"tag": "a", "aside": "asset b"}),
        );
    }
}
