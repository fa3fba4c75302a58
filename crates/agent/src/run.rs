//! Runs a checked plan step by step; later steps' references take earlier steps' results.

use jiff::civil::Date;
use language::Cancel;
use plant::{Problem, TimeRange};
use serde_json::{Value as Json, json};
use tool::plan::Take;
use tool::{Arguments, Evidence, Plan, Reference, Toolbox};

/// Steps that are run: over which tools, for whom, and who is told.
pub struct Running<'a> {
    pub tools: &'a dyn Toolbox,
    /// Cancelled by whoever does not wait any more.
    pub cancel: &'a Cancel,
    pub on: &'a mut dyn FnMut(Event),
}

/// What happens while a plan runs.
pub enum Event<'a> {
    Running { step: &'a str, tool: &'a str },
    Found { step: &'a str, rows: u64 },
}

/// Runs every step.
///
/// # Errors
/// The problem of the first step that fails, with the evidence of those before it.
pub fn run(plan: &Plan, running: &mut Running<'_>) -> Result<Vec<Evidence>, (Problem, Vec<Evidence>)> {
    let mut found: Vec<Evidence> = Vec::new();
    for step in &plan.steps {
        match self::step(step, &found, running) {
            Ok(evidence) => found.push(evidence),
            Err(problem) => return Err((problem, found)),
        }
    }
    Ok(found)
}

/// Runs one step after those that found `found`.
///
/// # Errors
/// The tool's, `PW6102` where an earlier step found nothing to go on with, `PW5003` where nobody waits any more.
pub fn step(step: &tool::Step, found: &[Evidence], running: &mut Running<'_>) -> Result<Evidence, Problem> {
    let Running { tools, cancel, on } = running;
    if cancel.is_cancelled() {
        return Err(stopped());
    }
    on(Event::Running { step: &step.id, tool: &step.tool });
    let arguments = substituted(step, found, *tools)?;
    let mut evidence = tools.call_while(&step.tool, &arguments, &|| !cancel.is_cancelled())?;
    evidence.id.clone_from(&step.id);
    on(Event::Found { step: &step.id, rows: evidence.rows });
    Ok(evidence)
}

/// Nobody waits for the answer any more.
pub fn stopped() -> Problem {
    Problem::new("PW5003", "the question was stopped").help("ask again to have it to its end")
}

fn substituted(step: &tool::Step, found: &[Evidence], tools: &dyn Toolbox) -> Result<Arguments, Problem> {
    let tool::Step { tool, arguments, .. } = step;
    // How many samples or records there were at no time is 0; any other number over no time is none.
    let counts =
        tool == "count_records" || arguments.get("statistic").and_then(Json::as_str) == Some("count");
    let no_time = |value: &Json| {
        let reference = Reference::of(value).filter(|reference| reference.take == Take::Windows)?;
        let evidence = found.iter().find(|evidence| evidence.id == reference.from)?;
        let report = evidence.arguments.get("report").and_then(Json::as_str);
        let stretches = matches!(report, Some("episodes" | "days"))
            || matches!(evidence.tool.as_str(), "rank_periods" | "group_records" | "top_groups");
        let none =
            stretches && evidence.left_out == 0 && evidence.values.iter().all(|value| value.window.is_none());
        (counts && none).then(|| json!([]))
    };
    let given = |value: &Json| no_time(value).map_or_else(|| resolve(value, found, tools), Ok);
    arguments.iter().map(|(name, value)| Ok((name.clone(), given(value)?))).collect()
}

fn resolve(json: &Json, found: &[Evidence], tools: &dyn Toolbox) -> Result<Json, Problem> {
    if let Some(reference) = Reference::of(json) {
        return take(&reference, found, tools);
    }
    Ok(match json {
        Json::Array(items) => {
            Json::Array(items.iter().map(|item| resolve(item, found, tools)).collect::<Result<_, _>>()?)
        }
        Json::Object(map) => Json::Object(
            map.iter()
                .map(|(k, v)| Ok((k.clone(), resolve(v, found, tools)?)))
                .collect::<Result<_, Problem>>()?,
        ),
        other => other.clone(),
    })
}

fn take(reference: &Reference, found: &[Evidence], tools: &dyn Toolbox) -> Result<Json, Problem> {
    let taken = taken(reference, found, tools)?;
    if reference.shift_s == 0 {
        return Ok(taken);
    }
    let moved = taken.as_str().and_then(|text| {
        let zone = &tools.catalogue().plant.timezone;
        let instant = match text.parse::<jiff::Timestamp>() {
            Ok(instant) => plant::time::nanos(instant),
            Err(_) => day_of(text, zone)?.start,
        };
        let moved = instant.checked_add(reference.shift_s.checked_mul(1_000_000_000)?)?;
        Some(json!(plant::time::timestamp(moved).to_string()))
    });
    moved.ok_or_else(|| {
        Problem::new("PW6102", format!("step {} found no instant to go on with", reference.from))
    })
}

