"""Finds the cluster and the credentials in kubeconfig files, as kubectl does."""

import os
from contextlib import suppress
from pathlib import Path

import msgspec
import yaml
from lightkube import KubeConfig
from lightkube.config.kubeconfig import SingleConfig
from lightkube.config.models import Cluster
from lightkube.core.exceptions import ConfigError

from portkey_constructs.errors import ClusterError

__all__ = ["kubeconfig_files", "selected_context"]


class _Cluster(Cluster):
    """A cluster with the fields that lightkube does not read."""

    proxy_url: str | None = msgspec.field(name="proxy-url", default=None)
    tls_server_name: str | None = msgspec.field(name="tls-server-name", default=None)


def selected_context(kubeconfig: str | None, context: str | None) -> SingleConfig:
    """The cluster and user of a context, from `kubeconfig`, $KUBECONFIG, ~/.kube/config or the service account of the pod.

    Raises:
        ClusterError: there is no kubeconfig, it cannot be read, or it does not have the context.
    """
    paths = _paths(kubeconfig)
    if not paths:
        with suppress(ConfigError, KeyError, OSError):
            if not context:
                return _single(KubeConfig.from_service_account(), None)
        raise ClusterError("no kubeconfig: pass --kubeconfig, set KUBECONFIG, or log in to the cluster to create ~/.kube/config")
    files = ", ".join(map(str, paths))
    configs = [_from_file(path) for path in paths]
    name = context or next((config.current_context for config in configs if config.current_context), None)
    if not name:
        raise ClusterError(f"{files} has no current context: choose one with --context")
    selected = next((config for config in configs if name in config.contexts), None)
    if selected is None:
        names = sorted({name for config in configs for name in config.contexts})
        raise ClusterError(f"{files} has no context {name}: choose one of {', '.join(names) or 'none'}")
    # The cluster and the user of a context may be in different files; the first file that defines the name takes precedence.
    for config in configs:
        selected.clusters.update({name: value for name, value in config.clusters.items() if name not in selected.clusters})
        selected.users.update({name: value for name, value in config.users.items() if name not in selected.users})
    return _single(selected, name)


def kubeconfig_files(kubeconfig: str | None) -> list[str]:
    """The paths of the kubeconfig files, which need not exist."""
    return [kubeconfig] if kubeconfig is not None else [str(path) for path in _default_paths()]


def _default_paths() -> list[Path]:
    paths = [Path(part) for part in os.environ.get("KUBECONFIG", "").split(os.pathsep) if part]
    return paths or [Path("~/.kube/config").expanduser()]


def _paths(kubeconfig: str | None) -> list[Path]:
    if kubeconfig is not None:
        path = Path(kubeconfig).expanduser()
        if not path.is_file():
            raise ClusterError(f"no kubeconfig: {kubeconfig} is not a file")
        return [path]
    return [path for path in _default_paths() if path.is_file()]


def _from_file(path: Path) -> KubeConfig:
    try:
        content = yaml.load(path.read_text(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        config = KubeConfig.from_dict(content, fname=path)
        config.clusters = {entry["name"]: msgspec.convert(entry["cluster"], _Cluster) for entry in content["clusters"]}
        return config
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError, yaml.YAMLError, msgspec.MsgspecError):
        # The original message may contain part of a credential.
        raise ClusterError(f"{path} is not a kubeconfig: it must have clusters, contexts and users") from None


def _single(config: KubeConfig, context: str | None) -> SingleConfig:
    try:
        single = config.get(context)
    except KeyError as error:
        raise ClusterError(f"context {context} of the kubeconfig refers to {error}, which does not exist") from None
    if single is None:
        raise ClusterError("the kubeconfig has no context")
    return single
