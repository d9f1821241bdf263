//! What every request passes: names, limits, headers, other sites' pages; and serving with TLS.

use callcenter_http::access::Hosts;
use callcenter_http::{Role, TlsFiles, app, serve};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::access::user;
use crate::client::Served;

#[tokio::test]
async fn answers_keep_browsers_from_doing_with_them_what_they_are_not_for() {
    let served = Served::start_with(|config| {
        config.access.connects =
            ["wss://pbx.example.com:8089".to_owned(), "evil; script-src *".to_owned()].into();
    })
    .await;
    for path in ["/healthz", "/api/auth/me", "/nowhere"] {
        let answer = served.get(path).send().await.expect("it answers");
        let headers = answer.headers();
        let policy = headers["content-security-policy"].to_str().expect("it is ASCII");
        assert!(
            policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert!(policy.contains("connect-src 'self' wss://pbx.example.com:8089;"), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("script-src *"), "{policy}");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["x-frame-options"], "DENY");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert_eq!(headers["cache-control"], "no-store");
        assert!(!headers.contains_key("strict-transport-security"), "it was no TLS");
        assert!(!headers.contains_key("access-control-allow-origin"));
        assert_eq!(headers["x-request-id"].len(), 32);
    }
}

#[tokio::test]
async fn a_page_that_reaches_us_by_a_name_that_is_not_ours_gets_nothing() {
    let names = ["cc.example.com".to_owned()].into();
    let served = Served::start_with(|config| config.access.hosts = Hosts::Named(names)).await;
    for (host, status) in [
        ("cc.example.com", 200),
        ("CC.example.com:8080", 200),
        ("localhost", 200),
        ("127.0.0.1:1", 200),
        ("rebound.evil.com", 403),
        ("cc.example.com.evil.com", 403),
    ] {
        let answer = served.get("/healthz").header("host", host).send().await.expect("it answers");
        assert_eq!(answer.status(), status, "{host}");
    }
}

#[tokio::test]
async fn f_290_pages_of_other_sites_may_ask_only_where_they_are_allowed() {
    let origins = ["https://crm.example.com".to_owned()].into();
    let served = Served::start_with(|config| config.access.origins = origins).await;
    let preflight = |origin: &'static str| {
        let request = served.ask(Method::OPTIONS, "/api/auth/login").header("origin", origin);
        let request = request.header("access-control-request-method", "POST");
        request.header("access-control-request-headers", "content-type,x-csrf-token").send()
    };
    let allowed = preflight("https://crm.example.com").await.expect("it answers");
    assert_eq!(allowed.headers()["access-control-allow-origin"], "https://crm.example.com");
    assert_eq!(allowed.headers()["access-control-allow-credentials"], "true");
    let named = allowed.headers()["access-control-allow-headers"].to_str().expect("it is ASCII").to_owned();
    assert!(named.contains("x-csrf-token"), "{named}");
    for origin in ["https://evil.example.com", "http://crm.example.com", "null"] {
        let refused = preflight(origin).await.expect("it answers");
        assert!(!refused.headers().contains_key("access-control-allow-origin"), "{origin}");
    }
    user(&served, "alice", Role::Agent).await;
    let login = |origin: &'static str| {
        let body = json!({ "login": "alice", "password": "a long enough sentence" });
        served.ask(Method::POST, "/api/auth/login").header("origin", origin).json(&body).send()
    };
    assert_eq!(login("https://crm.example.com").await.expect("it answers").status(), 200);
    assert_eq!(login("https://evil.example.com").await.expect("it answers").status(), 403);
}

#[tokio::test]
async fn what_is_too_large_or_of_another_kind_is_said_to_be() {
    let served = Served::start_with(|config| config.access.body_bytes_max = 1_000).await;
    let send = |kind: &'static str, body: String| {
        let request = served.ask(Method::POST, "/api/auth/login").header("content-type", kind).body(body);
        async {
            let answer = request.send().await.expect("it answers");
            assert_eq!(answer.headers()["content-type"], "application/problem+json");
            answer.status().as_u16()
        }
    };
    let large = json!({ "login": "a".repeat(2_000), "password": "b" }).to_string();
    assert_eq!(send("application/json", large).await, 413);
    assert_eq!(send("text/plain", "{}".to_owned()).await, 415);
    assert_eq!(send("application/json", "{".to_owned()).await, 400);
    assert_eq!(send("application/json", "{}".to_owned()).await, 422);
    let other = served.ask(Method::PATCH, "/api/auth/login").send().await.expect("it answers");
    assert_eq!(other.status(), 405);
    assert_eq!(other.headers()["content-type"], "application/problem+json");
}

