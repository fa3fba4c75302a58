//! Tools and tables, as they are registered.

use serde::Serialize;
use serde_json::Value as Json;
use utoipa::ToSchema;

/// A tool: what it does and takes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ToolInfo {
    pub name: &'static str,
    pub about: &'static str,
    /// `read_only`, `writes` or `actuates`.
    #[schema(value_type = String, example = "read_only")]
    pub effect: tool::Effect,
    pub parameters: Vec<ParameterInfo>,
    /// A question that it answers, and the arguments for it.
    #[schema(value_type = Object)]
    pub example: tool::Example,
}

/// One parameter of a tool.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParameterInfo {
    pub name: &'static str,
    /// `tag`, `window`, `number` ...; `{"one_of": [...]}` lists the words it takes.
    #[schema(value_type = Value)]
    pub kind: Json,
    pub required: bool,
    pub about: &'static str,
}

impl From<&tool::Spec> for ToolInfo {
    fn from(spec: &tool::Spec) -> Self {
        let parameters = spec
            .parameters
            .iter()
            .map(|parameter| ParameterInfo {
                name: parameter.name,
                kind: serde_json::to_value(parameter.kind).unwrap_or_default(),
                required: parameter.required,
                about: parameter.about,
            })
            .collect();
        Self { name: spec.name, about: spec.about, effect: spec.effect, parameters, example: spec.example }
    }
}

/// A table of records.
#[derive(Debug, Serialize, ToSchema)]
pub struct TableInfo {
    pub table: String,
    #[schema(value_type = String, example = "work_order")]
    pub kind: ::plant::RecordKind,
    pub description: String,
    pub rows: u64,
    /// Column of a record's time.
    pub time: Option<String>,
    /// Column that names an asset; `asset_id` beside it holds ids.
    pub asset: Option<String>,
    pub columns: Vec<ColumnInfo>,
}

/// A column of a table.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColumnInfo {
    pub name: String,
    #[schema(value_type = String, example = "text")]
    pub kind: tool::ColumnKind,
    pub description: String,
    /// How many different values.
    pub distinct: u64,
    /// The most frequent values with their counts, at most 20.
    #[schema(value_type = Vec<Object>)]
    pub values: Vec<(String, u64)>,
}

impl From<&tool::TableProfile> for TableInfo {
    fn from(table: &tool::TableProfile) -> Self {
        let columns = table
            .columns
            .iter()
            .map(|column| ColumnInfo {
                name: column.name.clone(),
                kind: column.kind,
                description: column.description.clone(),
                distinct: column.distinct,
                values: column.values.iter().take(20).cloned().collect(),
            })
            .collect();
        Self {
            table: table.table.clone(),
            kind: table.kind,
            description: table.description.clone(),
            rows: table.rows,
            time: table.time.clone(),
            asset: table.asset.clone(),
            columns,
        }
    }
}
