//! Columns about which there is a mistake: their cells are not read, and what they may have is not missed.

use super::columns::{FileColumn, Role};
use super::reading::{Reading, field_of};
use crate::model::names::ContactKind;
use std::collections::HashSet;

/// Refuses the columns at these places of the list, and adds the codes of their fields.
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
    // Without its currency or its end a value is not whole.
    for column in list {
        if field_of(&column.role).is_some_and(|field| parts.contains(field.code.as_ref())) {
            column.role = Role::Unclear;
        }
    }
    unclear.extend(parts);
}

impl Reading {
    /// Refuses the columns of persons and organizations, which were not looked up.
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
