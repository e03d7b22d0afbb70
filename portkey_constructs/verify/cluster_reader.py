"""Reads the state that the checks need from a namespace: objects, required Secrets and health endpoints."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, TypeVar

from portkey_constructs.errors import ClusterError
from portkey_constructs.kubernetes.registry import CLUSTER_KINDS, KINDS, PLATFORM_KINDS
from portkey_constructs.platform.labels import INSTANCE_LABEL
from portkey_constructs.verify.cluster_state import ClusterState, Unreadable, secret_state
from portkey_constructs.verify.connection import ALL_NAMESPACES, Connection
from portkey_constructs.verify.findings import Object
from portkey_constructs.verify.requirements import config_map_keys, health_endpoints, required_secrets

__all__ = ["read_cluster"]

_ALWAYS_LISTED: Final = {"Service", "ServiceAccount"}
_READ_BY_NAME: Final = {"Namespace", "Secret"}
_EXTERNAL_SECRET: Final = KINDS["ExternalSecret"]
Result = TypeVar("Result")


def read_cluster(connection: Connection, rendered: Sequence[Object], namespace: str, progress: Callable[[str], None]) -> ClusterState:
    """Read a namespace; calls `progress` with a description of each step.

    What the server does not answer, or not in time, is `Unreadable`.

    Raises:
        ClusterError: the server does not answer at all, or cannot be used.
    """
    progress("version")
    version = connection.server_version()
    progress("namespace")
    state = ClusterState(version, _answer(lambda: connection.get_object(KINDS["Namespace"], namespace, namespace)))
    if state.namespace is None:
        state.other_namespaces = _other_namespaces(connection, rendered)
        return state
    listed = {manifest["kind"] for manifest in rendered} | _ALWAYS_LISTED | ({"ConfigMap"} if config_map_keys(rendered) else set())
    listed -= _READ_BY_NAME | {_EXTERNAL_SECRET.kind}
    for kind in (*(kind for kind in PLATFORM_KINDS if kind.kind in listed), *CLUSTER_KINDS):
        progress(kind.plural)
        fields = {"type": "Warning"} if kind.kind == "Event" else {}
        state.lists[kind.kind] = _answer(partial(connection.list_objects, kind, namespace, fields=fields))
    progress("secrets")
    for name in required_secrets(rendered):
        secret = _answer(partial(connection.get_object, KINDS["Secret"], name, namespace))
        state.secrets[name] = secret if secret is None or isinstance(secret, Unreadable) else secret_state(secret)
    # Read all ExternalSecrets, in the version that the operator serves: one that is not rendered may fill a required Secret.
    preferred = _answer(lambda: connection.preferred_version(_EXTERNAL_SECRET.group))
    if isinstance(preferred, Unreadable):
        state.lists[_EXTERNAL_SECRET.kind] = preferred
    elif preferred:
        progress(_EXTERNAL_SECRET.plural)
        state.lists[_EXTERNAL_SECRET.kind] = _answer(lambda: connection.list_objects(_EXTERNAL_SECRET, namespace, version=preferred))
    for endpoint in health_endpoints(rendered, namespace):
        progress(f"health of {endpoint.service}")
        state.health[endpoint.proxy_path] = _answer(partial(connection.health, endpoint.proxy_path))
    return state


def _answer(read: Callable[[], Result]) -> Result | Unreadable:
    """The answer of a server that answered before: a failed request does not discard what the other requests read."""
    try:
        return read()
    except ClusterError as error:
        return Unreadable(str(error))


def _other_namespaces(connection: Connection, rendered: Sequence[Object]) -> list[str]:
    """The other namespaces with Deployments of this platform; empty if they cannot be listed."""
    own = (manifest for manifest in rendered if INSTANCE_LABEL in manifest["metadata"].get("labels", {}))
    deployment = next((manifest for manifest in own if manifest["kind"] == "Deployment"), None)
    if deployment is None:
        return []
    labels = {key: value for key, value in deployment["spec"]["selector"]["matchLabels"].items() if not key.endswith("/component")}
    deployments = _answer(lambda: connection.list_objects(KINDS["Deployment"], ALL_NAMESPACES, labels=labels))
    return [] if isinstance(deployments, Unreadable) else sorted({manifest["metadata"].get("namespace", "") for manifest in deployments} - {""})
