//! Converts conditions to query parameters that the server filters by.

use super::{Conditions, archived};
use crate::api::endpoints::LIST_ARCHIVED;
use crate::api::request::Request;
use crate::app::deals::BATCH;
use crate::model::condition::{Condition, Op, Operand};
use crate::model::deal_status::DealStatus;
use crate::model::time;
use jiff::Timestamp;

/// A request with the conditions that the server filters by.
pub struct PushedDown<'c> {
    /// `None` if no deal can meet both the conditions and the filters of the request.
    pub request: Option<Request>,
    /// The conditions that the server filters by.
    pub sent: Vec<Sent<'c>>,
    /// The conditions that only the client evaluates.
    pub local: Vec<&'c Condition>,
}

/// A condition with its query parameters.
pub struct Sent<'c> {
    pub condition: &'c Condition,
    pub parameters: Vec<(&'static str, String)>,
}

impl Sent<'_> {
    /// Describes the query parameters, or the endpoint.
    pub fn describe(&self) -> String {
        const MAX_VALUE: usize = 32;
        let names = self.parameters.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        match (&self.parameters[..], archived(self.condition)) {
            ([], Some(false)) => "the list without archived deals".to_owned(),
            ([], _) => "the list of archived deals".to_owned(),
            // The URL contains the values too.
            ([(name, value)], _) if value.len() <= MAX_VALUE => format!("{name}={value}"),
            _ => names,
        }
    }
}

/// Codes with a query parameter of the same name that takes one ID.
const ID_PARAMETERS: [&str; 5] = ["owner_id", "stage_id", "pipeline_id", "person_id", "org_id"];

/// The parameters that a saved filter does not override (pipedrive.md P122).
const BESIDE_FILTER: [&str; 2] = ["updated_since", "updated_until"];

impl Conditions {
    /// Narrows a request for deals with the conditions that the server can filter by. The response may have
    /// more deals than match: all conditions are evaluated on the client as well. With a saved filter the
    /// server ignores other parameters (pipedrive.md P122).
    pub fn push_down(&self, request: Request) -> PushedDown<'_> {
        let (has_filter, has_ids) = (request.has_query("filter_id"), request.has_query("ids"));
        let mut pushed = PushedDown { request: Some(request), sent: Vec::new(), local: Vec::new() };
        for condition in &self.all {
            let mut parameters = query_parameters(condition);
            if has_filter {
                parameters.retain(|(name, _)| BESIDE_FILTER.contains(name));
            }
            if !has_ids {
                parameters.retain(|(name, ids)| *name != "ids" || ids.split(',').count() <= BATCH);
            }
            let chosen = archived(condition);
            let request = pushed.request.take();
            if parameters.is_empty() && chosen.is_none() {
                pushed.local.push(condition);
                pushed.request = request;
                continue;
            }
            let narrowed =
                |request, (name, value): &(&'static str, String)| narrow(request, name, value);
            pushed.request = request
                .and_then(|request| choose_endpoint(request, chosen))
                .and_then(|request| parameters.iter().try_fold(request, narrowed));
            pushed.sent.push(Sent { condition, parameters });
        }
        pushed
    }

    /// The IDs of all deals that can match.
    pub fn ids(&self) -> Option<Vec<u64>> {
        let ids = |condition: &Condition| match (&*condition.field.code, condition.op) {
            ("id", Op::Equal) => condition.operands.iter().map(whole_number).collect(),
            _ => None,
        };
        self.all.iter().find_map(ids)
    }
}

/// The list of archived or of other deals; `None` if the request is for the opposite list.
fn choose_endpoint(request: Request, archived: Option<bool>) -> Option<Request> {
    match archived {
        None => Some(request),
        Some(false) => (!request.is_to(&LIST_ARCHIVED)).then_some(request),
        Some(true) => Some(request.with_endpoint(&LIST_ARCHIVED)),
    }
}

/// Adds a parameter. A list of values is intersected with that of the request, and the narrower of two times
/// is kept; `None` if no value remains.
fn narrow(mut request: Request, name: &'static str, value: &str) -> Option<Request> {
    let value = match request.query_value(name) {
        None => value.to_owned(),
        // In this format the order of the strings is that of the times.
        Some(known) if name == "updated_since" => known.max(value).to_owned(),
        Some(known) if name == "updated_until" => known.min(value).to_owned(),
        Some(known) => {
            let both: Vec<&str> =
                value.split(',').filter(|one| known.split(',').any(|two| two == *one)).collect();
            both.join(",")
        }
    };
    if value.is_empty() {
        return None;
    }
    request.set(name, value);
    Some(request)
}

