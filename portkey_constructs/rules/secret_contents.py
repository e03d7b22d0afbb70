"""Rules about the keys of Secrets: their own names, and values that only a Secret contains."""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

from pydantic import BaseModel

from portkey_constructs.config.log_store import S3CompatibleLogStore, S3LogStore
from portkey_constructs.config.secret_facts import FACTS
from portkey_constructs.config.secrets import ALL_KEYS, CsiSecrets, ExternalSecrets, FromSecretManager, NamedSecrets, SecretGroup
from portkey_constructs.platform import secret_keys as keys
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secret_keys import REDIS_PASSWORD, SECRET_KEYS, SecretKey
from portkey_constructs.platform.secrets import Secret
from portkey_constructs.rules.registry import Example, Finding, Findings, rule
from portkey_constructs.rules.secret_sources import FROM_SECRET, configured_sources, source_setting

__all__: list[str] = []

_KEYS: Final = ("secrets.keys", "secretOverrides.*.keys")
_PROPERTIES: Final = ("secrets.remote.**", "secretOverrides.*.remote.**")
_NAMES: Final = ("secrets.names", "secretOverrides.*.names")
_KINDS: Final = ("secrets.kind", "secretOverrides.*.kind")
_KEYS_OF: Final = {group: tuple(key for key in SECRET_KEYS if group in (key.group, key.group.default)) for group in SecretGroup}
"""The keys that each Secret can contain; those of the log store and of Bedrock are among those of `gateway`."""
_FIELDS: Final = {setting: tuple(re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", setting).split(".")) for setting in FACTS}
"""The fields of the settings in FACTS."""
_VAULT: Final = "store: {kind: vault, server: 'https://vault.example.org', role: portkey}"
_MYSQL: Final = "mysql: {kind: external}\n"
_HOST: Final = "mysql: {kind: external, host: db.example.org}\n"
_LOGS: Final = "logStore: {kind: s3, region: us-west-2"


def _is_missing(model: BaseModel, path: tuple[str, ...]) -> bool:
    """Whether the variant in the configuration requires a setting and leaves it to a Secret."""
    owner: object = model
    for field in path[:-1]:
        owner = getattr(owner, field, None)
    if not isinstance(owner, BaseModel) or getattr(owner, path[-1], "") is not None:
        return False
    return type(owner).model_fields[path[-1]].is_required()


def _keys_of(platform: Platform, group: SecretGroup) -> tuple[SecretKey, ...]:
    """The keys that a Secret can contain, with those of additional registries."""
    own = platform.secrets[SecretGroup.REGISTRY].keys if group is SecretGroup.REGISTRY else ()
    return tuple(dict.fromkeys((*_KEYS_OF[group], *own)))


def _key(group: SecretGroup, name: str) -> SecretKey:
    return next(key for key in _KEYS_OF[group] if key.key == name)


@rule(
    "PK-SECRET-020",
    title="a value that neither the configuration nor a Secret has",
    cause="The setting has no default. It may be left out only if fromSecret lists its key, so that the pods read the value from the Secret.",
    fix="Set the value, or list its key in secrets.fromSecret.",
    settings=(*FACTS, *FROM_SECRET, *_KINDS),
    example=Example("mysql: {kind: external, host: ~}\n", f"{_MYSQL}secrets: {{kind: existing, fromSecret: {{mysql: [mysql_host]}}}}\n"),
)
def value_missing(platform: Platform) -> Findings:
    for setting, (group, name) in FACTS.items():
        if _is_missing(platform.config, _FIELDS[setting]) and _key(group, name) not in platform.from_secrets.keys:
            source = platform.secret_sources[group]
            listed = f", or list {name} in {source_setting(platform, group)}.fromSecret.{group}" if isinstance(source, NamedSecrets) else ""
            yield Finding(setting, "is missing", f"set it{listed}")
    settings = platform.log_store.settings
    without_bucket = isinstance(settings, S3CompatibleLogStore) and settings.endpoint and not settings.bucket
    if without_bucket and keys.LOG_STORE_BASE_PATH not in platform.from_secrets.keys and keys.LOG_STORE_BUCKET in platform.from_secrets.keys:
        path = f"{source_setting(platform, SecretGroup.LOG_STORE)}.fromSecret.{SecretGroup.LOG_STORE}"
        yield Finding("logStore.bucket", "is missing, and logStoreBasePath contains it", f"set it, or list logStoreBasePath in {path} too")


@rule(
    "PK-SECRET-021",
    title="a key that the Secret does not have",
    cause="Every Secret has a fixed set of keys, and this is none of them.",
    fix="Write a key that `portkey-constructs secrets` lists for this Secret.",
    settings=(*_KEYS, *FROM_SECRET, *_PROPERTIES),
    example=Example(
        f"{_HOST}secrets: {{kind: existing, keys: {{mysql: {{mysql_pasword: password}}}}}}\n",
        f"{_HOST}secrets: {{kind: existing, keys: {{mysql: {{mysql_password: password}}}}}}\n",
    ),
)
def unknown_key(platform: Platform) -> Findings:
    for path, source, _ in configured_sources(platform):
        for setting, group, names in _mentioned(source):
            known = [key.key for key in _keys_of(platform, group)]
            for name in names:
                if name not in known:
                    place = f"{path}.{setting}.{group}" if setting == "fromSecret" else f"{path}.{setting}.{name}"
                    message = f"lists {name}, which is no key of this Secret" if setting == "fromSecret" else "is no key of this Secret"
                    yield Finding(place, message, _suggestion(name, known))


def _mentioned(source: object) -> Iterator[tuple[str, SecretGroup, Iterable[str]]]:
    """The keys that a source names, with the setting and the Secret."""
    if isinstance(source, NamedSecrets):
        yield from ((f"keys.{group}", group, tuple(names)) for group, names in source.keys.items())
        yield from (("fromSecret", group, [name for name in names if name != ALL_KEYS]) for group, names in source.from_secret.items())
    if isinstance(source, FromSecretManager):
        yield from ((f"remote.{group}.properties", group, tuple(remote.properties)) for group, remote in source.remote.items())


def _suggestion(name: str, known: list[str]) -> str:
    by_name = {key.lower().replace("_", ""): key for key in known}
    similar = get_close_matches(name.lower().replace("_", "").replace("-", ""), by_name, n=1)
    question = f"did you mean {by_name[similar[0]]}? " if similar else ""
    return f"{question}expected one of {', '.join(known)}"


@rule(
    "PK-SECRET-022",
    title="a key that the pods do not read from the Secret",
    cause="The pods read confidential keys from a Secret, and of the others those in fromSecret. A setting of any other key has no effect.",
    fix="Remove the key, or add it to fromSecret if the Secret contains the value.",
    settings=(*_KEYS, *FROM_SECRET, *_KINDS, "secrets.delivery", "secretOverrides.*.delivery", "**"),
    example=Example(
        f"{_HOST}secrets: {{kind: existing, keys: {{mysql: {{mysql_host: host}}}}}}\n",
        f"{_MYSQL}secrets: {{kind: existing, keys: {{mysql: {{mysql_host: host}}}}, fromSecret: {{mysql: [mysql_host]}}}}\n",
    ),
)
def key_not_read(platform: Platform) -> Findings:
    for path, source, groups in configured_sources(platform):
        for setting, group, names in _mentioned(source):
            kind = setting.partition(".")[0]
            if kind == "remote":
                continue
            place = f"{path}.{setting}"
            if not {group, *(part for part in SecretGroup if part.default is group)} & {*groups}:
                movable = isinstance(platform.secret_sources[group], NamedSecrets)
                where = f"move it to {source_setting(platform, group)}" if movable else "remove it"
                yield Finding(f"{place}.{group}" if kind == "fromSecret" else place, "belongs to a Secret with another source", where)
                continue
            for key in (key for key in _keys_of(platform, group) if key.key in names):
                setting_of_key = f"{place}.{group}" if kind == "fromSecret" else f"{place}.{key.key}"
                if problem := _unread(platform, key, renamed=kind == "keys"):
                    message, fix = problem
                    yield Finding(setting_of_key, message if kind == "keys" else f"lists {key.key}, which {message}", fix)


def _unread(platform: Platform, key: SecretKey, *, renamed: bool) -> tuple[str, str] | None:
    """Why the pods do not read a key from its Secret, and what to do; None if they do."""
    secret = platform.secret(key.group)
    if key.group is SecretGroup.REGISTRY or (key is REDIS_PASSWORD and key not in secret.keys):
        own = ".dockerconfigjson" if key.group is SecretGroup.REGISTRY else "redis_connection_url"
        manager = f"set remote.{key.group}.properties" if isinstance(secret.source, FromSecretManager) else "remove it"
        return f"is in the entry of a secret manager only: the Secret contains {own}", manager
    if not renamed:
        unused = f"remove it, or set what it belongs to: see portkey-constructs explain {key.name}"
        return None if key in secret.keys else ("this configuration does not use", unused)
    if key not in secret.keys or isinstance(secret.source, ExternalSecrets):
        return None
    if isinstance(secret.source, CsiSecrets) and not _is_synced(platform, secret, secret.source):
        return "is set, but with delivery: files no Secret exists", "remove it"
    if isinstance(secret.keys[key], str):
        where = f"{source_setting(platform, key.group)}.fromSecret.{key.group}"
        return "is set, but the pods take the value from the configuration", f"add {key.key} to {where}, or remove it"
    return None


def _is_synced(platform: Platform, secret: Secret, source: CsiSecrets) -> bool:
    return source.delivery == "synced" or any(secret.group in platform.mounted_secrets[store] for store in platform.stores)


@rule(
    "PK-SECRET-023",
    title="a value that only a Secret contains is needed elsewhere",
    cause="Pods read the value from a Secret, but IAM policies or a ConfigMap contain it too, and nothing can read it from the Secret when they "
    "are rendered.",
    fix="Set the value beside fromSecret, equal to the one in the Secret, which the pods still read.",
    settings=(
        *FROM_SECRET,
        "logStore",
        "logStore.**",
        "bedrock",
        "bedrock.**",
        "clickhouse",
        "clickhouse.**",
        "identity",
        "*.identity",
        "aws.region",
    ),
    example=Example(
        f"identity: {{kind: podIdentity}}\n{_LOGS}}}\nsecrets: {{kind: existing, fromSecret: {{gateway: [logStoreGenerationsBucket]}}}}\n",
        f"identity: {{kind: podIdentity}}\n{_LOGS}, bucket: acme-logs}}\n"
        "secrets: {kind: existing, fromSecret: {gateway: [logStoreGenerationsBucket]}}\n",
    ),
)
def needed_elsewhere(platform: Platform) -> Findings:
    for setting, key, known, reason in _other_uses(platform):
        if key in platform.from_secrets.keys and not known:
            name = platform.secret(key.group).name
            yield Finding(setting, f"is only in Secret {name}, but {reason}", "set it here too: the pods still read the Secret")


def _other_uses(platform: Platform) -> Iterator[tuple[str, SecretKey, object, str]]:
    """Setting, key, value and use of everything that more than pods read."""
    access, bedrock, clickhouse = platform.log_store, platform.bedrock, platform.clickhouse
    settings = access.settings
    if isinstance(settings, S3LogStore) and access.by_identity:
        if settings.assume_role:
            role = settings.assume_role.role_arn
            yield "logStore.assumeRole.roleArn", keys.LOG_STORE_ROLE_ARN, role, "the policies of the pods' roles name the role that they assume"
        else:
            yield "logStore.bucket", keys.LOG_STORE_BUCKET, access.bucket, "the policies of the pods' roles name the bucket"
            if access.kms:
                yield "logStore.region", keys.LOG_STORE_REGION, access.region, "the policies of the pods' roles name the region of S3 for the key"
    if isinstance(settings, S3LogStore) and access.created_by_companion:
        yield "logStore.region", keys.LOG_STORE_REGION, access.region, "the AWS companion creates the bucket in it"
    if bedrock and bedrock.by_identity:
        yield "bedrock.region", keys.BEDROCK_REGION, bedrock.region, "the policy of the gateway's role names the models in it"
    local = clickhouse.in_cluster if clickhouse else None
    if clickhouse and local:
        former = clickhouse.former is not None
        path, key = ("clickhouse.former.user", keys.FORMER_CLICKHOUSE_USER) if former else ("clickhouse.user", keys.CLICKHOUSE_USER)
        yield path, key, "user" in local.model_fields_set, "the users file of ClickHouse, a ConfigMap, contains it"


@rule(
    "PK-SECRET-024",
    title="a proxy, and a store whose host only a Secret contains",
    cause="NO_PROXY lists the hosts of the stores, so that calls to them do not go through the proxy. It cannot list a host that is only in a "
    "Secret.",
    fix="Set the host beside fromSecret, so that NO_PROXY lists it while the pods still read the Secret.",
    settings=(*FROM_SECRET, "proxy", "mysql.host", "redis.host", "redis.url", "clickhouse.host"),
    severity="warning",
    example=Example(
        f"{_MYSQL}proxy: {{https: 'http://proxy.example.org:3128'}}\nsecrets: {{kind: existing, fromSecret: {{mysql: [mysql_host]}}}}\n",
        f"{_HOST}proxy: {{https: 'http://proxy.example.org:3128'}}\nsecrets: {{kind: existing, fromSecret: {{mysql: [mysql_host]}}}}\n",
    ),
)
def host_missing_in_no_proxy(platform: Platform) -> Findings:
    if platform.config.proxy is None:
        return
    stores = (("mysql", platform.mysql, keys.MYSQL_HOST), ("redis", platform.redis, keys.REDIS_CONNECTION_URL))
    for name, store, key in (*stores, ("clickhouse", platform.clickhouse, keys.CLICKHOUSE_HOST)):
        if store and not store.host and key in platform.from_secrets.keys:
            yield Finding(f"{name}.host", f"is only in Secret {platform.secret(key.group).name}, so NO_PROXY does not list it")


@rule(
    "PK-SECRET-025",
    title="two keys of a Secret have one name",
    cause="The Secret is filled from a secret manager, so the value of one key would overwrite that of the other.",
    fix="Choose another name for one of the keys.",
    settings=(*_KEYS, *_NAMES, *_KINDS, *FROM_SECRET),
    example=Example(
        f"{_HOST}secrets: {{kind: externalSecrets, {_VAULT}, keys: {{mysql: {{mysql_user: login, mysql_password: login}}}}}}\n",
        f"{_HOST}secrets: {{kind: externalSecrets, {_VAULT}, keys: {{mysql: {{mysql_user: login, mysql_password: password}}}}}}\n",
    ),
)
def keys_of_one_name(platform: Platform) -> Findings:
    for secret in platform.needed_secrets:
        if not isinstance(secret.source, FromSecretManager):
            continue
        first: dict[str, SecretKey] = {}
        for key in secret.keys if isinstance(secret.source, ExternalSecrets) else secret.secret_keys:
            other = first.setdefault(secret.key_name(key), key)
            if other is not key:
                renamed = key if secret.key_name(key) != key.key else other
                same = other if renamed is key else key
                yield Finding(_place_of(platform, secret, renamed), f"is {secret.key_name(key)}, which is also the name of {same.key}")


def _place_of(platform: Platform, secret: Secret, key: SecretKey) -> str:
    named = secret.source.keys if isinstance(secret.source, NamedSecrets) else {}
    group = key.group if key.key in named.get(key.group, {}) else key.group.default
    return f"{source_setting(platform, key.group)}.keys.{group}.{key.key}"
