//! The web console as it is embedded: its page at every address of its own, its files, and what is not its own.

use reqwest::{Method, StatusCode};

use crate::client::Served;

/// The page, as a browser asks for it.
async fn page(served: &Served, path: &str) -> reqwest::Response {
    served.ask(Method::GET, path).header("accept", "text/html,*/*").send().await.expect("it answers")
}

/// Where the page's program is, as the page says.
async fn script(served: &Served) -> String {
    let text = page(served, "/").await.text().await.expect("it is text");
    let from = text.find("/assets/").expect("the page names its program");
    text[from..].split('"').next().expect("the name ends").to_owned()
}

#[tokio::test]
async fn every_address_of_the_console_is_the_page_and_what_is_the_interface_s_is_not() {
    let served = Served::start().await;
    for path in ["/", "/calls", "/calls/of?queue=sales", "/admin/users", "/apis"] {
        let answer = page(&served, path).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8", "{path}");
        assert_eq!(answer.headers()["cache-control"], "no-cache", "{path}");
        assert!(answer.text().await.expect("it is text").contains("<div id=\"root\""), "{path}");
    }
    for path in ["/api/none", "/api", "/call-center/api/none", "/ws/none"] {
        let answer = page(&served, path).await;
        assert!(answer.status().is_client_error(), "{path}: {}", answer.status());
        assert_eq!(answer.headers()["content-type"], "application/problem+json", "{path}");
    }
    // A program that asks for what is not there gets a problem, not a page.
    let answer = served.ask(Method::GET, "/none").header("accept", "application/json").send().await;
    assert_eq!(answer.expect("it answers").status(), StatusCode::NOT_FOUND);
    let answer = served.ask(Method::POST, "/calls").header("accept", "text/html").send().await;
    assert!(answer.expect("it answers").status().is_client_error());
    let answer =
        served.ask(Method::HEAD, "/").header("accept", "text/html").send().await.expect("it answers");
    assert_eq!((answer.status(), answer.text().await.expect("it is empty")), (StatusCode::OK, String::new()));
}

#[tokio::test]
async fn files_are_small_are_kept_for_good_and_are_not_sent_twice() {
    let served = Served::start().await;
    let script = script(&served).await;
    let whole = served.get(&script).send().await.expect("it answers");
    assert_eq!(whole.headers()["content-type"], "text/javascript; charset=utf-8");
    assert_eq!(whole.headers()["cache-control"], "public, max-age=31536000, immutable");
    let length = whole.bytes().await.expect("it comes").len();

    let small = served.get(&script).header("accept-encoding", "gzip, br").send().await.expect("it answers");
    assert_eq!(small.headers()["content-encoding"], "br");
    assert_eq!(small.headers()["vary"], "accept-encoding");
    let tag = small.headers()["etag"].to_str().expect("it is text").to_owned();
    let compressed = small.bytes().await.expect("it comes").len();
    assert!(compressed * 2 < length, "{compressed} of {length} bytes");
    let refused = served.get(&script).header("accept-encoding", "br;q=0").send().await.expect("it answers");
    assert!(!refused.headers().contains_key("content-encoding"));

    let known = served.get(&script).header("accept-encoding", "br").header("if-none-match", tag);
    let known = known.send().await.expect("it answers");
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
    assert!(known.bytes().await.expect("it comes").is_empty());

    let raw = served.get(&format!("{script}.br")).send().await.expect("it answers");
    assert_eq!(raw.status(), StatusCode::NOT_FOUND, "the compressed file is no file of its own");
}
