//! One table out of the parts that several files gave.

use arrow::array::{Array, ArrayRef, new_null_array};
use arrow::compute::{cast, concat};
use arrow::datatypes::DataType;

use super::Columns;

/// Puts the parts one below the other and says how many rows that makes. A column that a part
/// lacks is null there; where types differ, whole numbers become numbers and all else text.
pub(super) fn unite(mut parts: Vec<Columns>) -> (Columns, usize) {
    let rows_of = |part: &Columns| part.first().map_or(0, |(_, array)| array.len());
    let rows = parts.iter().map(rows_of).sum();
    if parts.len() == 1 {
        return (parts.pop().unwrap_or_default(), rows);
    }
    let mut names: Vec<String> = Vec::new();
    for (name, _) in parts.iter().flatten() {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let mut table = Columns::new();
    for name in names {
        let of_part =
            |part: &Columns| part.iter().find(|(column, _)| *column == name).map(|(_, a)| a.clone());
        let found: Vec<Option<ArrayRef>> = parts.iter().map(of_part).collect();
        let kind = common_kind(found.iter().flatten());
        let arrays: Vec<ArrayRef> = parts
            .iter()
            .zip(&found)
            .map(|(part, array)| {
                let cast_array = array.as_ref().and_then(|array| cast(array, &kind).ok());
                cast_array.unwrap_or_else(|| new_null_array(&kind, rows_of(part)))
            })
            .collect();
        let arrays: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
        if let Ok(array) = concat(&arrays) {
            table.push((name, array));
        }
    }
    (table, rows)
}

fn common_kind<'a>(arrays: impl Iterator<Item = &'a ArrayRef> + Clone) -> DataType {
    let kinds =
        || arrays.clone().filter(|array| array.null_count() < array.len()).map(|array| array.data_type());
    let Some(first) = kinds().next() else { return DataType::Utf8 };
    if kinds().all(|kind| kind == first) {
        first.clone()
    } else if kinds().all(|kind| matches!(kind, DataType::Int64 | DataType::Float64)) {
        DataType::Float64
    } else {
        DataType::Utf8
    }
}
