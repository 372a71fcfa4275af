# The measures of ./run about stores that have very much, in the order it takes them. Each appends lines to the table.

tenth_address=$(free_address)
full_address=$(free_address)
many=${SCALE:-1} # what the numbers of the one store are divided by, and those of the other
few=$((10 * many))
scale_orphans=$((100000 / many)) # blobs without a link, of a tenth of the store
scale_blobs="$((1000000 / many)) blobs"

# The store with 1/$1 of the numbers, in $work/scale-$1; built once.
build_scale() {
    local data=$work/scale-$1
    if [ ! -e "$data/built" ]; then
        say "building a store with 1/$1 of 100,000 tags, 10,000 repositories and 1,000,000 blobs"
        rm -rf "$data"
        TOOL_OPTS=-Xmx2g tool ScaleStore "$data" "$work/bench.pem" "$1"
        touch "$data/built"
    fi
}

serve_scale() { # divisor, address
    JAVA_OPTS="-Djava.io.tmpdir=$work/tmp" serve "$appliance" serve --data "$work/scale-$1" --listen "$2"
    await "http://$2/v2/"
}

start_scale() { # divisor, address: sets $seconds
    local from=$EPOCHREALTIME
    serve_scale "$1" "$2"
    seconds=$(calc "$EPOCHREALTIME - $from")
}

# A bundle of the stream `beside` with number $1, of ten images, all of it new to nobody after the first.
make_beside() {
    [ -e "$work/beside-images/index.json" ] || tool SmallImages "$work/beside-images" 10 3 > "$work/log"
    "$agent" save "oci:$work/beside-images" --stream beside --full --key "$work/bench.pem" --output "$work/beside-$1" \
        --state "$work/beside-state" > "$work/log" 2>&1 || { cat "$work/log" >&2; fail "cannot save a small release"; }
}

# Sends the bundle $3 as the command line does, without the time a JVM needs to start.
publish_beside() { # divisor, address, number
    curl -sf -X POST -T "$work/beside-$3"/*.tar -H "Authorization: Bearer $(cat "$work/scale-$1/admin.token")" \
        -H 'Content-Type: application/vnd.sallyport.volume.v1+tar' "http://$2/api/v1/imports/volumes" > "$work/published" &&
        grep -q PUBLISHED "$work/published"
}

time_scale() { # name, what is timed
    local name=$1
    shift
    timed "$@"
    calc "1000 * $seconds" >> "$work/scale.$name" && echo >> "$work/scale.$name"
}

measure_scale() {
    local run divisor address high
    mkdir -p "$work/tmp"
    rm -f "$work"/scale.*
    build_scale "$few"
    build_scale "$many"
    # Both stores get the same releases of a stream that neither has yet, so the numbers go on from the last run's.
    rm -rf "$work"/beside-[0-9]*
    for run in $(seq 0 "$runs"); do
        make_beside "$run"
    done
    for run in $(seq "$runs"); do
        for divisor in "$few" "$many"; do
            start_scale "$divisor" "$full_address"
            calc "1000 * $seconds" >> "$work/scale.start.$divisor" && echo >> "$work/scale.start.$divisor"
            stop "$pid"
        done
    done
    serve_scale "$few" "$tenth_address"
    tenth=$pid
    serve_scale "$many" "$full_address"
    full=$pid
    trust "$work/scale-$few" beside
    trust "$work/scale-$many" beside
    publish_beside "$few" "$tenth_address" 0 && publish_beside "$many" "$full_address" 0 || { cat "$work/published" >&2; fail "the small release was not published"; }
    for run in $(seq "$runs"); do
        for divisor in "$few" "$many"; do
            address=$([ "$divisor" = "$many" ] && echo "$full_address" || echo "$tenth_address")
            tool ScaleProbe "$address" "$divisor" > "$work/probe" || fail "the probe failed"
            while read -r name milliseconds; do
                echo "$milliseconds" >> "$work/scale.$name.$divisor"
            done < "$work/probe"
            time_scale "publish.$divisor" publish_beside "$divisor" "$address" "$run"
            high=$(sed -n 's/.*"sequence":\([0-9]*\).*/\1/p' "$work/published")
            time_scale "rollback.$divisor" "$appliance" rollback beside "$((high - 1))" --data "$work/scale-$divisor"
        done
    done
    row_scale start "until the server answers"
    row_scale tags-first "a page of 100 tags: the first"
    row_scale tags-middle "a page of 100 tags: in the middle"
    row_scale tags-end "a page of 100 tags: near the end"
    row_scale catalog-first "a page of 100 repositories: the first"
    row_scale catalog-middle "a page of 100 repositories: in the middle"
    row_scale catalog-end "a page of 100 repositories: the last"
    row_scale tag-found "manifest by tag, of the many tags"
    row_scale tag-missing "a tag that is not there, among the many"
    row_scale other-found "manifest by tag, of one of the many repositories"
    row_scale other-missing "a repository that is not there"
    row_scale publish "import and publish a release of ten images beside it"
    row_scale rollback "roll it back (with the start of the command)"
    row "memory of serve with all that" "$(peak_memory "$full") MB VmHWM" "a tenth: $(peak_memory "$tenth") MB" "–" "≤ 200 MB"
    row "the database's file" "$(($(bytes_in "$work/scale-$many/database") >> 20)) MiB" \
        "a tenth: $(($(bytes_in "$work/scale-$few/database") >> 20)) MiB" "–" "report"
    stop "$tenth"
    stop "$full"
}

