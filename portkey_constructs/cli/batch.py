"""Runs work on many environments, in one process or in several."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Final, TypeVar

from portkey_constructs.environments import Environment, Environments, read_environments

__all__ = ["default_jobs", "run"]

Result = TypeVar("Result")
_PER_JOB: Final = 50
"""Environments that justify another process: for fewer, its start takes longer than the work."""
_environments: Environments | None = None


def default_jobs(environments: int) -> int:
    """The number of processes for a number of environments: at most one for each processor."""
    return max(1, min(os.cpu_count() or 1, environments // _PER_JOB))


def run(environments: Environments, names: tuple[str, ...], work: Callable[[Environment], Result], jobs: int) -> Iterator[Result]:
    """The result of `work` for each environment, in order; with several jobs, `work` and its result must be picklable.

    The processes start in this call, before the caller starts threads.
    """
    jobs = min(jobs, len(names))
    if jobs <= 1:
        return (work(environments[name]) for name in names)
    global _environments
    _environments = environments
    # A forked process has the environments already. On macOS, forking is unsafe; there and on Windows, each process reads them again.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    pool = ProcessPoolExecutor(jobs, context, _start, (environments.source,))
    results = pool.map(partial(_run, work), names, chunksize=max(1, len(names) // (jobs * 8)))
    return _results(pool, results)


def _results(pool: ProcessPoolExecutor, results: Iterator[Result]) -> Iterator[Result]:
    with pool:
        try:
            yield from results
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _run(work: Callable[[Environment], Result], name: str) -> Result:
    assert _environments is not None
    return work(_environments[name])


def _start(source: str) -> None:
    global _environments
    if _environments is None:
        _environments = read_environments(source)
