"""Imports values of portkey-app."""

from typing import Final

from portkey_constructs.helm.access import carry_app_secret, carry_exposure, carry_image_pull, carry_login, carry_monitoring, carry_smtp
from portkey_constructs.helm.draft import MISSING, Draft
from portkey_constructs.helm.log_stores import carry_bedrock, carry_log_store
from portkey_constructs.helm.report import Outcome
from portkey_constructs.helm.secret_names import full_name
from portkey_constructs.helm.stores import carry_clickhouse, carry_mysql, carry_redis
from portkey_constructs.helm.workloads import (
    add_environment,
    carry_autoscaling,
    carry_component_name,
    carry_security,
    carry_service,
    carry_service_account,
    environment,
)

__all__ = ["import_app"]

_SERVICES: Final = ("gateway", "backend", "dataservice", "frontend")
_STORES: Final = ("mysql", "redis", "clickhouse")


def import_app(draft: Draft, release: str | None) -> None:
    """Decide over the keys that belong together; the engine carries the other keys over one by one."""
    full = full_name(draft, release)
    _common(draft)
    carry_image_pull(draft)
    secret, existing = carry_app_secret(draft, full)
    carry_login(draft, secret, existing=existing)
    carry_smtp(draft, secret, existing=existing)
    carry_monitoring(draft, secret)
    carry_mysql(draft, full)
    carry_redis(draft, full)
    carry_clickhouse(draft, full)
    carry_log_store(draft, full)
    carry_bedrock(draft, full)
    _topology(draft)
    for store in _STORES:
        _store(draft, store)
    for service in _SERVICES:
        carry_component_name(draft, service, f"{service}.name")
        if _runs(draft, service):
            carry_autoscaling(draft, service, f"{service}.autoscaling", f"{service}.deployment.replicas")
            carry_service(draft, service, f"{service}.service", exposed=service in ("gateway", "frontend") and not _has_ingress(draft, service))
            carry_service_account(draft, service, f"{service}.serviceAccount")
            carry_security(draft, service, f"{service}.deployment.")
        else:
            draft.report(service, Outcome.DEAD, service, "the component does not run")
    carry_exposure(draft, "frontend", "ingress", enabled=True)
    _gateway_exposure(draft)
    protocol = draft.text("config.containerProtocol")
    if protocol == "https":
        draft.need("podTls", "TLS between the pods needs a certificate: podTls: {kind: secret, secretName: ...}")
    draft.report("config.containerProtocol", Outcome.NEEDS_YOU if protocol == "https" else Outcome.DERIVED, "podTls")


def _common(draft: Draft) -> None:
    for path, setting in (("commonLabels", "labels"), ("commonAnnotations", "annotations")):
        if draft.truth(path):
            draft.set(setting, draft.value(path))
        draft.report(path, Outcome.CARRIED if draft.truth(path) else Outcome.DERIVED, setting)


def _topology(draft: Draft) -> None:
    """Which components run, and the address of a gateway elsewhere."""
    if draft.truth("gateway.enabled"):
        url = draft.text("config.defaultGatewayURL")
        if url:
            draft.set("gateway.externalUrl", url)
        draft.report("config.defaultGatewayURL", Outcome.CARRIED, "gateway.externalUrl")
        if internal := draft.text("config.internalGatewayURL"):
            add_environment(draft, "backend.env", {"INTERNAL_GATEWAY_URL": internal})
            draft.config["intended"] = ["backend.env.INTERNAL_GATEWAY_URL"]
        draft.report("config.internalGatewayURL", Outcome.CARRIED if internal else Outcome.DERIVED, "backend.env", "INTERNAL_GATEWAY_URL")
    else:
        url = draft.text("config.defaultGatewayURL") or draft.text("config.internalGatewayURL")
        draft.config["gateway"] = {"kind": "external"} | ({"url": url} if url else {})
        draft.report("config.defaultGatewayURL", Outcome.CARRIED, "gateway.url")
        if draft.truth("config.defaultGatewayURL"):
            draft.report("config.internalGatewayURL", Outcome.DEAD, "gateway.url", "without its gateway, the chart uses defaultGatewayURL")
        draft.report("config.internalGatewayURL", Outcome.CARRIED, "gateway.url")
        if not url:
            draft.need("gateway.url", "the address of the gateway: gateway: {kind: external, url: https://...}")
    draft.report("gateway.enabled", Outcome.CARRIED, "gateway.kind")
    if not draft.truth("dataservice.enabled"):
        draft.config["dataservice"] = {"kind": "none"}
    draft.report("dataservice.enabled", Outcome.CARRIED, "dataservice.kind")
    if draft.truth("mcp.enabled") and draft.truth("gateway.enabled"):
        draft.set("gateway.mcp", {"externalUrl": draft.text("mcp.externalUrl")} if draft.text("mcp.externalUrl") else {})
    draft.report("mcp", Outcome.CARRIED if draft.truth("mcp.enabled") else Outcome.DERIVED, "gateway.mcp")


