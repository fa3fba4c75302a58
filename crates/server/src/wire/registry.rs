//! Tools and tables, as they are registered.

use serde::Serialize;
use serde_json::Value as Json;
use utoipa::ToSchema;

use super::sql::ColumnType;

/// A tool: what it does and takes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ToolInfo {
    pub name: &'static str,
    pub about: &'static str,
    #[schema(value_type = EffectShape)]
    pub effect: tool::Effect,
    pub parameters: Vec<ParameterInfo>,
    /// A question that it answers, and the arguments for it.
    #[schema(value_type = ExampleShape)]
    pub example: tool::Example,
}

/// What running a tool does to the world.
#[derive(ToSchema)]
#[schema(as = Effect, rename_all = "snake_case")]
#[allow(dead_code, reason = "describes tool::Effect")]
pub enum EffectShape {
    ReadOnly,
    Writes,
    Actuates,
}

#[derive(ToSchema)]
#[schema(as = Example)]
#[allow(dead_code, reason = "describes tool::Example")]
pub struct ExampleShape {
    question: String,
    /// A JSON object as text.
    arguments: String,
}

/// What a parameter takes.
#[derive(ToSchema)]
#[schema(as = ParameterKind, rename_all = "snake_case")]
#[allow(dead_code, reason = "describes tool::ParameterKind")]
pub enum ParameterKindShape {
    Tag,
    Tags,
    Asset,
    Window,
    Instant,
    Number,
    Integer,
    Boolean,
    Text,
    Unit,
    Table,
    Tables,
    Column,
    Columns,
    Filters,
    /// One of these words.
    OneOf(Vec<String>),
    Side,
}

/// One parameter of a tool.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParameterInfo {
    pub name: &'static str,
    #[schema(value_type = ParameterKindShape)]
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
    #[schema(value_type = RecordKindShape)]
    pub kind: ::plant::RecordKind,
    pub description: String,
    pub rows: u64,
    /// Column of a record's time.
    pub time: Option<String>,
    /// Column that names an asset; `asset_id` beside it holds ids.
    pub asset: Option<String>,
    pub columns: Vec<ColumnInfo>,
}

/// What the records of a table are.
#[derive(ToSchema)]
#[schema(as = RecordKind, rename_all = "snake_case")]
#[allow(dead_code, reason = "describes plant::RecordKind")]
pub enum RecordKindShape {
    WorkOrder,
    Alarm,
    Event,
    Downtime,
    FailureMode,
    Inspection,
    Batch,
    Table,
}

/// A column of a table.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColumnInfo {
    pub name: String,
    pub kind: ColumnType,
    pub description: String,
    /// How many different values.
    pub distinct: u64,
    /// The most frequent values with their counts, at most 20.
    pub values: Vec<ValueCount>,
}

/// A value and how often it occurs.
#[derive(Debug, Serialize, ToSchema)]
pub struct ValueCount {
    pub value: String,
    pub count: u64,
}

impl From<&tool::TableProfile> for TableInfo {
    fn from(table: &tool::TableProfile) -> Self {
        let columns = table
            .columns
            .iter()
            .map(|column| ColumnInfo {
                name: column.name.clone(),
                kind: column.kind.into(),
                description: column.description.clone(),
                distinct: column.distinct,
                values: column
                    .values
                    .iter()
                    .take(20)
                    .map(|(value, count)| ValueCount { value: value.clone(), count: *count })
                    .collect(),
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
