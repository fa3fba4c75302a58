//! Which records: conditions on their fields, and the shift in which they happened.

use plant::Unit;
use serde_json::{Value as Json, json};
use tool::{ColumnKind, ColumnProfile};

use super::{Compiled, Compiler, Stop, missing};
use crate::link;
use crate::meaning::{Slot, SlotKind, Term};
use crate::planner::slots::Filter;

/// One condition, as the tools take it; several equal values of one column are one list.
struct Condition {
    column: String,
    op: &'static str,
    values: Vec<Json>,
    unit: Option<Unit>,
    /// Another column of the record, in place of a value.
    than: Option<String>,
}

impl Condition {
    fn new(column: impl Into<String>, op: &'static str, value: Json) -> Self {
        Self { column: column.into(), op, values: vec![value], unit: None, than: None }
    }

    fn argument(mut self) -> Json {
        let Self { column, op, .. } = &self;
        if let Some(than) = &self.than {
            return json!({"column": column, "op": op, "than": than});
        }
        match (*op, self.values.len()) {
            ("empty" | "not empty", _) => json!({"column": column, "op": op}),
            ("=", 2..) => json!({"column": column, "op": "in", "value": self.values}),
            _ => {
                let mut filter = json!({"column": column, "op": op, "value": self.values.remove(0)});
                if let Some(unit) = self.unit {
                    filter["unit"] = json!(unit.code());
                }
                filter
            }
        }
    }
}

