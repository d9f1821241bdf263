//! What the server bears, beside bare axum serving the same in the same run.
//!
//! `scripts/load` runs it and wrk, several times, and prints the medians; only ratios of one run count.
//!
//! - `load sockets [clients] [seconds]`: WebSocket clients, as many messages as go, and delays at a given rate of facts;
//! - `load slow [clients]`: what becomes of a client that does not read, and of the others meanwhile;
//! - `load memory [clients]`: bytes of the server for each client;
//! - `load serve`: serves on free ports, ours and bare axum with the same answers, until its input ends.

mod clients;
#[path = "../../tests/site/desk.rs"]
mod desk;
mod memory;
mod requests;
mod served;
mod slow;
mod sockets;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    let numbers: Vec<u64> =
        arguments.map(|text| text.parse().expect("clients and seconds are numbers")).collect();
    let clients = numbers.first().copied().unwrap_or(1_000);
    let seconds = numbers.get(1).copied().unwrap_or(5);
    // Whoever comes second finds it there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match what.as_str() {
        "sockets" => sockets::run(clients, seconds),
        "slow" => slow::run(clients),
        "memory" => memory::run(clients),
        "serve" => requests::serve(),
        other => panic!("there are sockets, slow, memory and serve, and no {other:?}"),
    }
}
