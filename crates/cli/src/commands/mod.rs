//! The commands, one file each.

mod accounts;
mod doctor;
mod emulate;
mod import;
mod rescan;
mod serve;

use crate::args::{AppCommand, Command, TokenCommand, UserCommand};
use crate::settings::Settings;
use crate::{Failed, open, output};

/// Runs a command to its end.
pub(crate) fn run(command: Command, settings: Settings) -> Result<(), Failed> {
    match command {
        Command::Openapi => output::json(&leporello_server::openapi()),
        Command::Migrate => migrate(&settings),
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
        Command::Doctor => doctor::doctor(&settings).await,
        Command::Openapi | Command::Migrate => Ok(()),
    }
}

fn migrate(settings: &Settings) -> Result<(), Failed> {
    let (address, _) = open::prepare(settings)?;
    let found = leporello_store::migrate(&address)?;
    output::line(if found == 0 { "the database is new" } else { "the database is up to date" });
    Ok(())
}
