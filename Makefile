# Every target but wheel installs what it needs, given make and Python >= 3.11.
.POSIX:
.SUFFIXES:

VENV = .venv
BIN = $(VENV)/bin
READY = $(VENV)/.ready
DOCS_READY = $(VENV)/.docs-ready
LOCKS = requirements/dev.txt requirements/node.txt package-lock.json pyproject.toml

# The programs of the virtual environment come first on PATH, and jsii runs on the node found there.
# The seed gives sets the same order in every run, so that a generated test that fails fails again.
SAME = PYTHONHASHSEED="$${PYTHONHASHSEED:-0}"; export PYTHONHASHSEED
ENTER = PATH="$$PWD/$(BIN):$$PATH"; JSII_NODE="$$(command -v node)"; export PATH JSII_NODE

.PHONY: help setup wheel sbom audit synth synth-aws test test-slow explore test-aws test-cluster test-pods test-scanners programs docs test-docs check format imports bench notes lock clean

help:
	@echo 'make setup         install everything from the lock files into .venv and node_modules'
	@echo 'make wheel         build the package into build/wheel'
	@echo 'make sbom          write build/sbom.cdx.json: the wheel and the packages that it needs, in the format CycloneDX'
	@echo 'make audit         look up the locked packages in a database of vulnerabilities, which needs a network'
	@echo 'make synth         write dist/ with cdk8s synth'
	@echo 'make synth-aws     write build/cdk.out with cdk synth, from apps/aws'
	@echo 'make test          run the tests (ARGS="-k redis" passes arguments to pytest)'
	@echo 'make test-slow     run the tests with processes and servers, and the code blocks of the documentation'
	@echo 'make explore       run the property tests on random examples'
	@echo 'make test-aws      test the AWS companion in LocalStack (needs Python 3.13) and moto'
	@echo 'make test-cluster  test dist/ on a real Kubernetes; the first run builds it with Go, in about 15 minutes'
	@echo 'make test-scanners scan dist/ with checkov and kube-score, which the first run installs'
	@echo 'make test-pods     run dist/ with real pods on a real kubelet, in namespaces of its own; needs root'
	@echo 'make programs      build and install all that the tests need which start other programs'
	@echo 'make docs          write the documentation into build/site'
	@echo 'make test-docs     test the documentation in Chromium, which must be installed'
	@echo 'make check         check style, format, types and import layers'
	@echo 'make format        format the sources'
	@echo 'make imports       generate the typed dictionaries from the pinned Kubernetes schemas'
	@echo 'make bench         measure speed and memory'
	@echo 'make notes         print the release notes of VERSION, or of the unreleased changes'
	@echo 'make lock          update the lock files to the newest versions'
	@echo 'make clean         remove the environment, build output and caches, but not dist/'

setup: $(READY)

$(READY): $(LOCKS) requirements/setup.sh
	@PYTHON="$(PYTHON)" sh requirements/setup.sh

# Needs only a Python with pip. Where make setup has run, its locked build tools are used.
wheel:
	@echo '==> wheel: building the package'
	@rm -rf build/wheel
	@if [ -e $(READY) ]; then set -- $(BIN)/python -m pip wheel --no-build-isolation; else set -- "$${PYTHON:-python3}" -m pip wheel; fi; \
	    "$$@" --quiet --disable-pip-version-check --no-deps --wheel-dir build/wheel .
	@echo "==> wheel: python -m pip install $$(echo build/wheel/*.whl)"

