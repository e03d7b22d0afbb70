"""Steps that Ctrl-C does not divide."""

import signal
import sys

import pytest

from portkey_constructs.output.interrupts import delayed_interrupts

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal masks")


@pytest.mark.parametrize("depth", [1, 2], ids=["a block", "a block in a block"])
def test_interrupt_comes_after_the_block(depth: int) -> None:
    steps = []

    def block(depth: int) -> None:
        with delayed_interrupts():
            block(depth - 1) if depth else signal.raise_signal(signal.SIGINT)
            steps.append(depth)

    with pytest.raises(KeyboardInterrupt):
        block(depth)
    assert steps == [*range(depth + 1)]


def test_former_mask_is_back_after_an_error() -> None:
    def block() -> None:
        with delayed_interrupts():
            assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
            raise OSError("full")

    former = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    with pytest.raises(OSError, match="full"):
        block()
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == former
