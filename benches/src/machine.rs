//! What the machine is, how busy it is, and what time it is.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use leporello_model::Millis;
use serde_json::{Value, json};

use crate::Failed;
use crate::report::Series;

/// The machine that was measured on.
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) memory: String,
    pub(crate) system: String,
}

impl Machine {
    /// Asks the kernel.
    pub(crate) fn read() -> Self {
        let gibibytes = field("/proc/meminfo", "MemTotal").and_then(|text| kibibytes(&text)).unwrap_or(f64::NAN);
        Self {
            processor: field("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            cores: std::thread::available_parallelism().map_or(0, Into::into),
            memory: format!("{:.0} GiB", gibibytes / 1024.0 / 1024.0),
            system: format!("Linux {}", line("/proc/sys/kernel/osrelease")),
        }
    }

    /// The same for programs.
    pub(crate) fn json(&self) -> Value {
        let Self { processor, cores, memory, system } = self;
        json!({ "processor": processor, "cores": cores, "memory": memory, "system": system })
    }
}

/// How many processes wanted to run, on average: of 1, 5 and 15 minutes.
pub(crate) fn load() -> String {
    line("/proc/loadavg").split(' ').take(3).collect::<Vec<_>>().join(" ")
}

fn line(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default().trim().to_owned()
}

/// The value of the first line of a file that starts with `name`, behind the colon.
pub(crate) fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// The number in a text such as `1234 kB`.
pub(crate) fn kibibytes(text: &str) -> Option<f64> {
    text.split(' ').next()?.parse().ok()
}

/// The processor time that a process has taken until now, in milliseconds.
pub(crate) fn processor_time(process: u32) -> Result<f64, Failed> {
    let text = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // Behind the name, which may hold anything, the 12th and 13th are its own ticks and the kernel's for it.
    let fields = text.rsplit_once(')').ok_or("/proc changed its form")?.1;
    let ticks: Vec<f64> = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    Ok(ticks.iter().sum::<f64>() * 1000.0 / TICKS)
}

/// How many ticks Linux tells programs that a second has.
const TICKS: f64 = 100.0;

/// The present moment.
#[expect(clippy::disallowed_methods, reason = "requests carry the date, and there is no clock to be handed in")]
pub(crate) fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// What `work` gives, and how long it took.
#[expect(clippy::disallowed_methods, reason = "measuring time is what this program is for")]
pub(crate) fn timed<T>(work: impl FnOnce() -> Result<T, Failed>) -> Result<(T, Duration), Failed> {
    let begun = Instant::now();
    let result = work()?;
    Ok((result, begun.elapsed()))
}

/// A program of the system, by its name. Debian keeps PostgreSQL's apart; of those it is the newest.
pub(crate) fn tool(name: &str) -> Result<PathBuf, Failed> {
    let mut folders = ["/usr/bin", "/usr/sbin", "/usr/local/bin"].map(PathBuf::from).to_vec();
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<u32> = versions.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    versions.sort_unstable();
    let newest = versions.last().map(|version| Path::new("/usr/lib/postgresql").join(version.to_string()).join("bin"));
    // First, because what /usr/bin has of these names only looks for them.
    folders.splice(0..0, newest);
    let found = folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file());
    found.ok_or_else(|| format!("{name} is missing; scripts/bench installs it").into())
}

/// So many addresses that nobody listens on. They lie below the ports that the system gives to connections, so that none
/// is taken while a server is between two starts.
pub(crate) fn free_addresses<const N: usize>() -> Result<[SocketAddr; N], Failed> {
    let bound = (20_000..32_000).filter_map(|port| TcpListener::bind(("127.0.0.1", port)).ok());
    let bound: Vec<TcpListener> = bound.take(N).collect();
    let addresses = bound.iter().map(TcpListener::local_addr).collect::<Result<Vec<_>, _>>()?;
    addresses.try_into().map_err(|_| "too few ports are free".into())
}

/// Milliseconds, with their fractions.
pub(crate) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// Measures ours and the baseline in turns; who begins changes from round to round.
pub(crate) fn in_turns(
    rounds: usize,
    mut ours: impl FnMut() -> Result<f64, Failed>,
    mut baseline: impl FnMut() -> Result<f64, Failed>,
) -> Result<(Series, Series), Failed> {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        if round % 2 == 0 {
            left.push(ours()?);
            right.push(baseline()?);
        } else {
            right.push(baseline()?);
            left.push(ours()?);
        }
    }
    Ok((Series::new(left), Series::new(right)))
}
