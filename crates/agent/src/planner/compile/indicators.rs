//! Performance indicators from what is measured and recorded: how long a machine stood, how often, what it cost.
//!
//! Mean time to repair and between failures as in EN 15341 (maintenance key performance indicators), with the records of
//! downtime for failures; availability is the share of the time in which the machine ran.

use plant::RecordKind;
use serde_json::{Value as Json, json};
use tool::ColumnKind;

use super::{Compiled, Compiler, Stop, missing};
use crate::meaning::{SlotKind, Term};

impl Compiler<'_> {
    /// `kpi(NAME, a, w)`.
    pub(super) fn indicator(&mut self, meaning: &Term) -> Compiled<String> {
        let name = meaning.arguments().first().map(Term::name).unwrap_or_default().to_owned();
        if meaning.options().iter().any(|(key, _)| key != "unit") {
            return Err(Stop::NotYet("kpi".to_owned()));
        }
        let asset = meaning
            .arguments()
            .iter()
            .find(|argument| argument.name() == "owner" || Self::slot(argument, SlotKind::Asset).is_some())
            .cloned();
        let window = self.window(meaning)?;
        match name.as_str() {
            "downtime" => {
                let stopped = Term::call("stopped", asset.clone().into_iter().collect());
                if let Some(step) = self.time_recorded(&window)? {
                    return Ok(step);
                }
                if asset.is_none() {
                    return Err(missing(SlotKind::Asset));
                }
                self.condition(&stopped, window, &Json::Null, "total", Json::Null)
            }
            "availability" | "utilisation" => {
                let running = Term::call("running", vec![asset.ok_or(missing(SlotKind::Asset))?]);
                self.condition(&running, window, &Json::Null, "share", Json::Null)
            }
            "mttr" => {
                let table = self.downtime_table()?;
                let column = self.duration_column(table).ok_or(Stop::NotYet("kpi".to_owned()))?;
                let asset = self.asset_argument(meaning)?;
                Ok(self.add(
                    "records_statistic",
                    [
                        ("table", json!(self.catalogue.tables[table].table)),
                        ("of", json!(column)),
                        ("statistic", json!("mean")),
                        ("window", window),
                        ("asset", json!(asset)),
                    ],
                ))
            }
            "mtbf" => {
                let table = self.downtime_table()?;
                let running = Term::call("running", vec![asset.ok_or(missing(SlotKind::Asset))?]);
                let ran = self.condition(&running, window.clone(), &Json::Null, "total", Json::Null)?;
                let asset = self.asset_argument(meaning)?;
                let table = json!(self.catalogue.tables[table].table);
                let failures = self
                    .add("count_records", [("table", table), ("window", window), ("asset", json!(asset))]);
                Ok(self.add(
                    "calculate",
                    [
                        ("operation", json!("ratio")),
                        (
                            "left",
                            json!({
                                "value": {"from": ran, "take": "value"},
                                "unit": {"from": ran, "take": "unit"},
                                "label": "time it ran",
                            }),
                        ),
                        ("right", json!({"value": {"from": failures, "take": "value"}, "label": "times it stopped"})),
                    ],
                ))
            }
            "cost" => {
                let orders = self.table_of_kind(RecordKind::WorkOrder)?;
                let is_cost = |name: &str| {
                    let name = name.to_lowercase();
                    ["cost", "price", "费用", "成本", "金额"].iter().any(|word| name.contains(word))
                };
                let column = self.catalogue.tables[orders]
                    .columns
                    .iter()
                    .find(|column| {
                        matches!(column.kind, ColumnKind::Number | ColumnKind::Integer)
                            && is_cost(&column.name)
                    })
                    .map(|column| column.name.clone())
                    .ok_or(Stop::NotYet("kpi".to_owned()))?;
                let asset = self.asset_argument(meaning)?;
                Ok(self.add(
                    "records_statistic",
                    [
                        ("table", json!(self.catalogue.tables[orders].table)),
                        ("of", json!(column)),
                        ("statistic", json!("sum")),
                        ("window", window),
                        ("asset", json!(asset)),
                    ],
                ))
            }
            _ => Err(Stop::NotYet("kpi".to_owned())),
        }
    }

    /// "which pump had the worst availability": machines in order of an indicator that a condition or records tell.
    pub(super) fn ranked_by_indicator(&mut self, meaning: &Term, what: &str, of: &Term) -> Compiled<String> {
        let name = of.arguments().first().map(Term::name).unwrap_or_default();
        let window = of.arguments().iter().filter(|argument| Self::is_window(argument)).cloned();
        let kind = || Term::word("k");
        let of_records = |table: Term, measure: Term| Term::Call {
            name: "stat".to_owned(),
            arguments: [table, measure].into_iter().chain(window.clone()).collect(),
            options: Vec::new(),
        };
        let of = match name {
            "availability" | "utilisation" | "downtime" => {
                if self.bound.kinds.is_empty() {
                    return Err(missing(SlotKind::Kind));
                }
                let state = if name == "downtime" { "stopped" } else { "running" };
                let arguments =
                    std::iter::once(Term::call(state, vec![kind()])).chain(window.clone()).collect();
                let options = vec![("report".to_owned(), Term::word("share"))];
                Term::Call { name: "time".to_owned(), arguments, options }
            }
            "mttr" => of_records(Term::word("downtime"), Term::call("mean", vec![Term::word("length")])),
            _ => return Err(Stop::NotYet(format!("ranking by {name}"))),
        };
        let ranked = Term::Call {
            name: "rank".to_owned(),
            arguments: vec![Term::word(what), of],
            options: meaning.options().to_vec(),
        };
        self.whole(&ranked)
    }

    fn table_of_kind(&self, kind: RecordKind) -> Compiled<usize> {
        let tables = &self.catalogue.tables;
        tables.iter().position(|table| table.kind == kind).ok_or(Stop::NotYet("kpi".to_owned()))
    }

    fn downtime_table(&self) -> Compiled<usize> {
        self.table_of_kind(RecordKind::Downtime)
    }
}
