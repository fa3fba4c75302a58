//! `compare`: two windows of a tag, or two tags, against each other.

use plant::{Problem, Tag, TimeRange, Unit};
use tool::{AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec};

use crate::readings::{Readings, joint_evidence, resolve};
use crate::sql_text::Aggregation;
use crate::statistic::{self, Chosen};
use crate::support::time::{date_of, day_of, local_window, window_in_words};
use crate::support::{Call, problems};
use crate::{Engines, Tool};

/// Left against right.
pub struct Compare;

const REPORTS: &[&str] =
    &["difference", "ratio", "percent", "left_higher", "left_lower", "which", "which_lower"];

const PARAMETERS: &[Parameter] = &[
    Parameter::required("left", ParameterKind::Side, "what is compared"),
    Parameter::required(
        "right",
        ParameterKind::Side,
        "with what; its tag or its window is the left one's where it is left out",
    ),
    Parameter::optional("statistic", ParameterKind::OneOf(statistic::WORDS), "of each side; mean without it"),
    Parameter::optional("percentile", ParameterKind::Number, "for percentile: which, 0 to 100"),
    Parameter::optional("unit", ParameterKind::Unit, "unit of both sides"),
    Parameter::optional(
        "report",
        ParameterKind::OneOf(REPORTS),
        "left minus right (without it), over right, percent above right, is left higher or lower, or which is",
    ),
];

