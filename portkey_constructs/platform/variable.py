"""The type of the rows in the table of environment variables."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portkey_constructs.platform.compatibility import TITLES
from portkey_constructs.platform.components import SERVICE_NAMES
from portkey_constructs.platform.evidence import CHART, Evidence
from portkey_constructs.platform.expansion import Expansion
from portkey_constructs.platform.image_version import ImageVersion, image_version
from portkey_constructs.platform.owned_variables import OWNED, STORE_OWNED, Owned
from portkey_constructs.platform.secret_keys import SecretKey

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["PlainValue", "Variable"]

PlainValue = Callable[["Platform"], str | Expansion | None]
"""Computes the plain value of a variable: a literal, or text that refers to other variables. None omits the variable."""


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

    @property
    def owned(self) -> Owned | None:
        """Why `env` cannot set the variable; None if it can."""
        return OWNED.get(self.name) if set(self.readers) & set(SERVICE_NAMES) else STORE_OWNED
