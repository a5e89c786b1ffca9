//! Files and mail of a deal, in v1.

use crate::model::time;
use crate::sandbox::data::company::Company;
use crate::sandbox::data::deal::Deal;
use crate::sandbox::data::related::{File, Mail};
use crate::sandbox::routes::deals::parse_id;
use crate::sandbox::wire::call::{Call, Outcome};
use crate::sandbox::wire::page;
use crate::sandbox::wire::query::Query;
use serde_json::{Value, json};

pub fn files(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = company.live_deal(call, parse_id(call, &ids[0])?)?;
    let query = Query::new(call);
    let mut rows: Vec<Value> =
        company.linked(deal.id).files.iter().map(|file| file_row(company, deal, file)).collect();
    // Files do not change, so `update_time` and `id` give the same order.
    if let Some(sort) = query.text("sort") {
        let mut words = sort.split_whitespace();
        let field = words.next().unwrap_or_default();
        let direction = words.next().unwrap_or("ASC").to_uppercase();
        if !["id", "update_time"].contains(&field) || !["ASC", "DESC"].contains(&&*direction) {
            query.refuse("sort", "The value is not a known field");
        }
        if direction == "DESC" {
            rows.reverse();
        }
    }
    page::by_offset(rows, &query, 100, |_| None)
}

pub fn file_row(company: &Company, deal: &Deal, file: &File) -> Value {
    let org = deal.org.and_then(|org| company.org(org));
    let person = deal.person.and_then(|person| company.person(person));
    let extension = file.name.rsplit('.').next().unwrap_or_default();
    // Keys in the order of a recording; those that the sandbox does not support are null.
    json!({
        "id": file.id,
        "user_id": file.user,
        "log_id": null,
        "add_time": time::v1(file.added),
        "update_time": time::v1(file.added),
        "file_name": format!("{}-{}", file.id, file.name.replace(' ', "_")),
        "file_size": file.size,
        "active_flag": true,
        "inline_flag": false,
        "remote_location": "s3",
        "remote_id": file.name,
        "s3_bucket": null,
        "url": format!("https://app.pipedrive.com/api/v1/files/{}/download", file.id),
        "name": file.name,
        "description": null,
        "deal_id": deal.id,
        "lead_id": null,
        "person_id": deal.person,
        "org_id": deal.org,
        "product_id": null,
        "activity_id": null,
        "deal_name": deal.title,
        "lead_name": null,
        "person_name": person.map(|person| person.name()),
        "org_name": org.map(|org| org.name),
        "product_name": null,
        "mail_message_id": null,
        "mail_template_id": null,
        "cid": null,
        "file_type": match extension {
            "jpg" => "img",
            "pdf" => "pdf",
            _ => "file",
        },
    })
}

pub fn mail(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = company.live_deal(call, parse_id(call, &ids[0])?)?;
    let query = Query::new(call);
    let with_body = query.choice("include_body", &["0", "1"]) == Some("1");
    let newest_first = company.linked(deal.id).mail.iter().rev();
    let rows = newest_first.map(|mail| {
        json!({
            "object": "mailMessage",
            "timestamp": time::v1(mail.at),
            "data": mail_row(company, deal.id, mail, with_body),
        })
    });
    page::by_offset(rows.collect(), &query, 500, |_| None)
}

pub fn mail_row(company: &Company, deal: u64, mail: &Mail, with_body: bool) -> Value {
    let person = company.person(mail.person).map(|person| {
        let name = person.name();
        json!({"id": person.id, "email_address": person.email(), "name": name, "linked_person_id": person.id, "linked_person_name": name, "mail_message_party_id": mail.id * 2})
    });
    let user = company.user(mail.user).map(|user| {
        json!({"id": 10_000 + user.id, "email_address": user.email, "name": user.name, "linked_person_id": null, "linked_person_name": null, "mail_message_party_id": mail.id * 2 + 1})
    });
    let (from, to) = if mail.is_incoming { (person, user) } else { (user, person) };
    // Mail has a different time format, and 0 and 1 for flags (pipedrive.md P319).
    let at = mail.at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string();
    let attached = u8::from(mail.has_attachment);
    let mut row = json!({
        "id": mail.id,
        "from": [from],
        "to": [to],
        "cc": [],
        "bcc": [],
        "body_url": format!("https://app.pipedrive.com/mail/body/{}", mail.id),
        "nylas_id": null,
        "account_id": null,
        "user_id": mail.user,
        "mail_thread_id": mail.id,
        "subject": mail.subject,
        "snippet": mail.snippet,
        "mail_tracking_status": if mail.is_incoming { None } else { Some("opened") },
        "mail_link_tracking_enabled_flag": 0,
        "read_flag": 1,
        "draft": null,
        "draft_flag": 0,
        "synced_flag": 1,
        "deleted_flag": 0,
        "external_deleted_flag": 0,
        "expunged_flag": 0,
        "has_body_flag": 1,
        "sent_flag": u8::from(!mail.is_incoming),
        "sent_from_pipedrive_flag": u8::from(!mail.is_incoming),
        "smart_bcc_flag": 0,
        "message_time": at,
        "add_time": at,
        "update_time": at,
        "has_attachments_flag": attached,
        "has_inline_attachments_flag": 0,
        "has_real_attachments_flag": attached,
        "mua_message_id": format!("<{}@mail.example>", mail.id),
        "template_id": null,
        "deal_id": deal,
        "lead_id": null,
        "item_type": "mailMessage",
        "timestamp": at,
        "company_id": company.account,
    });
    if with_body {
        row["body"] = json!(format!("<p>{}</p>", mail.snippet));
    }
    row
}
