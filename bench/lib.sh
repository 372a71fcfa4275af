# Shared by the scripts in this folder: stop-watch, medians, servers that end with the script. Not run by itself.

fail() {
    echo "bench: $*" >&2
    exit 1
}

require() {
    for tool in "$@"; do
        command -v "$tool" > /dev/null || fail "$tool is missing (Debian: see bench/README.md)"
    done
}

say() {
    echo "bench: $*" >&2
}

# Runs the command and sets $seconds to the time it took. Its output goes to $work/log.
timed() {
    local from=$EPOCHREALTIME
    "$@" > "$work/log" 2>&1 || {
        cat "$work/log" >&2
        fail "failed: $*"
    }
    seconds=$(calc "$EPOCHREALTIME - $from")
}

calc() {
    awk "BEGIN { printf \"%.3f\", $* }"
}

# A program of this module: class, arguments.
tool() {
    local class=$1
    shift
    java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 ${TOOL_OPTS-} \
        -cp "$bench/target/bench-0.1.0.jar:$bench/../appliance/target/appliance-0.1.0/lib/*" "dev.sallyport.bench.$class" "$@"
}

# The median of the numbers on standard input, one a line.
median() {
    sort -n | awk '{ v[NR] = $1 } END { printf "%.3f", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# Starts a server in the background, remembers it for `stop`, and sets $pid and $server_log.
servers=()
serve() {
    server_log=$work/server-${#servers[@]}.log
    "$@" > "$server_log" 2>&1 < /dev/null &
    pid=$!
    servers+=("$pid")
}

stop() {
    kill "$1" 2> /dev/null || true
    wait "$1" 2> /dev/null || true
}

stop_all() {
    for server in "${servers[@]}"; do
        stop "$server"
    done
}

# Waits until URL $1, which the server started last is to serve, answers 2xx.
await() {
    until curl -sf -o /dev/null "$1"; do
        kill -0 "$pid" 2> /dev/null || { cat "$server_log" >&2; fail "no server at $1"; }
        sleep 0.002
    done
}

# An address on loopback that nobody listens at.
free_address() {
    local port
    while port=$((20000 + RANDOM % 10000)); do
        (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || break
    done
    echo "127.0.0.1:$port"
}

# CPU seconds that process $1 and its children used so far, user and system.
cpu_seconds() {
    local total=0 ticks one
    for one in "$1" $(pgrep -P "$1"); do
        # The name, in parentheses, may hold anything: count the fields behind it.
        ticks=$(sed 's/.*) //' "/proc/$one/stat" | awk '{ print $12 + $13 }')
        total=$((total + ticks))
    done
    calc "$total / $(getconf CLK_TCK)"
}

# The highest resident set of process $1 so far, in MB.
peak_memory() {
    awk '/^VmHWM/ { printf "%.0f", $2 * 1024 / 1000000 }' "/proc/$1/status"
}

bytes_in() {
    du -sB1 "$@" | awk '{ total += $1 } END { printf "%d", total }'
}
