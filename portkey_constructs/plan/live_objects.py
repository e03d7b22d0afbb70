"""The objects of a platform as a cluster has them, without what the server and other tools add; only reads."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from portkey_constructs.config.object_schema import entry_key, has_schema, list_keys
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.kubernetes.registry import KINDS, PLATFORM_KINDS, ObjectKind
from portkey_constructs.plan.managed_fields import owned_parts
from portkey_constructs.platform.labels import INSTANCE_LABEL, MANAGED_BY_LABEL
from portkey_constructs.platform.platform import Platform
from portkey_constructs.verify.cluster_state import Unreadable
from portkey_constructs.verify.connection import Connection, connect

__all__ = ["connect", "live_objects", "place_of", "read_objects", "without_additions"]

Object = Mapping[str, Any]
Path = tuple[str | int, ...]

_DENIED: Final = "PK-PLAN-007"


def live_objects(connection: Connection, platform: Platform, progress: Callable[[str], None]) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """The platform's objects in the cluster, and notes about what cannot be compared.

    Raises:
        ClusterError: the server does not answer, or cannot be used.
        ConfigurationError: the user may not read some of them; the error names every kind.
    """
    connection.server_version()
    rendered = [staged.manifest for staged in platform.objects()]
    wanted = {place_of(manifest): manifest for manifest in rendered}
    labels = {INSTANCE_LABEL: platform.names.prefix, MANAGED_BY_LABEL: "portkey-constructs"}
    unreadable: list[str] = []
    live: list[dict[str, Any]] = []
    for kind in PLATFORM_KINDS:
        progress(kind.plural)
        names = [name for of, name in wanted if of == kind.kind]
        # The rendered objects of a kind, and those that an earlier configuration rendered. Jobs of earlier versions stay after they are
        # complete, unless a tool prunes them.
        read = read_objects(connection, kind, names, platform.names.namespace, unreadable, labels)
        live += [manifest for manifest in read if kind.kind != "Job" or manifest["metadata"]["name"] in names]
    if unreadable:
        fix = "grant the user get and list for it, or compare with a folder or a revision"
        raise ConfigurationError([Problem("", reason, fix, _DENIED) for reason in unreadable], connection.server)
    others = sorted({str(manifest["kind"]) for manifest in rendered} - KINDS.keys())
    notes = (f"not read from the cluster, and so shown as added: {', '.join(others)}",) if others else ()
    return [without_additions(manifest, wanted.get(place_of(manifest))) for manifest in live], notes


def place_of(manifest: Object) -> tuple[str, str]:
    """The kind and the name of an object."""
    return str(manifest["kind"]), str(manifest["metadata"]["name"])


def read_objects(
    connection: Connection, kind: ObjectKind, names: Sequence[str], namespace: str, unreadable: list[str], labels: dict[str, str] | None = None
) -> Iterator[dict[str, Any]]:
    """The Namespaces or Secrets with these names, or all objects of another kind with these labels; adds why it cannot read to `unreadable`."""
    if kind.kind in ("Namespace", "Secret"):
        # Reading by name needs fewer permissions, and never reads the Secrets of others.
        for name in names:
            manifest = connection.get_object(kind, name, namespace)
            if isinstance(manifest, Unreadable):
                unreadable.append(manifest.reason)
            elif manifest is not None:
                yield {"apiVersion": kind.api_version, "kind": kind.kind, **manifest}
        return
    manifests = connection.list_objects(kind, namespace, labels=labels)
    if isinstance(manifests, Unreadable):
        unreadable.append(manifests.reason)
        return
    yield from manifests


def without_additions(live: Object, rendered: Object | None, writers: Callable[[str], bool] = lambda _: False) -> dict[str, Any]:
    """A live object with only the fields that are rendered, or that were applied before; other fields belong to the server or to other tools.

    Fields of the managers for whose name `writers` is true count as applied.
    """
    applied = list(owned_parts(live, writers))
    identity = {"apiVersion": live["apiVersion"], "kind": live["kind"], "metadata": {"name": live["metadata"]["name"]}}
    parts: list[Any] = [identity, *applied, *([_stored(rendered)] if rendered else [])]
    if not rendered and not applied:
        return dict(live)
    result: dict[str, Any] = _kept(str(live["kind"]), live, parts, ())
    if namespace := live["metadata"].get("namespace"):
        result["metadata"]["namespace"] = namespace
    return result


def _stored(rendered: Object) -> Object:
    """The rendered object with the fields under which the server stores them."""
    if rendered["kind"] != "Secret" or "stringData" not in rendered:
        return rendered
    return {**rendered, "data": {**rendered.get("data", {}), **rendered["stringData"]}}


def _kept(kind: str, live: Any, parts: Sequence[Any], path: Path) -> Any:
    if isinstance(live, Mapping):
        maps = [part for part in parts if isinstance(part, Mapping)]
        names = {key for part in maps for key in part}
        return {key: _kept(kind, value, [part[key] for part in maps if key in part], (*path, key)) for key, value in live.items() if key in names}
    if isinstance(live, list):
        lists = [part for part in parts if isinstance(part, list)]
        keys = list_keys(kind, path) if has_schema(kind) else ()
        return _kept_entries(kind, live, lists, path, keys) if keys else _kept_positions(kind, live, lists, path)
    return live


def _kept_entries(kind: str, live: Sequence[Any], lists: Sequence[Sequence[Any]], path: Path, keys: Sequence[str]) -> list[Any]:
    parts: dict[tuple[Any, ...], list[Any]] = {}
    for entries in lists:
        for entry in entries:
            parts.setdefault(_label(entry, keys), []).append(entry)
    return [_kept(kind, entry, parts[label], (*path, 0)) for entry in live if (label := _label(entry, keys)) in parts]


def _label(entry: Any, keys: Sequence[str]) -> tuple[str, ...]:
    # An annotation can contain maps and lists as keys, which no dictionary accepts.
    return tuple(map(repr, entry_key(entry, keys)))


def _kept_positions(kind: str, live: Sequence[Any], lists: Sequence[Sequence[Any]], path: Path) -> list[Any]:
    """The entries of a list without keys, each with the fields that are rendered at its position."""
    parts = [entries for entries in lists if len(entries) == len(live)]
    if len(parts) != len(lists):
        return list(live)
    return [_kept(kind, entry, [entries[position] for entries in parts], (*path, 0)) for position, entry in enumerate(live)]
