//! Bytes of the server for each client: of a process in which nothing else is.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::runtime::Builder;

use crate::clients::{connect, frame};
use crate::served::SUBSCRIBE;

/// Clients that come before it is measured: what the first ones need is there for all.
const FIRST: u64 = 50;

pub(crate) fn run(clients: u64) {
    let program = std::env::current_exe().expect("it has a name");
    let server = Command::new(program).arg("serve").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut server = server.expect("the server starts");
    let lines = BufReader::new(server.stdout.take().expect("it is piped")).lines();
    let mut said = BTreeMap::new();
    for line in lines {
        let line = line.expect("it is text");
        if line == "ready" {
            break;
        }
        let (name, value) = line.split_once(' ').expect("a name and its value");
        said.insert(name.to_owned(), value.to_owned());
    }
    let address: SocketAddr = said["ours"].parse().expect("an address");
    let head = format!("{}\r\n", said["header"]);
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut all = Vec::new();
        for _ in 0..FIRST {
            all.push(watches(address, &head).await);
        }
        let before = resident(server.id());
        for _ in 0..clients {
            all.push(watches(address, &head).await);
        }
        let after = resident(server.id());
        println!("memory bytes_per_client {}", (after.saturating_sub(before)) / clients);
    });
    // The end of its input is the end of it.
    drop(server.stdin.take());
    server.wait().expect("it ends");
}

/// A client that was told everything.
async fn watches(address: SocketAddr, head: &str) -> TcpStream {
    let mut stream = connect(address, head, Some(SUBSCRIBE)).await;
    let mut buffer = Vec::new();
    loop {
        while let Some((_, from, until)) = frame(&buffer) {
            if buffer[from..until].starts_with(br#"{"type":"subscribed""#) {
                return stream;
            }
            buffer.drain(..until);
        }
        assert!(stream.read_buf(&mut buffer).await.expect("the server goes on") > 0, "the server goes on");
    }
}

/// Bytes of a process that are in memory.
fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("this is Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it tells its size");
    let kilobytes = line.trim().trim_end_matches("kB").trim().parse::<u64>().expect("a number of kB");
    kilobytes * 1_024
}
