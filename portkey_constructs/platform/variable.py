"""The type of the rows in the table of environment variables."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from portkey_constructs.platform.compatibility import TITLES
from portkey_constructs.platform.evidence import CHART, Evidence
from portkey_constructs.platform.expansion import Expansion
from portkey_constructs.platform.image_version import ImageVersion, image_version
from portkey_constructs.platform.secret_keys import SecretKey

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["Owned", "PlainValue", "Variable", "from_secret", "of_store"]

PlainValue = Callable[["Platform"], str | Expansion | SecretKey | None]
"""Computes the value of a variable: a literal, text that refers to other variables, or a key of a Secret. None omits the variable."""


class Owned(NamedTuple):
    """Why `env` cannot set a variable: other objects depend on its value."""

    reason: str
    """What depends on the value: a clause."""
    fix: str
    """What to do instead: an imperative."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A row of the table in `variables`: an environment variable of one or more images."""

    name: str
    meaning: str
    """What the image uses the value for: a noun phrase, or a sentence without a full stop."""
    readers: tuple[str, ...]
    """The components whose image reads it."""
    source: SecretKey | PlainValue
    evidence: Evidence = CHART
    """Where it is written that the images read the variable."""
    since: str = ""
    """The first image versions that read it, by service, as `gateway 1.17.0, backend 1.5.0`; empty for every supported version.

    The release notes of the service are the source.
    """
    owned: Owned | None = None
    """Why `env` cannot set it; None if it can."""
    serving_only: bool = False
    """Whether it matters only to a process that serves. The migration Job leaves it out, so that a change of it does not run the Job again."""
    image_default: str | None = None
    """The value that the images use without the variable, so that an image that does not read it loses nothing."""
    setting: str = ""
    """The setting that decides the value, as `proxy.https`, for a message about `env`; empty if no single setting does."""
    applies: Callable[["Platform"], bool] | None = None
    """Whether the readers need a key of a Secret that the configuration has for another reader; None if they always do."""

    def __post_init__(self) -> None:
        if not self.meaning:
            raise ValueError(f"{self.name} has no meaning: say what the image uses it for")

    @property
    def unproven(self) -> tuple[str, ...]:
        """The readers that its source does not prove: their images may ignore the variable, or use it differently."""
        return tuple(reader for reader in self.readers if reader not in self.evidence.proves)

    def first_version(self, component: str) -> ImageVersion | None:
        """The first version of a component's image that reads it; None for every supported version."""
        title = TITLES.get(component, component)
        versions = dict(text.rsplit(" ", 1) for text in self.since.split(", ")) if self.since else {}
        return image_version(versions[title]) if title in versions else None

    @property
    def key(self) -> SecretKey | None:
        """The key of a Secret that the variable reads; None for a plain value."""
        return self.source if isinstance(self.source, SecretKey) else None


def from_secret(
    name: str,
    readers: tuple[str, ...],
    key: SecretKey,
    evidence: Evidence = CHART,
    *,
    since: str = "",
    serving_only: bool = False,
    setting: str = "",
    applies: Callable[["Platform"], bool] | None = None,
) -> Variable:
    """A variable that reads a key of a Secret and takes its meaning from that key."""
    return Variable(name, key.purpose, readers, key, evidence, since, serving_only=serving_only, setting=setting, applies=applies)


def of_store(name: str, store: str, key: SecretKey, evidence: Evidence = CHART, *, setting: str) -> Variable:
    """A variable of a store in the cluster, or of the Job that creates MySQL's user."""
    owned = Owned("the services connect to the store with it", "set it in the settings of the store, or in its Secret")
    return Variable(name, key.purpose, (store,), key, evidence, owned=owned, setting=setting)
