//! The description as generators of clients read it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use callcenter_http::{Role, openapi};
use reqwest::Method;
use serde_json::Value;

use crate::client::Served;

fn described() -> Value {
    serde_json::to_value(openapi()).expect("the description is JSON")
}

/// Each value below a key, wherever it stands.
fn all<'a>(value: &'a Value, key: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                if name == key {
                    found.push(field);
                }
                all(field, key, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| all(item, key, found)),
        _ => {}
    }
}

#[test]
fn f_245_each_reference_leads_somewhere() {
    let described = described();
    let mut references = Vec::new();
    all(&described, "$ref", &mut references);
    assert!(references.len() > 100, "only {} references", references.len());
    for reference in references.iter().filter_map(|reference| reference.as_str()) {
        let path = reference.strip_prefix('#').expect("everything stands in this document");
        assert!(described.pointer(path).is_some(), "{reference} leads nowhere");
    }
}

#[test]
fn f_245_each_way_to_be_known_is_described() {
    let described = described();
    let mut needs = Vec::new();
    all(&described["paths"], "security", &mut needs);
    let named: BTreeSet<&str> = needs
        .iter()
        .filter_map(|need| need.as_array())
        .flatten()
        .filter_map(Value::as_object)
        .flat_map(|need| need.keys().map(String::as_str))
        .collect();
    let schemes = described["components"]["securitySchemes"].as_object().expect("there are schemes");
    assert_eq!(named, schemes.keys().map(String::as_str).collect());
    assert_eq!(described["components"]["securitySchemes"]["session"]["name"], "callcenter_session");
    assert_eq!(described["components"]["securitySchemes"]["token"]["scheme"], "bearer");
}

#[test]
fn f_245_each_operation_has_a_name_of_its_own() {
    let described = described();
    let mut ids = Vec::new();
    all(&described["paths"], "operationId", &mut ids);
    let mut seen = BTreeMap::new();
    for id in ids {
        *seen.entry(id.as_str().expect("a name is text")).or_insert(0) += 1;
    }
    let twice: Vec<_> = seen.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "the same name for more than one operation: {twice:?}");
}

/// What takes no body. Whatever else is sent takes one, and says which.
const WITHOUT_BODY: [&str; 7] = [
    "post /api/auth/logout",
    "post /api/extensions/refresh",
    "post /api/extensions/{number}/credentials",
    "post /api/extensions/{number}/secret",
    "post /api/jobs/{id}/cancel",
    "post /api/settings/reconclude",
    "post /api/ws-ticket",
];

#[test]
fn f_245_each_body_that_is_taken_is_described() {
    let described = described();
    let mut without = Vec::new();
    for (path, item) in described["paths"].as_object().expect("there are paths") {
        for (method, operation) in item.as_object().expect("there are operations") {
            if ["post", "put", "patch"].contains(&method.as_str()) && operation["requestBody"].is_null() {
                without.push(format!("{method} {path}"));
            }
        }
    }
    without.sort();
    assert_eq!(without, WITHOUT_BODY);
}

#[test]
fn f_245_a_body_may_be_left_out_where_no_field_of_it_is_needed() {
    let described = described();
    let is_needed =
        |path: &str| described["paths"][path]["post"]["requestBody"]["required"].as_bool().unwrap_or(false);
    assert!(!is_needed("/api/agents/{agent}/logout"));
    assert!(!is_needed("/api/calls/{id}/hangup"));
    assert!(is_needed("/api/calls/{id}/transfer"));
    assert!(is_needed("/api/customers"));
}

#[tokio::test]
async fn f_288_a_list_is_not_taken_for_the_fields_of_an_object() {
    let served = Served::start().await;
    let session = served.log_in(Role::Administrator, None);
    let bodies = [
        ("/api/settings", Method::PUT, "[null,null,null,null]"),
        ("/api/customers", Method::POST, " [\"a\"]"),
        ("/api/teams", Method::POST, "[\"north\"]"),
        ("/api/agents/1001/logout", Method::POST, "[]"),
    ];
    for (path, method, body) in bodies {
        let request = served.ask(method, path).bearer_auth(&session);
        let answer =
            request.header("content-type", "application/json").body(body).send().await.expect("it answers");
        assert_eq!(answer.status(), 422, "{path}");
    }
}

/// Of two types with one name the description has only one, and says it of both.
#[test]
fn f_245_no_two_types_have_one_name_in_the_description() {
    let mut places: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    types_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut places);
    assert!(places.contains_key("CallDirection"), "the engine's words are among them");
    assert!(places.len() > 100, "only {} types were found", places.len());
    let twice: Vec<_> = places.iter().filter(|(_, places)| places.len() > 1).collect();
    assert!(twice.is_empty(), "give one of them a name with #[schema(as = …)]: {twice:?}");
}

fn types_in(folder: &Path, places: &mut BTreeMap<String, Vec<PathBuf>>) {
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            types_in(&path, places);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).expect("the file can be read");
            for name in names(&text) {
                places.entry(name).or_default().push(path.clone());
            }
        }
    }
}

/// What the types of a file that derive their schema are called in the description.
fn names(text: &str) -> Vec<String> {
    let word = |text: &str| -> String {
        text.trim_start().chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
    };
    let mut found = Vec::new();
    let mut derives = false;
    let mut other = None;
    for line in text.lines().map(str::trim_start).filter(|line| !line.starts_with("//")) {
        derives |= line.contains("ToSchema") && !line.starts_with("use ") && !line.starts_with("impl");
        if let Some((_, name)) = line.split_once("schema(as = ") {
            other = Some(word(name)).filter(|name| !name.is_empty());
        }
        // The engine's words: `Activity as AgentActivity from callcenter_core::fact::Activity {`.
        if let Some((head, _)) = line.split_once(" from callcenter_core::")
            && let Some((_, name)) = head.split_once(" as ")
        {
            found.push(word(name));
        }
        let bare =
            line.strip_prefix("pub").map_or(line, |rest| rest.split_once(' ').map_or(rest, |(_, item)| item));
        let item = bare.strip_prefix("struct ").or_else(|| bare.strip_prefix("enum "));
        if let Some(item) = item {
            let name = other.take().unwrap_or_else(|| word(item));
            if std::mem::take(&mut derives) {
                found.push(name);
            }
        }
    }
    found
}
