"""A program on a terminal of its own."""

import fcntl
import os
import pty
import re
import select
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence

__all__ = ["run_on_terminal"]

_SECONDS = 60


def run_on_terminal(command: Sequence[object], environment: Mapping[str, str], answers: str = "") -> tuple[int, str]:
    """Runs a command with all three streams on a terminal; its status, and all that it wrote.

    Each of the answers, which end with a line or with a key that interrupts, is typed when a question (`...]: `) is asked.
    """
    primary, secondary = pty.openpty()
    process = subprocess.Popen(
        [*map(str, command)],
        stdin=secondary,
        stdout=secondary,
        stderr=secondary,
        env=environment,
        start_new_session=True,
        # A key that interrupts does so to those whose terminal it is.
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(secondary)
    left = re.findall(r"[^\n\x03\x04]*[\n\x03\x04]", answers)
    output, asked, end = b"", 0, time.monotonic() + _SECONDS
    while time.monotonic() < end:
        if not select.select([primary], [], [], 1)[0]:
            continue
        try:
            part = os.read(primary, 65536)
        except OSError:
            break
        if not part:
            break
        output += part
        while left and output.count(b"]: ") > asked:
            asked += 1
            # Between the question and the reading of the answer a key is anybody's.
            time.sleep(0.3)
            os.write(primary, left.pop(0).encode())
    else:
        process.kill()
    os.close(primary)
    return process.wait(timeout=_SECONDS), output.decode().replace("\r\n", "\n")
