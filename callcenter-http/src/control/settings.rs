//! What an administrator decides while the program runs, kept in the database: section by section, typed and checked.

use std::collections::BTreeSet;

use callcenter_core::Text;
use callcenter_store::{Condition, SETTINGS, Select, SettingRow, Store, StoreError, Write, rows};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::numbers::{self, ControlConfig};
use crate::access::Person;
use crate::desk::Setup;
use crate::problem::Problem;
use crate::site::Site;

/// Most endpoints that can be corrected, domains, and the like.
pub const LIST_MAX: usize = 5_000;

/// Everything that is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Settings {
    /// Whether the switch is controlled, and which endpoints are trunks and extensions.
    pub switch: Setup,
    /// What may be asked of the switch.
    pub control: ControlConfig,
    /// How agents work.
    pub agents: AgentSettings,
    /// How it is shown.
    pub site: SiteSettings,
}

/// What is to be decided otherwise: a section that is left out stays as it is, one that is given is replaced as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SettingsChange {
    /// Whether the switch is controlled, and which endpoints are trunks and extensions.
    pub switch: Option<Setup>,
    /// What may be asked of the switch.
    pub control: Option<ControlConfig>,
    /// How agents work.
    pub agents: Option<AgentSettings>,
    /// How it is shown.
    pub site: Option<SiteSettings>,
}

/// How agents work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AgentSettings {
    /// SIP domains that agents may name when they log in with SIP credentials. Default: none.
    pub sip_domains: BTreeSet<String>,
    /// The reason for which agents are paused who take time for work after a call. Default: `wrap-up`.
    #[schema(min_length = 1, max_length = 80)]
    pub wrap_up_reason: String,
}

impl Default for AgentSettings {
    fn default() -> Self {
        Self { sip_domains: BTreeSet::new(), wrap_up_reason: "wrap-up".to_owned() }
    }
}

/// How it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SiteSettings {
    /// The name at the head of every page. Default: `Call center`.
    #[schema(min_length = 1, max_length = 80)]
    pub name: String,
    /// The time zone in which days begin where nobody names another one, by its IANA name. `null`, the default: as the server is
    /// configured.
    #[schema(max_length = 80, example = "Europe/Berlin")]
    pub time_zone: Option<String>,
}

impl Default for SiteSettings {
    fn default() -> Self {
        Self { name: "Call center".to_owned(), time_zone: None }
    }
}

/// The sections that are kept; the set-up of the switch is [`SWITCH`].
const CONTROL: &str = "control";
const AGENTS: &str = "agents";
const SITE: &str = "site";
const SWITCH: &str = "switch";

/// The set-up of the switch as it was decided last: what [`Desk`](crate::Desk) is to begin with. Nothing: nobody decided yet.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] when what is kept cannot be read.
pub async fn stored_setup(store: &dyn Store) -> Result<Option<Setup>, StoreError> {
    let (rows, _) = kept(store).await?;
    section(&rows, SWITCH)
}

/// The time zone that was decided; nothing: it is as configured.
///
/// # Errors
/// As [`stored_setup`].
pub(crate) async fn decided_zone(store: &dyn Store) -> Result<Option<String>, StoreError> {
    let (rows, _) = kept(store).await?;
    Ok(section::<SiteSettings>(&rows, SITE)?.and_then(|site| site.time_zone))
}

/// What is decided, as it is kept; what nobody decided is as configured.
pub(super) async fn stored(
    store: &dyn Store,
    configured: &ControlConfig,
) -> Result<(ControlConfig, AgentSettings, SiteSettings, i64), StoreError> {
    let (rows, revision) = kept(store).await?;
    let control = section(&rows, CONTROL)?.unwrap_or_else(|| configured.clone());
    Ok((
        control,
        section(&rows, AGENTS)?.unwrap_or_default(),
        section(&rows, SITE)?.unwrap_or_default(),
        revision,
    ))
}

async fn kept(store: &dyn Store) -> Result<(Vec<SettingRow>, i64), StoreError> {
    let own = [CONTROL, AGENTS, SITE, SWITCH].map(Into::into).to_vec();
    let rows: Vec<SettingRow> = rows(store, &Select::from(SETTINGS).only(Condition::In("name", own))).await?;
    let revision = rows.iter().map(|row| row.revision).sum();
    Ok((rows, revision))
}

fn section<T: for<'a> Deserialize<'a>>(rows: &[SettingRow], name: &str) -> Result<Option<T>, StoreError> {
    let row = rows.iter().find(|row| row.name == name);
    row.map(|row| {
        serde_json::from_str(&row.value)
            .map_err(|why| StoreError::Corrupt(format!("the setting {name} cannot be read: {why}")))
    })
    .transpose()
}

