"""Turns settings that are valid one by one into a configuration that all rules accept."""

import re
from collections.abc import Iterator
from typing import Any, Final

from portkey_constructs.config.root import PortkeyConfig, Rules
from portkey_constructs.platform.adoption import NEWEST_VERSIONS
from portkey_constructs.platform.commands import OWN_COMMANDS
from portkey_constructs.platform.components import SERVICE_NAMES, STORE_NAMES
from portkey_constructs.platform.secret_keys import SECRET_KEYS
from portkey_constructs.rules.pull_registries import registry_repeated
from portkey_constructs.rules.secrets import value_missing, value_not_allowed
from tests.support.private_keys import private_key

__all__ = ["made_valid"]

Data = dict[str, Any]

_YES: Final = (True, "true")
_AUTH: Final = "bWU6cmVnaXN0cnktcGFzc3dvcmQ="
_APPLICATION: Final = ("auth", "jwtPrivateKey", "smtp", "mysql", "backend", "frontend", "migration")
_USELESS: Final = {"platform": (), "gateway": (*_APPLICATION, "dataservice"), "dataPlane": _APPLICATION}
_AWS: Final = ("irsa", "podIdentity")
_WANTED: Final = {"awsSecretsManager": _AWS, "azureKeyVault": ("azureWorkloadIdentity",), "gcpSecretManager": ("gkeWorkloadIdentity",)}
_IDENTITIES: Final[dict[str, Data]] = {
    "irsa": {"kind": "irsa"},
    "podIdentity": {"kind": "podIdentity", "roleArn": "arn:aws:iam::111122223333:role/portkey"},
    "azureWorkloadIdentity": {"kind": "azureWorkloadIdentity", "clientId": "0f1e2d3c-0000-4000-8000-000000000001"},
    "gkeWorkloadIdentity": {"kind": "gkeWorkloadIdentity", "serviceAccount": "portkey@acme-platform.iam.gserviceaccount.com"},
}
_CLOUD: Final = {"accountId": "111122223333", "region": "eu-west-1", "oidcIssuer": "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE"}


def made_valid(data: Data, secret: str) -> Data:
    """A copy of the data with what the rules want; `secret` is any value that is missing."""
    data = _copied(data)
    _satisfy_adoption(data)
    _satisfy_shape(data)
    _satisfy_stores(data)
    for name, workload in _workloads(data):
        _satisfy_workload(workload, name)
    if sidecars := data.get("migration", {}).get("sidecars"):
        data["migration"]["sidecars"] = list({item["name"]: item for item in sidecars}.values())
        data.get("backend", {}).pop("initContainers", None)
    _satisfy_sources(data)
    _satisfy_identities(data)
    _satisfy_accounts(data)
    _satisfy_doors(data)
    _satisfy_login(data)
    _satisfy_secrets(data, secret)
    _satisfy_pod_tls(data)
    if "namespaceLabels" in data or "namespaceAnnotations" in data:
        data.pop("createNamespace", None)
    if "proxy" in data:
        data["proxy"].setdefault("https", "http://proxy.example.org:3128")
    _satisfy_collectors(data)
    _satisfy_network(data)
    if "resourceQuota" in data:
        # Amounts of pods and claims depend on all other settings.
        data["resourceQuota"] = {"kind": "fixed", "hard": {"services": "900"}}
    for name, credential in (("prometheusPush", "dXNlcjpwYXNzd29yZA=="), ("lokiPush", "user:password")):
        if "credential" in data.get("monitoring", {}).get(name, {}):
            data["monitoring"][name]["credential"] = credential
    moved: Data = _in_one_partition(data, gov=str(data.get("aws", {}).get("region")).startswith("us-gov-"))
    return moved


def _satisfy_network(data: Data) -> None:
    """Entries with content, for connections that every platform has."""
    policy = data.get("networkPolicy", {})
    for entries, name in (("sources", "apiServer"), ("destinations", "dns")):
        if several := policy.get(entries):
            entry = {**next(iter(several.values()))}
            entry.pop("hosts", None)
            policy[entries] = {name: {"cidrs": ["10.0.0.0/28"], **entry}}


