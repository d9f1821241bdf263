//! What another program answers, made fit for a card.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::customers::customer::{
    ADDRESS_CHARACTERS_MAX, CustomerKind, CustomerNumber, NAME_CHARACTERS_MAX, NOTE_CHARACTERS_MAX,
    NUMBERS_MAX, NumberKind, TAG_CHARACTERS_MAX, TAGS_MAX,
};
use crate::customers::number::NUMBER_CHARACTERS_MAX;
use crate::customers::source::CardCustomer;

/// Other fields that a card shows.
const FIELDS_MAX: usize = 30;

/// Characters of one.
const FIELD_CHARACTERS_MAX: usize = 500;

/// Reads an answer: the customer itself, or `{"customer": …}`; `null` is nobody. Texts that are too long are cut, control
/// characters left out.
pub(super) fn customer(body: &[u8]) -> Result<Option<CardCustomer>, String> {
    let answer: Value =
        serde_json::from_slice(body).map_err(|_| "it does not answer with JSON".to_owned())?;
    let own = match answer {
        Value::Object(mut object) => object.remove("customer").unwrap_or(Value::Object(object)),
        other => other,
    };
    match own {
        Value::Null => Ok(None),
        Value::Object(object) if object.is_empty() => Ok(None),
        Value::Object(object) => Ok(Some(card(object))),
        _ => Err("its answer is no customer: {\"customer\": {\"name\": …}} is one".to_owned()),
    }
}

fn card(mut object: Map<String, Value>) -> CardCustomer {
    let mut take = |name: &str, most: usize| object.remove(name).and_then(|value| text(&value, most));
    let one = NAME_CHARACTERS_MAX;
    let mut card = CardCustomer {
        id: take("id", one),
        external_id: take("external_id", one),
        kind: CustomerKind::of(&take("kind", one).unwrap_or_default()),
        name: take("name", one).unwrap_or_default(),
        company: take("company", one).unwrap_or_default(),
        email: take("email", one).unwrap_or_default(),
        address: take("address", ADDRESS_CHARACTERS_MAX).unwrap_or_default(),
        language: take("language", one).unwrap_or_default(),
        status: take("status", TAG_CHARACTERS_MAX).unwrap_or_default(),
        note: take("note", NOTE_CHARACTERS_MAX).unwrap_or_default(),
        // A page that is not on the web may be a script.
        url: take("url", 2_000).filter(|url| url.starts_with("https://") || url.starts_with("http://")),
        ..CardCustomer::default()
    };
    if let Some(Value::Array(tags)) = object.remove("tags") {
        card.tags = tags.iter().filter_map(|tag| text(tag, TAG_CHARACTERS_MAX)).take(TAGS_MAX).collect();
    }
    if let Some(Value::Array(numbers)) = object.remove("numbers") {
        card.numbers = numbers.iter().filter_map(number).take(NUMBERS_MAX).collect();
    }
    let fields = match object.remove("fields") {
        Some(Value::Object(fields)) => fields,
        _ => object,
    };
    let fields = fields.iter().filter_map(|(name, value)| {
        Some((cut(name, TAG_CHARACTERS_MAX), text(value, FIELD_CHARACTERS_MAX)?))
    });
    card.fields = fields.take(FIELDS_MAX).collect::<BTreeMap<_, _>>();
    card
}

fn number(value: &Value) -> Option<CustomerNumber> {
    let (number, kind) = match value {
        Value::Object(object) => (object.get("number")?, object.get("kind").and_then(Value::as_str)),
        value => (value, None),
    };
    let kind = kind.map(NumberKind::of).unwrap_or_default();
    Some(CustomerNumber { kind, number: text(number, NUMBER_CHARACTERS_MAX)?, e164: None })
}

fn text(value: &Value, most: usize) -> Option<String> {
    let text = match value {
        Value::String(text) => cut(text, most),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn cut(text: &str, most: usize) -> String {
    let fit = |sign: &char| !sign.is_control() || *sign == '\n';
    text.trim().chars().filter(fit).take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_made_fit_for_a_card() {
        let body = br#"{"customer": {"id": 42, "name": "Anna\u0000 Schmidt ", "tags": ["vip", 7, null], "url": "javascript:alert(1)",
            "numbers": ["+49301234567", {"number": "1001", "kind": "work"}, {}], "contract": "gold", "open": true, "deep": {"a": 1}}}"#;
        let card = customer(body).expect("it is one").expect("somebody");
        assert_eq!((card.id.as_deref(), card.name.as_str(), card.url), (Some("42"), "Anna Schmidt", None));
        assert_eq!(card.tags, ["vip", "7"]);
        assert_eq!(card.numbers.len(), 2);
        let fields: Vec<_> =
            card.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(fields, [("contract", "gold"), ("open", "true")]);
    }

    #[test]
    fn nobody_is_nobody_and_nonsense_is_told() {
        for nobody in ["null", "{}", "{\"customer\": null}"] {
            assert_eq!(customer(nobody.as_bytes()), Ok(None), "{nobody}");
        }
        for nonsense in ["", "<html>", "[]", "7", "{\"customer\": []}"] {
            assert!(customer(nonsense.as_bytes()).is_err(), "{nonsense}");
        }
    }

    #[test]
    fn a_long_answer_is_cut() {
        let name = "x".repeat(9_999);
        let fields: Map<String, Value> =
            (0..99).map(|n| (format!("f{n}"), Value::from(name.as_str()))).collect();
        let body = serde_json::json!({ "name": name, "fields": fields }).to_string();
        let card = customer(body.as_bytes()).expect("it is one").expect("somebody");
        assert_eq!((card.name.len(), card.fields.len()), (NAME_CHARACTERS_MAX, FIELDS_MAX));
        assert!(card.fields.values().all(|value| value.len() == FIELD_CHARACTERS_MAX));
    }
}
