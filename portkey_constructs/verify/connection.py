"""A read-only connection to an API server, with short timeouts."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self, TypeVar
from urllib.parse import urlsplit

import httpx2
import msgspec
from lightkube import Client
from lightkube.config import client_adapter
from lightkube.config.kubeconfig import SingleConfig
from lightkube.config.models import User
from lightkube.core.exceptions import ConfigError
from lightkube.generic_resource import GenericGlobalResource, GenericNamespacedResource, create_api_info

from portkey_constructs.errors import ClusterError
from portkey_constructs.kubernetes.registry import ObjectKind
from portkey_constructs.platform.versions import KUBERNETES_OLDEST
from portkey_constructs.verify.bounded_transport import BoundedTransport, environment_proxy
from portkey_constructs.verify.cluster_state import HealthResponse, Unreadable
from portkey_constructs.verify.exec_plugin import plugin_credentials
from portkey_constructs.verify.findings import Object
from portkey_constructs.verify.kubeconfig import selected_context
from portkey_constructs.verify.shapes import MalformedError, well_formed

__all__ = ["ALL_NAMESPACES", "TIMEOUT", "Connection", "connect", "redacted"]

ALL_NAMESPACES: Final = "*"
_CONNECT_TIMEOUT: Final = 5.0
_READ_TIMEOUT: Final = 15.0
_PAGE_SIZE: Final = 500
TIMEOUT: Final = 60.0
"""The seconds that all requests may take together."""
_MAX_OBJECTS: Final = 20_000
_VERSION: Final = re.compile(r"v?(\d+)\.(\d+)")
_NOT_FOUND: Final = 404
_DENIED: Final = (401, 403)
_SUCCESS: Final = range(200, 400)
_REASONS: Final = {
    "Connection refused": "connection refused",
    "Name or service not known": "unknown host name",
    "name resolution": "unknown host name",
    "CERTIFICATE_VERIFY_FAILED": "the kubeconfig does not trust its certificate",
    "No route to host": "no route to host",
    "Network is unreachable": "network is unreachable",
}
Result = TypeVar("Result")


class Connection:
    """Reads from an API server; every method raises `ClusterError` when the server does not answer."""

    def __init__(self, config: SingleConfig, timeout: float = TIMEOUT) -> None:
        self.server = redacted(config.cluster.server)
        # kubectl accepts a context without a user, but lightkube requires one.
        config = config if config.user else config._replace(user=User())
        user, cluster = config.user or User(), config.cluster
        proxy = getattr(cluster, "proxy_url", None) or environment_proxy(cluster.server)
        trust = client_adapter.verify_cluster(cluster, user, config.abs_file)
        self._transport = BoundedTransport(self.server, timeout, trust, proxy, getattr(cluster, "tls_server_name", None))
        if (plugin := user.exec) and user.token is None and user.token_file is None:
            folder = config.fname.parent if config.fname else None
            self._transport.credentials = lambda: plugin_credentials(plugin, self._transport.deadline, folder)
            config = config._replace(user=msgspec.structs.replace(user, exec=None))
        limits = httpx2.Timeout(_READ_TIMEOUT, connect=_CONNECT_TIMEOUT)
        self._client = Client(config, timeout=limits, trust_env=False, transport=self._transport)
        parameters = client_adapter.ConnectionParams(timeout=limits, trust_env=False, transport=self._transport)
        self._http: httpx2.Client = client_adapter.Client(config, parameters)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._client.close()
        self._http.close()

    def server_version(self) -> str:
        """The version of the server, such as `v1.34.1`; raises `ClusterError` when it is older than the manifests support."""
        self._transport.begin(total=True)
        try:
            response = self._request(lambda: self._http.get("/version"))
        except MalformedError as error:
            raise ClusterError(f"{self.server} is not a Kubernetes API server: its answer {error}") from None
        if response.status_code == 401:
            raise ClusterError(f"{self.server} does not accept the credentials of the kubeconfig: log in again, or choose another --context")
        if response.status_code == 429 or response.status_code >= 500:
            raise ClusterError(f"{self.server} answers with status {response.status_code}: try again, or ask the cluster's administrator")
        content = _json(response)
        version = str(content.get("gitVersion", "")) if isinstance(content, dict) else ""
        match = _VERSION.match(version)
        if not match:
            raise ClusterError(f"{self.server} is not a Kubernetes API server (status {response.status_code}): check the server of the context")
        if tuple(map(int, match.groups())) < tuple(map(int, KUBERNETES_OLDEST.split("."))):
            raise ClusterError(f"{self.server} runs Kubernetes {version}, but the manifests need {KUBERNETES_OLDEST} or later: upgrade the cluster")
        return version

    def list_objects(
        self, kind: ObjectKind, namespace: str, *, version: str = "", labels: dict[str, str] | None = None, fields: dict[str, str] | None = None
    ) -> list[Object] | Unreadable:
        """The objects of a kind in a namespace, or in the cluster if the kind is not namespaced; empty if the server does not serve the kind."""
        resource, arguments = _resource(kind, version), _where(kind, namespace) | {"labels": labels, "fields": fields or None}

        def read() -> list[Object]:
            # The items of a list lack both fields.
            header = {"apiVersion": f"{kind.group}/{version}" if version else kind.api_version, "kind": kind.kind}
            return [header | well_formed(kind, manifest) for manifest in _limited(self._client.list(resource, chunk_size=_PAGE_SIZE, **arguments))]

        objects = self._read(read, f"list {kind.plural}", arguments)
        return [] if objects is None else objects

    def get_object(self, kind: ObjectKind, name: str, namespace: str) -> Object | Unreadable | None:
        """An object by name; None if it does not exist."""
        resource, where = _resource(kind), _where(kind, namespace)
        return self._read(lambda: well_formed(kind, self._client.get(resource, name, **where)), f"get {kind.plural} {name}", where)

    def preferred_version(self, group: str) -> str:
        """The version of an API group that the server prefers; empty when it does not serve the group."""
        with suppress(ValueError, KeyError, TypeError, RecursionError, MalformedError):
            response = self._request(lambda: self._http.get(f"/apis/{group}"))
            if response.status_code in _SUCCESS:
                return str(response.json()["preferredVersion"]["version"])
        return ""

    def health(self, proxy_path: str) -> HealthResponse | Unreadable:
        """The response of a health endpoint through the API server's proxy; the body is discarded."""
        self._transport.begin()
        try:
            response = self._http.get(proxy_path)
        except MalformedError as error:
            return Unreadable(f"the answer {error}")
        except httpx2.TimeoutException:
            return HealthResponse(0, f"no answer within {_READ_TIMEOUT:.0f} s")
        except httpx2.HTTPError as error:
            return HealthResponse(0, _reason(error))
        content = None if response.status_code in _SUCCESS else _json(response)
        # A Status object comes from the API server itself, which could not reach the Service.
        if isinstance(content, dict) and content.get("kind") == "Status" and content.get("apiVersion") == "v1":
            if response.status_code in _DENIED:
                return Unreadable("get services/proxy is not allowed")
            return HealthResponse(0, str(content.get("message", "")))
        return HealthResponse(response.status_code)

    def _read(self, read: Callable[[], Result], action: str, arguments: dict[str, Any]) -> Result | Unreadable | None:
        namespace = arguments.get("namespace", ALL_NAMESPACES)
        scope = "" if namespace == ALL_NAMESPACES else f" in namespace {namespace}"
        self._transport.begin()
        try:
            return self._request(read)
        except MalformedError as error:
            return Unreadable(f"{action}{scope}: the answer, or an object in it, {error}")
        except httpx2.InvalidURL:
            # The server chooses the token of the next page, which becomes a part of the address.
            return Unreadable(f"{action}{scope}: the server's token of the next page fits no address")
        except httpx2.HTTPStatusError as error:
            status = error.response.status_code
            if status == _NOT_FOUND:
                return None
            return Unreadable(f"{action}{scope} is not allowed" if status in _DENIED else f"{action}{scope}: the server returns {status}")

    def _request(self, send: Callable[[], Result]) -> Result:
        try:
            return send()
        except httpx2.HTTPStatusError:
            raise
        except httpx2.ConnectTimeout:
            message = f"{self.server} does not answer within {_CONNECT_TIMEOUT:.0f} s: check the network, the VPN, and the --context"
        except httpx2.TimeoutException:
            message = f"{self.server} does not answer within {_READ_TIMEOUT:.0f} s: try again, or ask the cluster's administrator"
        except httpx2.HTTPError as error:
            message = f"{self.server} cannot be reached ({_reason(error)}): check the network, the VPN, and the --context"
        except ConfigError as error:
            message = f"the kubeconfig gives no credentials ({' '.join(str(error).split())}): log in again, or choose another --context"
        except OSError as error:
            # The kubeconfig uses a credential plugin.
            message = f"the kubeconfig gives no credentials ({error.strerror or error}): {error.filename or 'its program'} is missing"
        except (KeyError, ValueError, TypeError, AttributeError, RecursionError, msgspec.MsgspecError):
            message = f"{self.server} is not a Kubernetes API server: check the server of the context"
        raise ClusterError(message)