row_scale() { # name, text
    local all tenth
    all=$(median < "$work/scale.$1.$many")
    tenth=$(median < "$work/scale.$1.$few")
    row "$scale_blobs: $2" "$all ms" "a tenth: $tenth ms" "$(calc "$all / $tenth")" "≤ 1.5"
}

# --- collect ---

# Eight clients pull small images again and again, until something is written to the descriptor $pulls_end.
begin_pulls() {
    local path=/v2/bench.example/repository-00000
    curl -sf "http://$full_address$path/manifests/1.0.0" | grep -o 'sha256:[0-9a-f]*' | sed "s|^|$path/blobs/|" > "$work/collect.paths"
    sed -i "1i $path/manifests/1.0.0" "$work/collect.paths"
    rm -f "$work/pulls" && mkfifo "$work/pulls"
    tool Crowd "http://$full_address" "$work/collect.paths" 8 - "$full" < "$work/pulls" > "$work/pulled" &
    pulling=$!
    exec {pulls_end}> "$work/pulls"
}

end_pulls() { # name: the p99 in milliseconds goes to $work/scale.NAME
    echo >&"$pulls_end"
    exec {pulls_end}>&-
    wait "$pulling" || fail "a pull failed"
    awk '{ print 1000 * $4 }' "$work/pulled" >> "$work/scale.$1"
}

# While it runs, and for as long without; first for a while uncounted, since a server that has just begun is slow.
measure_collect() {
    build_scale "$many"
    mkdir -p "$work/tmp"
    rm -f "$work"/scale.pulls-* "$work/scale.collect"
    for _ in $(seq "$runs"); do
        say "making $scale_orphans blobs that nothing refers to"
        TOOL_OPTS=-Xmx1g tool ScaleOrphans "$work/scale-$many" "$scale_orphans"
        serve_scale "$many" "$full_address"
        full=$pid
        begin_pulls
        sleep 20
        end_pulls pulls-before
        begin_pulls
        timed "$appliance" gc --data "$work/scale-$many" --grace 0s
        echo "$seconds" >> "$work/scale.collect"
        end_pulls pulls-during
        begin_pulls
        sleep "$seconds"
        end_pulls pulls-without
        stop "$full"
    done
    during=$(median < "$work/scale.pulls-during")
    without=$(median < "$work/scale.pulls-without")
    row "collection of $scale_blobs, $(median < "$work/scale.collect") s: p99 of small pulls while it runs" "$during ms" \
        "without: $without ms" "$(calc "$during / $without")" "≤ 1.5"
}
