"""The wheel in every Python that this machine has, from 3.11 on: the program prints the same bytes as in the one that runs the tests."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
MINORS = (11, 12, 13, 14, 15)
ONLY_FOR_CONSTRUCTS = {"cdk8s", "cdk8s-plus-27", "constructs"}
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "render": ("render", "-f", "portkey.yaml"),
    "validate": ("validate", "-f", "portkey.yaml"),
    "secrets": ("secrets", "-f", "portkey.yaml", "--format", "json"),
    "graph": ("graph", "-f", "portkey.yaml", "--format", "svg"),
    "explain": ("explain", "-f", "portkey.yaml", "gateway", "--long"),
    "schema": ("schema",),
    "aws policy": ("aws", "policy", "-f", "portkey.yaml"),
    "problems": ("validate", "-f", "wrong.yaml"),
}
START = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from portkey_constructs.cli import main; main()"

pytestmark = pytest.mark.slow


def interpreters() -> Iterator[Path]:
    """One interpreter of each version with the venv module, on PATH or installed by pyenv, other than that of the tests."""
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep)]
    folders += sorted((Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions").glob("*/bin"))
    code = "import sys, venv, ensurepip; print(*sys.version_info[:2])"
    for minor in MINORS:
        for folder in folders:
            program = folder / f"python3.{minor}"
            if minor == sys.version_info.minor or not program.is_file():
                continue
            # A program on PATH may be the stub of a version manager for another version.
            if subprocess.run([program, "-c", code], capture_output=True, text=True).stdout == f"3 {minor}\n":
                yield program
                break


INTERPRETERS = list(interpreters())


def needed() -> list[str]:
    """The packages of the program with the versions that run here."""
    missing, pinned = ["portkey-constructs"], dict[str, str]()
    while missing:
        for text in requires(missing.pop()) or ():
            requirement = Requirement(text)
            name = re.sub(r"[-_.]+", "-", requirement.name).lower()
            wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
            if wanted and name not in ONLY_FOR_CONSTRUCTS and name not in pinned:
                pinned[name] = version(name)
                missing.append(name)
    return [f"{name}=={pin}" for name, pin in sorted(pinned.items())]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT], capture_output=True, check=True)
    (file,) = folder.glob("*.whl")
    return file


def output(program: list[str | Path], arguments: tuple[str, ...], folder: Path) -> tuple[int, bytes, bytes]:
    done = subprocess.run([*program, *arguments], cwd=folder, capture_output=True, env={**os.environ, "PYTHONPATH": "", "PYTHONWARNINGS": "error"})
    return done.returncode, done.stdout, done.stderr


@pytest.mark.skipif(not INTERPRETERS, reason="this machine has no other Python from 3.11 on")
@pytest.mark.parametrize("interpreter", INTERPRETERS, ids=lambda path: path.name)
def test_program_prints_the_same_in_another_python(interpreter: Path, wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    subprocess.run([interpreter, "-m", "venv", environment], capture_output=True, check=True)
    python = environment / "bin" / "python"
    install: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", wheel, *needed()]
    installed = subprocess.run(install, capture_output=True, text=True)
    assert installed.returncode == 0, installed.stderr
    shutil.copy(ROOT / "apps/irsa.yaml", tmp_path / "portkey.yaml")
    (tmp_path / "wrong.yaml").write_text("profile: production\ngateway: {replicas: many, imge: {tag: 1}}\nauth: {kind: non}\n")
    for name, arguments in COMMANDS.items():
        there = output([environment / "bin" / "portkey-constructs"], arguments, tmp_path)
        here = output([sys.executable, "-c", START], arguments, tmp_path)
        assert there == here, name
        assert there[0] == (2 if name == "problems" else 0)
