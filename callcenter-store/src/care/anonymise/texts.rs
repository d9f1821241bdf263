//! Every text in a value changed, whatever the value is made of: it is serialised through a layer that sees each text, and
//! read back.

use callcenter_core::{RestoreError, Snapshot};
use serde::de::DeserializeOwned;
use serde::ser::{self, Serialize, Serializer};

use crate::error::StoreError;

/// Looks at texts and says what they become.
pub(super) trait Texts {
    /// What a text becomes; nothing: it stays. `field` is the field that it stands in, or that the list does which it is in.
    /// `key` is the text that it belongs to in a table of rows by name, if it is in one.
    fn text(&mut self, field: &'static str, key: Option<&str>, text: &str) -> Option<String>;
}

/// The value with its texts changed; nothing when none was.
///
/// # Errors
/// [`StoreError::Corrupt`] when what comes out is no such value.
pub(super) fn changed<T: Serialize + DeserializeOwned>(
    value: &T,
    texts: &mut dyn Texts,
) -> Result<Option<T>, StoreError> {
    let wrong = |error: postcard::Error| StoreError::Corrupt(format!("a value with other texts: {error}"));
    let mut place = Place { texts, field: "", key: None, changed: false };
    let mut bytes = postcard::Serializer { output: postcard::ser_flavors::AllocVec::default() };
    value.serialize(Layer { inner: &mut bytes, place: &mut place }).map_err(wrong)?;
    if !place.changed {
        return Ok(None);
    }
    let bytes = postcard::ser_flavors::Flavor::finalize(bytes.output).map_err(wrong)?;
    postcard::from_bytes(&bytes).map(Some).map_err(wrong)
}

/// A snapshot with its texts changed; nothing when none was.
///
/// # Errors
/// As [`changed`]; [`StoreError::Corrupt`] when it does not fit together afterwards.
pub(super) fn changed_snapshot(
    snapshot: &Snapshot,
    texts: &mut dyn Texts,
) -> Result<Option<Snapshot>, StoreError> {
    let Some(snapshot) = changed(snapshot, texts)? else { return Ok(None) };
    // As it will be read: so that one which could not be is never written.
    match Snapshot::from_bytes(&snapshot.to_bytes()) {
        Ok(snapshot) => Ok(Some(snapshot)),
        Err(error @ RestoreError::Corrupt(_)) => Err(StoreError::from(error)),
        Err(other) => Err(other.into()),
    }
}

/// Where in the value we are.
struct Place<'t> {
    texts: &'t mut dyn Texts,
    field: &'static str,
    key: Option<String>,
    changed: bool,
}

/// Passes everything on, texts changed.
struct Layer<'p, 't, S> {
    inner: S,
    place: &'p mut Place<'t>,
}

/// A part of a value that is handed to a serialiser of the layer's own.
struct Part<'p, 't, 'v, T: ?Sized> {
    value: &'v T,
    place: std::cell::RefCell<&'p mut Place<'t>>,
}

impl<T: Serialize + ?Sized> Serialize for Part<'_, '_, '_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut place = self.place.borrow_mut();
        self.value.serialize(Layer { inner: serializer, place: &mut place })
    }
}

impl<'p, 't> Place<'t> {
    fn part<'v, T: ?Sized>(&'p mut self, value: &'v T) -> Part<'p, 't, 'v, T> {
        Part { value, place: std::cell::RefCell::new(self) }
    }
}

macro_rules! plain {
    ($($name:ident: $type:ty),* $(,)?) => {$(
        fn $name(self, value: $type) -> Result<S::Ok, S::Error> {
            self.inner.$name(value)
        }
    )*};
}

