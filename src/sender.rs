//! What the engine asks of a switch, on its way there: in order, and never in the way of what the switch reports.

use callcenter_ami::{Client, Config};
use callcenter_core::action::Action;
use tokio::sync::mpsc;

/// Sends actions of the engine from a task of its own.
///
/// An action that stops the switch's session while it lasts (a key that is played) goes over a second connection, made
/// when the first of them comes (HC-14).
#[derive(Debug)]
pub(crate) struct Sender {
    actions: mpsc::UnboundedSender<(u64, Action)>,
    answers: mpsc::UnboundedReceiver<Answer>,
}

/// What came of an action, where the feed does not tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The action's number.
    pub(crate) action: u64,
    /// Whether the switch did it.
    pub(crate) ok: bool,
    /// Why not.
    pub(crate) message: String,
}

impl Sender {
    /// What is asked at once is bounded by the engine: `Limits::pending_max`.
    pub(crate) fn new(client: Client, config: Config) -> Self {
        let (actions, asked) = mpsc::unbounded_channel();
        let (tell, answers) = mpsc::unbounded_channel();
        let road = Road { client, config, second: None, tell };
        tokio::spawn(road.run(asked));
        Self { actions, answers }
    }

    pub(crate) fn send(&self, id: u64, action: Action) {
        // Without the task the program ends.
        let _ = self.actions.send((id, action));
    }

    /// May be dropped while it waits.
    pub(crate) async fn answer(&mut self) -> Answer {
        match self.answers.recv().await {
            Some(answer) => answer,
            None => std::future::pending().await,
        }
    }
}

struct Road {
    client: Client,
    config: Config,
    second: Option<Client>,
    tell: mpsc::UnboundedSender<Answer>,
}

impl Road {
    async fn run(mut self, mut asked: mpsc::UnboundedReceiver<(u64, Action)>) {
        while let Some((id, action)) = asked.recv().await {
            if let Action::PlayKey { .. } = action {
                self.aside(id, action);
            } else if let Err(why) = self.client.send(id.to_string(), action).await {
                tell(&self.tell, id, false, why.to_string());
            }
        }
        if let Some(second) = self.second {
            second.shut_down(std::time::Duration::from_secs(1)).await;
        }
    }

    /// Over the second connection, whose answers are waited for there. Its events are nobody's.
    fn aside(&mut self, id: u64, action: Action) {
        let second = match &self.second {
            Some(second) => second.clone(),
            None => match Client::connect(self.config.clone()) {
                Ok((second, _)) => self.second.insert(second).clone(),
                Err(why) => return tell(&self.tell, id, false, why.to_string()),
            },
        };
        let to = self.tell.clone();
        tokio::spawn(async move {
            let answer = match second.ready().await {
                Ok(_) => second.request(action).await,
                Err(why) => return tell(&to, id, false, why.to_string()),
            };
            match answer {
                Ok(reply) => tell(&to, id, reply.ok(), reply.message().into_owned()),
                Err(why) => tell(&to, id, false, why.to_string()),
            }
        });
    }
}

fn tell(to: &mpsc::UnboundedSender<Answer>, action: u64, ok: bool, message: String) {
    // Nobody hears it when the shell has gone.
    let _ = to.send(Answer { action, ok, message });
}
