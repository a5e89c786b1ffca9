//! Validates and applies the body of a create or an update.

use crate::model::deal_status::DealStatus;
use crate::model::time;
use crate::sandbox::data::company::Company;
use crate::sandbox::data::currency;
use crate::sandbox::data::custom_fields::{self, CUSTOM};
use crate::sandbox::data::deal::{Deal, Expected};
use crate::sandbox::data::directory;
use crate::sandbox::wire::body::Form;
use crate::sandbox::wire::call::Answer;
use crate::sandbox::wire::query;
use jiff::Timestamp;
use serde_json::Value;

/// Applies the body to a deal, at time `now`.
pub fn apply(
    company: &Company,
    mut deal: Deal,
    form: &Form,
    now: Timestamp,
) -> Result<Deal, Answer> {
    apply_plain_fields(&mut deal, form);
    apply_links(&mut deal, form, company);
    let place = (deal.pipeline, deal.stage);
    move_to(&mut deal, form, company);
    if place != (deal.pipeline, deal.stage) && deal.added < now {
        deal.staged = Some(now);
    }
    close(&mut deal, form, now);
    set_archived(&mut deal, form, now);
    custom_fields(&mut deal, form, company);
    let visible_to = form.id("visible_to");
    form.finish()?;
    match visible_to {
        Some(level @ (1 | 3 | 5 | 7)) => deal.visible_to = level,
        // A 403 instead of a 400 (pipedrive.md P54).
        Some(_) => {
            return Err(Answer::new_refusal(
                403,
                "You don't have permission to change this resource.",
            ));
        }
        None => {}
    }
    deal.updated = now;
    Ok(deal)
}

fn apply_plain_fields(deal: &mut Deal, form: &Form) {
    if let Some(title) = form.words("title") {
        deal.title = title.into();
    }
    if let Some(value) = form.number("value") {
        deal.value = Some(value);
    }
    if let Some(code) = form.text("currency") {
        match currency::currency(code) {
            Some(currency) => deal.currency = currency.code,
            None => form.refuse("currency", &format!("Unknown currency '{code}'")),
        }
    }
    if let Some(probability) = form.or_null("probability", Form::number) {
        if probability.is_some_and(|percent| !(0.0..=100.0).contains(&percent)) {
            form.refuse("probability", "The value must be a number from 0 to 100");
        }
        deal.probability = probability;
    }
    if let Some(text) = form.text("expected_close_date") {
        deal.expected = match query::date(text) {
            Some(date) => Expected::On(date),
            None if text.is_empty() => Expected::Zero,
            None => {
                form.refuse("expected_close_date", "The value is not a valid 'date'");
                deal.expected
            }
        };
    }
    if let Some(labels) = form.ids("label_ids") {
        let unknown = |id: &&u64| !custom_fields::LABELS.iter().any(|(label, ..)| label == *id);
        if let Some(id) = labels.iter().find(unknown) {
            form.object_to(format!("Label {id} was not found"));
        }
        deal.labels = labels;
    }
}

fn apply_links(deal: &mut Deal, form: &Form, company: &Company) {
    if let Some(id) = form.id("owner_id") {
        if company.user(id).is_none() {
            form.object_to(format!("User {id} was not found"));
        }
        deal.owner = id;
    }
    if let Some(id) = form.id("person_id") {
        if company.person(id).is_none() {
            form.object_to(format!("Person {id} was not found"));
        }
        deal.person = Some(id);
    }
    if let Some(id) = form.id("org_id") {
        if company.org(id).is_none() {
            form.object_to(format!("Organization {id} was not found"));
        }
        deal.org = Some(id);
    }
}

/// A stage sets its pipeline; a pipeline alone sets its first stage (pipedrive.md P227).
fn move_to(deal: &mut Deal, form: &Form, company: &Company) {
    let pipeline = form.id("pipeline_id");
    if let Some(id) = pipeline
        && !directory::PIPELINES.iter().any(|pipeline| pipeline.id == id)
    {
        form.object_to(format!("Pipeline {id} was not found"));
        return;
    }
    if let Some(id) = form.id("stage_id") {
        let Some(stage) = company.stage(id).filter(|stage| !stage.is_deleted) else {
            form.object_to(format!("Stage {id} was not found"));
            return;
        };
        if let Some(pipeline) = pipeline.filter(|pipeline| *pipeline != stage.pipeline) {
            form.object_to(format!("Stage {id} does not belong to pipeline {pipeline}"));
        }
        deal.pipeline = stage.pipeline;
        deal.stage = stage.id;
    } else if let Some(id) = pipeline.filter(|id| *id != deal.pipeline)
        && let Some(stage) = directory::pipeline_stages(id).next()
    {
        deal.pipeline = id;
        deal.stage = stage.id;
    }
}

