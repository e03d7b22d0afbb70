"""The rendered nginx in front of a gateway in the cluster that serves TLS: the name in the handshake, and whose certificates it accepts."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from tests.servers.frontend import ADDRESSES, HOSTS, PAGE, PORT, PORTS, Site
from tests.servers.web import SecureUpstream, certificate, connected, upgraded

pytestmark = pytest.mark.slow

HOST = HOSTS["api"]
TLS: Mapping[str, object] = {"kind": "secret", "secret_name": "pod-tls", "ca": {"kind": "secret", "name": "internal-ca"}}
Secured = tuple[Site, SecureUpstream]


def trusted(file: Path) -> str:
    """The certificate in a file with its key."""
    return load_pem_x509_certificate(file.read_bytes()).public_bytes(Encoding.PEM).decode()


@pytest.fixture
def secured(fresh: Callable[..., Site], tmp_path: Path) -> Callable[..., Secured]:
    """A front end that trusts the certificate of its gateway, or that of another server with the same name."""

    def secured(*, host: str = HOST, other: bool = False) -> Secured:
        site = fresh(pod_tls=TLS)
        upstream = SecureUpstream("gateway", host, tmp_path)
        file = tmp_path / f"{host}.pem"
        if other:
            (tmp_path / "other").mkdir()
            file = certificate(host, tmp_path / "other")
        (site.pod.volume("custom-ca") / "ca.crt").write_text(trusted(file), "utf-8")
        site.serve("albus", ADDRESSES["albus"])
        site.serve_at(upstream, HOST, ADDRESSES["api"], PORTS["api"])
        site.start()
        return site, upstream

    return secured


def test_requests_reach_the_gateway_by_its_name(secured: Callable[..., Secured]) -> None:
    site, upstream = secured()
    answer = site.ask("/api/v1/models?limit=1%2F2", headers={"Host": "portkey.example.org"})
    assert answer.status == 200, site.pod.printed()
    assert (answer.echo["upstream"], answer.echo["target"]) == ("gateway", "/v1/models?limit=1%2F2")
    assert answer.passed["host"] == "portkey.example.org"
    assert upstream.called == [HOST]


def test_backend_is_called_without_tls(secured: Callable[..., Secured]) -> None:
    site, upstream = secured()
    assert site.ask("/albus/x").echo["upstream"] == "albus"
    assert upstream.called == []


def test_certificate_of_another_authority_is_refused(secured: Callable[..., Secured]) -> None:
    site, upstream = secured(other=True)
    assert site.ask("/api/v1/models").status == 502
    assert upstream.called == [HOST]
    assert "certificate verify error" in site.pod.printed()
    assert site.ask("/").body.decode() == PAGE


def test_certificate_for_another_name_is_refused(secured: Callable[..., Secured]) -> None:
    site, upstream = secured(host="other.example.org")
    upstream.accept_any_name()
    assert site.ask("/api/v1/models").status == 502
    assert upstream.called == [HOST]
    assert "does not match" in site.pod.printed()


def test_upgrades_pass_over_tls(secured: Callable[..., Secured]) -> None:
    site, _ = secured()
    with connected(site.pod, PORT) as connection:
        upgraded(connection, "/api/socket")


def test_configuration_is_valid(secured: Callable[..., Secured]) -> None:
    tried = secured()[0].pod.run(["nginx", "-t"])
    assert tried.returncode == 0, tried.stderr
    assert "[warn]" not in tried.stderr
