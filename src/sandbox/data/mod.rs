//! The data of the sandbox company: deals, custom fields, people, currencies, related records.

pub mod company;
pub mod currency;
pub mod custom_fields;
pub mod custom_values;
pub mod deal;
pub mod directory;
pub mod related;
pub mod rng;