def _satisfy_collectors(data: Data) -> None:
    monitoring = data.get("monitoring", {})
    if "genAiTraces" in monitoring and "openTelemetry" not in monitoring:
        monitoring["genAiTraces"].setdefault("endpoint", "http://collector:4318")
    for name in ("openTelemetry", "genAiTraces"):
        if "headers" in monitoring.get(name, {}):
            monitoring[name]["headers"] = "x-api-key=secret"
            if monitoring[name].get("auth") == "none":
                del monitoring[name]["auth"]


def _in_one_partition(value: Any, *, gov: bool) -> Any:
    """The data with every region and ARN in one partition: that of GovCloud, or that of the commercial regions."""
    if isinstance(value, dict):
        return {name: _in_one_partition(inner, gov=gov) for name, inner in value.items()}
    if isinstance(value, list):
        return [_in_one_partition(inner, gov=gov) for inner in value]
    if not isinstance(value, str):
        return value
    text = value.replace("arn:aws-cn:", "arn:aws:").replace("cn-north-1", "us-east-2")
    if not gov:
        return text.replace("us-gov-east-1", "us-east-1")
    text = text.replace("arn:aws:", "arn:aws-us-gov:").replace("ap-southeast-3", "us-gov-west-1")
    return re.sub("(?<!oidc.eks.)(us-west-2|us-east-2|eu-central-1|eu-west-1)(?=:|$)", "us-gov-east-1", text)


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(inner) for name, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def _workloads(data: Data) -> Iterator[tuple[str, Data]]:
    """The settings of every component, with its name."""
    for name in (*SERVICE_NAMES, *STORE_NAMES):
        if name in data:
            yield name, data[name]
    if former := data.get("clickhouse", {}).get("former"):
        yield "clickhouse", former


def _elsewhere(data: Data) -> bool:
    return bool(data.get("gateway", {}).get("kind") == "external")


def _satisfy_adoption(data: Data) -> None:
    """A version of the chart that can be adopted, the chart of the deployment, and names that the release has itself."""
    if adopted := data.get("adopt"):
        adopted["chart"] = "app" if data.get("deployment", {}).get("kind", "platform") == "platform" else "gateway"
        adopted["version"] = NEWEST_VERSIONS[adopted["chart"]]
        for setting in ("componentNames", "selectorLabels"):
            adopted.pop(setting, None)
        data.pop("name", None)


def _satisfy_shape(data: Data) -> None:
    shape = data.get("deployment", {"kind": "platform"})
    for name in _USELESS[shape["kind"]]:
        data.pop(name, None)
    if shape["kind"] != "platform":
        if _elsewhere(data):
            del data["gateway"]
        data.get("exposure", {}).pop("frontend", None)
    if shape["kind"] == "gateway":
        shape.setdefault("backendUrl", "https://portkey.example.org/albus")
        if data.get("clickhouse", {}).get("kind") == "inCluster":
            del data["clickhouse"]
    if "user" not in data.get("smtp", {"user": ""}):
        data["smtp"].pop("password", None)
    _satisfy_pricing(data, shape["kind"])
    _satisfy_mcp(data, shape["kind"])
    if _elsewhere(data):
        for name in ("bedrock", "claudePlatform", "entraFederation", "googleFederation", "semanticCache"):
            data.pop(name, None)
        data.get("exposure", {}).pop("gateway", None)
        for name in ("serviceMonitor", "metricLabels", "buckets", "openTelemetry", "genAiTraces"):
            data.get("monitoring", {}).pop(name, None)
    _satisfy_jwt(data, shape)
    if {"serviceMonitor", "metricLabels", "buckets"} & data.get("monitoring", {}).keys():
        data["monitoring"]["prometheus"] = True


def _satisfy_pricing(data: Data, shape: str) -> None:
    """A source of model prices that the deployment can have, in two folders and a volume of its own."""
    pricing = data.get("modelPricing")
    if pricing is None:
        return
    accepted = {"platform": ("bundled", "portkey", "logStore", "mounted"), "gateway": ("bundled", "controlPlane"), "dataPlane": ("controlPlane",)}
    without_files = data.get("logStore", {"kind": "none"})["kind"] in ("none", "controlPlane", "mongo")
    if pricing["kind"] not in accepted[shape] or (pricing["kind"] == "logStore" and without_files):
        del data["modelPricing"]
    elif pricing["kind"] in ("logStore", "mounted") and pricing.get("pricing", "pricing") == pricing.get("capabilities", "general"):
        pricing["capabilities"] = "other"
    if "volume" in pricing:
        pricing["volume"]["name"] = "model-prices"


