//! The paths of the Flask call-center module (F-223 to F-233), for clients that were written for it.
//!
//! What its browsers reported as truth (`ringing`, `answer`) is taken as a hint or a request here: the switch's word counts,
//! and where the two differ both are shown. Fields that are not known are passed over, since its clients send more than it read.

use axum::Json;
use axum::extract::State;
use callcenter_core::{AgentKey, view};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{Act, By, Look, Person};
use crate::control::{Answer, Ask, Login, Request, TransferKind, act, sip_domains, whose};
use crate::extract::{Body, Query};
use crate::page::Problems;
use crate::problem::Problem;
use crate::shown::{Agent, Seconds};
use crate::site::Site;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(login))
        .routes(routes!(logout))
        .routes(routes!(ready))
        .routes(routes!(not_ready))
        .routes(routes!(status))
        .routes(routes!(ringing))
        .routes(routes!(answer))
        .routes(routes!(drop_call))
        .routes(routes!(transfer))
        .routes(routes!(hold))
        .routes(routes!(unhold))
}

/// What came of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = CallCenterAnswer)]
pub(crate) struct Told {
    /// That it was done; what was not is a problem document.
    success: bool,
    /// What is to be known about it.
    message: String,
    /// What the switch did.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Answer>,
    /// The agent as he stands.
    agent: AgentStatus,
}

/// An agent as the switch has him.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = CallCenterAgentStatus)]
pub(crate) struct AgentStatus {
    /// The agent.
    agent_id: String,
    /// `logged_out`, `ready`, `not_ready`, `wrap_up`, `ringing`, `on_call`.
    status: &'static str,
    /// Why not ready.
    reason: Option<String>,
    /// How long he has been doing that.
    time_in_state_s: Option<Seconds>,
    /// All that is known of him; absent: he is in no queue.
    agent: Option<Agent>,
}

/// Who logs in, and with which phone.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = CallCenterLogin)]
pub(crate) struct LoggingIn {
    /// The agent; absent: the user who is logged in.
    #[serde(default)]
    #[schema(max_length = 80)]
    agent_id: Option<String>,
    /// The name to show.
    #[serde(default)]
    #[schema(max_length = 80)]
    name: Option<String>,
    /// The SIP user; absent: the extension.
    #[serde(default)]
    #[schema(max_length = 80)]
    sip_username: Option<String>,
    /// The SIP password: compared with the one that is kept for the extension, and never kept or given back itself.
    #[serde(default)]
    #[schema(max_length = 128, write_only)]
    sip_password: Option<String>,
    /// The SIP domain: one of those in the settings.
    #[serde(default)]
    #[schema(max_length = 253)]
    sip_domain: Option<String>,
    /// The extension; absent: the agent's own.
    #[serde(default)]
    #[schema(max_length = 80)]
    extension: Option<String>,
    /// The queues; none: those that the agent is assigned to.
    #[serde(default)]
    queues: Vec<String>,
}

/// Which agent.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[schema(as = CallCenterAgent)]
pub(crate) struct WhichAgent {
    /// The agent; absent: the user who is logged in.
    #[serde(default)]
    #[schema(max_length = 80)]
    agent_id: Option<String>,
}

/// Which agent, and why.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = CallCenterNotReady)]
pub(crate) struct NotReady {
    /// The agent; absent: the user who is logged in.
    #[serde(default)]
    #[schema(max_length = 80)]
    agent_id: Option<String>,
    /// Why.
    #[serde(default)]
    #[schema(max_length = 80)]
    reason: String,
}

/// Which call.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = CallCenterCall)]
pub(crate) struct WhichCall {
    /// The call, by `call_id` or linkedid; absent: the one that the agent is in.
    #[serde(default)]
    #[schema(max_length = 150)]
    call_id: Option<String>,
}

/// What a browser says that rings.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = CallCenterRinging)]
pub(crate) struct Ringing {
    /// The call, as the browser knows it.
    #[serde(default)]
    #[schema(max_length = 150)]
    call_id: Option<String>,
    /// The number that it shows.
    #[serde(default)]
    #[schema(max_length = 80)]
    caller_number: Option<String>,
}

