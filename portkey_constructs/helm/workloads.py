"""The keys of a workload: replicas, autoscaling, Service, service account, containers, volumes."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from portkey_constructs.config.secret_shapes import secret_in
from portkey_constructs.helm.draft import Draft, printed
from portkey_constructs.helm.report import Outcome

__all__ = [
    "add_environment",
    "carry",
    "carry_autoscaling",
    "carry_component_name",
    "carry_security",
    "carry_service",
    "carry_service_account",
    "container_settings",
    "environment",
]

_EXPOSED: Final = ("frontend", "gateway")
_CONTAINER: Final[Mapping[str, str]] = {
    "args": "args",
    "command": "command",
    "envFrom": "envFrom",
    "lifecycle": "lifecycle",
    "livenessProbe": "probes.liveness",
    "ports": "ports",
    "readinessProbe": "probes.readiness",
    "resources": "resources",
    "securityContext": "securityContext",
    "startupProbe": "probes.startup",
    "volumeMounts": "volumeMounts",
}
"""The setting of each field of a container that extraContainerConfig adds."""


def carry(draft: Draft, path: str) -> None:
    """Carry a key that stands alone over to its setting."""
    key = draft.keys[path]
    value = draft.value(path)
    if value == key.default and path.startswith("images."):
        draft.report(path, Outcome.DERIVED, key.target, "the version that this library tests applies")
        return
    if value in (None, "", [], {}):
        draft.report(path, Outcome.DERIVED, key.target, "empty, which is the default")
        return
    match key.conversion:
        case "env":
            add_environment(draft, key.target, environment(value))
        case "container":
            container_settings(draft, key.target, value)
        case "annotations":
            # The chart gives them to the workload and to its pods.
            draft.set(key.target, value)
            draft.set(f"{key.target.rpartition('.')[0]}.podAnnotations", value)
        case "probe":
            draft.set(key.target, value)
        case "text":
            draft.set(key.target, draft.text(path))
        case _:
            draft.set(key.target, draft.number(path) if key.type == "integer" else value)
    draft.report(path, Outcome(key.outcome) if key.outcome else Outcome.CARRIED, key.target, key.remark)


def environment(variables: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The variables of a container as a map by name; a later variable replaces an earlier one, as in a pod."""
    result: dict[str, Any] = {}
    for variable in variables:
        value = variable.get("valueFrom", variable.get("value"))
        result[str(variable.get("name"))] = value if isinstance(value, Mapping) else "" if value is None else printed(value)
    return result


def add_environment(draft: Draft, setting: str, variables: Mapping[str, Any]) -> None:
    """Add variables to a setting; a variable that may be confidential becomes a reference to a Secret."""
    secret = f"{draft.full_name}-environment"
    for name, value in variables.items():
        if isinstance(value, str) and secret_in(name, value):
            draft.secret(secret, name, value)
            draft.need(setting, f"create the Secret {secret} with the key {name}: the values had it in plain text")
            variables = {**variables, name: {"secretKeyRef": {"name": secret, "key": name}}}
    draft.set(setting, {**_present(draft.get(setting)), **variables})


def container_settings(draft: Draft, component: str, fields: Mapping[str, Any]) -> None:
    """The fields that the chart adds to a container: settings where there are some, a patch for the rest."""
    rest = {}
    for field, value in fields.items():
        if field in _CONTAINER:
            draft.set(f"{component}.{_CONTAINER[field]}", value)
        elif field == "env":
            add_environment(draft, f"{component}.env", environment(value))
        else:
            rest[field] = value
    if rest:
        kind = "StatefulSet" if component in ("mysql", "redis", "clickhouse") else "Deployment"
        merge = {"spec": {"template": {"spec": {"containers": [{"name": component, **rest}]}}}}
        draft.config.setdefault("patches", []).append({"target": {"kind": kind, "component": component}, "merge": merge})


def carry_autoscaling(draft: Draft, component: str, prefix: str, replicas: str) -> None:
    """The autoscaler or the number of replicas of a service; what the values do not mention is left to the defaults of this library."""
    if not draft.is_given(prefix) and not draft.is_given(replicas):
        return
    if not draft.is_given(prefix) and draft.truth(f"{prefix}.enabled"):
        draft.report(replicas, Outcome.DEAD, f"{component}.replicas", "autoscaling decides")
        return
    if draft.truth(f"{prefix}.enabled"):
        if draft.keys.get(f"{prefix}.createHpa") is None or draft.truth(f"{prefix}.createHpa"):
            _horizontal(draft, component, prefix)
        else:
            draft.set(f"{component}.autoscaling", {"kind": "external"})
            draft.report(prefix, Outcome.CARRIED, f"{component}.autoscaling", "another controller owns the number of replicas")
        draft.report(replicas, Outcome.DEAD, f"{component}.replicas", "autoscaling decides")
        return
    draft.report(prefix, Outcome.DERIVED, f"{component}.autoscaling", "autoscaling is off: replicas is a fixed number")
    draft.set(f"{component}.replicas", draft.number(replicas))
    draft.report(replicas, Outcome.CARRIED, f"{component}.replicas")


