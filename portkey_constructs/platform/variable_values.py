"""Functions that compute the plain values of environment variables, for the rows of the table in `variables`."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from portkey_constructs.config.auth import NoAuth
from portkey_constructs.config.encryption import CustomerKeyEncryption, KmsEncryption, S3Encryption
from portkey_constructs.config.log_store import GcsLogStore
from portkey_constructs.config.services import DataServiceConfig, Mcp
from portkey_constructs.platform.expansion import Expansion, Reference
from portkey_constructs.platform.pod_tls import ca_file
from portkey_constructs.platform.secret_keys import CLICKHOUSE_HOST, SecretKey
from portkey_constructs.platform.stores import HOST_VARIABLE, ClickHouseConnection
from portkey_constructs.platform.variable import PlainValue

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = [
    "analytics_store",
    "application",
    "auth_mode",
    "clickhouse",
    "control_plane",
    "custom_ca",
    "customer_key_algorithm",
    "data_plane_bucket",
    "dataservice",
    "encryption_type",
    "endpoint_host",
    "flag",
    "gateway_endpoint",
    "google_auth_mode",
    "kms",
    "mcp",
    "on",
    "organisations",
    "outside_application",
    "own_clickhouse",
    "reference",
    "service_url",
]


def on(flag: object) -> str | None:
    return "ON" if flag else None


def flag(flag: object) -> str:
    return "true" if flag else "false"


def application(value: PlainValue) -> PlainValue:
    """A value that is set only in a deployment with the application."""
    return lambda p: value(p) if p.deployment == "platform" else None


def outside_application(value: str) -> PlainValue:
    return lambda p: None if p.deployment == "platform" else value


def organisations(platform: "Platform") -> str | None:
    deployment = platform.config.deployment
    return None if deployment.kind == "platform" else ",".join(deployment.organisations) or None


def google_auth_mode(platform: "Platform") -> str | None:
    """The mode of the services that read and write logs."""
    return "workload" if isinstance(platform.log_store.settings, GcsLogStore) and platform.log_store.by_identity else None


def encryption_type(platform: "Platform") -> str | None:
    match platform.log_store.encryption:
        case KmsEncryption(kind=kind):
            return "aws:kms" if kind == "kms" else "aws:kms:dsse"
        case S3Encryption():
            return "AES256"
    return None


def customer_key_algorithm(platform: "Platform") -> str | None:
    return "AES256" if isinstance(platform.log_store.encryption, CustomerKeyEncryption) else None


def kms(value: Callable[[KmsEncryption], str | None]) -> PlainValue:
    return lambda p: value(p.log_store.kms) if p.log_store.kms else None


def custom_ca(platform: "Platform") -> str | None:
    return ca_file(platform)


def auth_mode(platform: "Platform") -> str:
    auth = platform.config.auth
    return "NO_AUTH" if auth is None or isinstance(auth, NoAuth) else "SSO"


def reference(name: str, text: str = "") -> Expansion:
    """The value of another variable of the container, followed by a text."""
    return Expansion((Reference(name), text) if text else (Reference(name),))


def clickhouse(value: Callable[[ClickHouseConnection], str | Expansion | SecretKey | None]) -> PlainValue:
    return lambda p: value(p.clickhouse) if p.clickhouse else None


def gateway_endpoint(connection: ClickHouseConnection) -> str | Expansion | SecretKey:
    return connection.endpoint("ANALYTICS_STORE_PORT")


def endpoint_host(connection: ClickHouseConnection) -> SecretKey | None:
    """The host of which the gateway's address of ClickHouse is composed, if only the Secret has it."""
    endpoint = gateway_endpoint(connection)
    return CLICKHOUSE_HOST if isinstance(endpoint, Expansion) and HOST_VARIABLE in endpoint.names else None


def own_clickhouse(value: Callable[[ClickHouseConnection], str | Expansion | SecretKey]) -> PlainValue:
    """A value that is set only in a data plane with its own ClickHouse."""
    return lambda p: value(p.clickhouse) if p.clickhouse and p.deployment == "dataPlane" else None


def analytics_store(platform: "Platform") -> str | None:
    return None if platform.deployment == "platform" else "clickhouse" if platform.clickhouse else "control_plane"


def control_plane(path: str = "") -> PlainValue:
    return lambda p: f"{p.addresses.control_plane}{path}" if p.addresses.control_plane else None


def service_url(component: str) -> PlainValue:
    """Address of a service of this cluster."""
    return lambda p: p.components[component].url if component in p.components else None


def dataservice(value: Callable[[DataServiceConfig], str | None]) -> PlainValue:
    def of_settings(platform: "Platform") -> str | None:
        settings = platform.dataservice.settings if platform.dataservice else None
        return value(settings) if isinstance(settings, DataServiceConfig) else None

    return of_settings


def data_plane_bucket(platform: "Platform") -> str | Expansion | SecretKey | None:
    return dataservice(lambda settings: settings.finetunes_bucket)(platform) if platform.deployment == "dataPlane" else None


def mcp(value: Callable[[Mcp], str | None]) -> PlainValue:
    return lambda p: value(p.mcp) if p.mcp else None
