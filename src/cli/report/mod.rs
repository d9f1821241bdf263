//! `callcenter report`: figures of any time, from a store.

mod behind;
mod question;
mod table;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::process::ExitCode;

use callcenter::config::Seconds;
use callcenter_store::report::{Report as Made, metrics_of};
use callcenter_store::{CALLS, Condition, Scope, Select, Store};
use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::runtime::block_on;
use super::store::{StoreOption, failed};

const EXAMPLES: &str = "\
Examples:
  callcenter report --store sqlite:calls.db                            the queues, today
  callcenter report yesterday --by hour --names support                one queue, hour by hour
  callcenter report week --scope agents --compare previous             agents, beside the week before
  callcenter report 2026-11-01 2026-12-01 --by weekday --scope floor --zone Europe/Berlin
  callcenter report month --scope teams --team day=1001,1002 --team night=1003
  callcenter report all --behind abandoned --names support             the calls behind a figure
  callcenter report --list                                             what each figure means
  callcenter report today --format json | jq '.rows[] | {name, sl: .values[\"sl-1@1\"]}'

A store is made by `callcenter replay FILE --store sqlite:calls.db`, `callcenter import` or a live connection.
The end of a period is not part of it: `2026-11-01 2026-12-01` is November.";

/// Figures of queues, agents, teams, extensions, trunks or the whole floor, for any time and time zone.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Report {
    /// today, yesterday, week, month, all, or a local time and the one until which: 2026-11-01 2026-12-01
    #[arg(value_name = "WHEN", num_args = 0..=2)]
    when: Vec<String>,
    #[command(flatten)]
    store: StoreOption,
    /// Whose figures
    #[arg(long, value_enum, default_value_t = Whose::Queues)]
    scope: Whose,
    /// Only these names; may be given several times, or as a list with commas
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    names: Vec<String>,
    /// A team and its agents; may be given several times
    #[arg(long, value_name = "TEAM=AGENT,AGENT…")]
    team: Vec<String>,
    /// A row for each
    #[arg(long, value_enum, default_value_t = Step::None)]
    by: Step,
    /// The time zone of days and hours, by its IANA name [default: this machine's]
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// The first day of a week
    #[arg(long, value_enum, default_value_t = FirstDay::Monday)]
    week_start: FirstDay,
    /// What to compare with: previous, or a period: yesterday, week, 2026-10-01..2026-11-01
    #[arg(long, value_name = "PERIOD")]
    compare: Option<String>,
    /// Wait up to which an answer meets the service level [default: as the switch's policy has it]
    #[arg(long, value_name = "SECONDS")]
    service_level: Option<Seconds>,
    /// Wait below which giving up is a short abandon [default: as the switch's policy has it]
    #[arg(long, value_name = "SECONDS")]
    short_abandon: Option<Seconds>,
    /// Only what was seen of this switch
    #[arg(long, value_name = "NAME")]
    switch: Option<String>,
    /// The table's columns, by the ids of their definitions [default: the usual ones]
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    figures: Vec<String>,
    /// List the calls behind a figure instead, by the id of its definition
    #[arg(long, value_name = "ID", conflicts_with_all = ["compare", "figures"])]
    behind: Option<String>,
    /// Say what each figure means instead
    #[arg(long)]
    list: bool,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Whose {
    Queues,
    Agents,
    Teams,
    Extensions,
    Trunks,
    Floor,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// One row for the whole time
    None,
    Quarter,
    HalfHour,
    Hour,
    Day,
    /// All Mondays together, and so on
    Weekday,
    Week,
    Month,
    /// 14:00 of all days together, and so on
    HourOfDay,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FirstDay {
    Monday,
    Sunday,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// One object, with definitions
    Json,
    /// A sheet
    Csv,
}

impl Whose {
    fn scope(self) -> Scope {
        match self {
            Self::Queues => Scope::Queue,
            Self::Agents | Self::Teams => Scope::Agent,
            Self::Extensions => Scope::Extension,
            Self::Trunks => Scope::Trunk,
            Self::Floor => Scope::Floor,
        }
    }
}

impl Report {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        if self.list {
            return self.definitions();
        }
        self.check()?;
        block_on(async {
            let store = self.store.open_to_read().await?;
            let query = self.query(&*store).await?;
            if let Some(figure) = &self.behind {
                let done = behind::list(&*store, &query, figure, self.format).await;
                store.close().await;
                return done;
            }
            let made = Made::run_with_live(&*store, &query).await.map_err(failed)?;
            let live = live_calls(&*store, &made).await?;
            store.close().await;
            self.write(&made, live)
        })?;
        Ok(ExitCode::SUCCESS)
    }

    fn write(&self, made: &Made, live: u64) -> Result<(), Failure> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        match self.format {
            Format::Table => {
                let text = table::text(made, &self.chosen(), live);
                out.write_all(text.as_bytes())
            }
            Format::Json => {
                serde_json::to_writer(&mut out, made).map_err(Into::into).and_then(|()| out.write_all(b"\n"))
            }
            Format::Csv => made.write_csv(&mut out),
        }
        .and_then(|()| out.flush())
        .map_err(Failure::output)
    }

    /// The table's columns.
    fn chosen(&self) -> Vec<&str> {
        if self.figures.is_empty() {
            return words::usual(self.scope.scope()).to_vec();
        }
        self.figures.iter().map(String::as_str).collect()
    }

    /// Whether every figure that is named is defined, with calls or without.
    fn check_figures(&self) -> Result<(), Failure> {
        let known = metrics_of(self.scope.scope());
        for id in self.figures.iter().chain(&self.behind) {
            if !known.iter().any(|metric| metric.id == id) {
                return Err(Failure::told(format!(
                    "no figure {id:?} of {} is defined; `callcenter report --list --scope {}` names all",
                    words::whose(self.scope),
                    words::whose(self.scope),
                )));
            }
        }
        Ok(())
    }

    fn definitions(&self) -> Result<ExitCode, Failure> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        for metric in metrics_of(self.scope.scope()) {
            let unit = words::unit(metric.unit);
            let at = words::attribution(metric.attribution);
            writeln!(out, "{:<30} {:<9} {:<22} {}", metric.to_string(), unit, at, metric.means)
                .map_err(Failure::output)?;
        }
        out.flush().map_err(Failure::output)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// How many calls of the period are not over.
async fn live_calls(store: &dyn Store, made: &Made) -> Result<u64, Failure> {
    let ids = made.reading.first_ids().into_iter().map(Into::into).collect();
    let select = Select::from(CALLS)
        .only(Condition::In("stream", ids))
        .only(Condition::Is("live", true.into()))
        .only(Condition::AtLeast("started_at", made.from.into()))
        .only(Condition::Below("started_at", made.until.into()));
    store.count(&select).await.map_err(failed)
}

/// Teams as they were told.
fn teams(told: &[String]) -> Result<BTreeMap<String, BTreeSet<String>>, Failure> {
    let mut teams: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for team in told {
        let Some((name, agents)) =
            team.split_once('=').filter(|(name, agents)| !name.is_empty() && !agents.is_empty())
        else {
            return Err(Failure::told(format!(
                "--team {team}: write a name and its agents, as --team day=1001,1002"
            )));
        };
        let agents = agents.split(',').map(str::trim).filter(|agent| !agent.is_empty()).map(str::to_owned);
        teams.entry(name.to_owned()).or_default().extend(agents);
    }
    Ok(teams)
}
