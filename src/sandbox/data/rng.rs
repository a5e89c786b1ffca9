//! Deterministic pseudo-random numbers: the sandbox company is always the same.

/// A SplitMix64 hash of an ID and a salt.
pub fn mix(id: u64, salt: u64) -> u64 {
    let mut z = id
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(salt.wrapping_mul(0xd1b5_4a32_d192_ed03));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A pseudo-random number below `below`, by ID and salt.
pub fn splitmix64(id: u64, salt: u64, below: u64) -> u64 {
    mix(id, salt) % below
}