/// Whom to.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = CallCenterTransfer)]
pub(crate) struct Transferring {
    /// The call; absent: the one that the agent is in.
    #[serde(default)]
    #[schema(max_length = 150)]
    call_id: Option<String>,
    /// The number or extension.
    #[serde(alias = "to", alias = "transfer_to", alias = "destination")]
    #[schema(max_length = 40)]
    target: String,
    /// Blind, or after asking; absent: blind.
    #[serde(default, alias = "type", alias = "transfer_type")]
    kind: Option<TransferKind>,
}

/// What a browser said, and what the switch says.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = CallCenterHint)]
pub(crate) struct Hint {
    /// That it was heard.
    success: bool,
    /// Whether the switch says the same.
    confirmed: bool,
    /// Where they differ, in words; empty: they do not.
    divergence: String,
    /// The agent as the switch has him.
    agent: AgentStatus,
}

/// Logs an agent in: a member of his queues from now on. The user is logged in here already; the SIP credentials are checked,
/// not kept.
#[utoipa::path(post, path = "/call-center/api/agent/login", tag = "call-center (Flask)",
    security(("session" = ["agent"]), ("token" = ["control"])), request_body = LoggingIn,
    responses((status = 200, description = "He is logged in", body = Told), Problems))]
async fn login(
    State(site): State<Site>,
    by: By<Act>,
    Body(said): Body<LoggingIn>,
) -> Result<Json<Told>, Problem> {
    let agent = whose(&by, said.agent_id.clone())?;
    let extension = said.extension.clone().unwrap_or_else(|| agent.to_string());
    let checked = credentials(&site, &by, &extension, &said).await?;
    let login = Login {
        queues: said.queues,
        extension: Some(extension.clone()),
        name: said.name,
        ..Login::default()
    };
    let request = Request::on_agent(agent.to_string(), Ask::Login(login));
    let answer = act(&site, &by, request).await?;
    let agent = status_of(&site, &AgentKey::from(extension));
    Ok(Json(Told { success: true, message: checked.to_owned(), answer: Some(answer), agent }))
}

/// Checks SIP credentials as far as that can be done here; says what was done.
async fn credentials(
    site: &Site,
    by: &Person,
    extension: &str,
    said: &LoggingIn,
) -> Result<&'static str, Problem> {
    if let Some(domain) = said.sip_domain.as_deref().filter(|domain| !domain.is_empty())
        && !sip_domains(site).await?.contains(domain)
    {
        return Err(Problem::Forbidden(format!(
            "the SIP domain {:?} is not one of ours; an administrator can add it to the setting `agents.sip_domains`",
            domain.chars().take(80).collect::<String>()
        )));
    }
    if said.sip_username.as_deref().is_some_and(|user| !user.is_empty() && user != extension)
        && site
            .floor
            .find::<crate::floor::Extension>(extension)
            .await?
            .is_some_and(|own| Some(own.definition.login()) != said.sip_username.as_deref())
    {
        return Err(Problem::WrongPassword);
    }
    let Some(password) = said.sip_password.as_deref().filter(|password| !password.is_empty()) else {
        return Ok("logged in; no SIP password was given");
    };
    let Some((secret, _)) = site.floor.secret(extension).await? else {
        return Ok(
            "logged in; the SIP password was not checked, for the extension is not administered here, and not kept",
        );
    };
    // Hashes of the same length: how much of them is equal cannot be told by the time that it takes.
    let (one, two) = (Sha256::digest(password.as_bytes()), Sha256::digest(secret.as_bytes()));
    let differ = one.iter().zip(two.iter()).fold(0, |differ, (one, two)| differ | (one ^ two));
    if differ == 0 {
        return Ok("logged in; the SIP credentials are right");
    }
    site.audit(by, "agent.login_failed", extension, json!({ "why": "wrong SIP password" })).await?;
    Err(Problem::WrongPassword)
}

/// Logs an agent out of all queues.
#[utoipa::path(post, path = "/call-center/api/agent/logout", tag = "call-center (Flask)",
    security(("session" = ["agent"]), ("token" = ["control"])), request_body = WhichAgent,
    responses((status = 200, description = "He is logged out", body = Told), Problems))]
async fn logout(
    State(site): State<Site>,
    by: By<Act>,
    Body(said): Body<WhichAgent>,
) -> Result<Json<Told>, Problem> {
    on_agent(&site, &by, said.agent_id, Ask::Logout { queues: Vec::new() }).await
}

