"""A connection to a cluster that only reads, and waits for nothing longer than a few seconds."""

import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, Self, TypeVar

import httpx2
import msgspec
import yaml
from lightkube import Client, KubeConfig
from lightkube.config import client_adapter
from lightkube.config.kubeconfig import SingleConfig
from lightkube.config.models import User
from lightkube.core.exceptions import ConfigError
from lightkube.generic_resource import GenericGlobalResource, GenericNamespacedResource, create_api_info

from portkey_constructs.errors import ClusterError
from portkey_constructs.platform.versions import KUBERNETES_OLDEST
from portkey_constructs.verify.finding import Object
from portkey_constructs.verify.live import Answer, Unreadable

__all__ = ["Connection", "connect"]

_CONNECT: Final = 5.0
_READ: Final = 15.0
_PAGE: Final = 500
_CREDENTIALS: Final = "client.authentication.k8s.io"
_VERSION: Final = re.compile(r"v?(\d+)\.(\d+)")
_NOT_FOUND: Final = 404
_REFUSED: Final = (401, 403)
_WELL: Final = range(200, 400)
Result = TypeVar("Result")


class Connection:
    """What can be asked of an API server; every method raises `ClusterError` when no answer comes."""

    def __init__(self, config: SingleConfig) -> None:
        self.server = config.cluster.server
        # lightkube wants a user, where kubectl takes none for nobody.
        known = config if config.user else config._replace(user=User())
        program = known.user.exec if known.user else None
        if program and program.apiVersion == f"{_CREDENTIALS}/v1":
            # lightkube knows v1beta1, which says the same thing.
            program.apiVersion = f"{_CREDENTIALS}/v1beta1"
        timeout = httpx2.Timeout(_READ, connect=_CONNECT)
        self._client = Client(known, timeout=timeout)
        self._raw: httpx2.Client = client_adapter.Client(known, client_adapter.ConnectionParams(timeout=timeout))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._client.close()
        self._raw.close()

    def version(self) -> str:
        """The server's version, `v1.34.1`; raises `ClusterError` when it is older than the manifests are for."""
        answer = self._ask(lambda: self._raw.get("/version"))
        if answer.status_code == 401:
            raise ClusterError(f"{self.server} does not accept the credentials of the kubeconfig: log in again, or choose another --context")
        said: Any = None
        with suppress(ValueError):
            said = answer.json()
        text = str(said.get("gitVersion", "")) if isinstance(said, dict) else ""
        found = _VERSION.match(text)
        if not found:
            raise ClusterError(
                f"{self.server} answers {answer.status_code}, and not as a Kubernetes API server does: check the server of the context"
            )
        oldest = tuple(int(part) for part in KUBERNETES_OLDEST.split("."))
        if tuple(int(part) for part in found.groups()) < oldest:
            raise ClusterError(f"{self.server} is Kubernetes {text}, and the manifests need {KUBERNETES_OLDEST} or later: upgrade the cluster")
        return text

    def listed(self, group: str, version: str, kind: str, plural: str, namespace: str | None, **selectors: Any) -> list[Object] | Unreadable:
        """All objects of a kind in a namespace ("*" for all), or in a cluster that has one list of them; none of a kind that is not served."""
        resource = _resource(group, version, kind, plural, namespace)

        def read() -> list[Object]:
            where: Any = {"namespace": namespace} if namespace else {}
            return [dict(one) for one in self._client.list(resource, chunk_size=_PAGE, **where, **selectors)]

        found = self._read(read, f"list {plural}", namespace)
        return [] if found is None else found

    def got(self, version: str, kind: str, plural: str, name: str, namespace: str | None) -> Object | Unreadable | None:
        """An object of the core group, or None when it does not exist."""
        resource = _resource("", version, kind, plural, namespace)

        def read() -> Object:
            where: Any = {"namespace": namespace} if namespace else {}
            return dict(self._client.get(resource, name, **where))

        return self._read(read, f"get {plural} {name}", namespace)

    def served(self, group: str) -> str:
        """The version of a group that the server prefers; empty when it serves none."""
        answer = self._ask(lambda: self._raw.get(f"/apis/{group}"))
        with suppress(ValueError, KeyError, TypeError):
            if answer.status_code in _WELL:
                return str(answer.json()["preferredVersion"]["version"])
        return ""

    def answers(self, path: str) -> Answer | Unreadable:
        """What comes back from behind the API server's proxy; the text of an answer is thrown away."""
        try:
            answer = self._raw.get(path)
        except httpx2.TimeoutException:
            return Answer(0, f"no answer within {_READ:.0f} s")
        except httpx2.HTTPError as error:
            return Answer(0, _why(error))
        said: Any = None
        if answer.status_code not in _WELL:
            with suppress(ValueError):
                said = answer.json()
        if isinstance(said, dict) and said.get("kind") == "Status" and said.get("apiVersion") == "v1":
            if answer.status_code in _REFUSED:
                return Unreadable("get services/proxy is not allowed")
            return Answer(0, str(said.get("message", "")))
        return Answer(answer.status_code)

    def _read(self, read: Callable[[], Result], what: str, namespace: str | None) -> Result | Unreadable | None:
        where = f" in namespace {namespace}" if namespace and namespace != "*" else ""
        try:
            return self._ask(read)
        except httpx2.HTTPStatusError as error:
            status = error.response.status_code
            if status == _NOT_FOUND:
                return None
            if status in _REFUSED:
                return Unreadable(f"{what}{where} is not allowed")
            return Unreadable(f"{what}{where}: the server answers {status}")

    def _ask(self, ask: Callable[[], Result]) -> Result:
        try:
            return ask()
        except httpx2.HTTPStatusError:
            raise
        except httpx2.ConnectTimeout:
            raise ClusterError(f"{self.server} does not answer within {_CONNECT:.0f} s: check the network, the VPN, and the --context") from None
        except httpx2.TimeoutException:
            raise ClusterError(f"{self.server} does not answer within {_READ:.0f} s: try again, or ask who runs it") from None
        except httpx2.HTTPError as error:
            raise ClusterError(f"{self.server} cannot be reached ({_why(error)}): check the network, the VPN, and the --context") from None
        except ConfigError as error:
            raise ClusterError(
                f"the kubeconfig gives no credentials ({' '.join(str(error).split())}): log in again, or choose another --context"
            ) from None
        except OSError as error:
            # A program that the kubeconfig names for credentials.
            raise ClusterError(
                f"the kubeconfig gives no credentials ({error.strerror or error}): {error.filename or 'its program'} is missing"
            ) from None
        except (KeyError, ValueError, msgspec.MsgspecError):
            raise ClusterError(f"{self.server} answers, and not as a Kubernetes API server does: check the server of the context") from None


