# The measures of ./run that are about serving and being pushed to, in the order it takes them. Each appends lines to the table.

registry_address=$(free_address)
our_tls_address=$(free_address)
nginx_tls_address=$(free_address)
blob_bytes=$((1 << 30))
crowd_clients=100
crowd_layers=20
pushed_blobs=1000
pushed_bytes=16384

# --- the same content behind three servers ---

# Moves file $1 to its place in the layout and prints its descriptor, of media type $2.
store_blob() {
    local hex size
    hex=$(openssl dgst -sha256 -r "$1" | cut -d' ' -f1)
    size=$(stat -c %s "$1")
    mv "$1" "$layout/blobs/sha256/$hex"
    printf '{"mediaType":"%s","digest":"sha256:%s","size":%d}' "$2" "$hex" "$size"
}

# Adds image $1 to the layout, of random layers with these numbers of bytes. Its name and descriptor go to $layout/images.
add_image() {
    local name=$1 layers=() config manifest
    shift
    for size in "$@"; do
        head -c "$size" /dev/urandom > "$layout/new"
        layers+=("$(store_blob "$layout/new" application/vnd.oci.image.layer.v1.tar)")
    done
    printf '{"architecture":"amd64","os":"linux","author":"%s","rootfs":{"type":"layers","diff_ids":[]}}' "$name" > "$layout/new"
    config=$(store_blob "$layout/new" application/vnd.oci.image.config.v1+json)
    printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[%s]}' \
        "$config" "$(IFS=,; echo "${layers[*]}")" > "$layout/new"
    manifest=$(store_blob "$layout/new" application/vnd.oci.image.manifest.v1+json)
    echo "$name ${manifest%\}}" >> "$layout/images"
}

# A layer of 1 GiB alone; and twenty layers as images have them: most are small, some hold nearly all of it.
make_layout() {
    layout=$work/serving.new
    rm -rf "$layout" && mkdir -p "$layout/blobs/sha256"
    say "making up an image of 1 GiB and one of $crowd_layers layers"
    add_image bench.example/blob "$blob_bytes"
    local sizes=() layer
    for layer in $(seq "$crowd_layers"); do
        sizes+=($(((layer % 5) ** 4 * 40000 + 2000)))
    done
    add_image bench.example/crowd "${sizes[@]}"
    echo '{"imageLayoutVersion":"1.0.0"}' > "$layout/oci-layout"
    sed 's|^\([^ ]*\) \(.*\)|\2,"annotations":{"io.containerd.image.name":"\1:1","org.opencontainers.image.ref.name":"\1:1"}}|' \
        "$layout/images" | paste -sd, |
        sed 's|.*|{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[&]}|' > "$layout/index.json"
    rm -rf "$work/serving" && mv "$layout" "$work/serving"
}

# What a pull of image $1 asks for goes to $work/$1.paths; and for nginx the same paths become files.
lay_out() {
    local hex path
    hex=$(sed -n "s|^bench.example/$1 .*sha256:\([0-9a-f]*\).*|\1|p" "$layout/images")
    mkdir -p "$work/serving-root/v2/bench.example/$1/manifests" "$work/serving-root/v2/bench.example/$1/blobs"
    ln "$layout/blobs/sha256/$hex" "$work/serving-root/v2/bench.example/$1/manifests/1"
    echo "/v2/bench.example/$1/manifests/1" > "$work/$1.paths"
    for path in $(grep -o 'sha256:[0-9a-f]*' "$layout/blobs/sha256/$hex"); do
        ln -f "$layout/blobs/sha256/${path#*:}" "$work/serving-root/v2/bench.example/$1/blobs/$path"
        echo "/v2/bench.example/$1/blobs/$path" >> "$work/$1.paths"
    done
}

serve_content() {
    layout=$work/serving
    [ -e "$layout/index.json" ] || make_layout
    layout=$work/serving
    rm -rf "$work/serving-root"
    lay_out blob
    lay_out crowd
    tail -n 1 "$work/blob.paths" > "$work/layer.paths"
    layer_path=$(cat "$work/layer.paths")
    manifest_path=$(head -n 1 "$work/crowd.paths")
    make_certificate
    import_content
    copy_content
    serve_appliance "$work/serving-data"
    server=$pid
    serve_registry "$registry_address" "$work/serving-registry"
    registry=$pid
    serve_nginx
    compare_content
}

