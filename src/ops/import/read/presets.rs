//! The headings of other systems, as in their exports (docs/systems.md).

use super::headings::Meaning;
use super::headings::Meaning::{
    Cents, DeletedFlag, Field, ForeignField, ForeignId, Ignored, Lost, Period,
};
use crate::error::Error;
use crate::text;
use std::fmt;

/// A system that exports deals to files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    Pipedrive,
    Hubspot,
    Salesforce,
    Zoho,
    Close,
    Copper,
    Attio,
    Trello,
}

impl System {
    pub const ALL: [System; 8] = [
        System::Pipedrive,
        System::Hubspot,
        System::Salesforce,
        System::Zoho,
        System::Close,
        System::Copper,
        System::Attio,
        System::Trello,
    ];

    /// The value of `--from`.
    pub fn word(self) -> &'static str {
        match self {
            System::Pipedrive => "pipedrive",
            System::Hubspot => "hubspot",
            System::Salesforce => "salesforce",
            System::Zoho => "zoho",
            System::Close => "close",
            System::Copper => "copper",
            System::Attio => "attio",
            System::Trello => "trello",
        }
    }

    pub fn parse(word: &str) -> Result<System, Error> {
        let words = System::ALL.map(System::word);
        let found = System::ALL.into_iter().find(|system| system.word().eq_ignore_ascii_case(word));
        found.ok_or_else(|| {
            let error = Error::usage(format!("--from does not know `{word}`"));
            let near = text::did_you_mean(word, words);
            error.hint(near.unwrap_or_else(|| format!("valid systems: {}", words.join(", "))))
        })
    }

    /// Looks up a folded heading of this system.
    pub fn find(self, folded: &str) -> Option<Meaning> {
        self.table().iter().find(|(name, _)| *name == folded).map(|(_, meaning)| *meaning)
    }

    /// Whether a folded heading is used by this system and no other.
    pub fn is_only_here(self, folded: &str) -> bool {
        let knows = |system: &System| system.find(folded).is_some();
        knows(&self) && System::ALL.iter().filter(|system| knows(system)).count() == 1
    }

    fn table(self) -> &'static [(&'static str, Meaning)] {
        match self {
            System::Pipedrive => &[],
            System::Hubspot => HUBSPOT,
            System::Salesforce => SALESFORCE,
            System::Zoho => ZOHO,
            System::Close => CLOSE,
            System::Copper => COPPER,
            System::Attio => ATTIO,
            System::Trello => TRELLO,
        }
    }
}

impl fmt::Display for System {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            System::Pipedrive => "Pipedrive",
            System::Hubspot => "HubSpot",
            System::Salesforce => "Salesforce",
            System::Zoho => "Zoho",
            System::Close => "Close",
            System::Copper => "Copper",
            System::Attio => "Attio",
            System::Trello => "Trello",
        })
    }
}

const HUBSPOT: &[(&str, Meaning)] = &[
    ("record id", ForeignId),
    ("deal name", Field("title")),
    ("pipeline", Field("pipeline_id")),
    ("deal stage", Field("stage_id")),
    ("amount", Field("value")),
    ("amount in company currency", Ignored),
    ("currency", Field("currency")),
    ("close date", Field("expected_close_date")),
    ("create date", Ignored),
    ("deal owner", Field("owner_id")),
    ("deal probability", Ignored),
    ("deal type", Ignored),
    ("deal description", Lost),
    ("associated company", Field("org_id")),
    ("associated company (primary)", Field("org_id")),
    ("associated company ids", Ignored),
    ("associated company ids (primary)", Ignored),
    ("associated contact", Field("person_id")),
    ("associated contact ids", Ignored),
    ("associated note", Lost),
    ("closed lost reason", Field("lost_reason")),
    ("last modified date", Ignored),
    ("last activity date", Ignored),
    ("next activity date", Ignored),
];

const SALESFORCE: &[(&str, Meaning)] = &[
    ("id", ForeignId),
    ("opportunity id", ForeignId),
    ("opportunity name", Field("title")),
    ("name", Field("title")),
    ("account name", Field("org_id")),
    ("accountid", ForeignField("org_id")),
    ("account id", ForeignField("org_id")),
    ("contactid", ForeignField("person_id")),
    ("stage", Field("stage_id")),
    ("stagename", Field("stage_id")),
    ("amount", Field("value")),
    ("amount currency", Field("currency")),
    ("currencyisocode", Field("currency")),
    ("opportunity currency", Field("currency")),
    ("opportunity owner", Field("owner_id")),
    ("ownerid", ForeignField("owner_id")),
    ("owner id", ForeignField("owner_id")),
    ("close date", Field("expected_close_date")),
    ("closedate", Field("expected_close_date")),
    ("probability", Ignored),
    ("probability (%)", Ignored),
    ("expectedrevenue", Ignored),
    ("description", Lost),
    ("next step", Lost),
    ("nextstep", Lost),
    ("isdeleted", DeletedFlag),
    ("isclosed", Ignored),
    ("iswon", Ignored),
    ("createddate", Ignored),
    ("created date", Ignored),
    ("createdbyid", Ignored),
    ("lastmodifieddate", Ignored),
    ("last modified date", Ignored),
    ("lastmodifiedbyid", Ignored),
    ("systemmodstamp", Ignored),
    ("forecastcategory", Ignored),
    ("forecastcategoryname", Ignored),
    ("fiscal", Ignored),
    ("fiscal period", Ignored),
    ("age", Ignored),
    ("lead source", Ignored),
    ("leadsource", Ignored),
    ("type", Ignored),
];

