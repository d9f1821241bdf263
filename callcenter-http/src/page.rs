//! What lists have in common: questions, limits, and cursors that stay right while rows come in.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

use crate::problem::Problem;

/// Rows of a page that nobody sized.
pub(crate) const PAGE_ROWS: u32 = 50;

/// Rows of a page at most.
pub(crate) const PAGE_ROWS_MAX: u32 = 500;

/// Bytes of a cursor at most: a text of the database's longest key, and what stands around it.
const CURSOR_BYTES_MAX: usize = 4_096;

/// How many rows are wanted.
///
/// # Errors
/// [`Problem::Invalid`] when it is none or too many.
pub(crate) fn rows_wanted(limit: Option<u32>) -> Result<usize, Problem> {
    match limit.unwrap_or(PAGE_ROWS) {
        rows @ 1..=PAGE_ROWS_MAX => Ok(rows as usize),
        rows => Err(Problem::Invalid {
            field: "limit",
            why: format!("{rows} rows cannot be asked for at once; ask for 1 to {PAGE_ROWS_MAX}"),
        }),
    }
}

/// Writes where a page ended, for the client to give back.
pub(crate) fn cursor(after: &impl Serialize) -> String {
    let text = serde_json::to_vec(after).expect("a cursor is numbers and texts");
    URL_SAFE_NO_PAD.encode(text)
}

/// Reads what [`cursor`] wrote.
///
/// # Errors
/// [`Problem::Invalid`] when it is none of ours.
pub(crate) fn after<T: DeserializeOwned>(cursor: &str) -> Result<T, Problem> {
    let wrong = || Problem::Invalid {
        field: "cursor",
        why: "this is no cursor of this list; give back `next` as it was, or leave it out".to_owned(),
    };
    if cursor.len() > CURSOR_BYTES_MAX {
        return Err(wrong());
    }
    let text = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| wrong())?;
    serde_json::from_slice(&text).map_err(|_| wrong())
}

/// Words of a list with commas, none of them empty.
///
/// # Errors
/// [`Problem::Invalid`] when there are more than a list may have.
pub(crate) fn words(field: &'static str, list: Option<&str>) -> Result<Vec<String>, Problem> {
    let list: Vec<String> = list
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    match list.len() > WORDS_MAX {
        true => Err(Problem::Invalid { field, why: format!("at most {WORDS_MAX} can be named") }),
        false => Ok(list),
    }
}

/// Words that one parameter may list.
const WORDS_MAX: usize = 200;

/// The words of an enum that are known, from a list of them.
///
/// # Errors
/// [`Problem::Invalid`] for a word that is not known; it says which are.
pub(crate) fn known<T: DeserializeOwned>(
    field: &'static str,
    list: Option<&str>,
) -> Result<Vec<String>, Problem> {
    let list = words(field, list)?;
    for word in &list {
        let found: Result<T, _> = serde_json::from_value(serde_json::Value::String(word.clone()));
        if let Err(why) = found {
            return Err(Problem::Invalid { field, why: why.to_string() });
        }
    }
    Ok(list)
}

/// What everything that is asked may answer instead: in the description of each route.
#[derive(Debug)]
pub(crate) struct Problems;

impl utoipa::IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let problem = |what: &str| {
            let body = Ref::from_schema_name("Problem");
            let content = ContentBuilder::new().schema(Some(body)).build();
            RefOr::T(
                ResponseBuilder::new().description(what).content("application/problem+json", content).build(),
            )
        };
        let what = "What went wrong, and what to do";
        BTreeMap::from([("default".to_owned(), problem(what))])
    }
}

/// A page of a list, for its description.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Page<T> {
    /// The rows.
    pub(crate) items: Vec<T>,
    /// Where the next page begins: give it back as `cursor`. Absent: this is the last one.
    pub(crate) next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was_and_anything_else_is_refused() {
        let place = (Some(1_795_334_400_000_000_i64), 7_i64, "a/b+c=?".to_owned());
        assert_eq!(after::<(Option<i64>, i64, String)>(&cursor(&place)), Ok(place));
        for wrong in ["", "%", "AAAA", "e30", &"A".repeat(CURSOR_BYTES_MAX + 1)] {
            let refused = after::<(Option<i64>, i64, String)>(wrong);
            assert!(matches!(refused, Err(Problem::Invalid { field: "cursor", .. })), "{wrong:?}");
        }
    }

    #[test]
    fn words_are_told_apart_by_commas_and_unknown_ones_are_named() {
        assert_eq!(
            words("queue", Some(" a, b,,c ")),
            Ok(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()])
        );
        let many = vec!["a"; WORDS_MAX + 1].join(",");
        assert!(words("queue", Some(&many)).is_err());
        let wrong = known::<crate::shown::Direction>("direction", Some("inbound,sideways"));
        let Err(Problem::Invalid { field: "direction", why }) = wrong else { panic!("{wrong:?}") };
        assert!(why.contains("sideways") && why.contains("outbound"), "{why}");
    }
}
