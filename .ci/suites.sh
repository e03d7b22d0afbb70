# Suites that run one after the other or at the same time, each with its output in a file that is printed when it ends: sourced by `.ci/run` and by its tests.
# shellcheck shell=bash

# Each background job gets a process group of its own, in which an interrupt can be sent to all of its processes.
set -m

LOGS=${LOGS:-build/ci}
# All that the suites start inherits this mark, by which what leaves its process group is found.
MARK="PORTKEY_CI_RUN=$$"
export "${MARK?}"
declare -A pids=() begins=() results=()
order=()

say() { printf '==> %s\n' "$*"; }

duration() { printf '%d min %02d s' $(($1 / 60)) $(($1 % 60)); }

# start NAME COMMAND...: starts a suite.
start() {
    local name=$1
    shift
    mkdir -p "$LOGS"
    say "$name: started; the output is in $LOGS/$name.log until it ends"
    order+=("$name")
    begins[$name]=$SECONDS
    "$@" </dev/null >"$LOGS/$name.log" 2>&1 &
    pids[$name]=$!
}

# finish NAME: waits for a suite, and prints its output and its result. Succeeds as the suite does.
finish() {
    local name=$1 status=0
    wait "${pids[$name]}" || status=$?
    unset "pids[$name]"
    local time
    time=$(duration $((SECONDS - begins[$name])))
    say "$name: the output of $time"
    cat "$LOGS/$name.log"
    if ((status)); then
        results[$name]="FAILED with status $status after $time"
    else
        results[$name]="passed in $time"
    fi
    say "$name: ${results[$name]}"
    return "$status"
}

# suite NAME COMMAND...: runs a suite. A failure is kept for the summary, and the next suite runs.
suite() {
    start "$@"
    finish "$1" || true
}

# leave_out NAME REASON: a suite that does not run, with the reason.
leave_out() {
    [[ -n ${results[$1]:-} ]] || order+=("$1")
    results[$1]="NOT RUN: $2"
    say "$1: ${results[$1]}"
}

# summary: prints the result of each suite, and fails if a suite failed.
summary() {
    local name failed=0
    say 'summary'
    for name in "${order[@]}"; do
        printf '    %-10s %s\n' "$name" "${results[$name]:-FAILED: did not end}"
        case ${results[$name]:-FAILED} in FAILED*) failed=1 ;; esac
    done
    return "$failed"
}

# The processes of the suites that still run, also those outside their process groups (where /proc exists).
left() { env -u "${MARK%%=*}" sh -c 'grep -lzxF -- "$1" /proc/[0-9]*/environ 2>/dev/null | cut -d / -f 3' left "$MARK"; }

running() {
    local name
    # The status is explicit: in a trap, a return without one has the status of the command before the trap.
    for name in "${!pids[@]}"; do kill -0 -- "-${pids[$name]}" 2>/dev/null && return 0; done
    [[ -n $(left) ]]
}

# stop: ends all suites. An interrupt lets pytest remove what its fixtures made; what ignores it is killed.
stop() {
    local name signal end
    trap '' INT TERM HUP PIPE
    for signal in INT TERM KILL; do
        running || break
        for name in "${!pids[@]}"; do kill -s "$signal" -- "-${pids[$name]}" 2>/dev/null || true; done
        # shellcheck disable=SC2046
        [[ $signal != KILL ]] || kill -s KILL $(left) 2>/dev/null || true
        end=$((SECONDS + ${GRACE:-30}))
        while ((SECONDS < end)) && running; do sleep 0.2; done
    done
    pids=()
}

# at_exit: what else the script has to do at its end.
at_exit() { :; }

# interrupted SIGNAL STATUS: the end of a run that a signal interrupts.
interrupted() {
    say "$1: ending all suites"
    exit "$2"
}

trap 'interrupted INT 130' INT
trap 'interrupted TERM 143' TERM
trap 'interrupted HUP 129' HUP
# Nobody reads the output any more.
trap 'exit 141' PIPE
trap 'stop; at_exit' EXIT
