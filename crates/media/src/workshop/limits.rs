//! What a process may use up: memory, computing time, bytes written. Limits that a process sets for itself and cannot
//! lift again.

use std::io;

use rustix::process::{Resource, Rlimit, getrlimit, nice, setrlimit};

const MIB: u64 = 1024 * 1024;

/// The most that a process may use up.
pub(super) struct Limits {
    /// Address space in bytes.
    memory: u64,
    /// Computing time of all its threads in seconds; one that goes on is killed.
    seconds: u64,
    /// Length in bytes of a file that it writes.
    file: u64,
}

/// Of the worker, which decodes by itself and writes to a pipe only.
pub(super) const WORKER: Limits = Limits { memory: 512 * MIB, seconds: 10, file: 0 };

/// Of a tool. The libraries of ffmpeg take up 300 MiB of addresses before it does anything.
pub(super) const TOOL: Limits = Limits { memory: 1024 * MIB, seconds: 20, file: 256 * MIB };

/// How many files a tool may have open, and so may the worker while it shuts itself in.
const OPEN_FILES: u64 = 64;

impl Limits {
    /// Sets these limits for this process and whatever it becomes, lets everybody else go first, and has it killed when
    /// the thread that started it ends.
    ///
    /// # Errors
    /// If a limit cannot be set.
    pub(super) fn set(&self) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
        stand_back();
        limit(Resource::Core, 0)?;
        limit(Resource::As, self.memory)?;
        limit(Resource::Cpu, self.seconds)?;
        limit(Resource::Fsize, self.file)?;
        limit(Resource::Nofile, OPEN_FILES)
    }
}

/// Lets everybody else go first. A courtesy, not a limit: where it fails, nothing is less safe.
fn stand_back() {
    // The lowest niceness alone still lets a process end its slice, some milliseconds, before somebody who wakes up.
    #[cfg(target_os = "linux")]
    {
        use thread_priority::{
            NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy, set_thread_priority_and_policy,
            thread_native_id,
        };
        let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
        let _ = set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, idle);
    }
    // Where there is no such policy, and on other systems.
    let _ = nice(19);
}

/// From now on this process opens nothing any more, whatever its other rights are; what is open stays so.
pub(super) fn open_nothing() -> io::Result<()> {
    limit(Resource::Nofile, 0)
}

/// No more than `most`; less, if less is allowed already.
fn limit(resource: Resource, most: u64) -> io::Result<()> {
    let allowed = getrlimit(resource).maximum.map_or(most, |maximum| maximum.min(most));
    Ok(setrlimit(resource, Rlimit { current: Some(allowed), maximum: Some(allowed) })?)
}
