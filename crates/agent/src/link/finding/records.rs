//! Tables of records, their columns and the values in them.

use super::super::{coded, records};
use super::{AssetMention, ColumnMention, Entry, Finding, TableMention, Token, ValueMention, overlap};
use std::ops::Range;

impl Finding<'_> {
    /// Records by name, by description, and by what people call such records.
    pub fn name_records(&mut self) {
        self.named_records();
        self.described_records();
        self.shifts_of_records();
        self.drop_values_of_machines();
        self.assets.retain(|asset| !is_value_of_field(asset, &self.values, &self.columns));
        let told: Vec<ValueMention> =
            self.values.iter().filter(|value| is_told_with_field(value, &self.columns)).cloned().collect();
        self.values.retain(|value| {
            told.contains(value) || !told.iter().any(|told| overlap(&told.tokens, &value.tokens))
        });
        let catalogue = &self.linker.catalogue;
        records::resolve(catalogue, &mut self.tables, &mut self.columns, &mut self.values);
        self.columns
            .retain(|column| !is_sort_of_asset(column, &self.linker.catalogue, &self.assets, &self.tokens));
        // 配件费一共花了多少: two ways to name one column.
        let mut named_before: Vec<(usize, usize)> = Vec::new();
        self.columns.retain(|column| {
            let first = !named_before.contains(&(column.table, column.column));
            named_before.push((column.table, column.column));
            first
        });
        // The hours of "booked the most hours" are the field's, and no value.
        let columns = &self.columns;
        self.values.retain(|value| {
            !columns.iter().any(|column| {
                column.table == value.table
                    && column.column != value.column
                    && column.tokens.start <= value.tokens.start
                    && value.tokens.end <= column.tokens.end
                    && column.tokens.len() > value.tokens.len()
            })
        });
        for value in &mut self.values {
            value.negated = is_negated(&self.tokens, value.tokens.start);
        }
    }

    /// What the names of tables, columns and values say.
    fn named_records(&mut self) {
        for found in std::mem::take(&mut self.names) {
            if !self.timed(&self.span(&found.tokens)) {
                let tokens = found.tokens.clone();
                match &found.entry {
                    Entry::Table(table, score) => {
                        self.tables.push(TableMention { table: *table, score: *score, tokens });
                    }
                    Entry::Column(table, column, score) => {
                        let (table, column, score) = (*table, *column, *score);
                        self.columns.push(ColumnMention { table, column, score, tokens });
                    }
                    // "in" is no code IN.
                    Entry::Value(_, _, value) if self.is_small_word(&found.tokens, value) => {}
                    Entry::Value(table, column, value) | Entry::Coded(table, column, value) => {
                        let named = matches!(found.entry, Entry::Value(..));
                        self.values.push(ValueMention {
                            table: *table,
                            column: *column,
                            value: value.to_string(),
                            tokens,
                            identifier: named && value.chars().any(|c| c.is_ascii_digit()),
                            denied: false,
                            negated: false,
                        });
                    }
                    Entry::Asset(_) | Entry::Kind(_) | Entry::Tag(_) => {}
                }
            }
            self.names.push(found);
        }
        // "the worst day" is no day shift.
        let word = |i: usize| self.tokens.get(i).map_or("", |token| token.word.as_str());
        self.values.retain(|value| {
            let period = value.tokens.len() == 1
                && matches!(word(value.tokens.start), "day" | "night" | "evening" | "morning");
            !period || matches!(word(value.tokens.end), "shift" | "班")
        });
        // An id that also stands in a table's column is the tag itself unless the table is spoken of.
        self.values.retain(|value| {
            let is_tag = self.names.iter().any(|name| {
                matches!(name.entry, Entry::Tag(_)) && name.tokens == value.tokens && name.tokens.len() >= 2
            });
            !is_tag || self.tables.iter().any(|table| table.table == value.table)
        });
    }

    /// "press 1" is that machine: no 1 in a column `presses` of records that nobody speaks of, and no column `press`.
    fn drop_values_of_machines(&mut self) {
        let Self { assets, tables, values, columns, .. } = self;
        columns.retain(|column| {
            let inside = |asset: &AssetMention| {
                asset.tokens.len() >= 2
                    && asset.tokens.start <= column.tokens.start
                    && column.tokens.end <= asset.tokens.end
            };
            !assets.iter().any(inside)
        });
        values.retain(|value| {
            let machine = assets.iter().any(|asset| asset.tokens.len() >= 2 && asset.tokens == value.tokens);
            !machine || tables.iter().any(|table| table.table == value.table)
        });
    }

    /// Whether a word such as "in" or "it" stands where a value is spelt otherwise.
    fn is_small_word(&self, tokens: &Range<usize>, value: &str) -> bool {
        tokens.len() == 1
            && self.tokens[tokens.start].stop
            && self.question.get(self.tokens[tokens.start].span.clone()) != Some(value)
    }

    /// What descriptions, the sorts of records and codes say. What is called so goes before what is only described so.
    fn described_records(&mut self) {
        let spoken: Vec<usize> = self
            .tables
            .iter()
            .map(|mention| mention.table)
            .chain(self.values.iter().filter(|value| value.identifier).map(|value| value.table))
            .chain(self.spoken_of)
            .collect();
        let in_name = |i: usize| self.in_name(i);
        let (tables, columns) = self.linker.filed.find(&self.tokens, &spoken, in_name);
        let tables: Vec<TableMention> = tables
            .into_iter()
            .filter(|more| {
                !self.tables.iter().any(|own| own.table == more.table || overlap(&own.tokens, &more.tokens))
            })
            .collect();
        let columns: Vec<ColumnMention> = columns
            .into_iter()
            .filter(|more| {
                !self.columns.iter().any(|own| own.table == more.table && overlap(&own.tokens, &more.tokens))
            })
            .collect();
        let spoken: Vec<usize> = spoken
            .into_iter()
            .chain(self.tables.iter().chain(&tables).map(|mention| mention.table))
            .collect();
        let sorted = self.linker.sorts.find(&self.units, &self.tokens, &spoken, in_name);
        self.tables.extend(tables);
        self.columns.extend(columns);
        self.implied_table = sorted.implied;
        let named = |range: &Range<usize>, tables: &[TableMention]| {
            tables.iter().any(|own| overlap(&own.tokens, range))
        };
        for more in sorted.columns {
            let own = |own: &ColumnMention| own.table == more.table && overlap(&own.tokens, &more.tokens);
            if !self.columns.iter().any(own) && !named(&more.tokens, &self.tables) {
                self.columns.push(more);
            }
        }
        for more in sorted.values {
            let own = |own: &ValueMention| overlap(&own.tokens, &more.tokens);
            if !self.values.iter().any(own) && !named(&more.tokens, &self.tables) {
                self.values.push(more);
            }
        }
        let catalogue = &self.linker.catalogue;
        let coded = coded::find(self.question, catalogue, &self.tokens, &self.columns, &self.values, &spoken);
        let families = self.linker.families.find(self.question, &self.tokens, &self.values);
        self.values.extend(coded);
        self.values.extend(families);
        let by_sort: Vec<TableMention> =
            sorted.tables.into_iter().filter(|more| !named(&more.tokens, &self.tables)).collect();
        self.tables.extend(by_sort);
    }

    /// Whether a token belongs to a time, an asset, or the whole name of a tag or value.
    fn in_name(&self, i: usize) -> bool {
        self.timed(&self.tokens[i].span)
            || self.assets.iter().any(|asset| asset.tokens.contains(&i))
            || self.names.iter().any(|name| {
                let whole = match name.entry {
                    Entry::Tag(_) | Entry::Value(..) => name.strong && name.tokens.len() >= 2,
                    _ => false,
                };
                whole && name.tokens.contains(&i)
            })
    }
}