/// A certificate for `localhost` in a folder of its own.
fn certificate() -> (tempfile::TempDir, TlsFiles, reqwest::Certificate) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("it can be made");
    let files = TlsFiles { certificate: folder.path().join("cert.pem"), key: folder.path().join("key.pem") };
    std::fs::write(&files.certificate, made.cert.pem()).expect("it can be written");
    std::fs::write(&files.key, made.signing_key.serialize_pem()).expect("it can be written");
    let trusted = reqwest::Certificate::from_pem(made.cert.pem().as_bytes()).expect("it is one");
    (folder, files, trusted)
}

#[tokio::test]
async fn f_291_with_tls_cookies_are_secure_and_the_server_ends_when_it_is_told_to() {
    let served = Served::start().await;
    user(&served, "alice", Role::Agent).await;
    let (_folder, files, trusted) = certificate();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
    let port = listener.local_addr().expect("it is bound").port();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve(listener, app(served.site.clone()), Some(files), async {
        let _ = stopped.await;
    }));
    let client = Client::builder().tls_certs_only([trusted]).build().expect("it can be built");
    let body = json!({ "login": "alice", "password": "a long enough sentence" });
    let login = client.post(format!("https://localhost:{port}/api/auth/login")).json(&body);
    let answer = login.send().await.expect("it answers");
    assert_eq!(answer.status(), 200);
    let cookie = answer.headers()["set-cookie"].to_str().expect("it is ASCII").to_owned();
    assert!(cookie.ends_with("; Secure"), "{cookie}");
    let cookie = cookie.split(';').next().expect("there is a first part");
    let me = client.get(format!("https://localhost:{port}/api/auth/me")).header("cookie", cookie);
    let me: Value = me.send().await.expect("it answers").json().await.expect("it is JSON");
    assert_eq!(me["user"]["login"], "alice");
    let audit: Value = served
        .get("/api/audit")
        .bearer_auth(served.log_in(Role::Administrator, None))
        .send()
        .await
        .expect("it answers")
        .json()
        .await
        .expect("it is JSON");
    assert_eq!(audit["items"][0]["address"], "127.0.0.1");
    stop.send(()).expect("it serves");
    serving.await.expect("it does not fail").expect("the certificate was good");
    assert!(client.get(format!("https://localhost:{port}/healthz")).send().await.is_err());
}

#[tokio::test]
async fn a_certificate_that_is_none_is_said_at_the_begin() {
    let served = Served::start().await;
    let (folder, files, _) = certificate();
    std::fs::remove_file(&files.key).expect("it is there");
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
    let error = serve(listener, app(served.site.clone()), Some(files), std::future::pending());
    let error = error.await.expect_err("there is no key").to_string();
    assert!(error.contains("key.pem"), "{error}");
    drop(folder);
}

#[tokio::test]
async fn behind_a_proxy_that_is_trusted_the_client_is_who_it_says() {
    let served = Served::start_with(|config| {
        config.access.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
    })
    .await;
    user(&served, "alice", Role::Agent).await;
    let body = json!({ "login": "alice", "password": "a long enough sentence" });
    let login = served
        .ask(Method::POST, "/api/auth/login")
        .header("x-forwarded-for", "6.6.6.6, 198.51.100.7")
        .header("x-forwarded-proto", "https")
        .header("x-forwarded-host", "cc.example.com")
        .header("origin", "https://cc.example.com")
        .header("x-request-id", "from-the-proxy")
        .json(&body);
    let answer = login.send().await.expect("it answers");
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["x-request-id"], "from-the-proxy");
    assert!(answer.headers().contains_key("strict-transport-security"));
    let cookie = answer.headers()["set-cookie"].to_str().expect("it is ASCII");
    assert!(cookie.ends_with("; Secure"), "{cookie}");
    let sessions =
        served.get("/api/auth/sessions").header("cookie", cookie.split(';').next().expect("a part"));
    let sessions: Value = sessions.send().await.expect("it answers").json().await.expect("it is JSON");
    assert_eq!(sessions["items"][0]["address"], "198.51.100.7");
}
