"""Imports values of portkey-gateway, a data plane whose environment is a map of the variables of the images."""

from collections.abc import Mapping, Set
from typing import Any, Final

from portkey_constructs.helm.access import carry_image_pull, ingress
from portkey_constructs.helm.draft import MISSING, Draft, printed
from portkey_constructs.helm.log_stores import log_store_of_variables
from portkey_constructs.helm.report import Outcome
from portkey_constructs.helm.secret_names import full_name
from portkey_constructs.helm.stores import REDIS_KINDS, redis_from_url, redis_without_password
from portkey_constructs.helm.workloads import (
    add_environment,
    carry_autoscaling,
    carry_component_name,
    carry_security,
    carry_service,
    carry_service_account,
)

__all__ = ["import_gateway", "keep_selector_labels"]

_DATA: Final = "environment.data"
_DERIVED: Final = {"SERVICE_NAME", "PORT", "MCP_PORT", "REDIS_TLS_ENABLED", "LOG_STORE"}
_SECRETS: Final = {
    "PORTKEY_CLIENT_AUTH": "PORTKEY_CLIENT_AUTH",
    "LOG_STORE_ACCESS_KEY": "logStoreAccessKey",
    "LOG_STORE_SECRET_KEY": "logStoreSecretKey",
    "AZURE_ENTRA_CLIENT_SECRET": "azureEntraClientSecret",
    "AZURE_STORAGE_KEY": "azureStorageKey",
    "MONGO_DB_CONNECTION_URL": "mongoConnectionUrl",
    "AWS_ASSUME_ROLE_ACCESS_KEY_ID": "bedrockAssumedAccessKey",
    "AWS_ASSUME_ROLE_SECRET_ACCESS_KEY": "bedrockAssumedSecretKey",
    "ANALYTICS_STORE_PASSWORD": "clickhouse_password",
}
_LOG_STORE: Final = ("LOG_STORE", "MONGO_", "AZURE_")
_MISSPELLED: Final = "MONGO_GENERATIONS_HOOKS_COLLECTION_NAME"
"""The name in the defaults of the chart, which no image reads."""
_SETTINGS: Final = (*_LOG_STORE, "ANALYTICS_", "CACHE_STORE", "REDIS_", "ORGANISATIONS_TO_SYNC", "SERVER_MODE", "MCP_", "AWS_ASSUME_ROLE_REGION")
"""The variables that settings decide."""
_SUB_CHARTS: Final = {
    "minio": "run MinIO with its own chart or operator, or use a bucket; then logStore: {kind: s3Compatible, endpoint: ..., bucket: ...}",
    "milvus": "run Milvus with its own chart or operator; then semanticCache: {store: {kind: milvus, ...}}",
}


def import_gateway(draft: Draft, release: str | None) -> None:
    """Decide over the keys that belong together; the engine carries the other keys over one by one."""
    full = full_name(draft, release)
    carry_image_pull(draft)
    _environment(draft, full)
    carry_autoscaling(draft, "gateway", "autoscaling", "replicaCount")
    carry_service(draft, "gateway", "service", exposed=True)
    if draft.number("service.port") not in (8787, None):
        draft.set("gateway.service.port", draft.number("service.port"))
    draft.report("service.containerPort", Outcome.DERIVED, "gateway.service", "the port in the container is Portkey's own")
    if draft.truth("service.additionalLabels"):
        draft.set("gateway.service.labels", draft.value("service.additionalLabels"))
    draft.report("service", Outcome.CARRIED, "gateway.service")
    carry_service_account(draft, "gateway", "serviceAccount")
    carry_security(draft, "gateway", "")
    _mcp_service(draft)
    _probes(draft)
    _data_service(draft)
    _exposures(draft)
    for chart, remark in _SUB_CHARTS.items():
        if draft.truth(f"{chart}.enabled"):
            draft.report(chart, Outcome.NEEDS_YOU, "", f"not part of this library, and its data stays where it is: {remark}")
            draft.need(chart, remark)
        draft.report(chart, Outcome.DERIVED, "", "the sub-chart is off")
        draft.report(f"images.{'minioClient' if chart == 'minio' else 'etcd'}Image", Outcome.DERIVED, "", "an image of a sub-chart")
        draft.report(f"images.{chart}Image", Outcome.DERIVED, "", "an image of a sub-chart")
    if draft.truth("useVaultInjection"):
        draft.report("vaultConfig", Outcome.NEEDS_YOU, "secrets", draft.keys["vaultConfig.role"].remark)
        draft.report("useVaultInjection", Outcome.NEEDS_YOU, "secrets", draft.keys["vaultConfig.role"].remark)
        draft.need("secrets", "secrets: {kind: externalSecrets, store: {kind: vault, server: ..., path: ..., ...}} replaces the Vault injector")
    draft.report("vaultConfig", Outcome.DEAD, "secrets", "the injector is off")
    draft.report("useVaultInjection", Outcome.DERIVED, "secrets", "off, which is the default")


