//! The hosts that an address names, one by one, and the network addresses of each. Who connects decides how long each may take.

use tokio_postgres::Config;
use tokio_postgres::config::{Host, LoadBalanceHosts};

/// How many addresses may be tried at least where the driver draws their order.
const BY_CHANCE: u32 = 4;

/// One configuration for each host, in their order. Where the operator leaves the order to chance, or the lists do not belong
/// together, there is the whole one alone: the driver draws, or says what is wrong.
pub(super) fn each(config: &Config) -> Vec<Config> {
    let (hosts, addresses, ports) = (config.get_hosts(), config.get_hostaddrs(), config.get_ports());
    let count = hosts.len().max(addresses.len());
    let odd = |length: usize| length > 1 && length != count;
    let unlike = !hosts.is_empty() && !addresses.is_empty() && hosts.len() != addresses.len();
    if count < 2 || is_by_chance(config) || unlike || odd(ports.len()) {
        return vec![config.clone()];
    }
    let one = |place: usize| {
        let mut one = without_hosts(config);
        match hosts.get(place) {
            Some(Host::Tcp(host)) => {
                one.host(host);
            }
            Some(Host::Unix(folder)) => {
                one.host_path(folder);
            }
            None => {}
        }
        if let Some(address) = addresses.get(place) {
            one.hostaddr(*address);
        }
        if let Some(port) = ports.get(place).or(ports.first()) {
            one.port(*port);
        }
        one
    };
    (0..count).map(one).collect()
}

/// One configuration for each network address of the host that `config` names. It stays as it is where there is nothing to look
/// up, or nothing is found: then the driver says so.
pub(super) async fn addresses(config: Config) -> Vec<Config> {
    if is_by_chance(&config) {
        return vec![config];
    }
    let ([Host::Tcp(host)], []) = (config.get_hosts(), config.get_hostaddrs()) else { return vec![config] };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let Ok(found) = tokio::net::lookup_host((host.as_str(), port)).await else { return vec![config] };
    let at = |address: std::net::SocketAddr| {
        let mut one = config.clone();
        one.hostaddr(address.ip());
        one
    };
    let found: Vec<Config> = found.map(at).collect();
    if found.is_empty() { vec![config] } else { found }
}

/// How many addresses the driver may try by itself for such a configuration, as far as that can be known.
pub(super) fn tries(config: &Config) -> u32 {
    if is_by_chance(config) { u32::try_from(config.get_hosts().len()).unwrap_or(1).max(BY_CHANCE) } else { 1 }
}

fn is_by_chance(config: &Config) -> bool {
    config.get_load_balance_hosts() == LoadBalanceHosts::Random
}

/// The driver can add hosts to a configuration and not take them away.
fn without_hosts(config: &Config) -> Config {
    let mut rest = Config::new();
    if let Some(user) = config.get_user() {
        rest.user(user);
    }
    if let Some(password) = config.get_password() {
        rest.password(password);
    }
    if let Some(name) = config.get_dbname() {
        rest.dbname(name);
    }
    if let Some(options) = config.get_options() {
        rest.options(options);
    }
    if let Some(name) = config.get_application_name() {
        rest.application_name(name);
    }
    if let Some(limit) = config.get_connect_timeout() {
        rest.connect_timeout(*limit);
    }
    if let Some(limit) = config.get_tcp_user_timeout() {
        rest.tcp_user_timeout(*limit);
    }
    if let Some(interval) = config.get_keepalives_interval() {
        rest.keepalives_interval(interval);
    }
    if let Some(many) = config.get_keepalives_retries() {
        rest.keepalives_retries(many);
    }
    rest.ssl_mode(config.get_ssl_mode())
        .ssl_negotiation(config.get_ssl_negotiation())
        .keepalives(config.get_keepalives())
        .keepalives_idle(config.get_keepalives_idle())
        .target_session_attrs(config.get_target_session_attrs())
        .channel_binding(config.get_channel_binding());
    rest
}
