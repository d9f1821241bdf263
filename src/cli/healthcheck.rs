//! `callcenter healthcheck`: for containers that have nothing else to ask with.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use super::failure::Failure;
use super::options::ConfigOption;

/// How long the server may take.
const PATIENCE: Duration = Duration::from_secs(4);

/// Bytes of an answer that are looked at.
const ANSWER_BYTES_MAX: u64 = 64 << 10;

const EXAMPLES: &str = "\
Examples:
  callcenter healthcheck
  callcenter healthcheck --listen 127.0.0.1:9000

A server that speaks TLS itself is only asked whether it takes connections.";

/// Ask a server on this machine whether it is ready: the switch is followed, the database is there. Exit status 0: it is.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Healthcheck {
    #[command(flatten)]
    file: ConfigOption,
    /// Where the server listens [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT", env = "CALLCENTER_LISTEN")]
    listen: Option<SocketAddr>,
}

impl Healthcheck {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let config = self.file.read()?;
        let listen = self.listen.or(config.server.listen);
        let address = reachable(listen.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 8080))));
        let failed = |why| Failure::told(format!("{address}: {why}"));
        let mut server = TcpStream::connect_timeout(&address, PATIENCE).map_err(failed)?;
        if config.server.tls_certificate.is_some() {
            return Ok(ExitCode::SUCCESS);
        }
        let answer = ask(&mut server, address).map_err(failed)?;
        let status = answer.split_ascii_whitespace().nth(1).unwrap_or("no status");
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        match status {
            "200" => Ok(ExitCode::SUCCESS),
            status => Err(Failure::told(format!("{address} is not ready ({status}): {}", body.trim()))),
        }
    }
}

/// Who listens on every address is asked on the own one.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

fn ask(server: &mut TcpStream, address: SocketAddr) -> std::io::Result<String> {
    server.set_read_timeout(Some(PATIENCE))?;
    server.set_write_timeout(Some(PATIENCE))?;
    write!(server, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    server.take(ANSWER_BYTES_MAX).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_listens_everywhere_is_asked_at_home() {
        let asked = |text: &str| reachable(text.parse().expect("an address")).to_string();
        assert_eq!(asked("0.0.0.0:8080"), "127.0.0.1:8080");
        assert_eq!(asked("[::]:8080"), "[::1]:8080");
        assert_eq!(asked("10.1.2.3:8080"), "10.1.2.3:8080");
    }
}
