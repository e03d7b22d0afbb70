"""What holds of every rendering, whatever the configuration: each invariant yields what is wrong, in words."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import yaml

from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.gitops.text import to_yaml
from tests.objects import Manifest, containers, found, nodes, pods, selects
from tests.outside import Outside, outside, references

__all__ = ["broken"]

Invariant = Callable[[Sequence[Manifest], Outside], Iterator[str]]

_LABEL: Final = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_SUBDOMAIN: Final = re.compile(rf"(?=.{{1,253}}$){_LABEL.pattern}(\.{_LABEL.pattern})*")
_KEY: Final = re.compile(rf"({_SUBDOMAIN.pattern}/)?[A-Za-z0-9]([-\w.]{{0,61}}[A-Za-z0-9])?", re.ASCII)
_VALUE: Final = re.compile(r"([A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)?", re.ASCII)
_PORT: Final = re.compile(r"(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*")
_ADDRESS: Final = re.compile(r"//([-a-z0-9]+)\.([-a-z0-9]+)\.svc\.[-a-zA-Z0-9.]+:(\d+)")
_LONGEST: Final = {"StatefulSet": 52, "ServiceAccount": 253, "Secret": 253, "ConfigMap": 253, "Ingress": 253}
_MAY_BE_EMPTY: Final = ("emptyDir", "securityContext", "matchExpressions")


def broken(objects: Iterable[Any], config: PortkeyConfig) -> list[str]:
    """Everything that is wrong with the objects of a configuration."""
    listed, around = list(objects), outside(config)
    return [f"{invariant.__name__.strip('_')}: {wrong}" for invariant in _INVARIANTS for wrong in invariant(listed, around)]


def _twice(what: str, names: Iterable[Any]) -> Iterator[str]:
    yield from (f"{what} {name} stands {count} times" for name, count in Counter(names).items() if count > 1)


def _says(one: Manifest) -> str:
    return f"{one['kind']} {one['metadata']['name']}"


def _identities(objects: Sequence[Manifest], _: Outside) -> Iterator[str]:
    yield from _twice("object", (_says(one) + one["metadata"].get("namespace", "") for one in objects))
    spaces = {one["metadata"].get("namespace") for one in objects if one["kind"] != "Namespace"}
    if len(spaces) != 1:
        yield f"objects stand in {spaces}"


def _names(objects: Sequence[Manifest], _: Outside) -> Iterator[str]:
    for one in objects:
        name = one["metadata"]["name"]
        if len(name) > _LONGEST.get(one["kind"], 63) or not _SUBDOMAIN.fullmatch(name):
            yield f"{_says(one)} is no name"
        if one["kind"] == "Service" and (not _LABEL.fullmatch(name) or not name[0].isalpha()):
            yield f"{_says(one)} is no host name"
        for path, value in nodes(one):
            if path.endswith((".labels", ".matchLabels", ".annotations")):
                plain = path.endswith(".annotations")
                yield from (f"{_says(one)}{path}: key {key}" for key in value if not _KEY.fullmatch(key))
                yield from (f"{_says(one)}{path}: {text!r}" for text in value.values() if not isinstance(text, str))
                yield from (f"{_says(one)}{path}: {text!r}" for text in value.values() if not plain and not _VALUE.fullmatch(text))
    for pod in pods(objects):
        for container in containers(pod):
            yield from (f"port {port['name']}" for port in container.get("ports", []) if not _PORT.fullmatch(port.get("name", "x")))
            yield from (f"container {container['name']}" for _ in [0] if not _LABEL.fullmatch(container["name"]))
        yield from (f"volume {volume['name']}" for volume in pod.spec.get("volumes", []) if not _LABEL.fullmatch(volume["name"]))


def _nothing_dangles(objects: Sequence[Manifest], around: Outside) -> Iterator[str]:
    """Secrets, ConfigMaps and their keys, service accounts: made here, said to exist, or named by the user's own fragments."""
    made = {(kind, one["metadata"]["name"], key) for kind in ("Secret", "ConfigMap") for one in found(objects, kind) for key in _keys(one)}
    accounts = {one["metadata"]["name"] for one in found(objects, "ServiceAccount")}
    for pod in pods(objects):
        for reference in references(pod.spec):
            if reference not in made | around.references:
                yield f"{_says(pod.owner)} reads {reference}"
        if pod.spec["serviceAccountName"] not in accounts | around.service_accounts:
            yield f"{_says(pod.owner)} runs as {pod.spec['serviceAccountName']}"
        for pulled in pod.spec.get("imagePullSecrets", []):
            if ("Secret", pulled["name"], ".dockerconfigjson") not in made | around.references:
                yield f"{_says(pod.owner)} pulls with {pulled['name']}"


