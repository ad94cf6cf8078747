//! `migrate`: the database gets the schema of this program, and the key that its servers share.

use crate::key::KeyFile;
use crate::output::say;
use crate::settings::Settings;
use crate::{Failed, open, output};

pub(super) async fn migrate(settings: &Settings, accept_key: bool) -> Result<(), Failed> {
    let (address, key) = open::prepare(settings)?;
    let found = leporello_store::migrate(&address)?;
    let app = open::over_system(settings, &address, key)?;
    if !app.agree_on_key(accept_key).await.map_err(|failure| say(&failure))? {
        return Err(KeyFile::of(settings).is_another().into());
    }
    output::line(if found == 0 { "the database is new" } else { "the database is up to date" });
    Ok(())
}
