//! A simulated switch: a [`World`] behind a local AMI socket.

use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use callcenter_core::Timestamp;
use callcenter_core::action::Action;
use callcenter_core::event::Event;
use callcenter_core::sim::World;

use super::{read_action, write_event};
use crate::decode::Decoder;
use crate::message::Message;

/// Pieces of output that a client may be behind; one who is further behind is sent away.
pub const PIECES_BEHIND_MAX: usize = 4_096;

/// Clients at once; a further one is sent away.
pub const CLIENTS_MAX: usize = 64;

/// How long a piece of output may take on its way into a client's socket.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);

/// A panic within the world leaves it half done: nothing it would say after that is true.
const FELL_OVER: &str = "the simulated call center fell over; what went wrong is on standard error";

/// Who may log in.
#[derive(Clone)]
pub struct Manager {
    /// The user.
    pub username: String,
    /// The password.
    pub secret: String,
}

/// The secret shows itself to nobody.
impl std::fmt::Debug for Manager {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Manager").field("username", &self.username).finish_non_exhaustive()
    }
}

/// The disk of a simulated switch: files of configuration that it reads, and recordings that it writes.
pub trait Disk: Send {
    /// The files of configuration that are there now, by name; they are looked at before each reload.
    fn configuration(&mut self) -> Vec<(String, String)>;

    /// Something was told: recordings begin and end with it.
    fn told(&mut self, at: Timestamp, event: &Event<'_>);
}

/// An AMI server whose switch is a simulated call center in which the time is ours. A thread for each client; not for the
/// open network.
#[derive(Debug)]
pub struct Switch {
    listener: TcpListener,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    floor: Mutex<Floor>,
    /// Something may be due earlier than it was.
    stirred: Condvar,
    manager: Manager,
    address: SocketAddr,
    closed: AtomicBool,
}

struct Floor {
    world: World,
    disk: Option<Box<dyn Disk>>,
    clients: Vec<Client>,
    last: u64,
}

/// A client that has logged in.
struct Client {
    number: u64,
    output: SyncSender<Arc<[u8]>>,
    socket: TcpStream,
}

impl Client {
    fn send_away(self) {
        // Who has gone already need not be sent.
        let _ = self.socket.shutdown(Shutdown::Both);
    }
}

impl std::fmt::Debug for Floor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Floor").field("world", &self.world).finish_non_exhaustive()
    }
}

impl Switch {
    /// Takes a world, and an address to wait at for clients; port 0 chooses one.
    ///
    /// # Errors
    /// When the address cannot be taken.
    pub fn bind(address: impl ToSocketAddrs, world: World, manager: Manager) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let floor = Mutex::new(Floor { world, disk: None, clients: Vec::new(), last: 0 });
        let (stirred, closed) = (Condvar::new(), AtomicBool::new(false));
        let address = listener.local_addr()?;
        Ok(Self { listener, shared: Arc::new(Shared { floor, stirred, manager, address, closed }) })
    }

    /// The same with a disk.
    pub fn with_disk(self, disk: impl Disk + 'static) -> Self {
        self.shared.floor().disk = Some(Box::new(disk));
        self
    }

    /// Where it waits.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        Ok(self.shared.address)
    }

    /// Moves its people from outside while it serves.
    pub fn remote(&self) -> Remote {
        Remote { shared: Arc::clone(&self.shared) }
    }

    /// Lets time pass in the world, and serves clients until it is closed, the listener fails, or the world does.
    ///
    /// # Errors
    /// When no client can be accepted any more, or the world fell over: its clients are sent away then.
    pub fn serve(self) -> io::Result<()> {
        let shared = Arc::clone(&self.shared);
        thread::spawn(move || {
            let _alarm = Alarm { shared: &shared };
            shared.pass_time();
        });
        for client in self.listener.incoming() {
            let (client, shared) = (client?, Arc::clone(&self.shared));
            if shared.closed.load(Ordering::Acquire) {
                return Ok(());
            }
            if shared.floor.is_poisoned() {
                return Err(io::Error::other(FELL_OVER));
            }
            // A client that goes away ends its own thread only.
            thread::spawn(move || {
                let _alarm = Alarm { shared: &shared };
                Session::new(client, Arc::clone(&shared))?.run()
            });
        }
        Ok(())
    }
}

