//! The first sheet of an Excel workbook, with the values of its cells. It is stored one row per line, so
//! that each pass reads it as a stream.

use super::objects::Lines;
use super::source::Source;
use crate::error::Error;

pub fn read(source: &Source) -> Result<Lines, Error> {
    Err(Error::usage(format!("{} is an Excel workbook", source.name)))
}
