//! Any bytes as a file of the write-ahead log: no panic; what is read is a whole
//! prefix, and what was framed comes back.

#![no_main]

// The historian brings a query engine along, which a build with sanitizers need
// not wait for: the two files are taken as they are.
#[path = "../../crates/historian/src/wal/frame.rs"]
mod frame;
#[path = "../../crates/historian/src/varint.rs"]
mod varint;

use frame::{frame, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let parsed = parse(bytes);
    assert!(parsed.end <= bytes.len());
    let again = parse(&bytes[..parsed.end]);
    assert_eq!((again.end, again.damaged_at), (parsed.end, None));
    assert_eq!(again.samples.len(), parsed.samples.len());

    let framed = frame(&[parsed.samples.clone().into()]);
    // The input behind a whole frame: torn or damaged, but the frame stands.
    let read = parse(&[&framed[..], bytes].concat());
    assert!(read.end >= framed.len());
    // As text, so that NaN equals NaN.
    let came_back = &read.samples[..parsed.samples.len()];
    assert_eq!(format!("{came_back:?}"), format!("{:?}", parsed.samples));
});
