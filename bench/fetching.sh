# The measures of ./run that are about fetching again what is not new, in the order it takes them. Each appends a line to the table.

family_registry=$(free_address)
small_registry=$(free_address)
slow_registry=$(free_address)
small_images=500
many_blobs=(500 100) # images, and layers of each

# A set is a registry's address and repositories there, known by a name $set. Both sides have folders of their own for it.

choose() { # set, address, file of references, the log of the registry behind the address
    set=$1
    registry_log=$4
    sed "s|^|$2/|" "$3" > "$work/$set.list"
    mapfile -t references < "$work/$set.list"
}

our_copy() {
    "$agent" save "list:$work/$set.list" --stream "$set" --key "$work/bench.pem" --output "$work/$set-out" --state "$work/$set-state" --json \
        > "$work/$set.json" && sync
}

their_copy() {
    for reference in "${references[@]}"; do
        name=${reference#*/}
        skopeo copy -q --all --src-tls-verify=false "docker://$reference" "oci:$work/$set-layout:$name" || return
    done
    sync
}

forget() {
    rm -rf "$work/$set-out" "$work/$set-state" "$work/$set-layout" && sync
}

# What both sides have before they do it again.
prime() {
    forget
    timed our_copy
    timed their_copy
}

serve_family() {
    [ -e "$work/family.references" ] || rm -rf "$work/family"
    serve_registry "$family_registry" "$work/family" logging
    family_log=$server_log
    if [ ! -e "$work/family.references" ]; then
        "$bench/images" "$family_registry" "$work/images" family > "$work/family.new"
        mv "$work/family.new" "$work/family.references"
    fi
}

serve_small() {
    [ -e "$work/small.references" ] || rm -rf "$work/small"
    serve_registry "$small_registry" "$work/small" logging
    small_log=$server_log
    if [ ! -e "$work/small.references" ]; then
        say "making up $small_images small images"
        tool SmallImages "$small_registry" "$small_images" 2 > "$work/small.new"
        mv "$work/small.new" "$work/small.references"
    fi
}

# --- what the registry saw ---

# Ours since line $1 of the registry's log: method, what was asked for, status, bytes of the answer; a line each.
our_requests() {
    tail -n "+$(($1 + 1))" "$registry_log" | awk '
        $NF == "\"sallyport\"" {
            what = $7 ~ "/blobs/" ? "blob" : $7 ~ "/manifests/sha256-" ? "referrers-tag" : $7 ~ "/manifests/" ? "manifest" : \
                   $7 ~ "/referrers/" ? "referrers" : "other"
            print substr($6, 2), what, $9, $10
        }'
}

logged() {
    wc -l < "$registry_log"
}

# As people read it: 20 HEAD manifest 200, 60 HEAD referrers-tag 404.
counted() {
    awk '{ count[$1 " " $2 " " $3]++ } END { for (kind in count) print count[kind], kind }' | sort -k2 | paste -sd, | sed 's/,/, /g'
}

# --- first ---

# On a virtual machine, memory that was free for a while is slow to write into: seen were 9 CPU seconds instead of 2.5 in the
# kernel. Neither side is to pay for that, least of all the one that has more to write.
touch_memory() {
    head -c 3G /dev/zero > "$work/touched"
    rm "$work/touched" && sync
}

measure_first() {
    local from fetched unique requests
    choose family "$family_registry" "$work/family.references" "$family_log"
    # Neither side is the first to read the registry's files.
    cat "$work"/family/docker/registry/v2/blobs/sha256/*/*/data > /dev/null
    : > "$work/ours"
    : > "$work/theirs"
    for _ in $(seq "$runs"); do
        forget && touch_memory
        from=$(logged)
        timed our_copy
        echo "$seconds" >> "$work/ours"
        our_requests "$from" > "$work/requests"
        forget && touch_memory
        timed their_copy
        echo "$seconds" >> "$work/theirs"
    done
    # The registry has this set and nothing else. Not from skopeo's layout: it makes other bytes of Docker's lists of manifests.
    unique=$(find "$work/family/docker/registry/v2/blobs" -name data -printf '%s\n' | awk '{ total += $1 } END { printf "%d", total }')
    [ "$unique" -ge $((1 << 30)) ] || fail "the family has only $unique bytes: this machine has too few files for it"
    fetched=$(awk '$1 == "GET" && $2 ~ "blob|manifest" && $3 ~ "^20" { total += $4 } END { printf "%d", total }' "$work/requests")
    requests=$(counted < "$work/requests")
    compare "first save of ${#references[@]} images, $((unique >> 20)) MiB (skopeo copy --all into one OCI layout)" "≤ 0.8"
    row "bytes fetched by it, against the set's unique bytes ($requests)" "$fetched" "$unique" \
        "$(calc "$fetched / $unique")" "≤ 1"
}

# --- again ---

# What both sides have must be the newest of the set; see prime.
measure_unchanged() { # measure, aim
    local from requests
    : > "$work/ours"
    : > "$work/theirs"
    for _ in $(seq "$runs"); do
        from=$(logged)
        timed our_copy
        echo "$seconds" >> "$work/ours"
        our_requests "$from" > "$work/requests"
        require_unchanged
        timed their_copy
        echo "$seconds" >> "$work/theirs"
    done
    requests=$(counted < "$work/requests")
    compare "$1 ($requests)" "$2"
}

require_unchanged() {
    grep -q '"new":false' "$work/$set.json" || fail "a bundle was made although nothing changed"
    grep -q '"bytesFetched":0[,}]' "$work/$set.json" || fail "bytes were fetched although nothing changed"
    [ -s "$work/requests" ] || fail "the registry's log has none of our requests: $registry_log"
    ! grep -E '^GET (blob|manifest) ' "$work/requests" >&2 || fail "blobs or manifests were asked for although nothing changed"
}

measure_again() {
    choose family "$family_registry" "$work/family.references" "$family_log"
    prime
    measure_unchanged "unchanged re-run, ${#references[@]} images (skopeo again)" "≤ 0.5"
    forget
    serve_small
    local small=$pid
    choose small "$small_registry" "$work/small.references" "$small_log"
    say "copying ${#references[@]} small images"
    prime
    measure_unchanged "unchanged re-run, ${#references[@]} images" "≤ 0.25"
    forget
    stop "$small"
}

# --- delayed ---

measure_delayed() {
    local relay
    serve java -XX:+UseSerialGC -Xmx1g -cp "$bench/target/bench-0.1.0.jar" dev.sallyport.bench.DelayingRelay \
        "$slow_registry" "$family_registry" 50
    relay=$pid
    await "http://$slow_registry/v2/"
    choose slow "$slow_registry" "$work/family.references" "$family_log"
    prime
    measure_unchanged "unchanged re-run, ${#references[@]} images, each round trip 50 ms longer" "≤ 0.3"
    forget
    stop "$relay"
}

# --- plan ---

# Runs the agent and sets $peak to its highest resident set, in MB.
measured_memory() {
    /usr/bin/time -f %M -o "$work/peak" "$agent" "$@" > "$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; fail "failed: $*"; }
    peak=$(awk 'END { printf "%.0f", $1 * 1024 / 1000000 }' "$work/peak")
}

measure_plan() {
    local images=${many_blobs[0]} layers=${many_blobs[1]} options
    if [ ! -e "$work/many/index.json" ]; then
        say "making up $((images * layers)) layers"
        rm -rf "$work/many"
        tool SmallImages "$work/many" "$images" "$layers" > "$work/log"
    fi
    rm -rf "$work/many-out" "$work/many-state"
    options=("oci:$work/many" --stream many --key "$work/bench.pem" --output "$work/many-out" --state "$work/many-state")
    measured_memory plan "${options[@]}"
    row "memory of plan, $((images * layers)) layers of $images images" "$peak MB VmHWM" "–" "–" "≤ 300 MB"
    measured_memory save "${options[@]}"
    row "memory of save of them" "$peak MB VmHWM" "–" "–" "≤ 300 MB"
    measured_memory save "${options[@]}"
    grep -q "Nothing changed" "$work/log" || fail "a bundle was made although nothing changed"
    row "memory of save of them again, unchanged" "$peak MB VmHWM" "–" "–" "≤ 300 MB"
    rm -rf "$work/many-out" "$work/many-state"
}
