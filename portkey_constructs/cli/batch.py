"""Runs work on many environments, in one process or in several."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Thread
from typing import Final, TypeVar

from portkey_constructs.environments import Environment, Environments, read_environments
from portkey_constructs.output.interrupts import delayed_interrupts

__all__ = ["default_jobs", "run"]

Result = TypeVar("Result")
_PER_JOB: Final = 50
"""Environments that justify another process: for fewer, its start takes longer than the work."""
_PARTS: Final = 32
"""Parts of the work of each process: with fewer, one process is idle while another finishes its last part."""
_environments: Environments | None = None


def default_jobs(environments: int) -> int:
    """The number of processes for a number of environments: at most one for each processor."""
    return max(1, min(os.cpu_count() or 1, environments // _PER_JOB))


@contextmanager
def run(environments: Environments, names: tuple[str, ...], work: Callable[[Environment], Result], jobs: int) -> Iterator[Iterator[Result]]:
    """The result of `work` for each environment, in order; with several jobs, `work` and its result must be picklable.

    The processes start before the block, in which the caller can start threads, and end with it, also after an error or Ctrl-C.
    """
    jobs = min(jobs, len(names))
    if jobs <= 1:
        yield (work(environments[name]) for name in names)
        return
    global _environments
    _environments = environments
    # A forked process has the environments already. On macOS, forking is unsafe; there and on Windows, each process reads them again.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    pool = ProcessPoolExecutor(jobs, context, _start, (environments.source,))
    try:
        with delayed_interrupts():
            results = pool.map(partial(_run, work), names, chunksize=max(1, len(names) // (jobs * _PARTS)))
        yield results
    finally:
        pool.shutdown(cancel_futures=True)


def _run(work: Callable[[Environment], Result], name: str) -> Result:
    assert _environments is not None
    return work(_environments[name])


def _start(source: str) -> None:
    global _environments
    Thread(target=_end_with_parent, daemon=True).start()
    if _environments is None:
        _environments = read_environments(source)


def _end_with_parent() -> None:
    """Ends this process if its parent is killed: it would wait for more work for ever, and lock the folder in which it writes."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
