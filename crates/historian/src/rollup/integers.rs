//! Columns of integers in few bytes: constants, arithmetic sequences, and
//! offsets from the smallest in units of their greatest common divisor.

use crate::varint::{put_varint, take_varint, unzigzag, zigzag};

const CONSTANT: u8 = 0xf0;
const SEQUENCE: u8 = 0xf1;

/// Appends `values`; the reader must know how many there are.
pub(super) fn encode(out: &mut Vec<u8>, values: &[i64]) {
    let Some(&first) = values.first() else { return };
    let step = values.get(1).map_or(0, |second| second.wrapping_sub(first));
    if values.windows(2).all(|pair| pair[1].wrapping_sub(pair[0]) == step) {
        out.push(if step == 0 { CONSTANT } else { SEQUENCE });
        put_varint(out, zigzag(first));
        if step != 0 {
            put_varint(out, zigzag(step));
        }
        return;
    }
    let smallest = values.iter().copied().min().unwrap_or(0);
    let divisor = values.iter().fold(0, |divisor, value| gcd(divisor, value.wrapping_sub(smallest) as u64));
    let offset = |value: i64| value.wrapping_sub(smallest) as u64 / divisor.max(1);
    let largest = values.iter().map(|value| offset(*value)).max().unwrap_or(0);
    let bits = (64 - largest.leading_zeros()).max(1);
    out.push(bits as u8);
    put_varint(out, zigzag(smallest));
    put_varint(out, divisor);
    let (mut word, mut filled) = (0_u128, 0);
    for value in values {
        word |= u128::from(offset(*value)) << filled;
        filled += bits;
        if filled >= 64 {
            out.extend_from_slice(&(word as u64).to_le_bytes());
            word >>= 64;
            filled -= 64;
        }
    }
    out.extend_from_slice(&(word as u64).to_le_bytes()[..filled.div_ceil(8) as usize]);
}

fn gcd(mut a: u64, mut b: u64) -> u64 {
    // Nearly always found already: the first divisor divides the rest.
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Takes `count` integers off the front; `None` when the bytes do not hold them.
pub(super) fn decode(bytes: &mut &[u8], count: usize) -> Option<Vec<i64>> {
    if count == 0 {
        return Some(Vec::new());
    }
    let (&mode, rest) = bytes.split_first()?;
    *bytes = rest;
    match mode {
        CONSTANT => Some(vec![unzigzag(take_varint(bytes)?); count]),
        SEQUENCE => {
            let first = unzigzag(take_varint(bytes)?);
            let step = unzigzag(take_varint(bytes)?);
            Some((0..count as i64).map(|row| first.wrapping_add(step.wrapping_mul(row))).collect())
        }
        1..=64 => {
            let bits = usize::from(mode);
            let smallest = unzigzag(take_varint(bytes)?);
            let divisor = take_varint(bytes)?;
            let len = count.checked_mul(bits)?.div_ceil(8);
            let (packed, rest) = bytes.split_at_checked(len)?;
            *bytes = rest;
            let value = |offset: u64| smallest.wrapping_add(offset.wrapping_mul(divisor) as i64);
            Some((0..count).map(|row| value(unpack(packed, row * bits, bits))).collect())
        }
        _ => None,
    }
}

fn unpack(packed: &[u8], bit: usize, bits: usize) -> u64 {
    let (byte, shift) = (bit / 8, bit % 8);
    let mask = if bits == 64 { u64::MAX } else { (1 << bits) - 1 };
    if bits <= 56
        && let Some(word) = packed.get(byte..byte + 8)
    {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(word);
        return (u64::from_le_bytes(bytes) >> shift) & mask;
    }
    let mut bytes = [0; 16];
    let taken = &packed[byte..packed.len().min(byte + 9)];
    bytes[..taken.len()].copy_from_slice(taken);
    (u128::from_le_bytes(bytes) >> shift) as u64 & mask
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[i64], at_most: usize) {
        let mut bytes = Vec::new();
        encode(&mut bytes, values);
        assert!(bytes.len() <= at_most, "{} bytes", bytes.len());
        let mut rest = bytes.as_slice();
        assert_eq!(decode(&mut rest, values.len()).as_deref(), Some(values));
        assert!(rest.is_empty());
        if !values.is_empty() {
            assert_eq!(decode(&mut &bytes[..bytes.len() - 1], values.len()), None);
        }
    }

    #[test]
    fn what_is_regular_is_small_and_all_comes_back() {
        check(&[], 0);
        check(&[7; 100], 2);
        check(&(0..100).map(|i| i * 60_000_000_000).collect::<Vec<_>>(), 10);
        check(&(0..100).map(|i| (i * 37 % 60) * 1_000_000_000).collect::<Vec<_>>(), 85);
        check(&[i64::MIN, i64::MAX, 0, -1], 64);
        check(&[i64::MIN, i64::MAX], 64);
        check(&(0..1000).map(|i: i64| i.wrapping_mul(0x5851_f42d_4c95_7f2d)).collect::<Vec<_>>(), 8100);
        check(&[0, 1 << 58, 3, 5, (1 << 58) + 1], 64);
    }
}
