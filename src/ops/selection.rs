//! Selects deals by conditions: the requests, the deals to keep, and their order.

use super::conditions::{Conditions, LABELS};
use crate::api::pages::Pages;
use crate::api::request::Request;
use crate::app::App;
use crate::app::deals::BATCH;
use crate::error::Error;
use crate::model::arg::ArgKind;
use crate::model::condition::{Class, SortKey, sort_key};
use crate::model::field::{Field, FieldKind, MAX_CUSTOM, is_custom_key};
use crate::model::names::{Lookup, Names};
use crate::model::record::Record;
use crate::ops::resolve;
use crate::text;
use clap::ValueEnum;
use std::borrow::Cow;
use std::cell::Cell;

/// The flags for the order of a list.
#[derive(clap::Args, Debug, Default)]
pub struct SortArgs {
    /// Sort by any field (see `deals help where`)
    #[arg(long, value_name = "FIELD", add = ArgKind::Field)]
    sort_by: Option<String>,
    /// Sort order: `asc` or `desc`
    #[arg(long, value_name = "DIRECTION", hide_possible_values = true)]
    sort_direction: Option<Direction>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Direction {
    Asc,
    Desc,
}

/// The order of a list, with its field resolved.
#[derive(Debug, Clone)]
pub struct Sort {
    /// The ID by default.
    by: Option<Field>,
    direction: Option<Direction>,
}

/// The fields that the server can sort by (pipedrive.md P127).
const SORTED_BY_SERVER: [&str; 3] = ["id", "add_time", "update_time"];

/// Maximum number of records above the limit to keep between two sorts.
const MAX_UNSORTED: usize = 1_000;

impl SortArgs {
    /// Resolves the field of the order; `None` if no order was given.
    pub async fn resolve(&self, app: &App) -> Result<Option<Sort>, Error> {
        let by = match &self.sort_by {
            Some(word) => Some(resolve::field(app, word).await?),
            None => None,
        };
        if let Some(field) = &by
            && (Class::from_kind(field.kind) == Class::None || field.is_contact_name())
        {
            let error = Error::usage(format!("deals cannot be sorted by {}", field.code));
            return Err(error.hint("`--where help` lists the fields that have an order"));
        }
        let is_given = by.is_some() || self.sort_direction.is_some();
        Ok(is_given.then_some(Sort { by, direction: self.sort_direction }))
    }
}

impl Sort {
    fn field(&self) -> Field {
        self.by.clone().unwrap_or_else(|| Field::from_code("id"))
    }

    fn is_server_side(&self) -> bool {
        self.by.as_ref().is_none_or(|field| SORTED_BY_SERVER.contains(&field.code.as_ref()))
    }

    fn apply(&self, request: Request) -> Request {
        let direction = self.direction.map(|direction| match direction {
            Direction::Asc => "asc".to_owned(),
            Direction::Desc => "desc".to_owned(),
        });
        let by = self.by.as_ref().map(|field| field.code.to_string());
        request.query("sort_by", by).query("sort_direction", direction)
    }

    /// The lists whose order is that of the values.
    fn lookups(&self) -> &'static [Lookup] {
        match self.field().kind {
            FieldKind::Stage => &[Lookup::Stages],
            FieldKind::Pipeline => &[Lookup::Pipelines],
            FieldKind::User => &[Lookup::Users],
            FieldKind::Choice | FieldKind::Choices => &[Lookup::Fields],
            _ => &[],
        }
    }
}

/// The deals that a command works on.
pub struct Selection<'a> {
    conditions: &'a Conditions,
    sort: Option<&'a Sort>,
    requests: Vec<Request>,
    /// Whether the server may return deals that do not meet the conditions.
    is_sparse: bool,
    /// Whether the whole list has to be read to find its first deal.
    pub is_sorted_here: bool,
    /// The notes of `-v` and `--dry-run`.
    notes: Vec<String>,
    /// The number of deals without the key of the labels that are selected or sorted by.
    unlabeled: Cell<usize>,
}

/// The selected deals.
pub struct Selected {
    pub deals: Vec<Record>,
    /// Whether the limit left out others.
    pub is_cut: bool,
}