const ZOHO: &[(&str, Meaning)] = &[
    ("record id", ForeignId),
    ("deal name", Field("title")),
    ("amount", Field("value")),
    ("currency", Field("currency")),
    ("account name", Field("org_id")),
    ("account name.id", Ignored),
    ("contact name", Field("person_id")),
    ("contact name.id", Ignored),
    ("stage", Field("stage_id")),
    ("pipeline", Field("pipeline_id")),
    ("deal owner", Field("owner_id")),
    ("deal owner.id", Ignored),
    ("closing date", Field("expected_close_date")),
    ("next step", Lost),
    ("lead conversion time", Ignored),
    ("sales cycle duration", Ignored),
    ("overall sales duration", Ignored),
    ("change log time", Ignored),
    ("stage modified time", Ignored),
    ("created by", Ignored),
    ("created by.id", Ignored),
    ("modified by", Ignored),
    ("modified by.id", Ignored),
    ("campaign source", Ignored),
    ("campaign source.id", Ignored),
    ("forecast category", Ignored),
    ("record status", Ignored),
    ("layout", Ignored),
    ("layout.id", Ignored),
    ("locked", Ignored),
    ("tag", Ignored),
    ("reason for loss", Field("lost_reason")),
    ("reason for loss__s", Field("lost_reason")),
    ("probability (%)", Ignored),
    ("expected revenue", Ignored),
    ("exchange rate", Ignored),
    ("description", Lost),
    ("created time", Ignored),
    ("modified time", Ignored),
    ("last activity time", Ignored),
    ("lead source", Ignored),
    ("type", Ignored),
];

const CLOSE: &[(&str, Meaning)] = &[
    ("id", ForeignId),
    ("lead_id", Ignored),
    ("lead_name", Field("org_id")),
    ("contact_id", Ignored),
    ("contact_name", Field("person_id")),
    ("status_id", Ignored),
    ("status_label", Field("stage_id")),
    ("status_type", Field("status")),
    ("pipeline_id", Ignored),
    ("pipeline_name", Field("pipeline_id")),
    ("value", Cents),
    ("value_formatted", Field("value")),
    ("value_currency", Field("currency")),
    ("value_period", Period),
    ("annualized_value", Ignored),
    ("expected_value", Ignored),
    ("confidence", Ignored),
    ("close_date", Field("expected_close_date")),
    ("date_won", Ignored),
    ("date_lost", Ignored),
    ("date_created", Ignored),
    ("date_updated", Ignored),
    ("user_id", Ignored),
    ("user_name", Field("owner_id")),
    ("note", Lost),
];

const COPPER: &[(&str, Meaning)] = &[
    ("id", ForeignId),
    ("copper id", ForeignId),
    ("copper url", Ignored),
    ("name", Field("title")),
    ("value", Field("value")),
    ("currency", Field("currency")),
    ("converted value", Ignored),
    ("converted currency", Ignored),
    ("exchange rate", Ignored),
    ("company", Field("org_id")),
    ("company id", Ignored),
    ("primary person contact", Field("person_id")),
    ("primary contact", Field("person_id")),
    ("primary contact id", Ignored),
    ("pipeline", Field("pipeline_id")),
    ("stage", Field("stage_id")),
    ("status", Field("status")),
    ("owner", Field("owner_id")),
    ("owned by", Field("owner_id")),
    ("owner id", Ignored),
    ("close date", Field("expected_close_date")),
    ("loss reason", Field("lost_reason")),
    ("win probability", Ignored),
    ("details", Lost),
    ("priority", Ignored),
    ("source", Ignored),
    ("tags", Ignored),
    ("completed date", Ignored),
    ("last contacted", Ignored),
    ("inactive days", Ignored),
    ("interaction count", Ignored),
    ("last stage at", Ignored),
    ("days in stage", Ignored),
    ("created at", Ignored),
    ("updated at", Ignored),
    ("lead created at", Ignored),
];

const ATTIO: &[(&str, Meaning)] = &[
    ("record id", ForeignId),
    ("deal name", Field("title")),
    ("deal stage", Field("stage_id")),
    ("deal owner", Field("owner_id")),
    ("deal value", Field("value")),
    ("associated company", Field("org_id")),
    ("associated people", Field("person_id")),
    ("close date", Field("expected_close_date")),
    ("created at", Ignored),
    ("created by", Ignored),
];

const TRELLO: &[(&str, Meaning)] = &[
    ("card id", ForeignId),
    ("card name", Field("title")),
    ("card url", Ignored),
    ("card description", Lost),
    ("list id", Ignored),
    ("list name", Field("stage_id")),
    ("board id", Ignored),
    ("board name", Field("pipeline_id")),
    ("members", Field("owner_id")),
    ("labels", Field("label_ids")),
    ("due date", Field("expected_close_date")),
    ("due complete", Ignored),
    ("due reminder", Ignored),
    ("start date", Ignored),
    ("archived", Ignored),
    ("attachment count", Ignored),
    ("attachment links", Ignored),
    ("checklist item total count", Ignored),
    ("checklist item completed count", Ignored),
    ("comment count", Ignored),
    ("vote count", Ignored),
    ("last activity date", Ignored),
];
