//! What hangs on one deal: followers, participants, discounts, files, mail, notes, activities, and
//! the record of what was done to it.

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
    /// Oldest first, as are the two below.
    pub changes: Vec<Change>,
    pub follower_changes: Vec<Coming>,
    pub participant_changes: Vec<Coming>,
}

#[derive(Debug, Clone)]
pub struct Follower {
    pub user: u64,
    pub added: Timestamp,
}

#[derive(Debug, Clone)]
pub struct Participant {
    /// The row's own id, which is not the person's (pipedrive.md P290).
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

/// One field that changed.
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

/// What a change was made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The web app, by a person.
    App,
    /// The list view of the web app, on many deals at once.
    BulkAction,
    Api,
}

/// Someone who came or went: a user among the followers, a person among the participants.
#[derive(Debug, Clone)]
pub struct Coming {
    pub who: u64,
    pub by: u64,
    pub came: bool,
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

    /// Takes over everything of a deal that is merged into this one; its history stays behind.
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
    }
}
