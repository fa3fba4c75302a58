//! Writes a trained model in the form that `language` reads.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Result;
use half::f16;
use language::About;
use safetensors::Dtype;
use safetensors::tensor::TensorView;

use crate::recipe::Recipe;
use crate::train::Trained;

/// The file's bytes.
///
/// # Errors
/// Tensors that cannot be read out.
pub fn bytes(trained: &Trained, recipe: &Recipe, trained_on: serde_json::Value) -> Result<Vec<u8>> {
    let mut data: Vec<(String, Dtype, Vec<usize>, Vec<u8>)> = Vec::new();
    let halves =
        |numbers: &[f32]| numbers.iter().flat_map(|number| f16::from_f32(*number).to_le_bytes()).collect();
    for (name, tensor) in &trained.tensors {
        let numbers = tensor.flatten_all()?.to_vec1::<f32>()?;
        let shape = tensor.dims().to_vec();
        if *name == "features" {
            let (bytes, scales) = in_bytes(&numbers, shape[1]);
            data.push((format!("{name}.scale"), Dtype::F16, vec![shape[0]], halves(&scales)));
            data.push(((*name).to_owned(), Dtype::I8, shape, bytes));
        } else {
            data.push(((*name).to_owned(), Dtype::F16, shape, halves(&numbers)));
        }
    }
    for (name, hashes) in [("known", &trained.known), ("words", &trained.words)] {
        let bytes = hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect();
        data.push((name.to_owned(), Dtype::U64, vec![hashes.len()], bytes));
    }
    let views: Vec<(&str, TensorView)> = data
        .iter()
        .map(|(name, dtype, shape, bytes)| {
            Ok((name.as_str(), TensorView::new(*dtype, shape.clone(), bytes)?))
        })
        .collect::<Result<_, safetensors::SafeTensorError>>()?;
    let about = About {
        name: recipe.name.clone(),
        meanings: trained.meanings.clone(),
        temperature: trained.temperature,
        recipe: serde_json::json!({"recipe": recipe, "trained_on": trained_on}),
    };
    let metadata = HashMap::from([("about".to_owned(), serde_json::to_string(&about)?)]);
    Ok(safetensors::serialize(views, Some(metadata))?)
}

/// Rows of numbers as bytes, each row with its scale: the largest of a row is 127 of its steps.
fn in_bytes(numbers: &[f32], columns: usize) -> (Vec<u8>, Vec<f32>) {
    let mut bytes = Vec::with_capacity(numbers.len());
    let mut scales = Vec::with_capacity(numbers.len() / columns.max(1));
    for row in numbers.chunks_exact(columns) {
        let most = row.iter().fold(0.0_f32, |most, number| most.max(number.abs()));
        // As it will be read: the scale is kept in half precision.
        let scale = f16::from_f32((most / 127.0).max(1e-7)).to_f32();
        bytes.extend(
            row.iter().flat_map(|number| ((number / scale).round().clamp(-127.0, 127.0) as i8).to_le_bytes()),
        );
        scales.push(scale);
    }
    (bytes, scales)
}

/// Writes them, whole or not at all.
///
/// # Errors
/// What the disk says.
pub fn write(bytes: &[u8], file: &Path) -> Result<()> {
    let unfinished = file.with_extension("unfinished");
    std::fs::write(&unfinished, bytes)?;
    std::fs::rename(unfinished, file)?;
    Ok(())
}
