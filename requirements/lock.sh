# Called by make lock: resolves the dependencies of pyproject.toml, package.json and the tools again.
set -eu

say() { printf '==> %s\n' "$*"; }
PATH="$PWD/.venv/bin:$PATH"
export PATH

say '.lock-venv: installing uv, only for this task'
python -m venv .lock-venv
.lock-venv/bin/python -m pip install --quiet --disable-pip-version-check uv

resolve() {
    out=$1
    shift
    .lock-venv/bin/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --no-python-downloads \
        --output-file "$out" "$@"
}
resolve_everywhere() {
    say "$1: resolving for every platform, Python 3.11 and newer"
    resolve "$@" --universal --python-version 3.11
}
resolve_everywhere requirements/dev.txt pyproject.toml --extra aws --group dev
resolve_everywhere requirements/node.txt --group node
resolve_everywhere requirements/docs.txt --group docs --constraint requirements/dev.txt

# LocalStack pins a package that newer versions of Python cannot install, so this lock file is for one version.
say 'tools/localstack/requirements.txt: resolving for Linux, Python 3.13'
resolve tools/localstack/requirements.txt tools/localstack/requirements.in --python-platform linux --python-version 3.13

for folder in . tools/node tools/images; do
    say "$folder/package-lock.json: resolving"
    rm -f "$folder/package-lock.json"
    npm install --prefix "$folder" --package-lock-only --silent --no-audit --no-fund
done

if grep -nE '"resolved": "http|--(extra-)?index-url|--find-links' requirements/*.txt tools/localstack/requirements.txt package-lock.json tools/node/package-lock.json tools/images/package-lock.json; then
    echo 'lock: the lines above tie a lock file to one registry: remove them' >&2
    exit 1
fi
rm -rf .lock-venv
