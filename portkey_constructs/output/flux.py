"""Flux objects that deploy the platform stage by stage, from a repository with its rendered manifests.

Each stage is a Kustomization that depends on the previous one: Flux waits until all its objects are healthy, and the migration Job is
complete, before it applies the next stage.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

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
from portkey_constructs.kubernetes.registry import KINDS, Stage
from portkey_constructs.manifests.flux_substitution import without_substitution
from portkey_constructs.output.gitops_names import GITOPS_NAME, MAX_LENGTH, gitops_name
from portkey_constructs.platform.platform import Platform

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
    """The repository that Flux reads the manifests from.

    `url` is an OCI artifact if it begins with `oci://`, and a Git repository otherwise. `ref` is a tag or a branch of the repository, `path`
    the folder with the stages, `secret` the name of the Secret with credentials, and `interval` a duration such as `10m`. `name` is the name of
    the source and the prefix of the Kustomizations, by default that of `gitops_name`.
    """

    url: str
    ref: str | None = None
    path: str = "."
    secret: str | None = None
    namespace: str = "flux-system"
    interval: str = "10m"
    name: str | None = None

    def __post_init__(self) -> None:
        """Raises `ConfigurationError` with every value that Flux would reject."""
        problems = [
            # The message omits the URL, because it may contain a password.
            Problem(option, "is not an address that Flux accepts" if option == "--url" else f"is {value}", f"expected {expected}", "PK-FLUX-001")
            for option, value, pattern, expected in (
                ("--url", self.url, r"(https?|ssh|oci)://[^\s@]+|ssh://[^\s@:]+@\S+", "an https://, ssh:// or oci:// address, without a password"),
                ("--interval", self.interval, r"([0-9]+h)?([0-9]+m)?([0-9]+s)?", "a duration such as 10m"),
                ("--flux-namespace", self.namespace, r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", "the name of a namespace"),
                ("--path", self.path, r"(?!/)(?!.*\.\.)\S+", "a folder inside the repository"),
            )
            if not value or not re.fullmatch(pattern, value)
        ]
        if self.name is not None and not (len(self.name) <= MAX_LENGTH and re.fullmatch(GITOPS_NAME, self.name)):
            expected = f"expected at most {MAX_LENGTH} lowercase letters, digits, hyphens and dots"
            problems.append(Problem("--name", f"is {self.name!r}", expected, "PK-FLUX-001"))
        if problems:
            raise ConfigurationError(problems)

    @property
    def kind(self) -> str:
        """The kind of the Flux source."""
        return "OCIRepository" if self.url.startswith("oci://") else "GitRepository"


def flux(platform: Platform, source: FluxSource) -> tuple[KubernetesObject, ...]:
    """The Flux source, and a Kustomization for each stage that has objects."""
    stages = list(dict.fromkeys(staged.stage for staged in platform.objects()))
    name = source.name or gitops_name(platform)
    return tuple(map(without_substitution, (_source(name, source), *_kustomizations(name, source, stages))))


def _meta(name: str, source: FluxSource) -> ObjectMeta:
    labels = {"app.kubernetes.io/name": "portkey", "app.kubernetes.io/managed-by": "portkey-constructs"}
    return ObjectMeta(name=name, namespace=source.namespace, labels=labels)


def _source(name: str, source: FluxSource) -> KubernetesObject:
    api_version, meta = KINDS[source.kind].api_version, _meta(name, source)
    if source.kind == "OCIRepository":
        oci = OCIRepositorySpec(interval=source.interval, url=source.url, ref=OCIRepositorySpecRef(tag=source.ref or "latest"))
        if source.secret:
            oci["secretRef"] = OCIRepositorySpecSecretRef(name=source.secret)
        return OCIRepository(apiVersion=api_version, kind=source.kind, metadata=meta, spec=oci)
    git = GitRepositorySpec(interval=source.interval, url=source.url, ref=GitRepositorySpecRef(branch=source.ref or "main"))
    if source.secret:
        git["secretRef"] = GitRepositorySpecSecretRef(name=source.secret)
    return GitRepository(apiVersion=api_version, kind=source.kind, metadata=meta, spec=git)


def _kustomizations(platform: str, source: FluxSource, stages: Iterable[Stage]) -> Iterable[Kustomization]:
    previous: str | None = None
    for stage in stages:
        name = f"{platform}-{stage.partition('-')[2]}"
        spec = KustomizationSpec(
            interval=source.interval,
            retryInterval="1m",
            timeout=_TIMEOUTS[stage],
            path=f"./{source.path.strip('./')}/{stage}".replace("//", "/"),
            prune=stage is not Stage.NAMESPACE,
            wait=True,
            sourceRef=KustomizationSpecSourceRef(kind=source.kind, name=platform),
        )
        if stage is Stage.NAMESPACE:
            # Deleting the Namespace would delete all volume claims, so Flux keeps it even if this Kustomization or its folder is deleted.
            spec["deletionPolicy"] = "Orphan"
        if previous:
            spec["dependsOn"] = [KustomizationSpecDependsOn(name=previous)]
        yield Kustomization(apiVersion=KINDS["Kustomization"].api_version, kind="Kustomization", metadata=_meta(name, source), spec=spec)
        previous = name
