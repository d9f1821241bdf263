//! A switch that plays a tape to whoever logs in: greeting, login, answers, reports, as Asterisk does it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use callcenter::ami::{Decoder, Message};
use callcenter::core::Timestamp;
use callcenter::wall_clock;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, oneshot};
use tokio::time::{Instant, sleep_until};

use super::tape::Tape;

/// A switch on a free port of this machine.
pub(super) struct Switch {
    listener: TcpListener,
    port: u16,
    stage: Arc<Stage>,
}

struct Stage {
    tape: Tape,
    secret: String,
    speed: f64,
}

impl Switch {
    pub(super) async fn bind(tape: Tape, secret: String, speed: f64) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port, stage: Arc::new(Stage { tape, secret, speed }) })
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Serves for ever. Who cannot be served any more has gone.
    pub(super) async fn serve(self) {
        while let Ok((client, _)) = self.listener.accept().await {
            let stage = Arc::clone(&self.stage);
            tokio::spawn(async move { stage.converse(client).await });
        }
    }
}

impl Stage {
    async fn converse(self: Arc<Self>, client: TcpStream) -> io::Result<()> {
        client.set_nodelay(true)?;
        let (input, output) = client.into_split();
        let output = Arc::new(Mutex::new(output));
        output.lock().await.write_all(&self.tape.greeting).await?;
        let (logged_in, begin) = oneshot::channel();
        let (stage, out) = (Arc::clone(&self), Arc::clone(&output));
        let player = tokio::spawn(async move {
            if begin.await.is_ok() {
                // A client that goes away ends its own show only.
                let _ = stage.play(&out).await;
            }
        });
        let done = self.answer(input, &output, logged_in).await;
        player.abort();
        done
    }

    async fn answer(
        &self,
        mut input: OwnedReadHalf,
        output: &Mutex<OwnedWriteHalf>,
        logged_in: oneshot::Sender<()>,
    ) -> io::Result<()> {
        let mut logged_in = Some(logged_in);
        let mut decoder = Decoder::new();
        loop {
            if input.read_buf(decoder.buffer_mut()).await? == 0 {
                return Ok(());
            }
            while let Some(frame) = decoder.next_frame().map_err(io::Error::other)? {
                let action = Message::parse(&frame);
                let text = |key| action.get(key).map(|value| value.text().into_owned()).unwrap_or_default();
                let (name, id) = (text("Action"), text("ActionID"));
                let answer = match name.as_str() {
                    "Login" if text("Secret") != self.secret => {
                        simple("Error", &id, "Message: Authentication failed")
                    }
                    "Login" => {
                        let mut answer = simple("Success", &id, "Message: Authentication accepted");
                        answer.extend_from_slice(b"Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 3600\r\nStatus: Fully Booted\r\n\r\n");
                        answer
                    }
                    _ if logged_in.is_some() => simple("Error", &id, "Message: Permission denied"),
                    "Ping" => simple("Success", &id, "Ping: Pong"),
                    "Logoff" => simple("Goodbye", &id, "Message: Thanks for all the fish."),
                    _ => self
                        .tape
                        .answer(&name, &id)
                        .unwrap_or_else(|| simple("Error", &id, "Message: This is a recording")),
                };
                output.lock().await.write_all(&answer).await?;
                match name.as_str() {
                    "Login" if text("Secret") == self.secret => {
                        if let Some(begin) = logged_in.take() {
                            // Without a player there is nobody to begin.
                            let _ = begin.send(());
                        }
                    }
                    "Login" | "Logoff" => return Ok(()),
                    _ => {}
                }
            }
        }
    }

    /// Plays round after round, each with ids of its own.
    async fn play(&self, output: &Mutex<OwnedWriteHalf>) -> io::Result<()> {
        let mut last = Timestamp::UNKNOWN;
        for number in 0.. {
            let begun = Instant::now();
            last = wall_clock().max(last + callcenter::core::Span::from_secs(1));
            for (after, frame) in self.tape.round(number, last) {
                sleep_until(begun + self.faster(after)).await;
                output.lock().await.write_all(&frame).await?;
            }
            sleep_until(begun + self.faster(self.tape.length())).await;
        }
        Ok(())
    }

    fn faster(&self, time: Duration) -> Duration {
        time.div_f64(self.speed)
    }
}

fn simple(how: &str, id: &str, more: &str) -> Vec<u8> {
    format!("Response: {how}\r\nActionID: {id}\r\n{more}\r\n\r\n").into_bytes()
}
