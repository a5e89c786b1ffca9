//! Files as people have them: what kind of file, which columns, and what the cells mean.

mod amounts;
mod cells;
pub mod columns;
mod dates;
pub mod decisions;
mod encoding;
pub mod facts;
pub mod header_row;
mod headings;
pub mod notes;
mod objects;
pub mod people;
pub mod presets;
pub mod reading;
mod records;
pub mod rows;
pub mod source;
pub mod table;
mod template;
pub mod values;
pub mod words;
#[cfg(feature = "xlsx")]
mod workbook;
