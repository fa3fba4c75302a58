//! Reads the front of a GGUF file, version 2 or 3: metadata and the list of tensors, never the weights. This is what a file
//! is judged by before anything large is loaded (format: the GGUF specification in the ggml project's documentation).
//!
//! Every length in the file is checked against a bound before memory is taken for it, since the file is foreign.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

// The path is written out so that a fuzz target can take this file as it is.
#[path = "gguf/tensor_type.rs"]
mod tensor_type;

use tensor_type::TensorType;

/// Longest front that is read, bytes; vocabularies of a quarter million tokens stay below 32 MiB.
const LONGEST_FRONT: u64 = 256 << 20;
/// Longest key or tensor name, bytes.
const LONGEST_NAME: u64 = 64 << 10;
/// Longest text that is kept, bytes; chat templates are the longest.
const LONGEST_TEXT: u64 = 4 << 20;
const MOST_ENTRIES: u64 = 1 << 16;
/// Longest list of numbers that is kept; longer ones are counted only.
const LONGEST_NUMBERS: u64 = 4096;
const MOST_DIMENSIONS: u32 = 4;

/// Why the front of a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum GgufError {
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
    #[error("this is no GGUF file")]
    Magic,
    #[error("GGUF version {0} is not known; 2 and 3 are")]
    Version(u32),
    #[error("the file is damaged: {0}")]
    Damaged(&'static str),
    #[error("the file has {has} bytes where its front tells of {needs}: it was not copied whole")]
    Cut { has: u64, needs: u64 },
}

/// The front of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Gguf {
    metadata: BTreeMap<String, Value>,
    tensors: Vec<Tensor>,
    /// Bytes before the weights.
    data_start: u64,
}

/// A value of the metadata.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Integer(i128),
    Float(f64),
    Flag(bool),
    Text(String),
    /// A short list of numbers.
    Numbers(Vec<i128>),
    /// A list that was stepped over.
    List {
        count: u64,
    },
}

/// A tensor as the front describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    pub name: String,
    pub dimensions: Vec<u64>,
    /// Bytes of its weights.
    pub bytes: u64,
    offset: u64,
}

impl Gguf {
    /// Reads the front of a file and holds it against the file's length.
    ///
    /// # Errors
    /// A file that is none, is damaged, or is shorter than it says.
    pub fn open(path: &Path) -> Result<Self, GgufError> {
        let file = File::open(path)?;
        let has = file.metadata()?.len();
        let gguf = Self::read(BufReader::with_capacity(1 << 16, file))?;
        let needs = gguf.file_bytes();
        if has < needs { Err(GgufError::Cut { has, needs }) } else { Ok(gguf) }
    }

    /// Reads the front.
    ///
    /// # Errors
    /// Bytes that are no such front.
    pub fn read(source: impl Read) -> Result<Self, GgufError> {
        let mut reader = Reader { source, read: 0 };
        if reader.array::<4>()? != *b"GGUF" {
            return Err(GgufError::Magic);
        }
        let version = reader.u32()?;
        if !matches!(version, 2 | 3) {
            return Err(GgufError::Version(version));
        }
        let tensor_count = reader.bounded(MOST_ENTRIES, "too many tensors")?;
        let entry_count = reader.bounded(MOST_ENTRIES, "too many entries of metadata")?;
        let mut metadata = BTreeMap::new();
        for _ in 0..entry_count {
            let key = reader.text(LONGEST_NAME)?;
            let kind = reader.u32()?;
            let value = reader.value(kind)?;
            metadata.insert(key, value);
        }
        let mut tensors = Vec::new();
        for _ in 0..tensor_count {
            tensors.push(reader.tensor()?);
        }
        let alignment = match metadata.get("general.alignment") {
            Some(Value::Integer(bytes)) => u64::try_from(*bytes).ok().filter(|bytes| bytes.is_power_of_two()),
            Some(_) => None,
            None => Some(32),
        };
        let alignment = alignment.ok_or(GgufError::Damaged("the alignment is no power of two"))?;
        let data_start = reader
            .read
            .checked_next_multiple_of(alignment)
            .ok_or(GgufError::Damaged("a length overflows"))?;
        let gguf = Self { metadata, tensors, data_start };
        gguf.checked_file_bytes().ok_or(GgufError::Damaged("a length overflows"))?;
        Ok(gguf)
    }

