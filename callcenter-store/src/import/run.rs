//! One run of an import: files in the order of their times, lines in theirs, entries into the journal.

use std::sync::Arc;

use callcenter_core::{Entry, Fact, Timestamp};
use thiserror::Error;

use super::file::{Looked, SourceFile, skip};
use super::lines::{Content, Lines};
use super::queue_log::people::Facts;
use super::reader::{Kind, Reader, Reading};
use super::report::ImportReport;
use super::state::{files, pack, unpack};
use crate::error::StoreError;
use crate::journal::{Holder, Journal, Source, StreamId, streams};
use crate::row::ImportRow;
use crate::store::{Store, Write};

/// Entries that are written together.
const BATCH_ENTRIES: usize = 2_000;

/// Lines after which it is noted how far the import is, whether or not entries came of them.
const BATCH_LINES: u64 = 50_000;

/// What is imported, and how.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Whose books.
    pub kind: Kind,
    /// Which of several histories of the same kind and switch: its stream is `import:<kind>:<name>`.
    pub name: String,
    /// How lines are read.
    pub reading: Reading,
}

/// Why an import stopped. What was imported before stays.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file cannot be read further.
    #[error("{file}: cannot be read further than line {line}: {error}")]
    Read {
        /// The file.
        file: String,
        /// The last line read.
        line: u64,
        /// What the system says.
        error: std::io::Error,
    },
    /// A file begins before what was imported already ends.
    #[error(
        "{file} begins at {first}, before {last}, up to which this history is imported; import older files together with \
         the newer ones into an empty store, or give the older ones a history of their own (--name)"
    )]
    Earlier {
        /// The file.
        file: String,
        /// Time of its first line.
        first: Timestamp,
        /// Time of the last line imported.
        last: Timestamp,
    },
    /// A file that was imported has become shorter.
    #[error(
        "{file} has {bytes} bytes less than were imported of it: it was cut, or another file took its beginning"
    )]
    Shorter {
        /// The file.
        file: String,
        /// How many are missing.
        bytes: u64,
    },
    /// An import was broken off within a file that is not given now.
    #[error("the import of {file} was broken off; give that file again, first of all or with the others")]
    BrokenOff {
        /// The file, as it was called.
        file: String,
    },
}

impl Plan {
    /// The stream that the entries go to.
    pub fn stream(&self) -> StreamId {
        let source = Source::Import(format!("{}:{}", self.kind.word(), self.name));
        StreamId { switch: self.reading.policy.switch.to_string(), source }
    }
}

/// Imports files. The same ones again change nothing; what was added to them since is added.
///
/// Reading blocks the thread.
///
/// # Errors
/// See [`ImportError`]; what was imported before one stays, and the same call goes on there.
pub async fn import(
    store: Arc<dyn Store>,
    plan: &Plan,
    files: Vec<SourceFile>,
) -> Result<ImportReport, ImportError> {
    let holder = Holder::this_process("import");
    let journal = Journal::open(Arc::clone(&store), &plan.stream(), &plan.reading.policy, holder).await?;
    let mut run = Run::open(plan, Some(journal)).await?;
    let done = run.all(files).await;
    let Run { journal, report, .. } = run;
    if let Some(journal) = journal {
        let closed = journal.close().await;
        done?;
        closed?;
    }
    let mut report = report;
    report.warnings.extend(overlaps(&*store, plan, &report).await?);
    Ok(report)
}

/// Reads files as an import does and says what would come of it. Nothing is kept.
///
/// # Errors
/// [`ImportError::Read`], [`ImportError::Earlier`].
pub async fn dry_run(plan: &Plan, files: Vec<SourceFile>) -> Result<ImportReport, ImportError> {
    let mut run = Run::open(plan, None).await?;
    run.all(files).await?;
    Ok(run.report)
}

struct Run<'p> {
    plan: &'p Plan,
    journal: Option<Journal>,
    reader: Reader,
    /// The stream's files; the last one is being read.
    known: Vec<ImportRow>,
    facts: Facts,
    batch: Vec<Entry>,
    /// Number and time of the last entry made.
    last: (u64, Timestamp),
    report: ImportReport,
}

