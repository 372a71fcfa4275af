# The measures of ./run, in the order it takes them. Each appends a line to the table.

source_registry=$(free_address)
target_registry=$(free_address)
appliance_address=$(free_address)
nginx_address=$(free_address)
blob_bytes=$((1 << 30))

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

# --- pull ---

# One image with a layer of 1 GiB, imported; nginx with sendfile on the very same file.
prepare_blob() {
    if [ ! -e "$work/layout/index.json" ]; then
        rm -rf "$work/layout" && mkdir -p "$work/layout/blobs/sha256"
        head -c "$blob_bytes" /dev/urandom > "$work/layout/layer"
        layer=$(store_blob "$work/layout/layer")
        printf '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' "$layer" \
            > "$work/layout/config"
        size=$(stat -c %s "$work/layout/config")
        config=$(store_blob "$work/layout/config")
        printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%d},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:%s","size":%d}]}' \
            "$config" "$size" "$layer" "$blob_bytes" > "$work/layout/manifest"
        size=$(stat -c %s "$work/layout/manifest")
        manifest=$(store_blob "$work/layout/manifest")
        echo '{"imageLayoutVersion":"1.0.0"}' > "$work/layout/oci-layout"
        printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%d,"annotations":{"io.containerd.image.name":"bench.example/blob:1","org.opencontainers.image.ref.name":"bench.example/blob:1"}}]}' \
            "$manifest" "$size" > "$work/layout/index.json"
    fi
    rm -rf "$work/blob-out" "$work/blob-state" "$work/blob-data"
    "$agent" save "oci:$work/layout" --stream blob --key "$work/bench.pem" --output "$work/blob-out" --state "$work/blob-state" \
        > "$work/log" 2>&1 || { cat "$work/log" >&2; fail "cannot save the 1 GiB image"; }
    serve_appliance "$work/blob-data"
    server=$pid
    trust "$work/blob-data" blob
    "$appliance" import "$work/blob-out" --data "$work/blob-data" > "$work/log" 2>&1 ||
        { cat "$work/log" >&2; fail "cannot import the 1 GiB image"; }
    rm -rf "$work/blob-out" "$work/blob-state"
    file=$(find "$work/blob-data" -type f -size "${blob_bytes}c" | head -n 1)
    digest=$(find "$work/layout/blobs/sha256" -type f -size "${blob_bytes}c" -printf '%f')
    our_url="http://$appliance_address/v2/bench.example/blob/blobs/sha256:$digest"
    serve_nginx
    cmp <(curl -sf "$our_url") <(curl -sf "http://$nginx_address/blob") || fail "the two servers do not send the same bytes"
}

# Moves file $1 to its place in the layout and prints its digest.
store_blob() {
    local hex
    hex=$(openssl dgst -sha256 -r "$1" | cut -d' ' -f1)
    mv "$1" "$work/layout/blobs/sha256/$hex"
    echo "$hex"
}

serve_nginx() {
    mkdir -p "$work/nginx"
    cat > "$work/nginx/nginx.conf" << END
user root;
worker_processes auto;
pid $work/nginx/pid;
error_log $work/nginx/error.log;
daemon off;
events {}
http {
    access_log off;
    sendfile on;
    tcp_nopush on;
    server {
        listen $nginx_address;
        location = /blob { alias $file; }
    }
}
END
    serve nginx -p "$work/nginx" -e "$work/nginx/error.log" -c "$work/nginx/nginx.conf"
    nginx=$pid
    await "http://$nginx_address/blob" # also brings the file into the page cache
}

pull() { # clients, URL
    local clients=()
    for _ in $(seq "$1"); do
        curl -sf -o /dev/null "$2" &
        clients+=($!)
    done
    wait_for_all "${clients[@]}"
}

# Unlike wait, which tells of the last one alone.
wait_for_all() {
    for client in "$@"; do
        wait "$client" || return
    done
}

measure_pull() { # clients
    : > "$work/ours"
    : > "$work/theirs"
    local our_cpu=0 their_cpu=0 before
    for _ in $(seq "$runs"); do
        before=$(cpu_seconds "$server")
        timed pull "$1" "$our_url"
        echo "$seconds" >> "$work/ours"
        our_cpu=$(calc "$our_cpu + $(cpu_seconds "$server") - $before")
        before=$(cpu_seconds "$nginx")
        timed pull "$1" "http://$nginx_address/blob"
        echo "$seconds" >> "$work/theirs"
        their_cpu=$(calc "$their_cpu + $(cpu_seconds "$nginx") - $before")
    done
    ours=$(calc "$1 / $(median < "$work/ours")")
    theirs=$(calc "$1 / $(median < "$work/theirs")")
    row "pull of 1 GiB, $1 client$([ "$1" = 1 ] || echo s) (nginx with sendfile)" \
        "$ours GiB/s, $(calc "$our_cpu / $runs / $1") CPU-s/GiB" \
        "$theirs GiB/s, $(calc "$their_cpu / $runs / $1") CPU-s/GiB" "$(calc "$ours / $theirs")" "≥ 0.9"
}

# --- memory, disk, start ---

# 100 clients at once, first held back so that all of them really overlap, then as fast as they can.
measure_memory() {
    local clients=()
    for _ in $(seq 100); do
        curl -sf -o /dev/null --limit-rate 10M --range 0-104857599 "$our_url" &
        clients+=($!)
    done
    wait_for_all "${clients[@]}" || fail "a client's pull failed"
    pull 100 "$our_url" || fail "a client's pull failed"
    row "memory of serve, 100 parallel pulls" "$(peak_memory "$server") MB VmHWM" "–" "–" "≤ 200 MB"
}

stop_pulls() {
    stop "$server"
    stop "$nginx"
}

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
