//! Values that go into statements and columns that come out of rows: the types both engines share.

use ::tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use bytes::BytesMut;
use rusqlite::Error::ToSqlConversionFailure;
use rusqlite::types::{ToSqlOutput, ValueRef};

use crate::StoreError;

/// A value for `$n`. Times are milliseconds since the epoch, JSON is text.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'a> {
    Null,
    Int(i64),
    Real(f64),
    Bool(bool),
    Text(&'a str),
    /// JSON for SQLite, an array for PostgreSQL.
    Texts(&'a [&'a str]),
}

/// Builds the slice of values for a statement from anything that is one.
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::engine::Value::from($value)),*] };
}
pub(crate) use params;

macro_rules! value_from {
    ($($type:ty => |$it:ident| $value:expr),+ $(,)?) => {
        $(impl<'a> From<$type> for Value<'a> {
            fn from($it: $type) -> Self { $value }
        })+
    };
}

value_from! {
    i64 => |it| Value::Int(it),
    f64 => |it| Value::Real(it),
    bool => |it| Value::Bool(it),
    &'a str => |it| Value::Text(it),
    &'a String => |it| Value::Text(it),
    &'a [&'a str] => |it| Value::Texts(it),
    &'a Vec<&'a str> => |it| Value::Texts(it),
    leporello_model::Millis => |it| Value::Int(it.0),
    leporello_model::UserId => |it| Value::Int(it.number()),
    leporello_model::SpaceId => |it| Value::Int(it.number()),
    leporello_model::AlbumId => |it| Value::Int(it.number()),
    leporello_model::FamilyId => |it| Value::Int(it.number()),
    leporello_model::GroupId => |it| Value::Int(it.number()),
    leporello_model::InvitationId => |it| Value::Int(it.number()),
    leporello_model::BlobId => |it| Value::Int(it.number()),
    leporello_model::JobId => |it| Value::Int(it.number()),
    leporello_model::TokenId => |it| Value::Int(it.number()),
    &'a leporello_model::FileId => |it| Value::Text(it.as_str()),
    &'a leporello_model::AppId => |it| Value::Text(it.as_str()),
    &'a leporello_model::UploadId => |it| Value::Text(it.as_str()),
    leporello_model::FileType => |it| Value::Int(it.code()),
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

impl Value<'_> {
    /// What PostgreSQL is told a `$n` is when a statement is prepared; otherwise it would take the `$1`
    /// of `$1 < 0` for 32 bits. Of a null it finds out by itself.
    pub(super) const fn postgres_type(&self) -> Type {
        match self {
            Self::Null => Type::UNKNOWN,
            Self::Int(_) => Type::INT8,
            Self::Real(_) => Type::FLOAT8,
            Self::Bool(_) => Type::BOOL,
            Self::Text(_) => Type::TEXT,
            Self::Texts(_) => Type::TEXT_ARRAY,
        }
    }

    /// A number of 32 bits for it, by which those can be told who are about the same; two values may share one. A small
    /// integer is its own.
    pub(crate) fn key(&self) -> Option<i32> {
        let folded = |bytes: &[u8]| {
            bytes.iter().fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
        };
        match self {
            Self::Int(number) => {
                i32::try_from(*number).ok().or_else(|| Some(folded(&number.to_be_bytes()).cast_signed()))
            }
            Self::Text(text) => Some(folded(text.as_bytes()).cast_signed()),
            Self::Null | Self::Real(_) | Self::Bool(_) | Self::Texts(_) => None,
        }
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Real(number) => ValueRef::Real(*number),
            Self::Bool(yes) => ValueRef::Integer(i64::from(*yes)),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Texts(list) => {
                let json = serde_json::to_string(list).map_err(|error| ToSqlConversionFailure(error.into()))?;
                return Ok(json.into());
            }
        }))
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) => number.to_sql_checked(ty, out),
            Self::Real(number) => number.to_sql_checked(ty, out),
            Self::Bool(yes) => yes.to_sql_checked(ty, out),
            Self::Text(text) => text.to_sql_checked(ty, out),
            Self::Texts(list) => list.to_sql_checked(ty, out),
        }
    }

    // Which variant meets which column is checked when the value is written, above.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// One row of an answer.
