"""Requests to the API server without kubectl, for tests that send thousands of them."""

import json
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPSConnection
from types import TracebackType
from typing import Any, Final, NamedTuple, Self, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import yaml

from tests.cluster.control_plane import Cluster
from tests.cluster.reserved import require_reserved

__all__ = ["ApiServer", "Applied"]

_CONNECTIONS: Final = 6
_APPLY: Final = "application/apply-patch+yaml"
_UNREADABLE: Final = ("failed to create typed patch object", "failed to convert new object")
_In = TypeVar("_In")
_Out = TypeVar("_Out")


class Applied(NamedTuple):
    """The answer to an apply: the object as the server has it, or the reason why the server refuses it."""

    manifest: Mapping[str, Any]
    refusal: str = ""
    conflict: bool = False
    """Whether the reason is that another manager owns a field."""


class ApiServer:
    """The API server of a cluster, as the administrator; each thread has a connection of its own, and leaving the context closes all of them."""

    def __init__(self, cluster: Cluster) -> None:
        token = yaml.safe_load(cluster.kubeconfig.read_text())["users"][0]["user"]["token"]
        self._headers = {"Authorization": f"Bearer {token}"}
        self._trust = ssl.create_default_context(cafile=str(cluster.credentials.authority))
        self._host = urlsplit(cluster.address).netloc
        self._thread = threading.local()
        self._connections: list[HTTPSConnection] = []
        self._executor = ThreadPoolExecutor(_CONNECTIONS)
        self._resources: dict[str, dict[str, tuple[str, bool]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._executor.shutdown()
        for connection in self._connections:
            connection.close()

    def apply(self, manifest: Mapping[str, Any], *, dry_run: bool = False, force: bool = False) -> Applied:
        """Sends the request of `kubectl apply --server-side`."""
        if not dry_run:
            require_reserved([manifest])
        parameters = {"fieldManager": "kubectl", "fieldValidation": "Strict", "force": str(force).lower()}
        if dry_run:
            parameters["dryRun"] = "All"
        status, answer = self._request("PATCH", f"{self._path(manifest)}?{urlencode(parameters)}", json.dumps(manifest), _APPLY)
        if status in (200, 201):
            return Applied(answer)
        # The server answers 500 to an object that it cannot read, such as one with a quantity of another form.
        assert 400 <= status < 500 or str(answer["message"]).startswith(_UNREADABLE), answer
        return Applied({}, str(answer["message"]), status == 409)

    def delete(self, manifest: Mapping[str, Any]) -> None:
        """Deletes an object, and what it owns in the background."""
        status, answer = self._request("DELETE", f"{self._path(manifest)}?propagationPolicy=Background")
        assert status in (200, 202, 404), answer

    def get(self, manifest: Mapping[str, Any]) -> dict[str, Any]:
        """An object as the server has it."""
        status, answer = self._request("GET", self._path(manifest))
        assert status == 200, answer
        return answer

    def is_gone(self, manifest: Mapping[str, Any]) -> bool:
        """Whether an object no longer exists."""
        return self._request("GET", self._path(manifest))[0] == 404

    def items(self, api_version: str, plural: str) -> list[dict[str, Any]]:
        """All objects of a kind in all namespaces."""
        status, answer = self._request("GET", f"{_root(api_version)}/{plural}")
        assert status == 200, answer
        return list(answer["items"])

    def each(self, function: Callable[[_In], _Out], values: Iterable[_In]) -> list[_Out]:
        """Calls a function for each value, several at once; the results are in the order of the values."""
        return list(self._executor.map(function, values))

    def _path(self, manifest: Mapping[str, Any]) -> str:
        version, kind, meta = manifest["apiVersion"], manifest["kind"], manifest["metadata"]
        if kind not in self._resources.get(version, {}):
            _, answer = self._request("GET", _root(version))
            resources = (resource for resource in answer["resources"] if "/" not in resource["name"])
            self._resources[version] = {resource["kind"]: (resource["name"], resource["namespaced"]) for resource in resources}
        plural, namespaced = self._resources[version][kind]
        folder = f"/namespaces/{meta['namespace']}" if namespaced else ""
        return f"{_root(version)}{folder}/{plural}/{quote(meta['name'], safe='')}"

    def _request(self, method: str, path: str, body: str | None = None, content_type: str = "application/json") -> tuple[int, dict[str, Any]]:
        if not hasattr(self._thread, "connection"):
            self._thread.connection = HTTPSConnection(self._host, context=self._trust, timeout=60)
            self._connections.append(self._thread.connection)
        connection: HTTPSConnection = self._thread.connection
        connection.request(method, path, body, self._headers | {"Content-Type": content_type})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


def _root(api_version: str) -> str:
    return f"/{'apis' if '/' in api_version else 'api'}/{api_version}"
