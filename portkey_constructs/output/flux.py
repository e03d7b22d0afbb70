"""Flux objects that bring the platform up stage by stage from a repository that holds its `dist/` folder.

Each stage is a Kustomization that waits for the one before: Flux checks the health of everything in it (a migration Job until it is
complete) before the next begins.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.kubernetes import KubernetesObject, ObjectMeta
from portkey_constructs.kubernetes.flux import (
    GitRepository,
    GitRepositorySpec,
    GitRepositorySpecRef,
    GitRepositorySpecSecretRef,
    Kustomization,
    KustomizationSpec,
    KustomizationSpecDependsOn,
    KustomizationSpecSourceRef,
    OCIRepository,
    OCIRepositorySpec,
    OCIRepositorySpecRef,
    OCIRepositorySpecSecretRef,
)
from portkey_constructs.manifests.platform import Stage, platform

__all__ = ["FluxSource", "flux"]

_TIMEOUTS: Final = {
    Stage.NAMESPACE: "1m",
    Stage.ACCESS: "5m",
    Stage.STORES: "15m",
    Stage.MIGRATION: "30m",
    Stage.SERVICES: "15m",
}


@dataclass(frozen=True, slots=True)
class FluxSource:
    """Where Flux finds the manifests.

    `url` begins with `oci://` for an OCI artifact, else it is a Git repository; `ref` is a tag of the one or a branch of the other;
    `path` is the folder with the stages; `secret` names the Secret with the repository's credentials; `interval` is Go's duration.
    """

    url: str
    ref: str | None = None
    path: str = "."
    secret: str | None = None
    namespace: str = "flux-system"
    interval: str = "10m"

    def __post_init__(self) -> None:
        """Raises `ConfigurationError` with every part that Flux would refuse."""
        found = [
            Problem(option, f"is {given}", f"expected {expected}", "PK-FLUX-001")
            for option, given, pattern, expected in (
                ("--url", self.url, r"(https?|ssh|oci)://[^\s@]+|ssh://[^\s@:]+@\S+", "an https://, ssh:// or oci:// address, without a password"),
                ("--interval", self.interval, r"([0-9]+h)?([0-9]+m)?([0-9]+s)?", "a duration such as 10m"),
                ("--flux-namespace", self.namespace, r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", "the name of a namespace"),
                ("--path", self.path, r"(?!/)(?!.*\.\.)\S+", "a folder inside the repository"),
            )
            if not given or not re.fullmatch(pattern, given)
        ]
        if found:
            raise ConfigurationError([replace(one, message="is not what Flux takes") if one.path == "--url" else one for one in found])

    @property
    def kind(self) -> str:
        """The kind of Flux's source."""
        return "OCIRepository" if self.url.startswith("oci://") else "GitRepository"


def flux(config: PortkeyConfig, source: FluxSource) -> tuple[KubernetesObject, ...]:
    """The source and a Kustomization for each stage that has objects."""
    stages = list(dict.fromkeys(staged.stage for staged in platform(config)))
    return (_source(config, source), *_kustomizations(config, source, stages))


def _meta(name: str, source: FluxSource) -> ObjectMeta:
    labels = {"app.kubernetes.io/name": "portkey", "app.kubernetes.io/managed-by": "portkey-constructs"}
    return ObjectMeta(name=name, namespace=source.namespace, labels=labels)


def _source(config: PortkeyConfig, source: FluxSource) -> KubernetesObject:
    api_version, meta = "source.toolkit.fluxcd.io/v1", _meta(config.name, source)
    if source.kind == "OCIRepository":
        oci = OCIRepositorySpec(interval=source.interval, url=source.url, ref=OCIRepositorySpecRef(tag=source.ref or "latest"))
        if source.secret:
            oci["secretRef"] = OCIRepositorySpecSecretRef(name=source.secret)
        return OCIRepository(apiVersion=api_version, kind=source.kind, metadata=meta, spec=oci)
    git = GitRepositorySpec(interval=source.interval, url=source.url, ref=GitRepositorySpecRef(branch=source.ref or "main"))
    if source.secret:
        git["secretRef"] = GitRepositorySpecSecretRef(name=source.secret)
    return GitRepository(apiVersion=api_version, kind=source.kind, metadata=meta, spec=git)


def _kustomizations(config: PortkeyConfig, source: FluxSource, stages: Iterable[Stage]) -> Iterable[Kustomization]:
    before: str | None = None
    for stage in stages:
        name = f"{config.name}-{stage.partition('-')[2]}"
        spec = KustomizationSpec(
            interval=source.interval,
            retryInterval="1m",
            timeout=_TIMEOUTS[stage],
            path=f"./{source.path.strip('./')}/{stage}".replace("//", "/"),
            prune=stage is not Stage.NAMESPACE,
            wait=True,
            sourceRef=KustomizationSpecSourceRef(kind=source.kind, name=config.name),
        )
        if stage is Stage.NAMESPACE:
            # With the Namespace every volume claim would go, so it stays whatever happens to this object or its folder.
            spec["deletionPolicy"] = "Orphan"
        if before:
            spec["dependsOn"] = [KustomizationSpecDependsOn(name=before)]
        yield Kustomization(apiVersion="kustomize.toolkit.fluxcd.io/v1", kind="Kustomization", metadata=_meta(name, source), spec=spec)
        before = name