impl<'p> Run<'p> {
    async fn open(plan: &'p Plan, journal: Option<Journal>) -> Result<Self, ImportError> {
        let known = match &journal {
            Some(journal) => files(&**journal.store(), journal.row().id).await?,
            None => Vec::new(),
        };
        let reader = match known.last() {
            Some(row) => unpack(&row.state)?,
            None => Reader::new(plan.kind, &plan.reading),
        };
        let last = known.last().map_or((0, Timestamp::UNKNOWN), |row| (row.seq.cast_unsigned(), row.at));
        Ok(Self {
            plan,
            journal,
            reader,
            known,
            facts: Vec::new(),
            batch: Vec::new(),
            last,
            report: ImportReport::default(),
        })
    }

    async fn all(&mut self, files: Vec<SourceFile>) -> Result<(), ImportError> {
        let mut looked = Vec::new();
        for file in files {
            let name = file.name.clone();
            let file = Looked::at(file, self.plan.kind, &self.plan.reading)
                .map_err(|error| ImportError::Read { file: name, line: 0, error })?;
            looked.push(file);
        }
        looked.sort_by_key(|file| (file.first.is_none(), file.first));
        self.go_on(&mut looked).await?;
        for file in looked {
            if let Some(n) = self.place(&file).await? {
                self.file(file, n).await?;
            }
        }
        self.finish(self.plan.reading.now).await?;
        self.report.open = self.reader.open() as u64;
        Ok(())
    }

    /// Entries that are in the journal but not noted are made once more, by the same lines, and found to be there.
    async fn go_on(&mut self, looked: &mut [Looked]) -> Result<(), ImportError> {
        let Some((journal, row)) = self.journal.as_ref().zip(self.known.last()) else { return Ok(()) };
        if journal.tip() <= row.seq.cast_unsigned() {
            return Ok(());
        }
        if let Some(began) = row.finishing {
            self.finish(began).await?;
        }
        let (Some(journal), Some(row)) = (&self.journal, self.known.last()) else { return Ok(()) };
        if journal.tip() > row.seq.cast_unsigned() {
            let broken_off = looked.iter().position(|file| is(file, row));
            let Some(n) = broken_off else { return Err(ImportError::BrokenOff { file: row.name.clone() }) };
            looked[..=n].rotate_right(1);
        }
        Ok(())
    }

    /// Which of the stream's files it is; nothing when there is nothing in it.
    async fn place(&mut self, file: &Looked) -> Result<Option<usize>, ImportError> {
        let found = self.known.iter().enumerate().filter(|(_, row)| is(file, row));
        if let Some((n, _)) = found.max_by_key(|(_, row)| row.offset) {
            return Ok(Some(n));
        }
        let Some(head) = file.hash(file.head_bytes()).filter(|_| file.head_bytes() > 0) else {
            return Ok(None);
        };
        let last = self.reader.now();
        if let Some(first) = file.first.filter(|&first| first + self.plan.kind.slack() < last) {
            return Err(ImportError::Earlier { file: file.name.clone(), first, last });
        }
        let row = ImportRow {
            stream: self.plan.stream().number(),
            file: self.known.len() as i64 + 1,
            name: file.name.clone(),
            head_bytes: file.head_bytes() as i64,
            head,
            offset: 0,
            lines: 0,
            seq: self.last.0.cast_signed(),
            at: self.last.1,
            finishing: None,
            state: Vec::new(),
        };
        let before = self.known.last_mut().map(|row| {
            row.state = Vec::new();
            row.clone()
        });
        self.known.push(row);
        self.note(before).await?;
        Ok(Some(self.known.len() - 1))
    }

