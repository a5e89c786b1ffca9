//! What a field of a deal is: its code on the wire, its name for people, its kind. The built-in
//! ones are known here; a custom field goes by its 40-character key.

use crate::failure::Failure;
use crate::text;
use std::borrow::Cow;

/// One field, or one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The key on the wire; dots lead into nested objects (`item.title`).
    pub code: Cow<'static, str>,
    /// The heading.
    pub name: Cow<'static, str>,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    /// An amount whose currency stands beside it, under this code.
    Money(&'static str),
    Date,
    Time,
    Status,
    /// The id of something: a stage, a user, …
    Id,
    Flag,
    /// Anything, shown by its shape.
    Any,
}

/// The fields that every deal has, or has when `include_fields` asks for them: code, heading, kind.
const BUILT_IN: &[(&str, &str, Kind)] = &[
    ("id", "ID", Kind::Id),
    ("title", "Title", Kind::Text),
    ("value", "Value", Kind::Money("currency")),
    ("currency", "Currency", Kind::Text),
    ("status", "Status", Kind::Status),
    ("stage_id", "Stage", Kind::Id),
    ("pipeline_id", "Pipeline", Kind::Id),
    ("owner_id", "Owner", Kind::Id),
    ("person_id", "Person", Kind::Id),
    ("org_id", "Organization", Kind::Id),
    ("label_ids", "Labels", Kind::Any),
    ("probability", "Probability", Kind::Number),
    ("expected_close_date", "Expected close", Kind::Date),
    ("add_time", "Added", Kind::Time),
    ("update_time", "Updated", Kind::Time),
    ("stage_change_time", "Stage changed", Kind::Time),
    ("won_time", "Won", Kind::Time),
    ("lost_time", "Lost", Kind::Time),
    ("close_time", "Closed", Kind::Time),
    ("lost_reason", "Lost reason", Kind::Text),
    ("local_won_date", "Won on", Kind::Date),
    ("local_lost_date", "Lost on", Kind::Date),
    ("local_close_date", "Closed on", Kind::Date),
    ("is_archived", "Archived", Kind::Flag),
    ("archive_time", "Archived at", Kind::Time),
    ("is_deleted", "Deleted", Kind::Flag),
    ("visible_to", "Visible to", Kind::Number),
    ("creator_user_id", "Creator", Kind::Id),
    ("origin", "Origin", Kind::Text),
    ("origin_id", "Origin ID", Kind::Text),
    ("channel", "Channel", Kind::Any),
    ("channel_id", "Channel ID", Kind::Text),
    ("acv", "Annual contract value", Kind::Money("currency")),
    ("arr", "Annual recurring revenue", Kind::Money("currency")),
    ("mrr", "Monthly recurring revenue", Kind::Money("currency")),
    ("labels", "Label names", Kind::Any),
    ("next_activity_id", "Next activity", Kind::Id),
    ("last_activity_id", "Last activity", Kind::Id),
    ("first_won_time", "First won", Kind::Time),
    ("products_count", "Products", Kind::Number),
    ("files_count", "Files", Kind::Number),
    ("notes_count", "Notes", Kind::Number),
    ("followers_count", "Followers", Kind::Number),
    ("email_messages_count", "Mails", Kind::Number),
    ("activities_count", "Activities", Kind::Number),
    ("done_activities_count", "Activities done", Kind::Number),
    ("undone_activities_count", "Activities to do", Kind::Number),
    ("participants_count", "Participants", Kind::Number),
    ("last_incoming_mail_time", "Last mail in", Kind::Time),
    ("last_outgoing_mail_time", "Last mail out", Kind::Time),
    ("smart_bcc_email", "Smart BCC", Kind::Text),
    ("source_lead_id", "Source lead", Kind::Text),
    ("custom_fields", "Custom fields", Kind::Any),
];

impl Field {
    pub const fn new(code: &'static str, name: &'static str, kind: Kind) -> Field {
        Field { code: Cow::Borrowed(code), name: Cow::Borrowed(name), kind }
    }

    /// A deal's field by code, by heading in any case, or a custom field by its key.
    pub fn of_deal(word: &str) -> Result<Field, Failure> {
        let fits = |(code, name, _): &&(&str, &str, Kind)| {
            *code == word || name.eq_ignore_ascii_case(word)
        };
        if let Some(&(code, name, kind)) = BUILT_IN.iter().find(fits) {
            return Ok(Field::new(code, name, kind));
        }
        if is_custom_key(word) {
            let key: Cow<'static, str> = Cow::Owned(word.to_owned());
            return Ok(Field { code: key.clone(), name: key, kind: Kind::Any });
        }
        let known = BUILT_IN.iter().flat_map(|(code, name, _)| [*code, *name]);
        let hint = text::did_you_mean(word, known).unwrap_or_else(|| {
            "`--fields help` lists them; a custom field goes by its 40-character key".into()
        });
        Err(Failure::usage(format!("a deal has no field `{word}`")).hint(hint))
    }

    /// The built-in field of that code, or a column of that name.
    pub fn of_code(code: &str) -> Field {
        Field::of_deal(code).unwrap_or_else(|_| Field {
            code: Cow::Owned(code.to_owned()),
            name: Cow::Owned(code.to_owned()),
            kind: Kind::Any,
        })
    }

    /// The deal's built-in fields, in the order in which a card shows them.
    pub fn built_in() -> impl Iterator<Item = Field> {
        BUILT_IN.iter().map(|&(code, name, kind)| Field::new(code, name, kind))
    }

    /// Whether it is a column of figures, which line up at the right.
    pub fn is_figure(&self) -> bool {
        matches!(self.kind, Kind::Number | Kind::Money(_) | Kind::Id)
    }
}

/// Whether `word` is shaped like the key of a custom field: 40 characters of a hash.
pub fn is_custom_key(word: &str) -> bool {
    word.len() == 40 && word.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_known_by_code_name_or_key() {
        assert_eq!(Field::of_deal("stage_id").unwrap().name, "Stage");
        assert_eq!(Field::of_deal("expected close").unwrap().code, "expected_close_date");
        let key = "0123456789abcdef0123456789abcdef01234567";
        assert_eq!(Field::of_deal(key).unwrap().code, key);
    }

    #[test]
    fn a_slip_is_told_with_what_was_meant() {
        let refused = Field::of_deal("titel").unwrap_err();
        assert_eq!(refused.hint.as_deref(), Some("did you mean `title`?"));
    }
}