def _keys(one: Manifest) -> Iterator[str]:
    yield ""
    yield from (*one.get("data", {}), *one.get("stringData", {}))


def _services(objects: Sequence[Manifest], _: Outside) -> Iterator[str]:
    for service in found(objects, "Service"):
        chosen = [pod for pod in pods(objects) if selects(service["spec"]["selector"], pod)]
        if len(chosen) != 1:
            yield f"{_says(service)} selects {[pod.name for pod in chosen]}"
        ports = service["spec"]["ports"]
        yield from _twice(f"{_says(service)}: port name", (port["name"] for port in ports))
        yield from _twice(f"{_says(service)}: port", (port["port"] for port in ports))
        for pod in chosen:
            open_ports = [port.get("name") for container in containers(pod) for port in container.get("ports", [])]
            yield from (f"{_says(service)} leads to {port}" for port in ports if open_ports.count(port["targetPort"]) != 1)
    headless = {one["metadata"]["name"]: one for one in found(objects, "Service") if one["spec"].get("clusterIP") == "None"}
    for stateful in found(objects, "StatefulSet"):
        governor = headless.get(stateful["spec"]["serviceName"])
        if governor is None or governor["spec"]["selector"] != stateful["spec"]["selector"]["matchLabels"]:
            yield f"{_says(stateful)} is governed by {governor}"


def _selectors(objects: Sequence[Manifest], _: Outside) -> Iterator[str]:
    """Workloads and disruption budgets select the pods of one workload; a migration's pods are nobody's."""
    for one in (*found(objects, "Deployment"), *found(objects, "StatefulSet"), *found(objects, "PodDisruptionBudget")):
        chosen = [pod.name for pod in pods(objects) if selects(one["spec"]["selector"]["matchLabels"], pod)]
        if chosen != [one["metadata"]["name"]]:
            yield f"{_says(one)} selects {chosen}"


def _addresses(objects: Sequence[Manifest], _: Outside) -> Iterator[str]:
    """Who is told the address of one of our Services is told a port that it has."""
    services = {(one["metadata"]["name"], one["metadata"]["namespace"]): one["spec"]["ports"] for one in found(objects, "Service")}
    for one in objects:
        for path, text in nodes(one):
            for name, space, port in _ADDRESS.findall(text) if isinstance(text, str) else ():
                if int(port) not in [known["port"] for known in services.get((name, space), [])]:
                    yield f"{_says(one)}{path} leads to port {port} of {name}"


def _ingresses(objects: Sequence[Manifest], _: Outside) -> Iterator[str]:
    ports = {(one["metadata"]["name"], port["name"]) for one in found(objects, "Service") for port in one["spec"]["ports"]}
    claimed = []
    for ingress in found(objects, "Ingress"):
        for rule in ingress["spec"]["rules"]:
            claimed += [(rule["host"], path["path"]) for path in rule["http"]["paths"]]
            backends = [path["backend"]["service"] for path in rule["http"]["paths"]]
            yield from (f"{_says(ingress)} leads to {one}" for one in backends if (one["name"], one["port"]["name"]) not in ports)
    yield from _twice("ingress path", claimed)


