"""What the parts of a cluster know each other by: an authority, certificates, a key for service accounts, tokens and kubeconfigs.

All of it is made anew for every run, in a folder that goes with it.
"""

import datetime
import ipaddress
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

__all__ = ["Credentials"]

ADMIN: Final = "admin"
_GROUPS: Final = {
    ADMIN: "system:masters",
    "kwok": "system:masters",
    "flux": "system:masters",
    "external-secrets": "system:masters",
    "kube-router": "system:masters",
    "metrics-server": "",
    "system:kube-controller-manager": "",
    "system:kube-scheduler": "",
    "system:kube-proxy": "",
    "system:node:node-0": "system:nodes",
    "system:node:node-1": "system:nodes",
}
_VALID: Final = datetime.timedelta(days=1)


class Credentials:
    """Files in `folder` for a server that listens on `address`; its certificate is valid for these host names and IP addresses."""

    def __init__(self, folder: Path, address: str, hosts: Sequence[str] = ("127.0.0.1",)) -> None:
        self.folder = folder
        self._hosts = hosts
        self.authority = folder / "ca.crt"
        self.certificate, self.key = folder / "server.crt", folder / "server.key"
        self.accounts = folder / "service-accounts.key"
        self.tokens = folder / "tokens.csv"
        self._address = address
        self._make()

    def kubeconfig(self, user: str = ADMIN) -> Path:
        """The kubeconfig of one of the users."""
        path = self.folder / f"{user.replace(':', '-')}.kubeconfig"
        cluster = {"server": self._address, "certificate-authority": str(self.authority)}
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "test", "cluster": cluster}],
            "users": [{"name": user, "user": {"token": self._token[user]}}],
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": user}}],
            "current-context": "test",
        }
        path.write_text(yaml.safe_dump(config))
        return path

    def _make(self) -> None:
        authority = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority of a test cluster")])
        root = _certificate(name, authority.public_key(), name).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.authority.write_bytes(root.sign(authority, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

        own = ec.generate_private_key(ec.SECP256R1())
        hosts = [x509.DNSName("localhost"), x509.DNSName("kubernetes.default.svc"), *map(_alternative, self._hosts)]
        # The server authenticates with the same certificate at the kubelets.
        subject = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "system:masters"), x509.NameAttribute(NameOID.COMMON_NAME, "kube-apiserver")]
        server = _certificate(x509.Name(subject), own.public_key(), name)
        server = server.add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        server = server.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        self.certificate.write_bytes(server.sign(authority, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        self._keep(self.key, own)
        self._keep(self.accounts, ec.generate_private_key(ec.SECP256R1()))

        self._token = {user: secrets.token_urlsafe(24) for user in _GROUPS}
        self.tokens.touch(mode=0o600)
        self.tokens.write_text("".join(f"{self._token[user]},{user},{user}{f',{group}' if group else ''}\n" for user, group in _GROUPS.items()))

    def _keep(self, path: Path, key: ec.EllipticCurvePrivateKey) -> None:
        path.touch(mode=0o600)
        path.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()))


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.IPv4Address(host))
    except ValueError:
        return x509.DNSName(host)


def _certificate(subject: x509.Name, key: ec.EllipticCurvePublicKey, issuer: x509.Name) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key).serial_number(x509.random_serial_number())
    return builder.not_valid_before(now - datetime.timedelta(minutes=5)).not_valid_after(now + _VALID)
