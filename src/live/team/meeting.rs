//! Where the processes that share a switch meet: a socket in a folder that nobody else can write to.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, ErrorKind};
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use callcenter_store::StreamId;
use tokio::net::{UnixListener, UnixStream};

use crate::live::LiveError;

/// Bytes that the system takes for the name of a socket, its end included.
const PATH_BYTES_MAX: usize = if cfg!(target_os = "linux") { 108 } else { 104 };

/// Bytes of a socket's own name while it is made, at most: its stream, the process, a number.
const NAME_BYTES: usize = 34;

/// Names of one process while a socket is made.
const NAMES: u64 = 1_000;

/// Bits of a folder's mode by which others could put a socket of theirs in place of ours.
const WRITABLE_BY_OTHERS: u32 = 0o022;

/// The place.
#[derive(Debug)]
pub(super) struct Meeting {
    folder: PathBuf,
    socket: PathBuf,
    lock: PathBuf,
    /// Who we are.
    user: u32,
}

/// The leader's side of it.
#[derive(Debug)]
pub(super) struct Door {
    listener: UnixListener,
    path: PathBuf,
    file: (u64, u64),
}

impl Meeting {
    /// Makes the folder where it is missing.
    pub(super) fn at(folder: &Path, stream: &StreamId) -> Result<Self, LiveError> {
        let failed = |why: String| LiveError::Share { folder: folder.to_owned(), why };
        let user = user().map_err(|why| failed(why.to_string()))?;
        if !folder.is_dir() {
            let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
            made.map_err(|why| failed(format!("making it: {why}")))?;
        }
        let of = fs::metadata(folder).map_err(|why| failed(why.to_string()))?;
        if of.mode() & WRITABLE_BY_OTHERS != 0 || ![user, 0].contains(&of.uid()) {
            return Err(failed(
                "other users can write to it, so anybody could pretend to lead: name a folder of its own, or make it \
                 yours alone with chmod 700"
                    .to_owned(),
            ));
        }
        let length = folder.as_os_str().len();
        let most = PATH_BYTES_MAX - NAME_BYTES;
        if length > most && Short::of(&folder.join("x".repeat(NAME_BYTES))).is_none() {
            return Err(failed(format!(
                "its name has {length} bytes, a socket's folder {most}: name a shorter one"
            )));
        }
        let path = |ending: &str| folder.join(format!("{:016x}.{ending}", stream.number()));
        Ok(Self { socket: path("sock"), lock: path("lock"), folder: folder.to_owned(), user })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Meets the leader.
    pub(super) async fn connect(&self) -> io::Result<UnixStream> {
        let short = Short::of(&self.socket).ok_or(ErrorKind::InvalidFilename)?;
        let leader = UnixStream::connect(&short.path).await?;
        self.check(&leader)?;
        Ok(leader)
    }

    /// Whether the other side is one of us.
    pub(super) fn check(&self, other: &UnixStream) -> io::Result<()> {
        let user = other.peer_cred()?.uid();
        if [self.user, 0].contains(&user) {
            return Ok(());
        }
        Err(io::Error::new(ErrorKind::PermissionDenied, format!("user {user} is on the other side")))
    }

    /// Opens the leader's side, in place of what an earlier leader left: only for who holds the stream.
    pub(super) fn open(&self) -> io::Result<Door> {
        let (listener, file) = bind(&self.socket)?;
        Ok(Door { listener, path: self.socket.clone(), file })
    }

    /// Keeps other leaders out for as long as the file is open: for those who keep no books.
    pub(super) fn lock(&self) -> io::Result<Option<File>> {
        let file =
            OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&self.lock)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(why)) => Err(why),
        }
    }
}

impl Door {
    /// The next one who wants to follow. May be dropped while it waits.
    pub(super) async fn next(&self) -> io::Result<UnixStream> {
        self.listener.accept().await.map(|(follower, _)| follower)
    }

    /// Puts the socket back when somebody removed its file. One of another leader is left.
    pub(super) fn look(&mut self) -> io::Result<()> {
        if fs::symlink_metadata(&self.path).is_err_and(|why| why.kind() == ErrorKind::NotFound) {
            (self.listener, self.file) = bind(&self.path)?;
        }
        Ok(())
    }

