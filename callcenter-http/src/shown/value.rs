//! Durations as JSON has them.

use callcenter_core::Span;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// A duration in seconds, exact to the µs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, ToSchema)]
#[schema(value_type = f64, example = 12.345)]
pub struct Seconds(Span);

impl From<Span> for Seconds {
    fn from(span: Span) -> Self {
        Self(span)
    }
}

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0.as_micros() as f64 / 1e6)
    }
}

/// A text, or nothing where it is empty.
pub(super) fn filled(text: impl AsRef<str>) -> Option<String> {
    Some(text.as_ref()).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_seconds() {
        let span = Seconds(Span::from_micros(12_345_000));
        assert_eq!(serde_json::to_string(&span).expect("it is a number"), "12.345");
    }
}
