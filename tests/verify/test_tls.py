"""A connection over TLS: trust, names of servers, and client certificates that a credential plugin prints."""

import json
import shlex
import shutil
import ssl
import subprocess
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from portkey_constructs.errors import ClusterError
from portkey_constructs.kubernetes.registry import KINDS
from portkey_constructs.verify.connection import connect
from tests.support.broken_api_server import healthy, listening
from tests.verify.test_broken_servers import kubeconfig

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")]
NAME: Final = "api.example.org"


class Certificate(NamedTuple):
    certificate: Path
    key: Path


def _certificate(folder: Path, subject: str, issuer: Certificate | None = None, *, name: str = "") -> Certificate:
    result = Certificate(folder / f"{subject}.crt", folder / f"{subject}.key")
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        "-subj",
        f"/CN={subject}",
    ]
    command += ["-subj", f"/CN={subject}", "-keyout", str(result.key), "-out", str(result.certificate)]
    if issuer:
        command += ["-CA", str(issuer.certificate), "-CAkey", str(issuer.key), "-addext", "basicConstraints=critical,CA:FALSE"]
    if name:
        command += ["-addext", f"subjectAltName=DNS:{name}"]
    subprocess.run(command, check=True, capture_output=True)
    return result


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return _certificate(tmp_path_factory.mktemp("authority"), "authority")


@pytest.fixture(scope="module")
def server_side(tmp_path_factory: pytest.TempPathFactory, authority: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*_certificate(tmp_path_factory.mktemp("server"), "server", authority, name=NAME))
    return context


def test_a_server_with_another_name_is_refused(tmp_path: Path, authority: Certificate, server_side: ssl.SSLContext) -> None:
    with listening(healthy([]), tls=server_side) as url:
        path = kubeconfig(tmp_path, url, **{"certificate-authority": str(authority.certificate)})
        with connect(path, None, 5) as connection, pytest.raises(ClusterError, match="does not trust its certificate"):
            connection.server_version()


def test_a_server_of_another_authority_is_refused(tmp_path: Path, server_side: ssl.SSLContext) -> None:
    other = _certificate(tmp_path, "other")
    with listening(healthy([]), tls=server_side) as url:
        path = kubeconfig(tmp_path, url, **{"certificate-authority": str(other.certificate), "tls-server-name": NAME})
        with connect(path, None, 5) as connection, pytest.raises(ClusterError, match="does not trust its certificate"):
            connection.server_version()


def test_the_tls_server_name_is_the_name_that_is_checked(tmp_path: Path, authority: Certificate, server_side: ssl.SSLContext) -> None:
    with listening(healthy([]), tls=server_side) as url:
        path = kubeconfig(tmp_path, url, **{"certificate-authority": str(authority.certificate), "tls-server-name": NAME})
        with connect(path, None, 5) as connection:
            assert connection.server_version() == "v1.36.0"


def _plugin(status: dict[str, str]) -> dict[str, Any]:
    script = f"printf %s {shlex.quote(json.dumps({'status': status}))}"
    return {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "/bin/sh", "args": ["-c", script]}}


@pytest.fixture
def mutual(tmp_path: Path, authority: Certificate) -> ssl.SSLContext:
    """A server that accepts clients with a certificate of the authority only."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*_certificate(tmp_path, "server", authority, name=NAME))
    context.load_verify_locations(authority.certificate)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def test_the_client_certificate_of_a_plugin_is_presented(tmp_path: Path, authority: Certificate, mutual: ssl.SSLContext) -> None:
    client = _certificate(tmp_path, "client", authority)
    user = _plugin({"clientCertificateData": client.certificate.read_text(), "clientKeyData": client.key.read_text()})
    trust = {"certificate-authority": str(authority.certificate), "tls-server-name": NAME}
    with listening(healthy([]), tls=mutual) as url:
        with connect(kubeconfig(tmp_path, url, user, **trust), None, 5) as connection:
            assert connection.server_version() == "v1.36.0"
            assert connection.list_objects(KINDS["Pod"], "portkey") == []
        with connect(kubeconfig(tmp_path, url, _plugin({"token": "hunter2"}), **trust), None, 5) as connection, pytest.raises(ClusterError):
            connection.server_version()


def test_a_plugin_with_an_encrypted_key_or_the_key_of_another_is_an_error(tmp_path: Path, authority: Certificate) -> None:
    client, other = _certificate(tmp_path, "client", authority), _certificate(tmp_path, "other", authority)
    encrypted = tmp_path / "encrypted.key"
    command = ["openssl", "pkcs8", "-topk8", "-in", str(client.key), "-out", str(encrypted), "-passout", "pass:hunter2"]
    subprocess.run(command, check=True, capture_output=True)
    for key in (encrypted, other.key):
        user = _plugin({"clientCertificateData": client.certificate.read_text(), "clientKeyData": key.read_text()})
        path = kubeconfig(tmp_path, "https://127.0.0.1:9", user)
        with connect(path, None, 5) as connection, pytest.raises(ClusterError, match="client certificate of its plugin"):
            connection.server_version()
