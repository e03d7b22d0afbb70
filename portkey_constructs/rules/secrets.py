"""Secret values: allowed in the development profile, required there where nothing sensible can be made up, refused elsewhere."""

from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel, SecretStr

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import ExistingSecrets, InlineSecrets, RegistryCredentials, SecretGroup, SecretSource
from portkey_constructs.config.stores import RemoteRedis
from portkey_constructs.errors import Problem
from portkey_constructs.platform.cloud_identity import bedrock_by_identity, log_store_by_identity
from portkey_constructs.platform.defaults import clickhouse, log_store, mysql, redis, secret_source
from portkey_constructs.rules.images import leaves

__all__ = ["check", "group_of", "sources"]

_GROUPS: Final = {
    "imagePull": SecretGroup.REGISTRY,
    "mysql": SecretGroup.MYSQL,
    "redis": SecretGroup.REDIS,
    "clickhouse.former": SecretGroup.CLICKHOUSE_FORMER,
    "clickhouse": SecretGroup.CLICKHOUSE,
    "logStore": SecretGroup.GATEWAY,
    "bedrock": SecretGroup.GATEWAY,
}

_ACCESS_KEYS: Final = ("logStore.accessKey", "logStore.secretKey")


def group_of(path: str) -> SecretGroup:
    """The Secret that the value of a setting goes to."""
    return next((group for start, group in _GROUPS.items() if f"{path}.".startswith(f"{start}.")), SecretGroup.APP)


def sources(config: PortkeyConfig) -> Iterator[tuple[str, SecretGroup | None, SecretSource]]:
    """Every source of Secrets that is said, with the path of its setting, and with the Secret that it is for if it is for one alone."""
    if config.secrets:
        yield "secrets", None, config.secrets
    yield from ((f"secretOverrides.{group}", group, source) for group, source in config.secret_overrides.items())


def check(config: PortkeyConfig) -> Iterator[Problem]:
    """Values where only references may stand, and values that are missing."""
    for path, _, source in sources(config):
        if isinstance(source, InlineSecrets) and config.profile != "development":
            fix = "use existing, and make the Secrets before you apply, or externalSecrets or secretsStoreCsi"
            yield Problem(f"{path}.kind", "is inline, which puts secret values into the manifests", fix, "PK-SECRET-001")
    yield from _given(config)
    if config.profile == "development":
        yield from _missing(config)
    yield from _shared(config)


def _given(config: PortkeyConfig) -> Iterator[Problem]:
    given = [path for path, value in leaves(config) if isinstance(value, SecretStr)]
    if isinstance(config.image_pull, RegistryCredentials) and config.image_pull.username:
        given.append("imagePull.username")
    for path in sorted(given):
        source = secret_source(config, group_of(path))
        if not isinstance(source, InlineSecrets):
            why = "the production profile takes references only" if config.profile == "production" else f"secrets.kind is {source.kind}"
            yield Problem(path, "is a value", f"leave it out: {why}, and the pods read it from a Secret", "PK-SECRET-002")


def _shared(config: PortkeyConfig) -> Iterator[Problem]:
    for path, _, source in sources(config):
        if isinstance(source, InlineSecrets):
            continue
        names = list(source.names.values())
        for group, name in source.names.items():
            if names.count(name) > 1 and group == "registry":
                fix = "an image pull Secret has a type of its own and cannot hold other keys"
                yield Problem(f"{path}.names.registry", f"is {name}, which another group has too", fix, "PK-SECRET-004")
            elif names.index(name) < list(source.names).index(group) and not isinstance(source, ExistingSecrets):
                fix = "give each a name of its own: one Secret has one maker"
                yield Problem(f"{path}.names.{group}", f"is {name}, which another group has too", fix, "PK-SECRET-017")


def _missing(config: PortkeyConfig) -> Iterator[Problem]:
    for path, value in _wanted(config):
        if value is None and isinstance(secret_source(config, group_of(path)), InlineSecrets):
            fix = "give its value, or set secrets.kind to existing"
            if path.startswith("imagePull"):
                fix += ", or imagePull.kind to none where the nodes may pull by themselves"
            yield Problem(path, "is missing, and secrets.kind is inline", fix, "PK-SECRET-003")


def _wanted(config: PortkeyConfig) -> Iterator[tuple[str, object]]:
    """The secret settings that this configuration needs, where values stand in it."""
    yield "clientAuth", config.client_auth
    if isinstance(config.image_pull, RegistryCredentials):
        yield "imagePull.username", config.image_pull.username
        yield "imagePull.password", config.image_pull.password
    if config.auth and config.auth.kind != "none":
        yield "jwtPrivateKey", config.jwt_private_key
        yield from _secrets_of("auth", config.auth)
    if config.smtp:
        yield from _secrets_of("smtp", config.smtp)
    if config.monitoring:
        yield from _secrets_of("monitoring", config.monitoring)
    for path, store in (("mysql", mysql(config)), ("clickhouse", clickhouse(config))):
        if store is not None and store.kind != "inCluster":
            yield from ((where, value) for where, value in _secrets_of(path, store) if not where.startswith("clickhouse.former"))
    cache = redis(config)
    if isinstance(cache, RemoteRedis) and (cache.auth == "password" or (cache.user and cache.auth is None)):
        yield "redis.password", cache.password
    by_identity = log_store_by_identity(config)
    yield from ((where, value) for where, value in _secrets_of("logStore", log_store(config)) if not (by_identity and where in _ACCESS_KEYS))
    if config.bedrock and not bedrock_by_identity(config, config.bedrock):
        yield from _secrets_of("bedrock", config.bedrock)


def _secrets_of(path: str, model: BaseModel) -> Iterator[tuple[str, object]]:
    """The secret settings of a model and of those within it."""
    from portkey_constructs.config.introspection import is_secret

    for name, field in type(model).model_fields.items():
        where, value = f"{path}.{yaml_name(type(model), name)}", getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _secrets_of(where, value)
        elif is_secret(field.annotation):
            yield where, value
