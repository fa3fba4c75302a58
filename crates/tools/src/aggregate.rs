//! `aggregate`: one number for a stretch of a tag's history, or one for each period of it.

use analytics::{Statistic, held_integral};
use plant::{Problem, Shift, TimeRange, Unit};
use tool::{
    AnswerValue, Arguments, Cell, Column, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec,
};

use crate::period::{self, Bucket, By, Period};
use crate::readings::{Readings, joint_evidence, read_each};
use crate::sql_text::Aggregation;
use crate::statistic::{self, Chosen, Measure};
use crate::support::Call;
use crate::support::time::local_window;
use crate::{Engines, Tool};

/// From this share on, a total and the integral of the held signal are told apart.
const TELLING: f64 = 0.02;

/// One number for a window, or one for each period of it.
pub struct Aggregate;

const PARAMETERS: &[Parameter] = &[
    Parameter::required("tags", ParameterKind::Tags, "what to aggregate"),
    Parameter::optional("window", ParameterKind::Window, "when; all of the history without it"),
    Parameter::optional(
        "statistic",
        ParameterKind::OneOf(statistic::WORDS),
        "mean without it; total: of a rate over time, such as kW to kWh; change: last minus first",
    ),
    Parameter::optional("percentile", ParameterKind::Number, "for percentile: which, 0 to 100"),
    Parameter::optional("unit", ParameterKind::Unit, "unit of the result"),
    Parameter::optional("by", ParameterKind::OneOf(period::WORDS), "one number for each of these"),
    Parameter::optional("shift", ParameterKind::Text, "name of a shift: its samples alone"),
    Parameter::optional("within", ParameterKind::Windows, "only these stretches of the window"),
];

impl Tool for Aggregate {
    fn spec(&self) -> Spec {
        Spec {
            name: "aggregate",
            about: "Mean, minimum, maximum, total and other statistics of tags over a window, or by hour, day, week, month or shift.",
            effect: Effect::ReadOnly,
            parameters: PARAMETERS,
            example: Example {
                question: "What was the average flow of pump P-101 on 8 June?",
                arguments: r#"{"tags": ["P-101.flow"], "window": {"start": "2026-06-08", "end": "2026-06-09"}, "statistic": "mean"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "aggregate", arguments);
        let request = Request::of(&call)?;
        let window = call.window("window")?;
        let (readings, notes) = read_each(call.tags("tags")?, |tag| match (request.by, request.shift) {
            (None, None) if request.within.is_none() => {
                Readings::read_for(&call, tag, window, request.chosen.statistic)
            }
            _ => Readings::read(&call, tag, window),
        })?;
        let evidence =
            if request.by.is_some() { request.by_period(&readings)? } else { request.whole(&readings)? };
        Ok(Evidence { notes: [evidence.notes, notes].concat(), ..evidence })
    }
}

struct Request<'c> {
    call: &'c Call<'c>,
    chosen: Chosen,
    unit: Option<Unit>,
    by: Option<By>,
    shift: Option<&'c Shift>,
    within: Option<Vec<TimeRange>>,
}

/// One tag's number.
struct Figure {
    value: AnswerValue,
    count: u64,
}

impl<'c> Request<'c> {
    fn of(call: &'c Call<'c>) -> Result<Self, Problem> {
        Ok(Self {
            call,
            chosen: Chosen::of(call, "mean")?,
            unit: call.unit("unit")?,
            by: call.text("by")?.map(|word| By::of(&word, call.plant())).transpose()?,
            shift: call.text("shift")?.map(|name| period::shift_called(call.plant(), &name)).transpose()?,
            within: call.windows("within")?,
        })
    }

