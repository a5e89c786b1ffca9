//! The headings of other systems and languages, with their meaning for a deal.

use super::presets::System;
use crate::text;

/// The meaning of a known heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A field of the deal, by its code.
    Field(&'static str),
    /// A field of the deal, with IDs of another system.
    ForeignField(&'static str),
    /// The ID of a person or an organization next to its name, by the code of the field.
    ContactId(&'static str),
    /// An ID of another system, never that of a deal.
    ForeignId,
    /// Computed, read-only, or not about a deal.
    Ignored,
    /// Data that a deal has no field for, and that would be lost.
    Lost,
    /// Whether the row was deleted.
    DeletedFlag,
    /// An amount in cents, next to the amount.
    Cents,
    /// Whether an amount is paid once, monthly or yearly.
    Period,
}

/// Normalizes a heading for comparison: removes case, accents, variants of dashes and spaces, an asterisk at
/// the end, and the number of a custom field (` cf_123`).
pub fn fold(heading: &str) -> String {
    let plain = fold_text(heading);
    split_number(&plain).map_or(plain.as_str(), |(name, _)| name).to_owned()
}

/// Folds the headings of a file. Copper has two columns for an amount in a custom field: `Budget cf_123` has
/// its currency, and `Value cf_123` the amount.
pub fn fold_all(headings: &[String]) -> Vec<String> {
    let plain: Vec<String> = headings.iter().map(|heading| fold_text(heading)).collect();
    let split: Vec<Option<(&str, &str)>> = plain.iter().map(|text| split_number(text)).collect();
    let is_value = |name: &str| name == "value";
    let find = |number: &str, of_value: bool| {
        let mut names = split.iter().flatten().filter(|(_, other)| *other == number);
        names.find(|(name, _)| is_value(name) == of_value).map(|(name, _)| *name)
    };
    let fold = |(text, split): (&String, &Option<(&str, &str)>)| match split {
        None => text.clone(),
        Some((name, number)) if is_value(name) => find(number, false).unwrap_or(name).to_owned(),
        Some((name, number)) if find(number, true).is_some() => format!("{}{name}", CURRENCY_OF[0]),
        Some((name, _)) => (*name).to_owned(),
    };
    plain.iter().zip(&split).map(fold).collect()
}

fn fold_text(heading: &str) -> String {
    let plain = text::fold(heading).replace(['–', '—', '‐', '‑', '−'], "-");
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    plain.trim_end_matches('*').trim_end().to_owned()
}

/// Splits the number from the name of a custom field of Copper.
fn split_number(folded: &str) -> Option<(&str, &str)> {
    let (name, number) = folded.rsplit_once(" cf_")?;
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    is_number.then_some((name, number))
}

/// The entity in the headings of Pipedrive's files, `Deal - Title`, in all languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entity {
    Deal,
    Person,
    Organization,
    /// Activities and notes.
    Other,
}

const ENTITIES: &[(&str, Entity)] = &[
    ("deal", Entity::Deal),
    ("negocio", Entity::Deal),
    ("affaire", Entity::Deal),
    ("trato", Entity::Deal),
    ("person", Entity::Person),
    ("pessoa", Entity::Person),
    ("personne", Entity::Person),
    ("persona", Entity::Person),
    ("organization", Entity::Organization),
    ("organisation", Entity::Organization),
    ("organizacao", Entity::Organization),
    ("organizacion", Entity::Organization),
    ("activity", Entity::Other),
    ("aktivitat", Entity::Other),
    ("atividade", Entity::Other),
    ("activite", Entity::Other),
    ("actividad", Entity::Other),
    ("note", Entity::Other),
    ("notiz", Entity::Other),
    ("anotacao", Entity::Other),
    ("nota", Entity::Other),
];

/// Splits a folded heading into its entity and the rest.
pub fn split_entity(folded: &str) -> Option<(Entity, &str)> {
    let (word, rest) = folded.split_once(" - ")?;
    let (_, entity) = ENTITIES.iter().find(|(name, _)| *name == word)?;
    Some((*entity, rest))
}

/// Headings of Pipedrive's own files, folded and without their entity: English, German, Portuguese,
/// French, Spanish.
const PIPEDRIVE: &[(&str, Meaning)] = &[
    ("pipedrive system id", Meaning::Field("id")),
    ("titel", Meaning::Field("title")),
    ("titulo", Meaning::Field("title")),
    ("titre", Meaning::Field("title")),
    ("wert", Meaning::Field("value")),
    ("valor", Meaning::Field("value")),
    ("valeur", Meaning::Field("value")),
    ("currency of value", Meaning::Field("currency")),
    ("wahrung von wert", Meaning::Field("currency")),
    ("wahrung des werts", Meaning::Field("currency")),
    ("wahrung", Meaning::Field("currency")),
    ("moeda de valor", Meaning::Field("currency")),
    ("moeda", Meaning::Field("currency")),
    ("devise de valeur", Meaning::Field("currency")),
    ("devise", Meaning::Field("currency")),
    ("moneda de valor", Meaning::Field("currency")),
    ("moneda", Meaning::Field("currency")),
    ("organisation", Meaning::Field("org_id")),
    ("organizacao", Meaning::Field("org_id")),
    ("organizacion", Meaning::Field("org_id")),
    ("organization id", Meaning::ContactId("org_id")),
    ("contact person", Meaning::Field("person_id")),
    ("kontaktperson", Meaning::Field("person_id")),
    ("pessoa de contato", Meaning::Field("person_id")),
    ("personne a contacter", Meaning::Field("person_id")),
    ("persona de contacto", Meaning::Field("person_id")),
    ("contact person id", Meaning::ContactId("person_id")),
    ("person id", Meaning::ContactId("person_id")),
    ("funil", Meaning::Field("pipeline_id")),
    ("embudo", Meaning::Field("pipeline_id")),
    ("stage (pipeline)", Meaning::Field("stage_id")),
    ("phase", Meaning::Field("stage_id")),
    ("etapa", Meaning::Field("stage_id")),
    ("etape", Meaning::Field("stage_id")),
    ("statut", Meaning::Field("status")),
    ("estado", Meaning::Field("status")),
    ("besitzer", Meaning::Field("owner_id")),
    ("proprietario", Meaning::Field("owner_id")),
    ("proprietaire", Meaning::Field("owner_id")),
    ("propietario", Meaning::Field("owner_id")),
    ("label", Meaning::Field("label_ids")),
    ("etiqueta", Meaning::Field("label_ids")),
    ("etiquette", Meaning::Field("label_ids")),
    ("wahrscheinlichkeit", Meaning::Field("probability")),
    ("probabilidade", Meaning::Field("probability")),
    ("probabilite", Meaning::Field("probability")),
    ("probabilidad", Meaning::Field("probability")),
    ("expected close date", Meaning::Field("expected_close_date")),
    ("erwartetes abschlussdatum", Meaning::Field("expected_close_date")),
    ("data de fechamento esperada", Meaning::Field("expected_close_date")),
    ("date de cloture prevue", Meaning::Field("expected_close_date")),
    ("fecha de cierre prevista", Meaning::Field("expected_close_date")),
    ("verlustgrund", Meaning::Field("lost_reason")),
    ("motivo da perda", Meaning::Field("lost_reason")),
    ("raison de perte", Meaning::Field("lost_reason")),
    ("raison de la perte", Meaning::Field("lost_reason")),
    ("motivo de perdida", Meaning::Field("lost_reason")),
    ("motivo de la perdida", Meaning::Field("lost_reason")),
    ("update time", Meaning::Field("update_time")),
    ("aktualisierungszeitpunkt", Meaning::Field("update_time")),
    ("hora da atualizacao", Meaning::Field("update_time")),
    ("heure de mise a jour", Meaning::Field("update_time")),
    ("hora de actualizacion", Meaning::Field("update_time")),
    ("weighted value", Meaning::Ignored),
    ("currency of weighted value", Meaning::Ignored),
    ("deal created", Meaning::Ignored),
    ("deal closed on", Meaning::Ignored),
    ("creator", Meaning::Ignored),
    ("last stage change", Meaning::Ignored),
    ("next activity date", Meaning::Ignored),
    ("last activity date", Meaning::Ignored),
    ("total activities", Meaning::Ignored),
    ("done activities", Meaning::Ignored),
    ("activities to do", Meaning::Ignored),
    ("email messages count", Meaning::Ignored),
    ("last email received", Meaning::Ignored),
    ("last email sent", Meaning::Ignored),
    ("product name", Meaning::Ignored),
    ("product quantity", Meaning::Ignored),
    ("product amount", Meaning::Ignored),
    ("products", Meaning::Ignored),
    ("archive status", Meaning::Ignored),
    ("archive time", Meaning::Ignored),
    ("source origin", Meaning::Ignored),
    ("source origin id", Meaning::Ignored),
    ("source channel", Meaning::Ignored),
    ("source channel id", Meaning::Ignored),
];

/// The prefixes of `Currency of X`, in all languages.
const CURRENCY_OF: &[&str] =
    &["currency of ", "wahrung von ", "wahrung des ", "moeda de ", "devise de ", "moneda de "];

/// The prefixes of `End date of X`.
const END_OF: &[&str] = &["end date of ", "end time of ", "end of "];

/// Headings of lists of people, such as those of a trade show, that are not about deals.
const PEOPLE: &[&str] = &[
    "first name",
    "last name",
    "company name",
    "job title",
    "email",
    "phone",
    "country",
    "scan time",
    "rating",
    "follow up",
    "notes",
    "captured by",
];

/// Looks up a folded heading of Pipedrive's own files.
pub fn find_pipedrive(folded: &str) -> Option<Meaning> {
    let find = |word: &str| PIPEDRIVE.iter().find(|(name, _)| *name == word).map(|(_, m)| *m);
    match split_entity(folded) {
        None => find(folded),
        Some((Entity::Deal, rest)) => find(rest),
        Some((Entity::Other, _)) => Some(Meaning::Lost),
        Some((entity, rest)) => Some(match rest {
            "name" | "nome" | "nom" | "nombre" => Meaning::Field(match entity {
                Entity::Person => "person_id",
                _ => "org_id",
            }),
            // Pipedrive's import template has columns for people to create, `Email (Work)`; an export writes
            // `Email - Work` for existing people.
            _ if entity == Entity::Person && rest.ends_with(')') => Meaning::Lost,
            _ => Meaning::Ignored,
        }),
    }
}

/// The name of the field whose currency a column with this heading has.
pub fn strip_currency_prefix(folded: &str) -> Option<&str> {
    let rest = strip_deal(folded);
    CURRENCY_OF.iter().find_map(|begin| rest.strip_prefix(begin))
}

/// The name of the field whose range end a column with this heading has.
pub fn strip_end_prefix(folded: &str) -> Option<&str> {
    let rest = strip_deal(folded);
    END_OF.iter().find_map(|begin| rest.strip_prefix(begin))
}

/// Removes the entity of a deal from a folded heading.
pub fn strip_deal(folded: &str) -> &str {
    match split_entity(folded) {
        Some((Entity::Deal, rest)) => rest,
        _ => folded,
    }
}

/// Whether the file is a list of people: at least two headings are of such lists.
pub fn is_list_of_people(folded: &[String]) -> bool {
    const NAMES: [&str; 3] = ["first name", "last name", "company name"];
    folded.iter().filter(|heading| NAMES.contains(&heading.as_str())).count() >= 2
}

/// Whether a heading is used in lists of people.
pub fn is_people_heading(folded: &str) -> bool {
    PEOPLE.contains(&folded)
}

/// Detects the system: at least two of the headings are used by no other system. Returns all systems with the
/// highest number.
pub fn detect(folded: &[String]) -> Vec<System> {
    let count = |system: System| match system {
        System::Pipedrive => {
            let is_deal_heading = |heading: &&String| matches!(split_entity(heading), Some((entity, _)) if entity == Entity::Deal);
            folded.iter().filter(is_deal_heading).count()
        }
        system => folded.iter().filter(|heading| system.is_only_here(heading)).count(),
    };
    let most = System::ALL.into_iter().map(count).max().unwrap_or_default();
    if most < 2 {
        return Vec::new();
    }
    System::ALL.into_iter().filter(|system| count(*system) == most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(headings: &[&str]) -> Vec<String> {
        headings.iter().map(|heading| fold(heading)).collect()
    }

    #[test]
    fn headings_are_folded() {
        for (heading, expected) in [
            (" Title ", "title"),
            ("Deal – Title*", "deal - title"),
            ("Négocio  -\u{a0}Título", "negocio - titulo"),
            ("Priority cf_12345", "priority"),
            ("cf_12", "cf_12"),
        ] {
            assert_eq!(fold(heading), expected, "{heading}");
        }
    }

    #[test]
    fn headings_of_pipedrive_are_known_in_several_languages() {
        for (heading, meaning) in [
            ("Deal - Currency of Value", Meaning::Field("currency")),
            ("Affaire - Étape", Meaning::Field("stage_id")),
            ("Negócio - Etiqueta", Meaning::Field("label_ids")),
            ("Trato - Título", Meaning::Field("title")),
            ("Deal - Titel", Meaning::Field("title")),
            ("Deal - Organization ID", Meaning::ContactId("org_id")),
            ("Person - Name", Meaning::Field("person_id")),
            ("Person - Email (Work)", Meaning::Lost),
            ("Pessoa - Telefone - Celular", Meaning::Ignored),
            ("Note - Content", Meaning::Lost),
        ] {
            assert_eq!(find_pipedrive(&fold(heading)), Some(meaning), "{heading}");
        }
        assert_eq!(strip_currency_prefix("deal - currency of budget"), Some("budget"));
        assert_eq!(strip_end_prefix("end date of works period"), Some("works period"));
    }

    #[test]
    fn systems_are_detected_by_headings_that_no_other_system_has() {
        for (headings, system) in [
            (
                &["Record ID", "Deal Name", "Amount in company currency", "Associated Contact"][..],
                System::Hubspot,
            ),
            (&["Record ID", "Deal name", "Deal value", "Associated people"], System::Attio),
            (&["ID", "STAGENAME", "CURRENCYISOCODE"], System::Salesforce),
            (&["Deal - Title", "Deal - Value"], System::Pipedrive),
            (&["lead_name", "status_label"], System::Close),
            (&["Card Name", "List Name"], System::Trello),
        ] {
            assert_eq!(detect(&folded(headings)), [system], "{headings:?}");
        }
        assert_eq!(detect(&folded(&["Title", "Value", "Deal owner"])), []);
        let both = detect(&folded(&["Card Name", "List Name", "lead_name", "status_label"]));
        assert_eq!(both, [System::Close, System::Trello]);
    }
}