fn close(deal: &mut Deal, form: &Form, now: Timestamp) {
    let before = deal.status;
    if let Some(status) = form
        .choice("status", &DealStatus::SETTABLE.map(DealStatus::as_str))
        .and_then(DealStatus::parse)
    {
        deal.status = status;
    }
    if deal.status != before {
        apply_status(deal, now);
    }
    for (name, wanted) in [("won_time", DealStatus::Won), ("lost_time", DealStatus::Lost)] {
        let Some(at) = form.moment(name) else {
            continue;
        };
        if deal.status != wanted {
            form.refuse(name, &format!("Can only be set if the deal status is {wanted}"));
        }
        match wanted {
            DealStatus::Won => deal.won = Some(at),
            _ => deal.lost = Some(at),
        }
        deal.closed = Some(at);
    }
    if let Some(at) = form.or_null("close_time", Form::moment) {
        if at.is_some() && deal.status == DealStatus::Open {
            form.refuse("close_time", "Can only be set if the deal status is won or lost");
        }
        deal.closed = at;
    }
    if let Some(reason) = form.or_null("lost_reason", Form::text) {
        // Rejected while the deal is open, even if empty (pipedrive.md P225).
        if reason.is_some() && deal.status != DealStatus::Lost {
            form.refuse("lost_reason", "Can only be set if the deal status is lost");
        }
        deal.lost_reason = reason.filter(|text| !text.is_empty()).map(Into::into);
    }
    if deal.won.is_some() {
        deal.first_won = deal.first_won.or(deal.won);
    }
}

/// Applies the side effects of a status change; reopening clears the closing fields.
fn apply_status(deal: &mut Deal, now: Timestamp) {
    let at = |status| (deal.status == status).then_some(now);
    (deal.won, deal.lost) = (at(DealStatus::Won), at(DealStatus::Lost));
    deal.closed = deal.won.or(deal.lost);
    deal.lost_reason = None;
}

fn set_archived(deal: &mut Deal, form: &Form, now: Timestamp) {
    match form.flag("is_archived") {
        Some(true) => deal.archived = deal.archived.or(Some(now)),
        Some(false) => deal.archived = None,
        None => {}
    }
    if let Some(text) = form.text("archive_time") {
        let at = archive_time(text);
        if at.is_none() {
            form.refuse("archive_time", "The value is not a valid datetime");
        } else if deal.archived.is_none() {
            form.refuse("archive_time", "Can only be set if is_archived is true");
        }
        deal.archived = at;
    }
    match form.flag("is_deleted") {
        Some(true) => form.refuse("is_deleted", "A deal cannot be deleted this way"),
        Some(false) => deal.deleted = None,
        None => {}
    }
}

/// Parses the only time with the format `2026-01-31 10:20:30` (pipedrive.md P239); RFC 3339 is accepted
/// too.
fn archive_time(text: &str) -> Option<Timestamp> {
    let shaped = text.len() >= 19 && text.is_char_boundary(10) && text.as_bytes()[4] == b'-';
    let at = time::read(shaped.then_some(text)?)?;
    Timestamp::from_second(at.as_second()).ok()
}

