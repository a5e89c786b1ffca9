//! Users, people, organizations, pipelines and stages. They are constant, as the endpoints for deals
//! cannot change them.

pub struct User {
    pub id: u64,
    pub name: &'static str,
    pub email: &'static str,
    pub is_active: bool,
    pub is_admin: bool,
}

pub struct Person {
    pub id: u64,
    pub first: &'static str,
    pub last: &'static str,
    pub org: Option<u64>,
    pub owner: u64,
}

pub struct Org {
    pub id: u64,
    pub name: &'static str,
    pub address: &'static str,
    pub city: &'static str,
    pub owner: u64,
}

pub struct Pipeline {
    pub id: u64,
    pub name: &'static str,
    pub order: u64,
    pub has_probability: bool,
}

pub struct Stage {
    pub id: u64,
    pub name: &'static str,
    pub pipeline: u64,
    pub order: u64,
    pub probability: Option<u32>,
    pub rots_after: Option<u32>,
    pub is_deleted: bool,
}

pub const COMPANY_NAME: &str = "Harbour & Sons";
pub const COMPANY_DOMAIN: &str = "harbour-and-sons";
pub const COMPANY_ID: u64 = 7_300_001;

/// Two users named Tom, and one deactivated user.
pub static USERS: &[User] = &[
    user(1, "Mara Lindqvist", "mara@harbour.example", true),
    user(2, "Tom Okafor", "tom.okafor@harbour.example", true),
    user(3, "Tom Reyes", "tom.reyes@harbour.example", true),
    user(4, "Yuki Tanaka", "yuki@harbour.example", true),
    user(5, "Priya Nair", "priya@harbour.example", true),
    user(6, "Otto Weiss", "otto@harbour.example", false),
];

const fn user(id: u64, name: &'static str, email: &'static str, is_active: bool) -> User {
    User { id, name, email, is_active, is_admin: id == 1 }
}

pub static PIPELINES: &[Pipeline] = &[
    Pipeline { id: 1, name: "Sales", order: 1, has_probability: true },
    Pipeline { id: 2, name: "Partners", order: 2, has_probability: true },
    Pipeline { id: 3, name: "Refits", order: 3, has_probability: false },
    // A name with a trailing space, and a gap in the order (pipedrive.md P364).
    Pipeline { id: SERVICE, name: "Service ", order: 5, has_probability: false },
];

/// A pipeline without deals.
pub const SERVICE: u64 = 4;

/// Sales and Partners both have a stage Qualified, and Service has two named Visit (pipedrive.md
/// P364).
pub static STAGES: &[Stage] = &[
    stage(1, "Lead in", 1, 1, Some(10)),
    stage(2, "Qualified", 1, 2, Some(30)),
    stage(3, "Proposal", 1, 3, Some(50)),
    stage(4, "Negotiation", 1, 4, Some(70)),
    stage(5, "Contract sent", 1, 5, Some(90)),
    stage(6, "Contacted", 2, 1, Some(20)),
    stage(7, "Qualified", 2, 2, Some(40)),
    stage(8, "Pilot", 2, 3, Some(60)),
    stage(9, "Agreement", 2, 4, Some(80)),
    stage(10, "Survey", 3, 1, None),
    stage(11, "Quote", 3, 2, None),
    stage(12, "Works planned", 3, 3, None),
    Stage { is_deleted: true, ..stage(13, "Old intake", 3, 4, None) },
    stage(14, "Visit", SERVICE, 1, None),
    stage(15, "Visit", SERVICE, 3, None),
];

const fn stage(
    id: u64,
    name: &'static str,
    pipeline: u64,
    order: u64,
    probability: Option<u32>,
) -> Stage {
    Stage {
        id,
        name,
        pipeline,
        order,
        probability,
        rots_after: if order == 2 { Some(30) } else { None },
        is_deleted: false,
    }
}

/// The active stages of a pipeline, in order.
pub fn pipeline_stages(pipeline: u64) -> impl Iterator<Item = &'static Stage> {
    STAGES.iter().filter(move |stage| stage.pipeline == pipeline && !stage.is_deleted)
}

