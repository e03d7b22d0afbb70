"""Processes that are measured: wall time and peak memory of each run."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Candidate", "Cost", "alternately"]

# ru_maxrss counts bytes on macOS and kilobytes elsewhere.
_MEBIBYTE = 1024 * 1024 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """The median of some runs: seconds on the wall, and mebibytes at the peak, which is never less than the starting process has."""

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
        begun = time.perf_counter()
        process = subprocess.Popen(self.command, cwd=self.folder, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{' '.join(self.command)} ended with status {process.returncode}: run it by hand to see why")
        return Cost(seconds, usage.ru_maxrss / _MEBIBYTE)


def alternately(candidates: Sequence[Candidate], repetitions: int) -> list[Cost]:
    """The cost of each candidate: all take turns, after one turn that does not count, so that what slows the machine slows all."""
    for candidate in candidates:
        candidate.run()
    rounds = [[candidate.run() for candidate in candidates] for _ in range(repetitions)]
    return [
        Cost(statistics.median(one.seconds for one in runs), statistics.median(one.mebibytes for one in runs)) for runs in zip(*rounds, strict=True)
    ]
