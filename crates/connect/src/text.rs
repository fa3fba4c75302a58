//! From the bytes of a file to bytes of UTF-8 text, or a clear word why not.

use std::io::Read;
use std::path::Path;

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE, WINDOWS_1252};
use plant::Problem;
use rayon::prelude::*;

use crate::{problems, scan};

/// Tables of numbers pack 3 to 30 times; far beyond that a file is made to fill the memory.
const HIGHEST_RATIO: u64 = 300;

/// Bytes that one thread looks through at a time.
const ASCII_CHUNK: usize = 1 << 20;

/// Text as UTF-8, without a byte-order mark, lines ended by `\n` or `\r\n`.
#[derive(Debug)]
pub(crate) struct Text {
    pub bytes: Vec<u8>,
    pub notes: Vec<String>,
}

/// Whether the bytes are a Parquet file.
pub(crate) fn is_parquet(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PAR1")
}

/// Inflates a `.gz`, member after member.
pub(crate) fn inflate(file: &Path, bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let most = (bytes.len() as u64).saturating_mul(HIGHEST_RATIO).saturating_add(1 << 20);
    let mut inflated = Vec::with_capacity(bytes.len().saturating_mul(4));
    flate2::bufread::MultiGzDecoder::new(bytes)
        .take(most + 1)
        .read_to_end(&mut inflated)
        .map_err(|error| problems::damaged(file, &format!("it does not inflate ({error})")))?;
    if inflated.len() as u64 > most {
        return Err(problems::damaged(file, "it inflates to more than 300 times its size"));
    }
    Ok(inflated)
}

/// Takes the encoding off. Bytes that are no text of any kind known are refused.
pub(crate) fn decode(file: &Path, bytes: Vec<u8>) -> Result<Text, Problem> {
    refuse_other_formats(file, &bytes)?;
    let mut notes = Vec::new();
    let mut bytes = match encoding(&bytes) {
        Encoding::Utf8 => bytes,
        Encoding::Utf8WithMark => bytes[3..].to_vec(),
        Encoding::Other(encoding, name) => {
            let (text, _, damaged) = encoding.decode(&bytes);
            notes.push(format!("read as {name}"));
            if damaged {
                notes.push(format!("some characters are not {name} and were replaced"));
            }
            text.into_owned().into_bytes()
        }
    };
    if scan::holds(&bytes, 0) {
        return Err(problems::not_a_table(file, "no text", "export it as CSV, in UTF-8"));
    }
    if memchr::memchr(b'\n', &bytes).is_none() && memchr::memchr(b'\r', &bytes).is_some() {
        bytes.iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
    }
    Ok(Text { bytes, notes })
}

fn refuse_other_formats(file: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let (what, help) = if bytes.starts_with(b"PK\x03\x04") {
        ("an Excel workbook or another ZIP archive", "save the sheet as CSV (UTF-8)")
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        ("an old Excel workbook", "save the sheet as CSV (UTF-8)")
    } else if bytes.starts_with(b"%PDF") {
        ("a PDF", "put it under documents/")
    } else {
        return Ok(());
    };
    Err(problems::not_a_table(file, what, help))
}

enum Encoding {
    Utf8,
    Utf8WithMark,
    Other(&'static encoding_rs::Encoding, &'static str),
}

fn encoding(bytes: &[u8]) -> Encoding {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => return Encoding::Utf8WithMark,
        [0xff, 0xfe, ..] => return Encoding::Other(UTF_16LE, "UTF-16"),
        [0xfe, 0xff, ..] => return Encoding::Other(UTF_16BE, "UTF-16"),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let half = head.len() / 2;
    if half > 4 {
        if zeros(1) * 10 > half * 9 && zeros(0) == 0 {
            return Encoding::Other(UTF_16LE, "UTF-16");
        }
        if zeros(0) * 10 > half * 9 && zeros(1) == 0 {
            return Encoding::Other(UTF_16BE, "UTF-16");
        }
    }
    if bytes.par_chunks(ASCII_CHUNK).all(<[u8]>::is_ascii) {
        return Encoding::Utf8;
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => Encoding::Utf8,
        Err(_) if is_damaged_utf8(bytes) => Encoding::Utf8,
        Err(_) if looks_like_gbk(bytes) => Encoding::Other(GB18030, "GB18030 (Chinese)"),
        Err(_) => Encoding::Other(WINDOWS_1252, "Windows-1252 (Western European)"),
    }
}

/// UTF-8 with a few broken bytes: then only the rows that hold them are set aside.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut letters, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    letters > 5 * broken
}

/// Characters of GB 2312 are two bytes of 0xA1 and above; Western letters mostly stand alone.
fn looks_like_gbk(bytes: &[u8]) -> bool {
    let (mut paired, mut single) = (0_u64, 0_u64);
    for run in bytes.split(|byte| byte.is_ascii()).filter(|run| !run.is_empty()) {
        if run.len() % 2 == 0 && run.iter().all(|byte| *byte >= 0x81 && *byte != 0xff) {
            paired += run.len() as u64 / 2;
        } else {
            single += 1;
        }
    }
    paired > 4 * single
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn check(bytes: &[u8], expected: Result<(&str, &[&str]), &str>) {
        let got = decode(Path::new("a.csv"), bytes.to_vec());
        let got = got.map(|text| (String::from_utf8(text.bytes).unwrap(), text.notes));
        match (got, expected) {
            (Ok((text, notes)), Ok((want, want_notes))) => {
                assert_eq!(text, want);
                assert_eq!(notes, want_notes);
            }
            (got, want) => assert_eq!(got.err().map(|p| p.code).as_deref(), want.err()),
        }
    }

    #[test]
    fn encodings() {
        check(b"a,b\n", Ok(("a,b\n", &[])));
        check(b"\xef\xbb\xbfa,b\n", Ok(("a,b\n", &[])));
        check(b"a\rb\r", Ok(("a\nb\n", &[])));
        check("时间,温度\n".as_bytes(), Ok(("时间,温度\n", &[])));
        let utf16: Vec<u8> = "a,°C\n1,2\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&[&b"\xff\xfe"[..], &utf16].concat(), Ok(("a,°C\n1,2\n", &["read as UTF-16"])));
        check(&utf16, Ok(("a,°C\n1,2\n", &["read as UTF-16"])));
        let (gbk, ..) = GB18030.encode("时间,温度,压力\n1,2,3\n");
        check(&gbk, Ok(("时间,温度,压力\n1,2,3\n", &["read as GB18030 (Chinese)"])));
        check(b"Zeit,K\xfchlung\n", Ok(("Zeit,Kühlung\n", &["read as Windows-1252 (Western European)"])));
        check("压力,温度,液位,\u{fffd}\n".as_bytes(), Ok(("压力,温度,液位,\u{fffd}\n", &[])));
        check(b"PK\x03\x04....", Err("PW2002"));
        check(b"a\0\x01b", Err("PW2002"));
    }

    #[test]
    fn a_damaged_gz_is_told() {
        assert_eq!(inflate(Path::new("a.gz"), b"\x1f\x8bxx").unwrap_err().code, "PW2008");
    }
}
