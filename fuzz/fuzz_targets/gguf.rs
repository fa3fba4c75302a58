//! Any bytes as the front of a model file: an error or a front, never a panic, and no more memory than there are bytes.

#![no_main]

// The runtime around it is C++ that a build with sanitizers need not wait for: the file is taken as it is.
#[allow(dead_code)]
#[path = "../../crates/language/src/local/gguf.rs"]
mod gguf;

use gguf::Gguf;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // Random bytes seldom begin as they must.
    let whole = [b"GGUF\x03\0\0\0".as_slice(), bytes].concat();
    for bytes in [bytes, &whole] {
        if let Ok(front) = Gguf::read(bytes) {
            assert!(front.tensors().len() <= bytes.len());
            assert!(front.weight_bytes() <= front.file_bytes() || front.tensors().len() > 1);
            front.chat_template();
            front.integer_of_layer("attention.head_count_kv", u64::MAX);
        }
    }
});