import_content() {
    rm -rf "$work/serving-data" "$work/serving-out" "$work/serving-state"
    "$agent" save "oci:$layout" --stream serving --key "$work/bench.pem" --output "$work/serving-out" \
        --state "$work/serving-state" > "$work/log" 2>&1 || { cat "$work/log" >&2; fail "cannot save the images"; }
    serve_appliance "$work/serving-data"
    trust "$work/serving-data" serving
    "$appliance" import "$work/serving-out" --data "$work/serving-data" > "$work/log" 2>&1 ||
        { cat "$work/log" >&2; fail "cannot import the images"; }
    rm -rf "$work/serving-out" "$work/serving-state"
    # What served an import has used memory for it: the one that is measured did not.
    stop "$pid"
}

copy_content() {
    local image
    [ ! -e "$work/serving-registry/copied" ] || return 0
    rm -rf "$work/serving-registry"
    serve_registry "$registry_address" "$work/serving-registry"
    for image in blob crowd; do
        skopeo copy -q --preserve-digests --dest-tls-verify=false "oci:$layout:bench.example/$image:1" \
            "docker://$registry_address/bench.example/$image:1" || fail "cannot push to docker-registry"
    done
    stop "$pid"
    touch "$work/serving-registry/copied"
}

make_certificate() {
    [ ! -e "$work/tls.pem" ] || return 0
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/tls.key" -out "$work/tls.new" \
        -days 3650 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 2> "$work/log" ||
        { cat "$work/log" >&2; fail "cannot make a certificate"; }
    mv "$work/tls.new" "$work/tls.pem"
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
    keepalive_requests 1000000;
    default_type application/vnd.oci.image.manifest.v1+json;
    root $work/serving-root;
    server { listen $nginx_address; }
    server {
        listen $nginx_tls_address ssl;
        ssl_certificate $work/tls.pem;
        ssl_certificate_key $work/tls.key;
        ssl_protocols TLSv1.3;
        ssl_conf_command Ciphersuites $tls_cipher;
    }
}
END
    serve nginx -p "$work/nginx" -e "$work/nginx/error.log" -c "$work/nginx/nginx.conf"
    nginx=$pid
    await "http://$nginx_address$manifest_path"
}

# Also brings all files into the page cache.
compare_content() {
    local path
    for path in $(cat "$work/blob.paths" "$work/crowd.paths"); do
        for address in "$registry_address" "$nginx_address"; do
            cmp <(fetch "http://$appliance_address$path") <(fetch "http://$address$path") ||
                fail "the servers do not send the same bytes for $path"
        done
    done
}

fetch() {
    curl -sf --cacert "$work/tls.pem" -H 'Accept: application/vnd.oci.image.manifest.v1+json' "$1"
}

stop_content() {
    stop "$server"
    stop "$registry"
    stop "$nginx"
}

# --- a crowd of clients ---

# $1 clients pull what the file of paths $2 names, $3 times, from URL $4 of process $5. Sets $seconds, $gib, $median and $p99 of one
# client's seconds, the CPU seconds of the clients $own_cpu and of the server $their_cpu.
crowd() {
    local line
    line=$(tool Crowd "$4" "$2" "$1" "$3" "$5" ${6-}) || fail "a client of $4 failed"
    read -r seconds gib median p99 own_cpu their_cpu _ <<< "$line"
}

# Appends what `crowd` found to $work/figures.NAME: GiB/s, p99, CPU seconds of the server per GiB, share of a core of the clients.
note_crowd() {
    calc "$gib / $seconds" >> "$work/figures.$1"
    printf ' %s %s %s\n' "$p99" "$(calc "$their_cpu / $gib")" "$(calc "$own_cpu / $seconds")" >> "$work/figures.$1"
}

column() { # name, number
    awk -v column="$2" '{ print $column }' "$work/figures.$1" | median
}

