//! Answers as tables of numbers, held against each other.

use std::path::Path;

use anyhow::{Context, Result, bail};

/// Numbers may differ by this share: sums are added up in other orders.
const TOLERANCE: f64 = 1e-9;

/// Rows of as many numbers each.
#[derive(Debug, PartialEq)]
pub struct Answer {
    numbers: Vec<f64>,
    columns: usize,
}

impl Answer {
    /// `numbers` row after row.
    pub fn new(numbers: Vec<f64>, columns: usize) -> Self {
        Self { numbers, columns }
    }

    pub fn rows(&self) -> usize {
        self.numbers.len() / self.columns
    }

    pub fn write(&self, file: &Path) -> Result<()> {
        let bytes: Vec<u8> = self.numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        std::fs::write(file, bytes).with_context(|| file.display().to_string())
    }

    pub fn read(file: &Path, columns: usize) -> Result<Self> {
        let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
        let (numbers, rest) = bytes.as_chunks::<8>();
        if !rest.is_empty() || numbers.len() % columns != 0 {
            bail!("{}: {} bytes are no rows of {columns} numbers", file.display(), bytes.len());
        }
        Ok(Self::new(numbers.iter().map(|number| f64::from_le_bytes(*number)).collect(), columns))
    }

    /// # Errors
    /// The first place where the answers differ.
    pub fn agrees(&self, other: &Self) -> Result<()> {
        if self.rows() == 0 {
            bail!("there are no rows to compare");
        }
        if self.rows() != other.rows() {
            bail!("{} rows instead of {}", other.rows(), self.rows());
        }
        for (at, (wanted, got)) in self.numbers.iter().zip(&other.numbers).enumerate() {
            let close = (wanted - got).abs() <= TOLERANCE * wanted.abs().max(1.0);
            if !close {
                bail!("row {}, column {}: {got} instead of {wanted}", at / self.columns, at % self.columns);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn answers_agree_within_rounding_and_not_beyond() {
        let answer = |numbers: &[f64]| Answer::new(numbers.to_vec(), 2);
        let wanted = answer(&[1.0, 1e6, 3.0, 4.0]);
        assert!(wanted.agrees(&answer(&[1.0, 1e6 + 1e-5, 3.0, 4.0])).is_ok());
        assert!(wanted.agrees(&answer(&[1.0, 1e6, 3.0, 4.001])).is_err());
        assert!(wanted.agrees(&answer(&[1.0, 1e6, f64::NAN, 4.0])).is_err());
        assert!(wanted.agrees(&answer(&[1.0, 1e6])).is_err());
        assert!(answer(&[]).agrees(&answer(&[])).is_err());
    }

    #[test]
    fn an_answer_comes_back_from_its_file() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("answer");
        let answer = Answer::new(vec![1.5, -2.0, 3.25], 3);
        answer.write(&file).unwrap();
        assert_eq!(Answer::read(&file, 3).unwrap(), answer);
        assert!(Answer::read(&file, 2).is_err());
    }
}
