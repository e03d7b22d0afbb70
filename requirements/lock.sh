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
resolve_everywhere requirements/wheel.txt pyproject.toml --all-extras --constraint requirements/dev.txt --no-annotate

# The projects that init writes: what the manifests depend on has the versions that the tests of this repository run with.
resolve_for_projects() {
    name=$1
    shift
    resolve_everywhere "portkey_constructs/scaffold/files/$name.in" pyproject.toml --constraint requirements/dev.txt --no-annotate "$@"
}
resolve_for_projects locked.txt --group project
resolve_for_projects locked.app.txt --group project-app
resolve_for_projects locked.aws.txt --group project-app --extra aws
resolve_everywhere tools/checkov/requirements.txt tools/checkov/requirements.in

# LocalStack pins a package that newer versions of Python cannot install, so this lock file is for one version.
say 'tools/localstack/requirements.txt: resolving for Linux, Python 3.13'
resolve tools/localstack/requirements.txt tools/localstack/requirements.in --python-platform linux --python-version 3.13

resolve_node() {
    say "$1/package-lock.json: resolving"
    rm -f "$1/package-lock.json"
    npm install --prefix "$1" --package-lock-only --silent --no-audit --no-fund
}
resolve_node .
resolve_node tools/node
resolve_node tools/images
# A project on AWS has the CDK's command line of this repository.
files=$PWD/portkey_constructs/scaffold/files
project=$(mktemp -d)
cp "$files/package.json.in" "$project/package.json"
cp .npmrc "$project"
npm install --prefix "$project" --package-lock-only --silent --no-audit --no-fund --save-dev --save-exact "aws-cdk@$(node -p 'require("./package.json").devDependencies["aws-cdk"]')"
cp "$project/package.json" "$files/package.json.in"
cp "$project/package-lock.json" "$files/package-lock.json.in"
rm -r "$project"

if grep -nE '"resolved": "http|--(extra-)?index-url|--find-links' requirements/*.txt tools/*/requirements.txt package-lock.json tools/*/package-lock.json \
    portkey_constructs/scaffold/files/locked*.in portkey_constructs/scaffold/files/package-lock.json.in; then
    echo 'lock: the lines above tie a lock file to one registry: remove them' >&2
    exit 1
fi
rm -rf .lock-venv
