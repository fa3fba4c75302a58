//! Which groups of records have the most or the least.

use plant::Problem;
use tool::{AnswerValue, Arguments, Effect, Evidence, Example, Spec};

use crate::group_records::{counted, evidence};
use crate::support::groups;
use crate::support::problems;
use crate::support::time::local_window;
use crate::support::{Call, Records};
use crate::{Engines, Tool};

pub struct TopGroups;

impl Tool for TopGroups {
    fn spec(&self) -> Spec {
        Spec {
            name: "top_groups",
            about: "Which assets, codes or periods have the most or fewest records, or the highest or lowest number.",
            effect: Effect::ReadOnly,
            parameters: groups::PARAMETERS,
            example: Example {
                question: "Which asset has the most alarms?",
                arguments: r#"{"table": "alarms", "by": ["asset_id"], "limit": 1}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "top_groups", arguments);
        let records = Records::open(&call, call.table("table")?)?;
        let groups = groups::group(&records, "highest")?;
        if call.text("report")?.as_deref() == Some("count") {
            return Ok(counted(&call, groups));
        }
        if groups.groups.is_empty() {
            return Err(problems::no_record(format!("no record of {} is meant", records.profile.table)));
        }
        let shown = groups.limit.min(groups.groups.len());
        let tied = match (groups.groups.get(shown - 1), groups.groups.get(shown)) {
            (Some(last), Some(next)) if last.measure == next.measure => Some(format!(
                "{} has as many as {}, which stands before it by name alone.",
                next.label, last.label
            )),
            _ => None,
        };
        let values = groups.groups.iter().take(groups.limit).map(|group| AnswerValue {
            window: group.window.map(|window| local_window(window, call.zone())),
            ..AnswerValue::new(group.label.clone(), group.key.clone())
        });
        let values: Vec<AnswerValue> = values.collect();
        let mut evidence = evidence(&call, groups, values);
        evidence.notes.extend(tied);
        Ok(evidence)
    }
}
