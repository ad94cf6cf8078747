//! What all servers over one database have to agree on, and what one of them tells the others: texts by name.

use crate::engine::params;
use crate::{Read, StoreError, Write};

impl Read<'_> {
    /// What was set under this name.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.one("SELECT value FROM setting WHERE name = $1", params![name], |row| row.get(0))
    }
}

impl Write<'_> {
    /// Sets what stands under a name, in place of what stood there.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn put_setting(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            params![name, value],
        )?;
        Ok(())
    }

    /// Takes away all whose names begin with `start`.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn remove_settings(&self, start: &str) -> Result<(), StoreError> {
        self.execute("DELETE FROM setting WHERE substr(name, 1, length($1)) = $1", params![start])?;
        Ok(())
    }
}