impl Compiler<'_> {
    /// `where(v)`, `where(f, above, n)` and the like, as the tools take them.
    pub(super) fn filters(&mut self, meaning: &Term, table: usize) -> Compiled<Vec<Json>> {
        let mut conditions: Vec<Condition> = Vec::new();
        for term in meaning.arguments().iter().filter(|argument| argument.name() == "where") {
            for condition in self.condition_of_records(term, table)? {
                let same = conditions
                    .iter_mut()
                    .find(|other| other.column == condition.column && other.op == "=" && condition.op == "=");
                match same {
                    Some(other) => other.values.extend(condition.values),
                    None => conditions.push(condition),
                }
            }
        }
        Ok(conditions.into_iter().map(Condition::argument).collect())
    }

    /// What one `where(…)` asks.
    fn condition_of_records(&mut self, term: &Term, table: usize) -> Compiled<Vec<Condition>> {
        let slot = |kind: SlotKind| term.arguments().iter().find_map(|argument| Self::slot(argument, kind));
        let words: Vec<&str> = term.arguments().iter().map(Term::name).collect();
        let says = |word: &str| words.contains(&word);
        if let Some(slot) = slot(SlotKind::Value) {
            let filter = self.value_of(slot, table)?;
            let negated = says("not") || filter.negated;
            if filter.value.is_empty() {
                let op = if negated == filter.denied { "empty" } else { "not empty" };
                return Ok(vec![Condition::new(&filter.column, op, Json::Null)]);
            }
            let op = if negated == filter.denied { "=" } else { "!=" };
            let more = if negated { Vec::new() } else { filter.more };
            let values = std::iter::once(filter.value).chain(more);
            return Ok(values.map(|value| Condition::new(&filter.column, op, json!(value))).collect());
        }
        if let Some(slot) = slot(SlotKind::Code) {
            return Ok(vec![self.coded(slot, table)?]);
        }
        let mut fields = term.arguments().iter().filter_map(|argument| Self::slot(argument, SlotKind::Field));
        let (field, other) = (fields.next(), fields.next());
        if says("empty") {
            let column = self.column_of(field.ok_or(missing(SlotKind::Field))?, table)?;
            return Ok(vec![Condition::new(column, "empty", Json::Null)]);
        }
        // "the commonest cause": the value of the field that most records have.
        if let (Some(field), Some(group)) =
            (field, term.arguments().iter().find(|argument| argument.name() == "group"))
        {
            if says("not") || !matches!(group.option("top"), Some(Term::Number(1.0))) {
                return Err(Stop::NotYet("records with several values that are found".to_owned()));
            }
            let column = self.column_of(field, table)?;
            let step = self.whole(group)?;
            return Ok(vec![Condition::new(column, "=", json!({"from": step, "take": "value"}))]);
        }
        if says("above") || says("below") {
            let op = if says("above") { ">" } else { "<" };
            if let (Some(field), Some(stat)) =
                (field, term.arguments().iter().find(|argument| argument.name() == "stat"))
            {
                let column = self.number_column(&Term::word(field.to_string()), table)?;
                let step = self.whole(stat)?;
                return Ok(vec![Condition::new(column, op, json!({"from": step, "take": "value"}))]);
            }
            if let Some((field, other)) = field.zip(other) {
                let than = Some(self.column_of(other, table)?);
                return Ok(vec![Condition {
                    than,
                    ..Condition::new(self.column_of(field, table)?, op, Json::Null)
                }]);
            }
            return Ok(vec![self.field_compared(field, op, slot(SlotKind::Number), table)?]);
        }
        if slot(SlotKind::Part).is_some() || slot(SlotKind::Symptom).is_some() {
            return Ok(vec![self.told_in_words(field, table)?]);
        }
        // The shift is an argument of its own.
        if slot(SlotKind::Shift).is_some() {
            return Ok(Vec::new());
        }
        Err(Stop::NotYet("such a condition on records".to_owned()))
    }

    fn value_of(&self, slot: Slot, table: usize) -> Compiled<Filter> {
        let mut own = self.bound.values.iter().filter(|(of, _)| *of == table);
        own.nth(slot.place - 1).map(|(_, filter)| filter.clone()).ok_or(Stop::Missing(slot))
    }

    /// "alarms with code F-203": the code is a value of the table.
    fn coded(&self, slot: Slot, table: usize) -> Compiled<Condition> {
        let code = Self::filling(&self.bound.codes, slot)?;
        let own = self.bound.values.iter().find(|(of, filter)| *of == table && filter.value == code.value);
        match own {
            Some((_, filter)) => Ok(Condition::new(&filter.column, "=", json!(filter.value))),
            None if code.table == table => Ok(Condition::new(&code.column, "=", json!(code.value))),
            None => Err(Stop::Unfit("a code of other records")),
        }
    }

    /// A field above or below a number: the field that is named, else the one that the number's unit measures.
    fn field_compared(
        &self,
        field: Option<Slot>,
        op: &'static str,
        number: Option<Slot>,
        table: usize,
    ) -> Compiled<Condition> {
        let slot = number.unwrap_or(Slot { kind: SlotKind::Number, place: 1 });
        // "stops of more than 30 minutes": a length of time is a number, too.
        let length = self.bound.lengths.get(slot.place - 1).map(|seconds| (*seconds, Some(Unit::new("s"))));
        let (value, unit) = match (self.number(slot), length) {
            (Ok(number), None) => (number.value, number.unit),
            (Ok(number), Some(_)) if number.unit.is_some() => (number.value, number.unit),
            (_, Some(length)) => length,
            (Err(none), None) => return Err(none),
        };
        let profile = &self.catalogue.tables[table];
        let measured_in = |column: &ColumnProfile, unit: &Unit| {
            column.unit.as_ref().is_some_and(|own| own.is_comparable(unit))
        };
        let named = field.and_then(|field| self.number_column(&Term::word(field.to_string()), table).ok());
        let named = named.filter(|name| {
            let column = self.profile_of(table, name);
            unit.as_ref().is_none_or(|unit| {
                column.is_some_and(|column| column.unit.is_none() || measured_in(column, unit))
            })
        });
        let by_unit = || {
            let unit = unit.as_ref()?;
            let lasts = unit.is_comparable(&Unit::new("s")).then(|| self.duration_column(table)).flatten();
            let measured = || {
                let mut fitting = profile.columns.iter().filter(|column| measured_in(column, unit));
                let one = fitting.next().filter(|_| fitting.next().is_none());
                one.map(|column| column.name.clone())
            };
            lasts.or_else(measured)
        };
        let name = named.or_else(by_unit).ok_or(Stop::Unfit("no field that the number compares with"))?;
        let told = self.profile_of(table, &name).is_some_and(|column| column.unit.is_some());
        let mut condition = Condition::new(name, op, json!(value));
        condition.unit = unit.filter(|_| told);
        Ok(condition)
    }

    /// Words that stand in the texts of a column: the named one, else the one in which most texts have them.
    fn told_in_words(&self, field: Option<Slot>, table: usize) -> Compiled<Condition> {
        let named = field.and_then(|field| self.column_of(field, table).ok());
        let columns = self.catalogue.tables[table].columns.iter().filter(|column| {
            column.kind == ColumnKind::Text && named.as_ref().is_none_or(|name| *name == column.name)
        });
        let mut best: Option<(u64, &str, &str)> = None;
        for column in columns {
            for word in
                self.bound.words.iter().map(|word| word.trim()).filter(|word| word.chars().count() >= 2)
            {
                let lower = word.to_lowercase();
                let has = |text: &str| text.to_lowercase().contains(&lower);
                let rows = column.values.iter().filter(|(text, _)| has(text)).map(|(_, count)| count).sum();
                if rows > best.map_or(0, |(most, ..)| most) {
                    best = Some((rows, &column.name, word));
                }
            }
        }
        let (_, column, word) = best.ok_or(Stop::Unfit("words that stand in no record"))?;
        Ok(Condition::new(column, "contains", json!(word)))
    }

    /// The column that says in which shift a record was made.
    pub(super) fn shift_column(&self, table: usize) -> Option<&str> {
        let profile = &self.catalogue.tables[table];
        link::shift_column(profile).map(|column| profile.columns[column].name.as_str())
    }

    /// `shift=s`, `where(s)`: a condition on the column of shifts, where there is one, else the shift as the clock has it.
    pub(super) fn shift_of_records(
        &self,
        meaning: &Term,
        table: usize,
        filters: &mut Vec<Json>,
    ) -> Compiled<Json> {
        let slot = match meaning.option("shift") {
            Some(term) => {
                Some(Self::slot(term, SlotKind::Shift).ok_or(Stop::Unfit("a shift that is found"))?)
            }
            None => meaning
                .arguments()
                .iter()
                .filter(|argument| argument.name() == "where")
                .flat_map(Term::arguments)
                .find_map(|argument| Self::slot(argument, SlotKind::Shift)),
        };
        let Some(slot) = slot else { return Ok(Json::Null) };
        let name = Self::filling(&self.bound.shifts, slot)?;
        let shift = self.catalogue.plant.shifts.iter().find(|shift| shift.name == *name);
        let names: Vec<String> = shift
            .map(|shift| shift.aliases.iter().chain([&shift.name]).map(|name| name.to_lowercase()).collect())
            .unwrap_or_else(|| vec![name.to_lowercase()]);
        let said = self.shift_column(table).and_then(|column| {
            let column = self.catalogue.tables[table].column(column)?;
            let value = column.values.iter().find(|(value, _)| names.contains(&value.to_lowercase()))?;
            Some((column.name.clone(), value.0.clone()))
        });
        match said {
            Some((column, value)) => {
                filters.push(json!({"column": column, "op": "=", "value": value}));
                Ok(Json::Null)
            }
            None => Ok(json!(name)),
        }
    }
}