def keep_selector_labels(draft: Draft) -> None:
    """The labels that the values add to the selector of the gateway, as labels of its pods."""
    labels = {name: value for name, value in draft.values_at("selectorLabels").items() if not name.startswith("app.kubernetes.io/")}
    if labels:
        draft.set("gateway.labels", labels)
        draft.report("selectorLabels", Outcome.CARRIED, "gateway.labels", "the pods keep the labels; selectors are fixed")


def _probes(draft: Draft) -> None:
    """Write the port of each probe, which the chart adds."""
    port = 8788 if draft.text(f"{_DATA}.SERVER_MODE").strip() == "mcp" else 8787
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        request = draft.value(f"{probe}.httpGet")
        if draft.is_given(probe) and isinstance(request, Mapping) and not request.get("port"):
            draft.values[probe] = {**draft.values[probe], "httpGet": {**request, "port": port}}


def _environment(draft: Draft, full: str) -> None:
    """The variables of the gateway: the data plane's settings, Secrets, and the rest as env."""
    variables = {name: value for name, value in draft.values_at(_DATA).items() if value is not None and value != ""}
    existing = _existing_secret(draft)
    in_secret = {str(name) for name in draft.value("environment.secretKeys") or []} if existing else set()
    secret = existing or f"{full}-gateway"
    app = existing or f"{full}-secrets"
    if existing:
        names = dict.fromkeys(("app", "gateway", "redis", "clickhouse"), existing)
        draft.config["secrets"] = {"kind": "existing", "names": names, "keys": _keys_of_existing()}
        draft.report("environment.existingSecret", Outcome.CARRIED, "secrets.names", "its keys are the names of the variables")
        _facts_in_secret(draft, variables, existing, in_secret)
        draft.report("environment.secretKeys", Outcome.DERIVED, "secrets.keys")
    organisations = [part.strip() for part in str(variables.pop("ORGANISATIONS_TO_SYNC", "")).split(",") if part.strip()]
    draft.config["deployment"] = {"kind": "dataPlane", **({"organisations": organisations} if organisations else {})}
    _report(draft, "ORGANISATIONS_TO_SYNC", Outcome.CARRIED, "deployment.organisations")
    if not organisations:
        draft.need("deployment.organisations", "the IDs of the organizations to serve: deployment: {kind: dataPlane, organisations: [...]}")
    for name, key in _SECRETS.items():
        if name in variables:
            target = app if name == "PORTKEY_CLIENT_AUTH" else f"{full}-clickhouse" if name.startswith("ANALYTICS") else secret
            draft.secret(existing or target, name if existing else key, variables.pop(name))
            _report(
                draft,
                name,
                Outcome.CARRIED,
                f"Secret {existing or target}, key {name if existing else key}",
                "not in portkey.yaml; --secrets-out writes it",
            )
        elif existing:
            _report(draft, name, Outcome.CARRIED, f"Secret {existing}, key {name}", "the Secret has the value")
    _redis(draft, variables, existing or f"{full}-redis", "REDIS_URL" if existing else "redis_connection_url", in_secret=in_secret)
    _analytics(draft, variables)
    _log_store(draft, variables)
    if region := variables.pop("AWS_ASSUME_ROLE_REGION", None):
        draft.set("bedrock.region", str(region))
        _report(draft, "AWS_ASSUME_ROLE_REGION", Outcome.CARRIED, "bedrock.region")
    if draft.secrets.get(secret, {}).keys() & {"bedrockAssumedAccessKey", "AWS_ASSUME_ROLE_ACCESS_KEY_ID"}:
        draft.set("bedrock.credentials", "keys")
    _mcp(draft, variables)
    for name, setting in (
        ("FINETUNES_BUCKET", "finetunesBucket"),
        ("LOG_EXPORTS_BUCKET", "logExportsBucket"),
        ("FINETUNES_AWS_ROLE_ARN", "finetunesRoleArn"),
    ):
        if (value := variables.pop(name, None)) and draft.truth("dataservice.enabled"):
            draft.set(f"dataservice.{setting}", str(value))
        _report(draft, name, Outcome.CARRIED if value and draft.truth("dataservice.enabled") else Outcome.DEAD, f"dataservice.{setting}")
    for name in _DERIVED:
        variables.pop(name, None)
        _report(draft, name, Outcome.DERIVED, "", "follows from other settings")
    if variables:
        add_environment(draft, "gateway.env", {name: printed(value) for name, value in variables.items()})
    draft.report(_DATA, Outcome.CARRIED, "gateway.env")
    draft.report("environment", Outcome.DERIVED, "secrets", "Secrets have confidential values, and the pods have the others")


