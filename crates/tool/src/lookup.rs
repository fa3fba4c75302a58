//! Tables that tell more of what others name: the register of the equipment that work orders are on, the codes of stops.
//!
//! A column of such a table is a column of the other one, too, called `register.criticality`.

use plant::RecordKind;

use crate::catalogue::{ColumnKind, ColumnProfile, TableProfile};

/// What of one table's records another table tells.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Lookup {
    /// The column that is looked up.
    pub column: String,
    /// Where: a table of which every record has another key.
    pub table: String,
    pub key: String,
}

impl Lookup {
    /// What the other table's column is called here.
    pub fn name(&self, column: &str) -> String {
        format!("{}.{column}", self.table)
    }

    /// The other table's column that a name means.
    pub fn column_of<'n>(&self, name: &'n str) -> Option<&'n str> {
        name.strip_prefix(&*self.table)?.strip_prefix('.')
    }
}

/// Of the values of a column, so many must be keys of the table in which they are looked up.
const KNOWN: f64 = 0.9;

/// The tables in which records of `table` can be looked up: one lookup each.
pub fn lookups(table: &TableProfile, all: &[TableProfile]) -> Vec<Lookup> {
    let others = all.iter().filter(|other| other.table != table.table && other.time.is_none());
    others.filter_map(|other| lookup(table, other)).collect()
}

fn lookup(table: &TableProfile, other: &TableProfile) -> Option<Lookup> {
    let found = |column: &str, key: &str| {
        Some(Lookup { column: column.to_owned(), table: other.table.clone(), key: key.to_owned() })
    };
    // A table of what may fail is no list of machines, whatever it names.
    let machines = table.asset.is_some() && table.column("asset_id").is_some() && names_each_once(other);
    if machines && other.kind != RecordKind::FailureMode {
        return found("asset_id", "asset_id");
    }
    let keys = other.columns.iter().filter(|column| is_key(column, other));
    keys.filter_map(|key| {
        let own =
            table.columns.iter().filter(|own| own.name != "asset_id" && goes_with(own, key, table, other));
        let best = own.max_by_key(|own| own.name.eq_ignore_ascii_case(&key.name))?;
        Some((best, key))
    })
    .next()
    .and_then(|(own, key)| found(&own.name, &key.name))
}

/// Whether a table names each of its machines once, as a register does.
pub fn names_each_once(table: &TableProfile) -> bool {
    let once = |id: &ColumnProfile| {
        id.distinct > 1
            && id.values.len() as u64 == id.distinct
            && id.values.iter().all(|(_, rows)| *rows == 1)
    };
    table.time.is_none() && table.asset.is_some() && table.column("asset_id").is_some_and(once)
}

fn is_key(column: &ColumnProfile, table: &TableProfile) -> bool {
    matches!(column.kind, ColumnKind::Text | ColumnKind::Integer)
        && column.distinct == table.rows
        && table.rows > 1
        && column.name != "asset_id"
}

/// Whether what stands in `own` are keys of the other table: by their values or, of numbers, which stand for many things, by
/// what the column is called or said to be.
fn goes_with(own: &ColumnProfile, key: &ColumnProfile, table: &TableProfile, other: &TableProfile) -> bool {
    if own.kind != key.kind {
        return false;
    }
    let (name, said) = (other.table.to_lowercase(), own.description.to_lowercase());
    let ending = own.name.to_lowercase().ends_with(&key.name.to_lowercase());
    let called = own.name.eq_ignore_ascii_case(&key.name)
        || said.contains(&name)
        || ending && name.starts_with(&table.table.to_lowercase());
    if own.kind == ColumnKind::Integer {
        return called;
    }
    let known =
        own.values.iter().filter(|(value, _)| key.values.iter().any(|(other, _)| other == value)).count();
    let most = known as f64 >= KNOWN * own.values.len() as f64;
    known > 0 && most && (called || known >= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, kind: ColumnKind, values: &[&str], distinct: u64) -> ColumnProfile {
        ColumnProfile {
            name: name.to_owned(),
            kind,
            description: String::new(),
            unit: None,
            distinct,
            values: values.iter().map(|value| ((*value).to_owned(), 1)).collect(),
        }
    }

    fn table(name: &str, timed: bool, asset: bool, columns: Vec<ColumnProfile>, rows: u64) -> TableProfile {
        TableProfile {
            table: name.to_owned(),
            kind: RecordKind::Table,
            description: String::new(),
            rows,
            time: timed.then(|| "at".to_owned()),
            asset: asset.then(|| "machine".to_owned()),
            columns,
            codes: Vec::new(),
            lookups: Vec::new(),
        }
    }

    #[test]
    fn records_are_looked_up_where_their_values_are_keys() {
        use ColumnKind::{Integer, Text};
        let orders = table(
            "orders",
            true,
            true,
            vec![
                column("asset_id", Text, &["p1", "p2"], 2),
                column("cause", Text, &["LJ", "MX", "EL"], 3),
                column("priority", Integer, &[], 2),
                column("product_no", Integer, &[], 2),
            ],
            40,
        );
        let register = table("register", false, true, vec![column("asset_id", Text, &["p1", "p2"], 2)], 2);
        let causes =
            table("causes", false, false, vec![column("code", Text, &["LJ", "MX", "EL", "X"], 4)], 4);
        let products = table("products", false, false, vec![column("product_no", Integer, &[], 3)], 3);
        let bands = table("bands", false, false, vec![column("band", Integer, &[], 3)], 3);
        let all = [orders, register, causes, products, bands];
        let found: Vec<String> = lookups(&all[0], &all)
            .iter()
            .map(|lookup| format!("{} in {} by {}", lookup.column, lookup.table, lookup.key))
            .collect();
        assert_eq!(
            found,
            [
                "asset_id in register by asset_id",
                "cause in causes by code",
                "product_no in products by product_no"
            ]
        );
    }

    #[test]
    fn a_column_of_another_table_has_its_name_before_it() {
        let lookup = Lookup { column: "a".into(), table: "reg.x".into(), key: "b".into() };
        assert_eq!(lookup.name("class"), "reg.x.class");
        assert_eq!(lookup.column_of("reg.x.class"), Some("class"));
        assert_eq!(lookup.column_of("reg.class"), None);
    }
}
