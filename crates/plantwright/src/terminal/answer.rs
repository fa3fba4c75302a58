//! An answer as a person reads it: text, values, a chart, and what it rests on.

use std::io::{self, Write};

use console::{measure_text_width, style};
use jiff::tz::TimeZone;
use plant::time::nanos;
use serde_json::Value as Json;
use tool::{Answer, AnswerValue, Cell, Evidence, Findings, Status};

use super::chart::{BLANK, Stretch, bar, curve};
use super::number::{count, duration, number};
use super::table::{self, Align};

/// Most values that are listed.
const MOST_VALUES: usize = 20;
/// Widest chart, characters.
const WIDEST_CHART: usize = 72;

/// Before what belongs to the line above.
const INDENT: &str = "   ";

/// A curve to draw under an answer; times in seconds since the epoch.
#[derive(Debug, Clone, Default)]
pub struct Curve {
    pub name: String,
    pub unit: String,
    pub stretches: Vec<Stretch>,
}

/// Writes an answer. `fallback` is drawn where the evidence holds no curve of its own.
///
/// # Errors
/// Those of the writer.
pub fn write(
    out: &mut impl Write,
    answer: &Answer,
    zone: &TimeZone,
    width: usize,
    fallback: Option<Curve>,
) -> io::Result<()> {
    let text =
        if answer.text.is_empty() { answer.question.as_deref().unwrap_or_default() } else { &answer.text };
    writeln!(out, "{text}")?;
    let investigated =
        answer.evidence.iter().filter(|one| matches!(one.result, Findings::Investigation { .. }));
    for evidence in investigated.clone() {
        super::investigation::write(out, &evidence.result, answer.language, width)?;
    }
    if answer.values.len() > 1 && investigated.count() == 0 {
        writeln!(out)?;
        write_values(out, answer, zone, width)?;
    }
    let drawn = answer.evidence.iter().find_map(held_curve).or(fallback);
    if let Some(drawn) = drawn.filter(|_| answer.status == Status::Answered) {
        write_curve(out, &drawn, zone, width)?;
    }
    if !answer.evidence.is_empty() {
        writeln!(out)?;
    }
    for evidence in &answer.evidence {
        for line in wrapped(&evidence_line(evidence, zone), width) {
            writeln!(out, "{}", style(line).dim())?;
        }
        for line in evidence.notes.iter().flat_map(|note| wrapped(&format!("{INDENT}{note}"), width)) {
            writeln!(out, "{}", style(line).dim())?;
        }
    }
    Ok(())
}

