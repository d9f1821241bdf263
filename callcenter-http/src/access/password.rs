//! Passwords: what one must be, and how it is kept.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Secret;
use crate::problem::Problem;

/// Characters of a password, at least.
pub const PASSWORD_CHARACTERS_MIN: usize = 10;

/// Characters of a password, at most: enough for any sentence, and no work for the hash.
pub const PASSWORD_CHARACTERS_MAX: usize = 128;

/// KiB that one hash takes. With [`PASSES`] and [`LANES`] it is what OWASP's cheat sheet on password storage asks for.
const MEMORY_KIB: u32 = 19 * 1_024;

/// Passes over that memory.
const PASSES: u32 = 2;

/// Threads of one hash.
const LANES: u32 = 1;

/// Hashes at a time; whoever comes next waits.
const HASHES_MAX: usize = 4;

/// How long somebody waits for his turn at most.
const TURN_WAIT_MAX: Duration = Duration::from_secs(10);

static TURNS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(HASHES_MAX)));

/// The hash of a password that nobody has: looked at when there is no such user, so that it takes as long.
static NOBODYS: LazyLock<String> = LazyLock::new(|| {
    let hash: PasswordHash = argon2()
        .hash_password_with_salt(b"nobody's password", b"nobody's own salt")
        .expect("the salt is long enough");
    hash.to_string()
});

/// Whether a password may be had by somebody with this login. No composition is asked for: length is what counts.
///
/// # Errors
/// [`Problem::Invalid`] with what is wrong.
pub fn check(field: &'static str, password: &str, login: &str) -> Result<(), Problem> {
    let wrong = |why: String| Err(Problem::Invalid { field, why });
    let characters = password.chars().count();
    if characters < PASSWORD_CHARACTERS_MIN {
        return wrong(format!(
            "a password has {PASSWORD_CHARACTERS_MIN} characters or more: a sentence is a good one"
        ));
    }
    if characters > PASSWORD_CHARACTERS_MAX {
        return wrong(format!("a password has {PASSWORD_CHARACTERS_MAX} characters at most"));
    }
    if password.to_lowercase() == login.to_lowercase() {
        return wrong("a password must not be the login".to_owned());
    }
    let first = password.chars().next();
    if password.chars().all(|character| Some(character) == first) {
        return wrong("a password has more than one character again and again".to_owned());
    }
    Ok(())
}

/// The hash of a password: argon2id, a PHC string.
///
/// # Errors
/// [`Problem::TooMany`] when too many wait; [`Problem::Internal`].
pub(super) async fn hash(password: Secret) -> Result<String, Problem> {
    in_turn(move || {
        let hash: PasswordHash = argon2().hash_password(password.as_bytes()).map_err(|why| {
            tracing::error!(%why, "a password cannot be hashed");
            Problem::Internal
        })?;
        Ok(hash.to_string())
    })
    .await
}

/// What a look at a password said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is wrong, or there is none.
    Wrong,
    /// It is right.
    Right,
    /// It is right, and its hash is of another kind than those made today: hash it anew.
    RightButOld,
}

/// Whether a password is the one of a hash. Without a hash it is wrong, after as long a time.
///
/// # Errors
/// [`Problem::TooMany`] when too many wait; [`Problem::Internal`].
pub(super) async fn verify(password: Secret, hash: Option<String>) -> Result<Verdict, Problem> {
    in_turn(move || {
        let text = hash.as_deref().unwrap_or(&NOBODYS);
        let parsed = PasswordHash::new(text).map_err(|why| {
            tracing::error!(%why, "the hash of a password is damaged");
            Problem::Internal
        })?;
        // What is longer than a password can be is not hashed, whatever is kept.
        if password.chars().count() > PASSWORD_CHARACTERS_MAX {
            return Ok(Verdict::Wrong);
        }
        let right = argon2().verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(match (right && hash.is_some(), is_todays(&parsed)) {
            (false, _) => Verdict::Wrong,
            (true, true) => Verdict::Right,
            (true, false) => Verdict::RightButOld,
        })
    })
    .await
}

fn is_todays(hash: &PasswordHash) -> bool {
    hash.algorithm.as_str() == Algorithm::Argon2id.as_str()
        && Params::try_from(hash).is_ok_and(|params| {
            (params.m_cost(), params.t_cost(), params.p_cost()) == (MEMORY_KIB, PASSES, LANES)
        })
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("the parameters are in their ranges");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Does hard work beside the threads that serve, a few at a time.
async fn in_turn<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let turn = tokio::time::timeout(TURN_WAIT_MAX, TURNS.clone().acquire_owned());
    let turn: OwnedSemaphorePermit = match turn.await {
        Ok(turn) => turn.expect("the turns are never closed"),
        Err(_) => return Err(Problem::TooMany { seconds: TURN_WAIT_MAX.as_secs() }),
    };
    let work = tokio::task::spawn_blocking(move || {
        // Held until the work is done, also when nobody waits for it any more.
        let _turn = turn;
        work()
    });
    work.await.unwrap_or_else(|why| {
        tracing::error!(%why, "the hash of a password failed");
        Err(Problem::Internal)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::from(text)
    }

    #[tokio::test]
    async fn a_password_is_right_or_wrong_and_its_hash_says_how_it_was_made() {
        let kept = hash(secret("correct horse")).await.expect("there is room");
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        let verdict = |password: &str, kept: Option<&str>| verify(secret(password), kept.map(str::to_owned));
        assert_eq!(verdict("correct horse", Some(&kept)).await, Ok(Verdict::Right));
        assert_eq!(verdict("correct horsf", Some(&kept)).await, Ok(Verdict::Wrong));
        assert_eq!(verdict("nobody's password", None).await, Ok(Verdict::Wrong));
        assert_eq!(verdict(&"x".repeat(1_000_000), Some(&kept)).await, Ok(Verdict::Wrong));
        assert_ne!(
            hash(secret("correct horse")).await.expect("there is room"),
            kept,
            "each has its own salt"
        );
    }

    #[tokio::test]
    async fn a_hash_of_yesterday_is_right_and_old() {
        let weak = Params::new(8 * 1_024, 1, 1, None).expect("they are in their ranges");
        let old: PasswordHash = Argon2::new(Algorithm::Argon2id, Version::V0x13, weak)
            .hash_password(b"correct horse")
            .expect("there is chance");
        let verdict = verify(secret("correct horse"), Some(old.to_string())).await;
        assert_eq!(verdict, Ok(Verdict::RightButOld));
    }

    #[test]
    fn length_is_what_a_password_needs() {
        for good in ["tausendfüßler", "correct horse battery staple", &"äb".repeat(64)] {
            assert_eq!(check("password", good, "alice"), Ok(()));
        }
        for bad in ["", "short", "123456789", "ALICE.LIDDELL", "aaaaaaaaaaaa", &"äb".repeat(65)] {
            assert!(check("password", bad, "alice.liddell").is_err(), "{bad}");
        }
    }
}
