"""Every block of code in the README and in the documentation does what it says."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.docs.blocks import Block, blocks
from tests.docs.sandbox import ROOT, Sandbox
from tests.docs.stand_in import GLOBAL, KUBECTL, MisunderstoodError, understood

pytestmark = pytest.mark.slow

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
FOUND = {page: list(blocks(page, ROOT)) for page in PAGES}
NOT_RUN = 7
"""How many blocks may be left out, each with its reason."""


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", [page for page in PAGES if FOUND[page]], ids=name)
def test_the_blocks_of_a_page(page: Path, tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    faults = []
    for block in FOUND[page]:
        if block.not_run:
            continue
        try:
            sandbox.run(block)
        except Exception as error:
            faults.append(f"{name(page)}:{block.line}: {type(error).__name__} {error}")
    assert not faults, "\n\n".join(faults)


@pytest.mark.parametrize(
    "line",
    [
        "kubectl get pods -n",
        "kubectl apply -f missing",
        "kubectl applies -R",
        "kubectl apply --recursively",
        "aws eks describe-cluster --query cluster",
        "aws eks describe-clusters --name a",
        "make everything",
        "npx cdk deploy --everything",
        "helm list",
    ],
)
def test_a_line_that_its_program_would_not_understand_is_noticed(line: str) -> None:
    program, *arguments = line.split()
    with pytest.raises(MisunderstoodError):
        understood(program, arguments, ROOT)


@pytest.mark.parametrize("command", KUBECTL)
def test_kubectl_itself_has_what_the_stand_in_knows(command: str) -> None:
    if not (kubectl := shutil.which("kubectl")):
        pytest.skip("no kubectl here")
    told = {**os.environ, "KUBECTL_APPLYSET": "true"}
    said = subprocess.run([kubectl, *command.split(), "--help"], env=told, capture_output=True, text=True, check=True).stdout
    said += subprocess.run([kubectl, "options"], capture_output=True, text=True, check=True).stdout
    assert [option for option in {**GLOBAL, **KUBECTL[command]} if option != "-it" and not re.search(rf"(?m)^ .*{option}[=,:]", said)] == []


def test_few_blocks_are_left_out_and_each_says_why() -> None:
    left_out: list[Block] = [block for found in FOUND.values() for block in found if block.not_run]
    assert len(left_out) <= NOT_RUN
    assert [block.page for block in left_out if len(block.not_run.split()) < 3] == []


def test_blocks_are_found_where_readers_see_them() -> None:
    """As many as there are fences, in tabs and lists too."""
    for page, found in FOUND.items():
        fences = sum(line.lstrip().startswith("```") for line in page.read_text("utf-8").splitlines())
        assert len(found) * 2 == fences, name(page)
    assert sum(map(len, FOUND.values())) > 100
