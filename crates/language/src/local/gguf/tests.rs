#![allow(clippy::unwrap_used)]

use super::*;
use crate::local::tiny::{self, Writer};

#[test]
fn a_front_is_read() {
    let file = tiny::model(1);
    let gguf = Gguf::read(file.bytes().as_slice()).unwrap();
    assert_eq!(gguf.architecture(), Some("qwen3"));
    assert_eq!(gguf.integer("block_count"), Some(2));
    assert_eq!(gguf.integer_of_layer("attention.head_count_kv", 1), Some(2));
    assert_eq!(gguf.count("tokenizer.ggml.tokens"), Some(269));
    assert_eq!(gguf.chat_template(), Some(tiny::TEMPLATE));
    assert_eq!(gguf.tensors().len(), 3 + 2 * 11);
    assert_eq!(gguf.weight_bytes(), file.data.len() as u64);
    assert_eq!(gguf.file_bytes(), file.bytes().len() as u64);
}

#[test]
fn a_file_that_was_cut_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = tiny::model(1).bytes();
    let path = folder.path().join("cut.gguf");
    std::fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
    let error = Gguf::open(&path).unwrap_err();
    assert!(matches!(error, GgufError::Cut { has, needs } if has + 1 == needs), "{error}");
}

#[test]
fn every_cut_of_a_front_is_an_error() {
    let front = tiny::model(1).front;
    for length in (0..front.len()).step_by(7) {
        assert!(Gguf::read(&front[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn claims_beyond_the_bounds_are_errors() {
    let claim = |entries: u64, rest: &[u8]| {
        let mut bytes = b"GGUF\x03\0\0\0".to_vec();
        bytes.extend_from_slice(&0_u64.to_le_bytes());
        bytes.extend_from_slice(&entries.to_le_bytes());
        bytes.extend_from_slice(rest);
        Gguf::read(bytes.as_slice()).unwrap_err().to_string()
    };
    assert!(claim(u64::MAX, &[]).contains("too many"));
    assert!(claim(1, &u64::MAX.to_le_bytes()).contains("too long"));
    let mut list = 1_u64.to_le_bytes().to_vec();
    list.extend_from_slice(b"a\x09\0\0\0\x0b\0\0\0");
    list.extend_from_slice(&(u64::MAX / 4).to_le_bytes());
    assert!(claim(1, &list).contains("too long"));
    assert!(matches!(Gguf::read(&b"GGUF\x09\0\0\0"[..]).unwrap_err(), GgufError::Version(9)));
    assert!(matches!(Gguf::read(&b"GGML\x03\0\0\0"[..]).unwrap_err(), GgufError::Magic));
    let mut odd = Writer::default();
    odd.number("general.alignment", 3);
    assert!(Gguf::read(odd.finish().front.as_slice()).is_err());
}

/// Any byte of the front may be anything: an error or a front comes out, never a panic, and never more memory than there
/// are bytes.
#[test]
fn damage_never_panics() {
    let front = tiny::model(1).front;
    let mut state = 7_u64;
    for _ in 0..20_000 {
        let mut bytes = front.clone();
        for _ in 0..3 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let place = (state >> 33) as usize % bytes.len();
            bytes[place] = (state >> 13) as u8;
        }
        if let Ok(gguf) = Gguf::read(bytes.as_slice()) {
            assert!(gguf.file_bytes() >= gguf.data_start);
        }
    }
}

/// The table of number formats is held against the sizes of blocks that ggml itself has.
#[test]
fn sizes_of_blocks() {
    let q4_k = TensorType::from_id(12).unwrap();
    assert_eq!(q4_k.bytes(&[512, 3]), Some(2 * 144 * 3));
    assert_eq!(q4_k.bytes(&[255]), None);
    assert_eq!(TensorType::from_id(0).unwrap().bytes(&[u64::MAX, 2]), None);
    assert_eq!(TensorType::from_id(4), None);
}
