"""Invariants of the objects of any configuration: each yields its violations as text."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import yaml

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.output.yaml_text import to_yaml
from tests.support.artifacts import created_keys, mounted_files
from tests.support.fakes import ExternalObjects, external_objects, references
from tests.support.list_maps import repeated_keys
from tests.support.objects import Manifest, Pod, containers, nodes, of_kind, pods, selects

__all__ = ["INVARIANTS", "violations"]

Invariant = Callable[[Sequence[Manifest], ExternalObjects], Iterator[str]]

_LABEL: Final = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_SUBDOMAIN: Final = re.compile(rf"(?=.{{1,253}}$){_LABEL.pattern}(\.{_LABEL.pattern})*")
_KEY: Final = re.compile(rf"({_SUBDOMAIN.pattern}/)?[A-Za-z0-9]([-\w.]{{0,61}}[A-Za-z0-9])?", re.ASCII)
_VALUE: Final = re.compile(r"([A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)?", re.ASCII)
_PORT: Final = re.compile(r"(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*")
_ACTION: Final = re.compile(r"\{\{(.*?)\}\}")
_QUOTED: Final = re.compile(r'"[^"]*"')
_FIELD: Final = re.compile(r"(?<![\w)])\.(\w+)")
_OUR_FOLDERS: Final = ("/mnt/secrets/", "/etc/portkey/")
_ADDRESS: Final = re.compile(r"//([-a-z0-9]+)\.([-a-z0-9]+)\.svc\.[-a-zA-Z0-9.]+:(\d+)")
_LONGEST: Final = {"StatefulSet": 52, "ServiceAccount": 253, "Secret": 253, "ConfigMap": 253, "Ingress": 253}
_MAY_BE_EMPTY: Final = ("emptyDir", "securityContext", "matchExpressions", "namespaceSelector")
_CLUSTERS: Final = ("Namespace", "ClusterSecretStore")
"""Kinds that stand in no namespace."""


def violations(objects: Iterable[Any], config: PortkeyConfig) -> list[str]:
    """Everything that is wrong with the objects of a configuration."""
    listed, existing = list(objects), external_objects(config)
    # Since Kubernetes 1.36, the Services of a Helm release may begin with a digit.
    invariants = INVARIANTS if config.adopt else (*INVARIANTS, _first_letters)
    return [f"{invariant.__name__.strip('_')}: {wrong}" for invariant in invariants for wrong in invariant(listed, existing)]


def _duplicates(what: str, names: Iterable[Any]) -> Iterator[str]:
    yield from (f"{what} {name} stands {count} times" for name, count in Counter(names).items() if count > 1)


def _describe(manifest: Manifest) -> str:
    return f"{manifest['kind']} {manifest['metadata']['name']}"


def _identities(objects: Sequence[Manifest], _: ExternalObjects) -> Iterator[str]:
    yield from _duplicates("object", (_describe(manifest) + manifest["metadata"].get("namespace", "") for manifest in objects))
    own = [manifest for manifest in objects if manifest["metadata"].get("labels", {}).get("app.kubernetes.io/managed-by") == "portkey-constructs"]
    spaces = {manifest["metadata"].get("namespace") for manifest in own if manifest["kind"] not in _CLUSTERS}
    if len(spaces) != 1 or None in spaces:
        yield f"objects stand in {spaces}"
    yield from (
        f"{_describe(manifest)} stands in a namespace"
        for manifest in objects
        if manifest["kind"] in _CLUSTERS and "namespace" in manifest["metadata"]
    )


def _names(objects: Sequence[Manifest], _: ExternalObjects) -> Iterator[str]:
    for manifest in objects:
        name = manifest["metadata"]["name"]
        if len(name) > _LONGEST.get(manifest["kind"], 63) or not _SUBDOMAIN.fullmatch(name):
            yield f"{_describe(manifest)} is no name"
        if manifest["kind"] == "Service" and not _LABEL.fullmatch(name):
            yield f"{_describe(manifest)} is no host name"
        for path, value in nodes(manifest):
            if path.endswith((".labels", ".matchLabels", ".annotations")):
                plain = path.endswith(".annotations")
                # The prefix of an annotation may have capital letters.
                yield from (f"{_describe(manifest)}{path}: key {key}" for key in value if not _KEY.fullmatch(key.lower() if plain else key))
                yield from (f"{_describe(manifest)}{path}: {text!r}" for text in value.values() if not isinstance(text, str))
                yield from (f"{_describe(manifest)}{path}: {text!r}" for text in value.values() if not plain and not _VALUE.fullmatch(text))
    for pod in pods(objects):
        for container in containers(pod):
            yield from (f"port {port['name']}" for port in container.get("ports", []) if not _PORT.fullmatch(port.get("name", "x")))
            yield from (f"container {container['name']}" for _ in [0] if not _LABEL.fullmatch(container["name"]))
        yield from (f"volume {volume['name']}" for volume in pod.spec.get("volumes", []) if not _LABEL.fullmatch(volume["name"]))


def _first_letters(objects: Sequence[Manifest], _: ExternalObjects) -> Iterator[str]:
    yield from (f"{_describe(it)} begins with no letter" for it in objects if it["kind"] == "Service" and not it["metadata"]["name"][0].isalpha())


def _nothing_dangles(objects: Sequence[Manifest], existing: ExternalObjects) -> Iterator[str]:
    """Every reference leads to a Secret or ConfigMap that is rendered, filled by an operator, or declared as existing."""
    there = existing.references | set(created_keys(objects))
    for pod in pods(objects):
        yield from (f"{_describe(pod.owner)} reads {reference}" for reference in references(pod.spec) if reference not in there)
        for pulled in pod.spec.get("imagePullSecrets", []):
            if ("Secret", pulled["name"], ".dockerconfigjson") not in there:
                yield f"{_describe(pod.owner)} pulls with {pulled['name']}"
    ingresses = of_kind(objects, "Ingress")
    issued = {tls["secretName"] for ingress in ingresses for tls in ingress["spec"].get("tls", []) if _by_cert_manager(ingress)}
    for ingress in ingresses:
        for tls in ingress["spec"].get("tls", []):
            if tls["secretName"] not in issued and ("Secret", tls["secretName"], "tls.key") not in there:
                yield f"{_describe(ingress)} ends TLS with {tls['secretName']}"


def _by_cert_manager(ingress: Manifest) -> bool:
    return any(key.startswith("cert-manager.io/") for key in ingress["metadata"].get("annotations", {}))


def _accounts(objects: Sequence[Manifest], existing: ExternalObjects) -> Iterator[str]:
    """Every service account that is used exists, and every rendered one is used."""
    accounts = {account["metadata"]["name"]: account["metadata"].get("annotations", {}) for account in of_kind(objects, "ServiceAccount")}
    named = {pod.spec["serviceAccountName"]: _describe(pod.owner) for pod in pods(objects)}
    for store in (*of_kind(objects, "SecretStore"), *of_kind(objects, "ClusterSecretStore")):
        account_refs = [node for path, node in nodes(store) if path.endswith(".serviceAccountRef")]
        named.update({account_ref["name"]: _describe(store) for account_ref in account_refs})
        if store["kind"] == "ClusterSecretStore":
            yield from (
                f"{_describe(store)} reads as {account_ref['name']} of any namespace"
                for account_ref in account_refs
                if "namespace" not in account_ref
            )
        for account_ref in account_refs if "tenantId" in store["spec"]["provider"].get("azurekv", {}) else ():
            if "azure.workload.identity/tenant-id" in accounts.get(account_ref["name"], {}):
                yield f"{_describe(store)} has its tenant from the store and from the service account"
    yield from (f"{who} is {name}" for name, who in named.items() if name not in accounts and name not in existing.service_accounts)
    yield from (f"nobody is {name}" for name in accounts if name not in named)
    for pod in pods(objects):
        noted = accounts.get(pod.spec["serviceAccountName"])
        if noted is not None and ("azure.workload.identity/use" in pod.labels) != ("azure.workload.identity/client-id" in noted):
            yield f"{_describe(pod.owner)} and its service account disagree on who they are to Azure"


def _external_secrets(objects: Sequence[Manifest], existing: ExternalObjects) -> Iterator[str]:
    """A store that is there, a template that uses all that is asked for and nothing else, and one maker a Secret."""
    stores = {(kind, manifest["metadata"]["name"]) for kind in ("SecretStore", "ClusterSecretStore") for manifest in of_kind(objects, kind)}
    externals = of_kind(objects, "ExternalSecret")
    yield from _duplicates("target", (external["spec"]["target"]["name"] for external in externals))
    used = set()
    for external in externals:
        spec = external["spec"]
        store = (spec["secretStoreRef"]["kind"], spec["secretStoreRef"]["name"])
        used.add(store)
        if store not in stores | existing.stores:
            yield f"{_describe(external)} reads {store}"
        asked = [entry["secretKey"] for entry in spec["data"]]
        yield from _duplicates(f"{_describe(external)}: key", asked)
        yield from (f"{_describe(external)} asks for no entry" for entry in spec["data"] if not all(entry["remoteRef"].values()))
        actions = [_QUOTED.sub("", action) for text in spec["target"]["template"]["data"].values() for action in _ACTION.findall(text)]
        taken = {name for action in actions for name in _FIELD.findall(action)}
        yield from (f"{_describe(external)} asks for {name} and makes nothing of it" for name in sorted(set(asked) - taken))
        yield from (f"{_describe(external)} makes something of {name}, which it does not ask for" for name in sorted(taken - set(asked)))
    yield from (f"nobody reads {store}" for store in sorted(stores - used))


def _mounted_entries(objects: Sequence[Manifest], _: ExternalObjects) -> Iterator[str]:
    """Provider classes exist, mounted files are among their entries, and only pods that mount a class read its Secrets."""
    classes = {provider_class["metadata"]["name"]: provider_class for provider_class in of_kind(objects, "SecretProviderClass")}
    mounted = set()
    for pod in pods(objects):
        of_pod = {
            volume["name"]: volume["csi"]["volumeAttributes"]["secretProviderClass"] for volume in pod.spec.get("volumes", []) if "csi" in volume
        }
        mounted |= set(of_pod.values())
        yield from (f"{_describe(pod.owner)} mounts the class {name}" for name in of_pod.values() if name not in classes)
        synced = {secret["secretName"] for name in set(of_pod.values()) & classes.keys() for secret in classes[name]["spec"].get("secretObjects", [])}
        of_others = {
            secret["secretName"] for provider_class in classes.values() for secret in provider_class["spec"].get("secretObjects", [])
        } - synced
        for kind, name, _key in references(pod.spec):
            if kind == "Secret" and name in of_others:
                yield f"{_describe(pod.owner)} reads {name}, which is made for those alone who mount it"
    yield from (f"nobody mounts the class {name}" for name in sorted(classes.keys() - mounted))
    for provider_class in classes.values():
        entries = mounted_files(provider_class)
        yield from _duplicates(f"{_describe(provider_class)}: file", entries)
        for secret in provider_class["spec"].get("secretObjects", []):
            yield from (
                f"{_describe(provider_class)} makes {entry['key']} of nothing" for entry in secret["data"] if entry["objectName"] not in entries
            )


def _files(objects: Sequence[Manifest], _: ExternalObjects) -> Iterator[str]:
    """The file or folder that a variable names is where its container mounts it."""
    classes = {provider_class["metadata"]["name"]: provider_class for provider_class in of_kind(objects, "SecretProviderClass")}
    for pod in pods(objects):
        volumes = {volume["name"]: volume for volume in pod.spec.get("volumes", [])}
        for container in containers(pod):
            there, folders = set(), []
            for mount in container.get("volumeMounts", []):
                volume = volumes.get(mount["name"], {})
                items = [item["path"] for kind in ("secret", "configMap") for item in volume.get(kind, {}).get("items", [])]
                if "csi" in volume:
                    items += mounted_files(classes.get(volume["csi"]["volumeAttributes"]["secretProviderClass"], {"spec": {}}))
                elif volume and not items:
                    folders.append(mount["mountPath"])
                there |= {f"{mount['mountPath']}/{item}" for item in items}
            for variable in container.get("env", []):
                value = variable.get("value", "")
                inside = any(f"{value}/".startswith(f"{folder}/") for folder in folders)
                if value.startswith(_OUR_FOLDERS) and value not in there and not inside:
                    yield f"{_describe(pod.owner)}: {variable['name']} names {value}"


def _services(objects: Sequence[Manifest], _: ExternalObjects) -> Iterator[str]:
    for service in of_kind(objects, "Service"):
        chosen = [pod for pod in pods(objects) if selects(service["spec"]["selector"], pod)]
        if len(chosen) != 1:
            yield f"{_describe(service)} selects {[pod.name for pod in chosen]}"
        ports = service["spec"]["ports"]
        yield from _duplicates(f"{_describe(service)}: port name", (port["name"] for port in ports))
        yield from _duplicates(f"{_describe(service)}: port", (port["port"] for port in ports))
        for pod in chosen:
            open_ports = [port.get("name") for container in containers(pod) for port in container.get("ports", [])]
            named = [port for port in ports if isinstance(port["targetPort"], str)]
            yield from (f"{_describe(service)} leads to {port}" for port in named if open_ports.count(port["targetPort"]) != 1)
    every = {service["metadata"]["name"]: service for service in of_kind(objects, "Service")}
    headless = {name: service for name, service in every.items() if service["spec"].get("clusterIP") == "None"}
    for stateful in of_kind(objects, "StatefulSet"):
        # In an adopted release, the Service of the clients governs the StatefulSet, as in the chart.
        own = stateful["spec"]["selector"]["matchLabels"]["app.kubernetes.io/name"] == "portkey"
        governor = (headless if own else every).get(stateful["spec"]["serviceName"])
        if governor is None or governor["spec"]["selector"] != stateful["spec"]["selector"]["matchLabels"]:
            yield f"{_describe(stateful)} is governed by {governor}"


def _selectors(objects: Sequence[Manifest], _: ExternalObjects) -> Iterator[str]:
    """Workloads and disruption budgets select the pods of one workload; nothing selects the pods of a migration."""
    for workload in (*of_kind(objects, "Deployment"), *of_kind(objects, "StatefulSet"), *of_kind(objects, "PodDisruptionBudget")):
        chosen = [pod.name for pod in pods(objects) if selects(workload["spec"]["selector"]["matchLabels"], pod)]
        if chosen != [workload["metadata"]["name"]]:
            yield f"{_describe(workload)} selects {chosen}"


def _addresses(objects: Sequence[Manifest], _: ExternalObjects) -> Iterator[str]:
    """Addresses of platform Services have a port of that Service."""
    services = {(service["metadata"]["name"], service["metadata"]["namespace"]): service["spec"]["ports"] for service in of_kind(objects, "Service")}
    for manifest in objects:
        for path, text in nodes(manifest):
            for name, space, port in _ADDRESS.findall(text) if isinstance(text, str) else ():
                if int(port) not in [service_port["port"] for service_port in services.get((name, space), [])]:
                    yield f"{_describe(manifest)}{path} leads to port {port} of {name}"


def _exposures(objects: Sequence[Manifest], _: ExternalObjects) -> Iterator[str]:
    """Whoever comes in by a host and a path comes to one port of one of our Services."""
    ports = {
        (service["metadata"]["name"], port[by])
        for service in of_kind(objects, "Service")
        for port in service["spec"]["ports"]
        for by in ("name", "port")
    }
    claimed = []
    for ingress in of_kind(objects, "Ingress"):
        for rule in ingress["spec"]["rules"]:
            claimed += [(rule["host"], path["path"]) for path in rule["http"]["paths"]]
            backends = [path["backend"]["service"] for path in rule["http"]["paths"] if not _is_action(ingress, path["backend"]["service"])]
            yield from (f"{_describe(ingress)} leads to {backend}" for backend in backends if (backend["name"], backend["port"]["name"]) not in ports)
    for route in of_kind(objects, "HTTPRoute"):
        for rule in route["spec"]["rules"]:
            claimed += [(host, match["path"]["value"]) for host in route["spec"]["hostnames"] for match in rule["matches"]]
            yield from (
                f"{_describe(route)} leads to {backend}" for backend in rule.get("backendRefs", ()) if (backend["name"], backend["port"]) not in ports
            )
    yield from _duplicates("host and path", claimed)


def _is_action(ingress: Manifest, backend: Manifest) -> bool:
    """Whether the backend of a path is an action of the ALB, which an annotation defines."""
    return (
        backend["port"]["name"] == "use-annotation" and f"alb.ingress.kubernetes.io/actions.{backend['name']}" in ingress["metadata"]["annotations"]
    )


def _monitors(objects: Sequence[Manifest], _: ExternalObjects) -> Iterator[str]:
    """Each finds its port at one Service, so that each pod is counted once."""
    for monitor in of_kind(objects, "ServiceMonitor"):
        expected = monitor["spec"]["selector"]["matchLabels"].items()
        chosen = [service for service in of_kind(objects, "Service") if expected <= service["metadata"]["labels"].items()]
        for endpoint in monitor["spec"]["endpoints"]:
            kept = [relabeling["regex"] for relabeling in endpoint.get("relabelings", []) if relabeling["action"] == "keep"]
            asked = [service["metadata"]["name"] for service in chosen if endpoint["port"] in [port["name"] for port in service["spec"]["ports"]]]
            asked = [name for name in asked if all(re.fullmatch(pattern, name) for pattern in kept)]
            if len(asked) != 1:
                yield f"{_describe(monitor)} asks {asked} for {endpoint['port']}"


def _scaling(objects: Sequence[Manifest], _: ExternalObjects) -> Iterator[str]:
    for scaler in of_kind(objects, "HorizontalPodAutoscaler"):
        spec = scaler["spec"]
        targets = [
            manifest
            for manifest in of_kind(objects, spec["scaleTargetRef"]["kind"])
            if manifest["metadata"]["name"] == spec["scaleTargetRef"]["name"]
        ]
        if len(targets) != 1 or "replicas" in targets[0]["spec"]:
            yield f"{_describe(scaler)} scales {len(targets)} objects, or one with fixed replicas"
        if not spec["metrics"] or spec["minReplicas"] > spec["maxReplicas"]:
            yield f"{_describe(scaler)} cannot scale"
        for target in targets:
            for pod in pods(objects):
                if selects(target["spec"]["selector"]["matchLabels"], pod):
                    yield from (f"{_describe(scaler)} measures {missing}" for metric in spec["metrics"] for missing in _unmeasurable(metric, pod))


def _unmeasurable(metric: Manifest, pod: Pod) -> Iterator[str]:
    """What an autoscaler cannot measure in a pod that the selector of its target selects."""
    source = metric.get("containerResource") or metric["resource"]
    name, who = source.get("container"), _describe(pod.owner)
    measured = [container for container in pod.spec["containers"] if name in (None, container["name"])]
    if not measured:
        yield f"container {name}, which {who} does not have"
    for container in measured:
        resources = container.get("resources", {})
        if source["name"] not in {**resources.get("limits", {}), **resources.get("requests", {})}:
            yield f"{source['name']} of container {container['name']} of {who}, which has no request"


def _pods(objects: Sequence[Manifest], existing: ExternalObjects) -> Iterator[str]:
    for pod in pods(objects):
        spec, who = pod.spec, _describe(pod.owner)
        if spec["enableServiceLinks"] is not False:
            yield f"{who} takes service links"
        if spec["automountServiceAccountToken"] is not (pod.labels["app.kubernetes.io/component"] in existing.tokens):
            yield f"{who} mounts a token, or not, against what was said"
        volumes = [volume["name"] for volume in spec.get("volumes", [])]
        volumes += [claim["metadata"]["name"] for claim in pod.owner["spec"].get("volumeClaimTemplates", [])]
        yield from _duplicates(f"{who}: volume", volumes)
        yield from _duplicates(f"{who}: container", (container["name"] for container in containers(pod)))
        yield from _duplicates(
            f"{who}: port name", (port.get("name", str(port)) for container in spec["containers"] for port in container.get("ports", []))
        )
        for container in containers(pod):
            mounts = container.get("volumeMounts", [])
            yield from _duplicates(f"{who}: mount", (mount["mountPath"] for mount in mounts))
            yield from (f"{who} mounts {mount['name']}" for mount in mounts if mount["name"] not in volumes)
        for container in containers(pod):
            seconds = container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds")
            if seconds is not None and not 0 < seconds <= spec.get("terminationGracePeriodSeconds", 30):
                yield f"{who} sleeps {seconds} seconds before it stops"


def _variables(objects: Sequence[Manifest], _: ExternalObjects) -> Iterator[str]:
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


def _list_maps(objects: Sequence[Manifest], _: ExternalObjects) -> Iterator[str]:
    yield from (f"{_describe(manifest)}{repeated}" for manifest in objects for repeated in repeated_keys(manifest))


def _substitution(objects: Sequence[Manifest], _: ExternalObjects) -> Iterator[str]:
    """Flux changes no text: an object with `${` or `$$` opts out of its substitution, and no other does."""
    for manifest in objects:
        texts = [text for _, value in nodes(manifest) for text in ([value] if isinstance(value, str) else value if isinstance(value, dict) else [])]
        opted_out = manifest["metadata"].get("annotations", {}).get("kustomize.toolkit.fluxcd.io/substitute") == "disabled"
        if opted_out != any(mark in text for text in texts for mark in ("${", "$$")):
            yield f"{_describe(manifest)} is {'not ' * (not opted_out)}kept from substitution"


def _leftovers(objects: Sequence[Manifest], _: ExternalObjects) -> Iterator[str]:
    for manifest in objects:
        for path, value in nodes(manifest):
            if value is None or (value in ({}, []) and not path.endswith(_MAY_BE_EMPTY)):
                yield f"{_describe(manifest)}{path} is {value}"


def _own_memory(objects: Sequence[Manifest], existing: ExternalObjects) -> Iterator[str]:
    """No map or list is in two places or in the configuration: changing one object changes no other."""
    seen = dict(existing.memory)
    for manifest in objects:
        for path, value in nodes(manifest):
            if isinstance(value, dict | list):
                if id(value) in seen:
                    yield f"{_describe(manifest)}{path} is {seen[id(value)]} too"
                seen[id(value)] = f"{_describe(manifest)}{path}"


def _yaml(objects: Sequence[Manifest], _: ExternalObjects) -> Iterator[str]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    if list(yaml.load_all(to_yaml(objects), Loader=loader)) != list(objects):
        yield "is not what YAML gives back"


INVARIANTS: Final[tuple[Invariant, ...]] = (
    _identities,
    _names,
    _nothing_dangles,
    _accounts,
    _external_secrets,
    _mounted_entries,
    _files,
    _services,
    _selectors,
    _addresses,
    _exposures,
    _monitors,
    _scaling,
    _pods,
    _variables,
    _list_maps,
    _substitution,
    _leftovers,
    _own_memory,
    _yaml,
)
