//! Where facts wait on this machine, when nobody says.

use std::path::PathBuf;

use callcenter_store::StreamId;

/// Beside the SQLite file, else in the state of the service or the user: a folder for each stream. Nothing where there is
/// neither.
pub fn default_spool(url: &str, stream: &StreamId) -> Option<PathBuf> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let name: String = stream.switch.chars().filter(|&letter| plain(letter)).take(40).collect();
    let own = format!("{name}-{:016x}", stream.number());
    let path = url.split_once('?').map_or(url, |(path, _)| path);
    let file = match path.split_once(':') {
        Some(("sqlite", ":memory:")) => None,
        Some(("sqlite", file)) => Some(file.strip_prefix("//").unwrap_or(file)),
        Some(_) if path.contains("://") || path == "memory:" => None,
        _ => Some(path),
    };
    match file {
        Some(file) => Some(PathBuf::from(format!("{file}.spool")).join(own)),
        None => Some(state_folder()?.join(own)),
    }
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
        let of = |url: &str, switch: &str| default_spool(url, &stream(switch)).expect("a file has a place");
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
}