/// A line in lines of at most `width` columns, broken at spaces; those that follow are indented.
pub(super) fn wrapped(line: &str, width: usize) -> Vec<String> {
    let mut lines = vec![line[..line.len() - line.trim_start().len()].to_owned()];
    for word in line.split_whitespace() {
        let Some(last) = lines.last_mut() else { break };
        let blank = last.trim_start().is_empty();
        let room = width.saturating_sub(measure_text_width(last) + usize::from(!blank));
        if !blank && measure_text_width(word) > room {
            lines.push(format!("{INDENT}{word}"));
        } else {
            if !blank {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
}

fn write_values(out: &mut impl Write, answer: &Answer, zone: &TimeZone, width: usize) -> io::Result<()> {
    let shown = &answer.values[..answer.values.len().min(MOST_VALUES)];
    let numbers: Vec<Option<f64>> = shown.iter().map(|value| value.value.as_f64()).collect();
    let greatest = numbers.iter().flatten().copied().fold(0.0, f64::max);
    let one_unit = shown.windows(2).all(|pair| pair[0].unit == pair[1].unit);
    let ranked = shown.len() > 2
        && one_unit
        && greatest > 0.0
        && numbers.iter().all(|value| value.is_some_and(|value| value >= 0.0));
    let rows: Vec<Vec<String>> = shown
        .iter()
        .zip(&numbers)
        .map(|(value, number)| {
            let mut row = vec![value.label.clone(), plain(value, zone)];
            match number {
                Some(number) if ranked => row.push(bar(number / greatest, 24)),
                _ => row.push(when(value, zone)),
            }
            row
        })
        .collect();
    let right = if numbers.iter().all(Option::is_some) { Align::Right } else { Align::Left };
    table::write_plain(out, &[Align::Left, right, Align::Left], &rows, width)?;
    if answer.values.len() > MOST_VALUES {
        writeln!(out, "and {} more (--json lists them all)", answer.values.len() - MOST_VALUES)?;
    }
    Ok(())
}

fn plain(value: &AnswerValue, zone: &TimeZone) -> String {
    match &value.value {
        Json::Number(n) if value.unit.as_ref().is_some_and(|unit| unit.code() == "s") => {
            duration(n.as_f64().unwrap_or(f64::NAN))
        }
        Json::Number(n) => {
            let unit = value.unit.as_ref().map(plant::Unit::symbol).unwrap_or_default();
            format!("{} {unit}", number(n.as_f64().unwrap_or(f64::NAN))).trim_end().to_owned()
        }
        Json::String(text) => local(text, zone),
        Json::Bool(true) => "yes".to_owned(),
        Json::Bool(false) => "no".to_owned(),
        Json::Null => "–".to_owned(),
        other => other.to_string(),
    }
}

fn when(value: &AnswerValue, zone: &TimeZone) -> String {
    match (&value.time, &value.window) {
        (Some(time), _) => local(time, zone),
        (None, Some([start, end])) => format!("{} to {}", local(start, zone), local(end, zone)),
        (None, None) => String::new(),
    }
}

/// An instant as plant-local date and time; anything else as it is.
fn local(text: &str, zone: &TimeZone) -> String {
    match text.parse::<jiff::Timestamp>() {
        Ok(instant) => minutes(nanos(instant), zone),
        Err(_) => text.to_owned(),
    }
}

/// `2026-03-01 08:15`, with seconds where they are not zero.
fn minutes(ns: i64, zone: &TimeZone) -> String {
    let local = plant::time::timestamp(ns).to_zoned_datetime(zone.clone());
    let pattern = if local.second() == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    local.strftime(pattern).to_string()
}

fn evidence_line(evidence: &Evidence, zone: &TimeZone) -> String {
    let rows = if evidence.rows == 1 { "row" } else { "rows" };
    let mut line = format!("{} {}: {} {rows}", evidence.id, evidence.tool, count(evidence.rows));
    if let Some([start, end]) = &evidence.window {
        line.push_str(&format!(", {} to {}", local(start, zone), local(end, zone)));
    }
    if let Some(quality) = evidence.quality {
        line.push_str(&format!(", {} % good", number((quality.good * 1000.0).round() / 10.0)));
    }
    line
}

/// The curve that evidence holds itself: a series, or a table of buckets.
fn held_curve(evidence: &Evidence) -> Option<Curve> {
    match &evidence.result {
        Findings::Series { series } => {
            let series = series.first()?;
            let stretches = series.points.iter().map(|point| Stretch {
                at: point.t as f64 / 1e3,
                low: point.min,
                high: point.max,
            });
            let unit = series.unit.as_ref().map(plant::Unit::symbol).unwrap_or_default();
            Some(Curve { name: series.name.clone(), unit, stretches: stretches.collect() })
        }
        Findings::Table { columns, rows, .. } => {
            let time =
                (0..columns.len()).find(|&at| rows.iter().all(|row| instant(row.get(at)).is_some()))?;
            let value = (time + 1..columns.len())
                .find(|&at| rows.iter().any(|row| numeric(row.get(at)).is_some()))?;
            let stretches = rows.iter().filter_map(|row| {
                let (at, value) = (instant(row.get(time))?, numeric(row.get(value))?);
                Some(Stretch { at, low: value, high: value })
            });
            let column = &columns[value];
            let unit = column.unit.as_ref().map(plant::Unit::symbol).unwrap_or_default();
            Some(Curve { name: column.name.clone(), unit, stretches: stretches.collect() })
        }
        _ => None,
    }
}

fn instant(cell: Option<&Cell>) -> Option<f64> {
    match cell? {
        Cell::Text(text) => text.parse::<jiff::Timestamp>().ok().map(|t| nanos(t) as f64 / 1e9),
        _ => None,
    }
}

fn numeric(cell: Option<&Cell>) -> Option<f64> {
    match cell? {
        Cell::Number(value) => Some(*value),
        Cell::Integer(value) => Some(*value as f64),
        _ => None,
    }
}

fn write_curve(out: &mut impl Write, drawn: &Curve, zone: &TimeZone, width: usize) -> io::Result<()> {
    let finite = || drawn.stretches.iter().filter(|s| s.low.is_finite() && s.high.is_finite());
    let low = finite().map(|s| s.low).fold(f64::INFINITY, f64::min);
    let high = finite().map(|s| s.high).fold(f64::NEG_INFINITY, f64::max);
    let labels = [number(high), number(low)];
    let margin = labels.iter().map(|label| measure_text_width(label)).max().unwrap_or(0);
    let room = width.saturating_sub(margin + 3).min(WIDEST_CHART);
    let lines = curve(&drawn.stretches, room);
    if lines.len() < 2 {
        return Ok(());
    }
    writeln!(out, "\n{}", style(format!("{:>margin$}  {} {}", "", drawn.name, drawn.unit).trim_end()).dim())?;
    for (at, line) in lines.iter().enumerate() {
        let label = match at {
            0 => &labels[0],
            _ if at == lines.len() - 1 => &labels[1],
            _ => "",
        };
        let dots = line.trim_end_matches(BLANK);
        writeln!(out, "{label:>margin$} {} {}", style("│").dim(), style(dots).cyan())?;
    }
    let ends: Vec<String> = [f64::min as fn(f64, f64) -> f64, f64::max]
        .iter()
        .filter_map(|pick| finite().map(|s| s.at).reduce(pick))
        .map(|at| minutes((at * 1e9) as i64, zone))
        .collect();
    if let [first, last] = ends.as_slice() {
        let gap = room.saturating_sub(first.len() + last.len());
        writeln!(out, "{}", style(format!("{:>margin$}   {first}{:gap$}{last}", "", "")).dim())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use plant::{Language, Unit};
    use tool::{Arguments, Column, Grounding, Plan, QualityShare};

    fn answer() -> Answer {
        let row = |hour: i64, value: f64| {
            vec![Cell::Text(format!("2026-01-01T{hour:02}:00:00Z")), Cell::Number(value)]
        };
        Answer {
            id: "a1".to_owned(),
            status: Status::Answered,
            language: Language::English,
            text: "Pump 1 used the most.".to_owned(),
            values: vec![
                AnswerValue::number("pump-1", 20.0, Some(Unit::new("kW.h"))),
                AnswerValue::number("pump-2", 10.0, Some(Unit::new("kW.h"))),
                AnswerValue::number("冷却塔", 5.0, Some(Unit::new("kW.h"))),
            ],
            evidence: vec![Evidence {
                id: "s1".to_owned(),
                tool: "aggregate".to_owned(),
                arguments: Arguments::new(),
                query: None,
                rows: 2880,
                window: Some(["2026-01-01T00:00:00Z".into(), "2026-01-02T00:00:00Z".into()]),
                quality: Some(QualityShare { good: 0.9825, uncertain: 0.0, bad: 0.0175 }),
                values: Vec::new(),
                left_out: 0,
                result: Findings::Table {
                    what: "mean".to_owned(),
                    columns: vec![
                        Column { name: "start".into(), unit: None },
                        Column { name: "power".into(), unit: Some(Unit::new("kW")) },
                    ],
                    rows: vec![row(0, 1.0), row(1, 3.5), row(2, 2.0)],
                    total_rows: 3,
                },
                notes: vec!["one sample left out".to_owned()],
            }],
            citations: Vec::new(),
            grounding: Grounding::default(),
            question: None,
            planner: "builtin".to_owned(),
            plan: Plan::default(),
            code: None,
            reading: None,
            probability: None,
            took_ms: 1.0,
        }
    }

    fn written(answer: &Answer) -> String {
        let mut out = Vec::new();
        write(&mut out, answer, &TimeZone::get("Europe/Berlin").unwrap(), 60, None).unwrap();
        console::strip_ansi_codes(std::str::from_utf8(&out).unwrap()).into_owned()
    }

    #[test]
    fn an_answer_shows_values_chart_and_evidence() {
        let text = written(&answer());
        for expected in [
            "Pump 1 used the most.\n",
            "pump-1  20 kWh  ████████████████████████\n",
            "冷却塔   5 kWh  ██████\n",
            "power kW\n",
            "2026-01-01 01:00",
            "2026-01-01 03:00",
            "s1 aggregate: 2,880 rows, 2026-01-01 01:00 to 2026-01-02\n   01:00, 98.3 % good\n   one sample left out\n",
        ] {
            assert!(text.contains(expected), "no {expected:?} in\n{text}");
        }
        assert!(text.lines().all(|line| measure_text_width(line) <= 60), "{text}");
    }

    #[test]
    fn a_question_back_shows_its_choices_and_no_chart() {
        let mut asked = answer();
        asked.status = Status::Clarify;
        asked.text = String::new();
        asked.question = Some("Which pump?".to_owned());
        asked.evidence.clear();
        let text = written(&asked);
        assert!(
            text.starts_with("Which pump?\n") && text.contains("pump-2") && !text.contains('│'),
            "{text}"
        );
    }
}
