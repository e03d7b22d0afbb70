"""The commands that adopt a release of a Helm chart, and those that go back, as shell scripts."""

import re
from collections.abc import Iterable, Iterator, Sequence
from shlex import quote
from typing import Any, Final, Literal, NamedTuple, get_args

from portkey_constructs.adoption.shell import ADOPT, ADOPT_END, COMMON, UNDO
from portkey_constructs.kubernetes.registry import Stage
from portkey_constructs.plan.data_risks import loses_data_with_pod
from portkey_constructs.platform.labels import component_of
from portkey_constructs.platform.platform import Platform

__all__ = ["TOOLS", "Commands", "Tool", "adoption_script", "undo_script"]

Tool = Literal["kubectl", "flux", "argocd"]
"""The tool that applies the manifests after the adoption."""
TOOLS: Final[tuple[Tool, ...]] = get_args(Tool)
_MANAGERS: Final = {"kubectl": "kubectl", "flux": "kustomize-controller", "argocd": "argocd-controller"}
"""The name under which each tool applies server-side."""
_MANAGED_BY: Final = "app.kubernetes.io/managed-by"
_INDENTED: Final = "\n# "
_AFTER: Final[dict[str, tuple[str, ...]]] = {
    "kubectl": ("Apply with kubectl apply --server-side from now on.",),
    "flux": (
        "Commit the manifests and the Kustomizations of portkey-constructs flux after this script: Flux owns the fields already and changes none.",
        "If a HelmRelease installed the chart, delete it while it is suspended: otherwise Flux uninstalls the release.",
    ),
    "argocd": (
        "Create the Application of portkey-constructs argocd after this script: it syncs with ServerSideApply=true and changes no pod.",
        "If an Application installed the chart, delete it with argocd app delete NAME --cascade=false: otherwise Argo CD deletes the objects.",
        "Argo CD keeps no release record: set RECORD=none if it rendered the chart.",
    ),
}


class Commands(NamedTuple):
    """What the commands of a script refer to: the cluster, and the options that select the configuration, quoted for a shell."""

    arguments: str
    context: str = ""
    kubeconfig: str = ""
    environment: str = ""
    """The name of the environment if the options select one of several."""


def adoption_script(platform: Platform, release: str, tool: Tool, commands: Commands) -> str:
    """The script that adopts a release; it runs unattended, stops at the first failure, and can run again."""
    staged = [(entry.stage, entry.manifest) for entry in platform.objects()]
    manifests = [manifest for _, manifest in staged]
    head = _heading(
        f"Adopts the Helm release {release} in namespace {platform.names.namespace}: its objects become those of portkey-constructs.",
        "Read it, then run it in the folder of the configuration, with kubectl, helm and portkey-constructs on PATH.",
        "It deletes no object except the release record, stops at the first failure, and can run again.",
        "Variables: BACKUP (folder of the backup), CONTEXT, TIMEOUT (15m), DRAIN (20 seconds), LOSE_DATA=yes, VERIFY=no, RECORD=none, PAUSED=yes.",
        *_AFTER[tool],
    )
    folder = f'"$manifests"/{quote(commands.environment)}' if commands.environment else '"$manifests"'
    values = {
        "manager": _MANAGERS[tool],
        "autoscaled": quote(_lines(_autoscaled(manifests))),
        "ephemeral": quote(" and ".join(_ephemeral(manifests))),
        "arguments": commands.arguments,
        "folder": folder,
    }
    unlabelled = [_target(manifest) for manifest in manifests if _MANAGED_BY not in (manifest["metadata"].get("labels") or {})]
    stages = "".join(_stage(stage, [manifest for of, manifest in staged if of is stage]) for stage in Stage)
    labels = f"\n# Objects whose manifest has no label {_MANAGED_BY}, so that applying does not replace it.\nunlabelled={quote(_lines(unlabelled))}\n"
    return head + _common(platform, release, manifests, commands) + _filled(ADOPT, values) + stages + labels + _filled(ADOPT_END, values)


def undo_script(platform: Platform, release: str, commands: Commands) -> str:
    """The script that goes back to the release, from the backup of the adoption."""
    head = _heading(
        f"Gives the objects in namespace {platform.names.namespace} back to the Helm release {release}, as they were before the adoption.",
        "Stop the tool that applies our manifests first: suspend the Kustomizations of Flux, or delete the Application of Argo CD without cascade.",
        "The pods restart with the chart's settings. Data that was written since the adoption stays in the volumes.",
        "Variables: BACKUP (folder of the backup), CONTEXT.",
    )
    return head + _common(platform, release, [entry.manifest for entry in platform.objects()], commands) + UNDO


