//! Shutting this process in: landlock for files and the network, seccomp for everything else. Nothing here can be undone,
//! and it holds for whatever program the process becomes.
//!
//! Only the calling thread is shut in, so it has to be the only one.

use std::collections::BTreeMap;
use std::io;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, PathBeneath, Ruleset, RulesetAttr, RulesetCreated, RulesetCreatedAttr,
    RulesetStatus, Scope, path_beneath_rules,
};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};

use super::calls;
use super::limits::{self, WORKER};

/// The rights that are taken away, as far as the kernel knows them.
const RIGHTS: ABI = ABI::V6;

/// What programs and their libraries are loaded from; nothing in there is anybody's own.
const PROGRAMS: [&str; 8] =
    ["/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/alternatives", "/nix/store", "/gnu/store"];

/// What the kernel could be made to enforce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Confined {
    /// Files are out of reach.
    pub(super) landlock: bool,
    /// Calls are restricted.
    pub(super) seccomp: bool,
}

/// Shuts this process in so that it can only read and write what is open already.
///
/// Limits come first, then landlock, then seccomp; the last two as far as the kernel has them.
pub(super) fn confine() -> io::Result<Confined> {
    WORKER.set()?;
    let landlock = restrict(ruleset()?)?;
    limits::open_nothing()?;
    let filters = [old_threads(), filter(worker_rules()?, errno(libc::EPERM), SeccompAction::Allow)];
    Ok(Confined { landlock, seccomp: filters.into_iter().all(enforced) })
}

/// Shuts this process in so that it can become `tool`: which may read its standard input and its libraries, may write
/// `writable`, files that are there, and start threads but no programs that run beside it.
///
/// Nothing is left out here: gives `false` if the kernel cannot enforce all of it, in which case the tool must not be run.
pub(super) fn fence(tool: &Path, writable: &[PathBuf]) -> io::Result<bool> {
    limits::TOOL.set()?;
    let read = AccessFs::ReadFile | AccessFs::ReadDir | AccessFs::Execute;
    let write = AccessFs::ReadFile | AccessFs::WriteFile | AccessFs::Truncate;
    let input = PathBeneath::new(io::stdin().as_fd().try_clone_to_owned()?, AccessFs::ReadFile);
    let rules = ruleset()?
        .add_rules(path_beneath_rules(PROGRAMS, read))
        .and_then(|rules| rules.add_rules(path_beneath_rules([tool], AccessFs::ReadFile | AccessFs::Execute)))
        .and_then(|rules| rules.add_rules(path_beneath_rules(writable, write)))
        .and_then(|rules| rules.add_rule(input));
    if !restrict(rules.map_err(io::Error::other)?)? {
        return Ok(false);
    }
    let filters = [old_threads(), filter(tool_rules()?, SeccompAction::Allow, errno(libc::EPERM))];
    Ok(filters.into_iter().all(enforced))
}

/// Hides the new way to start threads, which does not show a filter whether it is a thread that is started. Libraries
/// then do it in the old way.
fn old_threads() -> io::Result<BpfProgram> {
    filter(BTreeMap::from([(libc::SYS_clone3, vec![])]), SeccompAction::Allow, errno(libc::ENOSYS))
}

fn enforced(filter: io::Result<BpfProgram>) -> bool {
    filter.is_ok_and(|filter| seccompiler::apply_filter_all_threads(&filter).is_ok())
}

/// No right to anything that the kernel can take a right to away.
fn ruleset() -> io::Result<RulesetCreated> {
    Ruleset::default()
        .handle_access(AccessFs::from_all(RIGHTS))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(RIGHTS)))
        .and_then(|rules| rules.scope(Scope::from_all(RIGHTS)))
        .and_then(Ruleset::create)
        .map_err(io::Error::other)
}

fn restrict(rules: RulesetCreated) -> io::Result<bool> {
    let status = rules.restrict_self().map_err(io::Error::other)?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

fn worker_rules() -> io::Result<Rules> {
    let mut rules: Rules = calls::WORKER.iter().map(|call| (*call, vec![])).collect();
    let program = u64::from(libc::PROT_EXEC.unsigned_abs());
    for call in calls::MEMORY {
        rules.insert(*call, vec![argument(2, SeccompCmpOp::MaskedEq(program), 0)?]);
    }
    // Threads, which some decoders start, and no processes. The other filter has an answer for `clone3`.
    let thread = u64::from(libc::CLONE_THREAD.unsigned_abs());
    rules.insert(libc::SYS_clone, vec![argument(0, SeccompCmpOp::MaskedEq(thread), thread)?]);
    rules.insert(libc::SYS_clone3, vec![]);
    // How a process aborts.
    rules.insert(libc::SYS_tgkill, vec![argument(0, SeccompCmpOp::Eq, u64::from(std::process::id()))?]);
    Ok(rules)
}

fn tool_rules() -> io::Result<Rules> {
    let forbidden = calls::FORBIDDEN.iter().chain(calls::FORBIDDEN_HERE);
    let mut rules: Rules = forbidden.map(|call| (*call, vec![])).collect();
    rules.insert(libc::SYS_tgkill, vec![argument(0, SeccompCmpOp::Ne, u64::from(std::process::id()))?]);
    let thread = u64::from(libc::CLONE_THREAD.unsigned_abs());
    rules.insert(libc::SYS_clone, vec![argument(0, SeccompCmpOp::MaskedEq(thread), 0)?]);
    // Limits may be asked for and not set.
    rules.insert(libc::SYS_prlimit64, vec![wide_argument(2, SeccompCmpOp::Ne, 0)?]);
    #[cfg(target_arch = "x86_64")]
    for (call, conditions) in rules.clone() {
        rules.entry(call | calls::X32).or_insert(conditions);
    }
    Ok(rules)
}

fn argument(index: u8, operation: SeccompCmpOp, value: u64) -> io::Result<SeccompRule> {
    condition(index, SeccompCmpArgLen::Dword, operation, value)
}

fn wide_argument(index: u8, operation: SeccompCmpOp, value: u64) -> io::Result<SeccompRule> {
    condition(index, SeccompCmpArgLen::Qword, operation, value)
}

fn condition(index: u8, length: SeccompCmpArgLen, operation: SeccompCmpOp, value: u64) -> io::Result<SeccompRule> {
    SeccompCondition::new(index, length, operation, value)
        .and_then(|condition| SeccompRule::new(vec![condition]))
        .map_err(io::Error::other)
}

fn errno(number: i32) -> SeccompAction {
    SeccompAction::Errno(number.unsigned_abs())
}

fn filter(rules: Rules, otherwise: SeccompAction, matching: SeccompAction) -> io::Result<BpfProgram> {
    if cfg!(not(any(target_arch = "x86_64", target_arch = "aarch64"))) {
        return Err(io::ErrorKind::Unsupported.into());
    }
    let here = std::env::consts::ARCH.try_into().map_err(io::Error::other)?;
    let filter = SeccompFilter::new(rules, otherwise, matching, here).map_err(io::Error::other)?;
    filter.try_into().map_err(io::Error::other)
}
