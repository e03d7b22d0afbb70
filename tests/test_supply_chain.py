"""What is installed, in this repository and in the projects that `init` writes: exact versions, hashes, and no package by a name that nobody owns."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from apps import configuration
from portkey_constructs.scaffold.environments import repository_files
from portkey_constructs.scaffold.project import project_files
from tests.test_wheel import run, wheel
from tools.audit import LOCKS
from tools.sbom import bill_of_materials

__all__ = ["wheel"]

ROOT = Path(__file__).parents[1]
PROJECTS = {
    "app": project_files("irsa", {"portkey.yaml": configuration("irsa")}),
    "aws": project_files("aws", {"portkey.yaml": configuration("aws")}),
    "environments": repository_files(4, app=False),
    "environments-app": repository_files(4, app=True),
}
PROJECT = pytest.mark.parametrize("files", PROJECTS.values(), ids=PROJECTS)
EVIL = "portkey_constructs-99.0-py3-none-any.whl"
COMMIT = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40}")


def packages(lock: str) -> dict[str, str]:
    """The part of a lock file of each package, by name."""
    parts = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]
    return {re.split("[=;@ ]", part, maxsplit=1)[0]: part for part in parts}


def dependencies(*groups: str) -> set[str]:
    project: Any = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][group] for group in groups)]
    return {Requirement(text).name for texts in lists for text in texts}


def workflow_texts() -> Iterator[tuple[str, str]]:
    """All texts of this repository that may contain a workflow of GitHub Actions."""
    for pattern in ("portkey_constructs/scaffold/files/**/*.in", "docs/**/*.md", "README.md", ".github/**/*.yaml"):
        for path in ROOT.glob(pattern):
            if "uses: actions/" in (text := path.read_text("utf-8")):
                yield path.relative_to(ROOT).as_posix(), text


@PROJECT
def test_every_package_of_a_project_has_a_version_and_hashes(files: dict[str, str]) -> None:
    text = files["requirements.txt"]
    options, locked = text.partition("annotated-types")[0], packages(text)
    assert {"--require-hashes", "--only-binary :all:"} < set(options.splitlines())
    assert not re.search("index-url|find-links|https?:", text)
    assert [name for name, part in locked.items() if not re.match(rf"{name}==[\w.]+ ", part) or "--hash=sha256:" not in part] == []
    assert dependencies(*(["aws"] if "cdk.json" in files else [])) <= locked.keys()
    assert "portkey-constructs" not in locked


@PROJECT
def test_packages_of_a_project_have_the_versions_that_are_tested(files: dict[str, str]) -> None:
    tested = packages((ROOT / "requirements/dev.txt").read_text())
    shared = {name: part for name, part in packages(files["requirements.txt"]).items() if name in tested}
    assert len(shared) > 30
    for name, part in shared.items():
        assert part.partition(" ")[0] == tested[name].partition(" ")[0], name


@PROJECT
def test_project_installs_the_wheel_by_path(files: dict[str, str]) -> None:
    path = f"wheels/portkey_constructs-{version('portkey-constructs')}-py3-none-any.whl"
    assert f"pip install --no-index --no-deps {path}" in files["README.md"]
    assert f"python -m pip install --no-index --no-deps {path}" in files[".github/workflows/portkey.yaml"]
    for name, text in files.items():
        assert not re.search(r"npx (?!cdk deploy|cdk synth)|pip install (?!-r requirements\.txt|--no-index --no-deps)", text), name


def test_cdk_command_line_of_a_project_is_the_one_of_this_repository() -> None:
    files = PROJECTS["aws"]
    own, theirs = (json.loads(text)["packages"] for text in ((ROOT / "package-lock.json").read_text(), files["package-lock.json"]))
    assert theirs.keys() == {"", "node_modules/aws-cdk"}
    assert theirs["node_modules/aws-cdk"] == own["node_modules/aws-cdk"]
    assert theirs[""]["devDependencies"] == json.loads(files["package.json"])["devDependencies"]
    assert "npm ci" in files["README.md"]


def test_actions_are_pinned_by_commit_and_keep_no_credentials() -> None:
    texts = dict(workflow_texts())
    assert len(texts) >= 3
    for path, text in texts.items():
        uses = re.findall(r"- uses: (\S+)(.*)", text)
        assert [action for action, comment in uses if not COMMIT.fullmatch(action) or not re.fullmatch(r" # v[\d.]+", comment)] == [], path
    for files in PROJECTS.values():
        workflow: Any = yaml.safe_load(files[".github/workflows/portkey.yaml"])
        assert workflow["permissions"] == {"contents": "read"}
        checkouts = [step for job in workflow["jobs"].values() for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
        assert checkouts
        assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_lock_files_name_no_registry() -> None:
    for path in (*LOCKS, "tools/localstack/requirements.txt", "package-lock.json", "portkey_constructs/scaffold/files/package-lock.json.in"):
        text = (ROOT / path).read_text()
        assert not re.search(r'"resolved"|index-url|find-links', text), path
        if path.endswith("package-lock.json"):
            continue
        assert all("--hash=sha256:" in part for part in packages(text).values()), path


def evil_wheel(folder: Path) -> None:
    """A wheel with our name and a higher version, as somebody could upload it to a public index."""
    folder.mkdir()
    with zipfile.ZipFile(folder / EVIL, "w") as archive:
        archive.writestr("portkey_constructs/__init__.py", "raise SystemExit('evil')\n")
        archive.writestr("portkey_constructs-99.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: portkey-constructs\nVersion: 99.0\n")
        archive.writestr("portkey_constructs-99.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("portkey_constructs-99.0.dist-info/RECORD", "")


@pytest.mark.slow
def test_project_is_installed_although_an_index_has_a_package_with_our_name(wheel: Path, tmp_path: Path) -> None:
    """The commands of the README in a new environment, with a higher version of portkey-constructs within pip's reach."""
    evil_wheel(tmp_path / "index")
    project = tmp_path / "project"
    (project / "wheels").mkdir(parents=True)
    files = repository_files(4, app=False)
    (project / "requirements.txt").write_text(files["requirements.txt"])
    shutil.copy(wheel, project / "wheels")
    (command,) = re.findall(r"`(pip install -r .*)`", files["README.md"])
    indexes = f"{os.environ.get('PIP_FIND_LINKS', '')} {tmp_path / 'index'}".strip()
    environment = {**os.environ, "PYTHONPATH": "", "PATH": f"{tmp_path / 'venv/bin'}{os.pathsep}{os.environ['PATH']}", "PIP_FIND_LINKS": indexes}
    run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=project, environment=environment)
    run("bash", "-c", command, cwd=project, environment=environment)
    run("python", "-m", "pip", "check", cwd=project, environment=environment)
    assert run("portkey-constructs", "--version", cwd=project, environment=environment).strip().endswith(version("portkey-constructs"))

    by_name = run("python", "-m", "pip", "install", "--no-deps", "--dry-run", "--upgrade", "portkey-constructs", cwd=project, environment=environment)
    assert "Would install portkey-constructs-99.0" in by_name, "an installation by name takes the package of the index"


