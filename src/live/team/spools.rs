//! Which spool a new leader works with.
//!
//! All processes have the same one, and it is one leader's at a time. A leader that is stuck keeps it: who takes the stream
//! over then has another one beside it. What waits in a spool for the database is never passed over: its facts come first.

use std::cmp::Reverse;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use callcenter_core::Timestamp;
use callcenter_store::Spool;

/// Spools of one stream: as many leaders may be stuck at once.
const SPOOLS_MAX: usize = 9;

/// How the file of a spool in which something waits ends.
const ENDING: &str = "spool";

/// The one to be used now: one in which something waits, else the first one, else, while its leader is stuck, one beside it.
///
/// # Errors
/// Which one is used by another process.
pub(super) fn choose(spool: &Path, is_stuck: bool) -> Result<PathBuf, String> {
    let all =
        std::iter::once(spool.to_owned()).chain((2..=SPOOLS_MAX).map(|n| beside(spool, &n.to_string())));
    let all: Vec<PathBuf> = all.collect();
    let mut waiting: Vec<(SystemTime, &PathBuf)> =
        all.iter().filter_map(|folder| Some((newest(folder)?, folder))).collect();
    waiting.sort_by_key(|(put, _)| Reverse(*put));
    let usable: Vec<&PathBuf> = match waiting.as_slice() {
        [] if is_stuck => all.iter().collect(),
        [] => all.iter().take(1).collect(),
        waiting => waiting.iter().map(|(_, folder)| *folder).collect(),
    };
    match usable.iter().find(|folder| !Spool::is_used(folder)) {
        Some(folder) => Ok((*folder).clone()),
        None => Err(format!(
            "the spool {} is used by another process, which leads or is stuck; end that one if it does not lead",
            usable.first().map_or(spool, |folder| folder).display()
        )),
    }
}

/// Puts a spool away whose entries can never be written, for another leader has written others; says where it is now.
pub(super) fn set_aside(spool: &Path, now: Timestamp) -> io::Result<Option<PathBuf>> {
    if newest(spool).is_none() {
        return Ok(None);
    }
    let aside = beside(spool, &format!("left-{}", now.as_micros()));
    fs::rename(spool, &aside)?;
    Ok(Some(aside))
}

fn beside(spool: &Path, ending: &str) -> PathBuf {
    let mut name = spool.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    spool.with_file_name(name)
}

/// When something was last put into a spool; nothing when nothing waits in it.
fn newest(folder: &Path) -> Option<SystemTime> {
    let files = fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let waiting = files.filter(|file| file.path().extension().is_some_and(|ending| ending == ENDING));
    waiting.filter_map(|file| file.metadata().ok()?.modified().ok()).max()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use callcenter_store::{Source, StreamId};

    use super::*;

    fn put(folder: &Path, age: u64) {
        fs::create_dir_all(folder).expect("there is room");
        let file = fs::File::create(folder.join("000000000001.spool")).expect("there is room");
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000 - age);
        file.set_modified(at).expect("it is ours");
    }

    #[test]
    fn what_waits_comes_first_and_a_stuck_leader_keeps_its_own() {
        let folder = tempfile::tempdir().expect("there is room");
        let [spool, second] = ["spool", "spool.2"].map(|name| folder.path().join(name));
        let stream = StreamId { switch: "pbx".to_owned(), source: Source::Live };
        assert_eq!(choose(&spool, false), Ok(spool.clone()));
        assert_eq!(choose(&spool, true), Ok(spool.clone()), "whoever was stuck has let it go");
        let stuck = Spool::open(&spool, &stream, 1 << 20).expect("it can be made");
        assert!(choose(&spool, false).is_err_and(|why| why.contains("is used by another process")));
        assert_eq!(choose(&spool, true), Ok(second.clone()));

        put(&spool, 60);
        assert!(choose(&spool, true).is_err(), "what waits there must not be passed over");
        put(&second, 10);
        assert_eq!(choose(&spool, false), Ok(second.clone()));
        drop(stuck);

        let aside = set_aside(&second, Timestamp::from_secs(7)).expect("it is ours");
        assert_eq!(aside, Some(folder.path().join("spool.2.left-7000000")));
        assert_eq!(choose(&spool, true), Ok(spool.clone()));
        assert_eq!(set_aside(&second, Timestamp::from_secs(8)).expect("nothing is there"), None);
    }
}
