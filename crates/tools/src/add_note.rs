//! `add_note`: what somebody saw or did, on an asset or a tag, at a time.

use logbook::{About, Act, Note};
use plant::time::timestamp;
use plant::{Problem, TimeRange};
use tool::{AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec};

use crate::proposing::Drafted;
use crate::support::records::literal;
use crate::support::{Call, problems};
use crate::{Engines, Tool, Writer};

/// Adds a note.
pub struct AddNote;

const PARAMETERS: &[Parameter] = &[
    Parameter::optional("asset", ParameterKind::Asset, "on what; or the tag"),
    Parameter::optional("tag", ParameterKind::Tag, "on which curve; or the asset"),
    Parameter::required("text", ParameterKind::Text, "what was seen or done"),
    Parameter::optional("at", ParameterKind::Instant, "when; now without it"),
    Parameter::optional("window", ParameterKind::Window, "from when to when, in place of an instant"),
    Parameter::optional("answer", ParameterKind::Text, "id of the answer that led to it"),
];

impl Tool for AddNote {
    fn spec(&self) -> Spec {
        Spec {
            name: "add_note",
            about: "Proposes a note on an asset or a tag, at an instant or over a time, which a person may confirm.",
            effect: Effect::Writes,
            parameters: PARAMETERS,
            example: Example {
                question: "Note on the bearing temperature of P-101 that the sensor was exchanged on 1 July at 14:00.",
                arguments: r#"{"tag": "P-101.bearing_temperature", "text": "Sensor exchanged.", "at": "2026-07-01T14:00:00"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        self.draft(engines, arguments).map(|drafted| drafted.preview)
    }

    fn writer(&self) -> Option<&dyn Writer> {
        Some(self)
    }
}

impl Writer for AddNote {
    fn draft(&self, engines: &Engines, arguments: &Arguments) -> Result<Drafted, Problem> {
        let call = Call::new(engines, "add_note", arguments);
        let about = about(&call)?;
        let (start, end) = when(&call)?;
        let text = call.needed_text("text")?.trim().to_owned();
        let note = Note {
            about: about.clone(),
            start: timestamp(start),
            end: end.map(timestamp),
            text: text.clone(),
            answer: call.text("answer")?,
        };
        let (kind, table) = match &about {
            About::Asset(_) => ("asset", "assets"),
            About::Tag(_) => ("tag", "tags"),
        };
        let mut facts = vec![
            AnswerValue::new(kind, about.id()),
            AnswerValue::new("text", text),
            AnswerValue::new(if end.is_some() { "from" } else { "at" }, call.local(start))
                .at(call.local(start)),
        ];
        facts.extend(end.map(|end| AnswerValue::new("to", call.local(end)).at(call.local(end))));
        facts.extend(note.answer.clone().map(|answer| AnswerValue::new("answer", answer)));
        let act = Act::Note(note);
        act.check()?;
        let preview = call
            .evidence()
            .query(format!("SELECT * FROM {table} WHERE id = {}", literal(about.id())))
            .rows(1)
            .window_if(end.map(|end| TimeRange::new(start, end)))
            .note("It stays in Plantwright's own logbook; the plant's records are not touched.")
            .finish(Findings::Facts { what: "note".to_owned(), subject: about.id().to_owned(), facts });
        Ok(Drafted { act, preview })
    }
}

fn about(call: &Call<'_>) -> Result<About, Problem> {
    match (call.text("asset")?, call.text("tag")?) {
        (Some(asset), None) => Ok(About::Asset(call.find_asset(&asset)?.id.clone())),
        (None, Some(tag)) => Ok(About::Tag(call.find_tag(&tag)?.id.clone())),
        (Some(_), Some(_)) => Err(problems::bad_argument("tag", "give the asset or the tag, not both")),
        (None, None) => Err(problems::bad_argument("asset", "an asset or a tag is needed to write on")),
    }
}

/// When it was, ns: an instant, or from when to when.
fn when(call: &Call<'_>) -> Result<(i64, Option<i64>), Problem> {
    match (call.instant("at")?, call.window("window")?) {
        (Some(_), Some(_)) => Err(problems::bad_argument("window", "give an instant or a window, not both")),
        (Some(at), None) => Ok((at, None)),
        (None, None) => Ok((call.catalogue.now, None)),
        (None, Some(window)) if window.start == i64::MIN => {
            Err(problems::bad_argument("window", "say when it begins"))
        }
        (None, Some(window)) if window.end == i64::MAX => Ok((window.start, Some(call.catalogue.now))),
        (None, Some(window)) => Ok((window.start, Some(window.end))),
    }
}