larger() {
    awk "BEGIN { print ($1 > $2 ? $1 : $2) }"
}

smaller() {
    awk "BEGIN { print ($1 < $2 ? $1 : $2) }"
}

measure_blob() { # clients
    local name plural=s
    [ "$1" != 1 ] || plural=
    rm -f "$work"/figures.*
    for _ in $(seq "$runs"); do
        for name in ours registry nginx; do
            crowd "$1" "$work/layer.paths" 1 "http://$(address_of "$name")" "$(process_of "$name")"
            note_crowd "$name"
        done
    done
    row "1 GiB blob, $1 client$plural: throughput" "$(column ours 1) GiB/s" \
        "nginx $(column nginx 1), docker-registry $(column registry 1)" \
        "$(calc "$(column ours 1) / $(larger "$(column nginx 1)" "$(column registry 1)")")" "≥ 0.95 of the faster"
    row_cpu "1 GiB blob, $1 client$plural"
}

row_cpu() { # measure
    row "$1: CPU of the server" "$(column ours 3) s/GiB" "docker-registry $(column registry 3), nginx $(column nginx 3)" \
        "$(calc "$(column ours 3) / $(column registry 3)")" "≤ 0.7 of docker-registry"
}

address_of() {
    case $1 in
        ours) echo "$appliance_address" ;;
        registry) echo "$registry_address" ;;
        nginx) echo "$nginx_address" ;;
    esac
}

process_of() {
    case $1 in
        ours) echo "$server" ;;
        registry) echo "$registry" ;;
        nginx) echo "$nginx" ;;
    esac
}

measure_crowd() {
    local name what="$crowd_clients clients pull $crowd_layers layers"
    rm -f "$work"/figures.*
    for _ in $(seq "$runs"); do
        for name in ours registry nginx; do
            crowd "$crowd_clients" "$work/crowd.paths" 1 "http://$(address_of "$name")" "$(process_of "$name")"
            note_crowd "$name"
        done
        two_crowds
    done
    row "$what: throughput" "$(column ours 1) GiB/s" "nginx $(column nginx 1), docker-registry $(column registry 1)" \
        "$(calc "$(column ours 1) / $(larger "$(column nginx 1)" "$(column registry 1)")")" "≥ 1.0 of the faster"
    row "$what: p99 of one client" "$(column ours 2) s" "nginx $(column nginx 2), docker-registry $(column registry 2)" \
        "$(calc "$(column ours 2) / $(smaller "$(column nginx 2)" "$(column registry 2)")")" "≤ 0.7 of the faster"
    row_cpu "$what"
    row "$what: the clients' share of a core" "$(column ours 4)" "nginx $(column nginx 4), docker-registry $(column registry 4)" \
        "–" "< 1: they wait for the server"
    row "nginx with the clients in two processes, against one" "$(column two 1) GiB/s" "$(column nginx 1)" \
        "$(calc "$(column two 1) / $(column nginx 1)")" "≤ 1.1: they are not what is slow"
}

# As many clients of nginx, but in two processes.
two_crowds() {
    local half=$((crowd_clients / 2)) other one
    tool Crowd "http://$nginx_address" "$work/crowd.paths" "$half" 2 "$nginx" > "$work/other" &
    other=$!
    crowd "$half" "$work/crowd.paths" 2 "http://$nginx_address" "$nginx"
    one=$(calc "$gib / $seconds")
    wait "$other" || fail "a client of nginx failed"
    read -r seconds gib _ _ _ _ _ < "$work/other"
    echo "$(calc "$one + $gib / $seconds") 0 0 0" >> "$work/figures.two"
}

# --- tls ---

# What both servers choose if they may; so that they are told the same, nginx is told to.
tls_cipher=TLS_AES_128_GCM_SHA256

