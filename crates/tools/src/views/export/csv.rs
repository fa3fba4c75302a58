//! CSV (RFC 4180, UTF-8, line feeds), as `plantwright import` reads it again.

use std::io::{BufWriter, Write};

use jiff::tz::TimeZone;
use plant::time::local_rfc3339;
use plant::{Quality, Sample, Value};

use super::{Result, Table};

pub struct Csv<W: Write> {
    out: BufWriter<W>,
    zone: TimeZone,
}

impl<W: Write> Csv<W> {
    /// Writes the header; with `columns` for means, without for samples as recorded.
    pub fn begin(out: W, zone: TimeZone, columns: Option<&[&str]>) -> Result<Self> {
        let mut out = BufWriter::with_capacity(1 << 16, out);
        match columns {
            None => writeln!(out, "tag,time,value,quality")?,
            Some(ids) => {
                write!(out, "time")?;
                for id in ids {
                    write!(out, ",{}", field(id))?;
                }
                writeln!(out)?;
            }
        }
        Ok(Self { out, zone })
    }
}

impl<W: Write> Table for Csv<W> {
    fn samples(&mut self, samples: &[Sample]) -> Result<()> {
        for sample in samples {
            write!(self.out, "{},{},", field(&sample.tag), local_rfc3339(sample.time, &self.zone))?;
            match &sample.value {
                Value::Boolean(value) => write!(self.out, "{value}")?,
                Value::Integer(value) => write!(self.out, "{value}")?,
                // The shortest text that reads back as the same number.
                Value::Float(value) => write!(self.out, "{value}")?,
                Value::Text(value) => write!(self.out, "{}", field(value))?,
            }
            match sample.quality {
                Quality::GOOD => writeln!(self.out, ",good")?,
                Quality::UNCERTAIN => writeln!(self.out, ",uncertain")?,
                Quality::BAD => writeln!(self.out, ",bad")?,
                Quality(code) => writeln!(self.out, ",0x{code:08x}")?,
            }
        }
        Ok(())
    }

    fn means(&mut self, times: &[i64], columns: &[Vec<f64>]) -> Result<()> {
        for (row, time) in times.iter().enumerate() {
            write!(self.out, "{}", local_rfc3339(*time, &self.zone))?;
            for column in columns {
                match column[row] {
                    value if value.is_nan() => write!(self.out, ",")?,
                    value => write!(self.out, ",{value}")?,
                }
            }
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        Ok(self.out.flush()?)
    }
}

/// Quoted where it needs to be.
pub fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ') {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_where_they_need_to_be() {
        for (text, expected) in
            [("P-1.flow", "P-1.flow"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("泵", "泵")]
        {
            assert_eq!(field(text), expected);
        }
    }
}