fn taken(reference: &Reference, found: &[Evidence], tools: &dyn Toolbox) -> Result<Json, Problem> {
    let nothing =
        |what: &str| Problem::new("PW6102", format!("step {} found no {what} to go on with", reference.from));
    let evidence =
        found.iter().find(|evidence| evidence.id == reference.from).ok_or_else(|| nothing("result"))?;
    let value = evidence.values.get(reference.index);
    match reference.take {
        Take::Value => value.map(|value| value.value.clone()).ok_or_else(|| nothing("value")),
        Take::Label => value.map(|value| json!(value.label)).ok_or_else(|| nothing("label")),
        Take::Time => value
            .and_then(|value| value.time.clone().or_else(|| value.value.as_str().map(str::to_owned)))
            .map(Json::String)
            .ok_or_else(|| nothing("instant")),
        Take::Window => window(evidence, value)
            .map(|[start, end]| json!({"start": start, "end": end}))
            .ok_or_else(|| nothing("period")),
        // A number over some of the stretches would be a wrong one.
        Take::Windows | Take::Values if evidence.left_out > 0 => {
            let all = evidence.values.len() as u64 + evidence.left_out;
            let text =
                format!("step {} found {all} of them, more than another step can go on with", reference.from);
            Err(Problem::new("PW6102", text).help("ask for a shorter time"))
        }
        Take::Values if !same_unit(evidence) => {
            let text = format!("step {} found numbers in different units", reference.from);
            Err(Problem::new("PW6102", text).help("ask for one unit"))
        }
        Take::Values => Ok(evidence.values.iter().map(|value| value.value.clone()).collect()),
        Take::Windows => {
            let windows: Vec<Json> = evidence
                .values
                .iter()
                .filter_map(|value| value.window.as_ref())
                .map(|[start, end]| json!({"start": start, "end": end}))
                .collect();
            if windows.is_empty() {
                let text =
                    format!("there was no such time: the condition of step {} never held", reference.from);
                return Err(
                    Problem::new("PW6102", text).help("ask whether it ever held, or for another window")
                );
            }
            Ok(Json::Array(windows))
        }
        Take::Start => {
            window(evidence, value).map(|[start, _]| json!(start)).ok_or_else(|| nothing("period"))
        }
        Take::End => window(evidence, value).map(|[_, end]| json!(end)).ok_or_else(|| nothing("period")),
        Take::Like => {
            let plant = &tools.catalogue().plant;
            let original = reference.tag.as_deref().and_then(|tag| plant.tag(tag));
            let original = original.ok_or_else(|| nothing("tag"))?;
            let machine = value.and_then(|value| value.value.as_str()).ok_or_else(|| nothing("machine"))?;
            let like = crate::planner::alike::on_machine(plant, original, machine);
            like.map(|tag| json!(tag.id)).ok_or_else(|| {
                let text = format!("nothing like {} is measured on {machine}", original.name);
                Problem::new("PW3101", text).help("ask what is measured there")
            })
        }
        Take::Unit => {
            let unit = value.ok_or_else(|| nothing("value"))?.unit.as_ref();
            Ok(json!(unit.map(|unit| unit.code().to_owned()).unwrap_or_default()))
        }
        Take::Day => {
            let zone = &tools.catalogue().plant.timezone;
            let text = value
                .and_then(|value| value.time.clone().or_else(|| value.value.as_str().map(str::to_owned)));
            let day = text.as_deref().and_then(|text| day_of(text, zone)).ok_or_else(|| nothing("day"))?;
            Ok(crate::planner::window_json(day))
        }
    }
}

/// Whether all numbers of a step are in one unit.
fn same_unit(evidence: &Evidence) -> bool {
    let mut numbers = evidence.values.iter().filter(|value| value.value.is_number());
    let first = numbers.next().map(|value| &value.unit);
    numbers.all(|value| Some(&value.unit) == first)
}

/// The period of a value, else that of the whole step.
fn window<'e>(evidence: &'e Evidence, value: Option<&'e tool::AnswerValue>) -> Option<&'e [String; 2]> {
    value.and_then(|value| value.window.as_ref()).or(evidence.window.as_ref())
}

/// The plant-local day of a date or an instant.
fn day_of(text: &str, zone: &jiff::tz::TimeZone) -> Option<TimeRange> {
    let date: Date = match text.parse::<jiff::Timestamp>() {
        Ok(instant) => instant.to_zoned_datetime(zone.clone()).date(),
        Err(_) => text.get(..10)?.parse().ok()?,
    };
    let start = date.to_zoned_datetime(zone.clone()).ok()?.timestamp();
    let end = date.tomorrow().ok()?.to_zoned_datetime(zone.clone()).ok()?.timestamp();
    Some(TimeRange::new(plant::time::nanos(start), plant::time::nanos(end)))
}
