//! `callcenter capture`: everything that a switch says, into a trace.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use callcenter::ami::{Client, Feed, Incoming, Link, TraceWriter};
use callcenter::core::Timestamp;
use callcenter::opening;
use clap::Args;
use futures::{FutureExt, StreamExt};

use super::failure::Failure;
use super::link::{LinkOptions, Teller, told_to_end};
use super::options::ConfigOption;
use super::runtime::block_on;

const EXAMPLES: &str = "\
Examples:
  callcenter capture --ami pbx:5038 --user callcenter --out today.ami
  callcenter capture --ami pbx:5038 --user callcenter --out pbx.ami --rotate-mb 100 --keep 30
  callcenter replay pbx.ami.* pbx.ami --output summary      the parts in order, the one being written last

Besides its login and pings it asks the switch once a connection who it is and what there is, and writes the answers
too, so that a replay knows the calls that were there before. It ends with Ctrl-C or SIGTERM, the file whole.";

/// How long the switch has to answer the good-bye.
const LOGOFF: Duration = Duration::from_secs(2);

/// Record everything that a switch says, with the times at which it came, for `replay`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Capture {
    #[command(flatten)]
    link: LinkOptions,
    #[command(flatten)]
    config: ConfigOption,
    /// The trace to write; it must not exist
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Begin a new file after so many MB; the full one becomes FILE.000001, the next FILE.000002 …
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    rotate_mb: Option<u64>,
    /// Keep only so many full files, the newest
    #[arg(long, value_name = "N", requires = "rotate_mb", value_parser = clap::value_parser!(u32).range(1..))]
    keep: Option<u32>,
    /// End after so many seconds
    #[arg(long, value_name = "N")]
    seconds: Option<u64>,
}

impl Capture {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let ami = self.link.ami(&self.config.read()?)?;
        let place = format!("{}:{}", ami.host, ami.port);
        let file_failed = |error: io::Error| Failure::file(&self.out, &error);
        let mut trace = TraceFile::create(&self.out, self.rotate_mb, self.keep).map_err(file_failed)?;
        let done = block_on(async {
            let (client, feed) =
                Client::connect(ami).map_err(|why| Failure::told(format!("{place}: {why}")))?;
            let enough = async {
                let seconds = self.seconds.map_or(Duration::MAX, Duration::from_secs);
                tokio::select! {
                    told = told_to_end() => told.map_err(|error| Failure::told(format!("cannot follow signals: {error}"))),
                    () = tokio::time::sleep(seconds) => Ok(()),
                }
            };
            record(&client, feed, &mut trace, &place, enough).await
        });
        let (files, bytes, frames) =
            (trace.files + 1, trace.bytes + trace.writer.get_mut().written, trace.frames);
        trace.close().map_err(file_failed)?;
        if frames == 0 {
            // Nothing half-made stays behind.
            let _ = fs::remove_file(&self.out);
            done?;
            return Err(Failure::told(format!("{place}: no connection came about, so nothing was written")));
        }
        let out = self.out.display();
        let plural =
            if files == 1 { String::new() } else { format!(" and the {} full files before it", files - 1) };
        eprintln!(
            "callcenter: {frames} messages, {bytes} bytes in {out}{plural}; look at it with: callcenter replay {out}"
        );
        done.map(|()| ExitCode::SUCCESS)
    }
}

/// Writes what comes until it is enough.
async fn record(
    client: &Client,
    mut feed: Feed,
    trace: &mut TraceFile,
    place: &str,
    enough: impl Future<Output = Result<(), Failure>>,
) -> Result<(), Failure> {
    let mut enough = std::pin::pin!(enough);
    let mut status = client.watch();
    let mut teller = Teller::default();
    let mut ending = false;
    let mut asked = 0;
    let mut bye = std::pin::pin!(client.shut_down(LOGOFF).fuse());
    loop {
        tokio::select! {
            biased;
            told = &mut enough, if !ending => {
                ending = true;
                told?;
            }
            () = &mut bye, if ending => {
                // What was under way is in the feed by now, and then it ends.
                while let Some(incoming) = feed.next().await {
                    trace.take(incoming, place)?;
                }
                return trace.flush();
            }
            changed = status.changed(), if !ending => {
                if changed.is_err() {
                    return trace.flush();
                }
                let now = status.borrow_and_update().clone();
                teller.tell(place, &now)?;
                if now.link == Link::Ready && asked < now.epoch {
                    asked = now.epoch;
                    // A link that fell meanwhile is asked again when it is back.
                    let _ = opening::ask(client, asked).await;
                }
            }
            incoming = feed.next() => {
                let Some(incoming) = incoming else { return trace.flush() };
                trace.take(incoming, place)?;
                let mut next = feed.next().now_or_never().flatten();
                while let Some(incoming) = next {
                    trace.take(incoming, place)?;
                    next = feed.next().now_or_never().flatten();
                }
                trace.flush()?;
            }
        }
    }
}

