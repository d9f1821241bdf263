//! Files of recordings. A name comes from the switch, and therefore perhaps from somebody who dials: it leads to a plain file
//! below the folder, or nowhere.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::wav;

/// Bytes of a file's name; file systems take no more.
pub const FILE_BYTES_MAX: usize = 255;

/// A file of a recording, opened.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) file: File,
    pub(crate) bytes: u64,
    pub(crate) changed: Option<SystemTime>,
    pub(crate) kind: Kind,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Wav,
    Mp3,
    Ogg,
    Gsm,
    Other,
}

/// Why there is no such file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoFile {
    #[error(
        "the file {file} is not in the folder {folder}: was it recorded on another machine, or removed by somebody?"
    )]
    Missing { file: String, folder: String },
    #[error("{file:?} is no name of a file of a recording")]
    Name { file: String },
    #[error(
        "the file {file} is no plain file below the folder {folder}: what lies outside of it is not given out"
    )]
    Outside { file: String, folder: String },
    #[error(
        "the file {file} in the folder {folder} cannot be read: {why}; let the user of this program read it"
    )]
    Unreadable { file: String, folder: String, why: String },
    #[error(
        "the folder {folder} is empty: is it mounted? no file is taken for removed until something is in it"
    )]
    Empty { folder: String },
    #[error("the folder {folder} cannot be read: {why}; say where recordings are in `[recordings] folder`")]
    Folder { folder: String, why: String },
}

