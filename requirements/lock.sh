# Called by make lock: resolves the dependencies of pyproject.toml and package.json anew.
set -eu

say() { printf '==> %s\n' "$*"; }
PATH="$PWD/.venv/bin:$PATH"
export PATH

say '.lock-venv: installing uv, for this task alone'
python -m venv .lock-venv
.lock-venv/bin/python -m pip install --quiet --disable-pip-version-check uv

resolve() {
    say "$1: resolving for every platform, Python 3.11 and newer"
    out=$1
    shift
    .lock-venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
        --no-header --no-emit-index-url --no-emit-find-links --output-file "$out" "$@"
}
resolve requirements/dev.txt pyproject.toml --group dev
resolve requirements/node.txt --group node

say 'package-lock.json: resolving'
rm -f package-lock.json
npm install --package-lock-only --silent --no-audit --no-fund

if grep -nE '"resolved": "http|--(extra-)?index-url|--find-links' requirements/*.txt package-lock.json; then
    echo 'lock: the lines above tie a lock file to one registry: remove them' >&2
    exit 1
fi
rm -rf .lock-venv
