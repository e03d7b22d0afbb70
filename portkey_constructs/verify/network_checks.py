"""Checks that workloads can be reached: endpoints of Services, addresses of exposures, and health endpoints."""

from collections.abc import Iterator, Sequence

from portkey_constructs.verify.cluster_state import ClusterState, Unreadable, failed_conditions, labels_of, name_of, selects, title_of
from portkey_constructs.verify.findings import Check, Finding, Object, Subject
from portkey_constructs.verify.kubectl_commands import KubectlCommands
from portkey_constructs.verify.requirements import health_endpoints

__all__ = ["check_addresses", "check_endpoints", "check_health"]


def check_endpoints(rendered: Sequence[Object], state: ClusterState, commands: KubectlCommands) -> Iterator[Finding]:
    """Checks that every Service has a ready endpoint."""
    slices = state.lists.get("EndpointSlice", [])
    for manifest in rendered:
        name = name_of(manifest)
        live = state.get("Service", name) if manifest["kind"] == "Service" else None
        if not isinstance(live, dict):
            continue
        subject = Subject(Check.ENDPOINTS, title_of(manifest))
        if isinstance(slices, Unreadable):
            yield subject.unreadable(slices.reason, commands, "list endpointslices")
            continue
        endpoints = [
            endpoint
            for part in slices
            if labels_of(part).get("kubernetes.io/service-name") == name
            for endpoint in part.get("endpoints") or ()
            if (endpoint.get("conditions") or {}).get("ready") is not False
        ]
        if endpoints:
            yield subject.ok(f"{len(endpoints)} ready")
            continue
        selected = any(selects(live["spec"].get("selector") or {}, pod) for pod in state.all("Pod"))
        cause = "none of its pods is ready" if selected else "no pod matches its selector"
        yield subject.failed("has no ready endpoint", cause, commands.describe("Service", name))


def check_addresses(rendered: Sequence[Object], state: ClusterState, commands: KubectlCommands) -> Iterator[Finding]:
    """Checks that Ingresses and Services of type LoadBalancer have an address, and that Gateways accept the HTTPRoutes."""
    for manifest in rendered:
        kind, name = manifest["kind"], name_of(manifest)
        load_balancer = kind == "Service" and manifest["spec"].get("type") == "LoadBalancer"
        live = state.get(kind, name) if load_balancer or kind in ("Ingress", "HTTPRoute") else None
        if not isinstance(live, dict):
            continue
        subject, describe = Subject(Check.ADDRESSES, title_of(manifest)), commands.describe(kind, name)
        yield _check_route(manifest, live, subject, describe) if kind == "HTTPRoute" else _check_address(live, load_balancer, subject, describe)


def _check_address(live: Object, load_balancer: bool, subject: Subject, describe: str) -> Finding:
    points = live.get("status", {}).get("loadBalancer", {}).get("ingress") or ()
    addresses = [point.get("hostname") or point.get("ip") for point in points if point.get("hostname") or point.get("ip")]
    if addresses:
        return subject.ok(", ".join(addresses))
    ingress_class = live["spec"].get("ingressClassName")
    if load_balancer:
        cause = "the cluster cannot create load balancers, or is still creating this one"
    elif ingress_class:
        cause = f"no controller serves the ingress class {ingress_class}"
    else:
        cause = "there is no default ingress class, or no controller serves it"
    return subject.waiting("has no address", cause, describe)


def _check_route(manifest: Object, live: Object, subject: Subject, describe: str) -> Finding:
    gateways = ", ".join(parent["name"] for parent in manifest["spec"]["parentRefs"])
    parents = live.get("status", {}).get("parents") or ()
    conditions = {condition["type"]: condition for parent in parents for condition in parent.get("conditions") or ()}
    if failed := failed_conditions("HTTPRoute", conditions):
        message = "; ".join(f"{it['type']} is {it['status']}: {it.get('reason', '')}: {_line(it.get('message'))}" for it in failed)
        cause = "the Gateway accepts no routes from this namespace or for this host, or does not have the listener"
        return subject.failed(message, cause, describe)
    if "Accepted" not in conditions:
        return subject.waiting("is not accepted by a Gateway yet", f"Gateway {gateways} does not exist, or no controller serves it", describe)
    return subject.ok(f"accepted by {gateways}")


def _line(text: object) -> str:
    return " ".join(str(text or "").split())[:200]


def check_health(rendered: Sequence[Object], state: ClusterState, commands: KubectlCommands) -> Iterator[Finding]:
    """Checks the health endpoints through the API server's proxy."""
    for endpoint in health_endpoints(rendered, commands.namespace):
        response = state.health.get(endpoint.proxy_path)
        subject = Subject(Check.HEALTH, f"Service {endpoint.service}")
        if response is None:
            continue
        if isinstance(response, Unreadable):
            yield subject.unreadable(f"{endpoint.path}: {response.reason}", commands, "get services --subresource=proxy")
        elif not response.status:
            cause = "no pod is ready, the program does not listen on the port, or a network policy blocks the API server: see networkPolicy.sources"
            yield subject.failed(f"{endpoint.path}: {response.reason[:300]}", cause, commands.describe("Service", endpoint.service))
        elif not 200 <= response.status < 400:
            cause = "the program runs but is not healthy: it cannot reach a database or another service"
            logs = commands.logs(f"{endpoint.workload['kind'].lower()}/{name_of(endpoint.workload)}")
            yield subject.failed(f"{endpoint.path} returns {response.status}", cause, logs)
        else:
            yield subject.ok(f"{endpoint.path} returns {response.status}")
