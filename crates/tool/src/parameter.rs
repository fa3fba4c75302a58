//! Typed parameters: the grammar that a plan is checked against.

use serde::Serialize;

/// What a parameter takes, and how it is written in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ParameterKind {
    /// Id of a tag: `"chiller-6.power_input"`.
    Tag,
    /// List of tag ids; empty means every tag.
    Tags,
    /// Id of an asset.
    Asset,
    /// `{"start": RFC 3339, "end": RFC 3339}`, half-open.
    Window,
    /// An instant, RFC 3339.
    Instant,
    /// A number in the unit that the parameter `unit` names, else the tag's own.
    Number,
    Integer,
    Boolean,
    Text,
    /// A UCUM code.
    Unit,
    /// Name of a records table.
    Table,
    /// List of names of records tables.
    Tables,
    /// Name of a column of the table that `table` names.
    Column,
    /// List of column names.
    Columns,
    /// List of `{"column", "op": = != < <= > >= contains in empty "not empty", "value", "unit"}`, all of which hold;
    /// `than` in place of `value` is another column of the record.
    Filters,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// `{"tag", "window"}`: one side of a comparison.
    Side,
    /// List of `{"tag", "above", "below", "inclusive", "unit"}`.
    Conditions,
    /// List of windows.
    Windows,
    /// List of numbers, as a step found them.
    Numbers,
    /// `{"value", "unit", "label"}`: a number, or an instant, as it is given or as a step found it.
    Operand,
}

/// One parameter of a tool.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Parameter {
    pub name: &'static str,
    pub kind: ParameterKind,
    pub required: bool,
    /// What it means, a phrase.
    pub about: &'static str,
}

impl Parameter {
    pub const fn required(name: &'static str, kind: ParameterKind, about: &'static str) -> Self {
        Self { name, kind, required: true, about }
    }

    pub const fn optional(name: &'static str, kind: ParameterKind, about: &'static str) -> Self {
        Self { name, kind, required: false, about }
    }
}
