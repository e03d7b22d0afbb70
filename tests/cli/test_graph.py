"""The output of `graph`."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from tests.cli.test_program import QUICK_START, WARNED, WRONG, run

APPS = Path(__file__).parents[2] / "apps"


def test_mermaid_is_the_default() -> None:
    done = run("graph", "-f", APPS / "hybrid.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("flowchart LR\n    accTitle: Portkey hybrid data plane, production\n")
    assert '    n_exposure_mcp -->|"8788"| n_gateway\n' in done.stdout
    assert run("graph", "-f", APPS / "hybrid.yaml", "--format", "mermaid").stdout == done.stdout


def test_svg_is_written_to_the_file(tmp_path: Path) -> None:
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
def test_file_extension_selects_the_format(name: str, start: str, tmp_path: Path) -> None:
    assert run("graph", "-f", APPS / "azure.yaml", "-o", tmp_path / name).returncode == 0
    assert (tmp_path / name).read_text("utf-8").startswith(start)


def test_later_files_override_earlier_ones(tmp_path: Path) -> None:
    override = tmp_path / "override.yaml"
    override.write_text("namespace: elsewhere\n")
    assert 'subgraph namespace["Namespace elsewhere"]' in run("graph", "-f", APPS / "hybrid.yaml", "-f", override).stdout


@pytest.mark.parametrize("form", ["mermaid", "svg"])
def test_secret_values_are_not_drawn(form: str) -> None:
    done = run("graph", "-f", "-", "--format", form, text=QUICK_START)
    assert done.returncode == 0
    assert "license-from-portkey" not in done.stdout + done.stderr
    assert "registry-password" not in done.stdout + done.stderr


@pytest.mark.parametrize("form", ["mermaid", "svg"])
def test_invalid_configuration_is_not_drawn(form: str, tmp_path: Path) -> None:
    file = tmp_path / "portkey.svg"
    done = run("graph", "-f", "-", "--format", form, "-o", file, text=WRONG)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("<stdin>: ")
    assert "nothing written" in done.stderr
    assert not file.exists()


def test_unknown_format_is_refused() -> None:
    done = run("graph", "-f", APPS / "hybrid.yaml", "--format", "png")
    assert (done.returncode, done.stdout) == (2, "")


def test_warnings_are_reported() -> None:
    done = run("graph", "-f", "-", text=WARNED)
    assert done.returncode == 0
    assert done.stderr.startswith("<stdin>: 1 warning\n")
    assert done.stdout.startswith("flowchart LR\n")


def test_failed_write_keeps_the_existing_file(tmp_path: Path) -> None:
    done = run("graph", "-f", APPS / "hybrid.yaml", "-o", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "is not a regular file" in done.stderr
    file = tmp_path / "notes"
    file.write_text("mine")
    assert run("graph", "-f", APPS / "hybrid.yaml", "-o", file / "portkey.svg").returncode == 1
    assert file.read_text() == "mine"