def _satisfy_jwt(data: Data, shape: Data) -> None:
    if "jwtAuthentication" not in data:
        return
    if _elsewhere(data):
        data["jwtAuthentication"] = {}
    elif shape["kind"] == "platform":
        data["jwtAuthentication"].setdefault("organisations", ["acme"])
    else:
        data["jwtAuthentication"].pop("organisations", None)
        shape.setdefault("organisations", ["acme"])


def _satisfy_mcp(data: Data, shape: str) -> None:
    mcp, exposures = data.get("gateway", {}).get("mcp"), data.get("exposure", {})
    if mcp is None:
        exposures.pop("mcp", None)
        return
    if "requestTimeout" in mcp:
        mcp["requestTimeout"] = 1
    if "identityKey" in mcp:
        mcp["identityKey"] = private_key()
    if not exposures.get("mcp", {}).get("host"):
        mcp.setdefault("externalUrl", "https://mcp.example.org")
    if mcp.get("only") in _YES:
        if shape == "platform":
            del mcp["only"]
            return
        if shape == "dataPlane":
            data["dataservice"] = {"kind": "none"}
        exposures.pop("gateway", None)
        data.get("monitoring", {}).pop("serviceMonitor", None)


def _satisfy_stores(data: Data) -> None:
    mysql, redis, clickhouse, logs = (data.get(name, {}) for name in ("mysql", "redis", "clickhouse", "logStore"))
    if mysql.get("tls") == "rds":
        mysql["host"] = "db.cluster-x.us-west-2.rds.amazonaws.com"
    if mysql.get("clientCertificate"):
        mysql["tls"] = "verifyIdentity"
    if mysql.get("tls") in ("verifyCa", "verifyIdentity"):
        mysql.setdefault("ca", {"kind": "configMap", "name": "mysql-ca"})
    else:
        mysql.pop("ca", None)
    if "iam" in redis:
        redis["tls"] = True
        for name in ("user", "password", "auth"):
            redis.pop(name, None)
    _satisfy_redis(redis)
    tls = clickhouse.get("tls") in _YES
    for name, plain, by_tls in (("port", 8123, 8443), ("nativePort", 9000, 9440)):
        if str(clickhouse.get(name)) in ("8123", "8443", "9000", "9440"):
            clickhouse[name] = by_tls if tls else plain
    if clickhouse.get("replication") in _YES or clickhouse.get("sharding") in _YES:
        clickhouse.setdefault("clusterName", "main")
    for store in (clickhouse, clickhouse.get("former", {})):
        if "config" in store:
            store["config"] = "<clickhouse><keep_alive_timeout>3</keep_alive_timeout></clickhouse>"
        if str(store.get("service", {}).get("port", 0)) in ("9000", "8443", "9440"):
            del store["service"]["port"]
    if "administrator" in mysql:
        mysql["user"], mysql["administrator"]["user"] = "portkey_app", "administrator"
        if any(source["kind"] == "secretsStoreCsi" for source in _sources(data)):
            del mysql["administrator"]
    _satisfy_companion(data, mysql, redis, logs)
    _satisfy_regions(data, logs)


def _satisfy_redis(redis: Data) -> None:
    for store in (redis, redis.get("queues", {})):
        if store.get("auth") == "none":
            store.pop("user", None)
            store.pop("password", None)
    if redis.get("auth") == "none" or "iam" in redis:
        redis.pop("credentials", None)
    if redis.get("kind") == "memorystore" and redis.get("tls") in _YES:
        redis.setdefault("ca", {"kind": "configMap", "name": "redis-ca"})
    if (cluster := redis.get("cluster")) is not None:
        redis["mode"] = "cluster"
        if "iam" in redis:
            cluster.pop("nodes", None)
        if cluster.get("nodes") or "iam" in redis:
            cluster.pop("discovery", None)
        if "authorization" in cluster.get("discovery", {}):
            cluster["discovery"]["auth"] = "header"
    if redis.get("mode") == "cluster":
        redis.pop("database", None)


