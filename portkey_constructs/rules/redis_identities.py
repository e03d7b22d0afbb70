"""Rules about access to Redis with an identity of Azure or Google Cloud."""

from typing import Final

from portkey_constructs.config.identity import AzureWorkloadIdentity, GkeWorkloadIdentity
from portkey_constructs.config.redis import ExternalRedis, WorkloadLogin
from portkey_constructs.platform.components import NODE_SERVICES
from portkey_constructs.platform.image_version import ImageVersion
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.identities import IDENTITY_SETTINGS
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_GKE: Final = "identity: {kind: gkeWorkloadIdentity, project: acme-platform}\n"
_AZURE: Final = "redis: {kind: azure, host: acme.redis.cache.windows.net, port: 6380, tls: true"
_WORKLOAD: Final = "login: {kind: workloadIdentity}"
_MANAGED: Final = "login: {kind: managedIdentity}"
_MEMORYSTORE: Final = "redis: {kind: memorystore, host: 10.20.0.4"
_IDENTITIES: Final = {"azure": ("azureWorkloadIdentity", AzureWorkloadIdentity), "memorystore": ("gkeWorkloadIdentity", GkeWorkloadIdentity)}
_WITHOUT_PASSWORD: Final = ImageVersion(2, 2, 3)
"""The version of the gateway's public source, which refuses a password for Azure's cache."""


def _with_login(platform: Platform) -> ExternalRedis | None:
    settings = platform.redis.settings
    return settings if isinstance(settings, ExternalRedis) and settings.login else None


@rule(
    "PK-REDIS-023",
    title="an identity that this Redis does not accept",
    cause="Portkey's images authenticate with an identity to Azure's caches and, with the workload identity of GKE, to Memorystore.",
    fix="Remove login, or set the kind of the cache: azure, or memorystore with workloadIdentity.",
    settings=("redis.login", "redis.login.kind", "redis.kind"),
    example=Example(f"{_MEMORYSTORE}, {_MANAGED}}}\n", f"{_GKE}{_MEMORYSTORE}, {_WORKLOAD}}}\n"),
)
def login_not_accepted(platform: Platform) -> Findings:
    redis = _with_login(platform)
    if redis and redis.login and redis.kind not in _IDENTITIES:
        yield Finding("redis.login", f"is set, but redis.kind is {redis.kind}")
    elif redis and redis.login and redis.kind == "memorystore" and not isinstance(redis.login, WorkloadLogin):
        yield Finding("redis.login.kind", f"is {redis.login.kind}, but redis.kind is memorystore", "set kind: workloadIdentity, or remove login")


@rule(
    "PK-REDIS-024",
    title="a password next to an identity",
    cause="With redis.login, user and password are a token that the pods get from the cloud.",
    fix="Remove it: redis.login replaces user and password.",
    settings=("redis.user", "redis.password", "redis.auth", "redis.login"),
    example=Example(f"{_AZURE}, user: portkey, {_MANAGED}}}\n", f"{_AZURE}, {_MANAGED}}}\n"),
)
def password_next_to_login(platform: Platform) -> Findings:
    if redis := _with_login(platform):
        for field, value in (("user", redis.user), ("password", redis.password), ("auth", redis.auth)):
            if value:
                yield Finding(f"redis.{field}", "is set, but redis.login is set too")


@rule(
    "PK-REDIS-025",
    title="an identity for Azure's cache without TLS",
    cause="Azure accepts identities only over TLS, and the client of the images always uses TLS with them.",
    fix="Set tls: true and port: 6380.",
    settings=("redis.tls", "redis.login", "redis.kind"),
    example=Example(f"redis: {{kind: azure, host: acme.redis.cache.windows.net, port: 6379, {_MANAGED}}}\n", f"{_AZURE}, {_MANAGED}}}\n"),
)
def login_without_tls(platform: Platform) -> Findings:
    redis = _with_login(platform)
    if redis and redis.kind == "azure" and not redis.tls:
        yield Finding("redis.tls", "is false, but redis.login is set")


@rule(
    "PK-REDIS-026",
    title="pods without the workload identity that Redis expects",
    cause="Gateway, backend and data service authenticate to the cache with the workload identities of their pods, and one of them has none of "
    "that cloud.",
    fix="Set identity to azureWorkloadIdentity or gkeWorkloadIdentity, for the platform or for each of these components.",
    settings=("redis.login", "redis.kind", *IDENTITY_SETTINGS),
    example=Example(f"{_MEMORYSTORE}, {_WORKLOAD}}}\n", f"{_GKE}{_MEMORYSTORE}, {_WORKLOAD}}}\n"),
)
def login_without_identity(platform: Platform) -> Findings:
    redis = _with_login(platform)
    if redis is None or not isinstance(redis.login, WorkloadLogin) or redis.kind not in _IDENTITIES:
        return
    accepted, model = _IDENTITIES[redis.kind]
    services = (platform.services[name] for name in NODE_SERVICES if name in platform.services)
    others = [
        f"the identity of the {service.component} is {service.identity.kind}" for service in services if not isinstance(service.identity, model)
    ]
    if others:
        fix = f"set identity to {accepted}, for the platform or for each of these components"
        yield Finding("redis.login", f"is workloadIdentity, but {', '.join(others)}", fix)


@rule(
    "PK-REDIS-027",
    title="a gateway that refuses a password for Azure's cache",
    cause="The public source of the gateway, version 2.2.3, starts only with a managed identity or an Entra application. Portkey documents "
    "passwords, but not since which version.",
    fix="Set a later tag of the gateway, or redis.login.",
    settings=("redis.kind", "redis.login", "gateway.image.tag", "gateway.image.digest"),
    severity="warning",
    example=Example(
        f"gateway: {{image: {{tag: 2.2.3}}}}\ndataservice: {{image: {{tag: 1.6.0}}}}\n{_AZURE}}}\n",
        f"gateway: {{image: {{tag: 2.2.3}}}}\ndataservice: {{image: {{tag: 1.6.0}}}}\n{_AZURE}, {_MANAGED}}}\n",
    ),
)
def password_refused(platform: Platform) -> Findings:
    gateway, redis = platform.gateway, platform.redis
    if redis.settings.kind == "azure" and not redis.login and gateway and gateway.version and gateway.version <= _WITHOUT_PASSWORD:
        yield Finding("redis.login", f"is not set, and a gateway {gateway.version} may refuse to start with a password for Azure's cache")
