//! The commands, one file each.

mod accounts;
mod copy;
mod doctor;
mod emulate;
mod import;
mod migrate;
mod rescan;
mod serve;

use crate::args::{AppCommand, Command, TokenCommand, UserCommand};
use crate::settings::Settings;
use crate::{Failed, output};

/// Runs a command to its end.
pub(crate) fn run(command: Command, settings: Settings) -> Result<(), Failed> {
    match command {
        Command::Openapi => output::json(&leporello_server::openapi()),
        other => {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
            let outcome = runtime.block_on(run_async(other, settings));
            // A picture that is still being made is made another time; its worker ends with this program.
            runtime.shutdown_timeout(std::time::Duration::from_secs(2));
            outcome
        }
    }
}

async fn run_async(command: Command, settings: Settings) -> Result<(), Failed> {
    match command {
        Command::Demo => serve::demo(settings).await,
        Command::Emulate { seed, clock } => emulate::emulate(settings, seed, clock).await,
        Command::Serve => serve::serve(settings).await,
        Command::User(UserCommand::Add { name, mobile, password_stdin, capacity_gb, zone, json }) => {
            let new = accounts::NewUser { name, mobile, password_stdin, capacity_gb, zone };
            accounts::add_user(&settings, new, json).await
        }
        Command::Token(TokenCommand::Issue { user, ttl, json }) => {
            accounts::issue_token(&settings, user, ttl, json).await
        }
        Command::App(AppCommand::Add { name, json }) => accounts::add_app(&settings, name, json).await,
        Command::Import { user, path, into, json } => {
            import::import(&settings, import::Order { user, path, into, json }).await
        }
        Command::Rescan { user, zone, json } => rescan::rescan(&settings, rescan::Order { user, zone, json }).await,
        Command::Copy { from, to, blobs_from, blobs_to, replace, despite_damage, json } => {
            let order = copy::Order { from, to, blobs_from, blobs_to, replace, despite_damage, json };
            copy::copy(&settings, order).await
        }
        Command::Doctor => doctor::doctor(&settings).await,
        Command::Migrate { accept_key } => migrate::migrate(&settings, accept_key).await,
        Command::Openapi => Ok(()),
    }
}
