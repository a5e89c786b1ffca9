//! Columns with a mistake: their cells are not read, and the fields that they may hold are not reported as
//! missing.

use super::columns::{FileColumn, Role};
use super::reading::{Reading, role_field};
use crate::model::names::ContactKind;
use std::collections::HashSet;

/// Marks the columns at these indexes as unclear, and adds the codes of their fields.
pub fn refuse(list: &mut [FileColumn], places: &[usize], unclear: &mut HashSet<String>) {
    let mut parts = HashSet::new();
    for place in places {
        match &list[*place].role {
            Role::Field { field, .. } => drop(unclear.insert(field.code.to_string())),
            Role::CurrencyOf(field) | Role::EndOf(field) => {
                parts.insert(field.code.to_string());
            }
            Role::Id => drop(unclear.insert("id".to_owned())),
            _ => {}
        }
        list[*place].role = Role::Unclear;
    }
    // A value is incomplete without its currency or the end of its range.
    for column in list {
        if role_field(&column.role).is_some_and(|field| parts.contains(field.code.as_ref())) {
            column.role = Role::Unclear;
        }
    }
    unclear.extend(parts);
}

impl Reading {
    /// Marks the columns of persons and organizations as unclear if they could not be looked up.
    pub fn refuse_contacts(&mut self) {
        let is_contact = |column: &FileColumn| match &column.role {
            Role::Field { field, .. } => ContactKind::from_field(field.kind).is_some(),
            role => matches!(role, Role::ContactId(_)),
        };
        let places: Vec<usize> =
            (0..self.columns.len()).filter(|at| is_contact(&self.columns[*at])).collect();
        refuse(&mut self.columns, &places, &mut self.unclear);
    }
}
