"""Processes that are measured: wall time and peak memory of each run."""

import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Candidate", "Cost", "alternately"]

# ru_maxrss counts bytes on macOS and kilobytes elsewhere.
_MEBIBYTE = 1024 * 1024 if sys.platform == "darwin" else 1024

# A process counts the memory of the one that it was forked from as its own, so a small one starts it.
_LAUNCHER = """
import os, sys, time
nowhere = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
begun = time.perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=nowhere)
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), time.perf_counter() - begun, usage.ru_maxrss)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """The median of some runs: seconds on the wall, and mebibytes at the peak."""

    seconds: float
    mebibytes: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A command, where it runs, and what its environment has besides ours."""

    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self) -> Cost:
        """One run, its output thrown away.

        Raises:
            RuntimeError: the command failed.
        """
        # Without bytecode every run would compile what it imports.
        variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | dict(self.environment)
        launched = [sys.executable, "-I", "-S", "-c", _LAUNCHER, *self.command]
        said = subprocess.run(launched, cwd=self.folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.split()
        status, seconds, peak = int(said[0]), float(said[1]), int(said[2])
        if status:
            raise RuntimeError(f"{' '.join(self.command)} ended with status {status}: run it by hand to see why")
        return Cost(seconds, peak / _MEBIBYTE)


def alternately(candidates: Sequence[Candidate], repetitions: int) -> list[Cost]:
    """The cost of each candidate: all take turns, after one turn that does not count, so that what slows the machine slows all."""
    for candidate in candidates:
        candidate.run()
    rounds = [[candidate.run() for candidate in candidates] for _ in range(repetitions)]
    return [
        Cost(statistics.median(one.seconds for one in runs), statistics.median(one.mebibytes for one in runs)) for runs in zip(*rounds, strict=True)
    ]
