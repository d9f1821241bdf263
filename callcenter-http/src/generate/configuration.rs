//! The configuration of the switch: shown with what would change, applied, and looked at afterwards.
//!
//! Asterisk answers "success" to a reload whatever it made of a file. So each file has a mark, which is read back; and what
//! did not take is given back as it was, and told.

use std::path::PathBuf;
use std::time::Duration;

use callcenter_core::fact::Settled;
use callcenter_core::{Command, Loaded, Text};
use callcenter_store::{CONFIGURATIONS, ConfigurationRow, Select, Write, rows};
use serde::Serialize;
use serde_json::json;
use similar::TextDiff;
use tokio::sync::Mutex;
use zeroize::Zeroizing;

use super::folder::{self, Found};
use super::{File, Generated, Secrets, generate, without_secrets};
use crate::access::Person;
use crate::clock::Utc;
use crate::desk::Link;
use crate::floor::Definitions;
use crate::problem::Problem;
use crate::site::Site;

/// Queues and phones that are looked at one by one after a reload; beyond, the marks must do.
const LOOKED_AT_MAX: usize = 2_000;

/// What is told of what was found wrong; beyond, how much more there is.
const FINDINGS_MAX: usize = 20;

/// Applied configurations that are told, the latest first.
const HISTORY_MAX: u64 = 100;

/// How long two versions of a file are compared; beyond, the difference is coarser.
const COMPARED: Duration = Duration::from_secs(1);

/// Writes configurations into a folder.
#[derive(Debug)]
pub struct Configuration {
    folder: Option<PathBuf>,
    applying: Mutex<()>,
}

/// A configuration as it would be, beside what is there.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ConfigurationShown {
    /// Which state of the definitions it is made of: give it to `apply`.
    generation: i64,
    /// Where the files lie; absent: no folder is configured, and nothing can be applied.
    folder: Option<String>,
    /// The files.
    files: Vec<FileShown>,
    /// What should be known before it is applied.
    warnings: Vec<String>,
    /// What was applied last; absent: nothing.
    applied: Option<Applied>,
}

/// A file as it would be.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FileShown {
    /// Its name.
    name: &'static str,
    /// The line that the switch's file of this name needs, once.
    include: String,
    /// How it stands.
    state: FileState,
    /// What will be in it; secrets are hidden.
    text: String,
    /// What changes, as a unified diff; secrets are hidden.
    diff: String,
}

/// How a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// It is not there.
    New,
    /// It will change.
    Changed,
    /// It is as it will be.
    Same,
    /// Something is there that was not made here; nothing is applied until it is moved away.
    Foreign,
    /// It cannot be read; the warnings say why.
    Unreadable,
}

/// A configuration that was applied, or was to be.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Applied {
    /// Which state of the definitions it was made of.
    pub generation: i64,
    /// When.
    pub at: Utc,
    /// Who did, by login.
    pub by: String,
    /// `applied`; `rolled_back`: what was there before is there again; `failed`: it is not known what the switch has.
    pub outcome: String,
    /// What was found.
    pub findings: Vec<String>,
}