def _keys_of_existing() -> dict[str, dict[str, str]]:
    """The keys of the user's Secret, which are the names of variables."""
    keys = {key: name for name, key in _SECRETS.items()}
    gateway = {key: name for key, name in keys.items() if key not in ("PORTKEY_CLIENT_AUTH", "clickhouse_password")}
    return {"gateway": gateway, "clickhouse": {"clickhouse_password": "ANALYTICS_STORE_PASSWORD"}}


def _existing_secret(draft: Draft) -> str:
    """The name of the Secret whose keys the pods read; empty if the chart creates it."""
    if draft.truth("useVaultInjection"):
        return draft.text("vaultConfig.kubernetesSecret") or draft.chart
    existing = draft.text("environment.existingSecret")
    if existing and draft.truth("environment.create"):
        for key in ("existingSecret", "secretKeys"):
            draft.report(f"environment.{key}", Outcome.DEAD, "secrets", "environment.create is true, so the pods read the Secret of the chart")
        return ""
    return existing


def _facts_in_secret(draft: Draft, variables: dict[str, Any], secret: str, names: Set[str]) -> None:
    """Variables that only the user's Secret has: those of a setting need an answer, and the others refer to the Secret."""
    for name in sorted(names - _SECRETS.keys() - _DERIVED - {"REDIS_URL"} - variables.keys()):
        if name.startswith(_SETTINGS):
            draft.need(f"secrets.{name}", f"the Secret {secret} has {name}, which is a setting here: write its value")
        else:
            add_environment(draft, "gateway.env", {name: {"secretKeyRef": {"name": secret, "key": name}}})


def _redis(draft: Draft, variables: dict[str, Any], secret: str, key: str, *, in_secret: Set[str]) -> None:
    url = str(variables.pop("REDIS_URL", ""))
    mode = variables.pop("REDIS_MODE", None)
    store = str(variables.pop("CACHE_STORE", "redis"))
    own = url in ("", "redis://redis:6379")
    if "REDIS_URL" in in_secret:
        draft.set("redis.kind", REDIS_KINDS.get(store, "custom"))
        draft.config["secrets"]["fromSecret"] = {"redis": ["redis_connection_url"]}
    elif own:
        draft.set("redis.kind", "inCluster")
        redis_without_password(draft)
    else:
        draft.set("redis.kind", REDIS_KINDS.get(store, "custom"))
        redis_from_url(draft, url, secret, key)
    if key == "REDIS_URL" and ("REDIS_URL" in in_secret or draft.secrets.get(secret, {}).get(key)):
        draft.config["secrets"]["keys"]["redis"] = {"redis_connection_url": key}
    if draft.get("redis.kind") != "inCluster":
        if str(variables.get("REDIS_TLS_ENABLED", "")).lower() == "true":
            draft.set("redis.tls", True)
        if mode == "cluster":
            draft.set("redis.mode", "cluster")
    for name in ("REDIS_URL", "REDIS_MODE", "CACHE_STORE", "REDIS_TLS_ENABLED"):
        _report(draft, name, Outcome.CARRIED, "redis")
    draft.report("redis.resources", Outcome.CARRIED, "redis.resources")
    if draft.get("redis.kind") == "inCluster":
        draft.set("redis.resources", draft.value("redis.resources") or None)
        draft.set("redis.podLabels", draft.value("podLabels") or None)
        if draft.number("redis.revisionHistoryLimit") != draft.keys["redis.revisionHistoryLimit"].default:
            draft.set("redis.revisionHistoryLimit", draft.number("redis.revisionHistoryLimit"))
    draft.report(
        "redis.serviceType", Outcome.FIXED, "redis.service.type", "a NodePort opened Redis on every node; it is reachable only in the cluster"
    )
    draft.report("redis", Outcome.DERIVED, "redis")


