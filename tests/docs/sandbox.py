"""A folder in which the blocks of one page are run, one after the other."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from portkey_constructs.config import load_with_warnings
from portkey_constructs.environments import read_environments
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.helm.compare.rendering import helm_program
from tests.docs.blocks import Block
from tests.docs.stand_in import PROGRAMS
from tests.test_kubernetes_schema import refused

__all__ = ["ROOT", "Sandbox"]

ROOT: Final = Path(__file__).parents[2]
_PODS_DO_NOT_ANSWER, _NO_CLUSTER = 1, 2
"""What `verify` ends with where pods are only played, and where there is nothing to look at."""
_SEEN: Final = ("apps", "dist")
_GIT: Final = {f"GIT_{role}_{what}": "docs" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
_BASES: Final = {
    "development": """\
profile: development
imagePull: {username: me, password: registry-password}
clientAuth: license-from-portkey
auth: {kind: none, allowPublic: true}
""",
    "production": """\
profile: production
auth: {kind: oidc, issuer: https://login.example.org, clientId: portkey}
controlPlaneUrl: https://portkey.example.org
exposure: {frontend: {kind: ingress, host: portkey.example.org}, gateway: {kind: ingress, class: traefik, host: gateway.example.org}}
mysql: {kind: inCluster}
redis: {kind: inCluster}
clickhouse: {kind: inCluster}
logStore: {kind: none}
""",
}


@dataclass
class Sandbox:
    """Files of the repository to read, and what blocks write."""

    folder: Path
    cluster: tuple[str, str] | None = None
    """A kubectl and a kubeconfig, for a real cluster; without, kubectl is a stand-in too."""
    printed: str = ""
    """What the last block of commands printed."""
    place: str = ""
    """The folder that the last `cd` of a block named."""

    def __post_init__(self) -> None:
        for name in _SEEN:
            shutil.copytree(ROOT / name, self.folder / name)
        shutil.copy(ROOT / "Makefile", self.folder)
        shutil.copytree(ROOT / "tests/helm/chart", self.folder / "chart")
        programs = self.folder / ".programs"
        programs.mkdir()
        _script(programs / "portkey-constructs", f'exec {shlex.quote(sys.executable)} -m portkey_constructs.cli "$@"')
        for program in PROGRAMS:
            _script(
                programs / program, f'exec {shlex.quote(sys.executable)} {shlex.quote(str(Path(__file__).with_name("stand_in.py")))} {program} "$@"'
            )
        # There is no release here: its values are those of the chart above.
        values = f'[ "$1 $2" = "get values" ] && exec cat {shlex.quote(str(ROOT / "tests/helm/chart-values.yaml"))}'
        _script(programs / "helm", f'{values}\nexec {shlex.quote(helm_program())} "$@"')
        if self.cluster:
            _script(programs / "kubectl", f'exec {shlex.quote(self.cluster[0])} "$@"')
        for command in (["init", "--quiet", "--initial-branch=main"], ["commit", "--quiet", "--allow-empty", "--message=begin"]):
            subprocess.run(["git", "-c", "user.name=docs", "-c", "user.email=docs@example.org", *command], cwd=self.folder, check=True)

    def run(self, block: Block) -> None:
        """Does with a block what a reader would; raises `AssertionError` with what is wrong."""
        match block.language:
            case "yaml":
                self._yaml(block)
            case "sh":
                self.printed = "".join(self._command(line, block) for line in _lines(block.text))
            case "console":
                self._console(block)
            case "python":
                self._python(block)
            case "json":
                yaml.safe_load(block.text)
            case "text" if block.title == "output":
                _same(block.text, self.printed)
            case _:
                assert block.language in ("", "text", "sql"), f"nothing is known of blocks in {block.language}"

    def _yaml(self, block: Block) -> None:
        documents = [one for one in yaml.safe_load_all(block.text) if one]
        if all("apiVersion" in one for one in documents):
            assert refused(documents) == []
            return
        file = self.folder / self.place / (block.title or "block.yaml")
        file.parent.mkdir(parents=True, exist_ok=True)
        if "environments" in documents[0]:
            _environments(block, file)
            return
        file.write_text(block.text, encoding="utf-8")
        files = [*self._base(block, documents[0]), file]
        refusal, wanted = "", _listed(block.said.get("refused", ""))
        try:
            config, warnings = load_with_warnings(files)
        except ConfigurationError as error:
            refusal, codes = str(error), [problem.code for problem in error.problems]
        else:
            codes = []
        assert codes == wanted, refusal or "it is not refused"
        if refusal:
            return
        warned = [problem.code for problem in warnings]
        assert warned == _listed(block.said.get("warns", "")), f"it is warned of {warned}"
        assert config.resolve().objects()

    def _base(self, block: Block, said: Any) -> list[Path]:
        over = block.said.get("over", "nothing" if "profile" in said else "production")
        if over in _BASES:
            (self.folder / ".base.yaml").write_text(_BASES[over], encoding="utf-8")
            return [self.folder / ".base.yaml"]
        return [] if over == "nothing" else [ROOT / over]

    def _console(self, block: Block) -> None:
        for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            line, _, output = part.partition("\n")
            self.printed = self._command(line, block)
            if output.strip() and not line.startswith(("make ", "kubectl ")):
                _same(output, self.printed)

    def _command(self, line: str, block: Block) -> str:
        path = f"{self.folder / '.programs'}{os.pathsep}{os.environ['PATH']}"
        line = line.replace(".venv/bin/portkey-constructs", "portkey-constructs")
        if line.startswith(". "):
            return ""
        if line.startswith("cd "):
            self.place = line.removeprefix("cd ")
            return ""
        kubeconfig = self.cluster[1] if self.cluster else os.devnull
        environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "KUBECONFIG": kubeconfig, "COLUMNS": "200", "LC_ALL": "C.UTF-8", **_GIT}
        wanted = int(block.said.get("status", "0"))
        if "portkey-constructs verify" in line:
            line = re.sub(r" --wait \S+", "", line)
            wanted = _PODS_DO_NOT_ANSWER if self.cluster else _NO_CLUSTER
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", line],
            cwd=self.folder / self.place,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == wanted, f"{done.returncode} instead of {wanted}: {line}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def _python(self, block: Block) -> None:
        if "compiles" in block.said:
            compile(block.text, block.title or "block", "exec")
            return
        environment = {**os.environ, "PYTHONPATH": f"{self.folder}{os.pathsep}{ROOT}"}
        done = subprocess.run(
            [sys.executable, "-W", "error::SyntaxWarning", "-c", block.text],
            cwd=self.folder, env=environment, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


def _environments(block: Block, file: Path) -> None:
    """Write `environments.yaml`, or add the environments of the block to it, and load all of them."""
    added = "adds" in block.said
    with file.open("a" if added else "w", encoding="utf-8") as opened:
        opened.write(block.text.partition("\n")[2] if added else block.text)
    for environment in read_environments(file).values():
        environment.load()


def _script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def _lines(text: str) -> Iterator[str]:
    """Commands, each with its continuations; comments are not run."""
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip() and one.strip() != "nothing"]


def _same(wanted: str, printed: str) -> None:
    """Compares line by line; `...` alone in a line stands for any lines."""
    pattern = "".join("(?s:.*?)" if line.strip() == "..." else re.escape(line.rstrip()) + r"[ ]*\n" for line in wanted.rstrip().splitlines())
    assert re.fullmatch(pattern + r"\s*", printed), f"wanted:\n{wanted}\nprinted:\n{printed}"
