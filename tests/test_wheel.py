"""The wheel: complete, nothing but the library, and working in an environment that has only it and what it depends on."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from cdk8s import App

from apps.platform_example import PlatformChart
from apps.quickstart import CONFIG
from portkey_constructs.output.yaml_text import to_yaml
from tests.constructs.charts import objects

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(command, cwd=cwd, env=dict(environment), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder, environment=os.environ)
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a fresh environment: the wheel, and this environment's packages without this working copy."""
    folder = tmp_path_factory.mktemp("clean")
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder, environment=os.environ)
    programs = folder / "bin"
    installer = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", programs / "python")
    run(*installer, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder, environment=os.environ)
    packages = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    # A path in such a file is appended; files like it in that path, the working copy's among them, are not read.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return programs


def bare(home: Path, **further: str) -> dict[str, str]:
    """An environment with no program on its path: no Node, no AWS command line."""
    (home / "empty").mkdir(exist_ok=True)
    return {"PATH": str(home / "empty"), "HOME": str(home), **further}


def test_wheel_contains_exactly_the_package(wheel: Path) -> None:
    names = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    source = ROOT / "portkey_constructs"
    kept = (".in", ".json", ".py", ".typed", ".yaml")
    expected = {path.relative_to(ROOT).as_posix() for path in source.rglob("*") if path.is_file() and path.suffix in kept}
    assert names == expected
    assert {"portkey_constructs/py.typed", "portkey_constructs/config/kubernetes_shapes.json"} <= names


def test_wheel_has_its_metadata(wheel: Path) -> None:
    archive = ZipFile(wheel)
    folder = f"{'-'.join(wheel.name.split('-')[:2])}.dist-info"
    assert f"{folder}/licenses/LICENSE" in archive.namelist()
    assert "portkey-constructs = portkey_constructs.cli:main" in archive.read(f"{folder}/entry_points.txt").decode()
    required = [line for line in archive.read(f"{folder}/METADATA").decode().splitlines() if line.startswith("Requires-Dist: ")]
    assert not [line for line in required if "aws-cdk" in line and "extra" not in line]


def test_installed_wheel_is_imported(clean: Path, tmp_path: Path) -> None:
    code = "import portkey_constructs, portkey_constructs.config as config; print(portkey_constructs.__file__, config.__file__, sep='\\n')"
    lines = run(clean / "python", "-c", code, cwd=tmp_path, environment=bare(tmp_path)).splitlines()
    assert [Path(path).is_relative_to(clean.parent) for path in lines] == [True, True]


def test_program_needs_neither_node_nor_aws(clean: Path, tmp_path: Path) -> None:
    environment = bare(tmp_path)
    shutil.copy(ROOT / "apps/quickstart.yaml", tmp_path / "portkey.yaml")
    rendered = run(clean / "portkey-constructs", "render", "-f", "portkey.yaml", cwd=tmp_path, environment=environment)
    assert rendered == to_yaml(staged.manifest for staged in CONFIG.resolve().objects())
    shutil.copy(ROOT / "apps/irsa.yaml", tmp_path / "irsa.yaml")
    run(clean / "portkey-constructs", "validate", "-f", "irsa.yaml", "--strict", cwd=tmp_path, environment=environment)


def test_example_runs_with_the_wheel(clean: Path, tmp_path: Path) -> None:
    node = os.environ.get("JSII_NODE") or shutil.which("node")
    assert node, "node is on PATH once make setup has run"
    shutil.copytree(ROOT / "apps", tmp_path / "apps", ignore=shutil.ignore_patterns("__pycache__"))
    run(clean / "python", "-m", "apps.platform_example", cwd=tmp_path, environment=bare(tmp_path, JSII_NODE=node))
    (file,) = (tmp_path / "build/platform-example").iterdir()
    manifests = sorted(yaml.safe_load_all(file.read_text("utf-8")), key=lambda manifest: (manifest["kind"], manifest["metadata"]["name"]))
    assert manifests == objects(PlatformChart(App(), "platform-example", config=CONFIG))


def test_a_clone_builds_the_wheel_with_nothing_but_pip(wheel: Path, tmp_path: Path) -> None:
    """`make wheel` without `make setup`. The build tools come from the package index."""
    clone = tmp_path / "clone"
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, files):
        if not name.startswith(("dist/", "docs/", "tests/", "imports/")):
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, clone / name)
    run(sys.executable, "-m", "venv", tmp_path / "pip", cwd=tmp_path, environment=os.environ)
    environment = {**os.environ, "PYTHON": str(tmp_path / "pip" / "bin" / "python"), "PYTHONPATH": ""}
    assert run("make", "wheel", cwd=clone, environment=environment).splitlines()[0] == "==> wheel: building the package"
    (file,) = (clone / "build" / "wheel").iterdir()
    assert file.name == wheel.name
    assert {item.filename: item.CRC for item in ZipFile(file).infolist() if ".dist-info/" not in item.filename} == {
        item.filename: item.CRC for item in ZipFile(wheel).infolist() if ".dist-info/" not in item.filename
    }
    assert not (clone / ".venv").exists()
