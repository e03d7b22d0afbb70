"""Rules about the volumes of stores in the cluster."""

from typing import Final

from portkey_constructs.config.persistence import ExistingClaim, Persistence
from portkey_constructs.config.quantities import amount
from portkey_constructs.platform.components import Store
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_ALONE: Final = "ReadWriteOncePod"


@rule(
    "PK-STORE-004",
    title="a volume without a size",
    cause="The API server refuses a claim of size zero.",
    fix="Set the size of the volume, such as 10Gi, or remove it for the default of the profile.",
    settings=("**.persistence.size",),
    example=Example("redis: {kind: inCluster, persistence: {size: 0Gi}}\n", "redis: {kind: inCluster, persistence: {size: 10Gi}}\n"),
)
def empty_volume(platform: Platform) -> Findings:
    for store in platform.stores.values():
        persistence = store.settings.persistence
        if isinstance(persistence, Persistence) and persistence.size and not amount(persistence.size):
            yield Finding(f"{store.path}.persistence.size", "is zero")


@rule(
    "PK-CLAIM-001",
    title="access modes that exclude each other",
    cause=f"The API server refuses a claim with {_ALONE} and another access mode, and the pod of the store never starts.",
    fix=f"Set {_ALONE} alone, or remove it.",
    settings=("**.persistence.accessModes",),
    example=Example(
        "redis: {kind: inCluster, persistence: {accessModes: [ReadWriteOnce, ReadWriteOncePod]}}\n",
        "redis: {kind: inCluster, persistence: {accessModes: [ReadWriteOncePod]}}\n",
    ),
)
def exclusive_access_modes(platform: Platform) -> Findings:
    for store in platform.stores.values():
        persistence = store.settings.persistence
        if isinstance(persistence, Persistence) and _ALONE in persistence.access_modes and len(set(persistence.access_modes)) > 1:
            yield Finding(f"{store.path}.persistence.accessModes", f"contains {_ALONE} and another mode")


@rule(
    "PK-CLAIM-002",
    title="two stores keep their data in one directory of a claim",
    cause="Both servers would write to the same directory, or one would find the directory of the other among its data.",
    fix="Set another claim, or a different persistence.subPath for each store.",
    settings=("**.persistence", "**.persistence.name", "**.persistence.subPath"),
    example=Example(
        "mysql: {kind: inCluster, persistence: {kind: existingClaim, name: data}}\n"
        "redis: {kind: inCluster, persistence: {kind: existingClaim, name: data}}\n",
        "mysql: {kind: inCluster, persistence: {kind: existingClaim, name: mysql}}\n"
        "redis: {kind: inCluster, persistence: {kind: existingClaim, name: redis}}\n",
    ),
)
def shared_claim(platform: Platform) -> Findings:
    users: dict[str, list[Store]] = {}
    for store in platform.stores.values():
        persistence = store.settings.persistence
        if not isinstance(persistence, ExistingClaim):
            continue
        for other in users.get(persistence.name, ()):
            if store.sub_path == other.sub_path or "" in (store.sub_path, other.sub_path):
                yield Finding(f"{store.path}.persistence.name", f"is {persistence.name}, in which {other.path} keeps its data too")
        users.setdefault(persistence.name, []).append(store)
