"""Steps that Ctrl-C does not divide."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["delayed_interrupts"]


@contextmanager
def delayed_interrupts() -> Iterator[None]:
    """Raises KeyboardInterrupt after the block instead of within it, except on Windows; a block that waits must not be delayed.

    For steps of which all or none must be done, and for forks, in which Python ignores exceptions. A process that starts in the block leaves
    Ctrl-C to this one.
    """
    if sys.platform == "win32":
        yield
        return
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)
