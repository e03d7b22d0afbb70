"""The run of all suites that `.ci/run` makes: what it prints, how it ends, and what it leaves behind."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")]

ROOT = Path(__file__).parents[1]
RUN = (ROOT / ".ci" / "run").read_text("utf-8")
# The mark and the signals of a run that these tests may be part of.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in ("PORTKEY_CI_RUN", "LOGS", "GRACE")}
DETACHED = "setsid sh -c 'trap \"\" INT TERM; echo $$ >detached; exec sleep 600'"


def script(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "run"
    path.write_text(f"set -euo pipefail\n. {ROOT}/.ci/suites.sh\n{text}\n", encoding="utf-8")
    return ["bash", str(path)]


def run(tmp_path: Path, text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(script(tmp_path, text), cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, timeout=120)


@contextmanager
def started(tmp_path: Path, text: str) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """A run, and its output from the line that says `ready`."""
    with subprocess.Popen(
        script(tmp_path, text), cwd=tmp_path, env={**ENVIRONMENT, "GRACE": "1"}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout
        try:
            for line in process.stdout:
                if line == "ready\n":
                    break
            yield process, process.stdout
        finally:
            process.kill()


def runs(pid: int) -> bool:
    with suppress(OSError):
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    return False


def ends(pid: int) -> bool:
    """Whether a process ends soon: the kernel removes one that is killed when it is scheduled."""
    end = time.monotonic() + 20
    while runs(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not runs(pid)


def test_a_failing_suite_fails_the_run_after_all_others_ran(tmp_path: Path) -> None:
    done = run(tmp_path, "suite first true\nsuite second sh -c 'echo broken here; exit 3'\nsuite third echo still here\nsummary")
    assert done.returncode == 1
    assert "broken here\n" in done.stdout
    assert "still here\n" in done.stdout
    summary = done.stdout.partition("==> summary\n")[2].splitlines()
    assert [re.sub(r"\d+ min \d\d s", "TIME", line.strip()) for line in summary] == [
        "first      passed in TIME",
        "second     FAILED with status 3 after TIME",
        "third      passed in TIME",
    ]


def test_a_run_whose_suites_pass_succeeds(tmp_path: Path) -> None:
    done = run(tmp_path, "start first true\nsuite second true\nfinish first\nsummary")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_suite_that_could_not_run_is_named_in_the_summary(tmp_path: Path) -> None:
    done = run(tmp_path, "suite first true\nleave_out pods 'no cgroup v1'\nsummary")
    assert done.returncode == 0
    assert "    pods       NOT RUN: no cgroup v1\n" in done.stdout.partition("==> summary\n")[2]


def test_suites_at_the_same_time_print_whole_outputs_one_after_the_other(tmp_path: Path) -> None:
    lines = "for number in 1 2 3 4 5; do echo {0} $number; echo {0} error $number >&2; sleep 0.05; done"
    text = "".join(f"{name}() {{ {lines.format(name)}; }}\nstart {name} {name}\n" for name in ("one", "two"))
    output = run(tmp_path, f"{text}finish two\nfinish one\nsummary").stdout.splitlines()
    assert [line for line in output if re.match("(one|two) ", line)] == [
        f"{name} {kind}{number}" for name in ("two", "one") for number in range(1, 6) for kind in ("", "error ")
    ]


def test_a_suite_in_the_background_that_fails_is_printed_and_fails_the_run(tmp_path: Path) -> None:
    done = run(tmp_path, "start build sh -c 'echo no compiler; exit 2'\nsuite other true\nif finish build; then suite next true; fi\nsummary")
    assert done.returncode == 1
    assert done.stdout.index("==> other: passed") < done.stdout.index("no compiler")
    assert "next" not in done.stdout


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_an_interrupted_run_leaves_no_process(tmp_path: Path, sent: signal.Signals, status: int) -> None:
    text = (
        "suite first true\n"
        "start background sh -c 'sleep 600 & echo $! >child; wait'\n"
        f"start detached {DETACHED}\n"
        "until [[ -s child && -s detached ]]; do sleep 0.05; done\n"
        "echo ready\nsuite foreground sleep 600\nsummary"
    )
    with started(tmp_path, text) as (process, output):
        children = [int((tmp_path / name).read_text()) for name in ("child", "detached")]
        assert all(map(runs, children))
        process.send_signal(sent)
        rest = output.read()
        assert process.wait(60) == status
        assert "summary" not in rest
        assert all(map(ends, children))


def test_a_run_whose_output_nobody_reads_leaves_no_process(tmp_path: Path) -> None:
    text = (
        "start background sh -c 'echo $$ >child; exec sleep 600'\nuntil [[ -s child ]]; do sleep 0.05; done\necho ready\n"
        "while true; do echo more; sleep 0.05; done"
    )
    with started(tmp_path, text) as (process, output):
        output.close()
        assert process.wait(60) == 141
        assert ends(int((tmp_path / "child").read_text()))


def test_a_script_that_fails_between_suites_leaves_no_process_and_cleans_up(tmp_path: Path) -> None:
    text = "at_exit() { echo cleaned; }\nstart background sh -c 'echo $$ >child; exec sleep 600'\nuntil [[ -s child ]]; do sleep 0.05; done\nfalse"
    done = run(tmp_path, text)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "cleaned")
    assert ends(int((tmp_path / "child").read_text()))


def test_pytest_removes_what_its_fixtures_made_when_the_run_is_interrupted(tmp_path: Path) -> None:
    (tmp_path / "test_waiting.py").write_text(
        "import pathlib, time\nimport pytest\n\n\n@pytest.fixture\ndef server():\n    pathlib.Path('server').touch()\n    yield\n"
        "    pathlib.Path('server').unlink()\n\n\ndef test_waiting(server):\n    pathlib.Path('begun').touch()\n    time.sleep(600)\n"
    )
    text = "start tests python -m pytest -p no:cacheprovider test_waiting.py\nuntil [[ -e begun ]]; do sleep 0.05; done\necho ready\nfinish tests"
    with started(tmp_path, text.replace("start tests", "GRACE=30\nstart tests")) as (process, output):
        assert (tmp_path / "server").exists()
        process.send_signal(signal.SIGINT)
        output.read()
        assert process.wait(60) == 130
    assert not (tmp_path / "server").exists()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The script, with a `make` that writes its targets to a file and fails for those in FAILING, and whatever else it would install."""
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    programs = ("apt-get", *re.findall(r'^    "([\w.-]+) ', RUN, re.MULTILINE))
    make = '#!/bin/sh\necho "$*" >>targets\necho "output of $*"\ncase " $FAILING " in *" $1 "*) exit 2 ;; esac\n'
    for path, text in {
        **{f"bin/{program}": "#!/bin/sh\nexit 1\n" for program in programs},
        "bin/make": make,
        ".venv/bin/python": '#!/bin/sh\ncase "$2" in *obstacle*) echo "$OBSTACLE" ;; esac\n',
    }.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(0o755)
    return tmp_path


