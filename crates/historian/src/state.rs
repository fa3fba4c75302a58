//! Small values by key, kept beside the samples: fingerprints of imported files
//! and the like.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::error::{HistorianError, Result};
use crate::files;
use crate::store::Historian;

/// The values as they are on disk.
#[derive(Debug, Default)]
pub(crate) struct Values {
    path: PathBuf,
    values: BTreeMap<String, Value>,
}

impl Values {
    pub fn load(dir: &Path) -> Result<Self> {
        let path = path(dir);
        let values = match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| HistorianError::damaged(&path, format!("it cannot be read: {error}")))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(HistorianError::io(&path, error)),
        };
        Ok(Self { path, values })
    }

    fn store(&self, values: &BTreeMap<String, Value>) -> Result<()> {
        write(&self.path, values)
    }

    /// Writes the values into another store's folder.
    pub fn copy_to(&self, dir: &Path) -> Result<()> {
        write(&path(dir), &self.values)
    }
}

fn path(dir: &Path) -> PathBuf {
    dir.join("state.json")
}

fn write(path: &Path, values: &BTreeMap<String, Value>) -> Result<()> {
    let bytes =
        serde_json::to_vec_pretty(values).map_err(|error| HistorianError::Invalid(error.to_string()))?;
    files::replace(path, &bytes)
}

/// The store's small values; see [`Historian::state`].
pub struct State<'a> {
    historian: &'a Historian,
}

impl Historian {
    /// Small values by key, durable when written.
    pub fn state(&self) -> State<'_> {
        State { historian: self }
    }
}

impl State<'_> {
    pub fn get(&self, key: &str) -> Option<Value> {
        self.historian.store.values.lock().values.get(key).cloned()
    }

    /// Keys and values whose key begins with `prefix`, in the order of keys.
    pub fn list(&self, prefix: &str) -> Vec<(String, Value)> {
        let held = self.historian.store.values.lock();
        let from = held.values.range(prefix.to_owned()..);
        from.take_while(|(key, _)| key.starts_with(prefix)).map(|(k, v)| (k.clone(), v.clone())).collect()
    }

    /// Sets a value; `Value::Null` removes it.
    pub fn put(&self, key: &str, value: Value) -> Result<()> {
        self.put_all([(key.to_owned(), value)])
    }

    /// Sets several values in one durable step.
    pub fn put_all(&self, entries: impl IntoIterator<Item = (String, Value)>) -> Result<()> {
        let mut held = self.historian.store.values.lock();
        let mut next = held.values.clone();
        for (key, value) in entries {
            if value.is_null() {
                next.remove(&key);
            } else {
                next.insert(key, value);
            }
        }
        held.store(&next)?;
        held.values = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::store::Options;
    use serde_json::json;

    #[test]
    fn values_outlive_the_process() {
        let dir = tempfile::tempdir().unwrap();
        let historian = Historian::open(dir.path(), Options::default()).unwrap();
        historian.state().put("import/a", json!({"size": 3})).unwrap();
        historian.state().put("import/b", json!(1)).unwrap();
        historian.state().put("import/b", Value::Null).unwrap();
        drop(historian);
        let historian = Historian::open(dir.path(), Options::default()).unwrap();
        assert_eq!(historian.state().list("import/"), [("import/a".to_owned(), json!({"size": 3}))]);
        assert_eq!(historian.state().get("import/b"), None);
    }
}
