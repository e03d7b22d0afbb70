"""Paths inside the pods: certificate bundles, files of the backend, and the mounted entries of a secret manager."""

from typing import Final

__all__ = [
    "CA_FOLDER",
    "MAIL_TEMPLATES_FOLDER",
    "MODEL_PRICES_FOLDER",
    "MYSQL_CA_FOLDER",
    "MYSQL_CLIENT_FOLDER",
    "REDIS_CA_FOLDER",
    "SECRETS_FOLDER",
    "TLS_FOLDER",
    "secret_file",
]

CA_FOLDER: Final = "/etc/portkey/ca"
MYSQL_CA_FOLDER: Final = "/etc/portkey/mysql-ca"
MYSQL_CLIENT_FOLDER: Final = "/etc/portkey/mysql-client"
MAIL_TEMPLATES_FOLDER: Final = "/etc/portkey/mail-templates"
MODEL_PRICES_FOLDER: Final = "/etc/portkey/model-prices"
REDIS_CA_FOLDER: Final = "/etc/portkey/redis-ca"
SECRETS_FOLDER: Final = "/mnt/secrets"
TLS_FOLDER: Final = "/etc/portkey/tls"


def secret_file(suffix: str, key: str) -> str:
    """The path of the file that contains a key of a mounted Secret."""
    return f"{SECRETS_FOLDER}/{suffix}/{key}"
