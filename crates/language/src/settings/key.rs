//! Where a key comes from.

use std::path::{Path, PathBuf};

use super::OpenAiSettings;
use crate::secret::Secret;

/// A key that cannot be had. Names where it was looked for, never what was found there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("the environment variable {0} with the key is not set")]
    Unset(String),
    #[error("the file {} with the key cannot be read: {kind}", path.display())]
    Unreadable { path: PathBuf, kind: std::io::ErrorKind },
    #[error("the key in {0} is empty, or holds more than one line of printable ASCII")]
    Unprintable(String),
}

impl OpenAiSettings {
    /// The key, where the settings name one; surrounding white space is not part of it.
    ///
    /// # Errors
    /// A variable that is not set, a file that cannot be read, a key that no header can hold.
    pub fn key(&self) -> Result<Option<Secret>, KeyError> {
        read(self.api_key_env.as_deref(), self.api_key_file.as_deref())
    }
}

/// What a variable of the environment holds, else what a file does; nothing where neither is named.
///
/// # Errors
/// As [`OpenAiSettings::key`].
pub fn read(variable: Option<&str>, file: Option<&Path>) -> Result<Option<Secret>, KeyError> {
    let (text, place) = match (variable, file) {
        (Some(name), _) => {
            (std::env::var(name).map_err(|_| KeyError::Unset(name.to_owned()))?, name.to_owned())
        }
        (None, Some(path)) => {
            let read = std::fs::read_to_string(path);
            let unreadable =
                |error: std::io::Error| KeyError::Unreadable { path: path.to_owned(), kind: error.kind() };
            (read.map_err(unreadable)?, path.display().to_string())
        }
        (None, None) => return Ok(None),
    };
    let key = text.trim();
    if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(KeyError::Unprintable(place));
    }
    Ok(Some(Secret::new(key)))
}