/// Tells people of a simulated switch what to do; each of its clients hears what follows. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Remote {
    shared: Arc<Shared>,
}

impl Remote {
    /// Something happens in the world now, as `run` says with the time and with the way to tell of it.
    ///
    /// # Panics
    /// When the world fell over before.
    ///
    /// # Example
    /// ```
    /// use callcenter_ami::mirror::{Manager, Switch};
    /// use callcenter_core::Timestamp;
    /// use callcenter_core::sim::{Plan, World};
    /// let manager = Manager { username: "callcenter".to_owned(), secret: "hush".to_owned() };
    /// let world = World::new(Plan::still(), Timestamp::from_secs(1_795_226_730));
    /// let remote = Switch::bind(("127.0.0.1", 0), world, manager)?.remote();
    /// let leg = remote.lead(|world, now, tell| world.somebody_calls(now, ["493055501", "Anna"], "support", tell));
    /// assert!(remote.lead(|world, now, tell| world.hangs_up(now, &leg, tell)));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn lead<T>(
        &self,
        run: impl FnOnce(&mut World, Timestamp, &mut dyn FnMut(Timestamp, Event<'_>)) -> T,
    ) -> T {
        let mut done = None;
        self.shared.floor().happens(None, |world, tell| done = Some(run(world, wall_clock(), tell)));
        self.shared.stirred.notify_all();
        done.expect("what happens is run once")
    }

    /// Sends every client away, as a switch does that goes down; each may come again.
    pub fn cut(&self) {
        for client in self.shared.floor().clients.drain(..) {
            client.send_away();
        }
    }

    /// Ends the switch: [`Switch::serve`] returns.
    pub fn close(&self) {
        self.shared.closed.store(true, Ordering::Release);
        self.cut();
        self.shared.stirred.notify_all();
        // Where the listener is gone nobody has to be woken.
        let _ = TcpStream::connect(self.shared.address);
    }
}

/// Nobody waits for the answers of a world that fell over: its clients are sent away, and [`Switch::serve`] wakes up.
struct Alarm<'s> {
    shared: &'s Shared,
}

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        let Err(poisoned) = self.shared.floor.lock() else { return };
        poisoned.into_inner().clients.drain(..).for_each(Client::send_away);
        // Where the listener is gone nobody has to be woken.
        let _ = TcpStream::connect(self.shared.address);
    }
}

