"""Rules about the Namespace that the manifests create."""

import re
from typing import Final

from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, declare, rule

__all__: list[str] = []

_NAME: Final = "kubernetes.io/metadata.name"
"""The label that the API server itself sets."""
_POD_SECURITY: Final = "pod-security.kubernetes.io/"
_LEVELS: Final = ("privileged", "baseline", "restricted")
_MODES: Final = ("enforce", "audit", "warn")
_VERSION: Final = re.compile(r"v1\.[0-9]{1,3}")


@rule(
    "PK-NAMESPACE-001",
    title="labels or annotations of a Namespace that is not created",
    cause="With createNamespace: false, the manifests contain no Namespace, so nothing would set them.",
    fix="Set them where the Namespace is created, or set createNamespace: true.",
    settings=("namespaceLabels", "namespaceAnnotations", "createNamespace"),
    example=Example(
        "createNamespace: false\nnamespaceLabels: {istio-injection: enabled}\n",
        "createNamespace: true\nnamespaceLabels: {istio-injection: enabled}\n",
    ),
)
def namespace_of_others(platform: Platform) -> Findings:
    config = platform.config
    if not config.create_namespace:
        for name, values in (("namespaceLabels", config.namespace_labels), ("namespaceAnnotations", config.namespace_annotations)):
            if values:
                yield Finding(name, "is set, but createNamespace is false")


@rule(
    "PK-NAMESPACE-002",
    title="the label with the name of the Namespace",
    cause=f"The API server sets {_NAME} to the name of the Namespace, whatever the manifest contains.",
    fix="Remove the label; to rename the Namespace, set namespace.",
    settings=("namespaceLabels",),
    example=Example(f"namespaceLabels: {{{_NAME}: ai}}\n", "namespaceLabels: {example.org/name: ai}\n"),
)
def label_of_the_server(platform: Platform) -> Findings:
    if _NAME in platform.config.namespace_labels:
        yield Finding(f"namespaceLabels.{_NAME}", "is set by the API server")


@rule(
    "PK-NAMESPACE-003",
    title="an unknown label or level of Pod Security admission",
    cause="The API server refuses a Namespace whose pod-security.kubernetes.io labels have another level or version, and ignores labels with "
    "another name.",
    fix="Set enforce, audit or warn to privileged, baseline or restricted, and versions to latest or to one such as v1.37.",
    settings=("namespaceLabels",),
    example=Example(f"namespaceLabels: {{{_POD_SECURITY}enforce: strict}}\n", f"namespaceLabels: {{{_POD_SECURITY}enforce: baseline}}\n"),
)
def pod_security_level(platform: Platform) -> Findings:
    for label, value in sorted(platform.config.namespace_labels.items()):
        if not label.startswith(_POD_SECURITY):
            continue
        mode, _, version = label.removeprefix(_POD_SECURITY).partition("-")
        if mode not in _MODES or version not in ("", "version"):
            yield Finding(
                f"namespaceLabels.{label}", "is no label of Pod Security admission", f"use {', '.join(_MODES)}, or one of them with -version"
            )
        elif version and value != "latest" and not _VERSION.fullmatch(value):
            yield Finding(f"namespaceLabels.{label}", f"is {value}", "set latest, or a version such as v1.37")
        elif not version and value not in _LEVELS:
            yield Finding(f"namespaceLabels.{label}", f"is {value}", f"set one of {', '.join(_LEVELS)}")


declare(
    "PK-NAMESPACE-006",
    title="the level of the Namespace refuses the pods",
    cause=f"With the label {_POD_SECURITY}enforce, the API server creates no pod that needs a weaker level: Deployments, StatefulSets and Jobs stay "
    "without pods. The backend's image has no documented user, so by default its pods need baseline. Sidecars, volumes, security contexts and "
    "patches may need even less strict levels.",
    fix="Set the level that the message names, remove the label for the strictest level that suits the pods, or change the pods: "
    "runAsNonRoot: true in backend.podSecurityContext makes the backend meet restricted.",
    settings=("namespaceLabels", "labels", "patches", "patches.**", "extraObjects", "extraObjects.**"),
    example=Example(f"namespaceLabels: {{{_POD_SECURITY}enforce: restricted}}\n", f"namespaceLabels: {{{_POD_SECURITY}enforce: baseline}}\n"),
)
