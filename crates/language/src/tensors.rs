//! Reads safetensors files: eight bytes that say how long the header is, the header in JSON, then the numbers: weights in
//! half precision or bytes, hashes as 64-bit integers, which is all that models here hold.
//!
//! The published crate for this format would turn on features of crates that DataFusion shares; see
//! `docs/decisions/0003-training-stands-apart.md`.

use std::collections::BTreeMap;

use half::f16;
use serde::Deserialize;

use crate::Damaged;

/// Longest header that is read, bytes.
const LONGEST_HEADER: u64 = 16 << 20;

/// A file in memory.
pub struct Tensors<'a> {
    metadata: BTreeMap<String, String>,
    entries: BTreeMap<String, Entry>,
    data: &'a [u8],
}

#[derive(Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

impl<'a> Tensors<'a> {
    /// Reads the header.
    ///
    /// # Errors
    /// Bytes that are no such file.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Damaged> {
        let (length, rest) = bytes.split_first_chunk::<8>().ok_or(Damaged::Format)?;
        let length = u64::from_le_bytes(*length);
        if length > LONGEST_HEADER || length as usize > rest.len() {
            return Err(Damaged::Format);
        }
        let (header, data) = rest.split_at(length as usize);
        let header: BTreeMap<String, serde_json::Value> =
            serde_json::from_slice(header).map_err(|_| Damaged::Format)?;
        let mut tensors = Self { metadata: BTreeMap::new(), entries: BTreeMap::new(), data };
        for (name, value) in header {
            if name == "__metadata__" {
                tensors.metadata = serde_json::from_value(value).map_err(|_| Damaged::Format)?;
            } else {
                tensors.entries.insert(name, serde_json::from_value(value).map_err(|_| Damaged::Format)?);
            }
        }
        Ok(tensors)
    }

    pub fn metadata(&self, key: &str) -> Option<&str> {
        self.metadata.get(key).map(String::as_str)
    }

    /// A tensor's shape and numbers.
    ///
    /// # Errors
    /// A tensor that is not there, not of half precision, or not as long as its shape says.
    pub fn numbers(&self, name: &'static str) -> Result<(&[usize], Vec<f16>), Damaged> {
        let (shape, bytes) = self.bytes(name, "F16", 2)?;
        let numbers = bytes.chunks_exact(2).map(|pair| f16::from_le_bytes([pair[0], pair[1]])).collect();
        Ok((shape, numbers))
    }

    /// A tensor of signed bytes.
    ///
    /// # Errors
    /// As [`Tensors::numbers`].
    pub fn bytes_of(&self, name: &'static str) -> Result<(&[usize], Vec<i8>), Damaged> {
        let (shape, bytes) = self.bytes(name, "I8", 1)?;
        Ok((shape, bytes.iter().map(|byte| i8::from_le_bytes([*byte])).collect()))
    }

    /// A tensor of hashes.
    ///
    /// # Errors
    /// As [`Tensors::numbers`].
    pub fn hashes(&self, name: &'static str) -> Result<Vec<u64>, Damaged> {
        let (_, bytes) = self.bytes(name, "U64", 8)?;
        let eight = |bytes: &[u8]| bytes.iter().rev().fold(0, |hash, byte| hash << 8 | u64::from(*byte));
        Ok(bytes.chunks_exact(8).map(eight).collect())
    }

    fn bytes(&self, name: &'static str, dtype: &str, size: usize) -> Result<(&[usize], &[u8]), Damaged> {
        let entry =
            self.entries.get(name).filter(|entry| entry.dtype == dtype).ok_or(Damaged::Tensor(name))?;
        let [start, end] = entry.data_offsets;
        let count = entry.shape.iter().try_fold(size, |all, side| all.checked_mul(*side));
        let bytes = self.data.get(start..end).ok_or(Damaged::Tensor(name))?;
        if count == Some(bytes.len()) { Ok((&entry.shape, bytes)) } else { Err(Damaged::Tensor(name)) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn file(header: &str, data: &[u8]) -> Vec<u8> {
        [&(header.len() as u64).to_le_bytes(), header.as_bytes(), data].concat()
    }

    #[test]
    fn what_is_written_is_read() {
        let header =
            r#"{"__metadata__":{"about":"x"},"a":{"dtype":"F16","shape":[2,1],"data_offsets":[0,4]}}"#;
        let data: Vec<u8> = [1.5_f32, -2.0].iter().flat_map(|n| f16::from_f32(*n).to_le_bytes()).collect();
        let bytes = file(header, &data);
        let tensors = Tensors::read(&bytes).unwrap();
        assert_eq!(tensors.metadata("about"), Some("x"));
        let (shape, numbers) = tensors.numbers("a").unwrap();
        assert_eq!((shape, numbers), ([2, 1].as_slice(), vec![f16::from_f32(1.5), f16::from_f32(-2.0)]));
        assert!(tensors.numbers("b").is_err());
    }

    #[test]
    fn damage_is_told() {
        let entry = |shape: &str, offsets: &str| {
            file(&format!(r#"{{"a":{{"dtype":"F16","shape":{shape},"data_offsets":{offsets}}}}}"#), &[0; 4])
        };
        for bytes in [vec![], vec![9; 8], file("{", &[]), u64::MAX.to_le_bytes().to_vec()] {
            assert!(Tensors::read(&bytes).is_err(), "{bytes:?}");
        }
        for (shape, offsets) in
            [("[2]", "[0,2]"), ("[2]", "[2,6]"), ("[2]", "[4,0]"), ("[18446744073709551615,2]", "[0,4]")]
        {
            let bytes = entry(shape, offsets);
            assert!(Tensors::read(&bytes).unwrap().numbers("a").is_err(), "{shape} {offsets}");
        }
    }
}