impl Shared {
    fn floor(&self) -> MutexGuard<'_, Floor> {
        self.floor.lock().expect(FELL_OVER)
    }

    fn pass_time(&self) {
        let mut floor = self.floor();
        while !self.closed.load(Ordering::Acquire) {
            let now = wall_clock();
            floor.happens(None, |world, tell| world.advance(now, tell));
            let wait = floor.world.due().map(|due| due.since(now).as_micros().unsigned_abs());
            let wait = Duration::from_micros(wait.unwrap_or(1_000_000).max(1_000));
            floor = self.stirred.wait_timeout(floor, wait).expect(FELL_OVER).0;
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the simulated call center lives in our time of day")]
fn wall_clock() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

impl Floor {
    /// A reload finds what is on the disk now.
    fn reads_disk(&mut self) {
        for (name, text) in self.disk.iter_mut().flat_map(|disk| disk.configuration()) {
            self.world.put_file(&name, &text);
        }
    }

    /// Something happens in the world. What it tells goes to every client, and answers to `asker` alone.
    fn happens(
        &mut self,
        asker: Option<(u64, &str)>,
        run: impl FnOnce(&mut World, &mut dyn FnMut(Timestamp, Event<'_>)),
    ) {
        let (mut own, mut public) = (Vec::new(), Vec::new());
        let mut identified = false;
        let disk = &mut self.disk;
        run(&mut self.world, &mut |at, event| match &event {
            // Who the switch is is told in the answer itself.
            Event::Identified { .. } => {
                let begin = own.len();
                write_event(&event, &mut own);
                let id = asker.map(|(_, id)| id).unwrap_or_default();
                let line = own[begin..].iter().position(|&byte| byte == b'\n').map_or(0, |end| end + 1);
                own.splice(begin + line..begin + line, format!("ActionID: {id}\r\n").into_bytes());
                identified = true;
            }
            Event::Replied { .. } if identified => {}
            Event::Replied { .. }
            | Event::ListStarted { .. }
            | Event::Listed { .. }
            | Event::ListEnded { .. } => write_event(&event, &mut own),
            _ => {
                if let Some(disk) = disk {
                    disk.told(at, &event);
                }
                let (own_begin, begin) = (own.len(), public.len());
                write_event_at(at, &event, &mut public);
                own.extend_from_slice(&public[begin..]);
                debug_assert!(own.len() >= own_begin);
            }
        });
        let own: Arc<[u8]> = own.into();
        let public: Arc<[u8]> = public.into();
        let behind = self.clients.extract_if(.., |client| {
            let piece = if asker.is_some_and(|(asker, _)| asker == client.number) { &own } else { &public };
            !piece.is_empty()
                && matches!(client.output.try_send(Arc::clone(piece)), Err(TrySendError::Full(_)))
        });
        behind.for_each(Client::send_away);
    }
}

/// Writes an event as [`write_event`] does, with the time of it, as a switch with `timestampevents = yes` does.
pub fn write_event_at(at: Timestamp, event: &Event<'_>, out: &mut Vec<u8>) {
    let begin = out.len();
    write_event(event, out);
    if out[begin..].starts_with(b"Event: ")
        && let Some(end) = out[begin..].iter().position(|&byte| byte == b'\n')
    {
        let place = begin + end + 1;
        out.splice(place..place, format!("Timestamp: {at}\r\n").into_bytes());
    }
}

/// One client.
struct Session {
    number: u64,
    input: TcpStream,
    output: SyncSender<Arc<[u8]>>,
    shared: Arc<Shared>,
    /// What the client has to prove the secret with.
    challenge: String,
    logged_in: bool,
}

impl Session {
    fn new(client: TcpStream, shared: Arc<Shared>) -> io::Result<Self> {
        client.set_nodelay(true)?;
        client.set_write_timeout(Some(WRITE_TIMEOUT))?;
        let (output, pieces) = sync_channel(PIECES_BEHIND_MAX);
        let way_out = client.try_clone()?;
        thread::spawn(move || write_all(way_out, &pieces));
        let number = {
            let mut floor = shared.floor();
            floor.last += 1;
            floor.last
        };
        let challenge = (RandomState::new().hash_one(number) % 1_000_000_000).to_string();
        Ok(Self { number, input: client, output, shared, challenge, logged_in: false })
    }

    fn run(mut self) -> io::Result<()> {
        self.say("Asterisk Call Manager/11.0.0\r\n");
        let ended = self.listen();
        self.shared.floor().clients.retain(|client| client.number != self.number);
        ended
    }

    fn listen(&mut self) -> io::Result<()> {
        let mut decoder = Decoder::new();
        let mut buffer = [0; 4_096];
        loop {
            let len = self.input.read(&mut buffer)?;
            if len == 0 {
                return Ok(());
            }
            decoder.feed(&buffer[..len]);
            while let Some(frame) = decoder.next_frame().map_err(io::Error::other)? {
                if !self.take(&Message::parse(&frame)) {
                    return Ok(());
                }
            }
        }
    }

    /// Takes a request; whether the session goes on.
    fn take(&mut self, request: &Message<'_>) -> bool {
        let name =
            request.get("Action").map(|name| name.to_string().to_ascii_lowercase()).unwrap_or_default();
        let id = request.action_id().map(|id| id.to_string()).unwrap_or_default();
        match name.as_str() {
            "challenge" => self.answer("Success", &id, &format!("Challenge: {}", self.challenge)),
            "login" => return self.log_in(&id, request),
            _ if !self.logged_in => self.answer("Error", &id, "Message: Permission denied"),
            "logoff" => {
                self.answer("Goodbye", &id, "Message: Thanks for all the fish.");
                return false;
            }
            "ping" => self.answer("Success", &id, "Ping: Pong"),
            _ => match read_action(request) {
                Some(action) => self.act(&id, &action),
                None => self.answer("Error", &id, "Message: Invalid/unknown command"),
            },
        }
        true
    }

    fn log_in(&mut self, id: &str, request: &Message<'_>) -> bool {
        let told = |key: &str| request.get(key).map(|value| value.to_string()).unwrap_or_default();
        let Manager { username, secret } = &self.shared.manager;
        let key = format!("{:x}", md5::compute(format!("{}{secret}", self.challenge)));
        let proved = if told("Key").is_empty() { told("Secret") == *secret } else { told("Key") == key };
        if told("Username") != *username || !proved {
            self.answer("Error", id, "Message: Authentication failed");
            return false;
        }
        self.answer("Success", id, "Message: Authentication accepted");
        self.logged_in = true;
        let shared = Arc::clone(&self.shared);
        let mut floor = shared.floor();
        if floor.clients.len() >= CLIENTS_MAX {
            self.answer("Error", id, "Message: Too many sessions");
            return false;
        }
        let mut ready = Vec::new();
        write_event_at(floor.world.now(), &floor.world.ready(), &mut ready);
        let _ = self.output.try_send(ready.into());
        let Ok(socket) = self.input.try_clone() else { return false };
        floor.clients.push(Client { number: self.number, output: self.output.clone(), socket });
        true
    }

    fn act(&self, id: &str, action: &Action) {
        let now = wall_clock();
        let mut floor = self.shared.floor();
        if let Action::Reload { .. } = action {
            floor.reads_disk();
        }
        floor.happens(Some((self.number, id)), |world, tell| {
            world.advance(now, tell);
            world.act(now, id, action, tell);
        });
        self.shared.stirred.notify_one();
    }

    fn answer(&self, how: &str, id: &str, more: &str) {
        let id = if id.is_empty() { String::new() } else { format!("ActionID: {id}\r\n") };
        self.say(&format!("Response: {how}\r\n{id}{more}\r\n\r\n"));
    }

    fn say(&self, text: &str) {
        // A client that does not read is sent away by the next event.
        let _ = self.output.try_send(text.as_bytes().into());
    }
}

fn write_all(mut client: TcpStream, pieces: &Receiver<Arc<[u8]>>) {
    for piece in pieces {
        if client.write_all(&piece).is_err() {
            break;
        }
    }
    // The other direction ends as well: whoever was sent away learns it.
    let _ = client.shutdown(Shutdown::Both);
}

#[cfg(test)]
mod tests {
    use callcenter_core::sim::Plan;

    use super::*;

    #[test]
    fn a_world_that_falls_over_ends_the_switch_and_sends_its_clients_away() {
        let manager = Manager { username: "test".to_owned(), secret: "secret".to_owned() };
        let switch = Switch::bind("127.0.0.1:0", World::new(Plan::still(), wall_clock()), manager).unwrap();
        let (address, shared) = (switch.address().unwrap(), Arc::clone(&switch.shared));
        let served = thread::spawn(move || switch.serve());
        let mut client = TcpStream::connect(address).unwrap();
        let mut greeting = [0; 29];
        client.read_exact(&mut greeting).unwrap();
        client.write_all(b"Action: Login\r\nUsername: test\r\nSecret: secret\r\n\r\n").unwrap();

        let fell = thread::spawn(move || {
            let _alarm = Alarm { shared: &shared };
            shared.floor().happens(None, |_, _| panic!("as a test does"));
        });
        assert!(fell.join().is_err());
        let ended = served.join().unwrap().unwrap_err();
        assert_eq!(ended.to_string(), FELL_OVER);
        // The next that it asks ends a client that is still there.
        client.set_read_timeout(Some(WRITE_TIMEOUT)).unwrap();
        client.write_all(b"Action: CoreShowChannels\r\n\r\n").unwrap();
        let mut rest = Vec::new();
        client.read_to_end(&mut rest).unwrap();
    }
}
