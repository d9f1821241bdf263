//! Several files as the parts of one recording.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use super::failure::Failure;

/// How long input must be for a progress bar, in bytes: a second's work.
const BAR_BYTES_MIN: u64 = 64 << 20;

/// The files of one recording, opened before anything is read. `-` is standard input.
pub(crate) struct Parts {
    parts: Vec<Part>,
    /// Bytes read of all of them.
    read: u64,
    bar: ProgressBar,
}

struct Part {
    path: PathBuf,
    input: BufReader<Box<dyn Read>>,
    /// Where it begins in the whole, once that is known.
    start: Option<u64>,
    done: bool,
}

impl Parts {
    pub(crate) fn open(paths: &[PathBuf]) -> Result<Self, Failure> {
        let mut total = Some(0);
        let mut parts = Vec::new();
        for path in paths {
            let (input, len) = open(path).map_err(|error| Failure::file(path, &error))?;
            total = total.zip(len).map(|(total, len)| total + len);
            parts.push(Part {
                path: path.clone(),
                input: BufReader::with_capacity(1 << 16, input),
                start: None,
                done: false,
            });
        }
        Ok(Self { parts, read: 0, bar: bar(total) })
    }

    /// Where a byte of the whole is: its file, and the offset there.
    pub(crate) fn locate(&self, offset: u64) -> (&Path, u64) {
        let started = self.parts.iter().filter_map(|part| Some((part, part.start?)));
        let found = started.take_while(|(_, start)| *start <= offset).last();
        found.map_or((Path::new(""), offset), |(part, start)| (&part.path, offset - start))
    }

    /// The names of all files, for a message about all of them.
    pub(crate) fn names(&self) -> String {
        let names: Vec<_> = self.parts.iter().map(|part| name(&part.path)).collect();
        names.join(", ")
    }

    /// How many bytes were read.
    pub(crate) fn bytes(&self) -> u64 {
        self.read
    }

    /// Reads on, up to where a recording that was cut off ends; `None` when nothing is left. An error of `output` stops
    /// the reading.
    pub(crate) fn next<'a>(
        &'a mut self,
        output: &'a Cell<Option<io::Error>>,
    ) -> io::Result<Option<Recording<'a>>> {
        let Some(index) = self.parts.iter().position(|part| !part.done) else {
            self.bar.finish_and_clear();
            return Ok(None);
        };
        Ok(Some(Recording { parts: self, output, first: index }))
    }
}

/// A run of files of which each goes on where the one before ends.
pub(crate) struct Recording<'a> {
    parts: &'a mut Parts,
    output: &'a Cell<Option<io::Error>>,
    first: usize,
}

impl Read for Recording<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(error) = self.output.take() {
            let kind = error.kind();
            self.output.set(Some(error));
            return Err(kind.into());
        }
        let parts = &mut *self.parts;
        while let Some(index) = parts.parts.iter().position(|part| !part.done) {
            let part = &mut parts.parts[index];
            if part.start.is_none() {
                // A line of a recorder's begins a recording of its own: what was cut off before it stays so.
                let begins = part.input.fill_buf()?;
                if index > self.first && (begins.starts_with(b";@ ") || begins.starts_with(b";! ")) {
                    return Ok(0);
                }
                part.start = Some(parts.read);
            }
            let len = part.input.read(buffer)?;
            if len > 0 {
                parts.read += len as u64;
                parts.bar.inc(len as u64);
                return Ok(len);
            }
            part.done = true;
        }
        Ok(0)
    }
}

fn open(path: &Path) -> io::Result<(Box<dyn Read>, Option<u64>)> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin()), None));
    }
    let file = File::open(path)?;
    let about = file.metadata()?;
    if about.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok((Box::new(file), about.is_file().then_some(about.len())))
}

/// A file's name as messages have it.
pub(crate) fn name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}

/// A bar on standard error, where a person looks at it and the input is long.
fn bar(total: Option<u64>) -> ProgressBar {
    let Some(total) = total.filter(|total| *total >= BAR_BYTES_MIN && io::stderr().is_terminal()) else {
        return ProgressBar::hidden();
    };
    let style = ProgressStyle::with_template(
        "{bar:40.cyan/dim} {percent:>3} %  {bytes} of {total_bytes}  {eta} left",
    );
    ProgressBar::new(total).with_style(style.expect("the template is a constant that indicatif takes"))
}