impl Configuration {
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, applying: Mutex::default() }
    }

    /// What it would be, and what would change.
    ///
    /// # Errors
    /// What store and vault say.
    pub(crate) async fn show(&self, site: &Site) -> Result<ConfigurationShown, Problem> {
        let (_, generated) = made(site).await?;
        let applied = history(site, 1).await?.pop();
        let Generated { generation, files, mut warnings } = generated;
        let shown = match &self.folder {
            Some(folder) => {
                let folder = folder.clone();
                let compare = move || {
                    let mut wrong = Vec::new();
                    let shown = files.iter().map(|file| compared(&folder, file, &mut wrong)).collect();
                    (shown, wrong)
                };
                let (shown, wrong) =
                    tokio::task::spawn_blocking(compare).await.map_err(|_| Problem::Internal)?;
                warnings.extend(wrong);
                shown
            }
            None => {
                warnings.push(NO_FOLDER.to_owned());
                files.iter().map(|file| of(file, FileState::New, String::new())).collect()
            }
        };
        let folder = self.folder.as_ref().map(|folder| folder.display().to_string());
        Ok(ConfigurationShown { generation, folder, files: shown, warnings, applied })
    }

    /// Writes the files, has the switch read them, and looks whether it did.
    ///
    /// # Errors
    /// [`Problem::Changed`] when the definitions are not any more what was looked at; [`Problem::Refused`] with what did not
    /// take; what store, vault and system say. What was there before is there again then.
    pub async fn apply(&self, site: &Site, by: &Person, generation: i64) -> Result<Applied, Problem> {
        let _alone = self.applying.lock().await;
        let folder = self.folder.clone().ok_or_else(|| Problem::Conflict(NO_FOLDER.to_owned()))?;
        let (all, generated) = made(site).await?;
        if generated.generation != generation {
            return Err(Problem::Conflict(format!(
                "generation {generation} is not what is defined now, which is {}: look at GET /api/configuration again",
                generated.generation
            )));
        }
        reachable(site)?;
        site.audit(by, "configuration.apply", &generation.to_string(), json!({})).await?;
        let Generated { files, .. } = generated;
        let modules: Vec<_> = files.iter().map(|file| file.module).collect();
        let phones = files.iter().find(|file| file.name == "pjsip.conf").map(|file| file.text.clone());
        let write = move || folder::replace(&folder, &files);
        let replaced = tokio::task::spawn_blocking(write).await.map_err(|_| Problem::Internal)?;
        let replaced = replaced.map_err(|why| Problem::Conflict(format!("nothing was changed: {why}")))?;
        let mut findings = reload(site, &modules).await;
        if findings.is_empty() {
            findings = look(site, &all, &phones.unwrap_or_default()).await;
        }
        if findings.is_empty() {
            // New queues and phones are seen at once; without it, at the next connection.
            if let Err(why) = site.desk.ask(Command::Refresh).await {
                findings.push(format!("it is applied; the switch's lists are not told again yet: {why}"));
            }
            return written_down(site, by, generation, "applied", findings).await;
        }
        let given_back =
            tokio::task::spawn_blocking(move || replaced.give_back()).await.map_err(|_| Problem::Internal)?;
        let outcome = match given_back {
            Ok(()) => {
                let again = reload(site, &modules).await;
                let is_back = again.is_empty();
                findings.extend(again);
                if is_back { "rolled_back" } else { "failed" }
            }
            Err(why) => {
                findings.push(format!("what was there before could not be given back: {why}"));
                "failed"
            }
        };
        let applied = written_down(site, by, generation, outcome, findings).await?;
        let end = if outcome == "failed" {
            "Look at the switch's log: it is not known what it has."
        } else {
            "What was there before is there again."
        };
        Err(Problem::Refused(format!("{}. {end}", applied.findings.join("; "))))
    }
}

const NO_FOLDER: &str = "no folder is configured: start the server with --asterisk-configuration /etc/asterisk/callcenter, or \
    `[server] asterisk_configuration`";

/// What was applied, the latest first.
///
/// # Errors
/// What the store says.
pub(crate) async fn history(site: &Site, limit: u64) -> Result<Vec<Applied>, Problem> {
    let select = Select::from(CONFIGURATIONS).latest_first("id").limit(limit.min(HISTORY_MAX));
    let found: Vec<ConfigurationRow> = rows(&*site.store, &select).await?;
    let told = |row: ConfigurationRow| Applied {
        generation: row.generation,
        at: Utc(row.at),
        by: row.by_login,
        outcome: row.outcome,
        findings: serde_json::from_str(&row.findings).unwrap_or_default(),
    };
    Ok(found.into_iter().map(told).collect())
}

/// What is defined, and the configuration of it.
async fn made(site: &Site) -> Result<(Definitions, Generated), Problem> {
    let all = site.floor.all().await?;
    let opened = site.floor.secrets().await?;
    let secrets: Secrets =
        opened.into_iter().map(|(number, secret, set_at)| (number, (secret, set_at))).collect();
    let generated = generate(&all, &secrets);
    Ok((all, generated))
}

fn compared(folder: &std::path::Path, file: &File, wrong: &mut Vec<String>) -> FileShown {
    let before = match folder::read(folder, file.name) {
        Ok(Found::Missing) => return of(file, FileState::New, diff(file.name, "", &file.shown())),
        Ok(Found::Foreign) => return of(file, FileState::Foreign, String::new()),
        Ok(Found::Ours(before)) => before,
        Err(why) => {
            wrong.push(format!("{} cannot be read: {why}", folder.join(file.name).display()));
            return of(file, FileState::Unreadable, String::new());
        }
    };
    let state = if *before == *file.text { FileState::Same } else { FileState::Changed };
    of(file, state, diff(file.name, &without_secrets(&before), &file.shown()))
}

fn of(file: &File, state: FileState, diff: String) -> FileShown {
    let include = format!("#tryinclude callcenter/{}", file.name);
    FileShown { name: file.name, include, state, text: file.shown(), diff }
}

fn diff(name: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::configure().timeout(COMPARED).diff_lines(before, after);
    diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string()
}

