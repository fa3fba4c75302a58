//! `create_watch`: a condition on a tag that somebody wants to know of.

use logbook::{Act, Condition, Watch};
use plant::{Problem, Tag, Unit};
use tool::{AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec};

use crate::proposing::{Drafted, conversion};
use crate::support::{Call, problems};
use crate::watching::{self, PREVIEW_DAYS, Watched};
use crate::{Engines, Tool, Writer};

/// Creates a watch.
pub struct CreateWatch;

const PARAMETERS: &[Parameter] = &[
    Parameter::required("tag", ParameterKind::Tag, "what is watched"),
    Parameter::required(
        "condition",
        ParameterKind::OneOf(&["above", "below", "outside", "stuck", "no_data"]),
        "above or below a limit, outside of two, a value that stands still, or nothing arriving",
    ),
    Parameter::optional("limit", ParameterKind::Number, "for above and below"),
    Parameter::optional("low", ParameterKind::Number, "for outside: the lower limit"),
    Parameter::optional("high", ParameterKind::Number, "for outside: the upper limit"),
    Parameter::optional("unit", ParameterKind::Unit, "of the limits; the tag's own without it"),
    Parameter::optional(
        "for_s",
        ParameterKind::Number,
        "how many seconds it must last; 0 without it, needed for stuck and no_data",
    ),
    Parameter::optional("text", ParameterKind::Text, "why, or what to do then"),
    Parameter::optional("answer", ParameterKind::Text, "id of the answer that led to it"),
];

impl Tool for CreateWatch {
    fn spec(&self) -> Spec {
        Spec {
            name: "create_watch",
            about: "Proposes a watch on a tag and says how often it would have fired, which a person may confirm.",
            effect: Effect::Writes,
            parameters: PARAMETERS,
            example: Example {
                question: "Watch for the bearing of P-101 being above 60 °C for ten minutes.",
                arguments: r#"{"tag": "P-101.bearing_temperature", "condition": "above", "limit": 60, "unit": "Cel", "for_s": 600, "text": "Look at the lubrication."}"#,
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

impl Writer for CreateWatch {
    fn draft(&self, engines: &Engines, arguments: &Arguments) -> Result<Drafted, Problem> {
        let call = Call::new(engines, "create_watch", arguments);
        let tag = call.tag("tag")?;
        let watch = Watch {
            tag: tag.id.clone(),
            condition: condition(&call, tag)?,
            for_s: call.number("for_s")?.unwrap_or(0.0),
            text: call.text("text")?.unwrap_or_default().trim().to_owned(),
            answer: call.text("answer")?,
        };
        conversion(&watch, tag.unit.as_ref())?;
        let act = Act::Watch(watch.clone());
        act.check()?;
        let window = watching::last_days(PREVIEW_DAYS, call.catalogue.now);
        let watched = watching::evaluate(&call, &watch, window)?;
        Ok(Drafted { act, preview: preview(&call, &watch, &watched) })
    }
}

fn preview(call: &Call<'_>, watch: &Watch, watched: &Watched) -> Evidence {
    let mut facts = vec![AnswerValue::new("fires on", watch.words())];
    if !watch.text.is_empty() {
        facts.push(AnswerValue::new("text", watch.text.clone()));
    }
    let period = [call.local(watched.window.start), call.local(watched.window.end)];
    let count = |label: String, number: f64| AnswerValue::number(label, number, Some(Unit::default()));
    facts.push(
        count(format!("would have fired in the last {PREVIEW_DAYS} days"), watched.fired as f64).over(period),
    );
    let times = watched.last.iter().map(|firing| call.local(firing.at));
    facts.extend(times.map(|time| AnswerValue::new("would have fired at", time.clone()).at(time)));
    facts.push(AnswerValue::new("now", watched.standing.words(call)));
    facts.extend(watch.answer.clone().map(|answer| AnswerValue::new("answer", answer)));
    let shown = watched.last.len() as u64;
    let more = (watched.fired > shown).then(|| format!("Only the last {shown} firings are listed."));
    call.evidence()
        .query(watched.query.clone())
        .rows(watched.rows)
        .window(watched.window)
        .quality(watched.quality)
        .notes(more)
        .note("A watch is looked at when somebody looks: nothing is sent, and nothing runs by itself.")
        .finish(Findings::Facts { what: "watch".to_owned(), subject: watch.tag.clone(), facts })
}

fn condition(call: &Call<'_>, tag: &Tag) -> Result<Condition, Problem> {
    let unit = call.unit("unit")?.or_else(|| tag.unit.clone());
    let word = call.needed_text("condition")?;
    let needed: &[&str] = match word.as_str() {
        "above" | "below" => &["limit"],
        "outside" => &["low", "high"],
        _ => &[],
    };
    let odd =
        ["limit", "low", "high"].into_iter().find(|name| !needed.contains(name) && call.json(name).is_some());
    if let Some(name) = odd {
        return Err(problems::bad_argument(name, format!("a watch for {word} takes none")));
    }
    let number = |name: &str| {
        call.number(name)?.ok_or_else(|| problems::bad_argument(name, format!("a watch for {word} needs it")))
    };
    Ok(match word.as_str() {
        "above" => Condition::Above { limit: number("limit")?, unit },
        "below" => Condition::Below { limit: number("limit")?, unit },
        "outside" => Condition::Outside { low: number("low")?, high: number("high")?, unit },
        "stuck" => Condition::Stuck,
        _ => Condition::NoData,
    })
}
