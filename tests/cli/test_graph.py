"""`graph` as people and programs use it."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from tests.cli.test_program import QUICK_START, WARNED, WRONG, run

APPS = Path(__file__).parents[2] / "apps"


def test_mermaid_is_what_is_drawn() -> None:
    done = run("graph", "-f", APPS / "hybrid.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("flowchart LR\n    accTitle: Portkey hybrid data plane, production\n")
    assert '    n_exposure_mcp -->|"8788"| n_gateway\n' in done.stdout
    assert run("graph", "-f", APPS / "hybrid.yaml", "--format", "mermaid").stdout == done.stdout


def test_an_image_is_written_whole(tmp_path: Path) -> None:
    file = tmp_path / "docs" / "portkey.svg"
    done = run("graph", "-f", APPS / "azure.yaml", "--format", "svg", "-o", file)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert ElementTree.fromstring(file.read_text("utf-8")).tag.endswith("svg")
    assert file.read_text("utf-8") == run("graph", "-f", APPS / "azure.yaml", "--format", "svg").stdout
    assert [path.name for path in file.parent.iterdir()] == ["portkey.svg"]
    file.write_text("old")
    assert run("graph", "-f", APPS / "azure.yaml", "--format", "mermaid", "-o", file).returncode == 0
    assert file.read_text("utf-8").startswith("flowchart LR\n")


@pytest.mark.parametrize(("name", "start"), [("a.svg", "<svg"), ("A.SVG", "<svg"), ("a.mmd", "flowchart"), ("svg", "flowchart")])
def test_the_name_of_the_output_says_its_format(name: str, start: str, tmp_path: Path) -> None:
    assert run("graph", "-f", APPS / "azure.yaml", "-o", tmp_path / name).returncode == 0
    assert (tmp_path / name).read_text("utf-8").startswith(start)


def test_later_files_go_over_earlier_ones(tmp_path: Path) -> None:
    over = tmp_path / "over.yaml"
    over.write_text("namespace: elsewhere\n")
    assert 'subgraph namespace["Namespace elsewhere"]' in run("graph", "-f", APPS / "hybrid.yaml", "-f", over).stdout


@pytest.mark.parametrize("form", ["mermaid", "svg"])
def test_no_value_is_ever_drawn(form: str) -> None:
    done = run("graph", "-f", "-", "--format", form, text=QUICK_START)
    assert done.returncode == 0
    assert "licence-from-portkey" not in done.stdout + done.stderr
    assert "registry-password" not in done.stdout + done.stderr


@pytest.mark.parametrize("form", ["mermaid", "svg"])
def test_a_refused_configuration_is_not_drawn(form: str, tmp_path: Path) -> None:
    file = tmp_path / "portkey.svg"
    done = run("graph", "-f", "-", "--format", form, "-o", file, text=WRONG)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("<stdin>: ")
    assert "nothing written" in done.stderr
    assert not file.exists()


def test_another_format_is_refused() -> None:
    done = run("graph", "-f", APPS / "hybrid.yaml", "--format", "png")
    assert (done.returncode, done.stdout) == (2, "")


def test_warnings_are_said() -> None:
    done = run("graph", "-f", "-", text=WARNED)
    assert done.returncode == 0
    assert done.stderr.startswith("<stdin>: 1 warning\n")
    assert done.stdout.startswith("flowchart LR\n")


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    done = run("graph", "-f", APPS / "hybrid.yaml", "-o", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "is not a regular file" in done.stderr
    file = tmp_path / "notes"
    file.write_text("mine")
    assert run("graph", "-f", APPS / "hybrid.yaml", "-o", file / "portkey.svg").returncode == 1
    assert file.read_text() == "mine"
