"""The files that `-f` names."""

import os
from pathlib import Path

import pytest

from portkey_constructs.cli.configuration_files import load_configuration, report_merge

COMPLETE = """\
profile: production
auth: {kind: none}
mysql: {kind: inCluster}
redis: {kind: inCluster}
clickhouse: {kind: inCluster}
logStore: {kind: none}
"""
MESSAGE = (
    "a.yaml and b.yaml are complete configurations, and are merged into one, in which b.yaml overrides the others: "
    "for several environments, name them in environments.yaml and use --all\n"
)


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "a.yaml": COMPLETE,
        "b.yaml": f"{COMPLETE}namespace: b\n",
        "part.yaml": "namespace: part\n",
        "incomplete.yaml": "profile: production\n",
        "invalid.yaml": f"{COMPLETE}namespace: [a]\n",
        "broken.yaml": "a: [",
        "empty.yaml": "",
    }.items():
        Path(name).write_text(text)


def test_two_complete_files_are_said_to_be_merged(capsys: pytest.CaptureFixture[str]) -> None:
    config = load_configuration(["a.yaml", "b.yaml"], "rendering")

    assert config.namespace == "b"
    assert MESSAGE in capsys.readouterr().err


@pytest.mark.parametrize("other", ["part.yaml", "incomplete.yaml", "invalid.yaml", "broken.yaml", "empty.yaml", "missing.yaml", "-"])
def test_a_file_that_is_not_complete_is_merged_silently(other: str, capsys: pytest.CaptureFixture[str]) -> None:
    report_merge(["a.yaml", other])

    assert capsys.readouterr().err == ""


def test_a_pipe_is_not_read_before_the_configuration(capsys: pytest.CaptureFixture[str]) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as file:
        file.write(f"{COMPLETE}namespace: piped\n")

    assert load_configuration(["a.yaml", f"/dev/fd/{reading}"], "rendering").namespace == "piped"
    assert "complete configurations" not in capsys.readouterr().err


def test_a_single_file_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portkey_constructs.cli.configuration_files.is_complete", lambda _: pytest.fail("it is read"))

    report_merge(["a.yaml"])
