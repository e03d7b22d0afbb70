"""Measures speed and memory against the budgets and prints a table; with `--check`, exits with 1 if a figure exceeds its budget.

Most figures are ratios of medians from alternating runs, which are comparable on slow and busy machines. The time to build the objects is
absolute, and the number of calls is exact.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.fleet import write_fleet
from benchmarks.inside import CONFIGURATION, ENVIRONMENTS
from benchmarks.process import Candidate, Cost, alternately

ROOT = Path(__file__).parents[1]
HELM_RUNS = 20
BUILDING_MILLISECONDS = 0.7
CALLS = 6000
HELM_RATIO = 4.0
FLEET = 1000
_MEMORY = Path("/dev/shm")
FLEET_SECONDS = 12
FLEET_MEBIBYTES = 250
TWO_JOBS = 0.6
"""Not a half: one process imports the program, reads `environments.yaml`, compares the environments and moves the folder."""


class Figure(NamedTuple):
    """One line of the table."""

    what: str
    measured: float
    budget: float
    unit: str
    detail: str

    @property
    def within_budget(self) -> bool:
        """Whether the figure is within its budget."""
        return self.measured <= self.budget


def _helm() -> str:
    helm = shutil.which("helm", path=str(Path(sys.executable).parent)) or shutil.which("helm")
    if helm is None:
        raise SystemExit("helm is not installed: run make setup, which installs it")
    return helm


def _helm_candidate(folder: Path) -> Candidate:
    # In a separate process: the peak memory of a process includes that of its parent, so this process stays small.
    subprocess.run((sys.executable, "-m", "benchmarks.inside", "chart", str(folder / "chart")), cwd=ROOT, check=True)
    homes = {f"HELM_{kind}_HOME": str(folder / kind.lower()) for kind in ("CACHE", "CONFIG", "DATA")}
    return Candidate((_helm(), "template", "portkey", "chart"), folder, homes)


def _against_helm(helm: Candidate, repetitions: int) -> Iterator[Figure]:
    program = str(Path(sys.executable).with_name("portkey-constructs"))
    ours, theirs = alternately([Candidate((program, "render", "-f", str(CONFIGURATION)), ROOT), helm], repetitions)
    detail = f"{ours.seconds * 1000:.0f} ms, {ours.mebibytes:.0f} MiB; helm {theirs.seconds * 1000:.0f} ms, {theirs.mebibytes:.0f} MiB"
    yield Figure("render of one environment / helm template", ours.seconds / theirs.seconds, HELM_RATIO, "x", detail)


def _hundred(helm: Candidate, repetitions: int) -> Iterator[Figure]:
    many = Candidate((sys.executable, "-m", "benchmarks.inside", "render"), ROOT)
    ours, *theirs = alternately([many, *[helm] * max(1, HELM_RUNS // repetitions)], repetitions)
    helm_seconds = sum(cost.seconds for cost in theirs) / len(theirs) * ENVIRONMENTS
    detail = f"{ours.seconds:.2f} s, {ours.mebibytes:.0f} MiB; helm {helm_seconds:.2f} s, extrapolated from {repetitions * len(theirs)} runs"
    yield Figure(f"{ENVIRONMENTS} environments / {ENVIRONMENTS} helm runs", ours.seconds / helm_seconds, 0.5, "x", detail)


def _inside(measurement: str) -> float:
    command = (sys.executable, "-m", "benchmarks.inside", measurement)
    return float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def _in_one_process() -> Iterator[Figure]:
    yield Figure(
        "objects of one environment", _inside("build") * 1000, BUILDING_MILLISECONDS, "ms", f"after {_inside('resolve') * 1000:.2f} ms to resolve it"
    )
    yield Figure("Python calls of one render", _inside("calls"), CALLS, "", "from the file to the YAML text, after imports")


def _synth(folder: Path, repetitions: int) -> Iterator[Figure]:
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    if node is None:
        raise SystemExit("node is not installed: run make setup")
    variables = {"JSII_NODE": node}
    synth = Candidate((sys.executable, "-m", "apps", "quickstart"), ROOT, {**variables, "CDK8S_OUTDIR": str(folder / "dist")})
    imports = Candidate((sys.executable, "-m", "benchmarks.inside", "import"), ROOT, variables)
    ours, bare = alternately([synth, imports], repetitions)
    detail = f"{ours.seconds * 1000:.0f} ms, {ours.mebibytes:.0f} MiB; imports alone {bare.seconds * 1000:.0f} ms, {bare.mebibytes:.0f} MiB"
    yield Figure("cdk8s synth's Python / its imports", ours.seconds / bare.seconds, 1.5, "x", detail)


def _fleet(folder: Path) -> Iterator[Figure]:
    """The processor time of rendering many environments to a folder that is empty before, and its growth with their number."""
    program = str(Path(sys.executable).with_name("portkey-constructs"))
    costs: dict[tuple[int, int], Cost] = {}
    for number, jobs in ((10, 1), (100, 1), (FLEET, 1), (FLEET, 2)):
        repository = folder / f"fleet-{number}-{jobs}"
        write_fleet(repository, number)
        costs[number, jobs] = Candidate((program, "render", "--all", "-o", "dist", "--jobs", str(jobs)), repository).run()
    for (number, jobs), cost in costs.items():
        print(f"      {cost.processor_seconds:6.2f} s of CPU, {cost.seconds:6.2f} s, {cost.mebibytes:.0f} MiB: {number} environments, {jobs} jobs")
    start, large = costs[10, 1], costs[FLEET, 1]
    slope = (costs[100, 1].processor_seconds - start.processor_seconds) / 90
    growth = (large.processor_seconds - start.processor_seconds) / (FLEET - 10) / slope
    yield Figure(f"CPU of {FLEET} environments", large.processor_seconds, FLEET_SECONDS, "s", "render --all into an empty folder, with one job")
    yield Figure(f"memory of {FLEET} environments", large.mebibytes, FLEET_MEBIBYTES, "MiB", "peak of the process with one job")
    yield Figure("CPU of an environment among 1,000 / among 100", growth, 1.2, "x", f"{slope * 1000:.1f} ms for each from 10 to 100")
    yield Figure("two jobs / one job", costs[FLEET, 2].seconds / large.seconds, TWO_JOBS, "x", f"wall time of {FLEET} environments")


def figures(repetitions: int) -> Iterator[Figure]:
    """Yields each figure as soon as it is measured. Memory excludes the Node.js process that jsii starts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        helm = _helm_candidate(folder)
        yield from _in_one_process()
        yield from _against_helm(helm, repetitions)
        yield from _hundred(helm, max(1, repetitions // 3))
        yield from _synth(folder, repetitions)
    # In memory where possible: some disks take longer to create the files than the program to render them.
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as name:
        yield from _fleet(Path(name))


def main() -> int:
    """Prints the table and returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure speed and memory against the budgets.")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a figure exceeds its budget")
    parser.add_argument("--repetitions", type=int, default=9, help="runs of each process (default: 9)")
    options = parser.parse_args()
    passed = True
    print(f"{'':4}  {'measured':>9}  {'budget':>8}  what")
    for figure in figures(max(1, options.repetitions)):
        passed &= figure.within_budget
        verdict = "PASS" if figure.within_budget else "OVER"
        measured, budget = (f"{value:.2f} {figure.unit}".rstrip() for value in (figure.measured, figure.budget))
        print(f"{verdict}  {measured:>9}  {budget:>8}  {figure.what} ({figure.detail})", flush=True)
    return 0 if passed or not options.check else 1


if __name__ == "__main__":
    sys.exit(main())
