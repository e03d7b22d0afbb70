"""What is being done, on a terminal alone."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from portkey_constructs.cli.report import draws

__all__ = ["progress"]


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
