//! `draft_work_order`: a work order that a person may confirm and hand to a CMMS.

use logbook::{Act, Priority, WorkOrder};
use plant::Problem;
use tool::{AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec};

use crate::proposing::Drafted;
use crate::support::records::literal;
use crate::support::time::date_of;
use crate::support::{Call, problems};
use crate::{Engines, Tool, Writer};

/// Drafts a work order.
pub struct DraftWorkOrder;

const PARAMETERS: &[Parameter] = &[
    Parameter::required("asset", ParameterKind::Asset, "what is to be worked on"),
    Parameter::required("title", ParameterKind::Text, "what is to be done, one line"),
    Parameter::optional("description", ParameterKind::Text, "what was seen, and what to look at"),
    Parameter::optional(
        "priority",
        ParameterKind::OneOf(&["emergency", "high", "medium", "low"]),
        "how urgent it is; medium without it",
    ),
    Parameter::optional("due", ParameterKind::Instant, "by which day, plant-local: YYYY-MM-DD"),
    Parameter::optional("answer", ParameterKind::Text, "id of the answer that led to it"),
];

impl Tool for DraftWorkOrder {
    fn spec(&self) -> Spec {
        Spec {
            name: "draft_work_order",
            about: "Proposes a draft of a work order for an asset, which a person may confirm and hand to a CMMS.",
            effect: Effect::Writes,
            parameters: PARAMETERS,
            example: Example {
                question: "Draft a work order to replace the seal of pump P-101 by 10 July, with high priority.",
                arguments: r#"{"asset": "P-101", "title": "Replace the shaft seal", "description": "The bearing runs warm since the end of June.", "priority": "high", "due": "2026-07-10"}"#,
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

impl Writer for DraftWorkOrder {
    fn draft(&self, engines: &Engines, arguments: &Arguments) -> Result<Drafted, Problem> {
        let call = Call::new(engines, "draft_work_order", arguments);
        let asset = call.find_asset(&call.needed_text("asset")?)?;
        let order = WorkOrder {
            asset: asset.id.clone(),
            title: call.needed_text("title")?.trim().to_owned(),
            description: call.text("description")?.unwrap_or_default().trim().to_owned(),
            priority: priority(&call)?,
            due: due(&call)?,
            answer: call.text("answer")?,
        };
        let mut facts = vec![
            AnswerValue::new("asset", order.asset.clone()),
            AnswerValue::new("title", order.title.clone()),
            AnswerValue::new("priority", order.priority.word()),
        ];
        if !order.description.is_empty() {
            facts.push(AnswerValue::new("description", order.description.clone()));
        }
        facts.extend(order.due.map(|due| AnswerValue::new("due", due.to_string())));
        facts.extend(order.answer.clone().map(|answer| AnswerValue::new("answer", answer)));
        let act = Act::WorkOrder(order);
        act.check()?;
        let preview = call
            .evidence()
            .query(format!("SELECT * FROM assets WHERE id = {}", literal(&asset.id)))
            .rows(1)
            .note("It stays in Plantwright's own logbook; the plant's records are not touched.")
            .finish(Findings::Facts { what: "work order".to_owned(), subject: asset.id.clone(), facts });
        Ok(Drafted { act, preview })
    }
}

/// The day by which it is to be done: today by the plant's clock at the earliest.
fn due(call: &Call<'_>) -> Result<Option<jiff::civil::Date>, Problem> {
    let Some(at) = call.instant("due")? else { return Ok(None) };
    let date = date_of(at, call.zone());
    let today = date_of(call.catalogue.now, call.zone());
    if date < today {
        return Err(problems::bad_argument("due", format!("{date} is past; it is {today}")));
    }
    Ok(Some(date))
}

fn priority(call: &Call<'_>) -> Result<Priority, Problem> {
    let Some(word) = call.text("priority")? else { return Ok(Priority::Medium) };
    Priority::from_word(&word)
        .ok_or_else(|| problems::bad_argument("priority", "emergency, high, medium or low is needed"))
}
