"""Paths inside the pods: certificate bundles, and the mounted entries of a secret manager."""

from typing import Final

__all__ = ["CA_FOLDER", "MYSQL_CA_FOLDER", "REDIS_CA_FOLDER", "SECRETS_FOLDER", "secret_file"]

CA_FOLDER: Final = "/etc/portkey/ca"
MYSQL_CA_FOLDER: Final = "/etc/portkey/mysql-ca"
REDIS_CA_FOLDER: Final = "/etc/portkey/redis-ca"
SECRETS_FOLDER: Final = "/mnt/secrets"


def secret_file(suffix: str, key: str) -> str:
    """The path of the file that contains a key of a mounted Secret."""
    return f"{SECRETS_FOLDER}/{suffix}/{key}"
