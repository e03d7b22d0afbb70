"""What an import adds for a release whose objects the manifests take over."""

from collections.abc import Iterator
from typing import Any, Final

from portkey_constructs.helm.draft import MISSING, Draft
from portkey_constructs.helm.report import Outcome
from portkey_constructs.helm.secret_names import chosen_names, rename_secret
from portkey_constructs.platform.components import SERVICE_NAMES, STORE_NAMES
from portkey_constructs.platform.images import DEFAULT_IMAGES

__all__ = ["adopt"]

_REPLACED: Final = frozenset(f"app.kubernetes.io/{name}" for name in ("name", "instance", "component"))
_HTTPS_PORT: Final = "frontend.service.httpsPort"
_NO_CLAIM: Final = "the release has no claim, and none can be added: the data ends with the pod, so back it up before the adoption"


def adopt(draft: Draft, release: str, version: str) -> None:
    """Keep what Kubernetes does not let change in the objects of the release: names, selectors, claims, and the types of Services."""
    settings: dict[str, Any] = {"release": release, "chart": draft.chart, "version": version}
    for key, setting in (("nameOverride", "nameOverride"), ("fullnameOverride", "fullnameOverride")):
        if draft.truth(key):
            settings[setting] = draft.text(key)
    draft.config.pop("name", None)
    if names := chosen_names(draft):
        settings["componentNames"] = names
        for component, name in names.items():
            rename_secret(draft, f"{draft.full_name}-{component}", f"{draft.full_name}-{name}")
    if draft.chart == "gateway":
        if own := {component: labels for component, labels in _selector_labels(draft) if labels}:
            settings["selectorLabels"] = own
        _redis_service(draft)
    else:
        _versions(draft)
        if stores := _stores(draft):
            settings["withoutClaims"] = stores
    for component in (*SERVICE_NAMES, *STORE_NAMES):
        _service(draft, component)
    _limits(draft)
    draft.config["adopt"] = settings
    draft.comment("adopt", f"The objects of the release {release} keep their names, selectors and volumes.")
    if without := settings.get("withoutClaims"):
        draft.comment("adopt", f"No volumes: {', '.join(without)}. Their data ends with their pods, which the adoption restarts: back it up before.")


def _selector_labels(draft: Draft) -> Iterator[tuple[str, dict[str, Any]]]:
    """The labels that the values add to selectors, or replace in them. The data service has only labels that replace others."""
    yield "gateway", dict(draft.values_at("selectorLabels"))
    key = "dataservice.deployment.selectorLabels"
    labels = draft.values_at(key)
    if unread := sorted(labels.keys() - _REPLACED):
        draft.revise(key, Outcome.CARRIED, "adopt.selectorLabels", f"without {', '.join(unread)}, which no template of the chart reads")
    yield "dataservice", {name: value for name, value in labels.items() if name in _REPLACED}


def _runs(draft: Draft, store: str) -> str | None:
    """The setting of a store that runs in the cluster."""
    if store == "clickhouse" and draft.get("clickhouse.former") is not MISSING:
        return "clickhouse.former"
    return store if draft.get(f"{store}.kind") == "inCluster" else None


def _running(draft: Draft) -> Iterator[tuple[str, str]]:
    """Each store that runs in the cluster, with its setting."""
    for store in STORE_NAMES:
        if setting := _runs(draft, store):
            yield store, setting


def _versions(draft: Draft) -> None:
    """Keep the versions of the stores: a newer server upgrades its data, and the chart's server cannot read them any more."""
    for store, setting in _running(draft):
        tag = draft.text(f"images.{store}Image.tag")
        if tag and tag != DEFAULT_IMAGES[store][1] and draft.get(f"{setting}.image.tag") is MISSING:
            draft.set(f"{setting}.image.tag", tag)
            draft.comment(store, f"The release runs {tag}. A newer server upgrades the data, after which Helm cannot go back: change it later.")


