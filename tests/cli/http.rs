//! As much of HTTP as a test at the built binary needs.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// How long a server may be silent.
const SILENCE_MAX: Duration = Duration::from_secs(30);

/// Somebody who asks a server, logged in or not.
pub(crate) struct Browser {
    address: String,
    cookie: String,
    csrf: String,
}

/// What a server answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<String>,
    input: BufReader<TcpStream>,
}

impl Browser {
    pub(crate) fn new(address: &str) -> Self {
        Self { address: address.to_owned(), cookie: String::new(), csrf: String::new() }
    }

    pub(crate) fn log_in(&mut self, login: &str, password: &str) -> u16 {
        let body = serde_json::json!({ "login": login, "password": password });
        let answer = self.ask("POST", "/api/auth/login", Some(&body));
        let cookie = answer.headers.iter().find_map(|line| line.strip_prefix("set-cookie: "));
        self.cookie = cookie.and_then(|cookie| cookie.split(';').next()).unwrap_or_default().to_owned();
        let status = answer.status;
        let told = answer.json();
        self.csrf = told["csrf"].as_str().unwrap_or_default().to_owned();
        status
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, None)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask("POST", path, Some(body))
    }

    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let Self { address, cookie, csrf } = self;
        let mut stream = TcpStream::connect(address).expect("the server listens");
        stream.set_read_timeout(Some(SILENCE_MAX)).expect("a span is not zero");
        let body = body.map(Value::to_string).unwrap_or_default();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\nconnection: close\r\n\
             cookie: {cookie}\r\nx-csrf-token: {csrf}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("the server reads");
        let mut input = BufReader::new(stream);
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            input.read_line(&mut line).expect("the server answers");
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            headers.push(line.to_owned());
        }
        let status =
            headers.first().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
        Answer { status: status.expect("an answer has a status"), headers, input }
    }
}

impl Answer {
    /// All of the body.
    pub(crate) fn json(mut self) -> Value {
        let mut body = String::new();
        self.input.read_to_string(&mut body).expect("the server ends the answer");
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}"))
    }

    /// The messages of a stream of events, for as long as they come.
    pub(crate) fn messages(self) -> impl Iterator<Item = Value> {
        let lines = self.input.lines().map(|line| line.expect("the server goes on"));
        lines.filter_map(|line| {
            line.strip_prefix("data: ").map(|data| serde_json::from_str(data).expect("a message is JSON"))
        })
    }
}
