"""Rules about Redis."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from portkey_constructs.config.aws_partitions import DNS_SUFFIXES
from portkey_constructs.config.identity import Irsa, PodIdentity
from portkey_constructs.config.redis import ElastiCache, ExternalRedis, InClusterRedis, RemoteRedis
from portkey_constructs.platform.components import NODE_SERVICES
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.ports import PORTS
from portkey_constructs.platform.secret_keys import REDIS_CONNECTION_URL
from portkey_constructs.rules.identities import IDENTITY_SETTINGS
from portkey_constructs.rules.registry import Example, Finding, Findings, rule
from portkey_constructs.rules.secret_sources import FROM_SECRET

__all__: list[str] = []

_MANAGED: Final[Mapping[str, str]] = {
    **{f".cache.{suffix}": "elasticache" for suffix in DNS_SUFFIXES},
    ".redis.cache.windows.net": "azure",
    ".redis.azure.net": "azure",
}
"""The kind of a managed cache, by the suffix of its host."""
_HOST_AND_PORT: Final = r"([A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?)(:([0-9]{1,5}))?/?"
_LARGEST_PORT: Final = 65535
_POD_IDENTITY: Final = "identity: {kind: podIdentity}\n"
_EXTERNAL: Final = "redis: {kind: external"
_CACHE: Final = "redis: {kind: elasticache, host: master.acme.abc.usw2.cache.amazonaws.com"
_IAM: Final = "iam: {clusterName: acme, user: portkey}"
_AZURE: Final = "host: acme.redis.cache.windows.net"


class _Url(NamedTuple):
    """The parts of redis.url."""

    scheme: str
    """Empty if the URL has no scheme."""
    rest: str

    @property
    def has_credentials(self) -> bool:
        return "@" in self.rest

    @property
    def is_host_and_port(self) -> bool:
        match = re.fullmatch(_HOST_AND_PORT, self.rest)
        return match is not None and (match[4] is None or 1 <= int(match[4]) <= _LARGEST_PORT)


def _remote(platform: Platform) -> ExternalRedis | ElastiCache | None:
    settings = platform.redis.settings
    return settings if isinstance(settings, ExternalRedis | ElastiCache) else None


def _url(redis: RemoteRedis | None) -> _Url | None:
    if not isinstance(redis, ExternalRedis) or redis.url is None:
        return None
    scheme, separator, rest = redis.url.partition("://")
    return _Url(scheme, rest) if separator else _Url("", redis.url)


def _host(redis: ExternalRedis | ElastiCache) -> str:
    url = _url(redis)
    if url is None:
        return redis.host or ""
    return url.rest.split(":")[0].rstrip("/").lower() if url.is_host_and_port and not url.has_credentials else ""


@rule(
    "PK-REDIS-001",
    title="Redis has no address, or more than one",
    cause="The address is either a host with a port, or one URL. The port can be set in one place only.",
    fix="Set host, with port and tls next to it.",
    settings=("redis", "redis.host", "redis.url", "redis.port", *FROM_SECRET),
    example=Example(f"{_EXTERNAL}}}\n", f"{_EXTERNAL}, host: redis.example.org}}\n"),
)
def address_unclear(platform: Platform) -> Findings:
    redis = _remote(platform)
    if not isinstance(redis, ExternalRedis):
        return
    if (redis.host and redis.url) or not (redis.host or redis.url or REDIS_CONNECTION_URL in platform.from_secrets.keys):
        yield Finding("redis", "has both host and url" if redis.host else "has no host")
    url = _url(redis)
    if url and url.is_host_and_port and redis.port is not None and ":" in url.rest:
        yield Finding("redis.port", "is set, but redis.url has a port too", "set one of them")


@rule(
    "PK-REDIS-002",
    title="a Redis URL with another scheme",
    cause="The drivers accept only redis:// and rediss://.",
    fix="Remove the scheme: it is derived from tls.",
    settings=("redis.url",),
    example=Example(f"{_EXTERNAL}, url: 'http://redis.example.org'}}\n", f"{_EXTERNAL}, url: redis.example.org}}\n"),
)
def unknown_scheme(platform: Platform) -> Findings:
    url = _url(_remote(platform))
    if url and url.scheme not in ("", "redis", "rediss"):
        yield Finding("redis.url", "begins with neither redis:// nor rediss://")


@rule(
    "PK-REDIS-003",
    title="the scheme of the Redis URL contradicts tls",
    cause="rediss:// uses TLS, redis:// does not. If the URL and the flag differ, Portkey's driver throws, and the pods never start.",
    fix="Remove the scheme: it is derived from tls.",
    settings=("redis.tls", "redis.url"),
    example=Example(f"{_EXTERNAL}, url: 'redis://redis.example.org', tls: true}}\n", f"{_EXTERNAL}, url: redis.example.org, tls: true}}\n"),
)
def scheme_contradicts_tls(platform: Platform) -> Findings:
    redis = _remote(platform)
    url = _url(redis)
    if redis and url and url.scheme in ("redis", "rediss") and (url.scheme == "rediss") != redis.tls:
        reason = "a TLS connection needs rediss://" if redis.tls else "a rediss:// URL needs tls: true"
        fix = f"remove the scheme: it is derived from tls ({reason})"
        yield Finding("redis.tls", f"is {str(redis.tls).lower()}, but redis.url begins with {url.scheme}://", fix)


@rule(
    "PK-REDIS-004",
    title="credentials in the Redis URL",
    cause="The URL is not treated as a secret and appears in the manifests, where everyone could read a password. Special characters would break it.",
    fix="Remove user and password from the URL: set redis.user, and keep the password in the Secret, where it is encoded.",
    settings=("redis.url", "redis.user"),
    example=Example(f"{_EXTERNAL}, url: 'redis://portkey:example@redis.example.org'}}\n", f"{_EXTERNAL}, host: redis.example.org, user: portkey}}\n"),
)
def credentials_in_url(platform: Platform) -> Findings:
    url = _url(_remote(platform))
    if url and url.has_credentials:
        yield Finding("redis.url", "contains a user or a password")


@rule(
    "PK-REDIS-005",
    title="a Redis URL that is not a host with a port",
    cause="It cannot contain a path or a query. The number of the database is a setting.",
    fix="Set host, port and database instead of url.",
    settings=("redis.url",),
    example=Example(f"{_EXTERNAL}, url: redis.example.org/0}}\n", f"{_EXTERNAL}, host: redis.example.org}}\n"),
)
def not_host_and_port(platform: Platform) -> Findings:
    url = _url(_remote(platform))
    if url and not url.has_credentials and not url.is_host_and_port:
        yield Finding("redis.url", "is not a host with an optional port")


@rule(
    "PK-REDIS-006",
    title="a managed cache of kind external",
    cause="Portkey treats the managed caches of the clouds differently (CACHE_STORE), and this host belongs to one of them.",
    fix="Set the kind that the message names.",
    settings=("redis.kind", "redis.host", "redis.url"),
    example=Example(f"{_EXTERNAL}, {_AZURE}, port: 6380, tls: true}}\n", f"redis: {{kind: azure, {_AZURE}, port: 6380, tls: true}}\n"),
)
def managed_cache(platform: Platform) -> Findings:
    redis = _remote(platform)
    if redis and redis.kind == "external":
        host = _host(redis)
        kind = next((kind for suffix, kind in _MANAGED.items() if host.endswith(suffix)), None)
        if kind:
            yield Finding("redis.kind", f"is external, but {host} is a managed cache", f"set kind: {kind}")


@rule(
    "PK-REDIS-007",
    title="the endpoint of a cluster, but mode: standalone",
    cause="clustercfg. is the configuration endpoint of a cluster. A driver in standalone mode gets MOVED for most keys.",
    fix="Set mode: cluster, or, for a single node group, set its primary endpoint.",
    settings=("redis.mode", "redis.host", "redis.url"),
    example=Example(
        "redis: {kind: elasticache, host: clustercfg.acme.abc.usw2.cache.amazonaws.com, tls: true}\n",
        "redis: {kind: elasticache, host: clustercfg.acme.abc.usw2.cache.amazonaws.com, tls: true, mode: cluster}\n",
    ),
)
def cluster_endpoint(platform: Platform) -> Findings:
    redis = _remote(platform)
    if redis and redis.mode != "cluster" and (host := _host(redis)).startswith("clustercfg."):
        yield Finding("redis.mode", f"is {redis.mode}, but {host} is the endpoint of a cluster")


@rule(
    "PK-REDIS-008",
    title="Azure's cache without TLS",
    cause="Azure's caches accept only TLS, on port 6380, unless their plain port is opened.",
    fix="Set tls: true and port: 6380.",
    settings=("redis.tls", "redis.port", "redis.kind"),
    severity="warning",
    example=Example(f"redis: {{kind: azure, {_AZURE}}}\n", f"redis: {{kind: azure, {_AZURE}, port: 6380, tls: true}}\n"),
)
def azure_without_tls(platform: Platform) -> Findings:
    redis = _remote(platform)
    if redis and redis.kind == "azure" and not redis.tls and redis.port != PORTS["redis"][0].container:
        yield Finding("redis.tls", "is false, but Azure's caches accept only TLS by default")


@rule(
    "PK-REDIS-009",
    title="credentials for a Redis that asks for none",
    cause="redis.auth is none, so the user and the password would not be used.",
    fix="Remove it, or remove redis.auth.",
    settings=("redis.user", "redis.password", "redis.auth"),
    example=Example(f"{_EXTERNAL}, host: redis.example.org, auth: none, user: portkey}}\n", f"{_EXTERNAL}, host: redis.example.org, auth: none}}\n"),
)
def unused_credentials(platform: Platform) -> Findings:
    redis = _remote(platform)
    if isinstance(platform.redis.settings, InClusterRedis) and platform.redis.settings.auth == "none" and platform.redis.settings.password:
        yield Finding("redis.password", "is set, but redis.auth is none")
    if redis and redis.auth == "none":
        for field, value in (("user", redis.user), ("password", redis.password)):
            if value:
                yield Finding(f"redis.{field}", "is set, but redis.auth is none")


def _elasticache_with_iam(platform: Platform) -> ElastiCache | None:
    redis = platform.redis.settings
    return redis if isinstance(redis, ElastiCache) and redis.iam else None


@rule(
    "PK-REDIS-010",
    title="IAM authentication without TLS",
    cause="ElastiCache accepts IAM authentication only over TLS.",
    fix="Set tls: true: ElastiCache accepts IAM authentication only over TLS.",
    settings=("redis.tls", "redis.iam", "redis.host"),
    example=Example(f"{_POD_IDENTITY}{_CACHE}, {_IAM}}}\n", f"{_POD_IDENTITY}{_CACHE}, tls: true, {_IAM}}}\n"),
)
def iam_without_tls(platform: Platform) -> Findings:
    if _elasticache_with_iam(platform) and not platform.redis.tls:
        yield Finding("redis.tls", "is false, but redis.iam is set")


@rule(
    "PK-REDIS-011",
    title="a password next to IAM authentication",
    cause="With redis.iam, the user is iam.user, and its password is a token that the pods create.",
    fix="Remove it: redis.iam sets the user, and there is no password.",
    settings=("redis.user", "redis.password", "redis.auth", "redis.iam"),
    example=Example(f"{_POD_IDENTITY}{_CACHE}, tls: true, user: portkey, {_IAM}}}\n", f"{_POD_IDENTITY}{_CACHE}, tls: true, {_IAM}}}\n"),
)
def password_next_to_iam(platform: Platform) -> Findings:
    if redis := _elasticache_with_iam(platform):
        for field, value in (("user", redis.user), ("password", redis.password), ("auth", redis.auth)):
            if value:
                yield Finding(f"redis.{field}", "is set, but redis.iam is set too")


@rule(
    "PK-REDIS-012",
    title="IAM authentication by pods without an AWS identity",
    cause="Gateway, backend and data service authenticate to the cache with their AWS identities, and one of them has none.",
    fix="Set identity to irsa or podIdentity, for the platform or for each of these components.",
    settings=("redis.iam", *IDENTITY_SETTINGS),
    example=Example(f"{_CACHE}, tls: true, {_IAM}}}\n", f"{_POD_IDENTITY}{_CACHE}, tls: true, {_IAM}}}\n"),
)
def iam_without_identity(platform: Platform) -> Findings:
    if _elasticache_with_iam(platform) and (others := ", ".join(_without_aws_identity(platform))):
        yield Finding("redis.iam", f"is set, but {others}")


def _without_aws_identity(platform: Platform) -> Iterator[str]:
    for name in NODE_SERVICES:
        service = platform.services.get(name)
        if service and not isinstance(service.identity, Irsa | PodIdentity):
            yield f"the identity of the {name} is {service.identity.kind}"


@rule(
    "PK-REDIS-013",
    title="the AWS companion's cache without TLS",
    cause="redis.host is not set, so the AWS companion creates the cache, which accepts only TLS.",
    fix="Remove tls: the companion's cache accepts only TLS.",
    settings=("redis.tls", "redis.host"),
    example=Example(
        "aws: {region: us-west-2, outputs: outputs.json}\nredis: {kind: elasticache, tls: false}\n",
        "aws: {region: us-west-2, outputs: outputs.json}\nredis: {kind: elasticache}\n",
        files={
            "outputs.json": '{"PortkeyStack": {"PortkeyPlatform": "/portkey/portkey", "PortkeyAccount": "111122223333", '
            '"PortkeyRegion": "us-west-2", "PortkeyRedisHost": "master.acme.abc.usw2.cache.amazonaws.com"}}\n'
        },
    ),
)
def companion_cache_without_tls(platform: Platform) -> Findings:
    redis = platform.redis.settings
    if platform.redis.created_by_companion and isinstance(redis, ElastiCache) and "tls" in redis.model_fields_set and not redis.tls:
        yield Finding("redis.tls", "is false, but redis.host is not set")