pub(crate) enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r ::tokio_postgres::Row),
}

impl Row<'_> {
    /// The value of the selected column at `index`, counted from 0.
    pub(crate) fn get<T: Column>(&self, index: usize) -> Result<T, StoreError> {
        let value = match self {
            Self::Sqlite(row) => row.get_ref(index).ok().and_then(T::from_sqlite),
            Self::Postgres(row) => T::from_postgres(row, index),
        };
        value.ok_or(StoreError::Corrupt { column: index, expected: std::any::type_name::<T>() })
    }

    /// The text of the selected column at `index`, without a copy of it.
    pub(crate) fn text(&self, index: usize) -> Result<&str, StoreError> {
        let value = match self {
            Self::Sqlite(row) => row.get_ref(index).ok().and_then(|value| value.as_str().ok()),
            Self::Postgres(row) => row.try_get(index).ok(),
        };
        value.ok_or(StoreError::Corrupt { column: index, expected: "a text" })
    }
}

/// A type that a column can be read as.
pub(crate) trait Column: Sized {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self>;
    fn from_postgres(row: &::tokio_postgres::Row, index: usize) -> Option<Self>;
}

macro_rules! column {
    ($type:ty, |$value:ident| $read:expr) => {
        impl Column for $type {
            fn from_sqlite($value: ValueRef<'_>) -> Option<Self> {
                $read
            }
            fn from_postgres(row: &::tokio_postgres::Row, index: usize) -> Option<Self> {
                row.try_get(index).ok()
            }
        }
        impl Column for Option<$type> {
            fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
                match value {
                    ValueRef::Null => Some(None),
                    value => <$type>::from_sqlite(value).map(Some),
                }
            }
            fn from_postgres(row: &::tokio_postgres::Row, index: usize) -> Option<Self> {
                row.try_get(index).ok()
            }
        }
    };
}

column!(i64, |value| value.as_i64().ok());
column!(f64, |value| value.as_f64().ok());
column!(bool, |value| value.as_i64().ok().map(|number| number != 0));
column!(String, |value| value.as_str().ok().map(ToOwned::to_owned));

macro_rules! id_column {
    ($($type:ty: $inner:ty => $make:expr),+ $(,)?) => {
        $(
            impl Column for $type {
                fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
                    <$inner>::from_sqlite(value).map($make)
                }
                fn from_postgres(row: &::tokio_postgres::Row, index: usize) -> Option<Self> {
                    <$inner>::from_postgres(row, index).map($make)
                }
            }
            impl Column for Option<$type> {
                fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
                    Option::<$inner>::from_sqlite(value).map(|inner| inner.map($make))
                }
                fn from_postgres(row: &::tokio_postgres::Row, index: usize) -> Option<Self> {
                    Option::<$inner>::from_postgres(row, index).map(|inner| inner.map($make))
                }
            }
        )+
    };
}

id_column! {
    leporello_model::Millis: i64 => leporello_model::Millis,
    leporello_model::UserId: i64 => leporello_model::UserId::new,
    leporello_model::SpaceId: i64 => leporello_model::SpaceId::new,
    leporello_model::AlbumId: i64 => leporello_model::AlbumId::new,
    leporello_model::FamilyId: i64 => leporello_model::FamilyId::new,
    leporello_model::GroupId: i64 => leporello_model::GroupId::new,
    leporello_model::InvitationId: i64 => leporello_model::InvitationId::new,
    leporello_model::BlobId: i64 => leporello_model::BlobId::new,
    leporello_model::JobId: i64 => leporello_model::JobId::new,
    leporello_model::TokenId: i64 => leporello_model::TokenId::new,
    leporello_model::FileId: String => leporello_model::FileId::from_row,
    leporello_model::FileType: i64 => |code| leporello_model::FileType::from_code(code).unwrap_or(leporello_model::FileType::Other),
}
