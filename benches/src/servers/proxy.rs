//! The proxy in front of the servers: HAProxy with the settings of `deploy/`, and one more file that lets it be asked
//! what it thinks of them.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::{Failed, machine};

/// What is recommended to everybody.
const SETTINGS: &str = include_str!("../../../deploy/haproxy.cfg");

/// How often the proxy is asked while somebody waits, and how often at most.
const INTERVAL: Duration = Duration::from_millis(20);
const PATIENCE: u32 = 1_500;

/// The proxy, until it is dropped.
pub(super) struct Proxy {
    child: Child,
    control: SocketAddr,
    log: PathBuf,
}

impl Proxy {
    /// Starts one at `front` for servers at these three addresses; it is asked at `control`.
    pub(super) fn start(
        folder: &Path,
        front: SocketAddr,
        servers: [SocketAddr; 3],
        control: SocketAddr,
    ) -> Result<Self, Failed> {
        let [settings, more, log] = ["haproxy.cfg", "control.cfg", "haproxy.log"].map(|name| folder.join(name));
        fs::write(&settings, SETTINGS)?;
        fs::write(&more, format!("global\n    stats socket ipv4@{control} level user\n"))?;
        let mut command = Command::new(machine::tool("haproxy")?);
        command.arg("-db").arg("-f").arg(&settings).arg("-f").arg(&more).env("LEPORELLO_BIND", front.to_string());
        for (name, address) in ["LEPORELLO_ONE", "LEPORELLO_TWO", "LEPORELLO_THREE"].iter().zip(servers) {
            command.env(name, address.to_string());
        }
        // Both streams into one file: it is looked at only if something goes wrong.
        let sink = File::create(&log)?;
        command.stdin(Stdio::null()).stdout(sink.try_clone()?).stderr(sink);
        let mut proxy = Self { child: command.spawn()?, control, log };
        for _ in 0..PATIENCE {
            if let Some(status) = proxy.child.try_wait()? {
                return Err(format!("haproxy ended with {status}:\n{}", fs::read_to_string(&proxy.log)?).into());
            }
            // It listens everywhere or nowhere.
            if proxy.states().is_ok() {
                return Ok(proxy);
            }
            thread::sleep(INTERVAL);
        }
        Err("haproxy does not listen".into())
    }

    /// Whether it sends requests to the server of this name.
    pub(super) fn uses(&self, server: &str) -> Result<bool, Failed> {
        let states = self.states()?;
        let state = states.iter().find(|(name, _)| name == server).map(|(_, state)| state.as_str());
        Ok(state.ok_or("the proxy does not know such a server")? == "UP")
    }

    /// Waits until it sends requests to the server of this name, or no more.
    pub(super) fn wait(&self, server: &str, used: bool) -> Result<(), Failed> {
        for _ in 0..PATIENCE {
            if self.uses(server)? == used {
                return Ok(());
            }
            thread::sleep(INTERVAL);
        }
        Err(format!("the proxy does not notice what became of server {server}").into())
    }

    /// What it thinks of each of its servers.
    fn states(&self) -> Result<Vec<(String, String)>, Failed> {
        let mut stream = TcpStream::connect(self.control)?;
        stream.write_all(b"show stat\n")?;
        let mut text = String::new();
        stream.read_to_string(&mut text)?;
        let mut rows = text.lines().map(|line| line.trim_start_matches("# ").split(',').collect::<Vec<_>>());
        let head = rows.next().unwrap_or_default();
        let place = |name| head.iter().position(|column| *column == name).ok_or("the proxy's statistics changed");
        let [backend, server, status] = [place("pxname")?, place("svname")?, place("status")?];
        let rows = rows.filter(|row| row.get(backend) == Some(&"servers"));
        Ok(rows.filter_map(|row| Some(((*row.get(server)?).to_owned(), (*row.get(status)?).to_owned()))).collect())
    }

    /// The first lines of its log about requests that did not end well.
    pub(super) fn complaints(&self) -> Result<Vec<String>, Failed> {
        let log = fs::read_to_string(&self.log)?;
        // The sixth word of such a line is the status.
        let bad = |line: &&str| {
            let status = line.split(' ').nth(5).and_then(|word| word.parse::<i32>().ok());
            status.is_some_and(|status| !(200..300).contains(&status))
        };
        Ok(log.lines().filter(bad).take(5).map(ToOwned::to_owned).collect())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
