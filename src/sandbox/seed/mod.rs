//! The initial company, from a fixed seed.

pub mod beginning;
pub mod deals;
mod past;
mod titles;
