"""What the words of Portkey's Helm charts, and a few of Kubernetes' and of everybody's, are called among the settings here.

The keys are those of the values of `portkey-app` and `portkey-gateway` (github.com/Portkey-AI/helm).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from portkey_constructs.loading.synonyms import squeezed

__all__ = ["TOP_LEVEL", "Word", "chart_word"]

_CHART: Final = "the Helm chart"
_KUBERNETES: Final = "Kubernetes"
_NEARLY: Final = 0.85


@dataclass(frozen=True, slots=True)
class Word:
    """A word of somebody else's: the settings that it is here, and what else is to be said."""

    name: str
    settings: tuple[str, ...]
    sentence: str = ""
    whose: str = _CHART

    @property
    def fix(self) -> str:
        """What to do about it."""
        if self.sentence:
            return f"{self.sentence} (a word of {self.whose}'s)"
        same = all(setting.endswith(f".{self.name}") for setting in self.settings)
        theirs = f" ({self.whose} {'has it at the top' if same else f'calls it {self.name}'})" if self.whose else ""
        return f"did you mean {_or(self.settings)}?{theirs}"


def _or(settings: Sequence[str]) -> str:
    return " or ".join([", ".join(settings[:-1]), settings[-1]] if len(settings) > 1 else settings)


_Table = Mapping[str, "str | tuple[str, ...]"]  # settings, or a sentence after a =

_GIVEN: Final = "=leave it out: what is given is on, and what is left out is off"
_NOWHERE: Final = "=portkey.yaml has no setting for it"
_NAMED: Final = "=leave it out: every name follows from name at the top"
_PORT: Final = "=leave it out: the port within the pod is Portkey's own; service.port is the Service's"
_EXTERNAL: Final = "=say kind: external, and where it is with settings of its own beside it"
_LEVEL: Final = "=leave this level out: what stands in it is said one level up"
_SECRET: Final = "secrets: {kind: existing, names: {...}}"
_VAULT: Final = "secrets: {kind: externalSecrets, store: {kind: vault, ...}}"
_BALANCER_IP: Final = "=name the address by the annotation of the cloud's controller, as annotations"
_FROM_ENV: Final = "=name the variables one by one as env: {NAME: {secretKeyRef: {name: ..., key: ...}}}"
_FIXED: Final = "=leave it out: selectors are made here and can never change; labels of your own are labels and podLabels"
_RESTART: Final = "=leave it out: pods start anew when what they read of the configuration changes"