/// Whether the switch can be asked at all: looked at before anything is written.
fn reachable(site: &Site) -> Result<(), Problem> {
    if !site.desk.setup().control {
        return Err(Problem::from(callcenter_core::AskError::Refused(callcenter_core::Refusal::Observer)));
    }
    if site.desk.standing().link != Link::Ready {
        return Err(Problem::from(callcenter_core::AskError::Refused(callcenter_core::Refusal::NoLink)));
    }
    Ok(())
}

/// Has the switch read its files, and says what went wrong.
async fn reload(site: &Site, modules: &[&'static str]) -> Vec<String> {
    let mut wrong = Vec::new();
    for module in modules {
        let asked = site.desk.ask(Command::Reload { module: Text::from(*module) }).await;
        match asked {
            Ok(settled) if settled.outcome == Settled::Done => {}
            Ok(settled) => {
                wrong.push(format!("the switch could not reload {module}: {}", said(&settled.message)));
            }
            Err(why) => wrong.push(format!("the switch was not asked to reload {module}: {why}")),
        }
    }
    wrong
}

/// Looks at what the switch has loaded, and says what it has not.
async fn look(site: &Site, all: &Definitions, phones: &Zeroizing<String>) -> Vec<String> {
    let generation = all.revision.to_string();
    let mut wrong = Vec::new();
    let mark =
        Command::Check { context: "callcenter-generation".into(), exten: format!("g{generation}").into() };
    let is_there = site.desk.ask(mark).await.is_ok_and(|settled| settled.outcome == Settled::Done);
    if !is_there {
        wrong.push(not_included("extensions.conf", "pbx_config.so"));
    }
    let mark = Loaded::Address { name: "callcenter-generation".into() };
    if read_back(site, mark).await.as_deref() != Some(&generation) {
        wrong.push(not_included("pjsip.conf", "func_pjsip_aor.so and func_pjsip_endpoint.so"));
    } else {
        let enabled = all.extensions.values().map(|kept| &kept.definition).filter(|phone| phone.enabled);
        // Those that were left out, for want of a secret, were warned of.
        let written = enabled.filter(|phone| phones.contains(&format!("\nauth = {}\n", phone.number)));
        for phone in written.take(LOOKED_AT_MAX) {
            let context = if phone.outside { "callcenter-phones" } else { "callcenter-phones-inside" };
            let loaded = Loaded::Endpoint { name: phone.number.as_str().into() };
            if read_back(site, loaded).await.as_deref() != Some(context) {
                wrong.push(format!(
                    "extension {} is not loaded as it is defined: perhaps another file has an endpoint of this name",
                    phone.number
                ));
            }
        }
    }
    let queues: Vec<_> =
        all.queues.values().map(|kept| &kept.definition).filter(|queue| queue.enabled).collect();
    let mut missing = Vec::new();
    for queue in queues.iter().take(LOOKED_AT_MAX) {
        let loaded = Loaded::Queue { name: queue.name.as_str().into() };
        if read_back(site, loaded).await.as_deref() != Some("1") {
            missing.push(format!("queue {} is not loaded", queue.name));
        }
    }
    if !missing.is_empty() && missing.len() == queues.len() {
        missing = vec![not_included("queues.conf", "app_queue.so")];
    }
    wrong.extend(missing);
    let more = wrong.len().saturating_sub(FINDINGS_MAX);
    wrong.truncate(FINDINGS_MAX);
    if more > 0 {
        wrong.push(format!("and {more} more"));
    }
    wrong
}

fn not_included(file: &str, module: &str) -> String {
    format!(
        "the switch has not loaded callcenter/{file}: its own {file} needs the line `#tryinclude callcenter/{file}` at the end, \
         the folder must be the one that it includes, its user must be able to read it, and {module} must be loaded; else its \
         log says why"
    )
}

async fn read_back(site: &Site, loaded: Loaded) -> Option<String> {
    let settled = site.desk.ask(Command::ReadBack { loaded }).await.ok()?;
    (settled.outcome == Settled::Done).then(|| settled.message.to_string())
}

fn said(message: &str) -> &str {
    if message.is_empty() { "it did not say why" } else { message }
}

async fn written_down(
    site: &Site,
    by: &Person,
    generation: i64,
    outcome: &str,
    findings: Vec<String>,
) -> Result<Applied, Problem> {
    let select = Select::from(CONFIGURATIONS).latest_first("id").limit(1);
    let last: Option<ConfigurationRow> = rows(&*site.store, &select).await?.pop();
    let at = site.clock.now();
    let row = ConfigurationRow {
        id: last.map_or(0, |last| last.id) + 1,
        generation,
        at,
        by_login: by.login.clone(),
        outcome: outcome.to_owned(),
        findings: json!(findings).to_string(),
    };
    site.store.write(Write::default().put_new([row])).await?;
    Ok(Applied { generation, at: Utc(at), by: by.login.clone(), outcome: outcome.to_owned(), findings })
}
