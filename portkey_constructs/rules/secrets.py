"""Rules about secret values: accepted only in the development profile, which requires those that cannot be generated."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final

from pydantic import BaseModel, SecretStr

from portkey_constructs.config.auth import OpenIdConnect
from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.introspection import is_secret
from portkey_constructs.config.log_store import AzureEntra
from portkey_constructs.config.redis import InClusterRedis
from portkey_constructs.config.secrets import ExistingSecrets, FromSecretManager, InlineSecrets, SecretGroup
from portkey_constructs.platform.login import signs_requests
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secret_keys import SECRET_KEYS
from portkey_constructs.platform.secrets import Secret
from portkey_constructs.platform.telemetry_values import sends_headers
from portkey_constructs.rules.configured_texts import configured_texts
from portkey_constructs.rules.registry import Example, Finding, Findings, rule
from portkey_constructs.rules.secret_sources import FROM_SECRET, configured_sources, source_setting

__all__ = ["SECRET_VALUES", "group_of", "required_values"]

SECRET_VALUES: Final = (
    *("clientAuth", "jwtPrivateKey", "auth.clientSecret", "auth.clientJwks", "smtp.password"),
    *(f"imagePull.{registry}{field}" for registry in ("", "additionalRegistries.*.") for field in ("username", "password", "auth")),
    *(
        "mysql.password",
        "mysql.rootPassword",
        "mysql.reader.password",
        "mysql.administrator.password",
        "clickhouse.password",
        "clickhouse.former.password",
    ),
    *("redis.password", "redis.login.clientSecret", "redis.cluster.discovery.authorization", "redis.queues.password"),
    *("logStore.accessKey", "logStore.secretKey", "logStore.connectionUrl", "logStore.login.accountKey", "logStore.login.clientSecret"),
    *("logStore.encryption.key", "logStore.encryption.keyMd5", "bedrock.accessKey", "bedrock.secretKey", "monitoring.*.credential"),
    *("monitoring.openTelemetry.headers", "monitoring.genAiTraces.headers", "gateway.mcp.identityKey"),
    *("semanticCache.store.apiKey", "semanticCache.embeddings.apiKey"),
)
"""Every setting that accepts a secret value."""
_GROUPS: Final = {
    "imagePull": SecretGroup.REGISTRY,
    "mysql.administrator": SecretGroup.MYSQL_ADMINISTRATOR,
    "mysql": SecretGroup.MYSQL,
    "redis": SecretGroup.REDIS,
    "clickhouse.former": SecretGroup.CLICKHOUSE_FORMER,
    "clickhouse": SecretGroup.CLICKHOUSE,
    "logStore": SecretGroup.LOG_STORE,
    "bedrock": SecretGroup.BEDROCK,
    "gateway.mcp": SecretGroup.GATEWAY,
    "semanticCache": SecretGroup.GATEWAY,
}
_SIGN_IN: Final = "; Portkey's images are documented only with a password for this server, so give its user one"
_PUSH: Final = "; the gateway does not start without it, and an endpoint without login ignores it: there, any text of that form serves"
_HINTS: Final = {
    "imagePull.additionalRegistries.": ", or remove the registry if it requires no login",
    "imagePull.": ", or imagePull.kind to none if the nodes can pull without credentials",
    "mysql.": _SIGN_IN,
    "clickhouse.": _SIGN_IN,
    "monitoring.openTelemetry.": ", or monitoring.openTelemetry.auth to none if the collector requires no headers",
    "monitoring.genAiTraces.": ", or monitoring.genAiTraces.auth to none if the collector requires no headers",
    "monitoring.": _PUSH,
    "smtp.": ", or remove smtp.user if the mail server requires no login",
}
"""What to do instead of setting a missing value, or why there is no other way, by the start of its path."""
_SOURCE_KINDS: Final = ("secrets.kind", "secretOverrides.*.kind")
_SOURCE_NAMES: Final = ("secrets.names", "secretOverrides.*.names")
_SOURCE_KEYS: Final = ("secrets.keys", "secretOverrides.*.keys")
_PAIR: Final = 2
_MOVING: Final = "clickhouse: {kind: external, host: ch.example.org, former: {kind: inCluster}}\n"
_VAULT: Final = "{kind: vault, server: 'https://vault.example.org', role: portkey}"


def group_of(path: str) -> SecretGroup:
    """The Secret that should contain the value of a setting."""
    return next((group for start, group in _GROUPS.items() if f"{path}.".startswith(f"{start}.")), SecretGroup.APP)


@rule(
    "PK-SECRET-001",
    title="secret values in the manifests, outside the development profile",
    cause="kind: inline writes secret values from this file into the manifests, and with them into git. Only the development profile allows it.",
    fix="Use existing, and create the Secrets before you apply, or use externalSecrets or secretsStoreCsi to read them from a secret manager.",
    settings=_SOURCE_KINDS,
    example=Example("secrets: {kind: inline}\n", "secrets: {kind: existing}\n"),
)
def values_in_manifests(platform: Platform) -> Findings:
    if platform.profile != "development":
        for path, source, _ in configured_sources(platform):
            if isinstance(source, InlineSecrets):
                yield Finding(f"{path}.kind", "is inline, which puts secret values into the manifests")


@rule(
    "PK-SECRET-002",
    title="a secret value where only references are allowed",
    cause="In production, and wherever the source of a Secret is not inline, the pods read secrets from Secrets. A value in this file has no "
    "effect and can only leak.",
    fix="Remove it, and put it into the Secret and key that `portkey-constructs secrets` lists.",
    settings=(*SECRET_VALUES, *_SOURCE_KINDS),
    example=Example("clientAuth: license-from-portkey\n", "clientAuth: ~\n"),
)
def value_not_allowed(platform: Platform) -> Findings:
    paths = [path for path, value, _ in configured_texts(platform) if isinstance(value, SecretStr)]
    paths += [f"{registry.setting}.username" for registry in platform.pull_registries if registry.login.username]
    for path in sorted(paths):
        source = platform.secret_sources[group_of(path)]
        if not isinstance(source, InlineSecrets):
            setting = source_setting(platform, group_of(path))
            reason = "the production profile allows only references" if platform.profile == "production" else f"{setting}.kind is {source.kind}"
            yield Finding(path, "is a secret value", f"remove it: {reason}, and the pods read it from a Secret")


@rule(
    "PK-SECRET-003",
    title="a required secret has no value",
    cause="In the development profile, Secrets are created from values in this file, and this value cannot be generated.",
    fix="Set its value, or set secrets.kind, or the kind in secretOverrides, to existing and create the Secret yourself.",
    settings=(
        *SECRET_VALUES,
        *_SOURCE_KINDS,
        "imagePull.kind",
        "imagePull.credentials",
        "imagePull.additionalRegistries.*.credentials",
        "auth.clientAuthentication",
        "redis.auth",
        "redis.user",
        "redis.cluster.discovery.auth",
        "redis.queues.auth",
        "redis.queues.user",
        "smtp.user",
        "monitoring.*.auth",
        "gateway.mcp.signIdentities",
        "logStore.credentials",
        "bedrock.credentials",
        "identity",
    ),
    example=Example("clientAuth: ~\n", "clientAuth: license-from-portkey\n", "development"),
)
def value_missing(platform: Platform) -> Findings:
    if platform.profile != "development":
        return
    for path, value in required_values(platform):
        if value is None and isinstance(platform.secret_sources[group_of(path)], InlineSecrets):
            hint = next((hint for start, hint in _HINTS.items() if path.startswith(start)), "")
            setting = source_setting(platform, group_of(path))
            by_default = "" if platform.config.secrets or setting != "secrets" else ", the default of the development profile"
            yield Finding(path, f"is missing, but {setting}.kind is inline{by_default}", f"set its value, or set {setting}.kind to existing{hint}")


@rule(
    "PK-SECRET-004",
    title="the image pull Secret has the name of another Secret",
    cause="An image pull Secret has the type kubernetes.io/dockerconfigjson and cannot contain the keys of the services.",
    fix="Choose another name: an image pull Secret has a special type and cannot contain other keys.",
    settings=_SOURCE_NAMES,
    example=Example(
        "secrets: {kind: existing, names: {registry: own, app: own}}\n", "secrets: {kind: existing, names: {registry: own-pull, app: own}}\n"
    ),
)
def pull_secret_shared(platform: Platform) -> Findings:
    for path, source, _ in configured_sources(platform):
        names = {} if isinstance(source, InlineSecrets) else source.names
        registry = names.get(SecretGroup.REGISTRY)
        if registry and list(names.values()).count(registry) > 1:
            yield Finding(f"{path}.names.registry", f"is {registry}, which is also the name of another Secret")


@rule(
    "PK-SECRET-017",
    title="two Secrets from a secret manager have the same name",
    cause="Each of them is filled from a separate entry, so they would overwrite each other repeatedly.",
    fix="Choose another name: two entries cannot fill one Secret.",
    settings=_SOURCE_NAMES,
    example=Example(
        f"secrets: {{kind: externalSecrets, store: {_VAULT}, names: {{app: own, mysql: own}}}}\n",
        f"secrets: {{kind: externalSecrets, store: {_VAULT}, names: {{app: own, mysql: own-mysql}}}}\n",
    ),
)
def filled_secret_shared(platform: Platform) -> Findings:
    for path, source, _ in configured_sources(platform):
        if isinstance(source, InlineSecrets | ExistingSecrets):
            continue
        names = list(source.names.values())
        for index, (group, name) in enumerate(source.names.items()):
            # The registry's Secret has a separate rule: it cannot be shared at all.
            if name in names[:index] and group is not SecretGroup.REGISTRY:
                yield Finding(f"{path}.names.{group}", f"is {name}, which is also the name of another Secret")


@rule(
    "PK-SECRET-018",
    title="two Secrets of one name that would overwrite each other",
    cause="Secrets that you create may share a name, unless they have a key of the same name for different values. A Secret that is rendered, or "
    "filled from a secret manager, cannot share its name at all.",
    fix="Choose another name for one of them.",
    settings=(*_SOURCE_KINDS, *_SOURCE_NAMES, *_SOURCE_KEYS, *FROM_SECRET, "name", "clickhouse.former"),
    example=Example(
        "secrets: {kind: existing, names: {clickhouse: own, clickhouseFormer: own}}\n",
        "secrets: {kind: existing, names: {clickhouse: own, clickhouseFormer: own-former}}\n",
    ),
)
def secrets_of_one_name(platform: Platform) -> Findings:
    tables = {
        group: (f"{path}.names", source.names)
        for path, source, groups in configured_sources(platform)
        if not isinstance(source, InlineSecrets)
        for group in groups
    }
    if not tables:
        return
    for first, second in combinations(platform.secrets.values(), 2):
        chosen = [secret.group for secret in (second, first) if secret.group in tables and secret.group in tables[secret.group][1]]
        if first.name != second.name or not chosen or SecretGroup.REGISTRY in (first.group, second.group):
            continue
        path = f"{tables[chosen[0]][0]}.{chosen[0]}"
        if isinstance(first.source, ExistingSecrets) and isinstance(second.source, ExistingSecrets):
            if shared := sorted(_ambiguous(_read_keys(platform, first), _read_keys(platform, second))):
                yield Finding(path, f"is {first.name}, the name of two Secrets with the key {shared[0]}")
        # PK-SECRET-017 reports two names of one secret manager.
        elif first.needed and second.needed and len(chosen) < _PAIR:
            yield Finding(path, f"is {first.name}, which is also the name of another Secret")


@rule(
    "PK-SECRET-019",
    title="two Secrets are filled from one property of a secret manager's entry",
    cause="Both Secrets have a key of the same name, and remote or path leads both to the same entry, so one value would serve two purposes.",
    fix="Set another key in remote, or other properties for one of them.",
    settings=(*_SOURCE_KINDS, "secrets.remote", "secrets.path", "secretOverrides.*.remote", "secretOverrides.*.path", "clickhouse.former"),
    example=Example(
        f"{_MOVING}secrets: {{kind: externalSecrets, store: {_VAULT}, path: portkey/all}}\n",
        f"{_MOVING}secrets:\n  kind: externalSecrets\n  store: {_VAULT}\n  path: portkey/all\n"
        "  remote: {clickhouseFormer: {properties: {clickhouse_password: former_password}}}\n",
    ),
)
def entries_of_one_name(platform: Platform) -> Findings:
    paths = {group: (path, source) for path, source, groups in configured_sources(platform) for group in groups}
    for first, second in combinations(platform.needed_secrets, 2):
        if not first.entry or first.entry != second.entry or getattr(first.source, "store", None) != getattr(second.source, "store", None):
            continue
        properties = [{secret.property_of(key.key) for key in secret.secret_keys} for secret in (first, second)]
        if shared := sorted(properties[0] & properties[1]):
            path, source = paths[second.group]
            remote = source.remote.get(second.group) if isinstance(source, FromSecretManager) else None
            setting = f"{path}.remote.{second.group}" if remote else f"{path}.path"
            yield Finding(setting, f"leads to {first.entry}, whose property {shared[0]} already fills the Secret {first.name}")


def _read_keys(platform: Platform, secret: Secret) -> dict[str, bool]:
    """The names of the keys that pods can read from a Secret that you create; False for a name that the configuration sets."""
    own = (key for key in SECRET_KEYS if platform.secret_placements[key.group] is secret.group)
    return {(name := secret.key_name(key)): name == key.key for key in own if key.sensitive or key in platform.from_secrets.keys}


def _ambiguous(first: Mapping[str, bool], second: Mapping[str, bool]) -> Iterator[str]:
    """The names that two Secrets have in common, except those that are chosen for both, which is on purpose."""
    return (name for name in first if name in second and (first[name] or second[name]))


def required_values(platform: Platform) -> Iterator[tuple[str, object]]:
    """Path and value of every secret setting that is required if Secrets are rendered from values."""
    config = platform.config
    yield "clientAuth", config.client_auth
    for registry in platform.pull_registries:
        fields = ("auth",) if registry.by_auth else ("username", "password")
        yield from ((f"{registry.setting}.{field}", getattr(registry.login, field)) for field in fields)
    if config.auth and config.auth.kind != "none":
        yield "jwtPrivateKey", config.jwt_private_key
        other_credential = "auth.clientSecret" if isinstance(config.auth, OpenIdConnect) and signs_requests(config.auth) else "auth.clientJwks"
        yield from ((path, value) for path, value in _secret_settings("auth", config.auth) if path != other_credential)
    if config.smtp and config.smtp.user:
        yield "smtp.password", config.smtp.password
    if config.semantic_cache:
        yield from _secret_settings("semanticCache", config.semantic_cache)
    if config.monitoring:
        without_headers = {
            f"monitoring.{name}.headers"
            for name, collector in (("openTelemetry", config.monitoring.open_telemetry), ("genAiTraces", config.monitoring.gen_ai_traces))
            if not sends_headers(collector)
        }
        yield from ((path, value) for path, value in _secret_settings("monitoring", config.monitoring) if path not in without_headers)
    if platform.mcp and platform.mcp.sign_identities:
        yield "gateway.mcp.identityKey", platform.mcp.identity_key
    if platform.mysql and not platform.mysql.in_cluster:
        yield from _secret_settings("mysql", platform.mysql.settings)
    if platform.clickhouse and platform.clickhouse.settings.kind != "inCluster":
        values = _secret_settings("clickhouse", platform.clickhouse.settings)
        yield from ((path, value) for path, value in values if not path.startswith("clickhouse.former"))
    yield from _redis_values(platform)
    unused = ("logStore.accessKey", "logStore.secretKey") if platform.log_store.by_identity else ()
    yield from ((path, value) for path, value in _secret_settings("logStore", platform.log_store.settings) if path not in unused)
    if platform.bedrock and not platform.bedrock.by_identity:
        yield from _secret_settings("bedrock", platform.bedrock.settings)


def _redis_values(platform: Platform) -> Iterator[tuple[str, object]]:
    redis = platform.redis
    settings, queues = redis.settings, redis.queues.settings if redis.queues and platform.gateway else None
    for path, store in (("redis", None if isinstance(settings, InClusterRedis) else settings), ("redis.queues", queues)):
        separate = path == "redis" and redis.separate_credentials
        if store and (store.auth == "password" or ((store.user or separate) and store.auth is None)):
            yield f"{path}.password", store.password
    if isinstance(redis.login, AzureEntra):
        yield "redis.login.clientSecret", redis.login.client_secret
    discovery = redis.cluster.discovery if redis.cluster else None
    if discovery and discovery.auth == "header" and (platform.gateway or platform.dataservice):
        yield "redis.cluster.discovery.authorization", discovery.authorization


def _secret_settings(path: str, model: BaseModel) -> Iterator[tuple[str, object]]:
    """The secret settings of a model and of its nested models."""
    for name, field in type(model).model_fields.items():
        setting, value = f"{path}.{yaml_name(type(model), name)}", getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _secret_settings(setting, value)
        elif is_secret(field.annotation):
            yield setting, value
