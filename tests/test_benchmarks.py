"""The benchmarks measure what they say."""

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

from benchmarks.__main__ import CALLS, ROOT
from benchmarks.chart import write_chart
from benchmarks.inside import CONFIGURATION
from benchmarks.process import Candidate, alternately
from portkey_constructs.config import load
from tests.support.objects import pods, rendered, variables_of


def test_the_chart_renders_as_many_objects_of_each_kind_as_we_do(tmp_path: Path) -> None:
    helm = shutil.which("helm", path=str(Path(sys.executable).parent)) or shutil.which("helm")
    if helm is None:
        pytest.skip("helm is not installed")
    ours = rendered(load([CONFIGURATION]))
    assert write_chart(tmp_path / "chart", ours) == len(ours)
    done = subprocess.run([helm, "template", "portkey", "chart"], cwd=tmp_path, check=True, capture_output=True, text=True)
    theirs = [manifest for manifest in yaml.safe_load_all(done.stdout) if manifest]
    assert Counter(manifest["kind"] for manifest in theirs) == Counter(manifest["kind"] for manifest in ours)
    sizes = [sorted(len(variables_of(pod.spec["containers"][0])) for pod in pods(objects)) for objects in (ours, theirs)]
    assert sizes[0] == sizes[1]


def test_one_render_makes_as_few_python_calls_as_budgeted() -> None:
    command = [sys.executable, "-m", "benchmarks.inside", "calls"]
    calls = int(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    assert 1000 < calls < CALLS


def test_a_cost_is_the_process_own(tmp_path: Path) -> None:
    small, large = (Candidate((sys.executable, "-c", f"x = bytearray({size}); x[::4096] = x[::4096]"), tmp_path) for size in (1, 400_000_000))
    first, second = alternately([small, large], 1)
    assert second.mebibytes - first.mebibytes > 200
    assert first.seconds > 0


def test_a_command_that_fails_is_no_figure(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="ended with status 3"):
        Candidate((sys.executable, "-c", "raise SystemExit(3)"), tmp_path).run()
