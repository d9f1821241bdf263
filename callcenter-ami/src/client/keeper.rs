//! Keeps a link: tries, talks, waits, tries again.

use std::pin::pin;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, timeout};
use tracing::{Instrument, info, info_span, warn};

use super::connection::{Ask, Connection, Duplex};
use super::feed::FeedSender;
use super::{Config, Link, Status, chance};
use crate::error::{ClientError, LinkError};

/// How long the logoff of a client that nobody has any more may take.
const FAREWELL: Duration = Duration::from_secs(1);

pub(super) struct Keeper {
    pub(super) config: Config,
    #[cfg(feature = "tls")]
    encryption: Option<super::tls::Encryption>,
    asks: mpsc::Receiver<Ask>,
    pub(super) feed: FeedSender,
    status: watch::Sender<Status>,
    /// The moment that the sessions' times count from.
    started: Instant,
    closing: bool,
}

impl Keeper {
    pub(super) fn new(
        config: Config,
        asks: mpsc::Receiver<Ask>,
        feed: FeedSender,
        status: watch::Sender<Status>,
    ) -> Result<Self, LinkError> {
        Ok(Self {
            #[cfg(feature = "tls")]
            encryption: match &config.tls {
                Some(tls) => Some(super::tls::Encryption::new(tls, &config.host)?),
                None => None,
            },
            config,
            asks,
            feed,
            status,
            started: Instant::now(),
            closing: false,
        })
    }

    pub(super) async fn run(mut self) {
        let mut backoff = self.config.backoff.clone();
        for epoch in 1.. {
            self.note(|status| (status.link, status.epoch) = (Link::Connecting, epoch));
            let span = info_span!("ami", host = %self.config.host, port = self.config.port, epoch);
            let (why, lasted) = self.link(epoch).instrument(span.clone()).await;
            if self.closing {
                break;
            }
            if let Some(lasted) = lasted {
                backoff.lasted(lasted);
            }
            let jitter = (chance() >> 11) as f64 / (1_u64 << 53) as f64;
            let wait = if why.is_lasting() { backoff.longest(jitter) } else { backoff.next(jitter) };
            span.in_scope(|| warn!(%why, retry_in = ?wait, failures = backoff.failures(), "no link"));
            self.note(|status| {
                status.failures = backoff.failures();
                status.overflows += u64::from(matches!(why, LinkError::Overflow { .. }));
                status.link = Link::Down { why, retry_in: wait };
            });
            let feed = self.feed.clone();
            let rest = async {
                sleep(wait).await;
                feed.has_room().await;
            };
            if self.meanwhile(rest).await.is_none() {
                break;
            }
        }
        self.close();
    }

    /// One try: connects and talks until the link falls. Gives why, and how long requests could be sent, if
    /// ever.
    async fn link(&mut self, epoch: u64) -> (LinkError, Option<Duration>) {
        let (host, port, limit) = (self.config.host.clone(), self.config.port, self.config.connect);
        #[cfg(feature = "tls")]
        let encryption = self.encryption.clone();
        let connect = async move {
            let stream = TcpStream::connect((host.as_str(), port))
                .await
                .and_then(|stream| stream.set_nodelay(true).map(|()| stream))
                .map_err(|error| LinkError::Unreachable { reason: error.to_string() })?;
            #[cfg(feature = "tls")]
            if let Some(encryption) = encryption {
                return Ok(Box::new(encryption.encrypt(stream).await?) as Box<dyn Duplex>);
            }
            Ok(Box::new(stream) as Box<dyn Duplex>)
        };
        let connected = match self.meanwhile(timeout(limit, connect)).await {
            None => Err(LinkError::ShutDown),
            Some(Err(_)) => Err(LinkError::Unreachable { reason: format!("no answer within {limit:?}") }),
            Some(Ok(connected)) => connected,
        };
        let stream = match connected {
            Ok(stream) => stream,
            Err(why) => return (why, None),
        };
        let mut connection = Connection::new(self, stream, epoch);
        let why = connection.talk(self).await;
        connection.end(self, why)
    }

    /// Waits for something, and meanwhile tells those who ask that there is no link. Nothing when it is to close.
    async fn meanwhile<F: Future>(&mut self, something: F) -> Option<F::Output> {
        let mut something = pin!(something);
        loop {
            tokio::select! {
                output = &mut something => return Some(output),
                ask = self.next_ask() => match ask {
                    Ask::Close { .. } => {
                        self.closing = true;
                        return None;
                    }
                    ask => ask.refuse(ClientError::NotConnected),
                },
            }
        }
    }

    /// The next thing asked. When nobody can ask any more, that is to close as soon as nobody listens either.
    pub(super) async fn next_ask(&mut self) -> Ask {
        let ask = match self.asks.recv().await {
            Some(ask) => ask,
            None if self.closing => std::future::pending().await,
            None => {
                self.feed.gone().await;
                Ask::Close { within: FAREWELL }
            }
        };
        self.closing |= matches!(ask, Ask::Close { .. });
        ask
    }

    /// The time since this client was made: what sessions know as now.
    pub(super) fn now(&self) -> Duration {
        self.started.elapsed()
    }

    /// A session's time as tokio's; what lies beyond its range is an hour away, for a tick too early does no harm.
    pub(super) fn instant(&self, time: Duration) -> Instant {
        self.started.checked_add(time).unwrap_or_else(|| Instant::now() + Duration::from_secs(3_600))
    }

    pub(super) fn note(&self, change: impl FnOnce(&mut Status)) {
        self.status.send_modify(change);
    }

    fn close(mut self) {
        self.asks.close();
        while let Ok(ask) = self.asks.try_recv() {
            ask.refuse(ClientError::ShutDown);
        }
        info!(host = %self.config.host, port = self.config.port, "shut down");
        self.feed.end();
        self.note(|status| status.link = Link::Closed);
    }
}
