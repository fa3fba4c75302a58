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
    let mut data: Vec<(&str, Vec<usize>, Vec<u8>)> = Vec::new();
    let mut hashes_of: Vec<(&str, Vec<usize>, Vec<u8>)> = Vec::new();
    for (name, tensor) in &trained.tensors {
        let numbers = tensor.flatten_all()?.to_vec1::<f32>()?;
        let bytes = numbers.iter().flat_map(|number| f16::from_f32(*number).to_le_bytes()).collect();
        data.push((name, tensor.dims().to_vec(), bytes));
    }
    for (name, hashes) in [("known", &trained.known), ("words", &trained.words)] {
        hashes_of.push((
            name,
            vec![hashes.len()],
            hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect(),
        ));
    }
    let views: Vec<(&str, TensorView)> = data
        .iter()
        .map(|(name, shape, bytes)| Ok((*name, TensorView::new(Dtype::F16, shape.clone(), bytes)?)))
        .chain(
            hashes_of
                .iter()
                .map(|(name, shape, bytes)| Ok((*name, TensorView::new(Dtype::U64, shape.clone(), bytes)?))),
        )
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
