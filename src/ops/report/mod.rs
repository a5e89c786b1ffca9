//! `deals report`: statistics about the deals of an account or of an export. A report reads the list once;
//! amounts in different currencies are never added.

pub mod company;
mod days;
pub mod facts;
mod funnel;
mod groups;
mod kinds;
mod print;
mod rates;
mod read;

use crate::app::App;
use crate::ops::conditions::WhereArgs;
use clap::ValueEnum;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::path::PathBuf;

/// The reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Open deals per stage: number, value, weighted value, median age in the stage
    Pipeline,
    /// Days that open deals have been in their stage: median, 90th percentile, oldest, rotting
    Aging,
    /// Open deals without a next activity, or untouched for --days
    Stale,
    /// Won deals of the closed ones in a period
    Winrate,
    /// Value won per day: open deals × win rate × average won value ÷ median cycle
    Velocity,
    /// Open deals by month of their expected close
    Forecast,
    /// Lost deals in a period by reason
    LostReasons,
    /// Open, won and lost deals of each owner, and their win rate
    Owners,
    /// How many deals of a pipeline move on to the next stage in a period
    Funnel,
    /// Your day: overdue, closing this week, without a next step, changed since yesterday
    Today,
}

/// The key by which a report groups deals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum By {
    Owner,
    Pipeline,
    Label,
}

#[derive(Debug)]
pub struct Options<'a> {
    pub kind: Kind,
    pub conditions: &'a WhereArgs,
    pub by: Option<By>,
    pub since: Option<String>,
    pub until: Option<String>,
    /// Number of days without a change after which a deal is stale.
    pub days: i64,
    /// Minimum probability of committed deals, in percent.
    pub commit: f64,
    /// Maximum number of rows to print.
    pub limit: Option<usize>,
    /// Whether to print bars.
    pub chart: bool,
    /// The pipeline of the funnel.
    pub pipeline: Option<String>,
    /// The users of the funnel: one user, or `all` for a funnel of each.
    pub user: Option<String>,
    /// An export to read instead of the account.
    pub from: Option<PathBuf>,
}

/// The parameters of a report.
#[derive(Debug)]
pub struct Scope {
    pub today: Date,
    pub zone: TimeZone,
    /// The period of closed deals, inclusive.
    pub first: Date,
    pub last: Date,
    pub by: Option<By>,
    pub days: i64,
    pub commit: f64,
}

impl Kind {
    /// Whether the report is about open deals.
    pub fn reads_open(self) -> bool {
        !matches!(self, Kind::Winrate | Kind::LostReasons | Kind::Funnel)
    }

    /// Whether the report has a period.
    pub fn has_period(self) -> bool {
        self.reads_closed() || self == Kind::Funnel
    }

    /// Whether the report is about deals that were won or lost in a period, including archived ones.
    pub fn reads_closed(self) -> bool {
        matches!(self, Kind::Winrate | Kind::LostReasons | Kind::Velocity | Kind::Owners)
    }

    pub fn can_group(self) -> bool {
        matches!(self, Kind::Winrate | Kind::LostReasons | Kind::Velocity)
    }

    pub fn word(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

pub async fn run(app: &App, options: &Options<'_>) -> anyhow::Result<()> {
    print::run(app, options).await
}
