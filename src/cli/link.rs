//! Options and manners of the commands that talk to a switch.

use std::io;
use std::path::PathBuf;

use callcenter::Config;
use callcenter::ami::{Link, Login, Proof, Status, Tls, host_and_port};
use clap::Args;

use super::failure::Failure;

/// Where the secret of the AMI user may be.
const SECRET: &str = "CALLCENTER_AMI_SECRET";

/// Which switch, and who we are there.
#[derive(Debug, Args)]
#[command(next_help_heading = "The switch")]
pub(crate) struct LinkOptions {
    /// The manager interface [default port: 5038, with TLS 5039]
    #[arg(long, value_name = "HOST:PORT", env = "CALLCENTER_AMI")]
    ami: Option<String>,
    /// The user, a section of manager.conf; its secret is taken from CALLCENTER_AMI_SECRET or --secret-file
    #[arg(long, value_name = "USER", env = "CALLCENTER_AMI_USER")]
    user: Option<String>,
    /// A file whose first line is the user's secret
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// Speak TLS and trust the certificate in this PEM file, or what it issued
    #[arg(long, value_name = "FILE")]
    tls: Option<PathBuf>,
    /// The name that the certificate must be made out to [default: the host]
    #[arg(long, value_name = "NAME", requires = "tls")]
    tls_name: Option<String>,
    /// Send the secret itself, instead of proving by a challenge that it is known; use TLS then
    #[arg(long)]
    plain_login: bool,
}

impl LinkOptions {
    /// How to connect, with what the configuration file says where the command line says nothing.
    pub(crate) fn ami(&self, config: &Config) -> Result<callcenter::ami::Config, Failure> {
        let address = self.ami.as_ref().or(config.ami.address.as_ref()).ok_or_else(|| {
            Failure::told("which switch? Say --ami HOST:PORT, or put it into CALLCENTER_AMI")
        })?;
        let user =
            self.user.as_ref().or(config.ami.user.as_ref()).ok_or_else(|| {
                Failure::told("as whom? Say --user with the name of a section in manager.conf")
            })?;
        let tls = self.tls.as_ref().or(config.ami.tls_trust.as_ref());
        let (host, port) = host_and_port(address).ok_or_else(|| {
            Failure::told(format!("{address}: not a HOST:PORT; say for instance pbx.example.com:5038"))
        })?;
        let login = Login {
            username: user.clone(),
            secret: self.secret(config)?.into(),
            proof: if self.plain_login { Proof::Plain } else { Proof::Challenge },
        };
        let mut ami = callcenter::ami::Config::new(host, login);
        ami.port = port.unwrap_or(if tls.is_some() { 5039 } else { 5038 });
        ami.tls = tls.map(|trusted| Tls {
            trusted: trusted.clone(),
            server_name: self.tls_name.as_ref().or(config.ami.tls_name.as_ref()).cloned(),
        });
        Ok(ami)
    }

    fn secret(&self, config: &Config) -> Result<String, Failure> {
        let secret = match self.secret_file.as_ref() {
            Some(path) => first_line(path)?,
            None => match (std::env::var(SECRET), &config.ami.secret_file) {
                (Ok(secret), _) => secret,
                (Err(_), Some(path)) => first_line(path)?,
                (Err(_), None) => {
                    return Err(Failure::told(format!(
                        "what is the user's secret? Put it into {SECRET}, or into a file named by --secret-file"
                    )));
                }
            },
        };
        if secret.is_empty() {
            return Err(Failure::told("the user's secret is empty; Asterisk takes no login without one"));
        }
        Ok(secret)
    }
}

fn first_line(path: &PathBuf) -> Result<String, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

/// Waits for somebody to say that it is enough: Ctrl-C, or a service manager.
pub(crate) async fn told_to_end() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
        _ = hangup.recv() => Ok(()),
    }
}

/// As [`told_to_end`], with something else done at a hang-up.
pub(crate) async fn told_to_end_or(mut at_hangup: impl FnMut()) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    loop {
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => return interrupted,
            _ = terminate.recv() => return Ok(()),
            _ = hangup.recv() => at_hangup(),
        }
    }
}

/// Says on standard error what becomes of the link, once each.
#[derive(Debug, Default)]
pub(crate) struct Teller {
    told: Option<String>,
}

impl Teller {
    /// Tells news. A failure that does not pass by itself ends the command if there never was a link.
    pub(crate) fn tell(&mut self, place: &str, status: &Status) -> Result<(), Failure> {
        let news = match &status.link {
            Link::Connecting | Link::Closed => return Ok(()),
            Link::Ready => format!("{place}: connected"),
            Link::Down { why, .. } if why.is_lasting() && self.told.is_none() => {
                return Err(Failure::told(format!("{place}: {why}")));
            }
            Link::Down { why, .. } => format!("{place}: {why}; trying again"),
        };
        if self.told.as_ref() != Some(&news) {
            eprintln!("callcenter: {news}");
            self.told = Some(news);
        }
        Ok(())
    }
}