/// What is decided now, and the number of its changes.
///
/// # Errors
/// What the database says.
pub(crate) async fn settings(site: &Site) -> Result<(Settings, i64), Problem> {
    let (control, agents, own, revision) = stored(&*site.store, &site.control.configured).await?;
    Ok((Settings { switch: site.desk.setup(), control, agents, site: own }, revision))
}

/// Decides otherwise. `seen`: the number of changes that the administrator saw; others' changes since then are not overwritten.
///
/// # Errors
/// [`Problem::Changed`] when somebody else changed it; what is wrong with a value; what the desk or the database says.
pub(crate) async fn change(
    site: &Site,
    by: &Person,
    change: SettingsChange,
    seen: Option<i64>,
) -> Result<(Settings, i64), Problem> {
    check(&change)?;
    // One at a time: what is read is what is changed.
    let _turn = site.control.changing.lock().await;
    let (now, revision) = settings(site).await?;
    if seen.is_some_and(|seen| seen != revision) {
        return Err(Problem::Changed);
    }
    let SettingsChange { switch, control, agents, site: own } = change;
    let sections = [
        (SWITCH, switch.as_ref().map(|new| json!(new)), json!(now.switch)),
        (CONTROL, control.as_ref().map(|new| json!(new)), json!(now.control)),
        (AGENTS, agents.as_ref().map(|new| json!(new)), json!(now.agents)),
        (SITE, own.as_ref().map(|new| json!(new)), json!(now.site)),
    ];
    let (kept, _) = kept(&*site.store).await?;
    let mut rows = Vec::new();
    for (name, new, old) in sections {
        let Some(new) = new else { continue };
        if new == old {
            continue;
        }
        site.audit(by, "settings.change", name, json!({ "from": old, "to": new })).await?;
        rows.push(SettingRow {
            name: name.to_owned(),
            value: new.to_string(),
            revision: kept.iter().find(|row| row.name == name).map_or(0, |row| row.revision) + 1,
            changed_at: site.clock.now(),
            changed_by: by.login.clone(),
        });
    }
    if rows.is_empty() {
        return Ok((now, revision));
    }
    let set_up = switch.filter(|switch| *switch != now.switch);
    if let Some(setup) = &set_up {
        site.desk.set_up(setup.clone()).await.map_err(Problem::Conflict)?;
    }
    if let Err(why) = site.store.write(Write::default().put(rows)).await {
        if set_up.is_some() {
            // What is not kept would be gone after the next start.
            site.desk.set_up(now.switch).await.map_err(Problem::Conflict)?;
        }
        return Err(why.into());
    }
    site.control.forget();
    site.zone.forget();
    settings(site).await
}

fn check(change: &SettingsChange) -> Result<(), Problem> {
    let wrong = |field, why: &str| Err(Problem::Invalid { field, why: why.to_owned() });
    if let Some(control) = &change.control {
        control.check()?;
    }
    if let Some(switch) = &change.switch {
        endpoints("switch.trunks", &switch.trunks)?;
        endpoints("switch.extensions", &switch.extensions)?;
        if let Some(both) = switch.trunks.intersection(&switch.extensions).next() {
            return wrong("switch.trunks", &format!("{both} cannot be a trunk and an extension"));
        }
    }
    if let Some(agents) = &change.agents {
        if agents.wrap_up_reason.is_empty() {
            return wrong("agents.wrap_up_reason", "at least one character");
        }
        numbers::text("agents.wrap_up_reason", &agents.wrap_up_reason, numbers::NAME_CHARS_MAX)?;
        if agents.sip_domains.len() > LIST_MAX || agents.sip_domains.iter().any(|domain| !is_domain(domain)) {
            return wrong("agents.sip_domains", "names of hosts, or addresses, without scheme and port");
        }
    }
    if let Some(site) = &change.site {
        if site.name.trim().is_empty() {
            return wrong("site.name", "at least one character");
        }
        numbers::text("site.name", &site.name, numbers::NAME_CHARS_MAX)?;
        let is_zone = |name: &String| name.len() <= 80 && jiff::tz::TimeZone::get(name).is_ok();
        if !site.time_zone.as_ref().is_none_or(is_zone) {
            return wrong("site.time_zone", "the name of a time zone, such as `Europe/Berlin`");
        }
    }
    Ok(())
}

fn endpoints(field: &'static str, names: &BTreeSet<Text>) -> Result<(), Problem> {
    let fits = |name: &Text| {
        !name.is_empty()
            && name.len() <= 150
            && !name.chars().any(|letter| letter.is_control() || letter.is_whitespace())
    };
    if names.len() <= LIST_MAX && names.iter().all(fits) {
        return Ok(());
    }
    Err(Problem::Invalid {
        field,
        why: format!("names of endpoints as the switch has them, without spaces, at most {LIST_MAX}"),
    })
}

fn is_domain(domain: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || ".-:[]".contains(letter);
    !domain.is_empty() && domain.len() <= 253 && domain.chars().all(fits)
}
