//! `callcenter user` and `callcenter token`.

use callcenter::http::access::{Access, AccessConfig, Browser};
use callcenter::http::clock::Clock;
use callcenter::http::{Problem, Role};

use super::program::{Folder, callcenter, run};

/// Logs in at the store of a folder, as a server would let it.
fn log_in(store: &str, login: &str, password: &str) -> Result<Role, Problem> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    runtime.block_on(async {
        let store = callcenter::store::open(store).await.expect("it is there");
        let access = Access::new(store.clone(), Clock::Machine, AccessConfig::default());
        let found = access.log_in(login, password.into(), Browser::default()).await;
        store.close().await;
        found.map(|found| found.person.role)
    })
}

#[test]
fn a_lost_administrator_is_found_again_at_the_shell() {
    let folder = Folder::new("accounts");
    let store = format!("sqlite:{}", folder.path("calls.db"));
    let user = |arguments: &[&str], input: &str| {
        let all: Vec<_> =
            ["user"].iter().chain(arguments).chain(&["--store", store.as_str()]).copied().collect();
        run(callcenter(&all).stdin(input.as_bytes()))
    };
    let made = user(&["add", "Root", "--role", "administrator"], "a password to lose\n");
    assert!(made.ok(), "{made:?}");
    assert_eq!(log_in(&store, "root", "a password to lose"), Ok(Role::Administrator));
    let again = user(&["add", "root", "--role", "agent"], "another password\n");
    assert!(!again.ok() && again.err.contains("somebody's already"), "{again:?}");
    let short = user(&["password", "root"], "short\n");
    assert!(!short.ok() && short.err.contains("10 characters"), "{short:?}");
    let none = user(&["password", "root"], "");
    assert!(!none.ok() && none.err.contains("first line is empty"), "{none:?}");

    let changed = user(&["password", "root"], "a password to keep\r\n");
    assert!(changed.ok(), "{changed:?}");
    assert_eq!(log_in(&store, "root", "a password to lose"), Err(Problem::WrongPassword));
    assert_eq!(log_in(&store, "root", "a password to keep"), Ok(Role::Administrator));

    let last = user(&["disable", "root"], "");
    assert!(!last.ok() && last.err.contains("last administrator"), "{last:?}");
    assert!(user(&["add", "alice", "--role", "agent", "--agent", "1001"], "alice's own words\n").ok());
    assert!(user(&["disable", "alice"], "").ok());
    assert_eq!(log_in(&store, "alice", "alice's own words"), Err(Problem::WrongPassword));
    let list = user(&["list"], "");
    let alice = list.out.lines().find(|line| line.starts_with("alice")).expect("she is listed");
    assert!(alice.contains("agent") && alice.contains("1001") && alice.contains("disabled"), "{alice}");
    assert!(user(&["enable", "alice"], "").ok());
    assert_eq!(log_in(&store, "alice", "alice's own words"), Ok(Role::Agent));

    let token =
        run(callcenter(&["token", "add", "alice", "wallboard", "--scope", "read", "--store", &store]));
    assert!(token.ok() && token.out.starts_with("cct_"), "{token:?}");
    let list = run(callcenter(&["token", "list", "--store", &store]));
    let line = list.out.lines().find(|line| line.contains("wallboard")).expect("it is listed").to_owned();
    assert!(!list.out.contains(token.out.trim()), "{line}");
    let id = line.split(' ').next().expect("a line begins with the id");
    let deleted = run(callcenter(&["token", "delete", id, "--store", &store]));
    assert!(deleted.ok(), "{deleted:?}");
    let none = run(callcenter(&["token", "add", "nobody", "x", "--scope", "read", "--store", &store]));
    assert!(!none.ok() && none.err.contains("there is no user nobody"), "{none:?}");
}