    /// Removes the socket, as long as it is ours: only for who still holds the stream.
    pub(super) fn close(&self) {
        if fs::symlink_metadata(&self.path).is_ok_and(|found| (found.dev(), found.ino()) == self.file) {
            // One that is left over does no harm: nobody listens, and the next leader replaces it.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A socket is there at once, and only for us.
fn bind(path: &Path) -> io::Result<(UnixListener, (u64, u64))> {
    static MADE: AtomicU64 = AtomicU64::new(0);
    let made = format!("{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed) % NAMES);
    let new = path.with_extension(made);
    // What a process of the same number left.
    let _ = fs::remove_file(&new);
    let short = Short::of(&new).ok_or(ErrorKind::InvalidFilename)?;
    let listener = UnixListener::bind(&short.path)?;
    fs::set_permissions(&new, Permissions::from_mode(0o600))?;
    let of = fs::symlink_metadata(&new)?;
    fs::rename(&new, path)?;
    Ok((listener, (of.dev(), of.ino())))
}

/// The name of a file, short enough for a socket as long as this is there.
#[derive(Debug)]
struct Short {
    path: PathBuf,
    /// The folder that the name goes by.
    _folder: Option<File>,
}

impl Short {
    /// Nothing where the system has no shorter name for it.
    fn of(path: &Path) -> Option<Self> {
        if path.as_os_str().len() < PATH_BYTES_MAX {
            return Some(Self { path: path.to_owned(), _folder: None });
        }
        let folder = File::open(path.parent()?).ok()?;
        let own = PathBuf::from(format!("/proc/self/fd/{}", folder.as_raw_fd()));
        own.is_dir()
            .then(|| Self { path: own.join(path.file_name().unwrap_or_default()), _folder: Some(folder) })
    }
}

/// As whom this process works.
fn user() -> io::Result<u32> {
    let (one, _other) = UnixStream::pair()?;
    Ok(one.peer_cred()?.uid())
}

#[cfg(test)]
mod tests {
    use callcenter_store::Source;

    use super::*;

    fn stream() -> StreamId {
        StreamId { switch: "pbx".to_owned(), source: Source::Live }
    }

    #[tokio::test]
    async fn the_socket_is_for_us_alone_and_comes_back_when_it_is_removed() {
        let folder = tempfile::tempdir().expect("there is room");
        let meeting = Meeting::at(&folder.path().join("share"), &stream()).expect("it can be made");
        assert_eq!(fs::metadata(meeting.folder()).expect("it is there").mode() & 0o777, 0o700);
        assert!(meeting.connect().await.is_err(), "nobody leads");
        let mut door = meeting.open().expect("it can be made");
        assert_eq!(fs::metadata(&meeting.socket).expect("it is there").mode() & 0o777, 0o600);
        let (met, came) = tokio::join!(meeting.connect(), door.next());
        assert!(met.is_ok() && came.is_ok());

        fs::remove_file(&meeting.socket).expect("it is ours");
        assert!(meeting.connect().await.is_err(), "it is gone");
        door.look().expect("it is made again");
        let (met, came) = tokio::join!(meeting.connect(), door.next());
        assert!(met.is_ok() && came.is_ok());

        let next = meeting.open().expect("the next one replaces it");
        door.look().expect("nothing is missing");
        door.close();
        let (met, came) = tokio::join!(meeting.connect(), next.next());
        assert!(met.is_ok() && came.is_ok(), "the next one's was left");
        next.close();
        assert!(!meeting.socket.exists());
    }

    #[tokio::test]
    async fn a_folder_that_others_can_write_to_is_refused() {
        let folder = tempfile::tempdir().expect("there is room");
        fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).expect("it is ours");
        let refused = Meeting::at(folder.path(), &stream()).expect_err("anybody could pretend to lead");
        assert!(refused.to_string().contains("chmod 700"), "{refused}");
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_folder_s_name_may_be_longer_than_a_socket_s() {
        let folder = tempfile::tempdir().expect("there is room");
        let long = folder.path().join("x".repeat(200));
        let meeting = Meeting::at(&long, &stream()).expect("it can be made");
        let door = meeting.open().expect("it can be made");
        let (met, came) = tokio::join!(meeting.connect(), door.next());
        assert!(met.is_ok() && came.is_ok());
        door.close();
        assert!(!meeting.socket.exists());
    }
}
