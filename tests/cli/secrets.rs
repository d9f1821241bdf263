//! `callcenter secrets`.

use callcenter::core::Timestamp;
use callcenter::http::access::Vault;
use callcenter::store::{SIP_SECRETS, Select, SipSecretRow, Write, rows};

use super::program::{Folder, callcenter, run};

/// What is sealed in the store of a folder, after `put` was put there.
fn sealed(store: &str, put: Vec<SipSecretRow>) -> Vec<(String, String)> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    runtime.block_on(async {
        let store = callcenter::store::open(store).await.expect("it can be opened");
        store.write(Write::default().put(put)).await.expect("it can be written");
        let found = rows::<SipSecretRow>(&*store, &Select::from(SIP_SECRETS).by("extension")).await;
        store.close().await;
        let text = |row: SipSecretRow| (row.extension, String::from_utf8(row.sealed).expect("a text"));
        found.expect("it can be read").into_iter().map(text).collect()
    })
}

fn row(vault: &Vault, extension: &str, secret: &str) -> SipSecretRow {
    let sealed = vault.seal(&format!("extension {extension}"), secret).expect("it can be sealed");
    SipSecretRow {
        extension: extension.to_owned(),
        set_at: Timestamp::from_secs(1_795_219_200),
        set_by: "root".to_owned(),
        sealed: sealed.into_bytes(),
    }
}

#[test]
fn secrets_are_sealed_anew_while_a_server_has_the_old_key() {
    let folder = Folder::new("secrets");
    let data = folder.path("");
    let store = format!("sqlite:{}", folder.path("calls.db"));
    let secrets = |arguments: &[&str]| {
        let all: Vec<_> =
            ["secrets"].iter().chain(arguments).chain(&["--data", data.as_str()]).copied().collect();
        run(callcenter(&all))
    };
    let none = secrets(&["rotate"]);
    assert!(!none.ok() && none.err.contains("--key-file"), "a key made by mistake opens nothing: {none:?}");

    let server = Vault::at(folder.path("key"));
    let before = sealed(&store, vec![row(&server, "1001", "geheim"), row(&server, "1002", "geheimer")]);
    let rotated = secrets(&["rotate"]);
    assert!(rotated.ok() && rotated.out.contains("2 secrets were sealed anew"), "{rotated:?}");
    // The server sets one meanwhile: by the new key, which it never made.
    let after = sealed(&store, vec![row(&server, "1003", "am geheimsten")]);
    let status = secrets(&["status"]);
    assert!(
        status.ok() && status.out.contains("3 secrets, 0 of them") && status.out.contains("2 keys"),
        "{status:?}"
    );

    let old = std::fs::read_to_string(folder.path("key")).expect("it is there");
    let forgotten = secrets(&["rotate", "--forget-older"]);
    assert!(forgotten.ok() && forgotten.out.contains("2 older keys were taken out"), "{forgotten:?}");
    let kept = std::fs::read_to_string(folder.path("key")).expect("it is there");
    assert!(kept.lines().count() == 1 && !old.contains(kept.trim()), "one key, and none of before");
    let last = sealed(&store, Vec::new());
    for ((extension, text), secret) in last.iter().zip(["geheim", "geheimer", "am geheimsten"]) {
        let opened = server.open(&format!("extension {extension}"), text).expect("by the newest key");
        assert_eq!(opened.as_str(), secret);
    }
    for (extension, text) in before.iter().chain(&after) {
        assert!(server.open(&format!("extension {extension}"), text).is_err(), "the old key opens nothing");
    }
}
