//! Custom fields of the sandbox company: keys, kinds, options and parts.

/// The kinds of custom fields (pipedrive.md P182).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Varchar,
    VarcharAuto,
    Text,
    Phone,
    Double,
    Monetary,
    Enum,
    Set,
    User,
    Org,
    People,
    Date,
    DateRange,
    Time,
    TimeRange,
    Address,
}

pub struct Custom {
    pub key: &'static str,
    pub name: &'static str,
    pub kind: Kind,
    pub options: &'static [(u64, &'static str)],
}

const fn custom(key: &'static str, name: &'static str, kind: Kind) -> Custom {
    Custom { key, name, kind, options: &[] }
}

/// Two fields are named Region, as names are not unique (pipedrive.md P181).
pub static CUSTOM: &[Custom] = &[
    custom("48f49808ade3e1bc48258fca7e2c121cec3bebbf", "Contract term", Kind::Varchar),
    Custom {
        key: "056df6b90dbc08086de6d809bff5aab89bc2c1a9",
        name: "Tier",
        kind: Kind::Enum,
        options: &[(101, "Gold"), (102, "Silver"), (103, "Bronze")],
    },
    custom("104b80162ec1be40b9329413a0c872a1acb13570", "Budget", Kind::Monetary),
    Custom {
        key: "f9fbb62a855220acdc8a975b53d39f6f1230af6e",
        name: "Source",
        kind: Kind::Set,
        options: &[(111, "Website"), (112, "Referral"), (113, "Trade fair"), (114, "Cold call")],
    },
    custom("b2c60694b9c431a03c9ab8cf42be9bea5854a47a", "Reference number", Kind::VarcharAuto),
    custom("265b35f332fca2e3e71410f5b5df937184ffbdc8", "Scope", Kind::Text),
    custom("2c671f01da7cac28a29212097663e4ce37ca941a", "Site phone", Kind::Phone),
    custom("dd74eb9bad4ea4e20a16a60a790db782ffcf5523", "Floor area", Kind::Double),
    custom("825b18a578b35079425387071250c1afd1734a5b", "Site manager", Kind::User),
    custom("098f3000bedfb39758180d9fa7e3e76ee6c83ee2", "Main contractor", Kind::Org),
    custom("1107f62ad9833b51d6ebfbc00249bbe399c1824f", "Architect", Kind::People),
    custom("7fe301cbc1af53d80b3e9648ed8e559acf2fcc13", "Survey date", Kind::Date),
    custom("7c37f6e8a1f001ec09c4e9f9d233bcf035e12093", "Works period", Kind::DateRange),
    custom("7ba81300c77b96cea06ee5d51a2f9b27772d7d33", "Delivery time", Kind::Time),
    custom("655e89db6f7ca0e9c76cda5c2f4e12e36e325c15", "Site hours", Kind::TimeRange),
    custom("d46131d337b18a3d210da21db0c9549a82f96232", "Site address", Kind::Address),
    Custom {
        key: "e1b430357251fc710e2aa4e01aa6987239091811",
        name: "Region",
        kind: Kind::Enum,
        options: &[(121, "North"), (122, "South"), (123, "Islands")],
    },
    custom("c260b390dcd561b7181362bef320a4081b2ef549", "Region", Kind::Varchar),
];

pub static LABELS: &[(u64, &str, &str)] =
    &[(1, "Hot", "red"), (2, "Warm", "yellow"), (3, "Cold", "blue")];

/// Predefined options of `lost_reason`, which also accepts any other text (pipedrive.md P196).
pub static LOST_REASONS: &[(u64, &str)] =
    &[(131, "Price"), (132, "Went with a competitor"), (133, "No budget"), (134, "No answer")];

/// The index in [`CUSTOM`] of the field with this key.
pub fn place(key: &str) -> Option<usize> {
    CUSTOM.iter().position(|field| field.key == key)
}

impl Kind {
    /// The name of the kind in the API.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Varchar => "varchar",
            Kind::VarcharAuto => "varchar_auto",
            Kind::Text => "text",
            Kind::Phone => "phone",
            Kind::Double => "double",
            Kind::Monetary => "monetary",
            Kind::Enum => "enum",
            Kind::Set => "set",
            Kind::User => "user",
            Kind::Org => "org",
            Kind::People => "people",
            Kind::Date => "date",
            Kind::DateRange => "daterange",
            Kind::Time => "time",
            Kind::TimeRange => "timerange",
            Kind::Address => "address",
        }
    }

    /// Whether the search covers this kind, according to the API reference.
    pub fn is_searchable(self) -> bool {
        matches!(
            self,
            Kind::Address
                | Kind::Varchar
                | Kind::Text
                | Kind::VarcharAuto
                | Kind::Double
                | Kind::Monetary
                | Kind::Phone
        )
    }

    /// Code, kind and name of the parts of object values.
    pub fn parts(self) -> &'static [(&'static str, &'static str, &'static str)] {
        match self {
            Kind::Monetary => &[("value", "double", "Amount"), ("currency", "varchar", "Currency")],
            Kind::DateRange => &[("value", "date", "Start"), ("until", "date", "End")],
            Kind::Time => &[("value", "time", "Time"), ("timezone_id", "int", "Timezone")],
            Kind::TimeRange => &[
                ("value", "time", "Start"),
                ("until", "time", "End"),
                ("timezone_id", "int", "Timezone"),
            ],
            Kind::Address => &[
                ("value", "varchar", "Address"),
                ("street_number", "varchar", "House number"),
                ("route", "varchar", "Street"),
                ("sublocality", "varchar", "District"),
                ("locality", "varchar", "City"),
                ("subpremise", "varchar", "Apartment"),
                ("admin_area_level_1", "varchar", "State"),
                ("admin_area_level_2", "varchar", "Region"),
                ("country", "varchar", "Country"),
                ("postal_code", "varchar", "Postal code"),
                ("formatted_address", "varchar", "Full address"),
            ],
            _ => &[],
        }
    }
}

impl Custom {
    /// The label of an option; `None` if it does not exist.
    pub fn label(&self, option: u64) -> Option<&'static str> {
        let (_, label) = self.options.iter().find(|(id, _)| *id == option)?;
        Some(label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_a_field_of_every_kind() {
        let kinds: std::collections::HashSet<_> =
            CUSTOM.iter().map(|field| field.kind.name()).collect();
        assert_eq!(kinds.len(), 16);
        for field in CUSTOM {
            assert_eq!(field.key.len(), 40);
        }
    }
}
