//! Determines the role of a column from its heading.

use super::columns::{EARLIER, FileColumn, HeadingReader, Role};
use super::headings::{self, Entity, Meaning};
use crate::draft;
use crate::error::Error;
use crate::model::field::{Field, FieldKind};
use crate::model::names::{ContactKind, Names};
use crate::text;
use std::collections::HashSet;

impl HeadingReader<'_> {
    /// Returns the role of a column.
    pub fn role(&self, place: usize) -> Result<Role, Error> {
        let (heading, folded) = (self.headings[place].trim(), &self.folded[place]);
        if heading.is_empty() {
            return Ok(Role::Nameless);
        }
        if let Some(at) = EARLIER.iter().position(|name| *name == heading) {
            return Ok([Role::EarlierResult, Role::EarlierId, Role::Ignored][at].clone());
        }
        let own = || self.own_role(heading, folded);
        if let Some(meaning) = self.system.and_then(|system| system.find(folded)) {
            // The company may have a custom field with this name.
            let custom = || self.custom_field(folded).map(|field| Ok(self.field_role(field)));
            return match meaning {
                Meaning::Ignored => custom().unwrap_or(Ok(Role::Ignored)),
                meaning => Ok(self.known_role(meaning)),
            };
        }
        if let Some(role) = own() {
            return role;
        }
        if let Some(meaning) = headings::find_pipedrive(folded) {
            return Ok(self.known_role(meaning));
        }
        if self.is_people && headings::is_people_heading(folded)
            || is_part_of_address(folded, &self.fields)
        {
            return Ok(Role::Ignored);
        }
        let near = self.suggest(headings::strip_deal(folded));
        Ok(Role::Unknown { why: near.unwrap_or_default() })
    }

    /// Returns the role of a column whose heading is the name or code of a field.
    pub fn own_role(&self, heading: &str, folded: &str) -> Option<Result<Role, Error>> {
        if let Some(field) = self.fields.iter().find(|field| field.code == heading) {
            return Some(Ok(self.field_role(field.clone())));
        }
        let word = match headings::split_entity(folded) {
            Some((Entity::Deal, rest)) => rest,
            _ => folded,
        };
        let named = |word: &str| -> Vec<&Field> {
            let is_it = |field: &&Field| {
                let names = [Some(field.name.as_ref()), field.also.as_deref()];
                names.into_iter().flatten().any(|name| headings::fold(name) == word)
            };
            self.fields.iter().filter(is_it).collect()
        };
        match named(word)[..] {
            [] => {}
            [field] => return Some(Ok(self.field_role(field.clone()))),
            ref many => return Some(Err(self.ambiguous_error(heading, many))),
        }
        if let Some(word) = headings::strip_currency_prefix(folded)
            && let [field] = named(word)[..]
        {
            return match field.kind {
                FieldKind::Money(_) if field.code == "value" => {
                    Some(Ok(self.field_role(self.names.field_for_code("currency"))))
                }
                FieldKind::Monetary => Some(Ok(Role::CurrencyOf(field.clone()))),
                _ => Some(Ok(Role::Ignored)),
            };
        }
        if let Some(word) = headings::strip_end_prefix(folded)
            && let [field] = named(word)[..]
            && matches!(field.kind, FieldKind::DateRange | FieldKind::ClockRange)
        {
            return Some(Ok(Role::EndOf(field.clone())));
        }
        None
    }

    fn custom_field(&self, folded: &str) -> Option<Field> {
        let mut found = self
            .fields
            .iter()
            .filter(|field| field.is_custom() && headings::fold(&field.name) == folded);
        found.next().filter(|_| found.next().is_none()).cloned()
    }

    pub fn known_role(&self, meaning: Meaning) -> Role {
        let field = |code: &str| self.names.field_for_code(code);
        match meaning {
            Meaning::Field(code) => self.field_role(field(code)),
            Meaning::ForeignField(code) => Role::Field { field: field(code), is_foreign: true },
            Meaning::ContactId("person_id") => Role::ContactId(ContactKind::Person),
            Meaning::ContactId(_) => Role::ContactId(ContactKind::Organization),
            Meaning::ForeignId | Meaning::Ignored => Role::Ignored,
            Meaning::Lost => Role::Lost,
            Meaning::DeletedFlag => Role::DeletedFlag,
            Meaning::Cents => Role::Cents,
            Meaning::Period => Role::Period,
        }
    }

    pub fn field_role(&self, field: Field) -> Role {
        match field.code.as_ref() {
            "id" => Role::Id,
            "update_time" => Role::Updated,
            "person_name" => {
                Role::Field { field: self.names.field_for_code("person_id"), is_foreign: false }
            }
            "org_name" => {
                Role::Field { field: self.names.field_for_code("org_id"), is_foreign: false }
            }
            "is_archived" => Role::Refused {
                field,
                why: "an import does not archive deals: use `deals archive`",
            },
            "is_deleted" => {
                Role::Refused { field, why: "an import does not delete deals: use `deals delete`" }
            }
            "archive_time" => Role::Ignored,
            code if self.numbered.contains(code) => {
                Role::Refused { field, why: "Pipedrive numbers this field: it cannot be written" }
            }
            _ if draft::is_writable(&field) => Role::Field { field, is_foreign: false },
            _ => Role::Ignored,
        }
    }

    fn ambiguous_error(&self, heading: &str, fields: &[&Field]) -> Error {
        let codes: Vec<&str> = fields.iter().map(|field| field.code.as_ref()).collect();
        Error::usage(format!("`{heading}` is the name of {}", text::count(fields.len(), "field")))
            .hint(format!("use --map '{heading}=CODE' with one of: {}", codes.join(", ")))
    }

    fn suggest(&self, word: &str) -> Option<String> {
        let names = self.fields.iter().filter(|field| draft::is_writable(field));
        let names: Vec<&str> = names.map(|field| field.name.as_ref()).collect();
        text::find_similar(word, names.iter().copied()).first().map(|name| (*name).to_owned())
    }

    pub fn unknown_error(&self, place: usize, near: String) -> Error {
        let heading = self.headings[place].trim();
        let unknown = Error::usage(format!("no field `{}` for column {}", heading, place + 1));
        unknown.hint(if near.is_empty() {
            format!("use --map '{heading}=FIELD', or --ignore '{heading}'")
        } else {
            format!("did you mean `{near}`? use --map '{heading}={near}', or --ignore '{heading}'")
        })
    }
}

