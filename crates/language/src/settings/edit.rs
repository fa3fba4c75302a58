//! Changes to a `models.toml` that a person wrote: one entry comes or goes, everything else stays as it is, comments and
//! blank lines with it.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};

use super::{Settings, SettingsError};

/// Why a file was not changed; it is as it was.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error("there is a model `{0}` already")]
    Taken(String),
    #[error("there is no model `{0}`")]
    Unknown(String),
    #[error("the file cannot be {what}: {error}")]
    Io { what: &'static str, error: io::Error },
}

/// An entry to be added: keys with their values, `name` and `kind` first.
#[derive(Debug, Clone)]
pub struct NewModel {
    name: String,
    keys: Vec<(&'static str, Value)>,
}

impl NewModel {
    /// A model in a file, which is written as a path from the folder of `models.toml` where it lies below it.
    pub fn gguf(name: &str, file: &str, sha256: &str) -> Self {
        Self::new(name, "gguf").with("file", file).with("sha256", sha256)
    }

    /// A model behind a server.
    pub fn openai(name: &str, base_url: &str, model: &str, context_tokens: u32) -> Self {
        let new = Self::new(name, "openai").with("base_url", base_url).with("model", model);
        new.with("context_tokens", i64::from(context_tokens))
    }

    fn new(name: &str, kind: &'static str) -> Self {
        Self { name: name.to_owned(), keys: Vec::new() }.with("name", name).with("kind", kind)
    }

    /// The same with a further key.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.keys.push((key, value.into()));
        self
    }

    /// The same with a further key where there is a value.
    #[must_use]
    pub fn with_some(self, key: &'static str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }
}

/// A `models.toml` that is being changed. Others who change it the same way wait until this is dropped.
#[derive(Debug)]
pub struct Editor {
    path: PathBuf,
    folder: PathBuf,
    document: DocumentMut,
    /// Its folder, locked.
    _lock: File,
}

impl Editor {
    /// Reads a file; one that is not there is empty.
    ///
    /// # Errors
    /// A file that cannot be read, or means nothing as it stands.
    pub fn open(path: &Path) -> Result<Self, EditError> {
        let reading = |error| EditError::Io { what: "read", error };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let lock = File::open(folder).map_err(reading)?;
        lock.lock().map_err(reading)?;
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            read => read.map_err(reading)?,
        };
        Settings::parse(&text, folder)?;
        let document = text.parse().map_err(|error| unreadable(&error))?;
        Ok(Self { path: path.to_owned(), folder: folder.to_owned(), document, _lock: lock })
    }

    /// Puts an entry at the end.
    ///
    /// # Errors
    /// A name that is taken, values that cannot be meant, a file whose models are no tables.
    pub fn add(&mut self, new: &NewModel) -> Result<(), EditError> {
        if self.place(&new.name).is_some() {
            return Err(EditError::Taken(new.name.clone()));
        }
        let first = self.document.as_table().is_empty();
        let mut changed = self.document.clone();
        let models = changed.entry("model").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        let models = models.as_array_of_tables_mut().ok_or_else(inline)?;
        let mut table = Table::new();
        for (key, value) in &new.keys {
            table.insert(key, Item::Value(value.clone()));
        }
        if !first {
            table.decor_mut().set_prefix("\n");
        }
        models.push(table);
        self.take(changed)
    }

    /// Takes an entry out, with the comment right above it. What stands above a blank line belongs to the file.
    ///
    /// # Errors
    /// A name that is not there, a file whose models are no tables.
    pub fn remove(&mut self, name: &str) -> Result<(), EditError> {
        let place = self.place(name).ok_or_else(|| EditError::Unknown(name.to_owned()))?;
        let mut changed = self.document.clone();
        let models = changed.get_mut("model").and_then(Item::as_array_of_tables_mut).ok_or_else(inline)?;
        let prefix = models.get(place).and_then(|table| table.decor().prefix()).and_then(|raw| raw.as_str());
        let kept = above_blank_line(prefix.unwrap_or_default()).to_owned();
        models.remove(place);
        if models.is_empty() {
            changed.remove("model");
        }
        prepend(&mut changed, place, &kept);
        self.take(changed)
    }

    /// Writes the file: after a crash there is the old one or the new one.
    ///
    /// # Errors
    /// A disk that is full or cannot be written.
    pub fn save(&self) -> Result<(), EditError> {
        self.write().map_err(|error| EditError::Io { what: "written", error })
    }

    fn write(&self) -> io::Result<()> {
        // A link stays one; what it leads to is replaced.
        let target = self.path.canonicalize().unwrap_or_else(|_| self.path.clone());
        let mut temporary = target.clone().into_os_string();
        temporary.push(".tmp");
        let temporary = PathBuf::from(temporary);
        let written = (|| {
            let mut file = File::create(&temporary)?;
            file.write_all(self.document.to_string().as_bytes())?;
            if let Ok(old) = fs::metadata(&target) {
                file.set_permissions(old.permissions())?;
            }
            file.sync_all()?;
            fs::rename(&temporary, &target)
        })();
        if let Err(error) = written {
            // Nothing reads a file of this name.
            let _ = fs::remove_file(&temporary);
            return Err(error);
        }
        File::open(target.parent().unwrap_or(Path::new(".")))?.sync_all()
    }

    /// Only what can be read again is taken.
    fn take(&mut self, changed: DocumentMut) -> Result<(), EditError> {
        Settings::parse(&changed.to_string(), &self.folder)?;
        self.document = changed;
        Ok(())
    }

    fn place(&self, name: &str) -> Option<usize> {
        let models = self.document.get("model")?.as_array_of_tables()?;
        models.iter().position(|table| table.get("name").and_then(Item::as_str) == Some(name))
    }
}

fn inline() -> EditError {
    SettingsError::File("its models are an inline list: write a [[model]] table for each".to_owned()).into()
}

fn unreadable(error: &toml_edit::TomlError) -> SettingsError {
    SettingsError::File(error.message().to_owned())
}

/// What a comment above an entry has before its last blank line.
fn above_blank_line(prefix: &str) -> &str {
    prefix.rfind("\n\n").map_or("", |at| &prefix[..=at])
}

/// Puts a text before what now stands where an entry was; at the end of the file, where nothing does.
fn prepend(document: &mut DocumentMut, place: usize, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    let next = document.get_mut("model").and_then(Item::as_array_of_tables_mut);
    if let Some(table) = next.and_then(|models| models.get_mut(place)) {
        let own = table.decor().prefix().and_then(|raw| raw.as_str()).unwrap_or_default().to_owned();
        table.decor_mut().set_prefix(format!("{text}{own}"));
        return;
    }
    let trailing = document.trailing().as_str().unwrap_or_default().to_owned();
    document.set_trailing(format!("{text}{trailing}"));
}

#[cfg(test)]
mod tests;
