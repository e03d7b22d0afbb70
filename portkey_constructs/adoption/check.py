"""What adopting a release does to its objects, from the cluster; only reads."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from portkey_constructs.adoption.record import ReleaseRecord, release_record
from portkey_constructs.config.adoption import AdoptConfig
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.kubernetes.registry import KINDS
from portkey_constructs.plan import Plan, compare
from portkey_constructs.plan.field_changes import differences, dotted
from portkey_constructs.plan.live_objects import place_of, read_objects, without_additions
from portkey_constructs.plan.normal_form import normal_form
from portkey_constructs.plan.prerequisites import created_objects
from portkey_constructs.platform.platform import Platform
from portkey_constructs.verify.cluster_state import ClusterState, Unreadable, secret_state
from portkey_constructs.verify.connection import Connection
from portkey_constructs.verify.kubectl_commands import KubectlCommands
from portkey_constructs.verify.requirements import required_secrets
from portkey_constructs.verify.secret_checks import check_secrets

__all__ = ["AdoptionReport", "adoption", "check_release", "is_helm"]

Object = Mapping[str, Any]
Place = tuple[str, str]

_DENIED: Final = "PK-RELEASE-004"
_RELEASE_NAME: Final = "meta.helm.sh/release-name"
_MANAGERS: Final = ("helm", "Helm", "helm-controller", "argocd-controller")


@dataclass(frozen=True, slots=True)
class AdoptionReport:
    """What adopting a release does."""

    plan: Plan
    """What applying does after the fields of Helm are handed over."""
    unchanged: tuple[Place, ...] = ()
    kept: tuple[Place, ...] = ()
    """Objects of the release that the manifests do not have: they stay, and `helm uninstall` would delete them."""
    leftovers: tuple[tuple[Place, tuple[str, ...]], ...] = ()
    """The fields of Helm that stay in each object if its fields are not handed over."""
    problems: tuple[str, ...] = ()
    """What must be fixed before the adoption."""

    @property
    def dangerous(self) -> bool:
        """Whether data is lost, a change is refused, or something is missing."""
        return bool(self.problems) or self.plan.dangerous


def is_helm(manager: str) -> bool:
    """Whether a field manager is a program that installs Helm charts."""
    return manager in _MANAGERS or manager.startswith("terraform-provider-helm")


def check_release(
    connection: Connection, platform: Platform, release: AdoptConfig, commands: KubectlCommands, progress: Callable[[str], None]
) -> AdoptionReport:
    """Compares the objects of a release with the manifests.

    Raises:
        ClusterError: the server does not answer, or cannot be used.
        ConfigurationError: there is no readable record, or the user may not read an object.
    """
    connection.server_version()
    progress("release record")
    record = release_record(connection, release.release, platform.names.namespace)
    rendered = [staged.manifest for staged in platform.objects()]
    places = dict.fromkeys((*map(place_of, rendered), *map(place_of, record.objects)))
    live = _live_objects(connection, places, platform.names.namespace, progress)
    progress("secrets")
    missing = _missing_secrets(connection, rendered, platform.names.namespace, commands)
    return adoption(record, release, rendered, live, tuple(missing))


def adoption(
    record: ReleaseRecord, release: AdoptConfig, rendered: Sequence[Object], live: Sequence[Object], missing: tuple[str, ...] = ()
) -> AdoptionReport:
    """What adopting does, from the record, the manifests and the live objects."""
    current = {place_of(manifest): manifest for manifest in live}
    own = {place_of(manifest): manifest for manifest in rendered}
    old = [_before(current[place], manifest) for place, manifest in own.items() if place in current]
    plan = compare(old, rendered)
    changed = {change.identity[1::2] for change in plan.changes}
    others = sorted({kind for kind, _ in (*own, *map(place_of, record.objects))} - KINDS.keys())
    notes = (f"not read from the cluster: {', '.join(others)}",) if others else ()
    return AdoptionReport(
        replace(plan, prerequisites=(), notes=(*plan.notes, *notes)),
        tuple(place for place in own if place in current and place not in changed),
        tuple(place for place in map(place_of, record.objects) if place not in own and place in current),
        tuple((place, fields) for place, manifest in own.items() if place in current and (fields := _leftovers(current[place], manifest))),
        (*_record_problems(record, release), *_foreign_objects(current, own, release), *missing),
    )


def _before(live: Object, rendered: Object) -> dict[str, Any]:
    """A live object as the manifests replace it after the hand-over; an autoscaler's number of replicas is kept."""
    result = without_additions(live, rendered, is_helm)
    if rendered["kind"] == "Deployment" and "replicas" not in rendered.get("spec", {}):
        result.get("spec", {}).pop("replicas", None)
    return result


def _leftovers(live: Object, rendered: Object) -> tuple[str, ...]:
    kind = str(rendered["kind"])
    handed_over, alone = normal_form(_before(live, rendered)), normal_form(without_additions(live, rendered))
    return tuple(dotted(difference.path) for difference in differences(kind, handed_over, alone) if "(order)" not in difference.path)


def _record_problems(record: ReleaseRecord, release: AdoptConfig) -> Iterator[str]:
    if record.status != "deployed":
        yield f"revision {record.revision} of the release is {record.status}: finish the operation, or run helm rollback"
    name = record.chart.removeprefix("portkey-")
    if name != release.chart:
        yield f"the chart of the release is {record.chart}, but adopt.chart is {release.chart}"
    elif record.version != release.version:
        yield f"the chart of the release has version {record.version}, but adopt.version is {release.version}"


def _foreign_objects(current: Mapping[Place, Object], own: Mapping[Place, Object], release: AdoptConfig) -> Iterator[str]:
    for kind, name in own:
        live = current.get((kind, name), {})
        owner = (live.get("metadata", {}).get("annotations") or {}).get(_RELEASE_NAME)
        if owner not in (None, release.release):
            yield f"{kind} {name} belongs to the release {owner}"


def _live_objects(connection: Connection, places: Mapping[Place, None], namespace: str, progress: Callable[[str], None]) -> list[dict[str, Any]]:
    unreadable: list[str] = []
    live: list[dict[str, Any]] = []
    for kind in (KINDS[name] for name in dict.fromkeys(kind for kind, _ in places) if name in KINDS):
        progress(kind.plural)
        names = [name for of, name in places if of == kind.kind]
        live += [manifest for manifest in read_objects(connection, kind, names, namespace, unreadable) if manifest["metadata"]["name"] in names]
    if unreadable:
        fix = "grant the user get and list for it"
        raise ConfigurationError([Problem("", reason, fix, _DENIED) for reason in dict.fromkeys(unreadable)], connection.server)
    return live


def _missing_secrets(connection: Connection, rendered: Sequence[Any], namespace: str, commands: KubectlCommands) -> Iterator[str]:
    """A text for each Secret or key that pods need, and that neither exists nor comes from the manifests."""
    created = {name for kind, name in created_objects(rendered) if kind == "Secret"}
    state = ClusterState("", None)
    for name in required_secrets(rendered):
        secret = connection.get_object(KINDS["Secret"], name, namespace)
        state.secrets[name] = secret if secret is None or isinstance(secret, Unreadable) else secret_state(secret)
    for finding in check_secrets(rendered, state, commands):
        if finding.status != "ok" and finding.object.removeprefix("Secret ") not in created:
            yield f"{finding.object} {finding.message}"
