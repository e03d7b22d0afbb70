"""The rows of the table of environment variables for MySQL, besides the connection, which is in a Secret."""

from typing import TYPE_CHECKING, Final

from portkey_constructs.platform.evidence import BACKEND_NOTES
from portkey_constructs.platform.files import MYSQL_CLIENT_FOLDER
from portkey_constructs.platform.variable import Owned, PlainValue, Variable

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["MYSQL_VARIABLES"]

_APPLICATION: Final = ("backend", "dataservice")


def _ca_file(platform: "Platform") -> str | None:
    return platform.mysql.ca_file if platform.mysql else None


def _client_file(key: str) -> PlainValue:
    return lambda p: f"{MYSQL_CLIENT_FOLDER}/{key}" if p.mysql and p.mysql.client_secret else None


def _certificate(name: str, meaning: str, value: PlainValue, setting: str, fix: str) -> Variable:
    owned = Owned(f"the pods mount the certificates of {setting} there", fix)
    return Variable(name, meaning, _APPLICATION, value, BACKEND_NOTES, "backend 1.6.2", owned=owned, setting=setting)


_CLIENT: Final = ("mysql.clientCertificate", "put the certificate and its key into the Secret of mysql.clientCertificate")
MYSQL_VARIABLES: Final = (
    _certificate(
        "DB_SSL_CA",
        "file with the certificates that MySQL's is verified against",
        _ca_file,
        "mysql.ca",
        "put the certificates into the bundle of mysql.ca",
    ),
    _certificate("DB_SSL_CERT", "file with the certificate of the services, for MySQL", _client_file("tls.crt"), *_CLIENT),
    _certificate("DB_SSL_KEY", "file with the key of this certificate", _client_file("tls.key"), *_CLIENT),
)
"""The migration Job has the certificates too, because it connects to MySQL."""
