//! `callcenter serve`: everything as one server.

use std::fs::DirBuilder;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use callcenter::config::Server;
use callcenter::http::Site;
use callcenter::http::TlsFiles;
use callcenter::http::desk::Link;
use callcenter::live::LiveConfig;
use callcenter::serve::{self, ServeConfig, ServeError};
use callcenter::store::StoreError;
use clap::Args;

use super::failure::Failure;
use super::link::{LinkOptions, told_to_end, told_to_end_or};
use super::options::PolicyOptions;
use super::runtime::block_on;
use super::watch::books::books_config;

/// Between two looks at the link.
const LOOK: Duration = Duration::from_millis(500);

/// Between two tries of a database that is away at the start.
const PAUSE: Duration = Duration::from_secs(2);

const EXAMPLES: &str = "\
Examples:
  CALLCENTER_AMI_SECRET=… callcenter serve --ami pbx.example.com --user callcenter
  callcenter serve --config /etc/callcenter/callcenter.toml
  callcenter serve --config callcenter.toml --listen 0.0.0.0:8080

It only observes until an administrator switches control on. `callcenter doctor` says what to change in manager.conf.";

/// Serve the API, the live layer and the console of a switch, and keep its books.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Serve {
    #[command(flatten)]
    link: LinkOptions,
    #[command(flatten)]
    policy: PolicyOptions,
    /// Where to listen [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT", env = "CALLCENTER_LISTEN")]
    listen: Option<SocketAddr>,
    /// The folder for everything that this server keeps on this machine [default: $STATE_DIRECTORY or ~/.local/state/callcenter]
    #[arg(long, value_name = "DIR", env = "CALLCENTER_DATA")]
    data: Option<PathBuf>,
    /// Where facts, calls and figures are kept [default: calls.db in the data folder]
    #[arg(long, value_name = "URL", env = "CALLCENTER_STORE", hide_env_values = true)]
    store: Option<String>,
    /// The folder of the files that Asterisk includes: /etc/asterisk/callcenter [default: none is written]
    #[arg(long, value_name = "DIR", env = "CALLCENTER_ASTERISK_CONFIGURATION")]
    asterisk_configuration: Option<PathBuf>,
}

impl Serve {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let config = self.policy.config()?;
        let ami = self.link.ami(&config)?;
        let policy = config.policy();
        let data = self.data.clone().or_else(|| config.server.data.clone()).map_or_else(default_data, Ok)?;
        // Accounts, secrets and callers are in it: nobody else's business.
        let folder = DirBuilder::new().recursive(true).mode(0o700).create(&data);
        folder.map_err(|error| Failure::file(&data, &error))?;
        let store = self.store.clone().or_else(|| config.store.url.clone());
        let store = store.unwrap_or_else(|| format!("sqlite:{}", data.join("calls.db").display()));
        let books = books_config(&store, &config, &policy)?;
        let default = || SocketAddr::from((Ipv4Addr::LOCALHOST, 8080));
        let listen = self.listen.or(config.server.listen).unwrap_or_else(default);
        let live = LiveConfig { ami, policy, books: Some(books), share: None };
        let serve = ServeConfig {
            key_file: Some(config.server.key_file.clone().unwrap_or_else(|| data.join("key"))),
            tls: tls(&config.server)?,
            access: config.access().map_err(Failure::told)?,
            metrics: config.metrics(),
            control: config.control.clone(),
            softphone: config.softphone.clone(),
            customers: config.customers.clone(),
            time_zone: config.server.time_zone.clone(),
            configuration: self
                .asterisk_configuration
                .clone()
                .or_else(|| config.server.asterisk_configuration.clone()),
            recordings: config.recordings.clone(),
            ..ServeConfig::new(live, store, listen)
        };
        block_on(serve_until_told(serve))
    }
}

/// Both files, or none.
fn tls(server: &Server) -> Result<Option<TlsFiles>, Failure> {
    match (&server.tls_certificate, &server.tls_key) {
        (Some(certificate), Some(key)) => {
            Ok(Some(TlsFiles { certificate: certificate.clone(), key: key.clone() }))
        }
        (None, None) => Ok(None),
        _ => Err(Failure::told("TLS needs both server.tls_certificate and server.tls_key")),
    }
}

async fn serve_until_told(config: ServeConfig) -> Result<ExitCode, Failure> {
    let (wanted, place) = (config.listen, format!("{}:{}", config.live.ami.host, config.live.ami.port));
    let speaks_tls = config.tls.is_some();
    let Some(server) = start(config).await? else { return Ok(ExitCode::SUCCESS) };
    tell(&server, wanted).await?;
    tokio::spawn(tell_link(server.site().clone(), place));
    let look = server.look();
    let stop = async move {
        // A signal that cannot be waited for ends it as well.
        let _ = match speaks_tls {
            true => told_to_end_or(|| look.notify_one()).await,
            false => told_to_end().await,
        };
    };
    server.run(stop).await.map_err(|why| Failure::told(why.to_string()))?;
    Ok(ExitCode::SUCCESS)
}

/// Says where it listens, and how somebody gets in for the first time.
async fn tell(server: &serve::Server, wanted: SocketAddr) -> Result<(), Failure> {
    let address = server.url();
    eprintln!("callcenter: listening on {address}");
    let failed = |why| Failure::told(format!("accounts: {why}"));
    let Some(token) = server.site().access.setup_token().await.map_err(failed)? else { return Ok(()) };
    if !wanted.ip().is_loopback() {
        eprintln!(
            "callcenter: on loopback only until there is an administrator; at the next start on {wanted}"
        );
    }
    eprintln!(
        "callcenter: nobody can log in yet: make the administrator with this token, once, within a day"
    );
    eprintln!("callcenter: setup token: {}", &*token);
    eprintln!("callcenter: as a command, with a password of yours in it:");
    eprintln!(
        "  curl {address}/api/auth/setup -H 'Content-Type: application/json' \\\n    \
         -d '{{\"token\": \"{}\", \"login\": \"admin\", \"password\": \"at least ten characters\"}}'",
        &*token
    );
    eprintln!(
        "callcenter: then log in. It only observes until control is switched on: PUT {address}/api/settings"
    );
    Ok(())
}

/// Says what becomes of the link, once each.
async fn tell_link(site: Site, place: String) {
    let mut told = None;
    loop {
        let news = match site.desk.standing().link {
            Link::Connecting | Link::Closed => None,
            Link::Ready => Some(format!("{place}: connected")),
            Link::Down { why } => Some(format!("{place}: {why}; trying again")),
        };
        if news.is_some() && news != told {
            eprintln!("callcenter: {}", news.as_deref().unwrap_or_default());
            told = news;
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Starts; a database that is away is waited for. Nothing when somebody says that it is enough.
async fn start(config: ServeConfig) -> Result<Option<serve::Server>, Failure> {
    let mut was_told = false;
    let signal = told_to_end();
    tokio::pin!(signal);
    loop {
        match serve::Server::start(config.clone()).await {
            Ok(server) => return Ok(Some(server)),
            Err(ServeError::Store(error @ (StoreError::Unavailable(_) | StoreError::Full(_)))) => {
                if !was_told {
                    eprintln!("callcenter: {error}; waiting for it");
                    was_told = true;
                }
            }
            Err(why) => return Err(Failure::told(why.to_string())),
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = &mut signal => return Ok(None),
        }
    }
}

pub(crate) fn default_data() -> Result<PathBuf, Failure> {
    callcenter::books::state_folder().ok_or_else(|| Failure::told("where may data be kept? Say --data DIR"))
}
