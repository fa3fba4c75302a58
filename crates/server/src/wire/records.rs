//! Records of a table.

use ::plant::{Problem, time::local_rfc3339};
use serde::Serialize;
use serde_json::{Value as Json, json};
use tool::Catalogue;
use tools::views::records::{RecordsContent, RecordsPage, RecordsRequest};
use utoipa::ToSchema;

use super::findings::CellShape;
use super::pairs::Pairs;
use super::sql::ColumnType;

/// Most records of a page, and what a page has when nothing is said.
const MOST: usize = 5_000;
const USUAL: usize = 100;

const EXAMPLE: &str = "/api/records/work_orders?from=2026-03-01&filter=type:eq:CM&sort=opened&order=desc";
const KNOWN: &[&str] = &["from", "to", "asset", "filter", "sort", "order", "group", "limit", "offset"];

/// How the comparisons of a filter are written in an address, and for tools.
const OPERATORS: &[(&str, &str)] = &[
    ("eq", "="),
    ("ne", "!="),
    ("lt", "<"),
    ("le", "<="),
    ("gt", ">"),
    ("ge", ">="),
    ("contains", "contains"),
    ("in", "in"),
    ("<=", "<="),
    (">=", ">="),
    ("!=", "!="),
    ("=", "="),
    ("<", "<"),
    (">", ">"),
];

/// A page of records, or of groups of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordsOut {
    pub table: String,
    /// Records that are meant, on all pages.
    pub total: usize,
    pub offset: usize,
    /// The columns of `rows`; none for groups.
    pub columns: Vec<RecordColumnOut>,
    /// Empty for groups.
    pub rows: Vec<RecordRowOut>,
    /// With `group=`, instead of the rows.
    pub groups: Option<GroupsOut>,
    /// What a reader should know, such as that no record has a value that was asked for.
    pub notes: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RecordColumnOut {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: ColumnType,
    pub description: String,
    /// UCUM code, as the column's name says it.
    pub unit: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RecordRowOut {
    /// Id of the asset that it names.
    pub asset: Option<String>,
    /// Plant-local RFC 3339.
    pub time: Option<String>,
    pub cells: Vec<CellShape>,
}

/// How many records have which value; most records first.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupsOut {
    pub column: String,
    /// Groups on all pages.
    pub total: usize,
    pub groups: Vec<GroupOut>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct GroupOut {
    pub value: CellShape,
    /// As a person reads it: a code with what it means, an asset by its name.
    pub label: String,
    pub records: u64,
}

/// Reads what is asked for.
///
/// # Errors
/// `PW7004` for a parameter or filter that cannot be read, `PW7013` for a time.
pub fn request(
    table: String,
    pairs: Vec<(String, String)>,
    catalogue: &Catalogue,
) -> Result<RecordsRequest, Problem> {
    let pairs = Pairs::new(pairs, KNOWN, EXAMPLE)?;
    let (from, to) = pairs.window(catalogue)?;
    let descending = match pairs.get("order") {
        None | Some("asc") => false,
        Some("desc") => true,
        Some(other) => return Err(pairs.wrong(format!("order={other} is neither asc nor desc"))),
    };
    Ok(RecordsRequest {
        table,
        from,
        to,
        asset: pairs.get("asset").map(str::to_owned),
        filters: pairs.all("filter").map(|text| filter(text, &pairs)).collect::<Result<_, _>>()?,
        sort: pairs.get("sort").map(str::to_owned),
        descending,
        group: pairs.get("group").map(str::to_owned),
        limit: pairs.count("limit", USUAL, MOST)?,
        offset: pairs.whole("offset")?.unwrap_or(0),
    })
}

/// `column:op:value`; the value may hold colons, and for `in` is a list with commas.
fn filter(text: &str, pairs: &Pairs) -> Result<Json, Problem> {
    let found = OPERATORS.iter().filter_map(|(word, operator)| {
        let at = text.find(&format!(":{word}:"))?;
        Some((at, word.len(), *operator))
    });
    // The first operator counts: what follows is the value.
    let (at, length, operator) =
        found.min_by_key(|(at, length, _)| (*at, usize::MAX - length)).ok_or_else(|| {
            pairs.wrong(format!(
                "filter={text} is not column:op:value; op is one of eq ne lt le gt ge contains in"
            ))
        })?;
    let (column, value) = (&text[..at], &text[at + length + 2..]);
    let value = match operator {
        "in" => json!(value.split(',').map(str::trim).collect::<Vec<_>>()),
        _ => json!(value),
    };
    Ok(json!({"column": column, "op": operator, "value": value}))
}

impl RecordsOut {
    pub fn new(page: RecordsPage, offset: usize, catalogue: &Catalogue) -> Self {
        let zone = &catalogue.plant.timezone;
        let mut out = Self {
            table: page.table,
            total: page.records,
            offset,
            columns: Vec::new(),
            rows: Vec::new(),
            groups: None,
            notes: page.notes,
        };
        match page.content {
            RecordsContent::Rows { columns, rows } => {
                out.columns = columns
                    .into_iter()
                    .map(|column| RecordColumnOut {
                        name: column.name,
                        kind: column.kind.into(),
                        description: column.description,
                        unit: column.unit.map(|unit| unit.code().to_owned()),
                    })
                    .collect();
                out.rows = rows
                    .into_iter()
                    .map(|row| RecordRowOut {
                        asset: row.asset,
                        time: row.time.map(|ns| local_rfc3339(ns, zone)),
                        cells: row.cells.into_iter().map(CellShape::from).collect(),
                    })
                    .collect();
            }
            RecordsContent::Groups { column, total, groups } => {
                let groups = groups
                    .into_iter()
                    .map(|group| GroupOut {
                        value: group.value.into(),
                        label: group.label,
                        records: group.records,
                    })
                    .collect();
                out.groups = Some(GroupsOut { column, total, groups });
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn check(text: &str, expected: Option<Json>) {
        let pairs = Pairs::new(Vec::new(), &[], EXAMPLE).unwrap();
        assert_eq!(filter(text, &pairs).ok(), expected, "{text}");
    }

    #[test]
    fn filters_are_read() {
        check("type:eq:CM", Some(json!({"column": "type", "op": "=", "value": "CM"})));
        check("hours:>=:2.5", Some(json!({"column": "hours", "op": ">=", "value": "2.5"})));
        check(
            "opened:ge:2026-03-01T08:00",
            Some(json!({"column": "opened", "op": ">=", "value": "2026-03-01T08:00"})),
        );
        check("a b:contains:x:eq:y", Some(json!({"column": "a b", "op": "contains", "value": "x:eq:y"})));
        check("type:in:CM, PM", Some(json!({"column": "type", "op": "in", "value": ["CM", "PM"]})));
        check("type=CM", None);
        check("type:like:CM", None);
    }
}