impl Tool for Compare {
    fn spec(&self) -> Spec {
        Spec {
            name: "compare",
            about: "Compares a statistic of two windows or of two tags: difference, ratio, percent, or which is higher.",
            effect: Effect::ReadOnly,
            parameters: PARAMETERS,
            example: Example {
                question: "How much more did pump P-101 deliver on average on 8 June than on 9 June?",
                arguments: r#"{"left": {"tag": "P-101.flow", "window": {"start": "2026-06-08", "end": "2026-06-09"}}, "right": {"tag": "P-101.flow", "window": {"start": "2026-06-09", "end": "2026-06-10"}}, "statistic": "mean", "report": "difference"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "compare", arguments);
        let chosen = Chosen::of(&call, "mean")?;
        let (left, right) = (call.side("left")?, call.side("right")?);
        let left_tag = left.0.or(right.0).ok_or_else(|| problems::bad_argument("left", "a tag is needed"))?;
        let right_tag = right.0.unwrap_or(left_tag);
        let windows = (left.1.or(right.1), right.1.or(left.1));
        let unit = match call.unit("unit")? {
            Some(unit) => Some(unit),
            None => chosen.measure(left_tag, None)?.unit(),
        };
        let read_for = |tag, window| Readings::read_for(&call, tag, window, chosen.statistic);
        let read = [read_for(left_tag, windows.0)?, read_for(right_tag, windows.1)?];
        let names = Names::of(&call, [left_tag, right_tag], windows);
        let sides = [
            side(&call, chosen, &read[0], unit.as_ref(), names.left)?,
            side(&call, chosen, &read[1], unit.as_ref(), names.right)?,
        ];
        let mut evidence = joint_evidence(&call, &read).query(query(&call, chosen, &read, unit.as_ref())?);
        let report = call.text("report")?.unwrap_or_else(|| "difference".to_owned());
        if report == "ratio" || report == "percent" {
            evidence = evidence.notes(ratio_note(chosen, unit.as_ref()));
        }
        conclude(&report, chosen, left_tag, right_tag, sides, unit, evidence)
    }
}

/// One side's number, and its id where the answer is which one.
struct Side {
    value: AnswerValue,
    number: f64,
    id: String,
}

/// What the sides are called: by what tells them apart.
struct Names {
    left: [String; 2],
    right: [String; 2],
}

impl Names {
    /// Label and id of each side. Two tags are told apart by their ids; as the answer to "which",
    /// like-named tags of two assets stand for the assets. One tag is told apart by its windows.
    fn of(call: &Call<'_>, tags: [&Tag; 2], windows: (Option<TimeRange>, Option<TimeRange>)) -> Self {
        let [left, right] = tags;
        let when = |tag: &Tag, window| {
            resolve(call, tag, window).map_or_else(|_| String::new(), |window| name_of_window(call, window))
        };
        if left.id == right.id {
            let (l, r) = (when(left, windows.0), when(right, windows.1));
            return Self { left: [l.clone(), l], right: [r.clone(), r] };
        }
        let like_named =
            problems::fold(&left.name) == problems::fold(&right.name) && left.asset != right.asset;
        let id = |tag: &Tag| match &tag.asset {
            Some(asset) if like_named => asset.clone(),
            _ => tag.id.clone(),
        };
        let label = |tag: &Tag, window| {
            if windows.0 == windows.1 { tag.id.clone() } else { format!("{} {}", tag.id, when(tag, window)) }
        };
        Self { left: [label(left, windows.0), id(left)], right: [label(right, windows.1), id(right)] }
    }
}

/// The date of a window that is one plant-local day, else the window in words.
fn name_of_window(call: &Call<'_>, window: TimeRange) -> String {
    let date = date_of(window.start, call.zone());
    if day_of(date, call.zone()) == Some(window) {
        date.to_string()
    } else {
        window_in_words(window, call.zone())
    }
}

fn side(
    call: &Call<'_>,
    chosen: Chosen,
    readings: &Readings<'_>,
    unit: Option<&Unit>,
    [label, id]: [String; 2],
) -> Result<Side, Problem> {
    // Two numbers without any unit compare as they are.
    let unit = unit.filter(|_| readings.tag.unit.is_some() || chosen.word == "count");
    let measure = chosen.measure(readings.tag, unit)?;
    let (raw, count) = readings
        .statistic(chosen.statistic, &[readings.window])?
        .ok_or_else(|| crate::support::no_window_data(call, readings.tag, readings.window))?;
    let number = measure.number(raw, count);
    let value =
        AnswerValue::number(label, number, measure.unit()).over(local_window(readings.window, call.zone()));
    Ok(Side { value, number, id })
}

fn conclude(
    report: &str,
    chosen: Chosen,
    left_tag: &Tag,
    right_tag: &Tag,
    [left, right]: [Side; 2],
    unit: Option<Unit>,
    evidence: crate::support::EvidenceBuilder,
) -> Result<Evidence, Problem> {
    let subject = if left_tag.id == right_tag.id {
        left_tag.id.clone()
    } else {
        format!("{} and {}", left_tag.id, right_tag.id)
    };
    let difference = left.number - right.number;
    let details = vec![left.value.clone(), right.value.clone()];
    let quantity = |value: f64, unit: Option<Unit>, details: Vec<AnswerValue>| {
        let value_of = AnswerValue::number(&subject, value, unit.clone());
        let finding = Findings::Quantity {
            what: if report == "difference" {
                format!("difference of {}", chosen.word)
            } else {
                report.to_owned()
            },
            subject: subject.clone(),
            value,
            unit,
            details,
            episodes: Vec::new(),
        };
        (value_of, finding)
    };
    let divided = || {
        if right.number == 0.0 {
            Err(Problem::new(
                "PW3107",
                format!("{} is 0, so nothing can be divided by it", right.value.label),
            )
            .help("Ask for the difference instead."))
        } else {
            Ok(left.number / right.number)
        }
    };
    let (value, finding) = match report {
        "ratio" => quantity(divided()?, Some(Unit::default()), details),
        "percent" => {
            divided()?;
            quantity(100.0 * difference / right.number.abs(), Some(Unit::new("%")), details)
        }
        "left_higher" | "left_lower" => {
            let verdict = if report == "left_higher" { difference > 0.0 } else { difference < 0.0 };
            let mut details = details;
            details.push(AnswerValue::number("difference", difference, unit));
            let finding =
                Findings::Verdict { what: report.to_owned(), subject: subject.clone(), verdict, details };
            (AnswerValue::new(&subject, verdict), finding)
        }
        "which" | "which_lower" => {
            let left_is_it = if report == "which" { difference >= 0.0 } else { difference <= 0.0 };
            let it = if left_is_it { &left } else { &right };
            let mut facts = vec![AnswerValue::new(report, it.id.clone())];
            facts.extend(details);
            facts.push(AnswerValue::number("difference", difference, unit));
            let value = AnswerValue { value: it.id.clone().into(), unit: None, ..it.value.clone() };
            (value, Findings::Facts { what: report.to_owned(), subject: subject.clone(), facts })
        }
        _ => quantity(difference, unit, details),
    };
    Ok(evidence.value(value).finish(finding))
}

/// Ratios of temperatures depend on where the scale's zero is.
fn ratio_note(chosen: Chosen, unit: Option<&Unit>) -> Option<String> {
    let unit = unit?;
    let shifts = unit.convert(0.0, &Unit::new("K")).is_some_and(|zero| zero != 0.0);
    let is_value = !matches!(chosen.word, "count" | "std" | "range" | "change");
    (shifts && is_value)
        .then(|| format!("The zero of {} is arbitrary, and so is a ratio in it.", unit.symbol()))
}

fn query(
    call: &Call<'_>,
    chosen: Chosen,
    sides: &[Readings<'_>; 2],
    unit: Option<&Unit>,
) -> Result<String, Problem> {
    let one = |readings: &Readings<'_>| -> Result<String, Problem> {
        let held = match chosen.word {
            "time_weighted_mean" | "total" => Some(readings.step()?),
            _ => None,
        };
        let unit = unit.filter(|_| readings.tag.unit.is_some() || chosen.word == "count");
        let column = chosen.sql(held.unwrap_or(0), &chosen.measure(readings.tag, unit)?);
        let tags = [readings.tag.id.as_str()];
        let held = held.filter(|_| chosen.word == "time_weighted_mean");
        Ok(Aggregation { tags: &tags, window: readings.window, by: None, shift: None, within: None, held }
            .sql(&column, call.plant()))
    };
    Ok(format!("SELECT ({}) AS \"left\", ({}) AS \"right\"", one(&sides[0])?, one(&sides[1])?))
}
