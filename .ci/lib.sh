# shellcheck shell=bash disable=SC2034
# Functions for the scripts in this directory.

# Ends a check that cannot run on this machine and was not requested. Status 77 means "skipped".
skip() {
    echo "skipped: $*"
    exit 77
}

# Installs Debian packages if a command is missing: need COMMAND PACKAGE...
need() {
    ! command -v "$1" >/dev/null || return 0
    command -v apt-get >/dev/null || { echo "$1 is missing; install it first" >&2; return 1; }
    shift
    local sudo=
    [ "$(id -u)" = 0 ] || sudo=sudo
    echo "installing $*"
    $sudo apt-get -qq update && DEBIAN_FRONTEND=noninteractive $sudo apt-get -qq install -y "$@"
}

# Sets `deals` to the absolute path of the binary to check: $DEALS, else a debug build.
find_binary() {
    if [ -z "${DEALS:-}" ]; then
        cargo build --locked
        DEALS=${CARGO_TARGET_DIR:-target}/debug/deals
    fi
    deals=$(cd "$(dirname "$DEALS")" && pwd)/$(basename "$DEALS")
}

passed=0 failed=0 skipped=0 results=

# Runs a check and continues if it fails: step NAME COMMAND [ARGUMENT...]
step() {
    local name=$1 start=$SECONDS status=0 result
    shift
    printf '\n==> %s\n' "$name"
    "$@" </dev/null || status=$?
    case $status in
        0) result=passed passed=$((passed + 1)) ;;
        77) result=skipped skipped=$((skipped + 1)) ;;
        *) result="failed (exit status $status)" failed=$((failed + 1)) ;;
    esac
    result=$(printf '%-12s %5d s  %s' "$name" $((SECONDS - start)) "$result")
    results="$results$result"$'\n'
    printf '==> %s\n' "$result"
}

# Prints the result of every step; fails if one of them failed.
finish() {
    printf '\n%s\n%d passed, %d failed, %d skipped\n' "$results" $passed $failed $skipped
    [ $failed = 0 ]
}