measure_tls() {
    local what="$crowd_clients clients pull $crowd_layers layers over TLS 1.3" ours theirs agreed
    # One server at a time has the data.
    stop "$server"
    JAVA_OPTS="-Djava.io.tmpdir=$work/tmp" serve "$appliance" serve --data "$work/serving-data" --listen "$our_tls_address" \
        --tls-cert "$work/tls.pem" --tls-key "$work/tls.key"
    tls_server=$pid
    until fetch "https://$our_tls_address/v2/" > /dev/null; do
        kill -0 "$pid" 2> /dev/null || { cat "$server_log" >&2; fail "no server at https://$our_tls_address"; }
        sleep 0.01
    done
    agreed=$(for address in "$our_tls_address" "$nginx_tls_address"; do
        openssl s_client -connect "$address" -CAfile "$work/tls.pem" -tls1_3 -ciphersuites "$tls_cipher" < /dev/null 2> /dev/null |
            awk '/Cipher is|Server Temp Key|Peer signature type/'
    done | sort | uniq -c)
    [ "$(awk '$1 != 2' <<< "$agreed")" = "" ] || fail "the servers agree upon different things: $agreed"
    rm -f "$work"/figures.*
    for _ in $(seq "$runs"); do
        crowd "$crowd_clients" "$work/crowd.paths" 1 "https://$our_tls_address" "$tls_server" "$work/tls.pem"
        note_crowd ours
        crowd "$crowd_clients" "$work/crowd.paths" 1 "https://$nginx_tls_address" "$nginx" "$work/tls.pem"
        note_crowd nginx
    done
    row "$what: throughput" "$(column ours 1) GiB/s" "nginx $(column nginx 1)" \
        "$(calc "$(column ours 1) / $(column nginx 1)")" "≥ 0.9"
    row "$what: p99 of one client" "$(column ours 2) s" "nginx $(column nginx 2)" "$(calc "$(column ours 2) / $(column nginx 2)")" "report"
    row "$what: CPU of the server" "$(column ours 3) s/GiB" "nginx $(column nginx 3)" \
        "$(calc "$(column ours 3) / $(column nginx 3)")" "report"
    row "$what: the clients' share of a core" "$(column ours 4)" "nginx $(column nginx 4)" "–" "< 1: they wait for the server"
    measure_tls_curl
    row "memory of serve with TLS, after these" "$(peak_memory "$tls_server") MB VmHWM" "–" "–" "≤ 200 MB"
    stop "$tls_server"
}

# Clients that decrypt, as a check.
measure_tls_curl() {
    : > "$work/ours"
    : > "$work/theirs"
    for _ in $(seq "$runs"); do
        timed pull 4 "https://$our_tls_address$layer_path"
        calc "4 / $seconds" >> "$work/ours" && echo >> "$work/ours"
        timed pull 4 "https://$nginx_tls_address$layer_path"
        calc "4 / $seconds" >> "$work/theirs" && echo >> "$work/theirs"
    done
    ours=$(median < "$work/ours")
    theirs=$(median < "$work/theirs")
    row "1 GiB blob over TLS 1.3, four curls that decrypt it" "$ours GiB/s" "nginx $theirs" "$(calc "$ours / $theirs")" "report"
}

