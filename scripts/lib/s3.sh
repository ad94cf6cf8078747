# An object store for the length of one run: one Garage node, own folder, own ports. Sourced, never run.

# What is installed where the caller has none. It compiles for half an hour and more, once.
s3_version=2.5.0

# Makes sure that there is a store, or a program to start one, and leaves its path in s3_program. A caller's
# own store is named in LEPORELLO_TEST_S3, as in s3://scratch?endpoint=http://localhost:3900&region=garage
need_s3() {
    [[ -z ${LEPORELLO_TEST_S3:-} ]] || return 0
    local place
    for place in "$(command -v garage)" ../shared/tools/garage target/tools/bin/garage; do
        if [[ -x $place ]]; then
            s3_program=$(realpath "$place")
            return
        fi
    done
    echo "installing Garage $s3_version, which takes long the first time"
    cargo install garage --version "$s3_version" --locked --root target/tools >/dev/null 2>&1 ||
        refuse "cannot build Garage $s3_version: try 'cargo install garage --version $s3_version --locked' and read why"
    s3_program=$(realpath target/tools/bin/garage)
}

# Starts it, unless the caller brings one, and exports LEPORELLO_TEST_S3, AWS_ACCESS_KEY_ID and
# AWS_SECRET_ACCESS_KEY. Whoever calls it sees to it that stop_s3 is called when the script ends.
start_s3() {
    [[ -z ${LEPORELLO_TEST_S3:-} ]] || return 0
    s3_home=$(mktemp -d "${TMPDIR:-/tmp}/leporello-s3.XXXXXX")
    local api rpc
    read -r api rpc < <(s3_free_ports)
    export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
    AWS_ACCESS_KEY_ID=GK$(s3_chance 12)
    AWS_SECRET_ACCESS_KEY=$(s3_chance 32)
    cat >"$s3_home/garage.toml" <<SETTINGS
metadata_dir = "$s3_home/metadata"
data_dir = "$s3_home/data"
db_engine = "sqlite"
replication_factor = 1
rpc_bind_addr = "127.0.0.1:$rpc"
rpc_secret = "$(s3_chance 32)"
[s3_api]
api_bind_addr = "127.0.0.1:$api"
s3_region = "garage"
SETTINGS
    GARAGE_DEFAULT_ACCESS_KEY=$AWS_ACCESS_KEY_ID GARAGE_DEFAULT_SECRET_KEY=$AWS_SECRET_ACCESS_KEY \
        GARAGE_DEFAULT_BUCKET=leporello "$s3_program" -c "$s3_home/garage.toml" server --single-node --default-bucket \
        >"$s3_home/server.log" 2>&1 </dev/null &
    s3_server=$!
    s3_wait "$api"
    export LEPORELLO_TEST_S3="s3://leporello?endpoint=http://127.0.0.1:$api&region=garage"
    echo "object store: $("$s3_program" --version 2>/dev/null | head -n 1)"
}

stop_s3() {
    if [[ -n ${s3_server:-} ]]; then
        kill "$s3_server" 2>/dev/null || true
        wait "$s3_server" 2>/dev/null || true
        rm -rf "$s3_home"
        s3_server=
    fi
}

# Returns when the bucket is there for the key, and the port takes connections.
s3_wait() {
    local tries
    for ((tries = 0; tries < 300; tries++)); do
        kill -0 "$s3_server" 2>/dev/null || s3_refuse "the server stopped"
        if "$s3_program" -c "$s3_home/garage.toml" bucket info leporello 2>/dev/null | grep -q "$AWS_ACCESS_KEY_ID" &&
            (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
            return
        fi
        sleep 0.1
    done
    s3_refuse "the server does not answer"
}

# Two ports that nobody listens on.
s3_free_ports() {
    python3 - <<'FREE'
import socket
sockets = [socket.socket() for _ in range(2)]
for each in sockets:
    each.bind(("127.0.0.1", 0))
print(*(each.getsockname()[1] for each in sockets))
FREE
}

# This many random bytes, in hexadecimal.
s3_chance() {
    od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'
}

s3_refuse() {
    cat "$s3_home/server.log" >&2
    stop_s3
    refuse "object store: $1"
}