def all_suites(repository: Path, failing: str = "", obstacle: str = "") -> tuple[int, dict[str, str], list[str]]:
    """The status, the summary and the targets of a whole run."""
    environment = {**ENVIRONMENT, "PATH": f"{repository}/bin:{os.environ['PATH']}", "FAILING": failing, "OBSTACLE": obstacle}
    done = subprocess.run(["bash", ".ci/run"], cwd=repository, env=environment, capture_output=True, text=True, timeout=120)
    assert not done.stderr
    lines = done.stdout.partition("==> summary\n")[2].splitlines()
    results = {name: result.partition(" ")[0] for name, result in (line.split(None, 1) for line in lines)}
    return done.returncode, results, (repository / "targets").read_text().splitlines()


def test_a_whole_run_runs_every_suite(repository: Path) -> None:
    status, results, targets = all_suites(repository)
    names = ("setup", "programs", "check", "docs", "aws", "test", "slow", "audit", "cluster", "pods", "scanners")
    assert (status, results) == (0, dict.fromkeys(names, "passed"))
    assert len(targets) == len(set(targets)) == len(names)


@pytest.mark.parametrize("target", ["check", "test", "test-cluster", "test-pods"])
def test_a_whole_run_fails_with_any_suite_and_runs_the_others(repository: Path, target: str) -> None:
    status, results, _ = all_suites(repository, failing=target)
    assert status == 1
    assert {name for name, result in results.items() if result == "FAILED"} == {target.removeprefix("test-")}
    assert len([result for result in results.values() if result == "passed"]) == 10


def test_without_its_programs_a_suite_does_not_run_and_the_run_fails(repository: Path) -> None:
    status, results, targets = all_suites(repository, failing="programs")
    assert status == 1
    assert {name for name, result in results.items() if result == "NOT"} == {"cluster", "pods", "scanners"}
    assert not {"test-cluster", "test-pods", "test-scanners"} & set(targets)


def test_nothing_runs_without_setup(repository: Path) -> None:
    status, _, targets = all_suites(repository, failing="setup")
    assert (status, targets) == (1, ["setup"])


def test_pods_are_left_out_only_with_an_obstacle_which_the_summary_names(repository: Path) -> None:
    status, results, targets = all_suites(repository, obstacle="no cgroup v1")
    assert (status, results["pods"]) == (0, "NOT")
    assert "test-pods" not in targets


def test_every_suite_of_the_makefile_is_run() -> None:
    targets = set(re.findall(r"^(test[\w-]*|check|audit):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert targets == set(re.findall(r"(?:suite|start) \w+ (?:nice -n \d+ )?make (test[\w-]*|check|audit)$", RUN, re.MULTILINE))
