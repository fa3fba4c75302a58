//! One line of the audit log: what was done, its place in the chain, and the hash over both.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Event;

/// What stands in place of a hash before the first line.
pub const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A link of the chain. The order of the fields is the order on disk, and part of what is hashed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// 1 for the first, one more for each that follows.
    pub seq: u64,
    /// Hash of the entry before; of the bytes before the chain where it is the first.
    pub previous: String,
    #[serde(flatten)]
    pub event: Event,
    /// SHA-256 (FIPS 180-4) of the line as it is without this field, in hexadecimal.
    pub hash: String,
}

/// What an entry's hash is made of.
#[derive(Serialize)]
struct Content<'a> {
    seq: u64,
    previous: &'a str,
    #[serde(flatten)]
    event: &'a Event,
}

impl Entry {
    /// The entry that follows the one with the number `seq - 1` and the hash `previous`.
    ///
    /// # Errors
    /// Never with what an event can hold.
    pub fn new(seq: u64, previous: String, event: Event) -> serde_json::Result<Self> {
        let mut entry = Self { seq, previous, event, hash: String::new() };
        entry.hash = entry.hash_of_content()?;
        Ok(entry)
    }

    /// The hash that this entry must have.
    ///
    /// # Errors
    /// As [`Entry::new`].
    pub fn hash_of_content(&self) -> serde_json::Result<String> {
        let content = Content { seq: self.seq, previous: &self.previous, event: &self.event };
        Ok(hash(&serde_json::to_vec(&content)?))
    }

    /// The line, without its end. There is one way to write an entry, so a line that holds the
    /// same in other bytes was not written by us.
    ///
    /// # Errors
    /// As [`Entry::new`].
    pub fn line(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(self)
    }
}

/// What every line begins with that follows `previous`, up to its time.
pub fn beginning(seq: u64, previous: &str) -> String {
    format!("{{\"seq\":{seq},\"previous\":\"{previous}\",\"at\":\"")
}

/// SHA-256 in hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    hexadecimal(Sha256::new_with_prefix(bytes))
}

/// The hash of what a hasher was given, in hexadecimal.
pub fn hexadecimal(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::audit::Action;

    #[test]
    fn the_hash_is_sha_256_of_what_stands_before_it() {
        // The example of FIPS 180-4 for "abc".
        assert_eq!(hash(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        let entry = Entry::new(1, NOTHING.to_owned(), Event::new(Action::Liked, "a", "泵?")).unwrap();
        let line = String::from_utf8(entry.line().unwrap()).unwrap();
        let (content, rest) = line.rsplit_once(",\"hash\":\"").unwrap();
        assert_eq!(rest, format!("{}\"}}", hash(format!("{content}}}").as_bytes())));
        assert!(line.starts_with(&beginning(1, NOTHING)), "{line}");
    }
}