/// Ignores names of persons and organizations that another column has too: one of the deal takes precedence
/// over one of the person, and IDs over names.
pub fn drop_redundant_names(list: &mut [FileColumn]) {
    for code in ["person_id", "org_id"] {
        let is_it = |column: &FileColumn| matches!(&column.role, Role::Field { field, .. } if field.code == code);
        let is_weak = |column: &FileColumn| {
            let folded = headings::fold(&column.heading);
            let entity = headings::split_entity(&folded).map(|(entity, _)| entity);
            !column.is_mapped
                && (matches!(entity, Some(Entity::Person | Entity::Organization))
                    || ["person name", "organization name", "person_name", "org_name"]
                        .contains(&folded.as_str()))
        };
        if list.iter().any(|column| is_it(column) && !is_weak(column)) {
            let weak = list.iter_mut().filter(|column| is_it(column) && is_weak(column));
            weak.for_each(|column| column.role = Role::Ignored);
        }
    }
}

/// Whether a heading is one of the components of an address field in Pipedrive: `City of Site address`.
fn is_part_of_address(folded: &str, fields: &[Field]) -> bool {
    let Some((_, word)) = headings::strip_deal(folded).split_once(" of ") else { return false };
    let is_address = |field: &&Field| field.kind == FieldKind::Address;
    fields.iter().filter(is_address).any(|field| headings::fold(&field.name) == word)
}

/// Counts the cells that are known headings.
pub fn count_known(cells: &[String], names: &Names, numbered: &HashSet<String>) -> usize {
    let mut reader = HeadingReader::new(cells, names, numbered, false);
    reader.system = reader.detect().first().copied();
    let is_known =
        |place: &usize| !matches!(reader.role(*place), Ok(Role::Unknown { .. } | Role::Nameless));
    (0..cells.len()).filter(is_known).count()
}
