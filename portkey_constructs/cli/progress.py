"""What is being done, on a terminal alone."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from portkey_constructs.cli.report import draws

__all__ = ["patience", "progress"]

_SOON: Final = 1.0


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Gives a function that shows what is being done on standard error, and takes it away again at the end; silent in a pipe."""
    stream = sys.stderr
    if stream is None or not draws(stream):
        yield lambda _: None
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    with console.status("") as status:
        yield lambda text: status.update(Text(text))


@contextmanager
def patience(text: str) -> Iterator[None]:
    """Shows what is being done where it takes longer than a second, until it is done; nothing may be printed within."""
    if sys.stderr is None or not draws(sys.stderr):
        yield
        return
    from threading import Event, Thread

    done = Event()

    def tell() -> None:
        if not done.wait(_SOON):
            with progress() as told:
                told(text)
                done.wait()

    telling = Thread(target=tell, daemon=True)
    telling.start()
    try:
        yield
    finally:
        done.set()
        telling.join()