/// A folder of recordings.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(crate) fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Whether it can be read and has anything in it.
    pub(crate) fn is_there(&self) -> Result<(), NoFile> {
        let folder = || self.root.display().to_string();
        let unread = |why: io::Error| NoFile::Folder { folder: folder(), why: why.to_string() };
        match std::fs::read_dir(&self.root).map_err(unread)?.next() {
            Some(first) => first.map(drop).map_err(unread),
            None => Err(NoFile::Empty { folder: folder() }),
        }
    }

    /// Where a file is; `within` is a folder in which it may be as well.
    pub(crate) fn find(&self, file: &str, within: Option<&Path>) -> Result<PathBuf, NoFile> {
        if !is_name(file) {
            return Err(NoFile::Name { file: shown(file) });
        }
        let folder = || self.root.display().to_string();
        let root = self.root.canonicalize();
        let root = root.map_err(|why| NoFile::Folder { folder: folder(), why: why.to_string() })?;
        let places = [Some(root.join(file)), within.map(|within| root.join(within).join(file))];
        for place in places.into_iter().flatten() {
            match place.canonicalize() {
                // Whatever links lead to it: it is a plain file below the folder.
                Ok(path) if path.starts_with(&root) && path.is_file() => return Ok(path),
                Ok(_) => return Err(NoFile::Outside { file: shown(file), folder: folder() }),
                Err(why)
                    if why.kind() == io::ErrorKind::NotFound
                        || why.kind() == io::ErrorKind::NotADirectory => {}
                Err(why) => {
                    let why = why.to_string();
                    return Err(NoFile::Unreadable { file: shown(file), folder: folder(), why });
                }
            }
        }
        Err(NoFile::Missing { file: shown(file), folder: folder() })
    }

    /// Opens a file to be heard.
    pub(crate) fn open(&self, file: &str, within: Option<&Path>) -> Result<Opened, NoFile> {
        let path = self.find(file, within)?;
        let unreadable = |why: io::Error| NoFile::Unreadable {
            file: shown(file),
            folder: self.root.display().to_string(),
            why: why.to_string(),
        };
        let opened = File::open(&path).map_err(unreadable)?;
        let about = opened.metadata().map_err(unreadable)?;
        Ok(Opened { file: opened, bytes: about.len(), changed: about.modified().ok(), kind: Kind::of(file) })
    }

    /// Removes a file, and the files of each side beside it. One that is not there is removed.
    pub(crate) fn remove(&self, file: &str, within: Option<&Path>) -> Result<(), NoFile> {
        for file in std::iter::once(file.to_owned()).chain(sides(file)) {
            let path = match self.find(&file, within) {
                Ok(path) => path,
                Err(NoFile::Missing { .. } | NoFile::Name { .. }) => continue,
                Err(why) => return Err(why),
            };
            match std::fs::remove_file(&path) {
                Err(why) if why.kind() != io::ErrorKind::NotFound => {
                    let folder = self.root.display().to_string();
                    return Err(NoFile::Unreadable { file, folder, why: why.to_string() });
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Opened {
    /// How long it is, in s, where the file says so.
    pub(crate) fn seconds(&mut self) -> Option<f64> {
        match self.kind {
            Kind::Wav => wav::seconds(&mut self.file, self.bytes),
            // 33 bytes are 20 ms. Source: GSM 06.10, full rate.
            Kind::Gsm => Some(self.bytes as f64 / 33.0 * 0.02),
            Kind::Mp3 | Kind::Ogg | Kind::Other => None,
        }
    }
}

impl Kind {
    fn of(file: &str) -> Self {
        match file.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).as_deref() {
            Some("wav" | "wav49") => Self::Wav,
            Some("mp3") => Self::Mp3,
            Some("ogg" | "opus") => Self::Ogg,
            Some("gsm") => Self::Gsm,
            _ => Self::Other,
        }
    }

    /// The media type. Source: RFC 2361 and usage, RFC 3003, RFC 5334, RFC 3551.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Wav => "audio/wav",
            Self::Mp3 => "audio/mpeg",
            Self::Ogg => "audio/ogg",
            Self::Gsm => "audio/x-gsm",
            Self::Other => "application/octet-stream",
        }
    }
}

/// Whether a text is the name of a file, and of nothing else.
fn is_name(file: &str) -> bool {
    !file.is_empty()
        && file.len() <= FILE_BYTES_MAX
        && !file.starts_with('.')
        && !file.chars().any(|sign| sign.is_control() || sign == '/' || sign == '\\')
}

/// The files that hold one side each, where the switch was asked for them.
fn sides(file: &str) -> Vec<String> {
    let Some((name, end)) = file.rsplit_once('.') else { return Vec::new() };
    ["in", "out"].map(|side| format!("{name}-{side}.{end}")).into()
}

/// A name as it may stand in a sentence.
fn shown(file: &str) -> String {
    file.chars().filter(|sign| !sign.is_control()).take(FILE_BYTES_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_files_are_names() {
        for file in ["a.wav", "1795334400.1-3.WAV", "ü b.mp3", "a..wav"] {
            assert!(is_name(file), "{file}");
        }
        let long = "x".repeat(FILE_BYTES_MAX + 1);
        for file in [
            "",
            ".",
            "..",
            ".ssh",
            "../a.wav",
            "/etc/passwd",
            "a/b.wav",
            "a\\b.wav",
            "a\0.wav",
            "a\n.wav",
            &long,
        ] {
            assert!(!is_name(file), "{file:?}");
        }
    }

    #[test]
    fn a_plain_file_below_the_folder_is_found_and_nothing_else() {
        let place = tempfile::tempdir().expect("a folder");
        let root = place.path().join("monitor");
        std::fs::create_dir_all(root.join("2026/11/22")).expect("it is made");
        std::fs::write(place.path().join("secret.wav"), "secret").expect("written");
        std::fs::write(root.join("a.wav"), "a").expect("written");
        std::fs::write(root.join("2026/11/22/b.wav"), "b").expect("written");
        std::fs::create_dir(root.join("c.wav")).expect("it is made");
        let folder = Folder::new(&root);
        let day = Some(Path::new("2026/11/22"));
        assert!(folder.find("a.wav", day).is_ok());
        assert!(folder.find("b.wav", day).is_ok());
        assert!(matches!(folder.find("b.wav", None), Err(NoFile::Missing { .. })));
        assert!(matches!(folder.find("c.wav", None), Err(NoFile::Outside { .. })), "a folder");
        assert!(matches!(folder.find("secret.wav", Some(Path::new(".."))), Err(NoFile::Outside { .. })));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("../secret.wav", root.join("d.wav")).expect("linked");
            std::os::unix::fs::symlink("a.wav", root.join("e.wav")).expect("linked");
            std::os::unix::fs::symlink("/nowhere", root.join("f.wav")).expect("linked");
            assert!(matches!(folder.open("d.wav", None), Err(NoFile::Outside { .. })));
            assert!(folder.open("e.wav", None).is_ok(), "it is below the folder");
            assert!(matches!(folder.open("f.wav", None), Err(NoFile::Missing { .. })));
        }
        let nowhere = Folder::new(&place.path().join("nowhere"));
        assert!(matches!(nowhere.find("a.wav", None), Err(NoFile::Folder { .. })));
    }

    #[test]
    fn a_file_is_removed_with_those_of_its_sides() {
        let place = tempfile::tempdir().expect("a folder");
        for file in ["a.wav", "a-in.wav", "a-out.wav", "a-x.wav"] {
            std::fs::write(place.path().join(file), "a").expect("written");
        }
        let folder = Folder::new(place.path());
        folder.remove("a.wav", None).expect("removed");
        folder.remove("a.wav", None).expect("it is not there any more");
        let left: Vec<_> = std::fs::read_dir(place.path())
            .expect("read")
            .map(|file| file.expect("one").file_name())
            .collect();
        assert_eq!(left, ["a-x.wav"]);
    }
}