impl<'p, 't, S: Serializer> Serializer for Layer<'p, 't, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Many<'p, 't, S::SerializeSeq>;
    type SerializeTuple = Many<'p, 't, S::SerializeTuple>;
    type SerializeTupleStruct = Many<'p, 't, S::SerializeTupleStruct>;
    type SerializeTupleVariant = Many<'p, 't, S::SerializeTupleVariant>;
    type SerializeMap = Many<'p, 't, S::SerializeMap>;
    type SerializeStruct = Many<'p, 't, S::SerializeStruct>;
    type SerializeStructVariant = Many<'p, 't, S::SerializeStructVariant>;

    plain! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_i128: i128, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_u128: u128, serialize_f32: f32, serialize_f64: f64, serialize_char: char, serialize_bytes: &[u8],
        serialize_unit_struct: &'static str,
    }

    fn serialize_str(self, text: &str) -> Result<S::Ok, S::Error> {
        match self.place.texts.text(self.place.field, self.place.key.as_deref(), text) {
            Some(other) => {
                self.place.changed = true;
                self.inner.serialize_str(&other)
            }
            None => self.inner.serialize_str(text),
        }
    }

    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.inner.serialize_none()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.serialize_some(&self.place.part(value))
    }

    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        n: u32,
        variant: &'static str,
    ) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit_variant(name, n, variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.inner.serialize_newtype_struct(name, &self.place.part(value))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        n: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.inner.serialize_newtype_variant(name, n, variant, &self.place.part(value))
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        Ok(Many::new(self.inner.serialize_seq(len)?, self.place))
    }

    fn serialize_tuple(self, len: usize) -> Result<Self::SerializeTuple, S::Error> {
        Ok(Many::new(self.inner.serialize_tuple(len)?, self.place))
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        Ok(Many::new(self.inner.serialize_tuple_struct(name, len)?, self.place))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        n: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        Ok(Many::new(self.inner.serialize_tuple_variant(name, n, variant, len)?, self.place))
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        Ok(Many::new(self.inner.serialize_map(len)?, self.place))
    }

    fn serialize_struct(self, name: &'static str, len: usize) -> Result<Self::SerializeStruct, S::Error> {
        Ok(Many::new(self.inner.serialize_struct(name, len)?, self.place))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        n: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        Ok(Many::new(self.inner.serialize_struct_variant(name, n, variant, len)?, self.place))
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

/// Something with parts. A first part that is a text is the key of the parts behind it.
struct Many<'p, 't, S> {
    inner: S,
    place: &'p mut Place<'t>,
    first: bool,
    /// The key outside.
    outer: Option<String>,
    field: &'static str,
}

impl<'p, 't, S> Many<'p, 't, S> {
    fn new(inner: S, place: &'p mut Place<'t>) -> Self {
        let (outer, field) = (place.key.clone(), place.field);
        Self { inner, place, first: true, outer, field }
    }

    /// Remembers the key of a row, when this part is one.
    fn keyed<T: Serialize + ?Sized>(&mut self, value: &T) {
        if std::mem::take(&mut self.first)
            && let Ok(key) = value.serialize(Key)
        {
            self.place.key = Some(key);
        }
    }

    fn left(&mut self) {
        self.place.key = self.outer.take();
        self.place.field = self.field;
    }
}

macro_rules! lists {
    ($($kind:ident $part:ident keyed $keyed:literal;)*) => {$(
        impl<S: ser::$kind> ser::$kind for Many<'_, '_, S> {
            type Ok = S::Ok;
            type Error = S::Error;
            fn $part<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
                self.inner.$part(&self.place.part(value))?;
                if $keyed {
                    self.keyed(value);
                }
                Ok(())
            }
            fn end(mut self) -> Result<S::Ok, S::Error> {
                self.left();
                self.inner.end()
            }
        }
    )*};
}

lists! {
    SerializeSeq serialize_element keyed false;
    SerializeTuple serialize_element keyed true;
    SerializeTupleStruct serialize_field keyed true;
    SerializeTupleVariant serialize_field keyed true;
}

impl<S: ser::SerializeMap> ser::SerializeMap for Many<'_, '_, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        self.place.key.clone_from(&self.outer);
        self.inner.serialize_key(&self.place.part(key))?;
        self.first = true;
        self.keyed(key);
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.inner.serialize_value(&self.place.part(value))
    }
    fn end(mut self) -> Result<S::Ok, S::Error> {
        self.left();
        self.inner.end()
    }
}

macro_rules! structs {
    ($($kind:ident),*) => {$(
        impl<S: ser::$kind> ser::$kind for Many<'_, '_, S> {
            type Ok = S::Ok;
            type Error = S::Error;
            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                field: &'static str,
                value: &T,
            ) -> Result<(), S::Error> {
                self.place.field = field;
                self.inner.serialize_field(field, &self.place.part(value))
            }
            fn end(mut self) -> Result<S::Ok, S::Error> {
                self.left();
                self.inner.end()
            }
        }
    )*};
}

structs!(SerializeStruct, SerializeStructVariant);

/// Takes a text, or a type that is nothing but one, and refuses everything else.
struct Key;

