"""Pages about environment variables and about the keys of Secrets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.explain.beside import BASES
from portkey_constructs.explain.facts import MIGRATION, Component, OfComponent, facts
from portkey_constructs.explain.forms import FORMS
from portkey_constructs.explain.grounds import configuration, least
from portkey_constructs.explain.index import Source, index
from portkey_constructs.explain.outcomes import Outcome, outcomes
from portkey_constructs.explain.purposes import PURPOSES
from portkey_constructs.platform import secret_keys
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.secret_keys import REDIS_CONNECTION_URL, REDIS_PASSWORD, SecretKey
from portkey_constructs.platform.variables import FROM_SECRETS

__all__ = [
    "PUT_TOGETHER",
    "KeyPage",
    "Values",
    "VariablePage",
    "default_entry",
    "default_secret",
    "key",
    "key_called",
    "keys",
    "place",
    "secret_keys_of_all",
    "variable",
    "variables",
]

_NODES: Final = "the nodes"
PUT_TOGETHER: Final[Mapping[SecretKey, SecretKey]] = {REDIS_CONNECTION_URL: REDIS_PASSWORD}
"""Keys that the External Secrets Operator puts together, each with the property of the entry that it takes for it; no Secret has that one."""


@dataclass(frozen=True, slots=True)
class KeyPage:
    """All about a key of a Secret."""

    key: str
    group: str
    """The Secret's word in secrets.names and secretOverrides: `mysql`."""
    secret: str
    """Its name, unless secrets.names says another one: `portkey-mysql`."""
    entry: str
    """The secret manager's entry that fills it where one does, unless secrets.path or secrets.remote says another one: `portkey/mysql`."""
    purpose: str
    form: str
    """What whoever fills it puts in, and how that is made; empty for what nobody fills."""
    sensitive: bool
    """Whether it stands in a Secret always; else in the pods as a plain value, where the configuration says it."""
    readers: tuple[str, ...]
    """Components that read it; the image pull Secret's, the nodes; none for what stands in a secret manager's entry alone."""
    variables: tuple[str, ...]
    """Variables that it becomes."""
    values: tuple[Outcome, ...]
    """Values that it can have, where they are few."""
    made_of: str
    """The property of the entry that it is put together from, by the External Secrets Operator; empty for nearly all."""
    makes: str
    """The key that is put together from this one, as `redis/redis_connection_url`; empty for nearly all."""
    follows: tuple[str, ...]
    """Paths of the settings that its value follows from."""
    always: bool
    """Whether it is there in the least configuration of a platform in production."""
    conditions: tuple[Source, ...]
    """Settings by which it is there, or is not."""

    @property
    def name(self) -> str:
        """Its name among all keys, whatever the Secrets are called: `mysql/mysql_host`."""
        return f"{self.group}/{self.key}"

    @property
    def place(self) -> str:
        """Where it stands as one sees it in a cluster: `portkey-mysql/mysql_host`."""
        return f"{self.secret}/{self.key}"


@dataclass(frozen=True, slots=True)
class Values:
    """The values that a variable can have in some components."""

    components: tuple[str, ...]
    """Components that have it so; none when all do that have it."""
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class VariablePage:
    """All about an environment variable."""

    name: str
    purpose: str
    readers: tuple[str, ...]
    """Components that have it."""
    keys: tuple[str, ...]
    """Keys that it stands for, as `mysql/mysql_host`; none for a plain value."""
    values: tuple[Values, ...]
    """Values that it can have, where they are few."""
    follows: tuple[str, ...]
    """Paths of the settings that its value follows from."""
    always: bool
    """Whether it is there in the least configuration of a platform in production."""
    conditions: tuple[Source, ...]
    """Settings by which it is there, or is not, while its component runs."""


def variables() -> tuple[VariablePage, ...]:
    """Every environment variable of the images, by name."""
    return tuple(map(variable, sorted({fact.name for fact in index() if isinstance(fact, OfComponent) and not fact.is_port})))


def keys() -> tuple[KeyPage, ...]:
    """Every key of every Secret."""
    return tuple(map(key, sorted(secret_keys_of_all(), key=lambda one: (list(SecretGroup).index(one.group), one.key))))


