//! Windows and instants: said, of a record, or found by another step.

use serde_json::{Value as Json, json};

use super::{Compiled, Compiler, Stop, missing};
use crate::meaning::{SlotKind, Term};

impl Compiler<'_> {
    /// The window among a meaning's arguments; null where none is said.
    pub(super) fn window(&mut self, meaning: &Term) -> Compiled<Json> {
        for argument in meaning.arguments() {
            if let Some(window) = self.window_term(argument)? {
                return Ok(window);
            }
        }
        Ok(Json::Null)
    }

    /// The window that a term is, if it is one.
    pub(super) fn window_term(&mut self, term: &Term) -> Compiled<Option<Json>> {
        if let Some(slot) = Self::slot(term, SlotKind::Window) {
            // No window said: all that is recorded.
            if slot.place == 1 && self.bound.windows.is_empty() {
                return Ok(Some(Json::Null));
            }
            let when = Self::filling(&self.bound.windows, slot)?.clone();
            return Ok(Some(self.steps.window(&when)));
        }
        Ok(match term.name() {
            "during" => {
                let inner = term.arguments().first().ok_or(missing(SlotKind::Record))?;
                Some(self.record_window(inner)?)
            }
            "best" if term.arguments().first().is_some_and(|what| what.name() == "asset") => {
                return Err(Stop::Unfit("no such window"));
            }
            "best" => {
                let step = self.best_period(term)?;
                Some(json!({"from": step, "take": "window"}))
            }
            "before" | "after" | "around" | "since" => Some(self.window_beside(term)?),
            // To pass it over would be to answer of all the time.
            "rank" | "group" | "steadiest" | "which_of" | "which" | "those" => {
                return Err(Stop::Unfit("no such window"));
            }
            _ => None,
        })
    }

    /// Whether a term is a window, said or found.
    pub(super) fn is_window(term: &Term) -> bool {
        Self::slot(term, SlotKind::Window).is_some()
            || matches!(term.name(), "during" | "best" | "before" | "after" | "around" | "since")
    }

    /// `before(rec, d)`, `after(at, d)`, `around(when(…), d)`, `since(last(r, a))`: a window that something ends or begins.
    fn window_beside(&mut self, term: &Term) -> Compiled<Json> {
        let what = term.arguments().iter().find(|argument| Self::slot(argument, SlotKind::Length).is_none());
        let what = what.ok_or(missing(SlotKind::Record))?;
        let length = match Self::argument(term, SlotKind::Length) {
            Some(slot) => Self::filling(&self.bound.lengths, slot)?.round() as i64,
            None if term.name() == "since" => 0,
            None => return Err(missing(SlotKind::Length)),
        };
        let (starts, ends) = self.ends_of(what)?;
        let (start, end) = match term.name() {
            // "the day before the order was finished".
            "before" if self.bound.speaks_of(FINISHED) => (moved(&ends, -length), ends),
            "before" => (moved(&starts, -length), starts),
            "after" => (ends.clone(), moved(&ends, length)),
            "around" => (moved(&starts, -length), moved(&ends, length)),
            _ => (ends, json!(plant::time::timestamp(self.catalogue.now).to_string())),
        };
        Ok(json!({"start": start, "end": end}))
    }

    /// When something starts and ends: an instant does both.
    fn ends_of(&mut self, what: &Term) -> Compiled<(Json, Json)> {
        let records = matches!(what.name(), "last" | "first" | "extreme" | "rank");
        if Self::slot(what, SlotKind::Record).is_some() || records {
            let step = self.record_window_step(what)?;
            return Ok((json!({"from": step, "take": "start"}), json!({"from": step, "take": "end"})));
        }
        let instant = self.instant(&Term::call("at", vec![what.clone()]))?;
        Ok((instant.clone(), instant))
    }

    /// The time that a record lasted, as a window.
    pub(super) fn record_window(&mut self, record: &Term) -> Compiled<Json> {
        let step = self.record_window_step(record)?;
        Ok(json!({"from": step, "take": "window"}))
    }

    /// When a record began or ended, or how long it lasted, as an answer.
    pub(super) fn record_told(&mut self, record: &Term, report: &str) -> Compiled<String> {
        let step = self.record_window_step(record)?;
        self.steps.set(&step, "report", json!(report));
        Ok(step)
    }

    pub(super) fn record_window_step(&mut self, record: &Term) -> Compiled<String> {
        if let Some(slot) = Self::slot(record, SlotKind::Record) {
            let key = Self::filling(&self.bound.records, slot)?.clone();
            let table = self.catalogue.tables[key.table].table.clone();
            return Ok(self.add(
                "record_window",
                [("table", json!(table)), ("column", json!(key.column)), ("value", json!(key.value))],
            ));
        }
        if matches!(record.name(), "last" | "first" | "extreme") {
            let table = self.table_of(record)?;
            let name = self.catalogue.tables[table].table.clone();
            let step = self.recorded(record)?;
            let value = json!({"from": step, "take": "value"});
            return Ok(self.add("record_window", [("table", json!(name)), ("value", value)]));
        }
        // "the run in which flow was lowest": the first of those that a tag puts in order.
        if record.name() == "rank" {
            let of = Term::call("list", record.option("of").cloned().into_iter().collect());
            let table = self.table_of(&of)?;
            let name = self.catalogue.tables[table].table.clone();
            let step = self.whole(record)?;
            let value = json!({"from": step, "take": "value"});
            return Ok(self.add("record_window", [("table", json!(name)), ("value", value)]));
        }
        Err(missing(SlotKind::Record))
    }

    /// `best(day, max(t, w))`: the period that ranks first.
    pub(super) fn best_period(&mut self, term: &Term) -> Compiled<String> {
        let [period, what] = term.arguments() else { return Err(Stop::Unfit("no period")) };
        let mut ranked = Term::call("rank", vec![period.clone(), what.clone()]);
        if let Term::Call { options, .. } = &mut ranked {
            options.extend(term.options().iter().cloned());
            options.push(("top".to_owned(), Term::Number(1.0)));
        }
        self.whole(&ranked)
    }

    /// The instant among a meaning's arguments: said, of an extreme, of a record's start or end.
    pub(super) fn instant(&mut self, meaning: &Term) -> Compiled<Json> {
        for argument in meaning.arguments() {
            if let Some(slot) = Self::slot(argument, SlotKind::Instant) {
                let instant = *Self::filling(&self.bound.instants, slot)?;
                return Ok(json!(plant::time::timestamp(instant).to_string()));
            }
            match argument.name() {
                "when" => {
                    let step = self.whole(argument)?;
                    return Ok(json!({"from": step, "take": "time"}));
                }
                "start" | "end" => {
                    let record = argument.arguments().first().ok_or(missing(SlotKind::Record))?;
                    let step = self.record_window_step(record)?;
                    return Ok(json!({"from": step, "take": argument.name()}));
                }
                _ => {}
            }
        }
        Err(missing(SlotKind::Instant))
    }
}

/// Words that speak of the end of a record.
const FINISHED: &[&str] =
    &["finish", "clos", "complet", "was done", "ended", "完工", "完成", "结束", "关闭", "关单"];

/// An instant, said or found by a step, so many seconds later.
fn moved(instant: &Json, seconds: i64) -> Json {
    let said = instant.as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    match said {
        Some(at) => {
            let ns = plant::time::nanos(at).saturating_add(seconds.saturating_mul(1_000_000_000));
            json!(plant::time::timestamp(ns).to_string())
        }
        None => {
            let mut reference = instant.clone();
            reference["shift_s"] = json!(seconds);
            reference
        }
    }
}
