//! The disk of the simulated switch: files of configuration that it reads, recordings that it writes.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use callcenter::ami::mirror;
use callcenter::core::Timestamp;
use callcenter::core::event::{Event, Variable};

use super::sound;

/// Files that are written into at once; there is one for each leg that is recorded.
const OPEN_MAX: usize = 1_000;

/// How long the sounds are that there are, in seconds.
const LENGTHS: [u32; 9] = [5, 10, 20, 30, 45, 60, 90, 120, 180];

/// The disk of the simulated switch.
pub(super) struct Disk {
    configuration: PathBuf,
    recordings: Recordings,
}

impl Disk {
    pub(super) fn new(configuration: PathBuf, recordings: Recordings) -> Self {
        Self { configuration, recordings }
    }
}

impl mirror::Disk for Disk {
    fn configuration(&mut self) -> Vec<(String, String)> {
        let names = ["pjsip.conf", "queues.conf", "extensions.conf"];
        // A file that is gone is empty, as it is for a switch that includes it.
        let read = |name: &str| fs::read_to_string(self.configuration.join(name)).unwrap_or_default();
        names.map(|name| (name.to_owned(), read(name))).into()
    }

    fn told(&mut self, at: Timestamp, event: &Event<'_>) {
        self.recordings.told(at, event);
    }
}

/// Recordings as a simulated switch writes them. Each is one of a few sounds, about as long as what was said: so a day of
/// them takes the room of one.
pub(super) struct Recordings {
    folder: PathBuf,
    /// By their lengths in seconds.
    sounds: Vec<(u32, PathBuf)>,
    /// What is being recorded, by leg.
    open: BTreeMap<String, (String, Timestamp)>,
}

impl Recordings {
    /// Makes the folders and the sounds.
    pub(super) fn at(folder: &Path, sounds: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        fs::create_dir_all(sounds)?;
        let talk = sound::talk();
        let made = LENGTHS.map(|seconds| {
            let file = sounds.join(format!("{seconds}.wav"));
            fs::write(&file, sound::wav(&talk, seconds)).map(|()| (seconds, file))
        });
        let sounds = made.into_iter().collect::<io::Result<_>>()?;
        Ok(Self { folder: folder.to_owned(), sounds, open: BTreeMap::new() })
    }

    pub(super) fn told(&mut self, at: Timestamp, event: &Event<'_>) {
        match event {
            Event::VariableSet { leg, variable: Variable::RecordingFile(path) }
                if self.open.len() < OPEN_MAX =>
            {
                let file = path.rsplit('/').next().unwrap_or_default();
                // Something is there from the beginning on, as of a switch that writes while people talk.
                self.write(file, 0);
                self.open.insert(leg.leg.to_owned(), (file.to_owned(), at));
            }
            Event::RecordingStopped(leg) | Event::LegEnded { leg, .. } => {
                if let Some((file, since)) = self.open.remove(leg.leg) {
                    self.write(&file, at.since(since).as_secs());
                }
            }
            _ => {}
        }
    }

    fn write(&self, file: &str, seconds: i64) {
        let fits = self.sounds.iter().rev().find(|(length, _)| i64::from(*length) <= seconds);
        let Some((_, sound)) = fits.or(self.sounds.first()) else { return };
        let place = self.folder.join(file);
        // Not there yet, mostly.
        let _ = fs::remove_file(&place);
        let written = fs::hard_link(sound, &place).or_else(|_| fs::copy(sound, &place).map(drop));
        if let Err(why) = written {
            tracing::warn!(%why, file, "a recording is not there");
        }
    }
}