def _runs(draft: Draft, service: str) -> bool:
    return draft.truth(f"{service}.enabled") if service in ("gateway", "dataservice") else True


def _has_ingress(draft: Draft, service: str) -> bool:
    prefix = {"gateway": "gatewayIngress", "frontend": "ingress"}[service]
    return draft.truth(f"{prefix}.enabled") and draft.truth(f"{prefix}.hostname")


def _store(draft: Draft, store: str) -> None:
    """The StatefulSet of a store in the cluster."""
    carry_component_name(draft, store, f"{store}.name")
    former = store == "clickhouse" and draft.get("clickhouse.former") is not MISSING
    if draft.get(f"{store}.kind") != "inCluster" and not former:
        draft.report(store, Outcome.DEAD, store, "the store runs outside the cluster")
        return
    setting = "clickhouse.former" if former else store
    prefix = f"{store}.statefulSet"
    if draft.number(f"{prefix}.replicas") not in (1, None):
        remark = "the servers were independent of each other, and the services saw one or another"
        draft.report(f"{prefix}.replicas", Outcome.FIXED, setting, f"one server: {remark}")
    draft.report(f"{prefix}.replicas", Outcome.DERIVED, setting, "one server")
    if draft.truth(f"{prefix}.persistence.enabled"):
        # The chart asks for the class standard for MySQL, which many clusters do not have.
        chosen = draft.text(f"{prefix}.persistence.storageClassName") if draft.is_given(f"{prefix}.persistence.storageClassName") else ""
        volume = {"size": draft.text(f"{prefix}.persistence.size"), "storageClass": chosen}
        draft.set(f"{setting}.persistence", {key: value for key, value in volume.items() if value})
        draft.report(f"{prefix}.persistence", Outcome.CARRIED, f"{setting}.persistence")
    draft.report(f"{prefix}.persistence", Outcome.FIXED, f"{setting}.persistence", "an emptyDir lost the data with the pod; a volume keeps it")
    for key in ("volumes", "volumeMounts"):
        own = [entry for entry in draft.value(f"{prefix}.{key}") or [] if entry.get("name") != "data"]
        if own:
            draft.set(f"{setting}.{key}", own)
        draft.report(f"{prefix}.{key}", Outcome.CARRIED if own else Outcome.DERIVED, f"{setting}.{key}")
    if not former:
        _store_environment(draft, store)
    if store == "clickhouse" and (command := draft.value(f"{prefix}.command")) != draft.keys[f"{prefix}.command"].default and command:
        draft.set(f"{setting}.command", command)
        draft.report(f"{prefix}.command", Outcome.CARRIED, f"{setting}.command")
    carry_service(draft, setting, f"{store}.service", exposed=False)
    carry_service_account(draft, setting, f"{store}.serviceAccount")


def _store_environment(draft: Draft, store: str) -> None:
    """The variables of a store: in the chart, commonEnv comes last and replaces extraEnv."""
    own = f"{store}.statefulSet.extraEnv"
    for path in (own, "commonEnv"):
        if variables := environment(draft.value(path) or []):
            add_environment(draft, f"{store}.env", variables)
            if path == own:
                draft.report(own, Outcome.CARRIED, f"{store}.env")


def _gateway_exposure(draft: Draft) -> None:
    runs = draft.truth("gateway.enabled")
    prefix = "gatewayIngress"
    if draft.truth(f"{prefix}.enabled") and not runs:
        draft.report(prefix, Outcome.FIXED, "exposure.gateway", "the Ingress led to a Service that does not exist; it is left out")
        return
    exposed = draft.truth(f"{prefix}.enabled") and draft.truth(f"{prefix}.hostname")
    by_host = draft.truth(f"{prefix}.hostBased")
    path = draft.text(f"{prefix}.gatewayPath")
    if exposed and not by_host and path not in ("", "/"):
        draft.report(f"{prefix}.gatewayPath", Outcome.FIXED, "exposure.gateway", "the gateway does not serve below a path; it has the whole host")
    draft.report(f"{prefix}.gatewayPath", Outcome.DERIVED, "exposure.gateway", "the gateway has the whole host")
    if exposed and draft.truth("mcp.enabled"):
        host = draft.text(f"{prefix}.hostname")
        own = draft.text(f"{prefix}.mcpHostname") or f"mcp.{host}"
        mcp = {"kind": "ingress", "class": draft.text(f"{prefix}.ingressClassName"), "host": own if by_host else host}
        if not by_host:
            mcp["path"] = draft.text(f"{prefix}.mcpPath") or "/mcp"
        draft.set("exposure.mcp", {key: value for key, value in mcp.items() if value})
        for key in ("mcpHostname", "mcpPath"):
            draft.report(f"{prefix}.{key}", Outcome.CARRIED, "exposure.mcp")
    for key in ("mcpHostname", "mcpPath"):
        draft.report(f"{prefix}.{key}", Outcome.DEAD, "exposure.mcp", "the MCP gateway is off, or not exposed")
    carry_exposure(draft, "gateway", prefix, enabled=runs)