    pub fn tensors(&self) -> &[Tensor] {
        &self.tensors
    }

    /// A value under its whole key.
    pub fn value(&self, key: &str) -> Option<&Value> {
        self.metadata.get(key)
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        match self.metadata.get(key) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// What kind of model it is, as `qwen3`; the first part of most keys.
    pub fn architecture(&self) -> Option<&str> {
        self.text("general.architecture")
    }

    /// An integer of the architecture: `block_count` is looked up as `qwen3.block_count`.
    pub fn integer(&self, key: &str) -> Option<u64> {
        match self.metadata.get(&format!("{}.{key}", self.architecture()?)) {
            Some(Value::Integer(number)) => u64::try_from(*number).ok(),
            _ => None,
        }
    }

    /// An integer of the architecture that may differ from layer to layer.
    pub fn integer_of_layer(&self, key: &str, layer: u64) -> Option<u64> {
        match self.metadata.get(&format!("{}.{key}", self.architecture()?)) {
            Some(Value::Integer(number)) => u64::try_from(*number).ok(),
            Some(Value::Numbers(numbers)) => {
                numbers.get(usize::try_from(layer).ok()?).and_then(|number| u64::try_from(*number).ok())
            }
            _ => None,
        }
    }

    /// Length of a list, as of the tokens.
    pub fn count(&self, key: &str) -> Option<u64> {
        match self.metadata.get(key) {
            Some(Value::List { count }) => Some(*count),
            Some(Value::Numbers(numbers)) => Some(numbers.len() as u64),
            _ => None,
        }
    }

    /// The chat template that the file carries.
    pub fn chat_template(&self) -> Option<&str> {
        self.text("tokenizer.chat_template")
    }

    /// Bytes of all weights.
    pub fn weight_bytes(&self) -> u64 {
        self.tensors.iter().fold(0, |all, tensor| all.saturating_add(tensor.bytes))
    }

    /// Bytes that the file must have at least.
    pub fn file_bytes(&self) -> u64 {
        self.checked_file_bytes().unwrap_or(u64::MAX)
    }

    fn checked_file_bytes(&self) -> Option<u64> {
        self.tensors.iter().try_fold(self.data_start, |most, tensor| {
            let end = self.data_start.checked_add(tensor.offset)?.checked_add(tensor.bytes)?;
            Some(most.max(end))
        })
    }
}

/// Reads little-endian values and counts the bytes.
struct Reader<R> {
    source: R,
    read: u64,
}

impl<R: Read> Reader<R> {
    fn take(&mut self, bytes: u64) -> Result<(), GgufError> {
        self.read = self
            .read
            .checked_add(bytes)
            .filter(|read| *read <= LONGEST_FRONT)
            .ok_or(GgufError::Damaged("its front is too long"))?;
        Ok(())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], GgufError> {
        self.take(N as u64)?;
        let mut bytes = [0; N];
        self.source.read_exact(&mut bytes).map_err(ended)?;
        Ok(bytes)
    }

    fn u32(&mut self) -> Result<u32, GgufError> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn u64(&mut self) -> Result<u64, GgufError> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    fn bounded(&mut self, most: u64, what: &'static str) -> Result<u64, GgufError> {
        let count = self.u64()?;
        if count > most { Err(GgufError::Damaged(what)) } else { Ok(count) }
    }

    fn bytes(&mut self, most: u64) -> Result<Vec<u8>, GgufError> {
        let length = self.bounded(most, "a text is too long")?;
        self.take(length)?;
        let mut bytes = Vec::new();
        // Grows with what is there, not with what is claimed.
        let got = self.source.by_ref().take(length).read_to_end(&mut bytes)?;
        if (got as u64) < length { Err(GgufError::Damaged("it ends too early")) } else { Ok(bytes) }
    }