/// Makes an agent ready.
#[utoipa::path(post, path = "/call-center/api/agent/ready", tag = "call-center (Flask)",
    security(("session" = ["agent"]), ("token" = ["control"])), request_body = WhichAgent,
    responses((status = 200, description = "He is ready", body = Told), Problems))]
async fn ready(
    State(site): State<Site>,
    by: By<Act>,
    Body(said): Body<WhichAgent>,
) -> Result<Json<Told>, Problem> {
    on_agent(&site, &by, said.agent_id, Ask::Ready { queues: Vec::new() }).await
}

/// Pauses an agent.
#[utoipa::path(post, path = "/call-center/api/agent/not-ready", tag = "call-center (Flask)",
    security(("session" = ["agent"]), ("token" = ["control"])), request_body = NotReady,
    responses((status = 200, description = "He is paused", body = Told), Problems))]
async fn not_ready(
    State(site): State<Site>,
    by: By<Act>,
    Body(said): Body<NotReady>,
) -> Result<Json<Told>, Problem> {
    let ask = Ask::NotReady { reason: said.reason, after_call: false, queues: Vec::new() };
    on_agent(&site, &by, said.agent_id, ask).await
}

/// How an agent stands, and for how long.
#[utoipa::path(get, path = "/call-center/api/agent/status", tag = "call-center (Flask)",
    params(WhichAgent), security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "How he stands", body = AgentStatus), Problems))]
async fn status(
    State(site): State<Site>,
    by: By<Look>,
    Query(said): Query<WhichAgent>,
) -> Result<Json<AgentStatus>, Problem> {
    Ok(Json(status_of(&site, &whose(&by, said.agent_id)?)))
}

/// A browser says that it rings. Nothing follows from it: what rings is what the switch says, and where the two differ both
/// are told.
#[utoipa::path(post, path = "/call-center/api/call/ringing", tag = "call-center (Flask)",
    security(("session" = ["agent"]), ("token" = ["control"])), request_body = Ringing,
    responses((status = 200, description = "It was heard", body = Hint), Problems))]
async fn ringing(
    State(site): State<Site>,
    by: By<Act>,
    Body(said): Body<Ringing>,
) -> Result<Json<Hint>, Problem> {
    at_most("call_id", said.call_id.as_deref(), 150)?;
    at_most("caller_number", said.caller_number.as_deref(), 80)?;
    let own = whose(&by, None)?;
    let agent = status_of(&site, &own);
    let call = agent.agent.as_ref().and_then(|agent| agent.call.as_ref());
    let divergence = match (call, &said.call_id) {
        (None, _) => "the switch knows of no call at this phone".to_owned(),
        (Some(call), _) if agent.status != "ringing" => {
            format!("the switch says that the phone is in call {} already", call.id)
        }
        (Some(call), Some(id)) if !is_same(&site, id, &call.id) => {
            format!("the switch says that call {} rings", call.id)
        }
        (Some(call), _) => match (&said.caller_number, &call.number) {
            (Some(said), Some(number)) if !same_number(said, number) => {
                format!("the switch says that the number is {number}")
            }
            _ => String::new(),
        },
    };
    Ok(Json(Hint { success: true, confirmed: divergence.is_empty(), divergence, agent }))
}

/// Asks the agent's phone to answer what rings. Not all phones let themselves be told.
#[utoipa::path(post, path = "/call-center/api/call/answer", tag = "call-center (Flask)",
    security(("session" = ["agent"]), ("token" = ["control"])), request_body = WhichCall,
    responses((status = 200, description = "It is answered", body = Told), Problems))]
async fn answer(
    State(site): State<Site>,
    by: By<Act>,
    Body(said): Body<WhichCall>,
) -> Result<Json<Told>, Problem> {
    on_call(&site, &by, said.call_id, Ask::Answer).await
}

/// Hangs up.
#[utoipa::path(post, path = "/call-center/api/call/drop", tag = "call-center (Flask)",
    security(("session" = ["agent"]), ("token" = ["control"])), request_body = WhichCall,
    responses((status = 200, description = "It is hung up", body = Told), Problems))]
async fn drop_call(
    State(site): State<Site>,
    by: By<Act>,
    Body(said): Body<WhichCall>,
) -> Result<Json<Told>, Problem> {
    on_call(&site, &by, said.call_id, Ask::Hangup).await
}

/// Transfers the other side.
#[utoipa::path(post, path = "/call-center/api/call/transfer", tag = "call-center (Flask)",
    security(("session" = ["agent"]), ("token" = ["control"])), request_body = Transferring,
    responses((status = 200, description = "It is transferred, or the other party is asked first", body = Told), Problems))]
