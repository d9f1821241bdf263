//! `callcenter verify`: whether a store says one thing only.

use std::process::ExitCode;

use callcenter::store::{StreamRow, Verified, streams, verify};
use callcenter::{Policy, State};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::failure::Failure;
use super::store::{StoreOption, failed};

const EXAMPLES: &str = "\
Examples:
  callcenter verify --store sqlite:calls.db
  callcenter verify --store postgres://callcenter@localhost/callcenter --stream live";

/// Rebuild everything in a store from its entries and compare it with what is kept.
///
/// Prints `seq N hash H calls C` for each stream: its last entry, the hash of the state after it (as `replay` prints it), the
/// number of its calls. Ends with an error when a row, a figure or a snapshot says something else than the entries do.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Verify {
    #[command(flatten)]
    store: StoreOption,
    /// Only streams whose name (switch/source) has this text in it
    #[arg(long, value_name = "TEXT")]
    stream: Option<String>,
}

impl Verify {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::told(format!("cannot start: {error}")))?;
        runtime.block_on(self.check())
    }

    async fn check(self) -> Result<ExitCode, Failure> {
        let store = self.store.open_to_read().await?;
        let name = |row: &StreamRow| format!("{}/{}", row.switch, row.source);
        let wanted = |row: &StreamRow| self.stream.as_ref().is_none_or(|text| name(row).contains(text));
        let mut rows = streams(&*store).await.map_err(failed)?;
        rows.retain(wanted);
        if rows.is_empty() {
            if let Some(text) = &self.stream {
                return Err(Failure::told(format!(
                    "no stream of the store is named {text}: say less, or nothing"
                )));
            }
            println!("seq 0 hash {:032x} calls 0", State::new(Policy::default()).hash());
            eprintln!(
                "callcenter: the store is empty; `callcenter replay FILE --store URL` puts a trace into it"
            );
        }
        let mut right = true;
        for row in &rows {
            let bar = bar(row);
            let found = verify(&*store, row, |seq| bar.set_position(seq)).await.map_err(failed)?;
            bar.finish_and_clear();
            let stream = if rows.len() > 1 { format!(" stream {}", name(row)) } else { String::new() };
            println!("seq {} hash {:032x} calls {}{stream}", found.seq, found.hash, found.calls);
            right &= found.differences.count == 0;
            tell(&found);
        }
        store.close().await;
        Ok(if right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn tell(found: &Verified) {
    if found.from > 1 {
        eprintln!(
            "callcenter: entries before {} are no more: what follows from them was not compared, figures neither",
            found.from
        );
    }
    for difference in &found.differences.words {
        eprintln!("callcenter: {difference}");
    }
    let more = found.differences.count - found.differences.words.len() as u64;
    if more > 0 {
        eprintln!("callcenter: and {more} more differences");
    }
}

/// A bar on a terminal: over the entries.
fn bar(row: &StreamRow) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} entries, {eta} left")
        .expect("the template is right");
    ProgressBar::new(row.tip.cast_unsigned()).with_style(style)
}
