"""Problems of a Namespace that refuses the platform's own pods."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from portkey_constructs.errors import Problem
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.admission import LEVELS, Level, admission_level, has_user_namespace
from portkey_constructs.manifests.extra_objects import extra_objects
from portkey_constructs.platform.customized_pods import ENFORCE
from portkey_constructs.platform.platform import Platform

__all__ = ["refused_pods"]


def refused_pods(platform: Platform, manifests: Iterable[KubernetesObject], pods: Sequence[KubernetesObject]) -> Iterator[Problem]:
    """A problem for a Namespace whose level of Pod Security admission refuses pods of the workloads among `pods`."""
    namespaces = [(_setting(platform, manifest), manifest) for manifest in manifests]
    for index, (_, manifest) in enumerate(extra_objects(platform)):
        namespaces.append((f"extraObjects.{index}.metadata.labels.{ENFORCE}", manifest))
    for setting, manifest in namespaces:
        if manifest["kind"] != "Namespace" or manifest["metadata"]["name"] != platform.names.namespace:
            continue
        level = _level(manifest)
        # The API server may allow more to pods in a user namespace, depending on its version.
        needed = {_name(workload): admission_level([workload]) for workload in pods if not has_user_namespace(workload)}
        refused = {name: least for name, least in needed.items() if LEVELS.index(least) < LEVELS.index(level)}
        if refused:
            message = f"is {level}, with which the API server refuses the pods of {', '.join(refused)}"
            fix = f"set {min(refused.values(), key=LEVELS.index)}, or change the pods"
            yield Problem(setting, message, fix, "PK-NAMESPACE-006")


def _level(namespace: Mapping[str, Any]) -> Level:
    labels = namespace["metadata"].get("labels") or {}
    # A Namespace without the label, or with an unknown level, admits every pod.
    return next((level for level in LEVELS if labels.get(ENFORCE) == level), "privileged")


def _name(manifest: Mapping[str, Any]) -> str:
    return f"{manifest['kind']} {manifest['metadata']['name']}"


def _setting(platform: Platform, namespace: Mapping[str, Any]) -> str:
    """The setting that gives the platform's Namespace its level."""
    config = platform.config
    patches = [f"patches.{index}" for index, patch in enumerate(config.patches) if patch.target.kind == "Namespace"]
    configured = {"namespaceLabels": config.namespace_labels, "labels": config.labels}
    for name, labels in configured.items():
        if ENFORCE in labels and (labels[ENFORCE] == _level(namespace) or not patches):
            return f"{name}.{ENFORCE}"
    return patches[-1] if patches else "namespaceLabels"
