"""The facts of workloads: containers, volumes, security and how they roll out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from xml.etree import ElementTree

from portkey_constructs.config.hidden_text import concealed
from portkey_constructs.config.secret_shapes import HIDDEN
from portkey_constructs.helm.compare.environment import environment
from portkey_constructs.helm.compare.flattening import flattened, own_labels, quantity, text
from portkey_constructs.helm.compare.inventory import Inventory
from portkey_constructs.helm.compare.model import IN_CONFIG_JS, Value

__all__ = ["Row", "file_text", "workload_facts"]

Row = tuple[str, str, Value]
"""Section, name and value of a fact."""
_PROBES: Final = {"startupProbe": "startup", "livenessProbe": "liveness", "readinessProbe": "readiness"}
_TIMING: Final = (("periodSeconds", 10), ("timeoutSeconds", 1), ("failureThreshold", 3), ("successThreshold", 1), ("initialDelaySeconds", 0))
_CONTAINER_FIELDS: Final = ("env", "envFrom", "name", "ports", "resources", "securityContext", "volumeMounts", "image", "imagePullPolicy", *_PROBES)
_BOTH_LEVELS: Final = ("runAsUser", "runAsGroup", "runAsNonRoot", "seccompProfile", "seLinuxOptions")
_POD_DEFAULTS: Final[Mapping[str, Any]] = {
    "dnsPolicy": "ClusterFirst",
    "enableServiceLinks": True,
    "restartPolicy": "Always",
    "terminationGracePeriodSeconds": 30,
}
_POD_FIELDS: Final = (
    "containers", "initContainers", "volumes", "securityContext", "serviceAccountName", "automountServiceAccountToken",
    "imagePullSecrets", "topologySpreadConstraints", "nodeSelector", "tolerations", "affinity",
)  # fmt: skip
_SPEC_FIELDS: Final = ("template", "selector", "replicas", "volumeClaimTemplates", "serviceName")
_SPEC_DEFAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "Deployment": {
        "revisionHistoryLimit": 10,
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}},
    },
    "StatefulSet": {"revisionHistoryLimit": 10, "podManagementPolicy": "OrderedReady", "updateStrategy": {"type": "RollingUpdate"}},
}


def workload_facts(component: str, workload: Mapping[str, Any], inventory: Inventory) -> Iterator[Row]:
    """The facts of a workload and of its pods."""
    spec, kind = workload["spec"], workload["kind"]
    yield "pod", "kind", Value(kind)
    template = spec["template"] if "template" in spec else spec["jobTemplate"]["spec"]["template"]
    pod = template["spec"]
    rest = {name: value for name, value in spec.items() if name not in _SPEC_FIELDS}
    for name, value in flattened({**_SPEC_DEFAULTS.get(kind, {}), **rest}):
        yield "rollout", name, Value(value)
    claims = {claim["metadata"]["name"]: claim for claim in spec.get("volumeClaimTemplates") or ()}
    yield from _pod_facts(pod, inventory)
    for name, value in own_labels(template["metadata"].get("labels")):
        yield "pod", f"label {name}", Value(value)
    for name, value in own_labels(template["metadata"].get("annotations")):
        # The chart writes a random text, so that every upgrade restarts the pods.
        yield "pod", f"annotation {name}", Value("(random)" if name == "rollme" else value)
    containers = pod["containers"]
    main = next((container for container in containers if container["name"] == component), containers[0])
    for container in (*containers, *(pod.get("initContainers") or ())):
        prefix = "" if container is main else f"{container['name']}: "
        for section, name, fact in _container_facts(container, pod, claims, inventory):
            yield section, f"{prefix}{name}", fact


def _pod_facts(pod: Mapping[str, Any], inventory: Inventory) -> Iterator[Row]:
    account = pod.get("serviceAccountName", "default")
    yield "serviceAccounts", "account of the pods", Value(account)
    automount = pod.get("automountServiceAccountToken")
    if automount is None:
        accounts = (item for item in inventory.of_kind("ServiceAccount") if item["metadata"]["name"] == account)
        automount = next((item.get("automountServiceAccountToken") for item in accounts), None)
    yield "security", "service account token in the pods", Value(text(automount is not False))
    for name, value in flattened(pod.get("securityContext"), leave_out=_BOTH_LEVELS):
        yield "security", f"pod {name}", Value(value)
    for secret in pod.get("imagePullSecrets") or ():
        yield "secrets", f"pull Secret {secret['name']}", Value("used")
    for field in ("topologySpreadConstraints", "nodeSelector", "tolerations", "affinity"):
        placement = pod.get(field)
        if field == "topologySpreadConstraints":
            placement = [{name: part for name, part in constraint.items() if name != "labelSelector"} for constraint in placement or ()]
        if placement:
            yield "scheduling", field, Value(text(placement))
    rest = {name: value for name, value in pod.items() if name not in _POD_FIELDS and value not in (None, "")}
    for name, value in flattened({**_POD_DEFAULTS, **rest}):
        yield "pod", name, Value(value)


def _container_facts(container: Mapping[str, Any], pod: Mapping[str, Any], claims: Mapping[str, Any], inventory: Inventory) -> Iterator[Row]:
    image = str(container["image"])
    yield "image", "image", Value(image)
    tag = image.rpartition("/")[2].partition("@")[0].partition(":")[2]
    yield "image", "imagePullPolicy", Value(container.get("imagePullPolicy") or ("Always" if tag in ("", "latest") else "IfNotPresent"))
    yield from (("environment", name, variable) for name, variable in environment(container, inventory).items())
    ports = {port.get("name"): port for port in container.get("ports") or ()}
    for port in container.get("ports") or ():
        yield "ports", f"container {port['containerPort']}/{port.get('protocol', 'TCP')}", Value("open")
    for field, name in _PROBES.items():
        if probe := container.get(field):
            public = _concealed(probe)
            yield "probes", f"{name} action", Value(_action(public, ports), hidden="" if public is probe else _action(probe, ports))
            timing = ", ".join(f"{key} {probe.get(key, default)}" for key, default in _TIMING)
            yield "probes", f"{name} timing", Value(timing)
    for name, value in flattened(container.get("resources")):
        yield "resources", name, Value(quantity(value))
    context = container.get("securityContext") or {}
    common = {name: value for name, value in (pod.get("securityContext") or {}).items() if name in _BOTH_LEVELS}
    for name, value in flattened({**common, **context}):
        yield "security", name, Value(value)
    yield from _mounts(container, pod, claims, inventory)
    for name, value in flattened({name: value for name, value in container.items() if name not in _CONTAINER_FIELDS}):
        yield "process", name, Value(value)


def _action(probe: Mapping[str, Any], ports: Mapping[Any, Mapping[str, Any]]) -> str:
    def number(port: Any) -> Any:
        return ports[port]["containerPort"] if port in ports else port

    if request := probe.get("httpGet"):
        headers = f" with {text(request['httpHeaders'])}" if request.get("httpHeaders") else ""
        scheme = str(request.get("scheme", "HTTP")).lower()
        return f"{scheme} {request.get('path', '/')} on {number(request['port'])}{headers}"
    if socket := probe.get("tcpSocket"):
        return f"tcp on {number(socket['port'])}"
    if call := probe.get("grpc"):
        return f"grpc on {number(call['port'])}"
    return f"exec {text(probe['exec']['command'])}" if "exec" in probe else "none"


def _mounts(container: Mapping[str, Any], pod: Mapping[str, Any], claims: Mapping[str, Any], inventory: Inventory) -> Iterator[Row]:
    volumes = {volume["name"]: volume for volume in pod.get("volumes") or ()}
    for mount in container.get("volumeMounts") or ():
        path, name = mount["mountPath"], mount["name"]
        source, content = (_claim(claims[name]["spec"]), "") if name in claims else _source(volumes.get(name, {}))
        sub_path = f", subPath {mount['subPath']}" if mount.get("subPath") and "configMap" not in volumes.get(name, {}) else ""
        read_only = ", read-only" if mount.get("readOnly") and "configMap" not in volumes.get(name, {}) else ""
        yield "volumes", path, Value(f"{source}{sub_path}{read_only}", hidden=content)
        if config_map := volumes.get(name, {}).get("configMap"):
            texts = inventory.config_map(config_map["name"]) or {}
            keys = {item["path"]: item["key"] for item in config_map.get("items") or ()} or {key: key for key in texts}
            chosen = [keys.get(mount["subPath"], mount["subPath"])] if mount.get("subPath") else list(keys.values())
            for key in chosen:
                if key in texts:
                    yield from file_text(key, texts[key])


def _claim(spec: Mapping[str, Any]) -> str:
    size = quantity(((spec.get("resources") or {}).get("requests") or {}).get("storage", "0"))
    storage_class = spec.get("storageClassName") or "the default"
    return f"claim of {size}, {', '.join(spec.get('accessModes') or ())}, storage class {storage_class}"


def _source(volume: Mapping[str, Any]) -> tuple[str, str]:
    """The source of a volume without secrets, and its fields with them if there are any."""
    kind, fields = next(((kind, fields) for kind, fields in volume.items() if kind != "name"), ("none", {}))
    if kind == "configMap":
        return "files of a ConfigMap", ""
    public = _concealed(fields)
    details = ", ".join(f"{name} {value}" for name, value in flattened(public))
    return f"{kind} ({details})" if details else kind, "" if public is fields else text(fields)


def _concealed(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields without secrets; the same object if there are none."""
    public: Mapping[str, Any] = concealed(fields, hide=lambda _: HIDDEN)
    return public


def file_text(key: str, content: str) -> Iterator[Row]:
    """A file of a ConfigMap: the variables of config.js one by one, XML without its layout, anything else by its lines."""
    if key == "config.js":
        for line in content.splitlines():
            name, colon, value = line.strip().rstrip(",").partition(":")
            if colon:
                yield "environment", f"{name.strip(chr(34))}{IN_CONFIG_JS}", Value(value.strip().strip('"'))
        return
    if key.endswith(".xml"):
        yield "volumes", f"content of {key}", Value(_canonical(content))
        return
    lines = [line.strip() for line in content.splitlines() if line.strip() and not line.strip().startswith("#")]
    yield "volumes", f"content of {key}", Value("\n".join(lines))


def _canonical(content: str) -> str:
    try:
        return "\n".join(_elements(ElementTree.fromstring(content), ()))
    except ElementTree.ParseError:
        return content.strip()


def _elements(element: ElementTree.Element, path: Sequence[str]) -> list[str]:
    """A line for each element without children, sorted: the order of settings means nothing to ClickHouse."""
    here = (*path, element.tag)
    if not len(element):
        return [f"{'.'.join(here)} = {(element.text or '').strip()}"]
    return sorted(line for child in element for line in _elements(child, here))
