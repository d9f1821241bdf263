//! Keeps every fact, call and figure of a switch, whatever happens to the database or to this program:
//!
//! ```text
//! CALLCENTER_AMI_SECRET=hush cargo run --example keep_books -- pbx.example.com callcenter sqlite:calls.db
//! ```

use std::time::Duration;

use callcenter::ami::{Config, Login, Proof};
use callcenter::store::{Source, StreamId};
use callcenter::{Books, BooksConfig, Policy, Shell};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(host), Some(user), Some(store)) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("say HOST USER STORE; the secret is taken from CALLCENTER_AMI_SECRET".into());
    };
    let secret = std::env::var("CALLCENTER_AMI_SECRET")?;

    let policy = Policy::default();
    let stream = StreamId { switch: policy.switch.to_string(), source: Source::Live };
    let (mut books, snapshot) =
        Books::open(BooksConfig::new(store, stream, policy, "callcenter.spool")).await?;
    println!("going on after fact {}", snapshot.seq);

    let login = Login { username: user, secret: secret.into(), proof: Proof::Challenge };
    let mut shell = Shell::restore(Config::new(host, login), snapshot)?;
    let mut told = books.depth();
    loop {
        tokio::select! {
            entries = books.next(&mut shell) => match entries? {
                Some(entries) => entries.iter().for_each(|entry| println!("{} {:?}", entry.at, entry.fact)),
                None => break,
            },
            _ = tokio::signal::ctrl_c() => break,
        }
        let depth = books.depth();
        if depth.away_since != told.away_since {
            println!("the database is {}", if depth.away_since.is_some() { "away" } else { "there" });
        }
        told = depth;
    }
    let depth = books.close(Duration::from_secs(5)).await?;
    println!("durable up to fact {}, {} wait in the spool", depth.durable_seq, depth.spooled_entries);
    shell.shut_down(Duration::from_secs(1)).await;
    Ok(())
}
