//! Files to import, unpacked, with a progress bar by bytes.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use callcenter_store::import::SourceFile;
use flate2::read::MultiGzDecoder;
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::failure::Failure;

/// How long input must be for a progress bar, in bytes.
const BAR_BYTES_MIN: u64 = 16 << 20;

/// How a gzip file begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];

pub(crate) struct Inputs {
    files: Vec<(String, File, bool)>,
    bar: ProgressBar,
}

impl Inputs {
    /// Opens all of them before anything is read.
    pub(crate) fn open(paths: &[PathBuf]) -> Result<Self, Failure> {
        let mut total = 0;
        let mut files = Vec::new();
        for path in paths {
            let (file, packed) = open(path).map_err(|error| Failure::file(path, &error))?;
            total += file.metadata().map_or(0, |about| about.len());
            files.push((name(path), file, packed));
        }
        Ok(Self { files, bar: bar(total) })
    }

    /// Their bytes.
    pub(crate) fn files(&self) -> Result<Vec<SourceFile>, Failure> {
        let file = |(name, file, packed): &(String, File, bool)| {
            let file = file.try_clone().map_err(|error| Failure::file(Path::new(name), &error))?;
            let counted = self.bar.wrap_read(file);
            let input: Box<dyn Read + Send> =
                if *packed { Box::new(MultiGzDecoder::new(counted)) } else { Box::new(counted) };
            Ok(SourceFile { name: name.clone(), input })
        };
        self.files.iter().map(file).collect()
    }

    /// Takes the bar away.
    pub(crate) fn done(&self) {
        self.bar.finish_and_clear();
    }
}

fn open(path: &Path) -> io::Result<(File, bool)> {
    use std::io::Seek as _;
    let mut file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let mut start = Vec::new();
    file.by_ref().take(GZIP.len() as u64).read_to_end(&mut start)?;
    file.rewind()?;
    Ok((file, start == GZIP))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn bar(total: u64) -> ProgressBar {
    if total < BAR_BYTES_MIN || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(
        "{bar:40.cyan/dim} {percent:>3} %  {bytes} of {total_bytes}  {eta} left",
    );
    ProgressBar::new(total).with_style(style.expect("the template is a constant that indicatif takes"))
}