/// It was no text.
#[derive(Debug, thiserror::Error)]
#[error("no text")]
struct NoText;

impl ser::Error for NoText {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

macro_rules! none {
    ($($name:ident ($($type:ty),*);)*) => {$(
        fn $name(self, $(_: $type),*) -> Result<String, NoText> {
            Err(NoText)
        }
    )*};
}

macro_rules! none_of_many {
    ($($name:ident ($($type:ty),*) $many:ident;)*) => {$(
        fn $name(self, $(_: $type),*) -> Result<Self::$many, NoText> {
            Err(NoText)
        }
    )*};
}

impl Serializer for Key {
    type Ok = String;
    type Error = NoText;
    type SerializeSeq = ser::Impossible<String, NoText>;
    type SerializeTuple = ser::Impossible<String, NoText>;
    type SerializeTupleStruct = ser::Impossible<String, NoText>;
    type SerializeTupleVariant = ser::Impossible<String, NoText>;
    type SerializeMap = ser::Impossible<String, NoText>;
    type SerializeStruct = ser::Impossible<String, NoText>;
    type SerializeStructVariant = ser::Impossible<String, NoText>;

    none! {
        serialize_bool(bool); serialize_i8(i8); serialize_i16(i16); serialize_i32(i32); serialize_i64(i64);
        serialize_u8(u8); serialize_u16(u16); serialize_u32(u32); serialize_u64(u64); serialize_f32(f32);
        serialize_f64(f64); serialize_char(char); serialize_bytes(&[u8]); serialize_none(); serialize_unit();
        serialize_unit_struct(&'static str); serialize_unit_variant(&'static str, u32, &'static str);
    }

    none_of_many! {
        serialize_seq(Option<usize>) SerializeSeq;
        serialize_tuple(usize) SerializeTuple;
        serialize_tuple_struct(&'static str, usize) SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) SerializeTupleVariant;
        serialize_map(Option<usize>) SerializeMap;
        serialize_struct(&'static str, usize) SerializeStruct;
        serialize_struct_variant(&'static str, u32, &'static str, usize) SerializeStructVariant;
    }

    fn serialize_str(self, text: &str) -> Result<String, NoText> {
        Ok(text.to_owned())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<String, NoText> {
        Err(NoText)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<String, NoText> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<String, NoText> {
        Err(NoText)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Floor {
        switch: String,
        rows: Vec<Option<(String, Leg)>>,
        map: BTreeMap<String, Vec<String>>,
        kinds: (Kind, Kind, u64),
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Leg {
        name: String,
        began: Option<i64>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Kind {
        Plain,
        Named(String),
        Wide { to: String },
    }

    /// Notes what it is asked, and changes `x`.
    #[derive(Default)]
    struct Noted(Vec<(&'static str, Option<String>, String)>);

    impl Texts for Noted {
        fn text(&mut self, field: &'static str, key: Option<&str>, text: &str) -> Option<String> {
            self.0.push((field, key.map(str::to_owned), text.to_owned()));
            (text == "x").then(|| "changed".to_owned())
        }
    }

    fn floor(text: &str) -> Floor {
        Floor {
            switch: text.to_owned(),
            rows: vec![None, Some(("1.1".to_owned(), Leg { name: text.to_owned(), began: Some(-5) }))],
            map: BTreeMap::from([("key".to_owned(), vec![text.to_owned(), "b".to_owned()])]),
            kinds: (Kind::Named(text.to_owned()), Kind::Wide { to: text.to_owned() }, u64::MAX),
        }
    }

    #[test]
    fn every_text_is_changed_and_nothing_else() {
        let mut noted = Noted::default();
        assert_eq!(changed(&floor("x"), &mut noted).expect("it is one"), Some(floor("changed")));
        let asked: Vec<_> =
            noted.0.iter().map(|(field, key, text)| (*field, key.as_deref(), text.as_str())).collect();
        assert_eq!(
            asked,
            [
                ("switch", None, "x"),
                ("rows", None, "1.1"),
                ("name", Some("1.1"), "x"),
                ("map", None, "key"),
                ("map", Some("key"), "x"),
                ("map", Some("key"), "b"),
                ("kinds", None, "x"),
                ("to", None, "x"),
            ]
        );
        assert_eq!(changed(&floor("y"), &mut noted).expect("it is one"), None);
        assert_eq!(changed(&Kind::Plain, &mut noted).expect("it is one"), None);
    }
}
