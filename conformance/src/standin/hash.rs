//! A hash for what has to look as if it told nothing, or has to change with what it is of. It keeps no secret.

/// The FNV-1a hash of the bytes.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
