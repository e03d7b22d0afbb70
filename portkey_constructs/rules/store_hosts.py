"""Rules about host names of all stores."""

from typing import Final

from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_HOSTS: Final = ("mysql.host", "mysql.reader.host", "redis.host", "clickhouse.host")
_SHORT: Final = "mysql: {kind: external, host: database}\n"
_FULL: Final = "mysql: {kind: external, host: database.stores.svc.cluster.local}\n"


def _short_hosts(platform: Platform) -> dict[str, tuple[str, str]]:
    """The stores' short host names with their full names, by setting."""
    domain = platform.names.cluster_domain
    config, reader = platform.config, platform.mysql.reader if platform.mysql else None
    settings = {"mysql": config.mysql, "mysql.reader": reader, "redis": config.redis, "clickhouse": config.clickhouse}
    hosts = {f"{path}.host": getattr(store, "host", None) for path, store in settings.items()}
    return {path: (host, f"{host}.NAMESPACE.svc.{domain}") for path, host in hosts.items() if host and "." not in host}


def _without_search_domains(platform: Platform) -> list[str]:
    return [name for name, service in platform.services.items() if service.settings.dns_policy in ("None", "Default")]


@rule(
    "PK-STORE-002",
    title="a short host name that a pod cannot resolve",
    cause="Short names such as mysql need the cluster's search domains, which the pods of a service with this dnsPolicy do not have.",
    fix="Set the full name, such as mysql.NAMESPACE.svc.cluster.local.",
    settings=(*_HOSTS, "*.dnsPolicy"),
    example=Example(f"{_SHORT}gateway: {{dnsPolicy: Default}}\n", f"{_FULL}gateway: {{dnsPolicy: Default}}\n"),
)
def short_host_unresolvable(platform: Platform) -> Findings:
    if services := _without_search_domains(platform):
        for path, (host, full) in _short_hosts(platform).items():
            message = f"is the short name {host}, but {services[0]}.dnsPolicy turns the cluster's search domains off"
            yield Finding(path, message, f"set the full name, such as {full}")


@rule(
    "PK-STORE-003",
    title="a short host name of a store",
    cause="It resolves only in the namespace of the pods, and means another server when the namespace changes.",
    fix="Set the full name, such as mysql.NAMESPACE.svc.cluster.local.",
    settings=(*_HOSTS, "*.dnsPolicy"),
    severity="warning",
    example=Example(_SHORT, _FULL),
)
def short_host(platform: Platform) -> Findings:
    if not _without_search_domains(platform):
        for path, (host, full) in _short_hosts(platform).items():
            yield Finding(path, f"is the short name {host}, which resolves only in the namespace of the pods", f"set the full name, such as {full}")