def _analytics(draft: Draft, variables: dict[str, Any]) -> None:
    store = variables.pop("ANALYTICS_STORE", "clickhouse")
    endpoint, user = variables.pop("ANALYTICS_STORE_ENDPOINT", None), variables.pop("ANALYTICS_STORE_USER", None)
    for name in ("ANALYTICS_STORE", "ANALYTICS_STORE_ENDPOINT", "ANALYTICS_STORE_USER"):
        _report(draft, name, Outcome.CARRIED, "clickhouse")
    database = _database(draft, variables)
    if store == "control_plane" or not endpoint:
        return
    url = str(endpoint)
    secure, host = url.startswith("https://"), url.partition("://")[2] or url
    name, _, port = host.rstrip("/").partition(":")
    clickhouse: dict[str, Any] = {"kind": "external", "host": name, "user": str(user) if user else None, "database": database, "tls": secure or None}
    if port and port != ("8443" if secure else "8123"):
        clickhouse["port"] = int(port) if port.isdecimal() else port
    draft.config["clickhouse"] = {key: value for key, value in clickhouse.items() if value}


def _database(draft: Draft, variables: dict[str, Any]) -> str | None:
    """The database in the names of the tables; names of one's own stay variables."""
    database = None
    for name, table in (("ANALYTICS_LOG_TABLE", "generations"), ("ANALYTICS_FEEDBACK_TABLE", "feedbacks")):
        before, dot, own = str(variables.get(name, "")).rpartition(".")
        if dot and own == table:
            database = before
            del variables[name]
            _report(draft, name, Outcome.DERIVED, "clickhouse.database", "the tables follow from the database")
    return database


def _log_store(draft: Draft, variables: dict[str, Any]) -> None:
    names = [name for name in variables if name.startswith(_LOG_STORE)]
    values = {name: printed(variables.pop(name)) for name in names}
    if misspelled := values.pop(_MISSPELLED, None):
        values.setdefault(_MISSPELLED.replace("GENERATIONS", "GENERATION"), misspelled)
        _report(draft, _MISSPELLED, Outcome.FIXED, "logStore.hooksCollection", "the images read MONGO_GENERATION_HOOKS_COLLECTION_NAME")
    client = values.get("LOG_STORE", "")
    draft.set(
        "logStore", log_store_of_variables(client, values, keys="logStoreAccessKey" in str(draft.secrets)) if client else {"kind": "controlPlane"}
    )
    keyless = draft.get("logStore.credentials") is MISSING and draft.get("logStore.assumeRole") is MISSING
    if client == "s3_assume" and keyless and not draft.truth("environment.existingSecret"):
        draft.set("logStore.credentials", "identity")
    for name in names:
        _report(draft, name, Outcome.CARRIED, "logStore")


