"""What the API server checks between the fields of an object, and no schema can express."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from portkey_constructs.config.quantities import exact_amount

__all__ = ["Place", "field_problems", "fragment_problems", "pod_problems"]

Place = tuple[tuple[str | int, ...], str]
"""A place in an object, and what is expected there."""
_Map = Mapping[str, Any]

_MAX_ANNOTATIONS: Final = 256 << 10
_MAX_DATA: Final = 1 << 20
_MAX_LABEL: Final = 63
_MAX_SEARCH_LIST: Final = 2048
_DEFAULT_GRACE_PERIOD: Final = 30
_DEFAULT_PROGRESS_DEADLINE: Final = 600
_HUGE_PAGES: Final = "hugepages-"
_BLOCKS: Final = frozenset(("persistentVolumeClaim", "ephemeral"))
"""The kinds of volumes that can be devices."""


def _map(value: Any) -> _Map:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _maps(value: Any) -> Sequence[tuple[int, _Map]]:
    """The entries of a list that are maps, with their positions; the schema reports any other."""
    return [(index, entry) for index, entry in enumerate(_list(value)) if isinstance(entry, Mapping)]


def _scalar(entry: _Map, field: str) -> str | int | None:
    """A text or a number; None for anything else, which the schema reports."""
    value = entry.get(field)
    return value if isinstance(value, str | int) else None


def _repeated(entries: Sequence[tuple[int, _Map]], key: Callable[[_Map], Any]) -> Iterator[int]:
    """The positions of the entries whose key an earlier entry has, too; an entry with the key None counts as different."""
    seen = set()
    for index, entry in entries:
        if (value := key(entry)) is not None:
            if value in seen:
                yield index
            seen.add(value)


def field_problems(kind: str, manifest: _Map) -> Iterator[Place]:
    """What is wrong between the fields of an object."""
    yield from _metadata(_map(manifest.get("metadata")))
    if check := _CHECKS.get(kind):
        yield from check(manifest)


def _metadata(metadata: _Map) -> Iterator[Place]:
    annotations = _map(metadata.get("annotations"))
    if _size(annotations) > _MAX_ANNOTATIONS:
        yield ("metadata", "annotations"), "expected at most 256 KiB of annotations; move long values into a ConfigMap"


def _size(texts: _Map) -> int:
    return sum(len(str(key).encode()) + len(str(value).encode()) for key, value in texts.items())


def _data(manifest: _Map) -> Iterator[Place]:
    values = {field: "".join(map(str, _map(manifest.get(field)).values())) for field in ("data", "binaryData", "stringData")}
    encoded = ("binaryData", "data") if manifest.get("kind") == "Secret" else ("binaryData",)
    # Base64 is a third longer than what it encodes.
    if sum(len(text.encode()) * (3 / 4 if field in encoded else 1) for field, text in values.items()) > _MAX_DATA:
        yield (), "expected at most 1 MiB of data"
    both = _map(manifest.get("data")).keys() & _map(manifest.get("binaryData")).keys()
    for key in sorted(both):
        yield ("binaryData", key), "expected another key than those of data"


def _selector(spec: _Map) -> Iterator[Place]:
    selector = _map(spec.get("selector"))
    labels = _map(_map(_map(spec.get("template")).get("metadata")).get("labels"))
    if not selector.get("matchLabels") and not selector.get("matchExpressions"):
        yield ("spec", "selector"), "expected a selector that is not empty"
    elif not _selects(selector, labels):
        yield ("spec", "template", "metadata", "labels"), "expected the labels that spec.selector selects"


def _workload(manifest: _Map) -> Iterator[Place]:
    spec = _map(manifest.get("spec"))
    yield from _selector(spec)
    pod = _map(_map(spec.get("template")).get("spec"))
    if pod.get("restartPolicy", "Always") != "Always":
        yield ("spec", "template", "spec", "restartPolicy"), "expected Always, because the pods run until they are replaced"
    if pod.get("activeDeadlineSeconds") is not None:
        yield ("spec", "template", "spec", "activeDeadlineSeconds"), "expected no deadline, because the pods run until they are replaced"
    claims = [str(_scalar(_map(claim.get("metadata")), "name") or "") for _, claim in _maps(spec.get("volumeClaimTemplates"))]
    yield from _below(("spec", "template", "spec"), pod_problems(pod, [claim for claim in claims if claim]))
    for index, claim in enumerate(claims):
        if not claim or "." in claim or len(claim) > _MAX_LABEL:
            expected = f"expected a name of at most {_MAX_LABEL} lowercase letters, digits and hyphens"
            yield ("spec", "volumeClaimTemplates", index, "metadata", "name"), expected


def _deployment(manifest: _Map) -> Iterator[Place]:
    yield from _workload(manifest)
    spec = _map(manifest.get("spec"))
    deadline, ready = spec.get("progressDeadlineSeconds", _DEFAULT_PROGRESS_DEADLINE), spec.get("minReadySeconds", 0)
    if isinstance(deadline, int) and isinstance(ready, int) and deadline <= ready:
        yield ("spec", "progressDeadlineSeconds"), "expected more seconds than minReadySeconds"


def _job(manifest: _Map) -> Iterator[Place]:
    spec = _map(manifest.get("spec"))
    pod = _map(_map(spec.get("template")).get("spec"))
    if pod.get("restartPolicy") not in ("OnFailure", "Never"):
        yield ("spec", "template", "spec", "restartPolicy"), "expected OnFailure or Never, because a Job ends"
    elif spec.get("podFailurePolicy") is not None and pod["restartPolicy"] != "Never":
        yield ("spec", "template", "spec", "restartPolicy"), "expected Never, because podFailurePolicy is set"
    if spec.get("podFailurePolicy") is not None and spec.get("podReplacementPolicy", "Failed") != "Failed":
        yield ("spec", "podReplacementPolicy"), "expected Failed, because podFailurePolicy is set"
    if spec.get("manualSelector") is True:
        yield from _selector(spec)
    for index, rule in _maps(_map(spec.get("podFailurePolicy")).get("rules")):
        if rule.get("action") == "FailIndex" and spec.get("backoffLimitPerIndex") is None:
            yield ("spec", "podFailurePolicy", "rules", index, "action"), "expected backoffLimitPerIndex in the Job"
    yield from _below(("spec", "template", "spec"), pod_problems(pod))


def _below(prefix: tuple[str | int, ...], problems: Iterator[Place]) -> Iterator[Place]:
    return (((*prefix, *path), message) for path, message in problems)


def _selects(selector: _Map, labels: _Map) -> bool:
    if any(labels.get(key) != value for key, value in _map(selector.get("matchLabels")).items()):
        return False
    for _, requirement in _maps(selector.get("matchExpressions")):
        key, values = str(requirement.get("key")), _list(requirement.get("values"))
        match requirement.get("operator"):
            case "In" if labels.get(key) not in values:
                return False
            case "NotIn" if key in labels and labels[key] in values:
                return False
            case "Exists" if key not in labels:
                return False
            case "DoesNotExist" if key in labels:
                return False
    return True


def pod_problems(pod: _Map, claims: Sequence[str] = ()) -> Iterator[Place]:
    """What is wrong between the fields of a pod; `claims` are the volumes that a StatefulSet adds."""
    volumes = _maps(pod.get("volumes"))
    for index in _repeated(volumes, lambda volume: _scalar(volume, "name")):
        yield ("volumes", index, "name"), "expected a name that no other volume has"
    for index, volume in volumes:
        yield from _below(("volumes", index), _volume_problems(volume))
    names = dict.fromkeys(claims, True) | {_scalar(volume, "name"): not _BLOCKS.isdisjoint(volume) for _, volume in volumes}
    grace = pod.get("terminationGracePeriodSeconds", _DEFAULT_GRACE_PERIOD)
    taken: set[Any] = set()
    for field in ("containers", "initContainers"):
        for index, container in _maps(pod.get(field)):
            if (name := _scalar(container, "name")) in taken:
                yield (field, index, "name"), "expected a name that no other container has"
            taken.add(name)
            yield from _below((field, index), _container(container, names, grace))
    if pod.get("dnsPolicy") == "None" and not _map(pod.get("dnsConfig")).get("nameservers"):
        yield ("dnsConfig", "nameservers"), "expected a name server, because dnsPolicy is None"
    searches = _map(pod.get("dnsConfig")).get("searches")
    if isinstance(searches, list | tuple) and len(" ".join(map(str, searches))) > _MAX_SEARCH_LIST:
        yield ("dnsConfig", "searches"), f"expected at most {_MAX_SEARCH_LIST} characters in all"
    yield from _host_ports(pod)


def _container(container: _Map, volumes: Mapping[Any, bool], grace: Any) -> Iterator[Place]:
    if not container.get("image"):
        yield ("image",), "expected an image"
    mounts = _maps(container.get("volumeMounts"))
    for index, mount in mounts:
        if _scalar(mount, "name") not in volumes:
            yield ("volumeMounts", index, "name"), "expected the name of a volume of the pod"
    for index, variable in _maps(container.get("env")):
        file = _map(_map(variable.get("valueFrom")).get("fileKeyRef"))
        if file and _scalar(file, "volumeName") not in volumes:
            yield ("env", index, "valueFrom", "fileKeyRef", "volumeName"), "expected the name of a volume of the pod"
    for index in _repeated(mounts, lambda mount: _scalar(mount, "mountPath")):
        yield ("volumeMounts", index, "mountPath"), "expected a path that no other mount has"
    devices = _maps(container.get("volumeDevices"))
    for index, device in devices:
        if not volumes.get(_scalar(device, "name")):
            yield ("volumeDevices", index, "name"), "expected the name of a volume of the pod with a claim"
        if not device.get("devicePath") or ".." in str(device["devicePath"]).split("/"):
            yield ("volumeDevices", index, "devicePath"), "expected a path without .."
    for field in ("name", "devicePath"):
        for index in _repeated(devices, lambda device: _scalar(device, field)):  # noqa: B023
            yield ("volumeDevices", index, field), f"expected a different {field} for each entry"
    if {_scalar(device, "name") for _, device in devices} & {_scalar(mount, "name") for _, mount in mounts}:
        yield ("volumeDevices",), "expected volumes that volumeMounts does not mount"
    yield from _container_problems(container)
    for hook in ("postStart", "preStop"):
        seconds = _map(_map(_map(container.get("lifecycle")).get(hook)).get("sleep")).get("seconds")
        if isinstance(seconds, int) and isinstance(grace, int) and seconds > grace:
            yield ("lifecycle", hook, "sleep", "seconds"), f"expected at most {grace} seconds, the grace period of the pod"


def _container_problems(container: _Map) -> Iterator[Place]:
    """What is wrong between the fields of a container."""
    for index in _repeated(_maps(container.get("ports")), lambda port: _scalar(port, "name") or None):
        yield ("ports", index, "name"), "expected a name that no other port has"
    resources = _map(container.get("resources"))
    requests, limits = _map(resources.get("requests")), _map(resources.get("limits"))
    for name, request in requests.items():
        wanted, most = exact_amount(request), exact_amount(limits[name]) if name in limits else None
        if wanted is None or (most is None and name in limits):
            continue
        if _overcommitted(name):
            if most is not None and wanted > most:
                yield ("resources", "requests", name), "expected an amount that is not above the limit"
        elif wanted != most:
            yield ("resources", "requests", name), "expected the same amount as the limit, because the resource cannot be shared"
    names = requests.keys() | limits.keys()
    if any(name.startswith(_HUGE_PAGES) for name in names) and names.isdisjoint(("cpu", "memory")):
        yield ("resources",), "expected an amount of CPU or memory beside the huge pages"
    for field, amounts in (("requests", requests), ("limits", limits)):
        for name, value in amounts.items():
            number, unit = exact_amount(value), _unit(name)
            if number is not None and unit and (number % unit or (number == 0 and name.startswith(_HUGE_PAGES))):
                yield ("resources", field, name), f"expected a multiple of {name.removeprefix(_HUGE_PAGES) if unit > 1 else 'one'}"


def _overcommitted(resource: str) -> bool:
    """Whether the requests for a resource may be lower than the limits."""
    return not resource.startswith(_HUGE_PAGES) and ("/" not in resource or "kubernetes.io/" in resource)


def _unit(resource: str) -> Decimal | None:
    """The amount of a resource that cannot be divided."""
    if resource.startswith(_HUGE_PAGES):
        return exact_amount(resource.removeprefix(_HUGE_PAGES))
    return None if _overcommitted(resource) else Decimal(1)


def _volume_problems(volume: _Map) -> Iterator[Place]:
    """What is wrong between the fields of a volume."""
    sources = _maps(_map(volume.get("projected")).get("sources"))
    paths: set[Any] = set()
    for index, source in sources:
        for kind in ("secret", "configMap", "downwardAPI"):
            for number, item in _maps(_map(source.get(kind)).get("items")):
                if (path := _scalar(item, "path")) is not None and path in paths:
                    yield ("projected", "sources", index, kind, "items", number, "path"), "expected a path that no other file has"
                paths.add(path)


def _host_ports(pod: _Map) -> Iterator[Place]:
    """Ports of the node that two containers use, or that differ from the port of a container in the network of the node."""
    seen = set()
    for index, container in _maps(pod.get("containers")):
        for number, port in _maps(container.get("ports")):
            host = _scalar(port, "hostPort")
            if host:
                key = (host, _scalar(port, "protocol") or "TCP", _scalar(port, "hostIP") or "")
                if key in seen:
                    yield ("containers", index, "ports", number, "hostPort"), "expected a port of the node that no other container uses"
                seen.add(key)
            if pod.get("hostNetwork") is True and host and host != port.get("containerPort"):
                yield ("containers", index, "ports", number, "hostPort"), "expected containerPort, because hostNetwork is true"


def _service(manifest: _Map) -> Iterator[Place]:
    spec = _map(manifest.get("spec"))
    kind = spec.get("type", "ClusterIP")
    ports = _maps(spec.get("ports"))
    if not ports and kind != "ExternalName" and spec.get("clusterIP") != "None":
        yield ("spec", "ports"), "expected at least one port"
    addresses = _list(spec.get("clusterIPs"))
    if addresses and addresses[0] != spec.get("clusterIP"):
        yield ("spec", "clusterIPs"), "expected the address of clusterIP as the first one"
    for index, port in ports:
        if len(ports) > 1 and not port.get("name"):
            yield ("spec", "ports", index), "expected a name, because the Service has several ports"
        if port.get("nodePort") and kind == "ClusterIP":
            yield ("spec", "ports", index, "nodePort"), "expected no port of the nodes, because the type is ClusterIP"
    for index in _repeated(ports, lambda port: _scalar(port, "name") or None):
        yield ("spec", "ports", index, "name"), "expected a name that no other port has"
    for field in ("port", "nodePort"):
        for index in _repeated(ports, lambda port: (_scalar(port, field), _scalar(port, "protocol") or "TCP") if _scalar(port, field) else None):  # noqa: B023
            yield ("spec", "ports", index, field), "expected a number that no other port has"
    external = kind in ("NodePort", "LoadBalancer") or (kind == "ClusterIP" and spec.get("externalIPs"))
    policy = spec.get("externalTrafficPolicy")
    if policy and not external:
        yield ("spec", "externalTrafficPolicy"), f"expected no policy, because the type is {kind}"
    elif policy and policy not in ("Cluster", "Local"):
        yield ("spec", "externalTrafficPolicy"), "expected one of Cluster, Local"
    if spec.get("healthCheckNodePort") and not (kind == "LoadBalancer" and policy == "Local"):
        yield ("spec", "healthCheckNodePort"), "expected no port, unless the type is LoadBalancer and externalTrafficPolicy is Local"
    if spec.get("sessionAffinityConfig") is not None and spec.get("sessionAffinity", "None") == "None":
        yield ("spec", "sessionAffinityConfig"), "expected sessionAffinity: ClientIP"
    for field in ("loadBalancerClass", "loadBalancerSourceRanges", "allocateLoadBalancerNodePorts"):
        if spec.get(field) not in (None, []) and kind != "LoadBalancer":
            yield ("spec", field), f"expected no {field}, because the type is {kind}"
    if kind == "ExternalName" and not str(spec.get("externalName") or "").removesuffix("."):
        yield ("spec", "externalName"), "expected a name, because the type is ExternalName"


def _autoscaler(manifest: _Map) -> Iterator[Place]:
    spec = _map(manifest.get("spec"))
    least, most = spec.get("minReplicas", 1), spec.get("maxReplicas")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield ("spec", "maxReplicas"), "expected at least minReplicas"


def fragment_problems(type: str, fragment: _Map) -> Iterator[Place]:
    """What is wrong between the fields of a value of a setting."""
    if check := _FRAGMENT_CHECKS.get(type):
        yield from check(fragment)


_FRAGMENT_CHECKS: Final[Mapping[str, Callable[[_Map], Iterator[Place]]]] = {"Container": _container_problems, "Volume": _volume_problems}
_CHECKS: Final[Mapping[str, Callable[[_Map], Iterator[Place]]]] = {
    "ConfigMap": _data,
    "Deployment": _deployment,
    "HorizontalPodAutoscaler": _autoscaler,
    "Job": _job,
    "Secret": _data,
    "Service": _service,
    "StatefulSet": _workload,
}
