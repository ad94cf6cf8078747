# A PostgreSQL for the length of one run: own cluster, own folder, no network. Sourced, never run.

# The folder of the newest installed server's programs, or nothing. Debian keeps them off the PATH, and
# what is on the PATH may be something else.
postgres_programs() {
    local newest
    newest=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
    if [[ -x $newest ]]; then dirname "$newest"; fi
}

# Starts it, exports LEPORELLO_TEST_POSTGRES, and sees to it that it goes when the script ends.
start_postgres() {
    postgres_bin=$(postgres_programs)
    # Not TMPDIR: the path of a socket may have 107 bytes at most.
    postgres_home=$(mktemp -d /tmp/leporello-postgres.XXXXXX)
    trap stop_postgres EXIT
    postgres_user=()
    if ((EUID == 0)); then # The server refuses to run as root.
        chown postgres "$postgres_home"
        postgres_user=(runuser -u postgres --)
    fi

    # A linguistic collation, as on most servers: a query that forgot COLLATE "C" sorts visibly wrong.
    postgres_run initdb --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
        --locale-provider=icu --icu-locale=en-US --no-sync >"$postgres_home/initdb.log" ||
        refuse_postgres "initdb failed"
    # Nothing here need survive a power cut.
    cat >>"$postgres_home/data/postgresql.conf" <<SETTINGS
listen_addresses = ''
unix_socket_directories = '$postgres_home'
max_connections = 200
max_locks_per_transaction = 256
max_pred_locks_per_transaction = 256
fsync = off
synchronous_commit = off
full_page_writes = off
SETTINGS
    postgres_run pg_ctl start --silent --wait --pgdata=data --log=server.log || refuse_postgres "the server did not start"

    export LEPORELLO_TEST_POSTGRES="host=$postgres_home user=postgres dbname=postgres"
    # No test may touch a database by mistake: make sure that this server is ours.
    local answer
    answer=$("$postgres_bin/psql" --no-psqlrc -Atc 'SHOW data_directory' "$LEPORELLO_TEST_POSTGRES")
    [[ $answer == "$postgres_home/data" ]] || refuse "the PostgreSQL at $postgres_home keeps its data in $answer"
    echo "PostgreSQL: $("$postgres_bin/postgres" --version)"
}

stop_postgres() {
    postgres_run pg_ctl stop --silent --mode=immediate --pgdata=data 2>/dev/null || true
    rm -rf "$postgres_home"
}

# Runs one of the server's programs as its user, in its folder: that user need not be allowed into ours.
postgres_run() {
    local program=$1
    shift
    (cd "$postgres_home" && "${postgres_user[@]}" "$postgres_bin/$program" "$@")
}

refuse_postgres() {
    cat "$postgres_home"/*.log >&2
    refuse "PostgreSQL: $1"
}
