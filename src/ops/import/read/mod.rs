//! Reads files in the forms that people have: file formats, columns, and the meaning of cells.

pub mod amounts;
mod cells;
mod checks;
pub mod columns;
mod dates;
pub mod decisions;
mod encoding;
mod entities;
pub mod facts;
pub mod header_row;
mod headings;
mod identity;
pub mod notes;
mod objects;
pub mod own_export;
pub mod people;
pub mod presets;
pub mod reading;
mod records;
mod roles;
pub mod rows;
pub mod source;
pub mod table;
mod template;
mod unclear;
pub mod values;
pub mod words;
#[cfg(feature = "xlsx")]
mod workbook;

#[cfg(test)]
mod tests;
