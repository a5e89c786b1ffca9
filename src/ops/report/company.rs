//! The stages, pipelines, users and labels of the company, in their order.

use crate::app::App;
use crate::error::Error;
use crate::model::field::Field;
use crate::model::names::Lookup;
use crate::model::record::Record;
use crate::text;
use std::collections::HashMap;
use std::rc::Rc;

#[derive(Debug, Default)]
pub struct Company {
    /// Sorted by pipeline, then by their order in it.
    pub stages: Vec<Stage>,
    pipelines: Vec<(u64, String)>,
    users: HashMap<u64, String>,
    active_users: Vec<u64>,
    labels: HashMap<u64, String>,
}

#[derive(Debug, Clone)]
pub struct Stage {
    pub id: u64,
    pub name: String,
    pub pipeline: Option<u64>,
    /// The number of days after which a deal in it is rotting; `None` if that is turned off.
    pub rots_after: Option<i64>,
}

impl Stage {
    /// Whether a deal is rotting after this number of days in the stage.
    pub fn is_rotting(&self, days: i64) -> bool {
        self.rots_after.is_some_and(|limit| days > limit)
    }
}

impl Company {
    /// Reads these lists of the account.
    pub async fn read(app: &App, lookups: &[Lookup]) -> Result<Company, Error> {
        let mut lists = HashMap::new();
        for lookup in lookups {
            lists.insert(*lookup, app.lookup(*lookup).await?);
        }
        Ok(Company::from_lists(|lookup| lists.get(&lookup).cloned().unwrap_or_default()))
    }

    /// The company from the lists in memory, without requests.
    pub fn from_memory(app: &App) -> Company {
        Company::from_lists(|lookup| app.cached_at_any_age(lookup).unwrap_or_default())
    }

    fn from_lists(list: impl Fn(Lookup) -> Rc<Vec<Record>>) -> Company {
        let mut pipelines: Vec<(i64, u64, String)> = list(Lookup::Pipelines)
            .iter()
            .filter_map(|pipeline| Some((order(pipeline), pipeline.id()?, name(pipeline))))
            .collect();
        pipelines.sort();
        let pipelines: Vec<(u64, String)> =
            pipelines.into_iter().map(|(_, id, name)| (id, name)).collect();
        let place = |stage: &Record| {
            let pipeline = stage.read().reference("pipeline_id");
            pipelines.iter().position(|(id, _)| Some(*id) == pipeline).unwrap_or(pipelines.len())
        };
        let mut stages: Vec<((usize, i64), Stage)> = list(Lookup::Stages)
            .iter()
            .filter(|stage| !stage.read().is_true("is_deleted"))
            .filter_map(|stage| Some(((place(stage), order(stage)), read_stage(stage)?)))
            .collect();
        stages.sort_by_key(|(place, stage)| (*place, stage.id));
        let fields = list(Lookup::Fields);
        let labels = fields.iter().filter_map(Field::from_record);
        let labels =
            labels.filter(|field| field.code == "label_ids").flat_map(|field| field.options);
        let users = list(Lookup::Users);
        let is_active = |user: &&Record| {
            user.read().get("active_flag").is_none_or(|flag| flag.get() != "false")
        };
        let mut active_users: Vec<u64> =
            users.iter().filter(is_active).filter_map(Record::id).collect();
        active_users.sort_unstable();
        Company {
            active_users,
            stages: stages.into_iter().map(|(_, stage)| stage).collect(),
            users: users.iter().filter_map(|user| Some((user.id()?, name(user)))).collect(),
            labels: labels
                .filter_map(|label| Some((label.id.parse().ok()?, label.label)))
                .collect(),
            pipelines,
        }
    }

    pub fn first_pipeline(&self) -> Option<u64> {
        self.pipelines.first().map(|(id, _)| *id)
    }

    /// The stages of a pipeline, in order.
    pub fn stages_in(&self, pipeline: u64) -> impl Iterator<Item = &Stage> {
        self.stages.iter().filter(move |stage| stage.pipeline == Some(pipeline))
    }

    /// The IDs of the active users, in ascending order.
    pub fn active_users(&self) -> &[u64] {
        &self.active_users
    }

    pub fn pipeline_name(&self, id: Option<u64>) -> String {
        let Some(id) = id else { return String::new() };
        let found = self.pipelines.iter().find(|(known, _)| *known == id);
        found.map_or_else(|| format!("pipeline {id}"), |(_, name)| name.clone())
    }

    pub fn stage_name(&self, id: Option<u64>) -> String {
        let Some(id) = id else { return String::new() };
        let found = self.stages.iter().find(|stage| stage.id == id);
        found.map_or_else(|| format!("stage {id}"), |stage| stage.name.clone())
    }

    /// The position of a stage among all stages.
    pub fn stage_place(&self, id: Option<u64>) -> usize {
        let found = self.stages.iter().position(|stage| Some(stage.id) == id);
        found.unwrap_or(self.stages.len())
    }

    pub fn user_name(&self, id: Option<u64>) -> String {
        let Some(id) = id else { return String::new() };
        self.users.get(&id).cloned().unwrap_or_else(|| format!("user {id}"))
    }

    pub fn label_name(&self, id: u64) -> String {
        self.labels.get(&id).cloned().unwrap_or_else(|| format!("label {id}"))
    }
}

fn name(record: &Record) -> String {
    text::clean(&record.read().text("name").unwrap_or_default()).into_owned()
}

fn order(record: &Record) -> i64 {
    number(record, "order_nr").unwrap_or(i64::MAX)
}

fn number(record: &Record, code: &str) -> Option<i64> {
    record.read().get(code)?.get().parse().ok()
}

fn read_stage(stage: &Record) -> Option<Stage> {
    let reading = stage.read();
    let is_watched = reading.is_true("is_deal_rot_enabled");
    Some(Stage {
        id: stage.id()?,
        name: name(stage),
        pipeline: reading.reference("pipeline_id"),
        rots_after: number(stage, "days_to_rotten").filter(|_| is_watched),
    })
}
