//! What the plant is and what there is to ask about.

use plant::Problem;
use tool::{AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec};

use crate::support::Call;
use crate::support::time::local_window;
use crate::{Engines, Tool};

pub struct DescribePlant;

impl Tool for DescribePlant {
    fn spec(&self) -> Spec {
        Spec {
            name: "describe_plant",
            about: "Says what the plant is: its assets, tags, tables of records, and the time its history covers.",
            effect: Effect::ReadOnly,
            parameters: const {
                &[Parameter::optional(
                    "about",
                    ParameterKind::OneOf(&["plant", "shifts"]),
                    "the plant (without it), or when its shifts run",
                )]
            },
            example: Example { question: "What plant is this?", arguments: "{}" },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "describe_plant", arguments);
        let plant = call.plant();
        if call.text("about")?.as_deref() == Some("shifts") {
            return shifts(&call);
        }
        let profiles = &call.catalogue.tags;
        let first = profiles.iter().filter_map(|profile| profile.first).min();
        let last = profiles.iter().filter_map(|profile| profile.last).max();
        let samples: u64 = profiles.iter().map(|profile| profile.count).sum();
        let mut facts = vec![
            AnswerValue::new("name", plant.name.clone()),
            AnswerValue::new("timezone", plant.timezone.iana_name().unwrap_or("UTC")),
            AnswerValue::new("assets", plant.assets.len()),
            AnswerValue::new("tags", plant.tags.len()),
            AnswerValue::new("tags_with_data", profiles.iter().filter(|profile| profile.count > 0).count()),
            AnswerValue::new("samples", samples),
            AnswerValue::new("now", call.local(call.catalogue.now)),
        ];
        if let (Some(first), Some(last)) = (first, last) {
            let [first, last] = local_window(plant::TimeRange::new(first, last), call.zone());
            facts.push(AnswerValue::new("first_sample", first));
            facts.push(AnswerValue::new("last_sample", last));
        }
        for table in call.catalogue.tables.iter() {
            facts.push(AnswerValue::new(format!("records of {}", table.table), table.rows));
        }
        let tops = plant.assets.iter().filter(|asset| asset.parent.is_none());
        let tops: Vec<AnswerValue> = tops.map(|asset| AnswerValue::new("asset", asset.id.clone())).collect();
        facts.extend(tops);
        Ok(call
            .evidence()
            .query("SELECT * FROM assets")
            .rows(samples)
            .value(AnswerValue::new("name", plant.name.clone()))
            .finish(Findings::Facts { what: "plant".to_owned(), subject: plant.name.clone(), facts }))
    }
}

/// When each shift runs.
fn shifts(call: &Call<'_>) -> Result<Evidence, Problem> {
    let plant = call.plant();
    if plant.shifts.is_empty() {
        return Err(crate::period::no_shifts(plant));
    }
    let clock = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
    let told = |shift: &plant::Shift| {
        AnswerValue::new(shift.name.clone(), format!("{} – {}", clock(shift.start), clock(shift.end)))
    };
    let facts: Vec<AnswerValue> = plant.shifts.iter().map(told).collect();
    Ok(call.evidence().rows(facts.len() as u64).values(facts.clone()).finish(Findings::Facts {
        what: "shifts".to_owned(),
        subject: plant.name.clone(),
        facts,
    }))
}
