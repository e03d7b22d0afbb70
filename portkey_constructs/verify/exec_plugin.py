"""Runs the credential plugin of a kubeconfig, with limits on its time and its output, which is never shown."""

import json
import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from lightkube.config.models import UserExec

from portkey_constructs.errors import ClusterError

__all__ = ["plugin_token"]

_GROUP: Final = "client.authentication.k8s.io"
_VERSIONS: Final = tuple(f"{_GROUP}/{version}" for version in ("v1", "v1beta1", "v1alpha1"))
_MAX_OUTPUT: Final = 1 << 20
_MAX_MESSAGE: Final = 300


def plugin_token(plugin: UserExec, deadline: float, folder: Path | None) -> str:
    """The token that the plugin prints; its process group is killed at the deadline, or when it prints too much.

    Raises:
        ClusterError: the plugin is missing, fails, takes too long, or prints no token.
    """
    if plugin.apiVersion not in _VERSIONS:
        raise _failed(f"its plugin has the version {plugin.apiVersion}, which is not supported")
    info = json.dumps({"apiVersion": plugin.apiVersion, "kind": "ExecCredential", "spec": {"interactive": False}})
    environment = {**os.environ, **{entry.name: entry.value for entry in plugin.env or ()}, "KUBERNETES_EXEC_INFO": info}
    command = plugin.command
    if folder and os.sep in command and not Path(command).is_absolute():
        command = str(folder / command)  # kubectl resolves it from the folder of the kubeconfig
    try:
        process = subprocess.Popen(
            [command, *(plugin.args or ())],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "invalid argument"
        raise ClusterError(f"the kubeconfig gives no credentials ({reason}): {plugin.command} is missing") from None
    streams = [stream for stream in (process.stdout, process.stderr) if stream]
    outputs = (bytearray(), bytearray())
    readers = [threading.Thread(target=_read, args=(stream, output, process), daemon=True) for stream, output in zip(streams, outputs, strict=True)]
    try:
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join(max(0.0, deadline - time.monotonic()))
        late = any(reader.is_alive() for reader in readers)
        with suppress(subprocess.TimeoutExpired):
            process.wait(0 if late else max(0.0, deadline - time.monotonic()))
    finally:
        _kill(process)
        process.wait()
        for reader, stream in zip(readers, streams, strict=True):
            reader.join(1)
            if not reader.is_alive():  # a process that left the group can keep it open
                stream.close()
    if any(len(output) > _MAX_OUTPUT for output in outputs):
        raise _failed(f"{plugin.command} prints more than {_MAX_OUTPUT >> 20} MiB")
    if late or process.returncode == -signal.SIGKILL:
        raise _failed(f"{plugin.command} does not end in time, and was terminated")
    if process.returncode:
        message = " ".join(outputs[1].decode(errors="replace").split())[:_MAX_MESSAGE]
        raise _failed(f"{plugin.command} returned {process.returncode}: {message}")
    return _token(plugin.command, bytes(outputs[0]))


def _token(command: str, output: bytes) -> str:
    try:
        token = json.loads(output)["status"]["token"]
    except (ValueError, KeyError, TypeError, RecursionError):
        token = None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise _failed(f"{command} prints no token")
    return token


def _read(stream: IO[bytes], output: bytearray, process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError, ValueError):
        while len(output) <= _MAX_OUTPUT and (part := os.read(stream.fileno(), 1 << 16)):
            output += part
    if len(output) > _MAX_OUTPUT:
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)


def _failed(reason: str) -> ClusterError:
    return ClusterError(f"the kubeconfig gives no credentials ({reason}): log in again, or choose another --context")
