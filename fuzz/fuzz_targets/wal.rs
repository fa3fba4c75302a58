//! Any bytes as a file of the write-ahead log: no panic; what is read is a whole
//! prefix, and what was framed comes back.

#![no_main]

use historian::wal::{frame, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let parsed = parse(bytes);
    assert!(parsed.end <= bytes.len());
    let again = parse(&bytes[..parsed.end]);
    assert_eq!((again.end, again.damaged_at), (parsed.end, None));
    assert_eq!(again.samples.len(), parsed.samples.len());

    let framed = frame(&[parsed.samples.clone().into()]);
    // The input behind a whole frame: torn or damaged, but the frame stands.
    let followed = [&framed[..], bytes].concat();
    let read = parse(&followed);
    assert!(read.end >= framed.len());
    // As text, so that NaN equals NaN.
    assert_eq!(
        format!("{:?}", &read.samples[..parsed.samples.len()]),
        format!("{:?}", parsed.samples)
    );
});
