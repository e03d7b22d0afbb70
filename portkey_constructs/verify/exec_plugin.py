"""Runs the credential plugin of a kubeconfig, with limits on its time and its output, which is never shown."""

import json
import os
import re
import signal
import ssl
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from lightkube.config.models import UserExec

from portkey_constructs.config.secret_shapes import secret_shape
from portkey_constructs.errors import ClusterError

__all__ = ["Credentials", "load_certificate", "plugin_credentials"]

_GROUP: Final = "client.authentication.k8s.io"
_VERSIONS: Final = tuple(f"{_GROUP}/{version}" for version in ("v1", "v1beta1", "v1alpha1"))
_MAX_OUTPUT: Final = 1 << 20
_MAX_MESSAGE: Final = 300
_NAMED_VALUE: Final = re.compile(r"(?i)([a-z0-9_-]*(?:password|passwd|secret|token|key|credential|signature)[a-z0-9_-]*[\"']?\s*[=:]\s*)\S+")
_RANDOM_WORD: Final = re.compile(r"(?=[A-Za-z_+/=~-]{0,200}[0-9])(?=[A-Z0-9_+/=~-]{0,200}[a-z])[A-Za-z0-9_+/=~-]{20,}")


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """What a plugin prints: a token, a client certificate with its key, or both."""

    token: str = ""
    certificate: str = ""
    key: str = ""


def load_certificate(trust: ssl.SSLContext, credentials: Credentials) -> None:
    """Present the certificate in every new connection; the files that Python needs exist only meanwhile, for this user only.

    Raises:
        ClusterError: the certificate and the key do not belong together, or are not in PEM.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "client.pem"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(f"{credentials.certificate}\n{credentials.key}\n")
        try:
            trust.load_cert_chain(path, password="")  # without a password, an encrypted key asks the terminal
        except (OSError, ValueError):
            raise _failed("the client certificate of its plugin, or the key of the certificate, is invalid") from None


def plugin_credentials(plugin: UserExec, deadline: float, folder: Path | None) -> Credentials:
    """What the plugin prints; its process group is killed at the deadline, or when it prints too much.

    Raises:
        ClusterError: the plugin is missing, fails, takes too long, or prints no credentials.
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
        raise _failed(f"{plugin.command} returned {process.returncode}: {_message(bytes(outputs[1]))}")
    return _credentials(plugin.command, bytes(outputs[0]))


def _message(output: bytes) -> str:
    """What a plugin prints about its failure, without what may be a credential."""
    text = " ".join(output[: 1 << 16].decode(errors="replace").split())
    if shape := secret_shape(text):
        return f"its message contains {shape}, and is not shown"
    return _RANDOM_WORD.sub("...", _NAMED_VALUE.sub(r"\1...", text))[:_MAX_MESSAGE]


def _credentials(command: str, output: bytes) -> Credentials:
    try:
        status = json.loads(output)["status"]
        fields = [status.get(name) or "" for name in ("token", "clientCertificateData", "clientKeyData")]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        fields = []
    if not all(isinstance(field, str) and field.isascii() for field in fields):
        fields = []
    token, certificate, key = fields or ("", "", "")
    if not token.isprintable() or not (token or certificate):
        raise _failed(f"{command} prints no token and no client certificate")
    if bool(certificate) != bool(key):
        raise _failed(f"{command} prints a client certificate without its key, or a key without its certificate")
    return Credentials(token, certificate, key)


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