async fn transfer(
    State(site): State<Site>,
    by: By<Act>,
    Body(said): Body<Transferring>,
) -> Result<Json<Told>, Problem> {
    let kind = said.kind.unwrap_or_default();
    on_call(&site, &by, said.call_id, Ask::Transfer { to: said.target, kind }).await
}

/// Puts the other side on hold.
#[utoipa::path(post, path = "/call-center/api/call/hold", tag = "call-center (Flask)",
    security(("session" = ["agent"]), ("token" = ["control"])), request_body = WhichCall,
    responses((status = 200, description = "It is on hold", body = Told), Problems))]
async fn hold(
    State(site): State<Site>,
    by: By<Act>,
    Body(said): Body<WhichCall>,
) -> Result<Json<Told>, Problem> {
    on_call(&site, &by, said.call_id, Ask::Hold).await
}

/// Takes the other side back.
#[utoipa::path(post, path = "/call-center/api/call/unhold", tag = "call-center (Flask)",
    security(("session" = ["agent"]), ("token" = ["control"])), request_body = WhichCall,
    responses((status = 200, description = "They talk again", body = Told), Problems))]
async fn unhold(
    State(site): State<Site>,
    by: By<Act>,
    Body(said): Body<WhichCall>,
) -> Result<Json<Told>, Problem> {
    on_call(&site, &by, said.call_id, Ask::Unhold).await
}

async fn on_agent(site: &Site, by: &Person, agent: Option<String>, ask: Ask) -> Result<Json<Told>, Problem> {
    let agent = whose(by, agent)?;
    let answer = act(site, by, Request::on_agent(agent.to_string(), ask)).await?;
    let message = answer.message.clone();
    Ok(Json(Told { success: true, message, answer: Some(answer), agent: status_of(site, &agent) }))
}

async fn on_call(site: &Site, by: &Person, call: Option<String>, ask: Ask) -> Result<Json<Told>, Problem> {
    // Its clients are agents' browsers: without an agent there is nobody whose call it could be.
    let agent = whose(by, None)?;
    let answer = act(site, by, Request { call, leg: None, agent: None, ask }).await?;
    let message = answer.message.clone();
    Ok(Json(Told { success: true, message, answer: Some(answer), agent: status_of(site, &agent) }))
}

fn at_most(field: &'static str, text: Option<&str>, length: usize) -> Result<(), Problem> {
    match text.map(|text| text.chars().count()) {
        Some(given) if given > length => {
            Err(Problem::Invalid { field, why: format!("at most {length} characters; it has {given}") })
        }
        _ => Ok(()),
    }
}

fn status_of(site: &Site, agent: &AgentKey) -> AgentStatus {
    let found = site.desk.read(|moment| {
        let row = view::agent(moment.state, agent.as_str())?;
        Some((row.since.map(|since| moment.now.since(since)), row.activity, Agent::from(row)))
    });
    let Some((since, activity, row)) = found else {
        return AgentStatus {
            agent_id: agent.to_string(),
            status: "logged_out",
            reason: None,
            time_in_state_s: None,
            agent: None,
        };
    };
    use callcenter_core::fact::Activity;
    let status = match activity {
        Activity::Away => "logged_out",
        Activity::Ready | Activity::PartlyReady => "ready",
        Activity::Paused => "not_ready",
        Activity::WrapUp => "wrap_up",
        Activity::Ringing => "ringing",
        Activity::Talking => "on_call",
    };
    AgentStatus {
        agent_id: agent.to_string(),
        status,
        reason: row.reason.clone(),
        time_in_state_s: since.map(Into::into),
        agent: Some(row),
    }
}

/// Whether a browser's name of a call is the switch's.
fn is_same(site: &Site, said: &str, call_id: &str) -> bool {
    said == call_id
        || site.desk.read(|moment| view::call(moment.state, said).is_some_and(|call| call.call_id == call_id))
}

/// Whether two spellings may be of one number: the shorter one ends the longer one.
fn same_number(one: &str, two: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (one, two) = (digits(one), digits(two));
    let (one, two) = (one.trim_start_matches('0'), two.trim_start_matches('0'));
    !one.is_empty() && !two.is_empty() && (one.ends_with(two) || two.ends_with(one))
}
