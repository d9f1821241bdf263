//! What a cell of a table holds, and how our types become cells and come back.

use callcenter_core::{Span, Text, Timestamp};

/// A cell: the same four kinds in every database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Nothing: not known, or did not happen.
    Null,
    /// A number; a moment in µs since the Unix epoch, UTC; a duration in µs; 0 or 1.
    Int(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A whole number.
    Int,
    /// A moment: µs since the Unix epoch, UTC. Stored as a number.
    Moment,
    /// A duration in µs. Stored as a number.
    Span,
    /// Yes or no. Stored as 1 and 0.
    Flag,
    /// A text.
    Text,
    /// Bytes.
    Bytes,
}

/// A type that a column can hold.
pub trait Field: Sized {
    /// The kind of its column.
    const KIND: Kind;
    /// Whether the column may hold nothing.
    const NULL: bool = false;
    /// As a cell.
    fn to_value(&self) -> Value;
    /// From a cell; nothing when it is of another kind.
    fn from_value(value: Value) -> Option<Self>;
}

impl Field for i64 {
    const KIND: Kind = Kind::Int;
    fn to_value(&self) -> Value {
        Value::Int(*self)
    }
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Int(number) => Some(number),
            _ => None,
        }
    }
}

impl Field for u32 {
    const KIND: Kind = Kind::Int;
    fn to_value(&self) -> Value {
        Value::Int((*self).into())
    }
    fn from_value(value: Value) -> Option<Self> {
        i64::from_value(value)?.try_into().ok()
    }
}

impl Field for bool {
    const KIND: Kind = Kind::Flag;
    fn to_value(&self) -> Value {
        Value::Int((*self).into())
    }
    fn from_value(value: Value) -> Option<Self> {
        i64::from_value(value).map(|number| number != 0)
    }
}

impl Field for Timestamp {
    const KIND: Kind = Kind::Moment;
    fn to_value(&self) -> Value {
        Value::Int(self.as_micros())
    }
    fn from_value(value: Value) -> Option<Self> {
        i64::from_value(value).map(Self::from_micros)
    }
}

impl Field for Span {
    const KIND: Kind = Kind::Span;
    fn to_value(&self) -> Value {
        Value::Int(self.as_micros())
    }
    fn from_value(value: Value) -> Option<Self> {
        i64::from_value(value).map(Self::from_micros)
    }
}

impl Field for String {
    const KIND: Kind = Kind::Text;
    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Field for Text {
    const KIND: Kind = Kind::Text;
    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }
    fn from_value(value: Value) -> Option<Self> {
        String::from_value(value).map(Self::from)
    }
}

impl Field for Vec<u8> {
    const KIND: Kind = Kind::Bytes;
    fn to_value(&self) -> Value {
        Value::Bytes(self.clone())
    }
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }
}

impl<F: Field> Field for Option<F> {
    const KIND: Kind = F::KIND;
    const NULL: bool = true;
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, F::to_value)
    }
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => F::from_value(value).map(Some),
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Timestamp> for Value {
    fn from(at: Timestamp) -> Self {
        at.to_value()
    }
}

impl From<Span> for Value {
    fn from(span: Span) -> Self {
        span.to_value()
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        flag.to_value()
    }
}
