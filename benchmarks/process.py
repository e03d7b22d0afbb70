"""Measures processes: wall time and peak memory of each run."""

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

# The peak memory of a process includes that of its parent at the fork, so a small process launches it.
_LAUNCHER = """
import os, sys, time
nowhere = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
begun = time.perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=nowhere)
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), time.perf_counter() - begun, usage.ru_maxrss, usage.ru_utime + usage.ru_stime)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians of several runs: wall time and processor time in seconds, and peak memory in mebibytes."""

    seconds: float
    mebibytes: float
    processor_seconds: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A command, where it runs, and what its environment has besides ours."""

    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self) -> Cost:
        """Runs the command once and discards its output.

        Raises:
            RuntimeError: The command failed.
        """
        # Without cached bytecode, every run compiles all modules.
        variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | dict(self.environment)
        launched = [sys.executable, "-I", "-S", "-c", _LAUNCHER, *self.command]
        output = subprocess.run(launched, cwd=self.folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.split()
        status, seconds, peak, processor_seconds = int(output[0]), float(output[1]), int(output[2]), float(output[3])
        if status:
            raise RuntimeError(f"{' '.join(self.command)} ended with status {status}: run it by hand to see why")
        return Cost(seconds, peak / _MEBIBYTE, processor_seconds)


def alternately(candidates: Sequence[Candidate], repetitions: int) -> list[Cost]:
    """The cost of each candidate. They take turns, after one warm-up, so that a busy machine slows all of them alike."""
    for candidate in candidates:
        candidate.run()
    rounds = [[candidate.run() for candidate in candidates] for _ in range(repetitions)]
    return [
        Cost(
            statistics.median(cost.seconds for cost in costs),
            statistics.median(cost.mebibytes for cost in costs),
            statistics.median(cost.processor_seconds for cost in costs),
        )
        for costs in zip(*rounds, strict=True)
    ]