impl<'a> Selection<'a> {
    /// Selects the deals of `request`, a list of deals, that meet the conditions; `ids` limits them, unless
    /// it is empty.
    pub fn new(
        app: &App,
        request: Request,
        ids: &[u64],
        conditions: &'a Conditions,
        sort: Option<&'a Sort>,
    ) -> Result<Selection<'a>, Error> {
        let mut selection = Selection {
            conditions,
            sort,
            requests: Vec::new(),
            is_sparse: false,
            is_sorted_here: false,
            notes: Vec::new(),
            unlabeled: Cell::default(),
        };
        let needed = sort.map(Sort::field);
        let request = request_fields(request, conditions.fields().chain(&needed));
        let named = conditions.ids().filter(|_| !request.has_query("filter_id"));
        let ids =
            if ids.is_empty() { Cow::Owned(named.unwrap_or_default()) } else { Cow::Borrowed(ids) };
        let bases: Vec<Request> = match &ids[..] {
            [] => vec![request],
            ids => ids.chunks(BATCH).map(|chunk| request.clone().list("ids", chunk)).collect(),
        };
        selection.is_sorted_here =
            sort.is_some_and(|sort| !sort.is_server_side() || bases.len() > 1);
        for (n, base) in bases.into_iter().enumerate() {
            let pushed = conditions.push_down(base);
            if n == 0 {
                selection.is_sparse = !pushed.local.is_empty();
                for sent in &pushed.sent {
                    let sent_as =
                        Some(sent.describe()).filter(|sent_as| *sent_as != sent.condition.text);
                    selection.add_note(
                        "filtered by Pipedrive",
                        &sent.condition.text,
                        sent_as.as_deref(),
                    );
                }
                for condition in &pushed.local {
                    selection.add_note("filtered here", &condition.text, None);
                }
            }
            let sorted = |request| match sort {
                Some(sort) if !selection.is_sorted_here => sort.apply(request),
                _ => request,
            };
            selection.requests.extend(pushed.request.map(sorted));
        }
        if let Some(sort) = sort.filter(|_| selection.is_sorted_here) {
            let Field { code, name, .. } = &sort.field();
            let by = if is_custom_key(code) { name } else { code };
            selection.add_note("sorted here", by, Some("the whole list is read first"));
            if app.is_dry() {
                sort.lookups().iter().for_each(|lookup| app.plan_lookup(*lookup));
            }
        }
        if selection.requests.is_empty() {
            selection
                .notes
                .push("no deal can meet these conditions: no request was sent".to_owned());
        } else if !selection.notes.is_empty() {
            selection.add_cost(app);
        }
        Ok(selection)
    }

    fn add_note(&mut self, what: &str, condition: &str, more: Option<&str>) {
        let more = more.map(|more| format!(" ({more})")).unwrap_or_default();
        self.notes.push(format!("{what}: {}{more}", text::clean(condition)));
    }

    fn add_cost(&mut self, app: &App) {
        let page = self.requests.first().map(|request| app.pages(request.clone()).request());
        if let Some(cost) = page.and_then(|page| page.cost()) {
            let per = if self.requests[0].has_query("ids") { BATCH } else { 500 };
            let cost = text::count(cost as usize, "token");
            self.notes.push(format!("cost: {cost} for each {per} deals that Pipedrive returns"));
        }
    }

    /// The requests whose pages contain the deals.
    pub fn requests(&self) -> &[Request] {
        &self.requests
    }

    /// Prints which filters and sorts the server applies, with `-v` or in a dry run.
    pub fn note(&self, app: &App) {
        if app.settings.flags.verbose > 0 || app.is_dry() {
            for note in &self.notes {
                app.note(format_args!("{}", app.show_placeholders(note, false)));
            }
        }
    }

    /// The pages of one of the requests, filtered by the conditions.
    pub fn pages<'p>(&'p self, app: &'p App, request: &Request) -> Pages<'p> {
        let pages = app.pages(request.clone());
        if self.conditions.is_empty() {
            return pages;
        }
        let reads_labels = self.conditions.reads_labels();
        pages.filtered(
            move |deal| {
                if reads_labels {
                    self.count_unlabeled(deal);
                }
                self.conditions.matches(deal)
            },
            self.is_sparse,
        )
    }

    fn count_unlabeled(&self, deal: &Record) {
        self.unlabeled.set(self.unlabeled.get() + usize::from(lacks_labels(deal)));
    }

    /// Prints a note if the labels of deals were needed and missing.
    pub fn note_unlabeled(&self, app: &App) {
        note_unlabeled(app, self.unlabeled.get());
    }

    /// Reads all deals, sorts them, and keeps those up to the limit.
    pub async fn read(
        &self,
        app: &App,
        limit: Option<u64>,
        cursor: Option<String>,
    ) -> Result<Selected, Error> {
        let sort = self.sort.filter(|_| self.is_sorted_here);
        let names = match sort {
            Some(sort) => app.names(sort.lookups()).await?,
            None => Names::default(),
        };
        // Those that a condition on labels excludes are counted by it.
        let sorts_by_labels =
            sort.is_some_and(|sort| sort.field().code == LABELS) && !self.conditions.reads_labels();
        let mut sorting = Sorting::new(sort, &names, limit);
        for request in &self.requests {
            let left = limit.map(|limit| limit.saturating_sub(sorting.deals.len() as u64));
            let mut pages = self
                .pages(app, request)
                .limit(left.filter(|_| sort.is_none()))
                .from_cursor(cursor.clone());
            while let Some(deals) = app.next_page(&mut pages).await? {
                app.remember_deals(request, &deals);
                if sorts_by_labels {
                    deals.iter().for_each(|deal| self.count_unlabeled(deal));
                }
                sorting.add(&deals);
            }
            sorting.is_cut |= pages.is_cut();
        }
        self.note_unlabeled(app);
        Ok(sorting.finish())
    }
}

