//! Plans the writes that restore an export, as far as the API supports it.

use super::{Source, changed_codes, is_gone, is_true, walk};
use crate::app::write::{Body, Change, Write};
use crate::draft;
use crate::error::{Error, ErrorKind};
use crate::model::field::Field;
use crate::model::names::Names;
use crate::model::record::Record;
use crate::ops::old_and_new::{describe_body, drop_deleted_options, heading};
use crate::ops::write_plan::{Step, WritePlan};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The plan of a restore, and what it leaves out.
#[derive(Default)]
pub struct Restore {
    pub plan: WritePlan,
    /// Fields that cannot be restored, with their numbers of deals.
    pub kept_fields: BTreeMap<String, usize>,
    /// The number of deals that are only in the account.
    pub new_deals: usize,
    /// The number of deals whose fields need a second restore: they have to be restored or unarchived first.
    pub second_pass: usize,
}

/// Plans the writes that change the deals of `live` to those of `wanted`. New deals are kept unless
/// `deletes_new` is set.
pub fn plan_restore(
    wanted: &mut Source,
    live: &mut Source,
    names: &Names,
    deletes_new: bool,
) -> Result<Restore, Error> {
    let mut restore = Restore::default();
    walk(wanted, live, |wanted, live| {
        match (wanted, live) {
            (Some(wanted), Some(live)) => restore.add_change(wanted, live, names),
            (Some(wanted), None) if !is_true(wanted, "is_deleted") => {
                restore
                    .refuse(wanted, "it is deleted for good, or not visible to the token's user");
            }
            // An export may lack archived deals.
            (None, Some(live)) if !is_gone(live) => {
                restore.new_deals += 1;
                if deletes_new {
                    restore.add(live, Write::DeleteDeal { deal: id(live) }, "delete".to_owned());
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(restore)
}

fn id(deal: &Record) -> u64 {
    deal.id().unwrap_or_default()
}

/// Dates that Pipedrive derives from the close times.
const FOLLOWING: [&str; 3] = ["local_won_date", "local_lost_date", "local_close_date"];

impl Restore {
    fn add(&mut self, live: &Record, write: Write, text: String) {
        let change = Change::new(write, Some(live));
        self.plan.steps.push(Step::new(id(live).to_string(), change, text, Some(live)));
    }

    fn refuse(&mut self, deal: &Record, why: &str) {
        let error = Error::new(ErrorKind::Refused, why);
        self.plan.refused.push((id(deal).to_string(), error));
    }

    /// Plans the next write that a deal needs.
    fn add_change(&mut self, wanted: &Record, live: &Record, names: &Names) {
        let codes = changed_codes(wanted, live);
        if codes.is_empty() {
            return;
        }
        let deal = id(live);
        let flag = |key: &str| (is_true(wanted, key), is_true(live, key));
        match (flag("is_deleted"), flag("is_archived")) {
            ((true, true), _) => {}
            ((true, false), _) => {
                self.add(live, Write::DeleteDeal { deal }, "delete".to_owned());
            }
            // A deleted or archived deal cannot be edited (pipedrive.md P233).
            ((false, true), _) => {
                self.second_pass += usize::from(has_other_fields(&codes));
                self.add_flag(live, "is_deleted", names);
            }
            (_, (false, true)) => {
                self.second_pass += usize::from(has_other_fields(&codes));
                self.add_flag(live, "is_archived", names);
            }
            (_, (true, true)) => {
                self.refuse(wanted, "it is archived and cannot be changed; unarchive it first");
            }
            _ => self.add_update(wanted, live, &codes, names),
        }
    }

    /// Plans to restore or unarchive a deal.
    fn add_flag(&mut self, live: &Record, key: &str, names: &Names) {
        let body = Body::from_iter([(key.to_owned(), Value::Bool(false))]);
        let text = describe_body(&body, &live.read(), names);
        self.add(live, Write::UpdateDeal { deal: id(live), body }, text);
    }

    /// Plans the update that restores the values of the export: the inverse of an update from the export to
    /// the current values.
    fn add_update(&mut self, wanted: &Record, live: &Record, codes: &[String], names: &Names) {
        let reading = live.read();
        let mut body = Body::new();
        let mut custom = Body::new();
        for code in codes {
            if !draft::is_writable(&Field::from_code(code))
                && !reading.is_custom(code)
                && !wanted.read().is_custom(code)
            {
                if !FOLLOWING.contains(&code.as_str()) {
                    *self.kept_fields.entry(code.clone()).or_default() += 1;
                }
                continue;
            }
            let now = reading.get(code).and_then(|raw| serde_json::from_str(raw.get()).ok());
            let now: Value = now.unwrap_or_default();
            if reading.is_custom(code) || wanted.read().is_custom(code) {
                custom.insert(code.clone(), now);
            } else {
                body.insert(code.clone(), now);
            }
        }
        if !custom.is_empty() {
            body.insert("custom_fields".to_owned(), json!(custom));
        }
        let write = Write::UpdateDeal { deal: id(live), body };
        // The state "before" is that of the export.
        let before = Change::new(write.clone(), Some(wanted)).before;
        let Some(inverse) = write.inverse(&before, None) else { return };
        let Write::UpdateDeal { deal, mut body } = inverse.write else { return };
        let mut lost = inverse.lost;
        lost.extend(drop_deleted_options(&mut body, names));
        for code in &lost {
            *self.kept_fields.entry(code.clone()).or_default() += 1;
        }
        if !body.is_empty() {
            let text = describe_body(&body, &reading, names);
            self.add(live, Write::UpdateDeal { deal, body }, text);
        } else if !lost.is_empty() {
            let fields: Vec<String> = lost.iter().map(|code| heading(code, names)).collect();
            self.refuse(wanted, &format!("the API cannot restore: {}", fields.join(", ")));
        }
    }
}

/// Whether fields changed that deleting or archiving a deal does not change.
fn has_other_fields(codes: &[String]) -> bool {
    // A deleted deal has the status `deleted`.
    const FLAGS: [&str; 4] = ["is_deleted", "is_archived", "archive_time", "status"];
    codes
        .iter()
        .any(|code| !FLAGS.contains(&code.as_str()) && draft::is_writable(&Field::from_code(code)))
}