/// The query parameters with which the server excludes deals that do not match.
fn query_parameters(condition: &Condition) -> Vec<(&'static str, String)> {
    let code = condition.field.code.as_ref();
    match (code, condition.op, &condition.operands[..]) {
        (_, Op::Equal, [Operand::Id(id)]) => {
            let name = ID_PARAMETERS.into_iter().find(|name| *name == code);
            name.map(|name| (name, id.clone())).into_iter().collect()
        }
        ("id", Op::Equal, operands) => {
            let ids: Option<Vec<String>> =
                operands.iter().map(|one| Some(whole_number(one)?.to_string())).collect();
            ids.map(|ids| ("ids", ids.join(","))).into_iter().collect()
        }
        ("status", op @ (Op::Equal | Op::NotEqual), operands) => {
            // Deleted deals are only returned on request (pipedrive.md P124).
            let is_wanted = |status: &&DealStatus| {
                let is_named = operands.contains(&Operand::Text(status.as_str().to_owned()));
                if op == Op::Equal {
                    is_named
                } else {
                    !is_named && **status != DealStatus::Deleted
                }
            };
            let wanted: Vec<&str> =
                DealStatus::ALL.iter().filter(is_wanted).map(|status| status.as_str()).collect();
            let is_any = wanted.is_empty();
            if is_any { Vec::new() } else { vec![("status", wanted.join(","))] }
        }
        ("is_deleted", Op::Equal, [Operand::Flag(true)])
        | ("is_deleted", Op::NotEqual, [Operand::Flag(false)]) => {
            vec![("status", DealStatus::Deleted.as_str().to_owned())]
        }
        ("update_time", op, [Operand::Period(period)]) => {
            // Whole seconds, the end exclusive (pipedrive.md P125, P126).
            let at = |micros: i64| Timestamp::from_microsecond(micros).ok().map(time::v2);
            let since = |micros| at(micros).map(|at| ("updated_since", at));
            let until =
                |micros: i64| at(micros.saturating_add(1_000_000)).map(|at| ("updated_until", at));
            let both = match op {
                Op::Equal => [since(period.from), until(period.until)],
                Op::GreaterOrEqual => [since(period.from), None],
                Op::Greater => [since(period.until), None],
                Op::Less => [None, until(period.from)],
                Op::LessOrEqual => [None, until(period.until)],
                Op::NotEqual | Op::Contains => [None, None],
            };
            both.into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}

/// The ID in an operand.
fn whole_number(operand: &Operand) -> Option<u64> {
    match operand {
        Operand::Number(number) if number.fract() == 0.0 && *number > 0.0 => Some(*number as u64),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::endpoints::LIST_DEALS;
    use crate::model::condition::Period;
    use crate::model::field::Field;

    fn condition(code: &str, op: Op, operands: Vec<Operand>) -> Condition {
        let text = format!("{code}{op}…");
        Condition { field: Field::from_code(code), op, operands, text }
    }

    fn status_word(word: &str) -> Operand {
        Operand::Text(word.to_owned())
    }

    fn id(id: u64) -> Operand {
        Operand::Id(id.to_string())
    }

    /// Returns the target of the request with these conditions, and the number of conditions that are not
    /// sent.
    fn push(request: Request, all: Vec<Condition>) -> (Option<String>, usize) {
        let conditions = Conditions::new(all);
        let pushed = conditions.push_down(request);
        (pushed.request.map(|request| request.target()), pushed.local.len())
    }

    fn sends(request: Request, all: Vec<Condition>) -> String {
        let (target, local) = push(request, all);
        assert_eq!(local, 0);
        target.unwrap().replace("/api/v2/deals", "")
    }

    #[test]
    fn sends_conditions_that_the_server_supports() {
        let list = || Request::to(&LIST_DEALS);
        for (code, op, operands, query) in [
            ("owner_id", Op::Equal, vec![id(3)], "?owner_id=3"),
            ("person_id", Op::Equal, vec![id(4)], "?person_id=4"),
            ("org_id", Op::Equal, vec![id(5)], "?org_id=5"),
            ("id", Op::Equal, vec![Operand::Number(1.0), Operand::Number(2.0)], "?ids=1,2"),
            (
                "status",
                Op::Equal,
                vec![status_word("won"), status_word("open")],
                "?status=open,won",
            ),
            ("status", Op::NotEqual, vec![status_word("open")], "?status=won,lost"),
            ("status", Op::Equal, vec![status_word("deleted")], "?status=deleted"),
            ("is_deleted", Op::Equal, vec![Operand::Flag(true)], "?status=deleted"),
            ("is_archived", Op::Equal, vec![Operand::Flag(true)], "/archived"),
            ("is_archived", Op::Equal, vec![Operand::Flag(false)], ""),
        ] {
            assert_eq!(sends(list(), vec![condition(code, op, operands)]), query, "{code}{op}");
        }
    }

    #[test]
    fn sends_the_bounds_of_the_update_time() {
        let day = || vec![Operand::Period(Period { from: 86_400_000_000, until: 172_799_999_999 })];
        for (op, query) in [
            (Op::Greater, "?updated_since=1970-01-02T23%3A59%3A59Z"),
            (Op::GreaterOrEqual, "?updated_since=1970-01-02T00%3A00%3A00Z"),
            (Op::Less, "?updated_until=1970-01-02T00%3A00%3A01Z"),
            (Op::LessOrEqual, "?updated_until=1970-01-03T00%3A00%3A00Z"),
            (
                Op::Equal,
                "?updated_since=1970-01-02T00%3A00%3A00Z&updated_until=1970-01-03T00%3A00%3A00Z",
            ),
        ] {
            let sent = sends(Request::to(&LIST_DEALS), vec![condition("update_time", op, day())]);
            assert_eq!(sent, query, "{op}");
        }
        let (_, local) =
            push(Request::to(&LIST_DEALS), vec![condition("update_time", Op::NotEqual, day())]);
        assert_eq!(local, 1);
    }

    #[test]
    fn conditions_that_the_server_does_not_support_are_not_sent() {
        for (code, op, operands) in [
            ("owner_id", Op::NotEqual, vec![id(3)]),
            ("owner_id", Op::Equal, vec![id(3), id(4)]),
            ("owner_id", Op::Equal, vec![Operand::Empty]),
            ("id", Op::Equal, vec![Operand::Number(1.5)]),
            ("id", Op::Greater, vec![Operand::Number(1.0)]),
            ("creator_user_id", Op::Equal, vec![id(3)]),
            ("status", Op::Equal, vec![Operand::Empty]),
        ] {
            let pushed = push(Request::to(&LIST_DEALS), vec![condition(code, op, operands)]);
            assert_eq!(pushed, (Some("/api/v2/deals".to_owned()), 1), "{code}{op}");
        }
    }

    #[test]
    fn narrows_the_filters_of_the_request() {
        let owner = |owner| condition("owner_id", Op::Equal, vec![id(owner)]);
        let status = |word| condition("status", Op::Equal, vec![status_word(word)]);
        let by_status = || Request::to(&LIST_DEALS).query("status", "open,won".to_owned());
        assert_eq!(sends(by_status(), vec![status("won")]), "?status=won");
        assert_eq!(push(by_status(), vec![status("lost")]).0, None);
        assert_eq!(push(Request::to(&LIST_DEALS), vec![owner(1), owner(2)]).0, None);
        let archived = |flag| condition("is_archived", Op::Equal, vec![Operand::Flag(flag)]);
        assert_eq!(push(Request::to(&LIST_ARCHIVED), vec![archived(false)]).0, None);
        assert_eq!(push(Request::to(&LIST_DEALS), vec![archived(true), archived(false)]).0, None);
    }

    #[test]
    fn a_saved_filter_leaves_only_the_update_time_to_the_server() {
        let filter = || Request::to(&LIST_DEALS).query("filter_id", "1".to_owned());
        let owner = condition("owner_id", Op::Equal, vec![id(3)]);
        assert_eq!(push(filter(), vec![owner]), (Some("/api/v2/deals?filter_id=1".to_owned()), 1));
        let since = Operand::Period(Period { from: 0, until: 0 });
        let since = condition("update_time", Op::GreaterOrEqual, vec![since]);
        assert_eq!(
            sends(filter(), vec![since]),
            "?filter_id=1&updated_since=1970-01-01T00%3A00%3A00Z"
        );
    }
}