sbom: $(READY) wheel
	@echo '==> sbom: writing build/sbom.cdx.json'
	@$(BIN)/python -m tools.sbom build/wheel/*.whl build/sbom.cdx.json

audit: $(READY)
	@$(BIN)/python -m tools.audit

# cdk8s prints the name of every file, so its output goes to build/synth.log.
synth: $(READY)
	@echo '==> cdk8s synth: writing dist/'
	@mkdir -p build
	@$(ENTER); npx cdk8s synth --check-upgrade=false >build/synth.log || { cat build/synth.log; exit 1; }
	@echo "==> dist/: $$(find dist -name '*.k8s.yaml' | wc -l | tr -d ' ') objects of $$(find dist -name 5-services | wc -l | tr -d ' ') environments"

# Synthesis neither looks up an account nor sends telemetry.
synth-aws: $(READY)
	@echo '==> cdk synth: writing build/cdk.out'
	@$(ENTER); AWS_EC2_METADATA_DISABLED=true CDK_DISABLE_CLI_TELEMETRY=true; export AWS_EC2_METADATA_DISABLED CDK_DISABLE_CLI_TELEMETRY; \
	    out="$$PWD/build/cdk.out"; cd apps/aws; npx cdk synth --quiet --no-notices --output "$$out"

test: $(READY)
	@echo '==> pytest: running the tests'
	@$(ENTER); $(SAME); python -m pytest -n auto $(ARGS)

# Tests of one file share what takes long to make, so they run in one process.
test-slow: $(READY)
	@echo '==> node: installing the YAML language server and Mermaid if missing'
	@$(ENTER); python -m tests.support.node_tools
	@echo '==> pytest: running the slow tests'
	@$(ENTER); $(SAME); python -m pytest -m 'slow and not browser' -n auto --dist worksteal $(ARGS)

explore: $(READY)
	@echo '==> pytest: running the property tests on random examples'
	@$(ENTER); python -m pytest -n auto -m 'hypothesis and not aws and not cluster and not browser and not pods' --hypothesis-profile=exploring $(ARGS)

test-aws: $(READY)
	@echo '==> aws: installing LocalStack if missing'
	@$(ENTER); python -m tests.aws.emulators
	@echo '==> pytest: running the tests against LocalStack and moto'
	@$(ENTER); python -m pytest -m aws -n auto --dist loadgroup tests/aws $(ARGS)

# Each process has a cluster and a network of its own, and spends much of its time waiting.
test-cluster: $(READY)
	@echo '==> cluster: building missing programs'
	@$(ENTER); python -m tests.cluster.binaries
	@echo '==> aws: installing LocalStack if missing'
	@$(ENTER); python -m tests.aws.emulators
	@echo '==> pytest: running the tests against a real cluster'
	@$(ENTER); python -m pytest -m cluster -n 2 --dist loadfile tests/cluster $(ARGS)

test-scanners: $(READY)
	@echo '==> scanners: installing checkov and building kube-score if missing'
	@$(ENTER); python -m tests.scanners.programs
	@echo '==> pytest: scanning dist/'
	@$(ENTER); python -m pytest -m scanners tests/scanners $(ARGS)

# ALL=1 adds an environment. Each file has a cluster of its own, and spends most of its time waiting.
test-pods: $(READY)
	@echo '==> pods: building and fetching missing programs and images'
	@$(ENTER); python -m tests.pods.programs
	@echo '==> pytest: running the tests with real pods'
	@$(ENTER); ALL="$(ALL)" python -m pytest -m pods -n 2 --dist loadfile tests/pods $(ARGS)

# All of them, although one fails.
programs: $(READY)
	@echo '==> programs: building and installing what is missing'
	@$(ENTER); status=0; for module in support.node_tools aws.emulators scanners.programs cluster.binaries pods.programs; do \
	    python -m "tests.$$module" || status=1; done; exit "$$status"

$(DOCS_READY): $(READY) requirements/docs.txt
	@echo '==> documentation tools: installing from requirements/docs.txt'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/docs.txt
	@touch $(DOCS_READY)

docs: $(DOCS_READY)
	@echo '==> docs: writing build/site'
	@$(BIN)/python -m docs_site
	@echo '==> docs: to read it, run $(BIN)/python -m http.server --bind 127.0.0.1 --directory build/site 8000'

test-docs: docs
	@echo '==> pytest: testing the documentation in Chromium'
	@$(ENTER); python -m pytest -m browser tests/docs $(ARGS)

check: $(READY)
	@echo '==> ruff check: checking style'
	@$(BIN)/ruff check
	@echo '==> ruff format --check: checking the format'
	@$(BIN)/ruff format --check
	@echo '==> mypy: checking the types'
	@$(BIN)/mypy
	@echo '==> lint-imports: checking the import layers'
	@$(BIN)/lint-imports --no-logo

format: $(READY)
	@echo '==> ruff: sorting imports and formatting'
	@$(BIN)/ruff check --select I --fix
	@$(BIN)/ruff format

imports: $(READY)
	@echo '==> imports: writing imports/k8s.json, portkey_constructs/kubernetes/ and the Kubernetes fragments of portkey.yaml'
	@$(BIN)/python -m imports

bench: $(READY)
	@echo '==> benchmarks: measuring'
	@$(ENTER); python -m benchmarks $(ARGS)

lock: $(READY)
	@sh requirements/lock.sh

VERSION = Unreleased
notes:
	@awk '/^## \[/ { shown = index($$0, "[$(VERSION)]") } shown' CHANGELOG.md | grep . || { echo 'notes: CHANGELOG.md has no version $(VERSION)' >&2; exit 1; }

clean:
	@echo '==> clean: removing .venv, node_modules, build output and caches'
	@rm -rf .venv .lock-venv node_modules build wheels .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
