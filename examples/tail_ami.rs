//! Prints what a switch says: `CALLCENTER_AMI_SECRET=… cargo run --example tail_ami -- pbx.example.com callcenter`

use callcenter::ami::{Client, Config, Incoming, Kind, Login, Message, Proof};
use futures::StreamExt;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(host), Some(user)) = (arguments.next(), arguments.next()) else {
        return Err("which host, and as which user of manager.conf?".into());
    };
    let secret = std::env::var("CALLCENTER_AMI_SECRET")?;
    let login = Login { username: user, secret: secret.into(), proof: Proof::Challenge };

    // The client logs in, answers to silence with pings, and comes back whenever the link falls.
    let (_client, mut feed) = Client::connect(Config::new(host, login))?;
    while let Some(incoming) = feed.next().await {
        match incoming {
            Incoming::Frame { at, frame } => {
                let message = Message::parse(&frame);
                if let Kind::Event(name) = message.kind() {
                    let channel = message.get("Channel").unwrap_or_default();
                    println!("{at} {name} {channel}");
                }
            }
            Incoming::Disconnected { why, .. } => eprintln!("{why}"),
            _ => {}
        }
    }
    Ok(())
}
