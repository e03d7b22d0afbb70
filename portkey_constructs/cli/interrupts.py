"""Ctrl-C ends a command wherever Python is when it arrives."""

import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

__all__ = ["repeat_ignored_interrupts"]


def repeat_ignored_interrupts() -> None:
    """Interrupts the command again if Python ignores KeyboardInterrupt, as in a finalizer or in a callback of its import system.

    The command would go on otherwise, and only another Ctrl-C would end it.
    """
    former = sys.unraisablehook

    def hook(ignored: "UnraisableHookArgs") -> None:
        if not issubclass(ignored.exc_type, KeyboardInterrupt):
            former(ignored)
            return
        frame_of_hook = sys._getframe()

        def repeat(frame: FrameType, event: str, argument: object) -> None:
            if frame is not frame_of_hook:
                sys.setprofile(None)
                signal.raise_signal(signal.SIGINT)

        # Python ignores an exception in the hook, too: the next function that is called or ends is the first that an exception can end.
        sys.setprofile(repeat)

    sys.unraisablehook = hook
