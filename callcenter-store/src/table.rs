//! Tables described once: every backend, export and check reads the same description.

use crate::error::StoreError;
use crate::value::{Kind, Value};

/// A table.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name in every database.
    pub name: &'static str,
    /// What a row of it is.
    pub means: &'static str,
    /// Its columns, the ones of the primary key first.
    pub columns: &'static [Column],
    /// How many of the columns are the primary key.
    pub key: usize,
}

/// A column.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in every database.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may hold nothing.
    pub null: bool,
    /// What it says.
    pub means: &'static str,
}

impl Table {
    /// Where a column stands.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when the table has no such column.
    pub fn position(&self, column: &str) -> Result<usize, StoreError> {
        self.columns.iter().position(|own| own.name == column).ok_or_else(|| {
            let own: Vec<_> = self.columns.iter().map(|column| column.name).collect();
            StoreError::Invalid(format!("{} has no column {column}; it has {}", self.name, own.join(", ")))
        })
    }

    /// The part of a row that is its primary key.
    pub fn key_of<'a>(&self, row: &'a [Value]) -> &'a [Value] {
        &row[..self.key]
    }
}

/// A row with a type of its own.
pub trait Row: Sized {
    /// Its table.
    const TABLE: &'static Table;
    /// As cells, in the order of the columns.
    fn to_values(&self) -> Vec<Value>;
    /// From cells in the order of the columns.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a cell is of another kind than its column.
    fn from_values(values: Vec<Value>) -> Result<Self, StoreError>;
}

/// Defines a table and the type of its rows together: the field's documentation is the column's meaning.
macro_rules! tables {
    ($(
        $(#[doc = $means:literal])*
        $row:ident in $table:ident = $name:literal, key $key:literal {
            $( $(#[doc = $doc:literal])* $field:ident: $type:ty, )*
        }
    )*) => {$(
        $(#[doc = $means])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $row {
            $( $(#[doc = $doc])* pub $field: $type, )*
        }

        #[doc = concat!("The table `", $name, "` of [`", stringify!($row), "`].")]
        pub const $table: &$crate::table::Table = &$crate::table::Table {
            name: $name,
            means: concat!($($means,)*).trim_ascii(),
            columns: &[$(
                $crate::table::Column {
                    name: stringify!($field),
                    kind: <$type as $crate::value::Field>::KIND,
                    null: <$type as $crate::value::Field>::NULL,
                    means: concat!($($doc,)*).trim_ascii(),
                },
            )*],
            key: $key,
        };

        impl $crate::table::Row for $row {
            const TABLE: &'static $crate::table::Table = $table;

            fn to_values(&self) -> Vec<$crate::value::Value> {
                vec![$( $crate::value::Field::to_value(&self.$field), )*]
            }

            fn from_values(values: Vec<$crate::value::Value>) -> Result<Self, $crate::error::StoreError> {
                let mut values = values.into_iter();
                Ok(Self {$(
                    $field: values.next().and_then($crate::value::Field::from_value).ok_or_else(|| {
                        $crate::error::StoreError::Corrupt(
                            concat!($name, ".", stringify!($field), " holds something else").to_owned(),
                        )
                    })?,
                )*})
            }
        }
    )*};
}

pub(crate) use tables;