def _satisfy_companion(data: Data, mysql: Data, redis: Data, logs: Data) -> None:
    """Sets what only a deployment could provide, and an account for what depends on it."""
    data.get("aws", {}).pop("outputs", None)
    if mysql.get("kind") == "rds":
        mysql.update(kind="external", host="db.example.org")
        mysql.pop("server", None)
    if redis.get("kind") == "elasticache":
        redis.setdefault("host", "master.portkey.abc123.usw2.cache.amazonaws.com")
        redis.pop("server", None)
    if logs.get("kind") != "s3":
        return
    if "bucket" in logs:
        logs.get("replica", {}).setdefault("bucket", "the-other")
    elif logs.get("credentials") == "keys":
        logs["bucket"] = "logs"
        logs.get("replica", {}).setdefault("bucket", "the-other")
    else:
        data["aws"] = {**data.get("aws", {}), "accountId": "111122223333", "region": "eu-west-1"}
        logs.pop("region", None)
    if "bucket" in logs:
        logs.pop("lifecycle", None)
    elif "lifecycle" in logs:
        logs["lifecycle"].update(infrequentAccessDays=60, expireDays=365)


def _satisfy_regions(data: Data, logs: Data) -> None:
    aws = data.setdefault("aws", {})
    if logs.get("kind") == "s3":
        if logs.get("client") == "s3":
            logs.pop("assumeRole", None)
        region = logs.get("region") or aws.setdefault("region", "eu-west-1")
        if "replica" in logs:
            logs["replica"]["region"] = "ap-southeast-3"
            if logs["replica"].get("bucket") == str(logs.get("bucket")).partition("/")[0]:
                logs["replica"]["bucket"] = "the-replica"
        if logs.get("encryption", {}).get("kind") in ("kms", "kmsDsse"):
            logs["encryption"]["keyArn"] = f"arn:aws:kms:{region}:111122223333:key/9c1f"
    if "bedrock" in data or "claudePlatform" in data:
        aws.setdefault("region", "eu-west-1")
    if bedrock := data.get("bedrock"):
        bedrock["sessionTags"] = bool(bedrock.get("assumeRoles"))


def _satisfy_workload(settings: Data, name: str) -> None:
    if settings.get("kind") in ("external", "cloud", "none"):
        return
    if settings.get("dnsPolicy") == "None":
        settings["dnsConfig"] = {"nameservers": ["10.0.0.10"]}
    if "persistence" in settings:
        _satisfy_persistence(settings["persistence"], name)
    if "command" not in settings and name in OWN_COMMANDS:
        settings.pop("args", None)
    if {"command", "args"} & settings.keys() and name in ("mysql", "redis"):
        settings["args"] = ["--sql-mode=ANSI", "--max-connections=9", "--appendonly", "yes"]
    for field in ("sidecars", "initContainers", "volumes"):
        settings[field] = list({item["name"]: item for item in settings.get(field, ())}.values())
        if not settings[field]:
            del settings[field]
    if "sidecars" in settings and "initContainers" in settings:
        del settings["initContainers"]
    mounts = {mount["name"]: mount for mount in settings.pop("volumeMounts", ())}
    if mounts:
        settings["volumeMounts"] = list(mounts.values())
        named = [{"name": name, "emptyDir": {}} for name in mounts]
        settings["volumes"] = list({volume["name"]: volume for volume in (*named, *settings.get("volumes", ()))}.values())
    if "autoscaling" in settings:
        settings.pop("replicas", None)
    if "resources" in settings and "replicas" not in settings and name in SERVICE_NAMES:
        low = {"cpu": "50m", "memory": "64Mi", **settings["resources"].get("requests", {})}
        settings["resources"] = {**settings["resources"], "requests": low}
    if service := settings.get("service"):
        _satisfy_service(service)


def _satisfy_service(service: Data) -> None:
    """The type that the other settings need, and ports that nothing else has."""
    service.pop("nodePort", None)
    if any(service.get(name) for name in ("sourceRanges", "loadBalancerIP", "loadBalancerClass")):
        service["type"] = "LoadBalancer"
    if "externalTrafficPolicy" in service and service.get("type", "ClusterIP") == "ClusterIP":
        service["type"] = "NodePort"
    if "sessionAffinityTimeout" in service:
        service["sessionAffinity"] = "ClientIP"
    for index, port in enumerate(service.get("ports", ())):
        port.pop("nodePort", None)
        port |= {"name": f"own-{index}", "port": 20000 + index}


def _satisfy_persistence(persistence: Data, store: str) -> None:
    """A claim of the store alone, whose access modes go together."""
    if persistence["kind"] == "existingClaim":
        persistence["name"] = f"{store}-data"
    elif "ReadWriteOncePod" in persistence.get("accessModes", ()):
        persistence["accessModes"] = ["ReadWriteOncePod"]