/// "the electrical discipline", "planned = yes": a value beside the name of its own column, or told together with it.
fn is_told_with_field(value: &ValueMention, columns: &[ColumnMention]) -> bool {
    columns.iter().filter(|column| (column.table, column.column) == (value.table, value.column)).any(
        |column| {
            let beside = value.tokens.end == column.tokens.start || column.tokens.end == value.tokens.start;
            let together = value.tokens.start == column.tokens.start && value.tokens.end > column.tokens.end;
            beside || together
        },
    )
}

/// Such a value is no machine that is called so.
fn is_value_of_field(asset: &AssetMention, values: &[ValueMention], columns: &[ColumnMention]) -> bool {
    let inside = |value: &ValueMention| {
        value.tokens.start <= asset.tokens.start && asset.tokens.end <= value.tokens.end
    };
    values.iter().any(|value| inside(value) && is_told_with_field(value, columns))
}

/// "of equipment P-101": what sort of thing is named, and no column.
fn is_sort_of_asset(
    column: &ColumnMention,
    catalogue: &tool::Catalogue,
    assets: &[AssetMention],
    tokens: &[Token],
) -> bool {
    let profile = &catalogue.tables[column.table];
    let name = &profile.columns[column.column].name;
    let lower = name.to_lowercase();
    let of_assets = profile.asset.as_deref() == Some(&**name)
        || ["equipment", "asset", "machine", "设备"].iter().any(|word| lower.contains(word));
    let named = |asset: &AssetMention| {
        (column.tokens.end..column.tokens.end + 3).contains(&asset.tokens.start)
            && !tokens[column.tokens.end..asset.tokens.start].iter().any(|token| token.after_break)
    };
    of_assets && assets.iter().any(named)
}

/// Whether a word right before a place says that what stands there is not meant.
fn is_negated(tokens: &[Token], at: usize) -> bool {
    let word = |back: usize| at.checked_sub(back).map_or("", |i| tokens[i].word.as_str());
    let negates = |word: &str| {
        matches!(word, "not" | "non" | "un" | "never" | "except" | "excluding" | "未" | "非" | "没")
    };
    negates(word(1)) || word(1) == "yet" && negates(word(2)) || word(1) == "有" && word(2) == "没"
}
