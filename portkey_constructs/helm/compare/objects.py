"""All facts of one side of a comparison."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from portkey_constructs.config.secret_shapes import FORMS, secret_shape
from portkey_constructs.helm.compare.flattening import flattened, own_labels, text
from portkey_constructs.helm.compare.inventory import WORKLOADS, Inventory, name_of, secret_values
from portkey_constructs.helm.compare.model import SHARED, Fact, Facts, Value
from portkey_constructs.helm.compare.pods import Row, file_text, workload_facts

__all__ = ["facts_of"]

_PULL_KEY: Final = ".dockerconfigjson"


def facts_of(inventory: Inventory) -> Facts:
    """The facts of every component."""
    facts: Facts = {}
    names: dict[tuple[str, str], list[str]] = {}
    mounted = {key for item in inventory.of_kind(*WORKLOADS) for key in _mounted(item)}
    for item in inventory.objects:
        component, kind = inventory.component(item), item["kind"]
        if kind != "Secret":
            names.setdefault((component, kind), []).append(name_of(item))
        for section, name, value in _object_facts(component, item, inventory):
            _add(facts, Fact(component, section, name), value)
        if kind == "ConfigMap" and name_of(item) not in mounted:
            for key, content in (item.get("data") or {}).items():
                for section, name, value in file_text(key, content):
                    _add(facts, Fact(component, section, name), value)
    for (component, kind), values in names.items():
        _add(facts, Fact(component, "names", kind), Value(", ".join(sorted(values))))
    for name, value in _secret_keys(facts, inventory):
        facts.setdefault(Fact(SHARED, "secrets", name), value)
    return facts


def _add(facts: Facts, fact: Fact, value: Value) -> None:
    former = facts.get(fact)
    if former and former != value and fact.section != "environment":
        content = "; ".join(filter(None, (former.hidden, value.hidden)))
        value = value._replace(text=f"{former.text}; {value.text}", confidential=former.confidential or value.confidential, hidden=content)
    facts[fact] = value


def _mounted(workload: Mapping[str, Any]) -> Iterator[str]:
    spec = workload["spec"]
    template = spec["template"] if "template" in spec else spec["jobTemplate"]["spec"]["template"]
    for volume in template["spec"].get("volumes") or ():
        if config_map := volume.get("configMap"):
            yield config_map["name"]


def _secret_keys(facts: Facts, inventory: Inventory) -> Iterator[tuple[str, Value]]:
    """The keys of Secrets: those in the manifests, and those that the pods read."""
    for secret in inventory.of_kind("Secret"):
        for key, text_of_key in secret_values(secret).items():
            yield f"{name_of(secret)}/{key}", _presence(text_of_key)
    for fact, value in tuple(facts.items()):
        if value.source.startswith("Secret ") and " key " in value.source:
            name, _, key = value.source.removeprefix("Secret ").partition(" key ")
            yield f"{name}/{key}", _presence(value.text)
        if fact.section == "secrets" and fact.name.startswith("pull Secret "):
            yield f"{fact.name.removeprefix('pull Secret ')}/{_PULL_KEY}", Value("present")


def _presence(content: str | None) -> Value:
    if content == "":
        return Value("empty")
    return Value("present with a password in a URL" if secret_shape(content or "") == FORMS["url"] else "present", hidden=_canonical(content or ""))


def _canonical(content: str) -> str:
    """JSON, such as the logins of registries, in one spelling; other text as it is."""
    try:
        return text(json.loads(content)) if content[:1] == "{" else content
    except (ValueError, RecursionError):
        return content


def _object_facts(component: str, item: Mapping[str, Any], inventory: Inventory) -> Iterator[Row]:
    kind, spec = item["kind"], item.get("spec") or {}
    if kind in WORKLOADS:
        yield from workload_facts(component, item, inventory)
        scaled = any(
            ((other.get("spec") or {}).get("scaleTargetRef") or {}).get("name") == name_of(item)
            for other in inventory.of_kind("HorizontalPodAutoscaler", "ScaledObject")
        )
        if not scaled and kind in ("Deployment", "StatefulSet"):
            yield "scaling", "replicas", Value(text(spec.get("replicas", 1)))
    elif kind == "Service":
        yield from _service(item, inventory)
    elif kind == "HorizontalPodAutoscaler":
        yield from _autoscaler(spec)
    elif kind == "PodDisruptionBudget":
        for name, value in flattened(spec, leave_out=("selector",)):
            yield "scaling", f"disruption budget {name}", Value(value)
    elif kind == "Ingress":
        yield from _ingress(item, inventory)
    elif kind == "ServiceAccount":
        yield "serviceAccounts", "service account", Value("present")
        for name, value in own_labels(item["metadata"].get("annotations")):
            yield "serviceAccounts", f"annotation {name}", Value(value)
        for secret in item.get("imagePullSecrets") or ():
            yield "serviceAccounts", f"pull Secret {secret['name']}", Value("used")
    elif kind in ("NetworkPolicy", "CiliumNetworkPolicy", "FQDNNetworkPolicy"):
        yield "objects", kind, Value("present")
    elif kind not in ("Secret", "ConfigMap"):
        yield "objects", kind, Value("present")
        for name, value in flattened(spec):
            yield "objects", f"{kind} {name}", Value(value)


def _service(item: Mapping[str, Any], inventory: Inventory) -> Iterator[Row]:
    spec = item.get("spec") or {}
    if spec.get("clusterIP") == "None":
        yield "exposure", "headless Service", Value("present")
        return
    kind = spec.get("type") or "ClusterIP"
    targets = _target_ports(inventory.component(item), inventory)
    for port in spec.get("ports") or ():
        target = port.get("targetPort", port["port"])
        number = f"{port['port']}/{port.get('protocol', 'TCP')}"
        container_port = Value(f"to container port {targets.get(target, target)}")
        yield "ports", f"Service {number}", container_port
        if kind != "ClusterIP":
            yield "exposure", f"{kind} {number}", container_port
    rest = {name: value for name, value in spec.items() if name not in ("ports", "selector", "type", "clusterIP") and value not in (None, "")}
    for name, value in flattened(rest):
        yield "exposure", f"Service {name}", Value(value)
    for name, value in own_labels(item["metadata"].get("annotations")):
        yield "exposure", f"Service annotation {name}", Value(value)


def _target_ports(component: str, inventory: Inventory) -> dict[Any, int]:
    ports = {}
    for workload in inventory.of_kind("Deployment", "StatefulSet"):
        if inventory.component(workload) == component:
            for container in workload["spec"]["template"]["spec"]["containers"]:
                ports.update({port.get("name"): port["containerPort"] for port in container.get("ports") or ()})
    return ports


def _autoscaler(spec: Mapping[str, Any]) -> Iterator[Row]:
    yield "scaling", "minReplicas", Value(text(spec.get("minReplicas", 1)))
    yield "scaling", "maxReplicas", Value(text(spec["maxReplicas"]))
    for metric in spec.get("metrics") or ():
        source = metric.get("containerResource") or metric.get("resource")
        if source is None:
            yield "scaling", f"metric {metric.get('type')}", Value(text(metric))
            continue
        target = ", ".join(f"{name} {amount}" for name, amount in flattened(source["target"], leave_out=("type",)))
        yield "scaling", f"{source['name']} target", Value(target)
        yield "scaling", f"{source['name']} measured", Value("container" if "containerResource" in metric else "pod")
    for name, value in flattened(spec.get("behavior")):
        if not name.endswith("selectPolicy") or value != "Max":
            yield "scaling", f"behavior {name}", Value(value)


def _ingress(item: Mapping[str, Any], inventory: Inventory) -> Iterator[Row]:
    spec = item.get("spec") or {}
    annotations = item["metadata"].get("annotations") or {}
    name = spec.get("ingressClassName") or annotations.get("kubernetes.io/ingress.class") or "the default"
    # Without a host, the Ingress is for all hosts.
    place = "Ingress" if any(rule.get("host") for rule in spec.get("rules") or ()) else "Ingress */"
    for rule in spec.get("rules") or ():
        for path in (rule.get("http") or {}).get("paths") or ():
            service = path["backend"]["service"]
            port = service["port"].get("number") or inventory.service_port(service["name"], service["port"].get("name"))
            target = f"{inventory.service_component(service['name'])} port {port}"
            route = Value(f"to {target}, pathType {path.get('pathType', '')}, class {name}")
            yield "exposure", f"Ingress {rule.get('host') or '*'}{path.get('path', '/')}", route
    for tls in spec.get("tls") or ():
        for host in tls.get("hosts") or ("*",):
            yield "exposure", f"Ingress TLS {host}", Value(f"with Secret {tls.get('secretName', '')}")
    for key, value in own_labels(annotations):
        if key != "kubernetes.io/ingress.class":
            yield "exposure", f"{place} annotation {key}", Value(value)
