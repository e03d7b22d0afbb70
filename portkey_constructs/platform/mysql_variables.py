"""The rows of the table of environment variables for MySQL, besides the connection, which is in a Secret."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from portkey_constructs.config.mysql import MySqlReader
from portkey_constructs.platform.evidence import BACKEND_NOTES
from portkey_constructs.platform.files import MYSQL_CLIENT_FOLDER
from portkey_constructs.platform.secret_keys import MYSQL_READER_PASSWORD
from portkey_constructs.platform.stores import MySqlConnection
from portkey_constructs.platform.variable import Owned, PlainValue, Variable, from_secret
from portkey_constructs.platform.variable_values import on

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["MYSQL_VARIABLES"]

_APPLICATION: Final = ("backend", "dataservice")
_BACKEND: Final = ("backend",)
_READER_SINCE: Final = "backend 1.14.0"


def _ca_file(platform: "Platform") -> str | None:
    return platform.mysql.ca_file if platform.mysql else None


def _pool_size(platform: "Platform") -> str | None:
    size = platform.mysql.settings.pool_size if platform.mysql else None
    return str(size) if size else None


def _client_file(key: str) -> PlainValue:
    return lambda p: f"{MYSQL_CLIENT_FOLDER}/{key}" if p.mysql and p.mysql.client_secret else None


def _certificate(name: str, meaning: str, value: PlainValue, setting: str, fix: str) -> Variable:
    owned = Owned(f"the pods mount the certificates of {setting} there", fix)
    return Variable(name, meaning, _APPLICATION, value, BACKEND_NOTES, "backend 1.6.2", owned=owned, setting=setting)


def _reader(name: str, meaning: str, value: Callable[[MySqlReader, MySqlConnection], str | None], setting: str) -> Variable:
    def of_platform(platform: "Platform") -> str | None:
        mysql = platform.mysql
        return value(mysql.reader, mysql) if mysql and mysql.reader else None

    return Variable(name, meaning, _BACKEND, of_platform, BACKEND_NOTES, _READER_SINCE, serving_only=True, setting=setting)


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
    _reader("DB_READER_HOST", "host of the read replica of MySQL", lambda reader, _: reader.host, "mysql.reader.host"),
    _reader("DB_READER_PORT", "port of the read replica", lambda reader, mysql: str(reader.port or mysql.port), "mysql.reader.port"),
    _reader("DB_READER_USER", "user on the read replica", lambda reader, mysql: reader.user or mysql.settings.user, "mysql.reader.user"),
    from_secret("DB_READER_PASS", _BACKEND, MYSQL_READER_PASSWORD, BACKEND_NOTES, since=_READER_SINCE, serving_only=True),
    _reader(
        "MYSQL_WRITER_HADR_MODE",
        "ON: the backend serves reads while MySQL's writer is unavailable",
        lambda reader, _: on(reader.hadr),
        "mysql.reader.hadr",
    ),
    Variable(
        "DB_POOL_SIZE",
        "connections to MySQL that a pod of the backend may open",
        _BACKEND,
        _pool_size,
        BACKEND_NOTES,
        "backend 1.22.0",
        serving_only=True,
        setting="mysql.poolSize",
    ),
)
"""The migration Job has the certificates too, because it connects to MySQL, but no reader: it writes."""
