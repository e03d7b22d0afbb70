"""Argo CD objects that deploy platforms from a repository with their rendered manifests.

The waves are annotations of the rendered objects (`argocd: true`), so one Application deploys all stages in order.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, cast

from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.output.gitops_names import GITOPS_NAME, MAX_LENGTH, gitops_name
from portkey_constructs.output.kustomization import KUSTOMIZATION
from portkey_constructs.platform.platform import Platform

__all__ = ["ArgoCdEnvironment", "ArgoCdSource", "application", "application_set", "missing_waves"]

_API_VERSION: Final = "argoproj.io/v1alpha1"
_LABELS: Final = {"app.kubernetes.io/name": "portkey", "app.kubernetes.io/managed-by": "portkey-constructs"}
# The server computes the comparison. Defaults that it adds, such as those in the lists of an ExternalSecret, are then no difference.
_ANNOTATIONS: Final = {"argocd.argoproj.io/compare-options": "ServerSideDiff=true"}


@dataclass(frozen=True, slots=True)
class ArgoCdSource:
    """The repository that Argo CD reads the manifests from, and where it creates its objects.

    `url` is an OCI artifact if it begins with `oci://`, and a Git repository otherwise. `ref` is a branch, a tag or a commit, by default the
    default branch of a Git repository and `latest` of an OCI artifact. `namespace` is that of Argo CD, and `project` the name of an AppProject.
    """

    url: str
    ref: str | None = None
    namespace: str = "argocd"
    project: str = "default"

    def __post_init__(self) -> None:
        """Raises `ConfigurationError` with every value that Argo CD would reject."""
        address = r"(https?|ssh|oci)://[^\s@]+|ssh://[^\s@:]+@\S+"
        problems = [
            Problem(option, problem, f"expected {expected}", "PK-ARGOCD-001")
            for option, value, problem, pattern, expected in (
                # The message omits the URL, because it may contain a password.
                ("--url", self.url, "is not an address that Argo CD accepts", address, "an https://, ssh:// or oci:// address, without a password"),
                ("--ref", self.revision, f"is {self.ref!r}", r"\S+", "a branch, a tag or a commit"),
                ("--argocd-namespace", self.namespace, f"is {self.namespace!r}", r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", "the name of a namespace"),
                ("--project", self.project, f"is {self.project!r}", GITOPS_NAME, "the name of an AppProject"),
            )
            if not re.fullmatch(pattern, value)
        ]
        if problems:
            raise ConfigurationError(problems)

    @property
    def revision(self) -> str:
        """The revision to deploy."""
        return self.ref or ("latest" if self.url.startswith("oci://") else "HEAD")


class ArgoCdEnvironment(NamedTuple):
    """An environment to deploy: the name of its Application, its folder in the repository, its cluster and its namespace.

    `cluster` is the name of a cluster that Argo CD knows; `in-cluster` is the one that it runs in.
    """

    name: str
    path: str
    cluster: str
    namespace: str

    @classmethod
    def of(cls, platform: Platform, path: str, *, cluster: str = "in-cluster", name: str | None = None) -> "ArgoCdEnvironment":
        """The environment of a platform.

        Raises:
            ConfigurationError: a value is not one that Argo CD accepts.
        """
        environment = cls(gitops_name(platform) if name is None else name, path.removeprefix("./"), cluster, platform.names.namespace)
        checks = (
            ("--name", environment.name, GITOPS_NAME, f"at most {MAX_LENGTH} lowercase letters, digits, hyphens and dots"),
            ("--path", path, r"(?!/)(?!.*\.\.)\S+", "a folder inside the repository"),
            ("--cluster", cluster, r"\S(.*\S)?", "the name of a cluster in Argo CD"),
        )
        problems = [
            Problem(option, f"is {value!r}", f"expected {expected}", "PK-ARGOCD-001")
            for option, value, pattern, expected in checks
            if not re.fullmatch(pattern, value) or (option == "--name" and len(value) > MAX_LENGTH)
        ]
        if problems:
            raise ConfigurationError(problems)
        return environment


def application(source: ArgoCdSource, environment: ArgoCdEnvironment) -> KubernetesObject:
    """The Application of an environment."""
    return _object("Application", source, environment.name, _ANNOTATIONS, _application_spec(source, environment))


def application_set(name: str, source: ArgoCdSource, environments: Iterable[ArgoCdEnvironment]) -> KubernetesObject:
    """An ApplicationSet that creates the Application of each environment. Removing an environment keeps its objects in the cluster."""
    fields = ArgoCdEnvironment(*(f"{{{{.{field}}}}}" for field in ArgoCdEnvironment._fields))
    spec: dict[str, Any] = {
        "goTemplate": True,
        "goTemplateOptions": ["missingkey=error"],
        "generators": [{"list": {"elements": [environment._asdict() for environment in environments]}}],
        "syncPolicy": {"preserveResourcesOnDeletion": True},
        "template": {
            "metadata": {"name": fields.name, "labels": dict(_LABELS), "annotations": dict(_ANNOTATIONS)},
            "spec": _application_spec(source, fields),
        },
    }
    return _object("ApplicationSet", source, name, {}, spec)


def missing_waves(platform: Platform) -> list[Problem]:
    """A warning if the rendered objects have no sync waves."""
    if platform.config.argocd:
        return []
    message = "is false, so the objects have no sync waves and Argo CD applies them all at once"
    return [Problem("argocd", message, "set argocd: true, and render again", "PK-ARGOCD-002", "warning")]


def _object(kind: str, source: ArgoCdSource, name: str, annotations: dict[str, str], spec: dict[str, Any]) -> KubernetesObject:
    metadata: dict[str, Any] = {"name": name, "namespace": source.namespace, "labels": dict(_LABELS)}
    if annotations:
        metadata["annotations"] = dict(annotations)
    return cast(KubernetesObject, {"apiVersion": _API_VERSION, "kind": kind, "metadata": metadata, "spec": spec})


def _application_spec(source: ArgoCdSource, environment: ArgoCdEnvironment) -> dict[str, Any]:
    return {
        "project": source.project,
        "source": {
            "repoURL": source.url,
            "targetRevision": source.revision,
            "path": environment.path,
            # The files of kustomize are no objects, and a folder with them would be built by kustomize if no type was set.
            "directory": {"recurse": True, "exclude": f"{{{KUSTOMIZATION},*/{KUSTOMIZATION}}}"},
        },
        "destination": {"name": environment.cluster, "namespace": environment.namespace},
        "syncPolicy": {
            "automated": {"prune": True, "selfHeal": True},
            "syncOptions": ["ServerSideApply=true", "PruneLast=true", "FailOnSharedResource=true"],
            "retry": {"limit": 5, "backoff": {"duration": "30s", "factor": 2, "maxDuration": "10m"}},
        },
    }
