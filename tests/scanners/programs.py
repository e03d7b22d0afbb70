"""The scanners: checkov in a virtual environment of its own, created once from its lock file, and kube-score, built from its Go module.

`python -m tests.scanners.programs` installs what is missing and prints where each is.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from tests.cluster import binaries
from tests.cluster.binaries import BuildError, MissingGoError
from tests.support.cache import build_lock, cache_path, report_progress

__all__ = ["Finding", "checkov", "kube_score", "run_checkov", "run_kube_score"]

REQUIREMENTS: Final = binaries.TOOLS / "checkov" / "requirements.txt"
KUBERNETES: Final = "v1.37"
_TOOL: Final = "tools/checkov"
_COMPONENT: Final = "app.kubernetes.io/component"
# No new release is looked up, and an attempt to reach another host fails at once.
_OFFLINE: Final = {"CKV_SKIP_PACKAGE_UPDATE_CHECK": "true", **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "https_proxy"), "http://127.0.0.1:9")}
_FAILED: Final = (0, 1)
"""The exit statuses of scanners that have done their work."""
_PASSED: Final = 10
"""The grade of kube-score for what has no finding."""


class Finding(NamedTuple):
    """A check that a scanner reports for an object of a component."""

    scanner: str
    check: str
    component: str


def checkov() -> Path:
    """The program, which is installed if necessary; raises `BuildError`."""
    digest = hashlib.sha256(f"{sys.version} {sys.prefix}".encode() + REQUIREMENTS.read_bytes()).hexdigest()
    ready = cache_path(f"checkov-{digest[:20]}")
    with build_lock(ready, _TOOL):
        if not (ready / ".ready").exists():
            _install(ready)
    return ready / "bin" / "checkov"


def _install(ready: Path) -> None:
    """Create the environment in its final place, since it contains absolute paths; a marker file shows that it is complete."""
    report_progress(f"{_TOOL}: installing checkov, about 300 MB, once; it stays in {ready}")
    shutil.rmtree(ready, ignore_errors=True)
    install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:", "--require-hashes", "-r", str(REQUIREMENTS))
    for command in ((sys.executable, "-m", "venv", str(ready)), (str(ready / "bin" / "python"), "-I", *install)):
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode:
            raise BuildError(f"{_TOOL}: {' '.join(command[:5])} ended with {result.returncode}:\n{result.stdout}{result.stderr}")
    (ready / ".ready").touch()


def kube_score() -> Path:
    """The program, which is built if necessary; raises `BuildError`."""
    return binaries.program("kube-score")


def run_checkov(folder: Path, *arguments: str) -> set[Finding]:
    """The findings of checkov in the manifests below a folder."""
    with tempfile.TemporaryDirectory() as home:
        command = [str(checkov()), "--directory", str(folder), "--framework=kubernetes", "--skip-download", "--output=json", "--compact", "--quiet"]
        report = json.loads(_output([*command, *arguments], {**_OFFLINE, "HOME": home}))
    if "results" not in report:
        # Without a finding, the report is a summary alone.
        assert report["resource_count"] or report["passed"], report
        return set()
    assert not report["summary"]["parsing_errors"], report["summary"]
    failed = report["results"]["failed_checks"]
    return {Finding("checkov", each["check_id"], _component(Path(each["file_abs_path"]))) for each in failed}


def run_kube_score(folder: Path) -> set[Finding]:
    """The findings of kube-score in the manifests below a folder."""
    files = sorted(str(path) for path in folder.rglob("*.yaml"))
    report = json.loads(_output([str(kube_score()), "score", "--output-format=json", f"--kubernetes-version={KUBERNETES}", *files], {}))
    return {Finding("kube-score", check, _component(Path(each["file_name"]))) for each in report for check in _low_grades(each)}


def _low_grades(report: dict[str, Any]) -> Iterator[str]:
    for each in report["checks"] or ():
        if not each["skipped"] and each["grade"] < _PASSED:
            yield each["check"]["id"]


def _output(command: list[str], environment: dict[str, str]) -> str:
    result = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment})
    assert result.returncode in _FAILED, f"{command[0]} ended with {result.returncode}:\n{result.stderr[-2000:]}"
    return result.stdout


def _component(path: Path) -> str:
    manifest = yaml.safe_load(path.read_text("utf-8"))
    labels = manifest["metadata"].get("labels", {})
    return str(labels.get(_COMPONENT) or f"{manifest['kind']} {manifest['metadata']['name']}")


def main() -> int:
    """Install the scanners. Without Go, the tests are skipped, and the exit status is 0 unless they are required."""
    try:
        print(f"checkov: {checkov()}")
        print(f"kube-score: {kube_score()}")
    except MissingGoError as error:
        report_progress(f"{error}; the tests with kube-score are {'required' if binaries.required() else 'skipped'}")
        return int(binaries.required())
    except BuildError as error:
        report_progress(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