def _sources(data: Data) -> list[Data]:
    return [*([data["secrets"]] if "secrets" in data else []), *data.get("secretOverrides", {}).values()]


def _satisfy_sources(data: Data) -> None:
    overrides = data.get("secretOverrides", {})
    for place, name in [(data, "secrets"), *((overrides, group) for group in overrides)]:
        source = place.get(name)
        if source and source["kind"] == "inline" and data["profile"] == "production":
            place[name] = {"kind": "existing"}
    csi = [source for source in _sources(data) if source["kind"] == "secretsStoreCsi"]
    for group, source in list(overrides.items()):
        if source in csi and source["store"]["kind"] != csi[0]["store"]["kind"]:
            del overrides[group]
    by_csi = data.get("secretOverrides", {}).get("registry", data.get("secrets", {})).get("kind") == "secretsStoreCsi"
    if by_csi and data.get("imagePull", {}).get("kind", "registry") == "registry":
        data["imagePull"] = {"kind": "none"}
    for source in _sources(data):
        # Google's names are short, and the reader of a single Secret has a long one.
        if source.get("identity", {}).get("kind") == "gkeWorkloadIdentity":
            source["identity"] = dict(_IDENTITIES["gkeWorkloadIdentity"])
        if list(source.get("names", {}).values()).count(source.get("names", {}).get("registry")) > 1:
            source["names"]["registry"] = "portkey-pull"
        if source.get("kind") in ("externalSecrets", "secretsStoreCsi") and "names" in source:
            source["names"] = {group: f"own-{group.lower()}" for group in source["names"]}
        _satisfy_names(source)
        _satisfy_keys(source)
        if "store" in source:
            _satisfy_manager(source)


def _satisfy_names(source: Data) -> None:
    """The current and the former ClickHouse have keys of the same names, so they share neither a Secret nor an entry."""
    for table in ("names", "remote"):
        source.get(table, {}).pop("clickhouseFormer", None)
    if "{name}" not in source.get("path", "{name}"):
        del source["path"]


def _satisfy_keys(source: Data) -> None:
    """Each Secret has its own keys. Which of them the pods read depends on the rest of the configuration."""
    for field in ("keys", "fromSecret"):
        if field in source:
            source[field] = {}
    for group, remote in source.get("remote", {}).items():
        if "properties" in remote:
            own = [key.key for key in SECRET_KEYS if group in (key.group, key.group.default)]
            remote["properties"] = dict(zip(own, remote["properties"].values(), strict=False))


def _satisfy_manager(source: Data) -> None:
    store = source["store"]
    if store["kind"] == "awsSecretsManager":
        store.setdefault("region", "eu-west-1")
    if store["kind"] in ("azureKeyVault", "gcpSecretManager"):
        source.pop("path", None)
        for remote in source.get("remote", {}).values():
            remote.pop("key", None)
    if source["kind"] == "secretsStoreCsi":
        for useless in ("auth", "clusterLocation", "clusterName"):
            store.pop(useless, None)
        if store["kind"] == "azureKeyVault":
            store.setdefault("tenantId", "0f1e2d3c-0000-4000-8000-00000000000a")
        return
    if "clusterName" in store or "clusterLocation" in store:
        store.update(clusterName="acme", clusterLocation="europe-west3")
    if store["kind"] == "existing":
        for useless in ("identity", "serviceAccount", "clusterWide"):
            source.pop(useless, None)
    if source.get("creationPolicy", "Owner") != "Owner" and source.get("deletionPolicy") == "Delete":
        del source["creationPolicy"]
    expected = _WANTED.get(store["kind"])
    if expected and source.get("identity", {}).get("kind") not in expected:
        source["identity"] = dict(_IDENTITIES[expected[0]])
    if store.get("auth") == "jwt":
        source["identity"] = dict(_IDENTITIES["irsa"])


