//! Checks that need the whole row.

use super::columns::Role;
use super::reading::{Reading, RowProgress, role_field};
use super::table::RawRow;
use crate::model::field::{Field, FieldKind};
use crate::model::names::{self, ContactKind};
use crate::ops::import::row::{CellError, ImportRow};
use crate::text;

impl Reading {
    /// Reports cells after the last heading, and duplicate keys.
    pub fn check_shape(&self, raw: &RawRow, row: &mut ImportRow) {
        let more = raw.cells.iter().skip(self.width).filter(|cell| !cell.is_empty()).count();
        if more > 0 {
            row.errors.push(CellError {
                column: None,
                field: None,
                text: String::new(),
                message: format!(
                    "the row has {} cells, and the file has {}",
                    raw.cells.len(),
                    text::count(self.width, "heading")
                ),
                ..CellError::default()
            });
        }
        for key in &raw.twice {
            row.errors.push(CellError {
                column: Some(key.clone()),
                field: None,
                text: String::new(),
                message: format!("the key `{}` occurs twice", text::clean(key)),
                ..CellError::default()
            });
        }
    }

    /// Checks the IDs of persons and organizations next to their names.
    pub fn check_contacts(&self, raw: &RawRow, row: &mut ImportRow) {
        for kind in ContactKind::ALL {
            let Some(text) = self.text_with_role(raw, |role| *role == Role::ContactId(kind)) else {
                continue;
            };
            let code = if kind == ContactKind::Person { "person_id" } else { "org_id" };
            let column = self
                .columns
                .iter()
                .find(|column| role_field(&column.role).is_some_and(|f| f.code == code));
            let heading = column.map(|column| column.heading.clone());
            let named = row.draft.get(code).and_then(serde_json::Value::as_u64);
            let Some(id) = names::as_id(&text) else {
                let message =
                    format!("`{}` is not the ID of a {}", text::clean(&text), kind.noun());
                row.errors.push(CellError {
                    column: heading,
                    field: None,
                    text,
                    message,
                    ..CellError::default()
                });
                continue;
            };
            match named {
                Some(named) if named != id => {
                    let name = self.values.people.name(kind, id);
                    let name = name.map_or_else(String::new, |name| {
                        format!(", which is {}", text::clean(name))
                    });
                    let shown = column.map(|column| self.text(raw, column)).unwrap_or_default();
                    let message = format!(
                        "`{}` is {} {named}, but the column of IDs has {id}{name}",
                        text::clean(&shown),
                        kind.noun()
                    );
                    row.errors.push(CellError {
                        column: heading,
                        field: Some(code.to_owned()),
                        text: shown,
                        message,
                        ..CellError::default()
                    });
                }
                Some(_) => {}
                // If several have the name, the ID chooses one.
                None if row.errors.iter().any(|e| e.field.as_deref() == Some(code)) => {
                    let ids_match = column.is_some_and(|column| {
                        self.values.people.has(kind, &self.text(raw, column), id)
                    });
                    if ids_match {
                        row.errors.retain(|error| error.field.as_deref() != Some(code));
                        row.draft.write(code, id.into());
                    }
                }
                None if column.is_none() => row.draft.write(code, id.into()),
                None => {}
            }
        }
    }

    /// Checks what only a new deal requires.
    pub fn check_new(&self, progress: &mut RowProgress) {
        let row = &mut progress.row;
        let is_id_wrong = row.errors.iter().any(|error| error.field.as_deref() == Some("id"));
        let is_unclear = |code: &str| self.unclear.contains(code);
        let is_deal_unclear =
            is_unclear("id") || self.key.as_ref().is_some_and(|f| is_unclear(&f.code));
        if row.id.is_some() || is_id_wrong || row.skip.is_some() || is_deal_unclear {
            return;
        }
        let heading = |code: &str| {
            self.columns
                .iter()
                .find(|column| role_field(&column.role).is_some_and(|f| f.code == code))
                .map(|column| column.heading.clone())
        };
        let has_error = |row: &ImportRow, code: &str| {
            row.errors.iter().any(|error| error.field.as_deref() == Some(code))
        };
        let mut errors = Vec::new();
        let mut refuse = |column: Option<String>, code: &str, message: String| {
            let field = Some(code.to_owned());
            errors.push(CellError {
                column,
                field,
                text: String::new(),
                message,
                ..CellError::default()
            });
        };
        if row.draft.get("title").is_none() && !has_error(row, "title") && !is_unclear("title") {
            let of_setting = self.settings.iter().find(|setting| setting.field.code == "title");
            let column = heading("title")
                .or_else(|| of_setting.and_then(|s| s.template.heading().map(str::to_owned)));
            refuse(column, "title", "a new deal needs a title".to_owned());
        }
        if row.draft.get("value").is_some()
            && row.draft.get("currency").is_none()
            && !has_error(row, "currency")
            && !has_error(row, "value")
            && !is_unclear("currency")
            && row.draft.get("title").is_some()
        {
            let column = heading("currency").or_else(|| heading("value"));
            let message = "the amount has no currency: fill it, or use --set Currency=…".to_owned();
            refuse(column, "currency", message);
        }
        // A word that is not a stage may be a status.
        let is_status_open =
            ["status", "stage_id"].iter().all(|code| !has_error(row, code) && !is_unclear(code));
        if let Err(failure) = row.draft.check_new()
            && is_status_open
        {
            let codes = ["lost_reason", "lost_time", "won_time", "close_time"];
            if let Some(code) = codes.into_iter().find(|code| failure.message.starts_with(code)) {
                refuse(heading(code), code, failure.message);
                row.draft.forget(code);
            }
        }
        if self.key.is_some() { row.errors_if_new = errors } else { row.errors.extend(errors) }
    }
}

/// The hint for a word in a stage column that is a status.
pub fn status_hint(field: &Field, heading: &str, text: &str) -> Option<String> {
    const WORDS: [(&str, &str); 4] =
        [("won", "won"), ("lost", "lost"), ("abandoned", "lost"), ("closed", "lost")];
    let folded = text::fold(text);
    let is_in =
        |(word, _): &&(&str, &str)| folded.split(|c: char| !c.is_alphabetic()).any(|w| w == *word);
    let (_, status) = WORDS.iter().find(is_in).filter(|_| field.kind == FieldKind::Stage)?;
    Some(format!(
        "; for a status use --map-value '{heading}:{}=status {status}'",
        text::clean(text)
    ))
}
