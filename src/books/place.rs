//! Where facts wait on this machine, when nobody says.

use std::hash::Hasher as _;
use std::path::PathBuf;

use callcenter_store::StreamId;
use siphasher::sip::SipHasher13;

use super::Place;

/// A folder for each stream of each database: beside the SQLite file; for a store in memory, which ends with its process,
/// among the temporary files by the process; else in the state of the service or the user. Nothing where there is neither.
///
/// A server's database is known by host, port and name, not by who logs in: what waits is found again after the password
/// was changed. Of a store of the caller's own nothing is known but its kind.
pub fn default_spool(place: &Place, stream: &StreamId) -> Option<PathBuf> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let name: String = stream.switch.chars().filter(|&letter| plain(letter)).take(40).collect();
    let own = format!("{name}-{:016x}", stream.number());
    let url = match place {
        Place::Url(url) => url,
        Place::Store(store) => return Some(state_folder()?.join(format!("{own}-{}", store.backend()))),
    };
    let path = url.split_once('?').map_or(url.as_str(), |(path, _)| path);
    if let Some((_, database)) = path.split_once("://").filter(|(scheme, _)| *scheme != "sqlite") {
        return Some(state_folder()?.join(format!("{own}-{:08x}", number(database))));
    }
    match path.strip_prefix("sqlite:").unwrap_or(path) {
        ":memory:" | "memory:" => {
            Some(std::env::temp_dir().join(format!("callcenter-{}", std::process::id())).join(own))
        }
        file => Some(PathBuf::from(format!("{}.spool", file.strip_prefix("//").unwrap_or(file))).join(own)),
    }
}

/// Which database of which server it is: a hash.
fn number(database: &str) -> u32 {
    let mut hasher = SipHasher13::new();
    // A password may have an `@` in it, a host has none.
    hasher.write(database.rsplit_once('@').map_or(database, |(_, place)| place).as_bytes());
    (hasher.finish() >> 32) as u32
}

/// Where the service, or the user, keeps what is its own; nothing where no variable says so.
pub fn state_folder() -> Option<PathBuf> {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("STATE_DIRECTORY")
        .or_else(|| variable("XDG_STATE_HOME").map(|state| state.join("callcenter")))
        .or_else(|| variable("HOME").map(|home| home.join(".local/state/callcenter")))
}

#[cfg(test)]
mod tests {
    use callcenter_store::Source;

    use super::*;

    #[test]
    fn a_spool_is_beside_its_file_with_a_folder_for_each_stream() {
        let stream = |switch: &str| StreamId { switch: switch.to_owned(), source: Source::Live };
        let of = |url: &str, switch: &str| {
            default_spool(&url.into(), &stream(switch)).expect("a file has a place")
        };
        for url in [
            "sqlite:/srv/calls.db",
            "sqlite:///srv/calls.db",
            "/srv/calls.db",
            "sqlite:/srv/calls.db?mode=rwc",
        ] {
            assert!(of(url, "pbx").starts_with("/srv/calls.db.spool"), "{url}");
        }
        assert_ne!(of("calls.db", "a"), of("calls.db", "b"));
        let hostile = of("calls.db", "../../etc/passwd");
        assert_eq!(hostile.components().count(), 2, "{}", hostile.display());
    }

    #[test]
    fn each_database_of_a_server_has_a_spool_of_its_own_whoever_logs_in() {
        let stream = StreamId { switch: "pbx".to_owned(), source: Source::Live };
        let of = |url: &str| default_spool(&url.into(), &stream).expect("who runs tests has a home");
        let first = of("postgres://db.example.com/first");
        for url in [
            "postgres://db.example.com/first?sslmode=require",
            "postgresql://cc:secret@db.example.com/first",
            "postgresql://cc:an@other@db.example.com/first",
        ] {
            assert_eq!(of(url), first, "{url}");
        }
        for url in ["postgres://db.example.com/second", "mysql://other.example.com/first", "memory:"] {
            assert_ne!(of(url), first, "{url}");
        }
        assert_eq!(of("memory:"), of("sqlite::memory:"));
        assert!(of("memory:").starts_with(std::env::temp_dir()));
    }
}