def _scaling(objects: Sequence[Manifest], _: Outside) -> Iterator[str]:
    for scaler in found(objects, "HorizontalPodAutoscaler"):
        spec = scaler["spec"]
        targets = [one for one in found(objects, spec["scaleTargetRef"]["kind"]) if one["metadata"]["name"] == spec["scaleTargetRef"]["name"]]
        if len(targets) != 1 or "replicas" in targets[0]["spec"]:
            yield f"{_says(scaler)} scales {len(targets)} objects, or one with fixed replicas"
        if not spec["metrics"] or spec["minReplicas"] > spec["maxReplicas"]:
            yield f"{_says(scaler)} cannot scale"
        for target in targets:
            given = target["spec"]["template"]["spec"]["containers"][0].get("resources", {})
            known = {**given.get("limits", {}), **given.get("requests", {})}
            yield from (f"{_says(scaler)} has no request for {one}" for one in spec["metrics"] if one["containerResource"]["name"] not in known)


def _pods(objects: Sequence[Manifest], around: Outside) -> Iterator[str]:
    for pod in pods(objects):
        spec, who = pod.spec, _says(pod.owner)
        if spec["enableServiceLinks"] is not False:
            yield f"{who} takes service links"
        if spec["automountServiceAccountToken"] is not (pod.labels["app.kubernetes.io/component"] in around.tokens):
            yield f"{who} mounts a token, or not, against what was said"
        volumes = [volume["name"] for volume in spec.get("volumes", [])]
        volumes += [claim["metadata"]["name"] for claim in pod.owner["spec"].get("volumeClaimTemplates", [])]
        yield from _twice(f"{who}: volume", volumes)
        yield from _twice(f"{who}: container", (container["name"] for container in containers(pod)))
        yield from _twice(f"{who}: port name", (port.get("name", str(port)) for one in spec["containers"] for port in one.get("ports", [])))
        for container in containers(pod):
            mounts = container.get("volumeMounts", [])
            yield from _twice(f"{who}: mount", (mount["mountPath"] for mount in mounts))
            yield from (f"{who} mounts {mount['name']}" for mount in mounts if mount["name"] not in volumes)
        for container in containers(pod):
            seconds = container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds")
            if seconds is not None and not 0 < seconds <= spec.get("terminationGracePeriodSeconds", 30):
                yield f"{who} sleeps {seconds} seconds before it stops"


def _variables(objects: Sequence[Manifest], _: Outside) -> Iterator[str]:
    for pod in pods(objects):
        for container in containers(pod):
            before: set[str] = set()
            for variable in container.get("env", []):
                name, value = variable["name"], variable.get("value", "")
                if name in before or ("value" in variable) == ("valueFrom" in variable) or not isinstance(value, str):
                    yield f"{pod.name}: {variable}"
                if name.startswith("ANALYTICS_"):
                    yield from (f"{pod.name}: {name} comes before {used}" for used in re.findall(r"\$\((\w+)\)", value) if used not in before)
                before.add(name)


def _leftovers(objects: Sequence[Manifest], _: Outside) -> Iterator[str]:
    for one in objects:
        for path, value in nodes(one):
            if value is None or (value in ({}, []) and not path.endswith(_MAY_BE_EMPTY)):
                yield f"{_says(one)}{path} is {value}"


def _own_memory(objects: Sequence[Manifest], around: Outside) -> Iterator[str]:
    """No map or list stands in two places, or in the configuration: who changes one object changes no other."""
    seen = dict(around.memory)
    for one in objects:
        for path, value in nodes(one):
            if isinstance(value, dict | list):
                if id(value) in seen:
                    yield f"{_says(one)}{path} is {seen[id(value)]} too"
                seen[id(value)] = f"{_says(one)}{path}"


def _yaml(objects: Sequence[Manifest], _: Outside) -> Iterator[str]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    if list(yaml.load_all(to_yaml(objects), Loader=loader)) != list(objects):
        yield "is not what YAML gives back"


_INVARIANTS: Final[tuple[Invariant, ...]] = (
    _identities,
    _names,
    _nothing_dangles,
    _services,
    _selectors,
    _addresses,
    _ingresses,
    _scaling,
    _pods,
    _variables,
    _leftovers,
    _own_memory,
    _yaml,
)
