//! Reading arguments by type.

use serde_json::{Map, Value};

use super::NotMade;
use crate::spec::Args;

/// Arguments of a call; null stands for "not given".
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Arguments<'a>(&'a Args);

impl<'a> Arguments<'a> {
    /// Reads from `args`.
    #[must_use]
    pub fn new(args: &'a Args) -> Self {
        Self(args)
    }

    /// The argument, when it was given.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    fn typed<T>(
        &self,
        name: &str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, NotMade> {
        let Some(value) = self.get(name) else { return Ok(None) };
        match read(value) {
            Some(read) => Ok(Some(read)),
            None => Err(NotMade::Inexpressible(format!("{name} cannot be {value}"))),
        }
    }

    /// A text that the call cannot do without; a missing one is as good as an empty one.
    ///
    /// # Errors
    ///
    /// [`NotMade::Inexpressible`] when it is no text.
    pub fn required(&self, name: &str) -> Result<&'a str, NotMade> {
        self.text(name).map(Option::unwrap_or_default)
    }

    /// A text.
    ///
    /// # Errors
    ///
    /// [`NotMade::Inexpressible`] when it is none.
    pub fn text(&self, name: &str) -> Result<Option<&'a str>, NotMade> {
        self.typed(name, Value::as_str)
    }

    /// A whole number that fits 32 bits.
    ///
    /// # Errors
    ///
    /// [`NotMade::Inexpressible`] when it is none.
    pub fn count(&self, name: &str) -> Result<Option<u32>, NotMade> {
        self.typed(name, |value| value.as_u64()?.try_into().ok())
    }

    /// Any number.
    ///
    /// # Errors
    ///
    /// [`NotMade::Inexpressible`] when it is none.
    pub fn number(&self, name: &str) -> Result<Option<f64>, NotMade> {
        self.typed(name, Value::as_f64)
    }

    /// A truth value.
    ///
    /// # Errors
    ///
    /// [`NotMade::Inexpressible`] when it is none.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, NotMade> {
        self.typed(name, Value::as_bool)
    }

    /// A list.
    ///
    /// # Errors
    ///
    /// [`NotMade::Inexpressible`] when it is none.
    pub fn list(&self, name: &str) -> Result<Option<&'a Vec<Value>>, NotMade> {
        self.typed(name, Value::as_array)
    }

    /// A list of texts.
    ///
    /// # Errors
    ///
    /// [`NotMade::Inexpressible`] when it is none.
    pub fn texts(&self, name: &str) -> Result<Option<Vec<String>>, NotMade> {
        self.typed(name, |value| {
            let items = value.as_array()?.iter();
            items.map(|item| item.as_str().map(str::to_owned)).collect()
        })
    }

    /// An object.
    ///
    /// # Errors
    ///
    /// [`NotMade::Inexpressible`] when it is none.
    pub fn map(&self, name: &str) -> Result<Option<&'a Map<String, Value>>, NotMade> {
        self.typed(name, Value::as_object)
    }

    /// Content of a file.
    ///
    /// # Errors
    ///
    /// [`NotMade::Inexpressible`] when it is none.
    pub fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, NotMade> {
        self.typed(name, super::decode_bytes)
    }
}