def _resource(group: str, version: str, kind: str, plural: str, namespace: str | None) -> Any:
    """A resource of raw dictionaries that lightkube can read and not write; not registered, where typed ones may be already."""
    info = create_api_info(group, version, kind, plural, verbs=["get", "list", "global_list"])
    return type(kind, (GenericNamespacedResource if namespace else GenericGlobalResource,), {"_api_info": info})


def connect(kubeconfig: str | None = None, context: str | None = None) -> Connection:
    """A connection by `kubeconfig`, or as kubectl finds its own: $KUBECONFIG, ~/.kube/config, and then the pod's service account.

    Raises:
        ClusterError: there is no kubeconfig, it cannot be read, or it has no such context.
    """
    try:
        return Connection(_chosen(kubeconfig, context))
    except (OSError, ConfigError, AssertionError) as error:
        raise ClusterError(
            f"the kubeconfig does not lead to a cluster ({str(error) or type(error).__name__}): check the files that it names"
        ) from None
    except httpx2.InvalidURL:
        raise ClusterError("the kubeconfig has a server that is no address: write it as https://host:port") from None


def _chosen(kubeconfig: str | None, context: str | None) -> SingleConfig:
    paths = _paths(kubeconfig)
    if not paths:
        with suppress(ConfigError, KeyError, OSError):
            if not context:
                return _single(KubeConfig.from_service_account(), None)
        raise ClusterError("no kubeconfig: name one with --kubeconfig or KUBECONFIG, or log in to the cluster so that ~/.kube/config is made")
    configs = [_from_file(path) for path in paths]
    wanted = context or next((one.current_context for one in configs if one.current_context), None)
    if not wanted:
        raise ClusterError(f"{_told(paths)} has no current context: choose one with --context")
    holder = next((one for one in configs if wanted in one.contexts), None)
    if holder is None:
        known = sorted({name for one in configs for name in one.contexts})
        raise ClusterError(f"{_told(paths)} has no context {wanted}: choose one of {', '.join(known) or 'none'}")
    # The parts of a context may stand in several files; the first that has a name is it.
    for one in configs:
        holder.clusters.update({name: value for name, value in one.clusters.items() if name not in holder.clusters})
        holder.users.update({name: value for name, value in one.users.items() if name not in holder.users})
    return _single(holder, wanted)


def _single(config: KubeConfig, context: str | None) -> SingleConfig:
    try:
        found = config.get(context)
    except KeyError as error:
        raise ClusterError(f"context {context} of the kubeconfig names {error}, which is not in it") from None
    if found is None:
        raise ClusterError("the kubeconfig has no context")
    return found


def _from_file(path: Path) -> KubeConfig:
    try:
        return KubeConfig.from_file(path)
    except (KeyError, TypeError, AttributeError, ValueError, yaml.YAMLError, msgspec.MsgspecError):
        # What is wrong is not repeated: it may be a part of a credential.
        raise ClusterError(f"{path} is no kubeconfig: it must have clusters, contexts and users") from None


def _paths(kubeconfig: str | None) -> list[Path]:
    if kubeconfig is not None:
        path = Path(kubeconfig).expanduser()
        if not path.is_file():
            raise ClusterError(f"no kubeconfig: {kubeconfig} is not a file")
        return [path]
    said = [Path(part) for part in os.environ.get("KUBECONFIG", "").split(os.pathsep) if part]
    return [path for path in said or [Path("~/.kube/config").expanduser()] if path.is_file()]


def _told(paths: Sequence[Path]) -> str:
    return ", ".join(map(str, paths))


def _why(error: Exception) -> Literal["refused"] | str:
    text = str(error)
    reasons = {
        "Connection refused": "connection refused",
        "Name or service not known": "its name is not known",
        "name resolution": "its name is not known",
        "CERTIFICATE_VERIFY_FAILED": "its certificate is not one that the kubeconfig trusts",
        "No route to host": "no route to it",
        "Network is unreachable": "the network is unreachable",
    }
    return next((told for part, told in reasons.items() if part in text), type(error).__name__)
