//! What the description says of an answer, compared with the answer.

use reqwest::Method;
use serde_json::{Map, Value};

/// The description of the interface.
pub(super) struct Described(Value);

/// An operation of it.
pub(super) struct Operation<'a> {
    pub(super) template: &'a str,
    responses: &'a Map<String, Value>,
}

impl Described {
    pub(super) fn new() -> Self {
        Self(serde_json::to_value(callcenter_http::openapi()).expect("the description is JSON"))
    }

    /// The operation that a path is of; a word of its own comes before a parameter.
    pub(super) fn operation(&self, method: &Method, path: &str) -> Operation<'_> {
        let path = path.split('?').next().expect("there is something before the question");
        let words: Vec<&str> = path.split('/').collect();
        let fits = |template: &str| {
            let own: Vec<&str> = template.split('/').collect();
            own.len() == words.len()
                && own.iter().zip(&words).all(|(own, word)| own.starts_with('{') || own == word)
        };
        let paths = self.0["paths"].as_object().expect("it has paths");
        let (template, item) = paths
            .iter()
            .filter(|(template, _)| fits(template))
            .min_by_key(|(template, _)| template.matches('{').count())
            .unwrap_or_else(|| panic!("{path} is not described"));
        let operation = item.get(method.as_str().to_lowercase());
        let operation = operation.unwrap_or_else(|| panic!("{method} {template} is not described"));
        let responses = operation["responses"].as_object().expect("answers are described");
        Operation { template, responses }
    }

    /// What is in an answer and not as it is described; empty: nothing.
    pub(super) fn differs(
        &self,
        operation: &Operation<'_>,
        status: u16,
        kind: &str,
        body: &Value,
    ) -> Vec<String> {
        let Some(response) =
            operation.responses.get(&status.to_string()).or_else(|| operation.responses.get("default"))
        else {
            return vec![format!("the status {status} is not described")];
        };
        let Some(contents) = response.get("content").and_then(Value::as_object) else {
            return if body.is_null() {
                Vec::new()
            } else {
                vec!["a body where none is described".to_owned()]
            };
        };
        let kind = kind.split(';').next().unwrap_or_default().trim();
        match contents.get(kind) {
            Some(content) => self.wrong("", &content["schema"], body),
            None => vec![format!("the type {kind:?} is not described")],
        }
    }

    fn wrong(&self, at: &str, schema: &Value, value: &Value) -> Vec<String> {
        let mut found = Vec::new();
        self.check(at, schema, value, &mut found);
        if let (Value::Object(fields), Some(known)) = (value, self.fields(schema, value)) {
            let unknown = fields.keys().filter(|field| !known.contains(field));
            found.extend(unknown.map(|field| format!("{at}/{field} is not described")));
        }
        found
    }

    fn check(&self, at: &str, schema: &Value, value: &Value, found: &mut Vec<String>) {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.check(at, self.follow(reference), value, found);
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.check(at, part, value, found);
        }
        for choice in ["oneOf", "anyOf"] {
            let Some(choices) = schema[choice].as_array() else { continue };
            let fitting = choices.iter().filter(|own| self.wrong(at, own, value).is_empty()).count();
            if fitting == 0 || (choice == "oneOf" && fitting > 1) {
                found.push(format!("{at}: {fitting} of {} choices fit {value}", choices.len()));
            }
        }
        let types = match &schema["type"] {
            Value::String(one) => vec![one.as_str()],
            Value::Array(some) => some.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        if !types.is_empty() && !types.iter().any(|own| is(own, value)) {
            found.push(format!("{at}: {value} is none of {types:?}"));
        }
        if let Some(words) = schema["enum"].as_array()
            && !words.contains(value)
        {
            found.push(format!("{at}: {value} is none of the words {words:?}"));
        }
        if schema["format"] == "date-time"
            && let Some(text) = value.as_str()
            && text.parse::<jiff::Timestamp>().is_err()
        {
            found.push(format!("{at}: {text} is no moment"));
        }
        if let Some(number) = value.as_f64() {
            let low = schema["minimum"].as_f64().is_some_and(|least| number < least);
            let high = schema["maximum"].as_f64().is_some_and(|most| number > most);
            if low || high {
                found.push(format!("{at}: {number} is out of its range"));
            }
        }
        match value {
            Value::Object(fields) => {
                for needed in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                    if !fields.contains_key(needed) {
                        found.push(format!("{at}/{needed} is missing"));
                    }
                }
                for (field, value) in fields {
                    let at = format!("{at}/{field}");
                    if let Some(own) = schema["properties"].get(field) {
                        found.extend(self.wrong(&at, own, value));
                    } else if schema["additionalProperties"].is_object() {
                        found.extend(self.wrong(&at, &schema["additionalProperties"], value));
                    }
                }
            }
            Value::Array(items) if schema["items"].is_object() => {
                for (n, item) in items.iter().enumerate() {
                    found.extend(self.wrong(&format!("{at}/{n}"), &schema["items"], item));
                }
            }
            _ => {}
        }
    }

    /// The fields that an object may have by a schema; absent: any.
    fn fields<'a>(&'a self, schema: &'a Value, value: &Value) -> Option<Vec<&'a String>> {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.fields(self.follow(reference), value);
        }
        // Any field: of a map, or where nothing is said of what there is.
        let says = |word: &str| schema.get(word).is_some();
        if says("additionalProperties") && schema["additionalProperties"] != false {
            return None;
        }
        if !["properties", "allOf", "oneOf", "anyOf"].into_iter().any(says) {
            return None;
        }
        let mut known: Vec<&String> =
            schema["properties"].as_object().into_iter().flat_map(Map::keys).collect();
        for part in schema["allOf"].as_array().into_iter().flatten() {
            known.extend(self.fields(part, value)?);
        }
        for choice in ["oneOf", "anyOf"] {
            let choices = schema[choice].as_array().into_iter().flatten();
            for own in choices.filter(|own| self.wrong("", own, value).is_empty()) {
                known.extend(self.fields(own, value)?);
            }
        }
        Some(known)
    }

    fn follow(&self, reference: &str) -> &Value {
        let path = reference.strip_prefix('#').expect("everything stands in this document");
        self.0.pointer(path).unwrap_or_else(|| panic!("{reference} leads nowhere"))
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

#[test]
fn an_answer_that_is_not_as_described_is_found_out() {
    let described = Described::new();
    let operation = described.operation(&Method::GET, "/api/calls/live");
    assert_eq!(operation.template, "/api/calls/live", "and not that of a call called live");
    let differs = |body: &str| {
        let body: Value = serde_json::from_str(body).expect("it is JSON");
        described.differs(&operation, 200, "application/json", &body)
    };
    assert!(differs(r#"{"items": [], "seq": 3, "current": true, "stream": "s", "epoch": 1}"#).len() < 3);
    assert!(differs(r#"{"items": [{"id": 7}]}"#).iter().any(|wrong| wrong.starts_with("/items/0/")));
    assert!(differs(r#"{"items": [], "secret": 1}"#).contains(&"/secret is not described".to_owned()));
    assert!(!differs(r#"[]"#).is_empty());
    assert!(!described.differs(&operation, 200, "text/html", &Value::Null).is_empty());
}