@pytest.mark.slow
def test_changed_package_is_not_installed(tmp_path: Path) -> None:
    text = PROJECTS["environments"]["requirements.txt"]
    part = packages(text)["six"]
    lock = tmp_path / "requirements.txt"
    lock.write_text("--require-hashes\n" + re.sub("sha256:.{8}", "sha256:00000000", part))
    command = (sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(tmp_path / "packages"), "-r", str(lock))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_builds_are_reproducible(kind: str, tmp_path: Path) -> None:
    """Neither the folder, the clock, the modes of the files, the time zone nor the language changes a byte."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    built = []
    for number, (umask, zone, language) in enumerate([(0o022, "UTC", "C.UTF-8"), (0o077, "Asia/Tokyo", "de_DE.UTF-8")]):
        clone = tmp_path / ("longer" * (number + 1)) / "clone"
        for name in filter(None, names):
            if name.startswith(("portkey_constructs/", "README", "LICENSE", "CHANGELOG", "pyproject", ".gitignore")):
                (clone / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, clone / name)
                (clone / name).chmod(0o666 & ~umask)
                os.utime(clone / name, (1_000_000_000 * (number + 1),) * 2)
        environment = {**os.environ, "TZ": zone, "LANG": language, "LC_ALL": language, "PYTHONHASHSEED": str(number)}
        run(sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", clone / "out", clone, cwd=clone, environment=environment)
        (file,) = (clone / "out").iterdir()
        built.append((file.name, sha256(file.read_bytes()).hexdigest()))
    assert built[0] == built[1]


@pytest.mark.slow
def test_bill_of_materials_lists_the_wheel_and_what_it_needs(wheel: Path) -> None:
    bill = json.loads(bill_of_materials(wheel))
    root = bill["metadata"]["component"]
    assert (root["name"], root["version"]) == ("portkey-constructs", version("portkey-constructs"))
    assert root["hashes"] == [{"alg": "SHA-256", "content": sha256(wheel.read_bytes()).hexdigest()}]
    locked = packages((ROOT / "requirements/wheel.txt").read_text())
    listed = {item["name"]: item for item in bill["components"]}
    assert listed.keys() == locked.keys()
    for name, item in listed.items():
        assert item["purl"] == f"pkg:pypi/{name}@{item['version']}"
        hashes = {entry["content"] for entry in item["externalReferences"][0]["hashes"]}
        assert hashes == set(re.findall("--hash=sha256:([0-9a-f]{64})", locked[name]))
    needs = {entry["ref"]: entry["dependsOn"] for entry in bill["dependencies"]}
    direct = {item["name"] for item in bill["components"] if item["bom-ref"] in needs[root["bom-ref"]]}
    assert direct == dependencies("aws", "helm")
    assert bill_of_materials(wheel) == bill_of_materials(wheel)