    fn text(&mut self, most: u64) -> Result<String, GgufError> {
        String::from_utf8(self.bytes(most)?).map_err(|_| GgufError::Damaged("a text is no UTF-8"))
    }

    fn skip(&mut self, bytes: u64) -> Result<(), GgufError> {
        self.take(bytes)?;
        let skipped = std::io::copy(&mut self.source.by_ref().take(bytes), &mut std::io::sink())?;
        if skipped < bytes { Err(GgufError::Damaged("it ends too early")) } else { Ok(()) }
    }

    fn value(&mut self, kind: u32) -> Result<Value, GgufError> {
        Ok(match kind {
            6 => Value::Float(f64::from(f32::from_le_bytes(self.array()?))),
            7 => Value::Flag(self.array::<1>()? != [0]),
            8 => Value::Text(self.text(LONGEST_TEXT)?),
            9 => self.list()?,
            12 => Value::Float(f64::from_le_bytes(self.array()?)),
            _ => Value::Integer(self.integer(kind)?),
        })
    }

    fn integer(&mut self, kind: u32) -> Result<i128, GgufError> {
        Ok(match kind {
            0 | 7 => i128::from(u8::from_le_bytes(self.array()?)),
            1 => i128::from(i8::from_le_bytes(self.array()?)),
            2 => i128::from(u16::from_le_bytes(self.array()?)),
            3 => i128::from(i16::from_le_bytes(self.array()?)),
            4 => i128::from(self.u32()?),
            5 => i128::from(i32::from_le_bytes(self.array()?)),
            10 => i128::from(self.u64()?),
            11 => i128::from(i64::from_le_bytes(self.array()?)),
            _ => return Err(GgufError::Damaged("an entry of metadata has an unknown type")),
        })
    }

    fn list(&mut self) -> Result<Value, GgufError> {
        let kind = self.u32()?;
        let count = self.bounded(LONGEST_FRONT, "a list is too long")?;
        let size = match kind {
            0 | 1 | 7 => 1,
            2 | 3 => 2,
            4..=6 => 4,
            10..=12 => 8,
            8 => {
                for _ in 0..count {
                    let length = self.bounded(LONGEST_TEXT, "a text is too long")?;
                    self.skip(length)?;
                }
                return Ok(Value::List { count });
            }
            // Lists of lists are allowed by the format and written by nobody.
            _ => return Err(GgufError::Damaged("a list has an unknown type")),
        };
        if count > LONGEST_NUMBERS || matches!(kind, 6 | 12) {
            self.skip(count.checked_mul(size).ok_or(GgufError::Damaged("a list is too long"))?)?;
            return Ok(Value::List { count });
        }
        (0..count).map(|_| self.integer(kind)).collect::<Result<_, _>>().map(Value::Numbers)
    }

    fn tensor(&mut self) -> Result<Tensor, GgufError> {
        let name = self.text(LONGEST_NAME)?;
        let rank = self.u32()?;
        if rank > MOST_DIMENSIONS {
            return Err(GgufError::Damaged("a tensor has too many dimensions"));
        }
        let dimensions = (0..rank).map(|_| self.u64()).collect::<Result<Vec<_>, _>>()?;
        let kind = TensorType::from_id(self.u32()?)
            .ok_or(GgufError::Damaged("a tensor is of a type that is not known"))?;
        let offset = self.u64()?;
        let bytes = kind.bytes(&dimensions).ok_or(GgufError::Damaged("a tensor's size is impossible"))?;
        Ok(Tensor { name, dimensions, bytes, offset })
    }
}

fn ended(error: std::io::Error) -> GgufError {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => GgufError::Damaged("it ends too early"),
        _ => GgufError::Io(error),
    }
}

#[cfg(test)]
mod tests;
