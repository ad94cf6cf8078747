# How the scripts speak: headings with the seconds since the start, and refusals. Sourced, never run.

heading() {
    printf '\n== %s (at %d s)\n' "$1" "$SECONDS"
}

# Ends the script, saying why and what to do.
refuse() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

have() {
    command -v "$1" >/dev/null
}
