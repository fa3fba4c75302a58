//! How many bytes weights take in each of ggml's number formats.

/// Weights come in blocks of so many numbers, each so many bytes long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TensorType {
    block: u64,
    block_bytes: u64,
}

/// `(id, numbers in a block, bytes of a block)`, after `enum ggml_type` and the block structures of ggml.
const TYPES: &[(u32, u64, u64)] = &[
    (0, 1, 4),     // F32
    (1, 1, 2),     // F16
    (2, 32, 18),   // Q4_0
    (3, 32, 20),   // Q4_1
    (6, 32, 22),   // Q5_0
    (7, 32, 24),   // Q5_1
    (8, 32, 34),   // Q8_0
    (9, 32, 36),   // Q8_1
    (10, 256, 84), // Q2_K
    (11, 256, 110),
    (12, 256, 144),
    (13, 256, 176),
    (14, 256, 210), // Q6_K
    (15, 256, 292), // Q8_K
    (16, 256, 66),  // IQ2_XXS
    (17, 256, 74),  // IQ2_XS
    (18, 256, 98),  // IQ3_XXS
    (19, 256, 50),  // IQ1_S
    (20, 32, 18),   // IQ4_NL
    (21, 256, 110), // IQ3_S
    (22, 256, 82),  // IQ2_S
    (23, 256, 136), // IQ4_XS
    (24, 1, 1),     // I8
    (25, 1, 2),
    (26, 1, 4),
    (27, 1, 8),
    (28, 1, 8),    // F64
    (29, 256, 56), // IQ1_M
    (30, 1, 2),    // BF16
    (34, 256, 54), // TQ1_0
    (35, 256, 66), // TQ2_0
    (39, 32, 17),  // MXFP4
    (40, 64, 36),  // NVFP4
    (41, 128, 18), // Q1_0
    (42, 64, 18),  // Q2_0
];

impl TensorType {
    pub fn from_id(id: u32) -> Option<Self> {
        TYPES
            .iter()
            .find(|(known, ..)| *known == id)
            .map(|(_, block, block_bytes)| Self { block: *block, block_bytes: *block_bytes })
    }

    /// Bytes of a tensor; nothing when rows are no whole blocks or the size overflows.
    pub fn bytes(self, dimensions: &[u64]) -> Option<u64> {
        let row = dimensions.first().copied().unwrap_or(1);
        if !row.is_multiple_of(self.block) {
            return None;
        }
        let rest = dimensions.iter().skip(1).try_fold(1_u64, |all, side| all.checked_mul(*side))?;
        (row / self.block).checked_mul(self.block_bytes)?.checked_mul(rest)
    }
}
