"""Checks across environments: two environments must not claim the same thing, unless they can share it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

from portkey_constructs.environments.claims import Claim, Resource, claims
from portkey_constructs.errors import Problem

__all__ = ["UNNAMED_CLUSTERS", "Claim", "claims", "conflicts"]

UNNAMED_CLUSTERS: Final = "PK-FLEET-005"
"""Error code of environments that would share names if they ran in one cluster, and do not name their cluster."""
_LISTED: Final = 3

Severity = Literal["error", "warning"]


class _Check(NamedTuple):
    """How a conflict about a resource is reported."""

    code: str
    noun: str
    fix: str


_CHECKS: Final[dict[Resource, _Check]] = {
    "objects": _Check(
        "PK-FLEET-004", "objects", "set another namespace or name in each of them, or createNamespace: false where only the Namespace is shared"
    ),
    "role": _Check("PK-FLEET-006", "IAM role", "set aws.cluster to the name of each cluster, and another name for each platform of one cluster"),
    "stack": _Check(
        "PK-FLEET-007", "stack of the AWS companion", "set aws.cluster to the name of each cluster, and another name for each platform of one cluster"
    ),
    "roleNames": _Check("PK-FLEET-008", "names of IAM roles, because the names carry no cluster", "set aws.cluster in each of them"),
    "entry": _Check("PK-FLEET-009", "entry of a secret manager", "set secrets.path in each of them, such as eu-production/{name}"),
    "store": _Check("PK-FLEET-010", "database", "give each platform its own database, or its own server"),
    "bucket": _Check("PK-FLEET-011", "bucket", "set logStore.bucket to another bucket, or to NAME/PREFIX with another prefix"),
    "host": _Check("PK-FLEET-012", "host name", "set another host in each of them"),
    "flux": _Check("PK-FLEET-013", "names of Flux objects", "set another namespace or name in each of them, or pass another --flux-namespace"),
    "identity": _Check("PK-FLEET-014", "cloud identity", "give each platform its own identity, so that it has access to its own data only"),
    "association": _Check(
        "PK-FLEET-015", "service account with different IAM roles", "set one roleArn for the identity of secrets in all of them, or use auth: jwt"
    ),
}
_SHARED_BY_A_SYSTEM: Final = frozenset[Resource](("entry", "store", "bucket", "host", "identity"))
_IN_A_CLUSTER: Final = frozenset[Resource](("objects", "flux", "association"))


class _Conflict(NamedTuple):
    """A thing that several environments claim."""

    resource: Resource
    severity: Severity
    claims: tuple[Claim, ...]
    """One claim of each environment."""
    name: str
    """What they claim, in words."""


def conflicts(claimed: Iterable[Claim]) -> tuple[Problem, ...]:
    """A problem for everything that several environments claim and cannot share, and a warning for what they share on purpose at most.

    Things of one kind that the same environments claim are one problem. A gateway and its control plane can share stores, buckets and entries.
    """
    by_environments: dict[tuple[str, tuple[str, ...]], list[_Conflict]] = {}
    unnamed: dict[str, Claim] = {}
    for conflict in _conflicts(claimed):
        if conflict.resource in _IN_A_CLUSTER and not conflict.claims[0].cluster:
            unnamed.update((claim.environment, claim) for claim in conflict.claims)
        else:
            environments = tuple(claim.environment for claim in conflict.claims)
            by_environments.setdefault((_CHECKS[conflict.resource].code, environments), []).append(conflict)
    problems = [
        _problem(group)
        for (code, environments), group in by_environments.items()
        # Platforms of the same name in one namespace have the same Flux objects, too.
        if code != _CHECKS["flux"].code or (_CHECKS["objects"].code, environments) not in by_environments
    ]
    if unnamed:
        message = f"is not set for {len(unnamed)} environments, which would have the same names in one cluster: {_listed([*unnamed.values()])}"
        fix = "set cluster of each environment in environments.yaml, so that environments of one cluster can be compared"
        problems.insert(0, Problem("cluster", message, fix, UNNAMED_CLUSTERS, "warning"))
    return tuple(problems)


def _conflicts(claimed: Iterable[Claim]) -> Iterator[_Conflict]:
    groups: dict[tuple[Resource, str, str], dict[str, Claim]] = {}
    for claim in claimed:
        # Two environments in one namespace conflict where any of their objects has the same name.
        parts = claim.content if claim.resource == "objects" else ("",)
        for part in parts:
            groups.setdefault((claim.resource, claim.name, part), {}).setdefault(claim.environment, claim)
    for (resource, name, part), by_environment in groups.items():
        if len(by_environment) > 1:
            members = tuple(by_environment.values())
            if severity := _severity(resource, members):
                yield _Conflict(resource, severity, members, _described(resource, name, part))


def _severity(resource: Resource, members: Sequence[Claim]) -> Severity | None:
    """How severe it is that these environments claim one thing; None if they can share it."""
    contents = {claim.content for claim in members}
    if resource in ("role", "association"):
        return _worst(members) if len(contents) > 1 else None
    if resource == "roleNames":
        return "warning" if len({claim.cluster or claim.environment for claim in members}) > 1 else None
    if resource == "host" and len({claim.cluster or claim.environment for claim in members}) < len(members):
        return "error"
    if resource not in _SHARED_BY_A_SYSTEM:
        return _worst(members)
    platforms = sum(kind == "platform" for kind, _ in (claim.content for claim in members))
    if len({system for _, system in contents}) == 1:
        return "warning" if platforms > 1 else None
    return "warning" if resource == "host" else _worst(members)


def _worst(members: Iterable[Claim]) -> Severity:
    return "error" if any(claim.severity == "error" for claim in members) else "warning"


def _described(resource: Resource, name: str, part: str) -> str:
    if resource in ("objects", "flux", "association"):
        cluster, _, rest = name.partition("/")
        text = part if resource == "objects" else rest
        namespace = f" of the namespace {rest}" if resource == "objects" and rest else ""
        return f"{text}{namespace} in the cluster {cluster}"
    if resource == "roleNames":
        return f"account {name}" if name else ""
    return name


def _problem(group: Sequence[_Conflict]) -> Problem:
    first = group[0]
    check = _CHECKS[first.resource]
    severity: Severity = "error" if any(conflict.severity == "error" for conflict in group) else "warning"
    names = [conflict.name for conflict in group if conflict.name]
    further = f" and {len(names) - 1} more" if len(names) > 1 else ""
    thing = f" ({names[0]}{further})" if names else ""
    difference = _difference(group) if first.resource == "role" else ""
    message = f"gives {len(first.claims)} environments the same {check.noun}{thing}{difference}: {_listed(first.claims)}"
    return Problem(first.claims[0].path, message, check.fix, check.code, severity)


def _difference(group: Sequence[_Conflict]) -> str:
    trust = any(len({claim.content[0] for claim in conflict.claims}) > 1 for conflict in group)
    permissions = any(len({claim.content[1] for claim in conflict.claims}) > 1 for conflict in group)
    return f", with different {' and '.join([*['trust policies'] * trust, *['permissions'] * permissions])}"


def _listed(members: Sequence[Claim]) -> str:
    """The environments with their files: `eu (base.yaml, eu.yaml) and us (base.yaml, us.yaml)`."""
    names = [f"{claim.environment} ({', '.join(claim.files)})" if claim.files else claim.environment for claim in members[:_LISTED]]
    further = len(members) - len(names)
    last = f"{further} more" if further else names.pop()
    return f"{', '.join(names)} and {last}" if names else last