def variable(name: str) -> VariablePage:
    """The page of a variable; raises `KeyError` for a name that is none."""
    found = {fact: sources for fact, sources in index().items() if isinstance(fact, OfComponent) and not fact.is_port and fact.name == name}
    if not found:
        raise KeyError(name)
    bound = dict.fromkeys(source for tables in FROM_SECRETS.values() for table in tables for bound, source in table.items() if bound == name)
    purposes = dict.fromkeys(one.purpose for one in bound) if bound else {PURPOSES[name]: None}
    return VariablePage(
        name,
        "; ".join(purposes),
        _with_migration([fact.component for fact in found]),
        tuple(one.name for one in bound),
        tuple(_values(found)),
        tuple(dict.fromkeys(source.path for sources in found.values() for source in sources if source.decides)),
        any(fact in facts(least()) for fact in found),
        _conditions([(fact.component, sources) for fact, sources in found.items()]),
    )


def _values(found: Iterable[OfComponent]) -> list[Values]:
    """What the components have, together where it is the same; what a key holds is told of the key."""
    together: dict[frozenset[Outcome], tuple[tuple[Outcome, ...], list[str]]] = {}
    for fact in found:
        told = outcomes(_bound(fact) or fact)
        together.setdefault(frozenset(told), (told, []))[1].append(fact.component)
    same = len(together) == 1
    return [Values(() if same else _with_migration(components), told) for told, components in together.values() if told]


def _bound(fact: OfComponent) -> SecretKey | None:
    """The key that a component's variable stands for."""
    return next((table[fact.name] for table in FROM_SECRETS.get(fact.component, ()) if fact.name in table), None)


def key(one: SecretKey) -> KeyPage:
    """The page of a key."""
    sources = index().get(one, ())
    bound = [(component, name) for component, tables in FROM_SECRETS.items() for table in tables for name, source in table.items() if source is one]
    readers = (_NODES,) if one.group is SecretGroup.REGISTRY else _with_migration([component.removesuffix("-former") for component, _ in bound])
    made_of = PUT_TOGETHER.get(one)
    return KeyPage(
        one.key,
        one.group.value,
        default_secret(one.group),
        default_entry(one.group),
        one.purpose,
        FORMS.get(one, ""),
        one.sensitive,
        readers,
        tuple(dict.fromkeys(name for _, name in bound)),
        outcomes(one),
        made_of.key if made_of else "",
        next((other.name for other, part in PUT_TOGETHER.items() if part is one), ""),
        tuple(source.path for source in sources if source.decides),
        one in facts(least()),
        tuple(source for source in sources if source.there or source.away),
    )


def key_called(name: str) -> SecretKey:
    """The key of a name such as `mysql/mysql_host`; raises `KeyError`."""
    return _by_name()[name]


def place(one: SecretKey) -> str:
    """Where a key stands as one sees it in a cluster: `portkey-mysql/mysql_host`."""
    return f"{default_secret(one.group)}/{one.key}"


def default_secret(group: SecretGroup) -> str:
    """The name of a Secret, unless secrets.names says another one: `portkey-mysql`."""
    return Names(least()).secret(group)


def default_entry(group: SecretGroup) -> str:
    """The name of a Secret's entry in a secret manager, unless something says another one: `portkey/mysql`."""
    return Names(_managed()).remote_key(group)


@cache
def _managed() -> PortkeyConfig:
    store = {"kind": "awsSecretsManager"}
    return configuration({**BASES["production"], "secrets": {"kind": "externalSecrets", "store": store}})


@cache
def secret_keys_of_all() -> tuple[SecretKey, ...]:
    """The keys of all Secrets."""
    return tuple(one for one in vars(secret_keys).values() if isinstance(one, SecretKey))


@cache
def _by_name() -> Mapping[str, SecretKey]:
    return {one.name: one for one in secret_keys_of_all()}


def _with_migration(components: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*components, *((MIGRATION,) if "backend" in components else ()))))


def _conditions(found: list[tuple[str, tuple[Source, ...]]]) -> tuple[Source, ...]:
    """What a variable is there by, without what its component itself is there by."""
    there: dict[str, dict[str, None]] = {}
    away: dict[str, dict[str, None]] = {}
    for component, sources in found:
        of_component = {source.path: source for source in index().get(Component(component), ())}
        for source in sources:
            known = of_component.get(source.path, Source(source.path))
            there.setdefault(source.path, {}).update(dict.fromkeys(value for value in source.there if value not in known.there))
            away.setdefault(source.path, {}).update(dict.fromkeys(value for value in source.away if value not in known.away))
    return tuple(Source(path, tuple(there[path]), tuple(away[path])) for path in there if there[path] or away[path])