const ORGS: &[(&str, &str, &str)] = &[
    ("Northgate Housing", "Mill Lane 4", "Northgate"),
    ("Bluewater Ferries", "Pier 2", "Saltby"),
    ("Juniper & Ash Architects", "Kiln Street 19", "Northgate"),
    ("Old Town Brewery", "Cask Yard 1", "Oldport"),
    ("Lighthouse Schools Trust", "Beacon Road 77", "Saltby"),
    ("Café Größenwahn", "Ringstraße 8", "Lindau"),
    ("Sørensen Fisk", "Havnegade 12", "Skagen"),
    ("Ateliers Fournier", "Rue du Phare 3", "Brest"),
    ("Kestrel Logistics", "Depot Way 30", "Oldport"),
    ("Pinewood Care Homes", "Orchard Close 6", "Northgate"),
    ("Marina Hotel Group", "Esplanade 101", "Saltby"),
    ("Tidewater Museum", "Custom House Quay 5", "Oldport"),
    ("山本造船", "港町 2-4", "神戸"),
    ("Granite State Builders", "Quarry Road 55", "Northgate"),
    ("Wren Opera House", "Bow Street 9", "Saltby"),
    ("Fenland Farms Co-op", "Dyke End 2", "Fenwick"),
    ("Copperfield Estates", "Regent Terrace 14", "Oldport"),
    ("Solstice Energy", "Windmill Hill 1", "Fenwick"),
    ("Quayside Dental", "Quay 40", "Saltby"),
    ("Drummond Steel", "Foundry Lane 88", "Oldport"),
    ("Hollyhock Nurseries", "Glasshouse Row 7", "Fenwick"),
    ("Peregrine Air Parts", "Hangar 3", "Northgate"),
    ("Three Bridges Council", "Town Hall Square", "Three Bridges"),
    ("Saltmarsh Distillery", "Still House", "Fenwick"),
];

const FIRST_NAMES: &[&str] = &[
    "Ada", "Bruno", "Chiara", "Dmitri", "Esi", "Farid", "Greta", "Hana", "Ivo", "Jun", "Kofi",
    "Lena", "Mateo", "Nadia", "Óscar", "Paula", "Quentin", "Rosa", "Sven", "Tara", "Umar", "Vera",
    "Wim", "Xenia", "Yara", "Zoë",
];

const LAST_NAMES: &[&str] = &[
    "Abara",
    "Becker",
    "Castellan",
    "Dufour",
    "Eriksen",
    "Farrow",
    "Gallo",
    "Hartmann",
    "Ito",
    "Jansen",
    "Kowalski",
    "Laurent",
    "Moreau",
    "Novak",
    "Olsen",
    "Pereira",
    "Quist",
    "Rossi",
    "Schäfer",
    "Toivonen",
    "Ueda",
    "Vargas",
    "Whitlock",
];

pub fn orgs() -> Vec<Org> {
    let org =
        |(place, (name, address, city)): (usize, &(&'static str, &'static str, &'static str))| {
            Org { id: place as u64 + 1, name, address, city, owner: place as u64 % 5 + 1 }
        };
    ORGS.iter().enumerate().map(org).collect()
}

/// Every sixth person has no organization.
pub fn people() -> Vec<Person> {
    let person = |place: u64| Person {
        id: place + 1,
        first: FIRST_NAMES[place as usize % FIRST_NAMES.len()],
        last: LAST_NAMES[place as usize % LAST_NAMES.len()],
        org: (place % 6 != 5).then_some(place % ORGS.len() as u64 + 1),
        owner: place % 5 + 1,
    };
    (0..72).map(person).collect()
}

impl Person {
    pub fn name(&self) -> String {
        format!("{} {}", self.first, self.last)
    }

    pub fn email(&self) -> String {
        format!("person{}@mail.example", self.id)
    }

    pub fn phone(&self) -> String {
        format!("+44 20 7946 {:04}", self.id * 13 % 10_000)
    }
}

impl Org {
    pub fn full_address(&self) -> String {
        format!("{}, {}", self.address, self.city)
    }
}

/// Age of a person or an organization at the start, in seconds.
pub fn age(id: u64) -> i64 {
    700 * 86_400 - (id as i64) * 36_000
}