def _horizontal(draft: Draft, component: str, prefix: str) -> None:
    targets = {"cpu": "targetCPUUtilizationPercentage", "memory": "targetMemoryUtilizationPercentage"}
    scaling: dict[str, Any] = {"min": draft.number(f"{prefix}.minReplicas"), "max": draft.number(f"{prefix}.maxReplicas")}
    scaling |= {name: draft.number(f"{prefix}.{key}") for name, key in targets.items() if draft.truth(f"{prefix}.{key}")}
    behavior = {key: draft.number(f"{prefix}.behavior.{key}") for key in _behavior_keys()}
    defaults = {key: draft.keys[f"{prefix}.behavior.{key}"].default for key in _behavior_keys()}
    if behavior != defaults:
        scaling["behavior"] = {
            "scaleUp": {
                "stabilizationWindowSeconds": behavior["scaleUp.stabilizationWindowSeconds"],
                "policies": [
                    {"type": "Pods", "value": behavior["scaleUp.podScaleUpValue"], "periodSeconds": behavior["scaleUp.periodSeconds"]},
                    {"type": "Percent", "value": behavior["scaleUp.percentScaleUpValue"], "periodSeconds": behavior["scaleUp.periodSeconds"]},
                ],
            },
            "scaleDown": {
                "stabilizationWindowSeconds": behavior["scaleDown.stabilizationWindowSeconds"],
                "policies": [
                    {"type": "Pods", "value": behavior["scaleDown.podScaleDownValue"], "periodSeconds": behavior["scaleDown.periodSeconds"]}
                ],
            },
        }
    draft.set(f"{component}.autoscaling", scaling)
    draft.report(prefix, Outcome.CARRIED, f"{component}.autoscaling")


def _behavior_keys() -> tuple[str, ...]:
    up = ("stabilizationWindowSeconds", "podScaleUpValue", "percentScaleUpValue", "periodSeconds")
    down = ("stabilizationWindowSeconds", "podScaleDownValue", "periodSeconds")
    return (*(f"scaleUp.{key}" for key in up), *(f"scaleDown.{key}" for key in down))


def carry_service(draft: Draft, component: str, prefix: str, *, exposed: bool) -> None:
    """The Service of a component; a Service of type LoadBalancer of an exposed component becomes its exposure."""
    kind = draft.text(f"{prefix}.type") or "ClusterIP"
    fields = {"annotations": "annotations", "loadBalancerSourceRanges": "sourceRanges", "loadBalancerIP": "loadBalancerIP"}
    if not exposed and component in _EXPOSED and kind == "LoadBalancer" and not draft.is_given(f"{prefix}.type"):
        kind = "ClusterIP"
    if exposed and kind == "LoadBalancer":
        draft.report(f"{prefix}.type", Outcome.CARRIED, f"exposure.{component}", "a Service of type LoadBalancer beside the Service in the cluster")
        port = draft.number(f"{prefix}.{'httpPort' if component == 'frontend' else 'port'}")
        values = {"kind": "loadBalancer"} | ({"port": port} if port not in (80, None, "") else {})
        values |= {
            {"sourceRanges": "allowFrom"}.get(name, name): draft.value(f"{prefix}.{key}")
            for key, name in fields.items()
            if draft.truth(f"{prefix}.{key}")
        }
        draft.set(f"exposure.{component}", values)
        for key in fields:
            draft.report(f"{prefix}.{key}", Outcome.CARRIED, f"exposure.{component}")
        return
    if not exposed and component in _EXPOSED and kind == "LoadBalancer":
        draft.report(
            f"{prefix}.type", Outcome.FIXED, f"exposure.{component}", "a load balancer beside the ingress opened a second door; the ingress stays"
        )
        kind = "ClusterIP"
    if kind != "ClusterIP":
        draft.set(f"{component}.service.type", kind)
    draft.report(f"{prefix}.type", Outcome.CARRIED, f"{component}.service.type")
    for key, name in fields.items():
        useless = key.startswith("loadBalancer") and kind != "LoadBalancer"
        if draft.truth(f"{prefix}.{key}") and not useless:
            draft.set(f"{component}.service.{name}", draft.value(f"{prefix}.{key}"))
        outcome = Outcome.DEAD if useless else Outcome.CARRIED
        draft.report(f"{prefix}.{key}", outcome, f"{component}.service.{name}", "only a Service of type LoadBalancer has it" if useless else "")


def carry_service_account(draft: Draft, component: str, prefix: str) -> None:
    """The service account of a component, and the cloud identity in its annotations."""
    name = draft.text(f"{prefix}.name")
    setting = f"{component}.serviceAccount"
    if draft.truth(f"{prefix}.create"):
        account = {"name": name, "annotations": draft.value(f"{prefix}.annotations"), "labels": draft.value(f"{prefix}.labels")}
        if draft.value(f"{prefix}.automount") is True and draft.is_given(f"{prefix}.automount"):
            account["mountToken"] = True
        account = {key: value for key, value in account.items() if value}
        if account:
            draft.set(setting, account)
        draft.report(prefix, Outcome.CARRIED, setting)
        return
    if name and name != "default":
        draft.set(setting, {"kind": "existing", "name": name})
        draft.report(f"{prefix}.name", Outcome.CARRIED, setting)
        draft.report(f"{prefix}.create", Outcome.CARRIED, setting, "kind: existing")
        draft.report(prefix, Outcome.DEAD, setting, "the chart does not create the account")
        return
    draft.report(prefix, Outcome.FIXED, setting, "the account default of the namespace is shared; each component gets its own")


def carry_security(draft: Draft, component: str, prefix: str) -> None:
    """Keep the user of the container: a security context of the pods replaces ours, which has the user that the chart gives the container."""
    context = draft.value(f"{prefix}securityContext")
    if draft.truth(f"{prefix}podSecurityContext") and context and not draft.is_given(f"{prefix}securityContext"):
        draft.set(f"{component}.securityContext", {**context, "capabilities": {"drop": ["ALL"]}})


def carry_component_name(draft: Draft, component: str, path: str) -> None:
    """The name of a component in the names of its objects."""
    default = draft.keys[path].default
    if draft.value(path) != default:
        draft.report(path, Outcome.DERIVED, "name", f"the objects of {component} keep the name {default}")
    draft.report(path, Outcome.DERIVED, "name")


def _present(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
