# The measures of ./run, in the order it takes them. Each appends a line to the table.

source_registry=$(free_address)
target_registry=$(free_address)
appliance_address=$(free_address)
nginx_address=$(free_address)

row() { # measure, ours, theirs, ratio, aim
    echo "| $1 | $2 | $3 | $4 | $5 |" >> "$table"
    say "$1: $2, theirs $3, ratio $4"
}

# What is timed says by its exit code whether it worked: bash's errexit does not reach into it.

# Starts docker-registry on address $1 with its data in $2. With $3, it writes each request into $server_log.
serve_registry() {
    mkdir -p "$2"
    printf 'version: 0.1\nlog: {level: error, accesslog: {disabled: %s}}\nstorage: {filesystem: {rootdirectory: "%s"}}\nhttp: {addr: "%s"}\n' \
        "$([ -n "${3-}" ] && echo false || echo true)" "$2" "$1" > "$2.yml"
    serve docker-registry serve "$2.yml"
    await "http://$1/v2/"
}

# Starts the appliance with its data in $1, trusting the key.
serve_appliance() {
    mkdir -p "$1" "$work/tmp"
    JAVA_OPTS="-Djava.io.tmpdir=$work/tmp" serve "$appliance" serve --data "$1" --listen "$appliance_address"
    await "http://$appliance_address/v2/"
}

trust() { # data folder, stream
    "$appliance" trust add "$work/bench.pub" --publisher bench --stream "$2" --data "$1" > "$work/log" 2>&1 ||
        { cat "$work/log" >&2; fail "cannot trust the key"; }
}

prepare_key() {
    [ -e "$work/bench.pem" ] || "$agent" keys generate --out "$work/bench.pem"
}

prepare_images() {
    serve_registry "$source_registry" "$work/source"
    if [ ! -e "$work/references" ]; then
        "$bench/images" "$source_registry" "$work/images" tools > "$work/references.new"
        mv "$work/references.new" "$work/references"
    fi
    mapfile -t references < <(sed "s|^|$source_registry/|" "$work/references")
    set_bytes=$(bytes_in "$work/source/docker/registry/v2/blobs")
    [ "$set_bytes" -ge $((1 << 30)) ] || fail "the set has only $set_bytes bytes: this machine has too few files for it"
    say "${#references[@]} images, $((set_bytes >> 20)) MiB"
}

# --- save ---

our_save() {
    "$agent" save "${references[@]}" --stream bench --key "$work/bench.pem" --output "$work/out" --state "$work/state" &&
        sync
}

their_save() {
    for reference in "${references[@]}"; do
        name=${reference##*/}
        skopeo copy --all --src-tls-verify=false "docker://$reference" "oci-archive:$work/archives/${name%:*}.tar:$reference" ||
            return
    done
    sync
}

measure_save() {
    : > "$work/ours"
    : > "$work/theirs"
    for _ in $(seq "$runs"); do
        rm -rf "$work/out" "$work/state" && sync
        timed our_save
        echo "$seconds" >> "$work/ours"
        rm -rf "$work/archives" && mkdir "$work/archives" && sync
        timed their_save
        echo "$seconds" >> "$work/theirs"
    done
    compare "save of ${#references[@]} images, $((set_bytes >> 20)) MiB (skopeo copy --all to oci-archives)" "≤ 1.0"
}

compare() { # measure, aim: seconds in $work/ours against those in $work/theirs
    ours=$(median < "$work/ours")
    theirs=$(median < "$work/theirs")
    row "$1" "$ours s" "$theirs s" "$(calc "$ours / $theirs")" "$2"
}

# --- import ---

our_import() {
    "$appliance" import "$work/out" --data "$work/data" &&
        sync
}

their_import() {
    for reference in "${references[@]}"; do
        name=${reference##*/}
        skopeo copy --all --dest-tls-verify=false "oci-archive:$work/archives/${name%:*}.tar:$reference" \
            "docker://${reference/$source_registry/$target_registry}" || return
    done
    sync
}

measure_import() {
    : > "$work/ours"
    : > "$work/theirs"
    for _ in $(seq "$runs"); do
        rm -rf "$work/data" && sync
        serve_appliance "$work/data"
        trust "$work/data" bench
        timed our_import
        echo "$seconds" >> "$work/ours"
        stop "$pid"
        rm -rf "$work/target" && sync
        serve_registry "$target_registry" "$work/target"
        timed their_import
        echo "$seconds" >> "$work/theirs"
        stop "$pid"
    done
    rm -rf "$work/target" "$work/archives"
    compare "import of it (skopeo copy into docker-registry)" "≤ 0.6"
}

# --- disk, start ---

measure_disk() {
    rm -rf "$work/data" "$work/tmp" && sync
    serve_appliance "$work/data"
    trust "$work/data" bench
    local before now peak=0 importing
    before=$(bytes_in "$work/data" "$work/tmp")
    our_import > "$work/log" 2>&1 &
    importing=$!
    while kill -0 "$importing" 2> /dev/null; do
        now=$(bytes_in "$work/data" "$work/tmp" 2> /dev/null || echo 0)
        [ "$now" -le "$peak" ] || peak=$now
        sleep 0.02
    done
    wait "$importing" || { cat "$work/log" >&2; fail "the import failed"; }
    stop "$pid"
    local new
    new=$(bytes_in "$work/data/content/blobs")
    row "disk of an import at its peak, beyond the new bytes" "$(((peak - before - new) >> 20)) MiB" \
        "$((new >> 20)) MiB new" "$(calc "($peak - $before - $new) / $new")" "≤ 0.05"
}

first_answer() {
    serve "$appliance" serve --data "$work/data" --listen "$appliance_address"
    await "http://$appliance_address/v2/"
}

measure_start() {
    : > "$work/ours"
    : > "$work/theirs"
    for _ in $(seq "$runs"); do
        timed_start
        echo "$seconds" >> "$work/ours"
        timed "$agent" --help
        echo "$seconds" >> "$work/theirs"
    done
    row "serve to first 200, with the set imported" "$(median < "$work/ours") s" "–" "–" "report"
    row "sync-agent --help" "$(median < "$work/theirs") s" "–" "–" "report"
}

timed_start() {
    local from=$EPOCHREALTIME
    first_answer
    seconds=$(calc "$EPOCHREALTIME - $from")
    stop "$pid"
}
