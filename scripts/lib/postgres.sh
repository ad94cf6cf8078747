# A PostgreSQL for the length of one run: own cluster, own folder, no network. Sourced, never run.

# The folder of the newest installed server's programs, or nothing. Debian keeps them off the PATH, and
# what is on the PATH may be something else.
postgres_programs() {
    local newest
    newest=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
    if [[ -x $newest ]]; then dirname "$newest"; fi
}

# Starts it, exports LEPORELLO_TEST_POSTGRES, and sees to it that it goes when the script ends.
# start_postgres           for tests: what it has acknowledged need not survive a power cut
# start_postgres FOLDER    for measurements: its data lies on disk, below that folder, and is synced as it is anywhere
start_postgres() {
    local measured=${1:-}
    postgres_bin=$(postgres_programs)
    # Not TMPDIR: the path of a socket may have 107 bytes at most.
    postgres_home=$(mktemp -d /tmp/leporello-postgres.XXXXXX)
    postgres_disk=
    trap stop_postgres EXIT
    postgres_user=()
    if ((EUID == 0)); then # The server refuses to run as root.
        chown postgres "$postgres_home"
        postgres_user=(runuser -u postgres --)
    fi
    if [[ -n $measured ]]; then
        lay_on_disk "$measured"
    fi

    # A linguistic collation, as on most servers: a query that forgot COLLATE "C" sorts visibly wrong.
    postgres_run initdb --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
        --locale-provider=icu --icu-locale=en-US --no-sync >"$postgres_home/initdb.log" ||
        refuse_postgres "initdb failed"
    {
        echo "listen_addresses = ''"
        echo "unix_socket_directories = '$postgres_home'"
        echo "max_connections = 200"
        if [[ -z $measured ]]; then
            # Partitions need many locks. And nothing here need survive a power cut.
            printf 'max_%slocks_per_transaction = 256\n' '' pred_
            printf '%s = off\n' fsync synchronous_commit full_page_writes
        fi
    } >>"$postgres_home/data/postgresql.conf"
    postgres_run pg_ctl start --silent --wait --pgdata=data --log=server.log || refuse_postgres "the server did not start"

    export LEPORELLO_TEST_POSTGRES="host=$postgres_home user=postgres dbname=postgres"
    # No test may touch a database by mistake: make sure that this server is ours.
    local answer
    answer=$("$postgres_bin/psql" --no-psqlrc -Atc 'SHOW data_directory' "$LEPORELLO_TEST_POSTGRES")
    [[ $answer == "$postgres_home/data" ]] || refuse "the PostgreSQL at $postgres_home keeps its data in $answer"
    echo "PostgreSQL: $("$postgres_bin/postgres" --version)"
}

# Puts the data below a folder, or in /var/tmp if the server's user may not enter that one.
lay_on_disk() {
    local folder=$1
    "${postgres_user[@]}" test -x "$folder" || folder=/var/tmp
    case $(stat --file-system --format=%T "$folder") in
        tmpfs | ramfs) refuse "$folder is in memory, where a sync costs nothing: nothing can be measured there" ;;
    esac
    postgres_disk=$(mktemp -d "$folder/postgres.XXXXXX")
    if ((EUID == 0)); then
        chown postgres "$postgres_disk"
    fi
    ln -s "$postgres_disk" "$postgres_home/data"
}

stop_postgres() {
    postgres_run pg_ctl stop --silent --mode=immediate --pgdata=data 2>/dev/null || true
    rm -rf "$postgres_home" ${postgres_disk:+"$postgres_disk"}
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
