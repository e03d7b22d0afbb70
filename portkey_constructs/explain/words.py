"""Words that settings take: the kinds of maps and the words of choices, and what else people call them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, get_args, get_origin

from portkey_constructs.config.introspection import inner
from portkey_constructs.explain.paths import squeezed
from portkey_constructs.explain.settings import Part, summary
from portkey_constructs.explain.tree import ANY, maps, places
from portkey_constructs.loading.field_docs import kind_meanings, words

__all__ = ["ELSEWHERE", "PartsPage", "Said", "WordsPage", "parts_of", "said_as"]

ELSEWHERE: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("environment.data", "environment"), ("env", "gateway.env", "backend.env", "dataservice.env", "frontend.env")),
    **dict.fromkeys(("nlb", "elb"), ("exposure.gateway.provider.aws",)),
    "load balancer": ("exposure.gateway.loadBalancer",),
    "gateway api": ("exposure.gateway.httpRoute",),
    **dict.fromkeys(("valkey", "aws redis"), ("redis.elasticache", "redis.external")),
    **dict.fromkeys(("minio", "r2", "ceph"), ("logStore.s3Compatible",)),
    "storagegrid": ("logStore.netapp",),
    "cloudsql": ("mysql.external",),
    "aurora": ("mysql.rds", "mysql.external"),
    **dict.fromkeys(("eso", "external secrets operator"), ("secrets.externalSecrets",)),
    "csi": ("secrets.secretsStoreCsi",),
    **dict.fromkeys(("keycloak", "cognito", "dex"), ("auth.oidc",)),
    **dict.fromkeys(("entra", "azure ad", "aad"), ("auth.entraId",)),
    "hybrid": ("deployment.dataPlane",),
    "sse-c": ("logStore.encryption.customerKey",),
    "sse-kms": ("logStore.encryption.kms",),
    "pvc": ("mysql.persistence", "redis.persistence", "clickhouse.persistence"),
    **dict.fromkeys(("licence", "license"), ("clientAuth",)),
}
"""Words of others for what is said here by settings, of some with the kind of the map behind them."""


@dataclass(frozen=True, slots=True)
class Said:
    """A word that a setting takes."""

    path: str
    """The setting, or the map of that kind."""
    word: str
    is_kind: bool
    meaning: str
    alike: tuple[str, ...] = ()
    """Other settings that take it with the same meaning."""

    @property
    def name(self) -> str:
        """How it is asked for: `logStore.s3`, and of a choice by its setting."""
        return f"{self.path}.{self.word}" if self.is_kind else self.path


@dataclass(frozen=True, slots=True)
class WordsPage:
    """A word, and the settings that take it."""

    word: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class PartsPage:
    """Several settings that a name may mean: they end in it, or it is another's word for them."""

    asked: str
    parts: tuple[Part, ...]
    called_so_by: str = ""
    """Whose word it is; empty where the settings end so."""


def said_as(asked: str) -> tuple[Said, ...]:
    """The settings that take a word, in any spelling; of those that take it alike, the first with the others beside it."""
    return _said().get(squeezed(asked), ())


@cache
def _said() -> Mapping[str, tuple[Said, ...]]:
    found: dict[str, dict[tuple[str, bool, str, str], dict[str, None]]] = {}
    for path, word, is_kind, meaning, owner in _all():
        found.setdefault(squeezed(word), {}).setdefault((word, is_kind, meaning, owner), {})[path] = None
    return {word: tuple(_first(*ways, tuple(paths)) for ways, paths in several.items()) for word, several in found.items()}


def _first(word: str, is_kind: bool, meaning: str, _owner: str, paths: tuple[str, ...]) -> Said:
    """The word at the setting that stands highest."""
    first, *alike = sorted(paths, key=lambda path: path.count("."))
    return Said(first, word, is_kind, meaning, tuple(alike))


def _all() -> Iterator[tuple[str, str, bool, str, str]]:
    """Every setting with a word that it takes, whether that is a kind, what it means, and the class that has it."""
    for place in places():
        for model in maps(place.annotation):
            for kind, meaning in kind_meanings(model).items():
                yield place.path, kind, True, meaning, model.__name__
        bare = inner(place.annotation)
        if get_origin(bare) is Literal and place.field != "kind" and len(get_args(bare)) > 1:
            for word, meaning in words(place.model, place.field).items():
                yield place.path, word, False, meaning, place.field


def parts_of(paths: tuple[str, ...]) -> tuple[Part, ...]:
    """Settings with what they mean."""
    return tuple(Part(path, summary(path)) for path in paths if not path.endswith(ANY))
