//! JSON as in the response: a list is an array, a single record is an object. Indented on a terminal.

use super::View;
use super::{indent, narrow};
use crate::model::record::Record;
use std::io::{self, Write};

pub struct Json<W: Write> {
    view: View,
    out: W,
    /// Whether the document is an array, and whether a record was written.
    array: bool,
    begun: bool,
    is_indented: bool,
}

impl<W: Write> Json<W> {
    pub fn new_array(view: View, out: W) -> Json<W> {
        Json { view, out, array: true, begun: false, is_indented: false }
    }

    pub fn new_object(view: View, out: W) -> Json<W> {
        Json { view, out, array: false, begun: false, is_indented: false }
    }

    /// Indents the document, in color if the stream supports it.
    pub fn indent(&mut self) {
        self.is_indented = true;
    }

    pub fn page(&mut self, records: &[Record]) -> io::Result<()> {
        for record in records {
            if self.array {
                self.out.write_all(if self.begun { b",\n" } else { b"[\n" })?;
            }
            self.begun = true;
            if self.is_indented {
                let mut json = Vec::new();
                narrow::write_object(&self.view, record, &mut json)?;
                let depth = usize::from(self.array);
                self.out.write_all(if self.array { b"  " } else { b"" })?;
                let json = String::from_utf8_lossy(&json);
                indent::write(&json, depth, self.view.style.color, &mut self.out)?;
            } else {
                narrow::write_object(&self.view, record, &mut self.out)?;
            }
            if !self.array {
                self.out.write_all(b"\n")?;
            }
        }
        self.out.flush()
    }

    pub fn finish(mut self) -> io::Result<()> {
        if self.array {
            self.out.write_all(if self.begun { b"\n]\n" } else { b"[]\n" })?;
        }
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::super::style::StreamStyle;
    use super::*;
    use crate::model::field::Field;
    use crate::model::names::Names;
    use serde_json::value::RawValue;

    fn print_for_test(fields: &[&str], texts: &[&str]) -> String {
        let columns = fields.iter().map(|code| Field::from_code(code)).collect();
        let view = View {
            names: Names::default(),
            columns,
            chosen: !fields.is_empty(),
            resolve: false,
            raw: false,
            header: true,
            says_zone: false,
            layout: Default::default(),
            links: None,
            style: StreamStyle::plain(),
        };
        let records: Vec<Record> = texts
            .iter()
            .map(|t| Record::new(RawValue::from_string((*t).into()).unwrap()).unwrap())
            .collect();
        let mut out = Vec::new();
        let mut json = Json::new_array(view, &mut out);
        json.page(&records).unwrap();
        json.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_response_is_printed_unchanged() {
        let odd = r#"{"b":1.10, "a":1e400,"b":null}"#;
        assert_eq!(print_for_test(&[], &[odd, odd]), format!("[\n{odd},\n{odd}\n]\n"));
        assert_eq!(print_for_test(&[], &[]), "[]\n");
    }

    #[test]
    fn an_indented_response_becomes_one_line() {
        assert_eq!(
            print_for_test(&[], &["{\r\n  \"a\": \"x  \\n y\",\n\t\"b\": []\n}"]),
            "[\n{\"a\": \"x  \\n y\",\"b\": []}\n]\n"
        );
    }

    #[test]
    fn narrowed_json_keeps_its_shape() {
        let key = "0123456789abcdef0123456789abcdef01234567";
        let deal =
            format!(r#"{{"id":1,"title":"x","value":2.50,"custom_fields":{{"{key}":[1],"y":2}}}}"#);
        assert_eq!(
            print_for_test(&["value", key, "id"], &[&deal]),
            format!("[\n{{\"value\":2.50,\"custom_fields\":{{\"{key}\":[1]}},\"id\":1}}\n]\n")
        );
        assert_eq!(print_for_test(&["won_time"], &[&deal]), "[\n{}\n]\n");
        let deep = r#"{"item":{"id":1,"owner":{"id":3,"name":"x"}}}"#;
        assert_eq!(
            print_for_test(&["item.owner.id", "item.id"], &[deep]),
            "[\n{\"item\":{\"owner\":{\"id\":3},\"id\":1}}\n]\n"
        );
        assert_eq!(print_for_test(&["item.id", "item"], &[deep]), format!("[\n{deep}\n]\n"));
        let hit = r#"{"result_score":1.5,"item":{"id":1,"title":"x","owner":{"id":3}}}"#;
        assert_eq!(
            print_for_test(&["item.title", "result_score", "item.id"], &[hit]),
            "[\n{\"item\":{\"title\":\"x\",\"id\":1},\"result_score\":1.5}\n]\n"
        );
    }
}