    /// One number for each tag.
    fn whole(&self, all: &[Readings<'_>]) -> Result<Evidence, Problem> {
        let mut figures = Vec::new();
        let mut notes = Vec::new();
        for readings in all {
            let measure = self.chosen.measure(readings.tag, self.unit.as_ref())?;
            let parts = self.parts(readings);
            // None of the samples lies there: that is how many.
            let none = self.within.is_some() && self.chosen.statistic == Statistic::Count;
            let Some((raw, count)) =
                readings.statistic(self.chosen.statistic, &parts)?.or(none.then_some((0.0, 0)))
            else {
                let part = match self.shift {
                    Some(shift) => format!("the shift {}", shift.name),
                    None => "the stretches that count".to_owned(),
                };
                return Err(crate::support::no_window_data(self.call, readings.tag, readings.window)
                    .help(format!("There are samples in the window, but none in {part}.")));
            };
            notes.extend(self.total_note(readings, &measure, raw)?);
            let mut value = AnswerValue::number(&readings.tag.id, measure.number(raw, count), measure.unit());
            let sample = readings.sample_of(self.chosen.statistic, &parts);
            value.time = sample.map(|(time, _)| self.call.local(time));
            figures.push(Figure { value, count });
        }
        let evidence =
            joint_evidence(self.call, all).query(self.query(all)?).notes(notes).notes(self.shift_note());
        Ok(match (all, figures.as_slice()) {
            ([readings], [figure]) => {
                let details = self.details(readings, figure.count)?;
                let finding = Findings::Quantity {
                    what: self.chosen.word.to_owned(),
                    subject: readings.tag.id.clone(),
                    value: figure.value.value.as_f64().unwrap_or(f64::NAN),
                    unit: figure.value.unit.clone(),
                    details,
                    episodes: Vec::new(),
                };
                evidence.rows(figure.count).value(figure.value.clone()).finish(finding)
            }
            _ => {
                let rows = figures.iter().map(|figure| row(&figure.value, figure.count)).collect();
                let finding = Findings::Table {
                    what: self.chosen.word.to_owned(),
                    columns: ["tag", self.chosen.word, "unit", "samples"].map(plain).to_vec(),
                    total_rows: figures.len() as u64,
                    rows,
                };
                evidence.values(figures.into_iter().map(|figure| figure.value)).finish(finding)
            }
        })
    }

    /// One number for each tag and period.
    fn by_period(&self, all: &[Readings<'_>]) -> Result<Evidence, Problem> {
        let (mut values, mut rows) = (Vec::new(), Vec::new());
        for readings in all {
            let measure = self.chosen.measure(readings.tag, self.unit.as_ref())?;
            for Bucket { period, parts } in self.buckets(readings) {
                let parts = self.kept(parts);
                if parts.is_empty() {
                    continue;
                }
                // A period too poor for the statistic (a deviation of one sample) has none.
                let Ok(Some((raw, count))) = readings.statistic(self.chosen.statistic, &parts) else {
                    continue;
                };
                let number = measure.number(raw, count);
                let Period { label, range } = period;
                let label = if all.len() == 1 { label } else { format!("{} {label}", readings.tag.id) };
                let value = AnswerValue::number(label, number, measure.unit())
                    .over(local_window(range, self.call.zone()));
                rows.push(row(&value, count));
                values.push(value);
            }
        }
        let word = self.by.map_or("period", By::word);
        let finding = Findings::Table {
            what: format!("{} by {word}", self.chosen.word),
            columns: [word, self.chosen.word, "unit", "samples"].map(plain).to_vec(),
            total_rows: rows.len() as u64,
            rows,
        };
        let evidence = joint_evidence(self.call, all).query(self.query(all)?).notes(self.shift_note());
        Ok(evidence.values(values).finish(finding))
    }

    fn parts(&self, readings: &Readings<'_>) -> Vec<TimeRange> {
        self.kept(match self.shift {
            None => vec![readings.window],
            Some(shift) => period::shift_runs(shift, readings.covered(), self.call.zone())
                .into_iter()
                .map(|run| run.range)
                .collect(),
        })
    }

    /// What of these parts lies within the stretches that count.
    fn kept(&self, parts: Vec<TimeRange>) -> Vec<TimeRange> {
        let Some(within) = &self.within else { return parts };
        let both = |part: &TimeRange| {
            within
                .iter()
                .map(|stretch| stretch.intersect(*part))
                .filter(|cut| !cut.is_empty())
                .collect::<Vec<_>>()
        };
        parts.iter().flat_map(both).collect()
    }

    fn buckets(&self, readings: &Readings<'_>) -> Vec<Bucket> {
        let by = self.by.unwrap_or(By::Day);
        let window = if readings.is_windowed() { readings.window } else { readings.covered() };
        period::buckets(readings.inside(), window, readings.is_windowed(), by, self.shift, self.call.plant())
    }

    /// The usual statistics beside the one asked for.
    fn details(&self, readings: &Readings<'_>, count: u64) -> Result<Vec<AnswerValue>, Problem> {
        let parts = self.parts(readings);
        let mut details = vec![AnswerValue::number("count", count as f64, Some(Unit::default()))];
        if let Statistic::Percentile(percent) = self.chosen.statistic {
            details.push(AnswerValue::number("percentile", percent, None));
        }
        // A total is in another unit than its samples; those then stay in the tag's own.
        let unit = self
            .unit
            .as_ref()
            .filter(|unit| readings.tag.unit.as_ref().is_some_and(|own| own.is_comparable(unit)));
        for (word, statistic) in [
            ("mean", Statistic::Mean),
            ("min", Statistic::Minimum),
            ("max", Statistic::Maximum),
            ("std", Statistic::StandardDeviation),
        ] {
            let measure = Chosen { word, statistic }.measure(readings.tag, unit)?;
            if let Ok(Some((raw, count))) = readings.statistic(statistic, &parts) {
                details.push(AnswerValue::number(word, measure.number(raw, count), measure.unit()));
            }
        }
        Ok(details)
    }

    /// A total takes every sample for one step long; where the held signal says otherwise, its
    /// integral is given beside.
    fn total_note(
        &self,
        readings: &Readings<'_>,
        measure: &Measure,
        total: f64,
    ) -> Result<Option<String>, Problem> {
        if self.chosen.statistic != Statistic::Total || self.shift.is_some() {
            return Ok(None);
        }
        let (start, end) = (readings.window.start, readings.window.end);
        let (held, _) = held_integral(readings.around(), readings.step()?, start, end);
        let differs = (held - total).abs() > TELLING * total.abs().max(held.abs());
        Ok(differs.then(|| {
            let unit = measure.unit().map(|unit| unit.symbol()).unwrap_or_default();
            format!(
                "Samples are not evenly spaced: holding each until the next gives {:.6} {unit} instead.",
                measure.number(held, 1)
            )
        }))
    }

    fn shift_note(&self) -> Option<String> {
        self.shift.map(|shift| {
            format!(
                "Only samples of the shift {} ({} to {}) count.",
                shift.name,
                clock(shift.start),
                clock(shift.end)
            )
        })
    }

    fn query(&self, all: &[Readings<'_>]) -> Result<String, Problem> {
        let Some(first) = all.first() else { return Ok(String::new()) };
        let measure = self.chosen.measure(first.tag, self.unit.as_ref())?;
        let step = match self.chosen.statistic {
            Statistic::Total | Statistic::TimeWeightedMean => first.step()?,
            _ => 0,
        };
        let tags: Vec<&str> = all.iter().map(|readings| readings.tag.id.as_str()).collect();
        let aggregation = Aggregation {
            tags: &tags,
            window: first.window,
            by: self.by,
            shift: self.shift,
            within: self.within.as_deref(),
            held: (self.chosen.statistic == Statistic::TimeWeightedMean).then_some(step),
        };
        Ok(aggregation.sql(&self.chosen.sql(step, &measure), self.call.plant()))
    }
}

fn row(value: &AnswerValue, count: u64) -> Vec<Cell> {
    vec![
        Cell::Text(value.label.clone()),
        value.value.as_f64().map_or(Cell::Null, Cell::Number),
        value.unit.as_ref().map_or(Cell::Null, |unit| Cell::Text(unit.to_string())),
        Cell::Integer(i64::try_from(count).unwrap_or(i64::MAX)),
    ]
}

fn plain(name: &str) -> Column {
    Column { name: name.to_owned(), unit: None }
}

fn clock(time: jiff::civil::Time) -> String {
    time.strftime("%H:%M").to_string()
}