pull() { # clients, URL
    local clients=()
    for _ in $(seq "$1"); do
        curl -sf --tls13-ciphers "$tls_cipher" --cacert "$work/tls.pem" -o /dev/null "$2" &
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

# --- manifest ---

# Requests a second and the 99th percentile in milliseconds at address $2, appended to $work/wrk.$1.
run_wrk() {
    wrk -t2 -c64 -d5s --timeout 30s --latency -H 'Accept: application/vnd.oci.image.manifest.v1+json' "http://$2$manifest_path" > "$work/log"
    ! grep -E 'Non-2xx|Socket errors' "$work/log" >&2 || fail "requests failed at $2"
    awk '/Requests\/sec/ { rate = $2 }
         $1 == "99%" { p99 = $2; sub(/[a-z]*$/, "", p99); if ($2 ~ /us$/) p99 /= 1000; else if ($2 !~ /ms$/) p99 *= 1000 }
         END { print rate, p99 }' "$work/log" >> "$work/wrk.$1"
}

wrk_column() {
    awk -v column="$2" '{ print $column }' "$work/wrk.$1" | median
}

measure_manifest() {
    local name
    rm -f "$work"/wrk.*
    for name in ours registry; do run_wrk warm "$(address_of "$name")"; done
    for _ in $(seq "$runs"); do
        for name in ours registry; do run_wrk "$name" "$(address_of "$name")"; done
    done
    row "manifest by tag, 64 connections" "$(wrk_column ours 1) requests/s" "docker-registry $(wrk_column registry 1)" \
        "$(calc "$(wrk_column ours 1) / $(wrk_column registry 1)")" "≥ 3"
    row "manifest by tag, 64 connections: p99" "$(wrk_column ours 2) ms" "docker-registry $(wrk_column registry 2)" \
        "$(calc "$(wrk_column ours 2) / $(wrk_column registry 2)")" "≤ 0.5"
}

# --- push ---

# Pushes file $2 to address $1 in one PUT.
push_file() {
    local location digest
    digest=$(basename "$2")
    location=$(curl -sf -X POST -o /dev/null -D - "http://$1/v2/bench/pushed/blobs/uploads/" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
    case $location in /*) location=http://$1$location ;; esac
    case $location in *\?*) location+="&" ;; *) location+="?" ;; esac
    curl -sf -T "$2" -H 'Content-Type: application/octet-stream' "${location}digest=sha256:$digest" > /dev/null
}

push_file_synced() {
    push_file "$@" && sync
}

# A file of 1 GiB that nobody has, named by its digest.
new_file() {
    rm -rf "$work/pushed" && mkdir "$work/pushed"
    head -c "$blob_bytes" /dev/urandom > "$work/pushed/new"
    pushed=$work/pushed/$(openssl dgst -sha256 -r "$work/pushed/new" | cut -d' ' -f1)
    mv "$work/pushed/new" "$pushed"
    sync
}

# $1 and what follows: who pushes how; the seconds go to $work/NAME.
time_push() {
    local name=$1
    shift
    sync
    timed "$@"
    echo "$seconds" >> "$work/$name"
}

measure_push() {
    rm -f "$work/ours" "$work/theirs" "$work/synced"
    for _ in $(seq "$runs"); do
        new_file
        time_push ours push_file "$appliance_address" "$pushed"
        time_push theirs push_file "$registry_address" "$pushed"
        new_file
        time_push synced push_file_synced "$registry_address" "$pushed"
    done
    rm -rf "$work/pushed"
    row_push "push of 1 GiB in one PUT"
    measure_small_pushes 1
    measure_small_pushes 8
}

row_push() {
    ours=$(median < "$work/ours")
    row "$1" "$ours s" "docker-registry $(median < "$work/theirs") s" "$(calc "$(median < "$work/theirs") / $ours")" "≥ 1.0 (theirs ÷ ours)"
    row "$1, docker-registry with a sync after each" "$ours s" "$(median < "$work/synced") s" \
        "$(calc "$(median < "$work/synced") / $ours")" "report (theirs ÷ ours)"
}

measure_small_pushes() { # connections
    rm -f "$work/ours" "$work/theirs" "$work/synced"
    for _ in $(seq "$runs"); do
        sync && tool Pushes "$appliance_address" "$pushed_blobs" "$pushed_bytes" "$1" >> "$work/ours"
        sync && tool Pushes "$registry_address" "$pushed_blobs" "$pushed_bytes" "$1" >> "$work/theirs"
        sync && tool Pushes "$registry_address" "$pushed_blobs" "$pushed_bytes" "$1" sync >> "$work/synced"
    done
    row_push "push of $pushed_blobs blobs of $((pushed_bytes >> 10)) KiB, $1 connection$([ "$1" = 1 ] || echo s)"
}

# --- memory ---

# Of a server that did all the above. First many clients that are held back, so that all of them really overlap.
measure_memory() {
    local clients=()
    for _ in $(seq 100); do
        curl -sf -o /dev/null --limit-rate 10M --range 0-52428799 "http://$appliance_address$layer_path" &
        clients+=($!)
    done
    wait_for_all "${clients[@]}" || fail "a client's pull failed"
    row "memory of serve, after these and 100 clients that are held back" "$(peak_memory "$server") MB VmHWM" \
        "docker-registry $(peak_memory "$registry") MB" "–" "≤ 200 MB"
}