_TOP: Final[_Table] = {
    "portkey": ("labels", "annotations"),
    **dict.fromkeys(("nameOverride", "fullnameOverride"), ("name",)),
    "commonAnnotations": ("annotations",),
    "commonLabels": ("labels",),
    "commonEnv": ("env",),
    "imageCredentials": ("imagePull",),
    "imagePullSecrets": ("imagePull: {kind: existing, names: [...]}",),
    "images": ("gateway.image", "backend.image", "dataservice.image", "frontend.image"),
    "ingress": ("exposure",),
    "gatewayIngress": ("exposure.gateway",),
    "config": ("auth", "clientAuth", "jwtPrivateKey", "smtp", "controlPlaneUrl"),
    "logStorage": ("logStore",),
    "bedrockAssumed": ("bedrock",),
    "mcp": ("gateway.mcp",),
    "mcpService": ("gateway.mcp", "exposure.mcp"),
    "apm": ("monitoring",),
    "environment": "=variables of your own are env: {NAME: value}; most of the chart's have settings here: logStore, redis, clickhouse, clientAuth",
    "envFrom": _FROM_ENV,
    "extraEnv": ("env",),
    "replicaCount": ("gateway.replicas",),
    "revisionHistoryLimit": _NOWHERE,
    "strategy": "=leave it out: services roll with maxSurge 25% and no pod missing",
    "selectorLabels": _FIXED,
    **dict.fromkeys(("useVaultInjection", "vaultConfig"), (_VAULT,)),
    "serviceAccount": ("gateway.serviceAccount", "backend.serviceAccount"),
    **{
        name: (f"gateway.{name}", f"backend.{name}")
        for name in (
            *("podAnnotations", "podLabels", "podSecurityContext", "securityContext", "service", "resources", "volumes", "volumeMounts", "sidecars"),
            *("nodeSelector", "tolerations", "affinity", "dnsPolicy", "dnsConfig", "autoscaling"),
        )
    },
    "topologySpreadConstraints": ("gateway.topologySpread", "backend.topologySpread"),
    "terminationGracePeriodSeconds": ("gateway.gracePeriod", "backend.gracePeriod"),
    **{f"{probe}Probe": (f"gateway.probes.{probe}",) for probe in ("readiness", "liveness")},
    "extraContainerConfig": "=say what it holds by name: gateway.securityContext, gateway.volumeMounts, gateway.probes",
    "hostAlias": _NOWHERE,
    "autoRestart": _RESTART,
    "minio": ("logStore: {kind: s3Compatible, ...}",),
    "milvus": "=portkey.yaml has no vector store: what the gateway is told of one is gateway.env",
}
TOP_LEVEL: Final = frozenset(_TOP)
"""The words that stand at the top of the charts' values, and are no settings here."""
_FURTHER: Final[_Table] = {
    "noAuth": ("auth: {kind: none}",),
    "oauth": ("auth",),
    "serviceMonitor": ("monitoring.serviceMonitor",),
    "startupProbe": ("gateway.probes.startup",),
    **{name: (f"gateway.{name}", f"backend.{name}") for name in ("image", "replicas", "initContainers")},
}
_SERVICE: Final[_Table] = {
    "name": _NAMED,
    "enabled": "=leave it out: deployment.kind says what runs here; besides, gateway takes kind: external and dataservice kind: none",
    **dict.fromkeys(("containerPort", "containerProtocol"), _PORT),
    "deployment": _LEVEL,
    "finetuneBucket": ("finetunesBucket",),
    "logexportsBucket": ("logExportsBucket",),
    "environment": ("env",),
    "envFrom": _FROM_ENV,
    "strategy": "=leave it out: services roll with maxSurge 25% and no pod missing",
    "replicaCount": ("replicas",),
    "ingress": ("exposure",),
    **dict.fromkeys(("minReplicas", "maxReplicas"), ("autoscaling: {min: ..., max: ...}",)),
}
_STORE: Final[_Table] = {
    "name": _NAMED,
    "external": _EXTERNAL,
    "enabled": "=leave it out: kind says whether it runs here",
    "store": "=leave it out: kind says whose server it is",
    **dict.fromkeys(("containerPort", "containerHttpPort", "containerNativePort"), _PORT),
    "statefulSet": _LEVEL,
    **dict.fromkeys(("migration", "oldCredentials"), ("former",)),
    "customConfig": ("config",),
    "initContainer": "=leave it out: the store needs no container before it",
    "connectionUrl": ("host, with tls beside it",),
    "tlsEnabled": ("tls",),
    "ssl": ("tls",),
    "replicationEnabled": ("replication",),
    "shardingEnabled": ("sharding",),
    "serviceType": ("service.type",),
    "servicePort": ("service.port",),
}
_WITHIN: Final[Mapping[str, _Table]] = {
    "autoscaling": {
        **dict.fromkeys(("enabled", "createHpa"), _GIVEN),
        "minReplicas": ("min",),
        "maxReplicas": ("max",),
        "targetCPUUtilizationPercentage": ("cpu",),
        "targetMemoryUtilizationPercentage": ("memory",),
    },
    "service": {
        "loadBalancerIP": _BALANCER_IP,
        **dict.fromkeys(("labels", "additionalLabels"), "=leave it out: a Service has the component's labels"),
        **dict.fromkeys(("httpPort", "httpsPort"), ("port",)),
        "nativePort": "=leave it out: the native protocol has a port of its own beside it",
        "containerPort": _PORT,
    },
    "serviceaccount": {
        "create": "=say kind: create, or kind: existing with its name",
        "automount": ("mountToken",),
        "labels": "=leave it out: a service account has the component's labels",
    },
    "persistence": {
        "enabled": "=leave it out: a store in the cluster has a volume always",
        **dict.fromkeys(("accessMode", "accessModes"), "=leave it out: one server writes to the volume"),
    },
    "imagepull": {
        "registry": ("server",),
        "name": _NAMED,
        "create": "=say kind: registry, or kind: existing with names",
        **dict.fromkeys(("email", "auth"), "=leave it out: the Secret is made of server, username and password"),
    },
    "https": {
        "enabled": _GIVEN,
        "port": "=leave it out: 8443 and 9440 are opened beside the plain ports",
        "certs": ("secretName",),
        "verificationMode": ("verification",),
    },
    "retention": {"enabled": _GIVEN, "mergeWithTtlTimeout": ("mergeTimeout",), "ttlOnlyDropParts": ("dropWholeParts",)},
    "auth": {
        "enabled": "=leave it out: kind: none lets everybody in",
        "oauthType": ("kind",),
        "oauthClientId": ("clientId",),
        "oauthIssuerUrl": ("issuer",),
        "oauthClientSecret": ("clientSecret",),
        "oauthRedirectURI": ("redirectUri",),
        "oauthMetadataXml": ("metadataXml",),
    },
    "smtp": {"enabled": _GIVEN, "smtpFrom": ("fromAddress",)},
    "logstore": {
        **dict.fromkeys(
            ("s3Compat", "s3Assume", "mongo", "azure"), "=say its kind: s3, s3Compatible, azureBlob, mongo; what it holds has settings here"
        ),
        "logStore": ("kind",),
        "LOG_STORE_GENERATIONS_BUCKET": ("bucket",),
        "LOG_STORE_BASEPATH": ("basePath",),
        "LOG_STORE_AWS_ROLE_ARN": ("assumeRole.roleArn",),
        "LOG_STORE_AWS_EXTERNAL_ID": ("assumeRole.externalId",),
        "encryptionSettings": ("encryption",),
    },
    "exposure": {
        **dict.fromkeys(("enabled", "hostBased"), "=leave it out: a door is open when it is given"),
        "ingress": ("frontend", "gateway"),
        "ingressClassName": ("class",),
        "mcpHostname": ("exposure.mcp.host",),
        "gatewayPath": "=leave it out: the gateway takes the whole host",
        "mcpPath": ("exposure.mcp.path",),
        "labels": "=leave it out: a door has the labels at the top",
    },
    "mcp": {"containerPort": _PORT},
    "monitoring": {"loki": ("lokiPush",)},
    "prometheuspush": {"host": ("url",), "auth": ("credential",)},
    "lokipush": {"host": ("url",), "auth": ("credential",)},
}
_ANYWHERE: Final[_Table] = {
    "extraEnv": ("env",),
    "extraContainerConfig": "=say what it holds by name: securityContext, volumeMounts, probes",
    "revisionHistoryLimit": _NOWHERE,
    "hostAlias": _NOWHERE,
    "autoRestart": _RESTART,
    "selectorLabels": _FIXED,
    **dict.fromkeys(("statefulSet", "deployment"), _LEVEL),
    **dict.fromkeys(("existingSecret", "existingSecretName"), (_SECRET,)),
    **dict.fromkeys(("enabled", "create"), _GIVEN),
    "storageClassName": ("storageClass",),
    "topologySpreadConstraints": ("topologySpread",),
    "terminationGracePeriodSeconds": ("gracePeriod",),
    **{f"{probe}Probe": (f"probes.{probe}",) for probe in ("startup", "readiness", "liveness")},
    "loadBalancerSourceRanges": ("sourceRanges",),
    "hostname": ("host",),
}
_OF_KUBERNETES: Final[_Table] = {
    "priorityClassName": ("priorityClass",),
    "serviceAccountName": ("serviceAccount: {kind: existing, name: ...}",),
    "ingressClassName": ("class",),
    "imagePullPolicy": ("image.pullPolicy",),
    "imagePullSecrets": ("imagePull: {kind: existing, names: [...]}",),
    "automountServiceAccountToken": ("serviceAccount.mountToken",),
    "hostAliases": _NOWHERE,
    **dict.fromkeys(("hpa", "horizontalPodAutoscaler"), ("autoscaling",)),
    **dict.fromkeys(("pdb", "podDisruptionBudget"), ("disruptionBudget",)),
}
_USUAL: Final[_Table] = {
    **dict.fromkeys(("username", "login"), ("user",)),
    **dict.fromkeys(("db", "dbName", "databaseName", "schema"), ("database",)),
    **dict.fromkeys(("storage", "volume", "storageSize"), ("persistence.size", "logStore")),
    **dict.fromkeys(("minimum", "maximum"), ("min", "max")),
    "targetCPU": ("cpu",),
    "targetMemory": ("memory",),
    **dict.fromkeys(("prefix", "path"), ("basePath",)),
    **dict.fromkeys(("from", "sender"), ("fromAddress",)),
    "pushgateway": ("prometheusPush",),
    **dict.fromkeys(("issuerUrl", "discoveryUrl", "oidcIssuer"), ("issuer",)),
    **dict.fromkeys(("redirectUrl", "callbackUrl"), ("redirectUri",)),
    **dict.fromkeys(("cert", "certArn", "certificate"), ("certificateArn",)),
    **dict.fromkeys(("env_vars", "envVars", "variables"), ("env",)),
    **dict.fromkeys(("extraEnvs", "extraEnvVars"), ("env",)),
    **dict.fromkeys(("sslEnabled", "useTls"), ("tls",)),
    **dict.fromkeys(("licence", "license", "licenseKey"), ("clientAuth",)),
    **dict.fromkeys(("registry", "name"), ("repository",)),
    "sso": ("auth",),
    "database": ("mysql",),
    "cache": ("redis",),
    "logs": ("logStore",),
}
_SERVICES: Final = ("gateway", "backend", "dataservice", "frontend")
_STORES: Final = ("mysql", "redis", "clickhouse", "former")


