//! Operations that several commands share: resolving names, writing several deals, printing lists page by
//! page, formatting events.

pub mod apply;
pub mod board;
pub mod bulk;
pub mod bulk_outcome;
pub mod candidates;
pub mod change;
pub mod conditions;
pub mod contact_search;
pub mod contacts;
pub mod deal_pages;
pub mod diff;
pub mod export;
pub mod history;
pub mod import;
pub mod listing;
pub mod lost_reason;
pub mod membership;
pub mod old_and_new;
pub mod plan_totals;
pub mod report;
pub mod resolve;
pub mod selection;
pub mod undo;
pub mod v1_deal;
pub mod watch;
pub mod weighted;
pub mod write_plan;