def _limits(draft: Draft) -> None:
    """Keep stores without limits: ours fit new data, and end a store whose data need more memory."""
    for store, setting in _running(draft):
        key = f"{store}.resources" if draft.chart == "gateway" else f"{store}.statefulSet.resources"
        if key in draft.keys and not draft.truth(key):
            draft.switch_off(f"{setting}.resources")
            draft.comment(store, "The chart sets no limits. Remove resources: null for our defaults, if the data fit.")


def _stores(draft: Draft) -> list[str]:
    """Set the claims of the stores as the chart renders them, with its defaults; returns the stores without a claim."""
    without = []
    for store, setting in _running(draft):
        prefix = f"{store}.statefulSet.persistence"
        if draft.truth(f"{prefix}.enabled"):
            draft.set(f"{setting}.persistence.size", draft.text(f"{prefix}.size"))
            draft.set(f"{setting}.persistence.storageClass", draft.text(f"{prefix}.storageClassName"))
            draft.revise(prefix, Outcome.CARRIED, f"{setting}.persistence")
            if store == "redis":
                _snapshots(draft)
        else:
            without.append(store)
            draft.revise(prefix, Outcome.DERIVED, "adopt.withoutClaims", _NO_CLAIM)
    return without


def _snapshots(draft: Draft) -> None:
    """Keep the snapshots of the release: the chart does not write our append-only file, which would hide its newer snapshot later."""
    draft.set("redis.appendOnly", False)
    draft.comment("redis", "The chart reads and writes snapshots. Remove appendOnly: false when you no longer want to go back.")


def _service(draft: Draft, component: str) -> None:
    """Keep the type of a Service, unless it is a load balancer beside an Ingress: that opened a second door."""
    setting = _runs(draft, component) if component in STORE_NAMES else component
    prefix = "service" if draft.chart == "gateway" and component == "gateway" else f"{component}.service"
    running = setting is not None and draft.get(f"{setting}.kind") not in ("none", "external")
    kind = draft.text(f"{prefix}.type")
    if not running or f"{prefix}.type" not in draft.keys or not kind:
        return
    exposure = draft.get(f"exposure.{component}")
    if isinstance(exposure, dict) and exposure.get("kind") == "loadBalancer":
        draft.config["exposure"].pop(component)
        if not draft.config["exposure"]:
            del draft.config["exposure"]
    elif isinstance(exposure, dict) and kind == "LoadBalancer":
        kind = "ClusterIP"
    if kind != "ClusterIP":
        draft.set(f"{setting}.service.type", kind)
        draft.revise(f"{prefix}.type", Outcome.CARRIED, f"{setting}.service.type")
        for key, name in (("annotations", "annotations"), ("loadBalancerSourceRanges", "sourceRanges"), ("loadBalancerIP", "loadBalancerIP")):
            if kind == "LoadBalancer" or key == "annotations":
                draft.revise(f"{prefix}.{key}", Outcome.CARRIED, f"{setting}.service.{name}")
                if draft.truth(f"{prefix}.{key}"):
                    draft.set(f"{setting}.service.{name}", draft.value(f"{prefix}.{key}"))
    if component == "frontend" and draft.truth(_HTTPS_PORT):
        draft.set("frontend.service.ports", [{"name": "https", "port": draft.number(_HTTPS_PORT), "targetPort": "frontend"}])
        draft.revise(_HTTPS_PORT, Outcome.CARRIED, "frontend.service.ports", "the port stays, and speaks plain HTTP as before")


def _redis_service(draft: Draft) -> None:
    """The Service of Redis in portkey-gateway, which is a NodePort by default."""
    if draft.get("redis.kind") != "inCluster":
        return
    draft.set("redis.service.type", draft.text("redis.serviceType") or "NodePort")
    port = draft.number("redis.servicePort") or 6379
    if port != 6379:
        draft.set("redis.service.port", port)
    draft.revise(
        "redis.serviceType",
        Outcome.CARRIED,
        "redis.service.type",
        "it stays, and a NodePort opens Redis on every node: set ClusterIP after the adoption",
    )