def _satisfy_identities(data: Data) -> None:
    """One cloud for all identities: that of the mounted secret manager, else of the log store, else of the cache."""
    logs, redis = data.get("logStore", {}), data.get("redis", {})
    stores = [source["store"]["kind"] for source in _sources(data) if source["kind"] == "secretsStoreCsi"]
    expected = next((_WANTED[kind] for kind in stores if kind in _WANTED), None)
    wishes: list[tuple[bool, Data, str, Any, tuple[str, ...]]] = [
        (logs.get("kind") == "gcs" and logs.get("credentials") == "identity", logs, "credentials", "keys", _WANTED["gcpSecretManager"]),
        (logs.get("login", {}).get("kind") == "workloadIdentity", logs, "login", {"kind": "key"}, _WANTED["azureKeyVault"]),
        ("iam" in redis, redis, "iam", None, _AWS),
    ]
    for is_said, place, setting, instead, kinds in wishes:
        if is_said and expected not in (None, kinds):
            place[setting] = instead
        elif is_said:
            expected = kinds
    if expected and data.get("identity", {}).get("kind") not in expected:
        data["identity"] = dict(_IDENTITIES[expected[0]])
    if expected or logs.get("kind") in ("s3", "gcs"):
        for _, settings in _workloads(data):
            settings.pop("identity", None)
    identities = [settings.get("identity", {}) for settings in (data, *(workload for _, workload in _workloads(data)), *_sources(data))]
    if any(identity.get("kind") == "irsa" for identity in identities):
        data["aws"] = {**_CLOUD, **data.get("aws", {})}


def _satisfy_accounts(data: Data) -> None:
    """No service account is made twice."""
    taken: set[str] = set()
    for place in (*(settings for _, settings in _workloads(data)), *_sources(data), data.get("migration", {})):
        account = place.get("serviceAccount", {})
        if account.get("kind", "create") == "create" and account.get("name") in taken:
            del account["name"]
        taken.add(account.get("name", ""))


def _satisfy_doors(data: Data) -> None:
    taken: set[str] = set()
    for name, exposure in data.get("exposure", {}).items():
        if "host" in exposure:
            if exposure["host"].lower() in taken:
                exposure["host"] = f"{name}.example.org"
            taken.add(exposure["host"].lower())
        if name != "mcp":
            exposure.pop("path", None)
        component = "gateway" if name == "mcp" else name
        if exposure["kind"] != "none" and isinstance(data.get(component), dict):
            data[component].pop("service", None)
        if exposure["kind"] == "ingress":
            _satisfy_ingress(exposure)
        elif exposure["kind"] == "loadBalancer":
            _satisfy_load_balancer(exposure)
            exposure.pop("nodePort", None)
            if "sessionAffinityTimeout" in exposure:
                exposure["sessionAffinity"] = "ClientIP"
        _satisfy_sources_of(exposure, hosted=data.get("deployment", {}).get("kind") == "dataPlane")
        for settings in (exposure, exposure.get("provider", {})):
            if "certificateArn" in settings and (region := data.get("aws", {}).get("region")):
                settings["certificateArn"] = f"arn:aws:acm:{region}:111122223333:certificate/0f4d-1"


def _satisfy_pod_tls(data: Data) -> None:
    """A certificate that the callers and the controllers of the exposures trust."""
    exposures = [exposure for name, exposure in data.get("exposure", {}).items() if name != "frontend"]
    passing = any(exposure["kind"] == "loadBalancer" and "certificateArn" not in exposure.get("provider", {}) for exposure in exposures)
    gke = any(exposure["kind"] == "httpRoute" and exposure.get("controller") == "gke" for exposure in exposures)
    served = data.get("gateway", {}).get("kind") != "external" or data.get("dataservice", {}).get("kind") != "none"
    if "podTls" not in data or passing or gke or not served:
        data.pop("podTls", None)
        return
    data.pop("customCa", None)
    data["podTls"]["ca"] = {"kind": "configMap", "name": "internal-ca", "key": "ca.crt"}
    for exposure in exposures:
        prefix = exposure.get("class", "").partition("-")[0]
        if exposure["kind"] == "ingress" and "controller" not in exposure and prefix not in ("alb", "gce", "nginx", "traefik"):
            exposure["controller"] = "other"


def _satisfy_sources_of(exposure: Data, *, hosted: bool) -> None:
    """No sources where nothing restricts them, and those of ALBs in one group alike."""
    known = exposure.get("controller", exposure.get("class", "").partition("-")[0]) in ("nginx", "traefik")
    if exposure["kind"] == "httpRoute" or (exposure["kind"] == "ingress" and not known):
        exposure.pop("allowFrom", None)
    if "allowFrom" in exposure:
        exposure.pop("sourceRanges", None)
        exposure["allowFrom"] = [source for source in exposure["allowFrom"] if hosted or source != "portkeyControlPlane"] or ["10.0.0.0/8"]


