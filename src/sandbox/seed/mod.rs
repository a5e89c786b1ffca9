//! The company as it is on its first day, made from a fixed seed.

pub mod beginning;
pub mod deals;
mod past;
mod titles;
