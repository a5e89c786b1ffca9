//! Fields of other entities than deals in v1, which only other clients request (pipedrive.md P324).

use crate::sandbox::data::company::Company;
use crate::sandbox::routes::fields;
use crate::sandbox::wire::call::{Call, Outcome};
use crate::sandbox::wire::page;
use crate::sandbox::wire::query::Query;

/// A field: key, name, type.
type BuiltIn = (&'static str, &'static str, &'static str);

const PERSON: &[BuiltIn] = &[
    ("id", "ID", "int"),
    ("name", "Name", "varchar"),
    ("owner_id", "Owner", "user"),
    ("org_id", "Organization", "org"),
    ("email", "Email", "varchar"),
    ("phone", "Phone", "phone"),
    ("add_time", "Person created", "date"),
    ("update_time", "Update time", "date"),
    ("visible_to", "Visible to", "visible_to"),
];
const ORGANIZATION: &[BuiltIn] = &[
    ("id", "ID", "int"),
    ("name", "Name", "varchar"),
    ("owner_id", "Owner", "user"),
    ("address", "Address", "address"),
    ("add_time", "Organization created", "date"),
    ("update_time", "Update time", "date"),
    ("visible_to", "Visible to", "visible_to"),
];
const PRODUCT: &[BuiltIn] = &[("id", "ID", "int"), ("name", "Name", "varchar")];
const NOTE: &[BuiltIn] = &[("id", "ID", "int"), ("content", "Content", "text")];
const ACTIVITY: &[BuiltIn] = &[("id", "ID", "int"), ("subject", "Subject", "varchar")];

fn list_fields(company: &Company, described: &[BuiltIn], call: &Call) -> Outcome {
    let rows = described.iter().enumerate().map(|(place, field)| {
        let (key, name, kind) = *field;
        fields::v1(company, fields::FIRST + place, key, name, kind, false)
    });
    page::by_offset(rows.collect(), &Query::new(call), 500, |_| None)
}

pub fn person_fields(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    list_fields(company, PERSON, call)
}

pub fn organization_fields(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    list_fields(company, ORGANIZATION, call)
}

pub fn product_fields(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    list_fields(company, PRODUCT, call)
}

pub fn note_fields(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    list_fields(company, NOTE, call)
}

pub fn activity_fields(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    list_fields(company, ACTIVITY, call)
}