def chart_word(path: Sequence[str | int], *, nearly: bool = False) -> Word | None:
    """What the last part of a path is among the settings there, if it is a word of the Helm charts or of Kubernetes, or `nearly` one."""
    parts = [squeezed(str(part)) for part in path]
    words = [(name, said, whose) for table, whose in _tables(parts) for name, said in table.items()]
    wanted = parts[-1]
    if nearly:
        near = get_close_matches(wanted, [squeezed(name) for name, *_ in words], n=1, cutoff=_NEARLY)
        wanted = near[0] if near else ""
    for name, said, whose in words:
        if squeezed(name) == wanted:
            return Word(name, (), said[1:], whose) if isinstance(said, str) else Word(name, said, "", whose)
    return None


def _tables(parts: Sequence[str]) -> Iterator[tuple[_Table, str]]:
    """The tables of the words that may stand at a path, and whose words they are; the nearest first."""
    above = parts[-2] if len(parts) > 1 else ""
    if not above:
        yield from ((_TOP, _CHART), (_FURTHER, _CHART))
    yield _WITHIN.get(above, {}), _CHART
    if "exposure" in parts[-3:-1]:
        yield _WITHIN["exposure"], _CHART
    if above in _STORES:
        yield _STORE, _CHART
    if above in _SERVICES and parts[0] == above:
        yield _SERVICE, _CHART
    yield from ((_ANYWHERE, _CHART), (_OF_KUBERNETES, _KUBERNETES), (_USUAL, ""))
