//! Records: one table for a pattern, and the fields, values and records that belong to it.

use super::*;

impl Attempt<'_> {
    /// Chooses one table for the records of the pattern, and fills what belongs to it.
    pub(super) fn records(&mut self) -> Option<()> {
        let slots: Vec<Slot> = self.pattern.slots.iter().map(|(slot, _)| *slot).collect();
        let of =
            |kind: SlotKind| slots.iter().copied().filter(move |slot| slot.kind == kind).collect::<Vec<_>>();
        let (tables, fields, values, records) =
            (of(SlotKind::Records), of(SlotKind::Field), of(SlotKind::Value), of(SlotKind::Record));
        if tables.is_empty() && fields.is_empty() && values.is_empty() && records.is_empty() {
            return Some(());
        }
        let numeric = self.numeric_fields();
        let text = self.grouping_fields();
        let needs_time = !of(SlotKind::Window).is_empty();
        let needs_asset =
            slots.iter().any(|slot| slot.kind == SlotKind::Asset && !self.chosen.contains_key(slot));
        let lasts = self.needs_length();
        let profiles = self.plant.catalogue.tables.clone();
        let columns_of = |t: usize, want: &dyn Fn(usize) -> bool| -> Vec<usize> {
            (0..profiles[t].columns.len()).filter(|c| want(*c)).collect()
        };
        let made_up = self.plant;
        let chinese = self.pattern.chinese;
        let sayable = |t: usize, c: usize| !made_up.tables[t].columns[c].said.of(chinese).is_empty();
        let is_number = |t: usize, c: usize| {
            matches!(profiles[t].columns[c].kind, ColumnKind::Number | ColumnKind::Integer) && sayable(t, c)
        };
        let is_text = |t: usize, c: usize| {
            profiles[t].columns[c].kind == ColumnKind::Text
                && sayable(t, c)
                && made_up.tables[t].columns[c].values.len() > 1
                && !made_up.tables[t].columns[c].key
        };
        let has_said_values = |t: usize, c: usize| {
            is_text(t, c)
                && made_up.tables[t].columns[c].values.iter().any(|(_, said)| !said.of(chinese).is_empty())
        };
        let key_of = |t: usize| {
            (0..profiles[t].columns.len()).find(|c| {
                made_up.tables[t].columns[*c].key
                    && made_up.tables[t].columns[*c].values.len() >= records.len().max(1)
            })
        };
        let fitting: Vec<usize> = (0..profiles.len())
            .filter(|t| {
                let t = *t;
                (!needs_time || profiles[t].time.is_some())
                    && (!needs_asset || profiles[t].asset.is_some())
                    && !made_up.tables[t].said.of(chinese).is_empty()
                    && columns_of(t, &|c| is_number(t, c)).len() >= numeric.len()
                    && columns_of(t, &|c| is_text(t, c)).len() >= text.len()
                    && (values.is_empty()
                        || columns_of(t, &|c| has_said_values(t, c)).len() >= values.len().min(2))
                    && (records.is_empty() || key_of(t).is_some())
                    && (!lasts
                        || profiles[t]
                            .columns
                            .iter()
                            .filter(|column| column.kind == ColumnKind::Time)
                            .count()
                            >= 2)
            })
            .collect();
        let table = *fitting.choose(self.rng)?;
        for (i, slot) in tables.iter().enumerate() {
            // A second kind of records is another table.
            let t = if i == 0 {
                table
            } else {
                *fitting.iter().filter(|t| **t != table).collect::<Vec<_>>().choose(self.rng)?.to_owned()
            };
            let said = self.pick(&self.plant.tables[t].said)?.clone();
            self.set(*slot, Filling::Table(t), said);
        }
        let mut used: Vec<usize> = Vec::new();
        for slot in &fields {
            let want = |c: usize| {
                if numeric.contains(slot) {
                    is_number(table, c)
                } else if text.contains(slot) {
                    is_text(table, c)
                } else {
                    is_number(table, c) || is_text(table, c)
                }
            };
            let free: Vec<usize> =
                columns_of(table, &want).into_iter().filter(|c| !used.contains(c)).collect();
            let column = *free.choose(self.rng)?;
            used.push(column);
            let said = self.pick(&self.plant.tables[table].columns[column].said)?.clone();
            self.set(*slot, Filling::Column(table, column), said);
        }
        let mut used_values: Vec<(usize, String)> = Vec::new();
        for slot in &values {
            let field = self.field_of_value(*slot);
            let column = match field.and_then(|field| self.chosen.get(&field).cloned()) {
                Some(Filling::Column(_, column)) => column,
                _ => *columns_of(table, &|c| has_said_values(table, c)).choose(self.rng)?,
            };
            let all = &self.plant.tables[table].columns[column].values;
            let free: Vec<&(String, Said)> = all
                .iter()
                .filter(|(value, said)| {
                    !used_values.contains(&(column, value.clone())) && !said.of(chinese).is_empty()
                })
                .collect();
            let (value, said) = *free.choose(self.rng)?;
            used_values.push((column, value.clone()));
            let filter = Filter {
                column: profiles[table].columns[column].name.clone(),
                value: value.clone(),
                more: Vec::new(),
                denied: false,
                negated: false,
            };
            let said = self.pick(said)?.clone();
            self.set(*slot, Filling::Value(table, filter), said);
        }
        for slot in &records {
            let column = key_of(table)?;
            let all = &self.plant.tables[table].columns[column].values;
            let free: Vec<&(String, Said)> =
                all.iter().filter(|(value, _)| !used_values.contains(&(column, value.clone()))).collect();
            let (value, said) = *free.choose(self.rng)?;
            used_values.push((column, value.clone()));
            let key =
                Key { table, column: profiles[table].columns[column].name.clone(), value: value.clone() };
            let said = said.of(chinese).choose(self.rng).unwrap_or(value).clone();
            self.set(*slot, Filling::Record(key), said);
        }
        Some(())
    }

    /// Fields of which a number is computed or compared.
    fn numeric_fields(&self) -> Vec<Slot> {
        let mut found = Vec::new();
        self.pattern.written.walk(&mut |node| {
            let computed = matches!(
                node.name(),
                "sum" | "mean" | "min" | "max" | "median" | "std" | "most" | "least" | "range"
            );
            let compared = node.name() == "where"
                && node.arguments().iter().any(|a| matches!(a.name(), "above" | "below"));
            if computed || compared {
                found.extend(
                    node.arguments().iter().filter_map(slot_of).filter(|slot| slot.kind == SlotKind::Field),
                );
            }
        });
        found.dedup();
        found
    }

    /// Fields whose values make groups, or that have a value named.
    fn grouping_fields(&self) -> Vec<Slot> {
        let mut found: Vec<Slot> = Vec::new();
        self.pattern.written.walk(&mut |node| {
            found.extend(node.option("by").and_then(slot_of));
            let valued =
                node.arguments().iter().any(|a| slot_of(a).is_some_and(|slot| slot.kind == SlotKind::Value));
            if node.name() == "values" || node.name() == "where" && valued {
                found.extend(node.arguments().iter().filter_map(slot_of));
            }
        });
        found.retain(|slot| slot.kind == SlotKind::Field);
        found.dedup();
        found
    }

    /// The field that a value is said to stand in.
    fn field_of_value(&self, value: Slot) -> Option<Slot> {
        let mut field = None;
        self.pattern.written.walk(&mut |node| {
            if node.name() == "where" && node.arguments().iter().filter_map(slot_of).any(|slot| slot == value)
            {
                field = node.arguments().iter().filter_map(slot_of).find(|slot| slot.kind == SlotKind::Field);
            }
        });
        field
    }

    /// Whether records are asked for that have a start and an end.
    fn needs_length(&self) -> bool {
        let mut needs = false;
        self.pattern.written.walk(&mut |node| {
            needs |= matches!(
                node.name(),
                "during" | "start" | "end" | "how_long" | "before" | "after" | "around"
            );
        });
        needs
    }
}
