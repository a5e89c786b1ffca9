//! Related records of a deal: followers, participants, discounts, files, mail, notes, activities
//! and changes.

use jiff::Timestamp;

#[derive(Debug, Clone)]
pub struct Linked {
    pub followers: Vec<Follower>,
    pub participants: Vec<Participant>,
    pub discounts: Vec<Discount>,
    pub files: Vec<File>,
    pub mail: Vec<Mail>,
    pub notes: Vec<Note>,
    pub activities: Vec<Activity>,
    pub products: Vec<Product>,
    /// Oldest first, like the next two.
    pub changes: Vec<Change>,
    pub follower_changes: Vec<MembershipChange>,
    pub participant_changes: Vec<MembershipChange>,
}

#[derive(Debug, Clone)]
pub struct Follower {
    pub user: u64,
    pub added: Timestamp,
}

#[derive(Debug, Clone)]
pub struct Participant {
    /// The ID of the row, not of the person (pipedrive.md P290).
    pub id: u64,
    pub person: u64,
    pub added_by: u64,
    pub added: Timestamp,
}

#[derive(Debug, Clone)]
pub struct Discount {
    pub id: String,
    pub description: String,
    pub amount: f64,
    pub is_percentage: bool,
    pub created: Timestamp,
    pub updated: Timestamp,
}

#[derive(Debug, Clone)]
pub struct File {
    pub id: u64,
    pub user: u64,
    pub name: String,
    pub size: u64,
    pub added: Timestamp,
}

#[derive(Debug, Clone)]
pub struct Mail {
    pub id: u64,
    pub person: u64,
    pub user: u64,
    pub subject: String,
    pub snippet: String,
    pub is_incoming: bool,
    pub has_attachment: bool,
    pub at: Timestamp,
}

#[derive(Debug, Clone)]
pub struct Note {
    pub id: u64,
    pub user: u64,
    pub content: String,
    pub added: Timestamp,
}

#[derive(Debug, Clone)]
pub struct Activity {
    pub id: u64,
    pub user: u64,
    pub kind: &'static str,
    pub subject: String,
    pub due: Timestamp,
    pub is_done: bool,
    pub added: Timestamp,
}

/// A product that is attached to a deal.
#[derive(Debug, Clone)]
pub struct Product {
    /// The ID of the attachment.
    pub id: u64,
    pub product: u64,
    pub name: String,
    pub quantity: f64,
    pub price: f64,
    pub added: Timestamp,
}

/// A change of one field.
#[derive(Debug, Clone)]
pub struct Change {
    pub id: u64,
    pub field: &'static str,
    pub old: Option<String>,
    pub new: Option<String>,
    pub by: u64,
    pub source: Source,
    pub at: Timestamp,
}

/// The origin of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Web app.
    App,
    /// Bulk edit in the web app.
    BulkAction,
    Api,
}

/// A user added to or removed from the followers, or a person of the participants.
#[derive(Debug, Clone)]
pub struct MembershipChange {
    pub who: u64,
    pub by: u64,
    pub is_added: bool,
    pub at: Timestamp,
}

impl Linked {
    pub const NONE: Linked = Linked {
        followers: Vec::new(),
        participants: Vec::new(),
        discounts: Vec::new(),
        files: Vec::new(),
        mail: Vec::new(),
        notes: Vec::new(),
        activities: Vec::new(),
        products: Vec::new(),
        changes: Vec::new(),
        follower_changes: Vec::new(),
        participant_changes: Vec::new(),
    };

    pub fn next_activity(&self) -> Option<&Activity> {
        self.activities
            .iter()
            .filter(|activity| !activity.is_done)
            .min_by_key(|activity| activity.due)
    }

    pub fn last_activity(&self) -> Option<&Activity> {
        self.activities
            .iter()
            .filter(|activity| activity.is_done)
            .max_by_key(|activity| activity.due)
    }

    pub fn last_mail(&self, is_incoming: bool) -> Option<Timestamp> {
        let mine = self.mail.iter().filter(|mail| mail.is_incoming == is_incoming);
        mine.map(|mail| mail.at).max()
    }

    /// Moves the related records of a merged deal to this one, except its history.
    pub fn absorb(&mut self, other: Linked) {
        for follower in other.followers {
            if !self.followers.iter().any(|own| own.user == follower.user) {
                self.followers.push(follower);
            }
        }
        for participant in other.participants {
            if !self.participants.iter().any(|own| own.person == participant.person) {
                self.participants.push(participant);
            }
        }
        self.files.extend(other.files);
        self.mail.extend(other.mail);
        self.notes.extend(other.notes);
        self.activities.extend(other.activities);
        self.products.extend(other.products);
    }
}