    async fn file(&mut self, file: Looked, n: usize) -> Result<(), ImportError> {
        let (name, offset, first_line) = {
            let row = &self.known[n];
            (file.name.clone(), row.offset.cast_unsigned(), row.lines.cast_unsigned())
        };
        let failed = |line: u64, error: std::io::Error| ImportError::Read { file: name.clone(), line, error };
        let mut input = file.into_input();
        let skipped = skip(&mut input, offset).map_err(|error| failed(0, error))?;
        if skipped < offset {
            return Err(ImportError::Shorter { file: name, bytes: offset - skipped });
        }
        let mut lines = Lines::from(input, offset, first_line);
        let mut since = 0;
        let mut news = false;
        loop {
            let number = self.known[n].lines.cast_unsigned();
            let Some(line) = lines.next_line().map_err(|error| failed(number, error))? else { break };
            if !news && n + 1 < self.known.len() {
                let (first, last) = (self.report.from.unwrap_or_default(), self.reader.now());
                return Err(ImportError::Earlier { file: name, first, last });
            }
            news = true;
            let (text, outcome) = match line.content {
                Content::Whole(text) => (text, self.reader.line(text, &self.plan.reading, &mut self.facts)),
                Content::TooLong => (&b""[..], Err("longer than 65,536 bytes")),
                // Somebody may be about to write the rest: it is read next time.
                Content::Unfinished(text) => {
                    self.report.take(
                        &name,
                        line.number,
                        text,
                        Err("the file ends within it; it is read next time"),
                    );
                    break;
                }
            };
            let at = outcome.ok().and_then(|(_, at)| at);
            self.report.take(&name, line.number, text, outcome.map(|(fate, _)| fate));
            if let Some(at) = at {
                self.report.saw(at);
            }
            let row = &mut self.known[n];
            (row.offset, row.lines) = (line.end.cast_signed(), line.number.cast_signed());
            since += 1;
            self.number();
            if self.batch.len() >= BATCH_ENTRIES || since >= BATCH_LINES {
                self.write().await?;
                since = 0;
            }
        }
        self.write().await?;
        if news {
            self.report.files.push(name);
        } else {
            self.report.known.push(name);
        }
        Ok(())
    }

    /// Closes the calls to which nothing can come any more, as of the beginning of a run.
    async fn finish(&mut self, now: Timestamp) -> Result<(), ImportError> {
        let mut after = self.reader.clone();
        after.finish(now, &self.plan.reading, &mut self.facts);
        if self.facts.is_empty() {
            return Ok(());
        }
        if let Some(row) = self.known.last_mut() {
            row.finishing = Some(now);
            self.note(None).await?;
        }
        self.reader = after;
        self.number();
        if let Some(row) = self.known.last_mut() {
            row.finishing = None;
        }
        self.write().await
    }

    /// Facts become entries. Time never goes back.
    fn number(&mut self) {
        for (at, fact) in self.facts.drain(..) {
            self.last = (self.last.0 + 1, self.last.1.max(at));
            self.report.entries += 1;
            if let Fact::CallClosed { record: Some(record), .. } = &fact {
                self.report.calls += 1;
                self.report.partly += u64::from(record.observed.part != callcenter_core::record::Part::Whole);
            }
            self.batch.push(Entry { seq: self.last.0, at: self.last.1, fact });
        }
    }

    /// Writes what was made, then notes how far it goes: what is written and not noted is made again and found to be there.
    async fn write(&mut self) -> Result<(), ImportError> {
        let batch = std::mem::take(&mut self.batch);
        if let Some(journal) = &mut self.journal {
            if batch.is_empty() {
                journal.renew().await?;
            } else {
                journal.append(batch).await?;
            }
        }
        if let Some(row) = self.known.last_mut() {
            (row.seq, row.at) = (self.last.0.cast_signed(), self.last.1);
        }
        self.note(None).await
    }

    async fn note(&mut self, before: Option<ImportRow>) -> Result<(), ImportError> {
        if let (Some(journal), Some(row)) = (&self.journal, self.known.last_mut()) {
            row.state = pack(&self.reader);
            let rows = before.into_iter().chain([row.clone()]);
            journal.store().write(Write::guarded(journal.fence()).put(rows)).await?;
        }
        Ok(())
    }
}

fn is(file: &Looked, row: &ImportRow) -> bool {
    usize::try_from(row.head_bytes).ok().and_then(|bytes| file.hash(bytes)) == Some(row.head)
}

/// Other streams of the switch that tell of the same time: their figures must not be added up.
async fn overlaps(store: &dyn Store, plan: &Plan, report: &ImportReport) -> Result<Vec<String>, StoreError> {
    let (Some(from), Some(until)) = (report.from, report.until) else { return Ok(Vec::new()) };
    let own = plan.stream();
    let others =
        streams(store).await?.into_iter().filter(|row| row.id != own.number() && row.switch == own.switch);
    let same_time = others.filter(|row| row.tip > 0 && row.first_at <= until && row.tip_at >= from);
    Ok(same_time
        .map(|row| {
            format!(
                "{} of this store tells of the same time: reports take one of the two, never both; say which one",
                row.source
            )
        })
        .collect())
}