def _mcp(draft: Draft, variables: dict[str, Any]) -> None:
    mode, address = variables.pop("SERVER_MODE", None), variables.pop("MCP_GATEWAY_BASE_URL", None)
    mcp: dict[str, Any] = {"externalUrl": str(address)} if address else {}
    if mode == "mcp":
        mcp["only"] = True
    if mode in ("mcp", "all") or address or draft.truth("mcpService.enabled"):
        draft.set("gateway.mcp", mcp)
    for name in ("SERVER_MODE", "MCP_GATEWAY_BASE_URL"):
        _report(draft, name, Outcome.CARRIED, "gateway.mcp")


def _mcp_service(draft: Draft) -> None:
    """The second Service of the gateway, for MCP: the Service of the gateway has its port, too."""
    mode = draft.text(f"{_DATA}.SERVER_MODE").strip()
    if draft.truth("mcpService.enabled") and mode in ("mcp", "all"):
        if draft.text("mcpService.type") == "LoadBalancer":
            annotations = {"annotations": draft.value("mcpService.annotations")} if draft.truth("mcpService.annotations") else {}
            draft.set("exposure.mcp", {"kind": "loadBalancer", "port": draft.number("mcpService.port"), **annotations})
            draft.report("mcpService", Outcome.CARRIED, "exposure.mcp")
        elif mode == "mcp":
            for key, name in (("annotations", "annotations"), ("additionalLabels", "labels")):
                former = draft.get(f"gateway.service.{name}")
                draft.set(f"gateway.service.{name}", {**(former if isinstance(former, dict) else {}), **draft.values_at(f"mcpService.{key}")} or None)
                draft.report(f"mcpService.{key}", Outcome.CARRIED, f"gateway.service.{name}")
    draft.report("mcpService", Outcome.DERIVED, "gateway.mcp", "the Service of the gateway has the port of the MCP gateway, too")


def _data_service(draft: Draft) -> None:
    carry_component_name(draft, "dataservice", "dataservice.name")
    if not draft.truth("dataservice.enabled"):
        draft.config["dataservice"] = {"kind": "none"}
        draft.report("dataservice.enabled", Outcome.CARRIED, "dataservice.kind")
        draft.report("dataservice", Outcome.DEAD, "dataservice", "the data service does not run")
        return
    draft.report("dataservice.enabled", Outcome.CARRIED, "dataservice.kind")
    if draft.truth("dataservice.env.DEBUG_ENABLED"):
        add_environment(draft, "dataservice.env", {"NODE_DEBUG": "dataservice:*"})
    draft.report("dataservice.env", Outcome.CARRIED, "dataservice.env", "DEBUG_ENABLED is NODE_DEBUG; the chart reads no other variable of the map")
    carry_autoscaling(draft, "dataservice", "dataservice.autoscaling", "dataservice.deployment.replicas")
    carry_service(draft, "dataservice", "dataservice.service", exposed=False)
    carry_service_account(draft, "dataservice", "dataservice.serviceAccount")
    carry_security(draft, "dataservice", "dataservice.deployment.")


def _exposures(draft: Draft) -> None:
    draft.report("ingress.hosts", Outcome.DEAD, "exposure.gateway", draft.keys["ingress.hosts"].remark)
    if not draft.truth("ingress.enabled"):
        draft.report("ingress", Outcome.DERIVED, "exposure.gateway", "off, which is the default")
        return
    if not draft.truth("ingress.hostname"):
        draft.report("ingress", Outcome.FIXED, "exposure.gateway", "without a host it took the traffic of every host; it is left out")
        draft.need("exposure.gateway.host", "a host name: exposure: {gateway: {kind: ingress, host: ...}}")
        return
    values = draft.values_at("ingress")
    draft.set("exposure.gateway", ingress(values))
    if draft.get("gateway.mcp") is not MISSING:
        by_host = draft.truth("ingress.hostBased")
        host = draft.text("ingress.mcpHostname") or f"mcp.{draft.text('ingress.hostname')}"
        mcp = ingress(values) | ({"host": host} if by_host else {"path": draft.text("ingress.mcpPath") or "/mcp"})
        draft.set("exposure.mcp", mcp)
    draft.report("ingress", Outcome.CARRIED, "exposure")


def _report(draft: Draft, name: str, outcome: Outcome, target: str, remark: str = "") -> None:
    draft.report(f"{_DATA}.{name}", outcome, target, remark)