def _satisfy_ingress(exposure: Data) -> None:
    if exposure.get("controller") == "gce":
        exposure["class"] = "gce-internal"
    is_alb = exposure.get("controller", exposure.get("class", "").partition("-")[0]) == "alb"
    if not is_alb:
        exposure.pop("alb", None)
        exposure.pop("certificateArn", None)
    if "certificateArn" in exposure or (is_alb and exposure.get("tls", {}).get("kind") != "loadBalancer"):
        exposure.pop("tls", None)
    if alb := exposure.get("alb"):
        alb.pop("targetType", None)
        if "certificateArn" not in exposure and "tls" not in exposure:
            alb.pop("sslPolicy", None)
        if "group" not in alb:
            alb.pop("groupOrder", None)


def _satisfy_load_balancer(exposure: Data) -> None:
    provider = exposure.get("provider", {})
    if str(exposure.get("port")) == "443" and "certificateArn" not in provider:
        del exposure["port"]
    if "certificateArn" not in provider:
        provider.pop("sslPolicy", None)
    internal = provider.get("internal", True) in _YES
    for useless in ("dnsLabel", "resourceGroup") if internal else ("subnet", "globalAccess"):
        provider.pop(useless, None)


def _satisfy_login(data: Data) -> None:
    auth = data.get("auth")
    if auth is None:
        return
    if auth["kind"] == "none":
        auth["allowPublic"] = True
        return
    data.setdefault("controlPlaneUrl", "https://portkey.example.org")
    signs = auth.get("clientAuthentication") == "privateKeyJwt"
    auth.pop("clientSecret" if signs else "clientJwks", None)
    if signs or auth.get("clientAuthentication") == "clientSecretPost":
        data.setdefault("backend", {})["image"] = {"tag": "1.22.0"}
    if auth["kind"] == "saml":
        auth.pop("metadataXml" if "metadataUrl" in auth else "metadataUrl", None)
        if "metadataXml" not in auth:
            auth.setdefault("metadataUrl", "https://idp.example.org/metadata")


def _satisfy_registries(data: Data) -> None:
    """Each registry has one login, and its own address."""
    pull = data.get("imagePull", {})
    for login in (pull, *pull.get("additionalRegistries", {}).values()):
        if login.get("credentials", "auth" if "auth" in login else "password") == "auth":
            login.pop("username", None)
            login.pop("password", None)
            login.update({"auth": _AUTH} if "auth" in login else {})
        else:
            login.pop("auth", None)
    config = PortkeyConfig.model_validate(data, by_alias=True, by_name=False, context=Rules.LATER)
    for finding in registry_repeated(config.resolve()):
        del pull["additionalRegistries"][finding.path.split(".")[2]]


def _satisfy_secrets(data: Data, secret: str) -> None:
    """Values where they are wanted, and none where they are not."""
    _satisfy_registries(data)
    config = PortkeyConfig.model_validate(data, by_alias=True, by_name=False, context=Rules.LATER)
    platform = config.resolve()
    for name, by_identity in (
        ("logStore", platform.log_store.by_identity),
        ("bedrock", platform.bedrock is not None and platform.bedrock.by_identity),
    ):
        for field in ("accessKey", "secretKey") if by_identity else ():
            data[name].pop(field, None)
    config = PortkeyConfig.model_validate(data, by_alias=True, by_name=False, context=Rules.LATER)
    bedrock = config.resolve().bedrock
    if bedrock and not bedrock.by_identity:
        for name in ("models", "batches", "assumeRoles", "sessionTags"):
            data["bedrock"].pop(name, None)
    for finding in value_not_allowed(config.resolve()):
        place, last = _place(data, finding.path)
        del place[last]
    for finding in value_missing(config.resolve()):
        place, last = _place(data, finding.path)
        place[last] = {"identityKey": private_key, "auth": lambda: _AUTH}.get(last, lambda: secret)()


def _place(data: Data, path: str) -> tuple[Data, str]:
    """The map that contains a setting, and the setting's name in it."""
    *parents, last = path.split(".")
    for parent in parents:
        data = data.setdefault(parent, {})
    return data, last