def _heading(*lines: str) -> str:
    return f"#!/bin/sh\n# {_INDENTED.join(lines)}\n"


def _common(platform: Platform, release: str, manifests: Sequence[Any], commands: Commands) -> str:
    return _filled(
        COMMON,
        {
            "release": quote(release),
            "namespace": quote(platform.names.namespace),
            "context": quote(commands.context),
            "kubeconfig": quote(commands.kubeconfig),
            "backup": quote(f"adopt-{release}"),
            "objects": quote(_lines(map(_target, manifests))),
        },
    )


def _filled(text: str, values: dict[str, str]) -> str:
    return re.sub("@([a-z]+)@", lambda match: values[match[1]], text)


def _lines(targets: Iterable[str]) -> str:
    """Targets on a line each; they contain no quotes."""
    return "\n" + "".join(f"{target}\n" for target in dict.fromkeys(targets))


def _target(manifest: Any) -> str:
    """An object as an argument of kubectl: `deployment.apps/portkey-gateway`."""
    group, slash, _ = str(manifest["apiVersion"]).partition("/")
    return f"{str(manifest['kind']).lower()}{f'.{group}' if slash else ''}/{manifest['metadata']['name']}"


def _autoscaled(manifests: Sequence[Any]) -> Iterator[str]:
    scaled = {
        str(manifest["spec"]["scaleTargetRef"]["name"]) for manifest in manifests if manifest["kind"] in ("HorizontalPodAutoscaler", "ScaledObject")
    }
    for manifest in manifests:
        if manifest["kind"] == "Deployment" and manifest["metadata"]["name"] in scaled and "replicas" not in manifest["spec"]:
            yield _target(manifest)


def _ephemeral(manifests: Sequence[Any]) -> Iterator[str]:
    """The databases whose data is in the pod; Redis is not one of them, because the services fill it again."""
    for manifest in manifests:
        component = component_of(manifest)
        if component != "redis" and loses_data_with_pod(manifest, component):
            yield str(manifest["metadata"]["name"])


def _stage(stage: Stage, manifests: Sequence[Any]) -> str:
    """Applies a stage, and waits for what the next one needs."""
    if not manifests:
        return ""
    lines = [f"apply_stage {stage.value}"]
    served = {_target(manifest): list(_services(manifest, manifests)) for manifest in manifests if _rolls(manifest)}
    if served:
        lines = [
            f"keep_pods {' '.join((stage.value, *map(quote, served)))}",
            *lines,
            "add_pods",
            *(f"move_requests {' '.join(map(quote, (deployment, *services)))}" for deployment, services in served.items()),
            f"end_pods {stage.value}",
        ]
    for manifest in manifests:
        target = quote(_target(manifest))
        if manifest["kind"] in ("Deployment", "StatefulSet"):
            lines.append(f'k rollout status {target} --timeout="$timeout"')
        elif manifest["kind"] == "Job":
            lines.append(f'k wait --for=condition=complete {target} --timeout="$timeout"')
    return "".join(f"{line}\n" for line in lines)


def _rolls(manifest: Any) -> bool:
    """Whether new pods of a Deployment may run beside the old ones, which is not so for Redis of the chart portkey-gateway."""
    if manifest["kind"] != "Deployment":
        return False
    strategy = manifest["spec"].get("strategy") or {}
    surge = str((strategy.get("rollingUpdate") or {}).get("maxSurge", 1)).removesuffix("%")
    return strategy.get("type") == "RollingUpdate" and surge != "0"


def _services(deployment: Any, manifests: Sequence[Any]) -> Iterator[str]:
    """The Services of the same stage that send requests to the pods of a Deployment, and to no others: only these can select the new pods alone."""
    for service in manifests:
        if service["kind"] == "Service":
            receivers = [manifest for manifest in manifests if manifest["kind"] in ("Deployment", "StatefulSet") and _receives(manifest, service)]
            if receivers == [deployment]:
                yield _target(service)


def _receives(workload: Any, service: Any) -> bool:
    """Whether a Service sends requests to the pods of a workload: its selector matches, and they have a port that it names.

    The gateway's Service of the chart selects the pods of the data service too, but names a port that they do not have.
    """
    template, selector = workload["spec"]["template"], service["spec"].get("selector") or {}
    ports = {port.get("name") for container in template["spec"]["containers"] for port in container.get("ports") or ()}
    targets = [port.get("targetPort", port["port"]) for port in service["spec"].get("ports") or ()]
    reached = any(target in ports if isinstance(target, str) else True for target in targets)
    return bool(selector) and selector.items() <= template["metadata"]["labels"].items() and reached
