//! A file that is there whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::super::failure::Failure;

/// Unfinished files of the same name that are passed over.
const LEFT_MAX: u32 = 100;

/// A file that gets its name when it is whole.
pub(super) struct Fresh {
    path: PathBuf,
    /// What it is called until then; none for what is no file, as a pipe or `/dev/null`.
    temporary: Option<PathBuf>,
    file: File,
}

impl Fresh {
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        // Through a link to what it means.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let failed = |error: io::Error| Failure::file(&path, &error);
        let before = fs::metadata(&path).ok();
        if before.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        if before.as_ref().is_some_and(|before| !before.is_file()) {
            let file = OpenOptions::new().write(true).open(&path).map_err(failed)?;
            return Ok(Self { path, temporary: None, file });
        }
        let name =
            path.file_name().ok_or_else(|| Failure::told(format!("{}: names no file", path.display())))?;
        // What an export that was killed left behind is in nobody's way.
        let mut number = 0;
        let (temporary, file) = loop {
            let mut own = OsString::from(".");
            own.push(name);
            own.push(format!(".{}-{number}.part", std::process::id()));
            let temporary = path.with_file_name(own);
            match OpenOptions::new().write(true).create_new(true).open(&temporary) {
                Ok(file) => break (temporary, file),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < LEFT_MAX => {
                    number += 1;
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Err(Failure::told(format!("{}: its folder does not exist", path.display())));
                }
                Err(error) => return Err(failed(error)),
            }
        };
        let fresh = Self { path: path.clone(), temporary: Some(temporary), file };
        if let Some(before) = before {
            fresh.file.set_permissions(before.permissions()).map_err(failed)?;
        }
        Ok(fresh)
    }

    pub(super) fn writer(&self) -> Result<File, Failure> {
        self.file.try_clone().map_err(|error| Failure::file(&self.path, &error))
    }

    /// Where there is room for it, so for its forerunners too.
    pub(super) fn folder(&self) -> PathBuf {
        match (&self.temporary, self.path.parent()) {
            (Some(_), Some(folder)) if !folder.as_os_str().is_empty() => folder.to_owned(),
            (Some(_), _) => PathBuf::from("."),
            (None, _) => std::env::temp_dir(),
        }
    }

    /// Gives it its name.
    pub(super) fn keep(mut self) -> Result<(), Failure> {
        let Some(temporary) = &self.temporary else { return Ok(()) };
        let done = self.file.sync_all().and_then(|()| fs::rename(temporary, &self.path));
        done.map_err(|error| Failure::file(&self.path, &error))?;
        self.temporary = None;
        Ok(())
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            let _ = fs::remove_file(temporary);
        }
    }
}