/// The file being written, and its forerunners.
struct TraceFile {
    path: PathBuf,
    writer: TraceWriter<Counted>,
    rotate_at: u64,
    keep: Option<u32>,
    /// How many files were filled.
    files: u64,
    /// The number of the last of them.
    full: u64,
    /// Bytes in them.
    bytes: u64,
    frames: u64,
}

impl TraceFile {
    fn create(path: &Path, rotate_mb: Option<u64>, keep: Option<u32>) -> io::Result<Self> {
        Ok(Self {
            path: path.to_owned(),
            writer: TraceWriter::new(Counted::create(path)?),
            rotate_at: rotate_mb.map_or(u64::MAX, |mb| mb * 1_000_000),
            keep,
            files: 0,
            full: 0,
            bytes: 0,
            frames: 0,
        })
    }

    fn take(&mut self, incoming: Incoming, place: &str) -> Result<(), Failure> {
        let written = match incoming {
            Incoming::Connected { at, epoch } => self.note(at, &format!("connected to {place} ({epoch})")),
            Incoming::Frame { at, frame } => {
                self.frames += 1;
                self.writer.frame(at, &frame)
            }
            Incoming::Skipped { at, why } => self.note(at, &format!("left out: {why}")),
            // A reader knows the end of a connection by the last word.
            Incoming::Disconnected { at, why } => self.note(at, &format!("{why}: connection closed")),
            _ => Ok(()),
        };
        written.and_then(|()| self.rotate_if_full()).map_err(|error| self.failed(&error))
    }

    fn note(&mut self, at: Timestamp, text: &str) -> io::Result<()> {
        self.writer.note(at, text)
    }

    fn flush(&mut self) -> Result<(), Failure> {
        self.writer.get_mut().flush().map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &io::Error) -> Failure {
        let whole = self.frames.saturating_sub(1);
        Failure::told(format!(
            "{}: cannot be written further: {error}; {whole} messages are in it",
            self.path.display()
        ))
    }

    fn rotate_if_full(&mut self) -> io::Result<()> {
        let written = self.writer.get_mut().written;
        if written < self.rotate_at {
            return Ok(());
        }
        self.writer.get_mut().flush()?;
        self.bytes += written;
        self.files += 1;
        self.full += 1;
        while self.numbered(self.full).try_exists()? {
            self.full += 1;
        }
        fs::rename(&self.path, self.numbered(self.full))?;
        if let Some(old) =
            self.keep.and_then(|keep| self.full.checked_sub(u64::from(keep))).filter(|old| *old > 0)
        {
            match fs::remove_file(self.numbered(old)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        self.writer = TraceWriter::new(Counted::create(&self.path)?);
        Ok(())
    }

    fn numbered(&self, number: u64) -> PathBuf {
        let mut name = self.path.as_os_str().to_owned();
        name.push(format!(".{number:06}"));
        name.into()
    }

    fn close(self) -> io::Result<()> {
        let mut file = self.writer.into_inner();
        file.flush()?;
        file.file.get_ref().sync_all()
    }
}

/// A file that knows how much was written.
struct Counted {
    file: BufWriter<File>,
    written: u64,
}

impl Counted {
    fn create(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().write(true).create_new(true).open(path)?;
        Ok(Self { file: BufWriter::with_capacity(1 << 16, file), written: 0 })
    }
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let len = self.file.write(bytes)?;
        self.written += len as u64;
        Ok(len)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
