//! Who guesses passwords waits, longer each time.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use callcenter_core::{Span, Timestamp};

use super::bounded::Bounded;
use crate::problem::Problem;

/// Rows that are remembered; beyond, what was quiet for longest is forgotten.
pub const THROTTLED_MAX: usize = 20_000;

/// After so long a quiet a failure is forgotten.
const FORGOTTEN_AFTER: Span = Span::from_secs(3_600);

/// What failures are counted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    /// One login from one address: a person who forgot a password, or somebody who guesses one.
    Both(String, Option<IpAddr>),
    /// One address: somebody who guesses the passwords of many.
    Address(Option<IpAddr>),
    /// One login: many who guess one password together. The wait is short, for it locks the right one out as well.
    Login(String),
}

impl By {
    /// How many failures are free, and the longest wait.
    fn rule(&self) -> (u32, Span) {
        match self {
            Self::Both(..) => (5, Span::from_secs(15 * 60)),
            Self::Address(_) => (20, Span::from_secs(15 * 60)),
            Self::Login(_) => (50, Span::from_secs(60)),
        }
    }
}

/// The failures of late.
#[derive(Debug)]
pub(super) struct Throttle {
    failures: Mutex<Bounded<By, Failures>>,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Timestamp,
}

impl Default for Throttle {
    fn default() -> Self {
        Self { failures: Mutex::new(Bounded::new(THROTTLED_MAX)) }
    }
}

impl Throttle {
    /// Lets somebody try, and counts it as a failure until [`Throttle::succeeded`]: so that many at once are counted too.
    ///
    /// # Errors
    /// [`Problem::TooMany`] while it must be waited. Waiting is no failure.
    pub(super) fn attempt(
        &self,
        login: &str,
        address: Option<IpAddr>,
        now: Timestamp,
    ) -> Result<(), Problem> {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let all = all(login, address);
        let wait = all.iter().filter_map(|by| failures.get(by)?.wait(by, now)).max();
        if let Some(wait) = wait {
            let seconds = u64::try_from(wait.as_micros()).unwrap_or(0).div_ceil(1_000_000);
            return Err(Problem::TooMany { seconds });
        }
        for by in all {
            let row = failures.touch(&by, now, || Failures { count: 0, last: now });
            if now - row.last > FORGOTTEN_AFTER {
                row.count = 0;
            }
            row.count = row.count.saturating_add(1);
            row.last = now;
        }
        Ok(())
    }

    /// Somebody is in: what was counted for the login is forgotten, and this one for the address.
    pub(super) fn succeeded(&self, login: &str, address: Option<IpAddr>, now: Timestamp) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let [both, address, login] = all(login, address);
        failures.remove(&both);
        failures.remove(&login);
        let row = failures.touch(&address, now, || Failures { count: 0, last: now });
        row.count = row.count.saturating_sub(1);
    }
}

impl Failures {
    /// How long must still be waited; nothing: not at all.
    fn wait(&self, by: &By, now: Timestamp) -> Option<Span> {
        let (free, longest) = by.rule();
        let over = self.count.checked_sub(free)?;
        let wait = Span::from_secs(1_i64 << over.min(20)).min(longest);
        let until = self.last + wait;
        (until > now).then(|| until - now)
    }
}

fn all(login: &str, address: Option<IpAddr>) -> [By; 3] {
    // A login that cannot be one would let rows be of any size.
    let login: String =
        login.chars().take(super::users::LOGIN_CHARACTERS_MAX).collect::<String>().to_lowercase();
    let address = address.map(network);
    [By::Both(login.clone(), address), By::Address(address), By::Login(login)]
}

/// Whoever has one address of IPv6 has a whole network of them.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> Option<IpAddr> {
        Some(IpAddr::from([203, 0, 113, last]))
    }

    fn waits(throttle: &Throttle, login: &str, from: Option<IpAddr>, at: i64) -> Option<u64> {
        match throttle.attempt(login, from, Timestamp::from_secs(at)) {
            Ok(()) => None,
            Err(Problem::TooMany { seconds }) => Some(seconds),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn who_guesses_waits_longer_each_time_and_who_waited_may_try_again() {
        let throttle = Throttle::default();
        for _ in 0..5 {
            assert_eq!(waits(&throttle, "alice", address(1), 100), None);
        }
        assert_eq!(waits(&throttle, "alice", address(1), 100), Some(1));
        assert_eq!(waits(&throttle, "ALICE", address(1), 100), Some(1));
        assert_eq!(waits(&throttle, "alice", address(1), 101), None);
        assert_eq!(waits(&throttle, "alice", address(1), 101), Some(2));
        assert_eq!(waits(&throttle, "alice", address(2), 101), None, "elsewhere nobody failed");
        let mut at = 101;
        for _ in 0..12 {
            at += i64::try_from(waits(&throttle, "alice", address(1), at).expect("it grows")).expect("small");
            assert_eq!(waits(&throttle, "alice", address(1), at), None);
        }
        assert_eq!(waits(&throttle, "alice", address(1), at), Some(900), "a quarter of an hour is the most");
        assert_eq!(waits(&throttle, "alice", address(1), at + 3_601), None);
        assert_eq!(waits(&throttle, "alice", address(1), at + 3_601), None, "an hour of quiet is forgotten");
    }

    #[test]
    fn who_is_in_begins_anew() {
        let throttle = Throttle::default();
        for _ in 0..4 {
            assert_eq!(waits(&throttle, "alice", address(1), 100), None);
        }
        throttle.succeeded("alice", address(1), Timestamp::from_secs(100));
        for _ in 0..5 {
            assert_eq!(waits(&throttle, "alice", address(1), 100), None);
        }
        assert_eq!(waits(&throttle, "alice", address(1), 100), Some(1));
    }

    #[test]
    fn one_address_that_tries_many_logins_waits() {
        let throttle = Throttle::default();
        let from: IpAddr = "2001:db8::1".parse().expect("an address");
        let near: IpAddr = "2001:db8::2".parse().expect("an address");
        for n in 0..20 {
            assert_eq!(waits(&throttle, &format!("user{n}"), Some(from), 100), None);
        }
        assert_eq!(waits(&throttle, "somebody", Some(near), 100), Some(1), "its network is one");
        assert_eq!(waits(&throttle, "somebody", address(1), 100), None);
    }
}
