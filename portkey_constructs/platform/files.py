"""Where in a pod the files are that variables name: certificates, and the entries of a secret manager."""

from typing import Final

from portkey_constructs.config.features import CaBundle
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.stores import ExternalMySql

__all__ = ["CA_FOLDER", "MYSQL_CA_FOLDER", "SECRETS_FOLDER", "ca_file", "mysql_ca_file", "secret_file"]

CA_FOLDER: Final = "/etc/portkey/ca"
MYSQL_CA_FOLDER: Final = "/etc/portkey/mysql-ca"
SECRETS_FOLDER: Final = "/mnt/secrets"


def ca_file(said: CaBundle) -> str:
    """The bundle that the services trust besides the public authorities."""
    return f"{CA_FOLDER}/{said.key}"


def mysql_ca_file(config: PortkeyConfig, said: ExternalMySql) -> str | None:
    """The bundle that MySQL's certificate is checked against: its own, or the platform's; None where it is not checked by one."""
    if said.tls not in ("verifyCa", "verifyIdentity"):
        return None
    if said.ca:
        return f"{MYSQL_CA_FOLDER}/{said.ca.key}"
    return ca_file(config.custom_ca) if config.custom_ca else None


def secret_file(word: str, key: str) -> str:
    """The file of a Secret's key, where entries are mounted."""
    return f"{SECRETS_FOLDER}/{word}/{key}"