def _json(response: httpx2.Response) -> Any:
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None


def _limited(manifests: Iterable[Any]) -> Iterator[Any]:
    for number, manifest in enumerate(manifests):
        if number >= _MAX_OBJECTS:
            raise MalformedError(f"has more than {_MAX_OBJECTS} objects")
        yield manifest


def _where(kind: ObjectKind, namespace: str) -> dict[str, Any]:
    return {"namespace": namespace} if kind.namespaced else {}


def _resource(kind: ObjectKind, version: str = "") -> Any:
    """A lightkube resource whose objects are plain dictionaries; not registered, because a typed resource may already be."""
    info = create_api_info(kind.group, version or kind.version, kind.kind, kind.plural, verbs=["get", "list", "global_list"])
    return type(kind.kind, (GenericNamespacedResource if kind.namespaced else GenericGlobalResource,), {"_api_info": info})


def redacted(server: str) -> str:
    """The URL of a server without user name, password, query and fragment."""
    try:
        parts = urlsplit(server)
    except ValueError:
        return "the server"
    if "@" in server and not parts.netloc:
        return "the server"
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _reason(error: Exception) -> str:
    return next((reason for part, reason in _REASONS.items() if part in str(error)), type(error).__name__)


def connect(kubeconfig: str | None = None, context: str | None = None, timeout: float = TIMEOUT) -> Connection:
    """Connect to the cluster of a kubeconfig; uses the same search order as kubectl.

    Raises:
        ClusterError: there is no kubeconfig, it cannot be read, or it does not have the context.
    """
    try:
        return Connection(selected_context(kubeconfig, context), timeout)
    except (OSError, ValueError, ConfigError, AssertionError) as error:
        raise ClusterError(f"the kubeconfig cannot be used ({str(error) or type(error).__name__}): check the files that it refers to") from None
    except httpx2.InvalidURL:
        raise ClusterError("the kubeconfig has a server that is not a URL: write it as https://host:port") from None
