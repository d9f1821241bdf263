//! The folder in which the files lie that the switch includes: read, written all or none, and given back as they were.

use std::fs::{self, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{File, HEADER};

/// Bytes of a file that is read, at most.
const FILE_BYTES_MAX: u64 = 64 << 20;

/// A file as it is found.
#[derive(Debug)]
pub(super) enum Found {
    /// There is none.
    Missing,
    /// One of ours, with secrets.
    Ours(Zeroizing<String>),
    /// One that we did not write.
    Foreign,
}

/// Reads a file.
///
/// # Errors
/// What the system says.
pub(super) fn read(folder: &Path, name: &str) -> io::Result<Found> {
    let file = match fs::File::open(folder.join(name)) {
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(Found::Missing),
        file => file?,
    };
    let mut bytes = Zeroizing::new(Vec::new());
    file.take(FILE_BYTES_MAX).read_to_end(&mut bytes)?;
    match str::from_utf8(&bytes) {
        Ok(text) if text.lines().next() == Some(HEADER) => Ok(Found::Ours(Zeroizing::new(text.to_owned()))),
        _ => Ok(Found::Foreign),
    }
}

/// Files that were replaced, and what was there before.
#[derive(Debug)]
pub(super) struct Replaced {
    folder: PathBuf,
    before: Vec<(&'static str, Option<Zeroizing<String>>)>,
}

/// Replaces all files, or none.
///
/// Each is written beside the old one and through to the disk before the first takes its place; what was there stays
/// beside it as `<name>.before`. When one cannot take its place those before it are given back.
///
/// # Errors
/// What the system says, and about which file; [`io::ErrorKind::AlreadyExists`] for a file that is not ours.
pub(super) fn replace(folder: &Path, files: &[File]) -> io::Result<Replaced> {
    fs::create_dir_all(folder).map_err(|why| about(folder, &why))?;
    let mut found = Vec::new();
    for file in files {
        let before = match read(folder, file.name).map_err(|why| about(&folder.join(file.name), &why))? {
            Found::Missing => None,
            Found::Ours(text) => Some(text),
            Found::Foreign => {
                let why =
                    "was not made by callcenter, and is left alone: move it away, or choose another folder";
                return Err(about(
                    &folder.join(file.name),
                    &io::Error::new(io::ErrorKind::AlreadyExists, why),
                ));
            }
        };
        found.push((file.name, before));
    }
    for (file, (_, before)) in files.iter().zip(&found) {
        write(&beside(folder, file.name, "new"), &file.text)?;
        if let Some(before) = before {
            let kept = beside(folder, file.name, "before");
            write(&kept, before)?;
        }
    }
    let mut replaced = Replaced { folder: folder.to_owned(), before: Vec::new() };
    for (file, (name, before)) in files.iter().zip(found) {
        if let Err(why) = fs::rename(beside(folder, name, "new"), folder.join(name)) {
            let why = about(&folder.join(file.name), &why);
            return Err(match replaced.give_back() {
                Ok(()) => why,
                Err(also) => io::Error::new(
                    why.kind(),
                    format!("{why}; and what was there could not be given back: {also}"),
                ),
            });
        }
        replaced.before.push((name, before));
    }
    through(folder)?;
    Ok(replaced)
}

impl Replaced {
    /// Gives back what was there.
    ///
    /// # Errors
    /// What the system says; then `<name>.before` is what was there.
    pub(super) fn give_back(self) -> io::Result<()> {
        for (name, before) in &self.before {
            let path = self.folder.join(name);
            match before {
                None => fs::remove_file(&path).map_err(|why| about(&path, &why))?,
                Some(text) => {
                    let new = beside(&self.folder, name, "new");
                    write(&new, text)?;
                    fs::rename(&new, &path).map_err(|why| about(&path, &why))?;
                }
            }
        }
        through(&self.folder)
    }
}

fn beside(folder: &Path, name: &str, what: &str) -> PathBuf {
    // The switch includes single files, so that these are none of its own.
    folder.join(format!("{name}.{what}"))
}

/// Writes a file through to the disk. There are secrets in it: its owner and group read it, nobody else.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let written = || {
        match fs::remove_file(path) {
            Err(why) if why.kind() != io::ErrorKind::NotFound => return Err(why),
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o640);
        let mut file = options.open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    written().map_err(|why: io::Error| about(path, &why))
}

/// Makes names last that were changed in a folder.
fn through(folder: &Path) -> io::Result<()> {
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(|why| about(folder, &why))
}

fn about(path: &Path, why: &io::Error) -> io::Error {
    io::Error::new(why.kind(), format!("{} {why}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &'static str, text: &str) -> File {
        File { name, module: "", text: Zeroizing::new(format!("{HEADER}\n{text}\n")) }
    }

    fn content(folder: &Path, name: &str) -> String {
        fs::read_to_string(folder.join(name)).unwrap_or_else(|why| why.kind().to_string())
    }

    #[test]
    fn files_are_replaced_and_given_back() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let folder = &folder.path().join("callcenter");
        replace(folder, &[file("a.conf", "1")]).expect("it can be written");
        let replaced =
            replace(folder, &[file("a.conf", "2"), file("b.conf", "2")]).expect("it can be written");
        assert!(content(folder, "a.conf").ends_with("2\n") && content(folder, "b.conf").ends_with("2\n"));
        assert!(content(folder, "a.conf.before").ends_with("1\n"));
        replaced.give_back().expect("it can be written");
        assert!(content(folder, "a.conf").ends_with("1\n"));
        assert!(!folder.join("b.conf").exists(), "it was not there before");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_but_owner_and_group_reads_secrets() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder can be made");
        for _ in 0..2 {
            replace(folder.path(), &[file("a.conf", "1")]).expect("it can be written");
        }
        for entry in fs::read_dir(folder.path()).expect("it is there") {
            let mode = entry.and_then(|entry| entry.metadata()).expect("it is there").permissions().mode();
            assert_eq!(mode & 0o007, 0);
        }
    }

    #[test]
    fn a_file_that_is_not_ours_is_left_alone_and_so_are_all_others() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        fs::write(folder.path().join("b.conf"), "[theirs]\n").expect("it can be written");
        let refused =
            replace(folder.path(), &[file("a.conf", "1"), file("b.conf", "1")]).expect_err("it is not ours");
        assert!(refused.to_string().contains("b.conf was not made by callcenter"), "{refused}");
        assert_eq!(content(folder.path(), "b.conf"), "[theirs]\n");
        assert!(!folder.path().join("a.conf").exists());
    }

    #[test]
    fn when_one_cannot_take_its_place_none_does() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let folder = folder.path();
        replace(folder, &[file("a.conf", "1")]).expect("it can be written");
        // Nothing can take the place of a folder, and this one is not found to be a file that is not ours: it has no text.
        fs::create_dir(folder.join("b.conf")).expect("it can be made");
        assert!(replace(folder, &[file("a.conf", "2"), file("b.conf", "2")]).is_err());
        assert!(content(folder, "a.conf").ends_with("1\n"));
    }
}
