"""Processes that write to the same folder at once, and a program that adds files meanwhile."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import pytest

from portkey_constructs.errors import OutputError
from portkey_constructs.output.files import write_file

pytestmark = pytest.mark.slow
_WRITER: Final = """
import sys, time
from pathlib import Path
from portkey_constructs.output.files import replace_directory, staging, write_file
who, root, end = sys.argv[1], Path(sys.argv[2]), time.monotonic() + 4
number = 0
while number < 5 or time.monotonic() < end:
    number += 1
    if who == "file":
        write_file(root / "b" / "graph.svg", f"{number}")
        continue
    environments = ("a", "b", "c") if who == "all" else (who,)
    with staging(root) as ready:
        for environment in environments:
            for index in range(9):
                path = ready / environment / f"{index % 3}-s/Kind.{index}.k8s.yaml"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(f"{who}-{number}")
        if who == "all":
            replace_directory(root, ready)
        else:
            replace_directory(root / who, ready / who)
"""
_CREATOR: Final = """
import sys
from pathlib import Path
from portkey_constructs.output.files import write_file
write_file(Path(sys.argv[1]), sys.argv[2], overwrite=False)
"""


def test_runs_for_all_and_for_one_environment_take_turns(tmp_path: Path) -> None:
    root = tmp_path / "platform/dist"
    (root / "b").mkdir(parents=True)
    commands = [[sys.executable, "-c", _WRITER, who, str(root)] for who in ("all", "a", "b", "file")]
    writers = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for command in commands]
    added = 0
    while any(writer.poll() is None for writer in writers):
        time.sleep(0.05)
        try:
            (root / "b" / f"mine-{added + 1}").write_text("mine")
        except FileNotFoundError:  # the folder is not there between the two steps
            continue
        added += 1
    assert [writer.communicate()[1] for writer in writers] == [""] * len(writers)
    assert added > 5
    assert len(list((root / "b").glob("mine-*"))) == added
    for environment in ("a", "b", "c"):
        texts = [path.read_text() for path in (root / environment).rglob("*.k8s.yaml")]
        assert len(texts) == 9
        assert len(set(texts)) == 1
    assert (root / "b/graph.svg").read_text().isdigit()
    assert sorted(path.name for path in root.iterdir()) == ["a", "b", "c"]
    assert [path.name for path in root.parent.iterdir()] == ["dist"]


def test_a_new_file_is_created_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _CREATOR, str(tmp_path / "new")]
    writers = [subprocess.Popen([*command, str(number)], stderr=subprocess.DEVNULL) for number in range(4)]
    ended = [writer.wait() for writer in writers]
    assert sorted(ended) == [0, 1, 1, 1]
    assert (tmp_path / "new").read_text() == str(ended.index(0))
    (tmp_path / "dangling").symlink_to("nowhere")
    with pytest.raises(OutputError, match="exists"):
        write_file(tmp_path / "dangling", "text", overwrite=False)
    assert not (tmp_path / "nowhere").exists()