/// An empty object clears all custom fields, as observed in the live service (pipedrive.md P236).
fn custom_fields(deal: &mut Deal, form: &Form, company: &Company) {
    let Some(value) = form.value("custom_fields") else {
        return;
    };
    let Value::Object(given) = value else {
        form.refuse("custom_fields", "The value is not a valid 'object'");
        return;
    };
    if given.is_empty() {
        deal.clear_custom();
    }
    for (key, value) in given {
        let Some(place) = company.custom_place(key) else {
            form.refuse("custom_fields", &format!("Unknown key '{key}'"));
            continue;
        };
        match CUSTOM[place].accept(value, company) {
            Ok(value) => deal.set_custom(place, value.as_ref()),
            Err(why) => form.refuse(&format!("custom_fields.{key}"), &why),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::sandbox::data::company::Company;
    use serde_json::{Value, json};

    fn patch_for_test(company: &mut Company, body: Value) -> Value {
        let (status, answer) = company.respond_for_test("PATCH", "/api/v2/deals/1", body);
        assert_eq!(status, 200, "{answer}");
        answer["data"].clone()
    }

    #[test]
    fn win_and_reopen_set_the_closing_fields() {
        let mut company = Company::with_deals(3);
        let won = patch_for_test(&mut company, json!({"status": "won"}));
        assert_eq!(won["won_time"], "2026-11-02T09:00:01Z");
        assert_eq!(won["close_time"], won["won_time"]);
        assert_eq!(won["local_won_date"], "2026-11-02");
        assert_eq!(won["update_time"], won["won_time"]);
        let lost = patch_for_test(&mut company, json!({"status": "lost", "lost_reason": "Price"}));
        assert_eq!(lost["won_time"], Value::Null);
        assert_eq!(lost["lost_reason"], "Price");
        let open = patch_for_test(&mut company, json!({"status": "open"}));
        for gone in ["won_time", "lost_time", "close_time", "lost_reason", "local_close_date"] {
            assert_eq!(open[gone], Value::Null, "{gone}");
        }
    }

    #[test]
    fn stage_sets_pipeline_and_pipeline_sets_first_stage() {
        let mut company = Company::with_deals(3);
        let moved = patch_for_test(&mut company, json!({"stage_id": 7}));
        assert_eq!(moved["pipeline_id"], 2);
        assert_eq!(moved["stage_change_time"], "2026-11-02T09:00:01Z");
        let moved = patch_for_test(&mut company, json!({"pipeline_id": 3}));
        assert_eq!(moved["stage_id"], 10);
    }

    #[test]
    fn empty_object_clears_all_custom_fields() {
        let mut company = Company::with_deals(3);
        let before = patch_for_test(&mut company, json!({"title": "x"}));
        let fields = before["custom_fields"].as_object().unwrap();
        assert!(fields.values().any(|value| !value.is_null()));
        let after = patch_for_test(&mut company, json!({"custom_fields": {}}));
        let fields = after["custom_fields"].as_object().unwrap();
        assert!(fields.values().all(Value::is_null));
    }

    #[test]
    fn invalid_values_are_rejected_without_changes() {
        let mut company = Company::with_deals(3);
        let refused = [
            (400, json!({"value": "100"})),
            (400, json!({"title": ""})),
            (400, json!({"title": null})),
            (400, json!({"probability": 101})),
            (400, json!({"lost_reason": "Price"})),
            (400, json!({"lost_reason": ""})),
            (400, json!({"won_time": "2026-01-01T00:00:00Z"})),
            (400, json!({"close_time": "2026-01-01T00:00:00Z"})),
            (400, json!({"expected_close_date": null})),
            (400, json!({"expected_close_date": "31.12.2026"})),
            (400, json!({"is_deleted": true})),
            (400, json!({"status": "deleted"})),
            (400, json!({"is_archived": 1})),
            (400, json!({"owner_id": 99})),
            (400, json!({"person_id": 9999})),
            (400, json!({"stage_id": 13})),
            (400, json!({"pipeline_id": 1, "stage_id": 7})),
            (400, json!({"label_ids": [9]})),
            (400, json!({"currency": "XXX"})),
            (400, json!({"update_time": "2026-01-01T00:00:00Z"})),
            (400, json!({})),
            (403, json!({"visible_to": 2})),
        ];
        let before = format!("{:?}", company.deals[&1]);
        for (status, body) in refused {
            let (actual, answer) =
                company.respond_for_test("PATCH", "/api/v2/deals/1", body.clone());
            assert_eq!(actual, status, "{body} {answer}");
        }
        assert_eq!(format!("{:?}", company.deals[&1]), before);
        assert_eq!(company.changes, 0);
    }

    #[test]
    fn accepts_null_where_allowed() {
        let mut company = Company::with_deals(3);
        let body = json!({"probability": null, "lost_reason": null, "close_time": null});
        patch_for_test(&mut company, body);
        let zero = patch_for_test(&mut company, json!({"expected_close_date": ""}));
        assert_eq!(zero["expected_close_date"], "0000-00-00");
    }
}