/// Whether a record lacks the key of the labels; a deal without labels has an empty list.
pub fn lacks_labels(deal: &Record) -> bool {
    deal.read_keys(&[LABELS], &[]).get(LABELS).is_none()
}

/// Prints a note with the number of records that lack the key of the labels, unless it is 0.
pub fn note_unlabeled(app: &App, deals: usize) {
    if deals > 0 {
        let deals = text::count(deals, "deal");
        app.note(format_args!("no key {LABELS}, counted as without a label: {deals}"));
    }
}

/// Sorts deals, and keeps only those up to the limit.
struct Sorting<'a> {
    /// The field with its options, and whether the order is descending.
    by: Option<(Field, bool)>,
    names: &'a Names,
    limit: Option<usize>,
    deals: Vec<(Option<SortKey>, Record)>,
    is_cut: bool,
}

impl<'a> Sorting<'a> {
    fn new(sort: Option<&Sort>, names: &'a Names, limit: Option<u64>) -> Sorting<'a> {
        let by = sort.map(|sort| {
            let field = sort.field();
            let options = names.field_for_code(&field.code).options;
            (Field { options, ..field }, sort.direction == Some(Direction::Desc))
        });
        let limit = limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
        Sorting { by, names, limit, deals: Vec::new(), is_cut: false }
    }

    fn add(&mut self, deals: &[Record]) {
        let key = |deal: &Record| {
            self.by.as_ref().map(|(field, _)| sort_key(field, &deal.read(), self.names))
        };
        // A record is a slice of its page: a copy frees the rest of the page.
        let added: Vec<_> = deals.iter().map(|deal| (key(deal), deal.detach())).collect();
        self.deals.extend(added);
        if self.limit.is_some_and(|limit| self.deals.len() > limit.saturating_add(MAX_UNSORTED)) {
            self.sort();
        }
    }

    /// Sorts the deals, stably, and drops those beyond the limit.
    fn sort(&mut self) {
        if let Some((_, is_descending)) = self.by {
            self.deals.sort_by(|(one, _), (other, _)| match (one, other) {
                (Some(one), Some(other)) => one.compare(other, is_descending),
                _ => std::cmp::Ordering::Equal,
            });
        }
        if let Some(limit) = self.limit {
            self.is_cut |= self.deals.len() > limit;
            self.deals.truncate(limit);
        }
    }

    fn finish(mut self) -> Selected {
        self.sort();
        let deals = self.deals.into_iter().map(|(_, deal)| deal).collect();
        Selected { deals, is_cut: self.is_cut }
    }
}

/// Adds fields to a request for deals, so that they can be compared.
pub fn request_fields<'f>(
    mut request: Request,
    fields: impl Iterator<Item = &'f Field>,
) -> Request {
    for field in fields {
        if field.is_optional() {
            add_to_list(&mut request, "include_fields", &field.code);
        } else if field.is_custom() && request.has_query("custom_fields") {
            add_to_list(&mut request, "custom_fields", &field.code);
        }
    }
    let custom = request.query_value("custom_fields").map(|keys| keys.split(',').count());
    if custom.is_some_and(|count| count > MAX_CUSTOM) {
        // Without the parameter all custom fields are returned.
        request.remove_query("custom_fields");
    }
    request
}

fn add_to_list(request: &mut Request, name: &'static str, code: &str) {
    let list = match request.query_value(name) {
        Some(list) if list.split(',').any(|known| known == code) => return,
        Some(list) => format!("{list},{code}"),
        None => code.to_owned(),
    };
    request.set(name, list);
}
