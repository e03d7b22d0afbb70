"""Endpoints, addresses, volumes and health: whether what runs can be reached and has somewhere to write."""

from collections.abc import Iterator, Sequence

from portkey_constructs.verify.finding import NOT_ALLOWED, Check, Commands, Finding, Object, Status
from portkey_constructs.verify.live import Live, Unreadable, labels_of, name_of, selects
from portkey_constructs.verify.objects import said
from portkey_constructs.verify.wanted import health_paths

__all__ = ["check_addresses", "check_endpoints", "check_health", "check_volumes"]


def check_endpoints(rendered: Sequence[Object], live: Live, commands: Commands) -> Iterator[Finding]:
    """Every Service leads to a pod that is ready."""
    for one in rendered:
        name = name_of(one)
        held = live.one("Service", name) if one["kind"] == "Service" else None
        if not isinstance(held, dict):
            continue
        slices = live.lists.get("EndpointSlice", [])
        if isinstance(slices, Unreadable):
            yield Finding(Check.ENDPOINTS, said(one), Status.UNKNOWN, slices.reason, NOT_ALLOWED, commands.kubectl("auth can-i list endpointslices"))
            continue
        own = [it for it in slices if labels_of(it).get("kubernetes.io/service-name") == name]
        points = [point for it in own for point in it.get("endpoints") or ()]
        count = sum((point.get("conditions") or {}).get("ready") is not False for point in points)
        if count:
            yield Finding(Check.ENDPOINTS, said(one), Status.OK, f"{count} ready")
            continue
        selected = any(selects(held["spec"].get("selector") or {}, pod) for pod in live.all("Pod"))
        cause = "none of its pods is ready" if selected else "no pod has the labels that it selects"
        yield Finding(Check.ENDPOINTS, said(one), Status.FAILED, "leads to no pod that is ready", cause, commands.describe("service", name))


def check_addresses(rendered: Sequence[Object], live: Live, commands: Commands) -> Iterator[Finding]:
    """Ingresses, and Services of type LoadBalancer, have an address; HTTPRoutes are taken by their Gateway."""
    for one in rendered:
        if one["kind"] == "HTTPRoute":
            yield from _route(one, live, commands)
            continue
        balanced = one["kind"] == "Service" and one["spec"].get("type") == "LoadBalancer"
        held = live.one(one["kind"], name_of(one)) if balanced or one["kind"] == "Ingress" else None
        if not isinstance(held, dict):
            continue
        points = held.get("status", {}).get("loadBalancer", {}).get("ingress") or ()
        addresses = [point.get("hostname") or point.get("ip") for point in points if point.get("hostname") or point.get("ip")]
        if addresses:
            yield Finding(Check.ADDRESSES, said(one), Status.OK, ", ".join(addresses))
            continue
        named = held["spec"].get("ingressClassName")
        cause = f"no controller serves the class {named}" if named else "no class is the default one, or no controller serves it"
        if balanced:
            cause = "the cluster makes no load balancers, or it takes a while"
        yield Finding(Check.ADDRESSES, said(one), Status.WAITING, "has no address", cause, commands.describe(one["kind"], name_of(one)))


def _route(one: Object, live: Live, commands: Commands) -> Iterator[Finding]:
    held = live.one("HTTPRoute", name_of(one))
    if not isinstance(held, dict):
        return
    wanted = [parent["name"] for parent in one["spec"]["parentRefs"]]
    parents = held.get("status", {}).get("parents") or ()
    told = {condition["type"]: condition for parent in parents for condition in parent.get("conditions") or ()}
    describe = commands.describe("httproute", name_of(one))
    refused = [told[name] for name in ("Accepted", "ResolvedRefs") if name in told and told[name]["status"] != "True"]
    if refused:
        message = "; ".join(
            f"{it['type']} is {it['status']}: {it.get('reason', '')}: {' '.join(str(it.get('message', '')).split())[:200]}" for it in refused
        )
        cause = "the Gateway takes no routes from this namespace or for this host, or its listener is called otherwise"
        yield Finding(Check.ADDRESSES, said(one), Status.FAILED, message, cause, describe)
    elif "Accepted" not in told:
        cause = f"there is no Gateway {', '.join(wanted)}, or no controller serves it"
        yield Finding(Check.ADDRESSES, said(one), Status.WAITING, "was not looked at by a Gateway", cause, describe)
    else:
        yield Finding(Check.ADDRESSES, said(one), Status.OK, f"taken by {', '.join(wanted)}")


def _line(text: object) -> str:
    return " ".join(str(text or "").split())[:200]


def check_volumes(rendered: Sequence[Object], live: Live, commands: Commands) -> Iterator[Finding]:
    """The claims of every StatefulSet are bound."""
    for one in rendered:
        if one["kind"] != "StatefulSet" or not isinstance(live.one("StatefulSet", name_of(one)), dict):
            continue
        for template in one["spec"].get("volumeClaimTemplates", ()):
            for number in range(one["spec"].get("replicas", 1)):
                yield _claim(f"{name_of(template)}-{name_of(one)}-{number}", template, live, commands)


def _claim(name: str, template: Object, live: Live, commands: Commands) -> Finding:
    held, named = live.one("PersistentVolumeClaim", name), f"PersistentVolumeClaim {name}"
    describe = commands.describe("pvc", name)
    if isinstance(held, Unreadable):
        return Finding(Check.VOLUMES, named, Status.UNKNOWN, held.reason, NOT_ALLOWED, commands.kubectl("auth can-i list pvc"))
    if held is None:
        return Finding(Check.VOLUMES, named, Status.WAITING, "does not exist yet", "its pod was not made", commands.kubectl("get pvc"))
    phase = held.get("status", {}).get("phase", "Pending")
    if phase == "Bound":
        return Finding(Check.VOLUMES, named, Status.OK)
    if phase == "Lost":
        return Finding(Check.VOLUMES, named, Status.FAILED, "has lost its volume", "the volume was deleted", describe)
    wanted = template["spec"].get("storageClassName")
    cause = f"storage class {wanted} does not exist, or makes no volume" if wanted else "no storage class is the default one, or it makes no volume"
    return Finding(Check.VOLUMES, named, Status.WAITING, f"is {phase}", cause, describe)


def check_health(rendered: Sequence[Object], live: Live, commands: Commands) -> Iterator[Finding]:
    """The health endpoints, asked through the API server's proxy."""
    for path in health_paths(rendered, commands.namespace):
        answer = live.health.get(path.path)
        if answer is None:
            continue
        named = f"Service {path.service}"
        if isinstance(answer, Unreadable):
            can = commands.kubectl("auth can-i get services --subresource=proxy")
            yield Finding(Check.HEALTH, named, Status.UNKNOWN, f"{path.asked}: {answer.reason}", NOT_ALLOWED, can)
        elif not answer.status:
            message = f"{path.asked}: {answer.reason[:300]}"
            cause = "no pod is ready, or the program does not listen, or a network policy keeps the API server out"
            yield Finding(Check.HEALTH, named, Status.FAILED, message, cause, commands.describe("service", path.service))
        elif not 200 <= answer.status < 400:
            kind = next(one["kind"].lower() for one in rendered if name_of(one) == path.workload and "template" in one.get("spec", {}))
            logs = commands.logs(f"{kind}/{path.workload}")
            cause = "the program runs and is not well: a database or another service that it cannot reach"
            yield Finding(Check.HEALTH, named, Status.FAILED, f"{path.asked} answers {answer.status}", cause, logs)
        else:
            yield Finding(Check.HEALTH, named, Status.OK, f"{path.asked} answers {answer.status}")
