"""What somebody meant who wrote a setting that does not exist."""

from collections.abc import Mapping

__all__ = ["hint"]

_HELM = {
    "ingres": "exposure",
    "ingress": "exposure",
    "images": "gateway.image, backend.image, ...",
    "imageCredentials": "imagePull",
    "config": "auth, clientAuth and jwtPrivateKey at the top",
    "logStorage": "logStore",
    "noAuth": "auth",
    "oauth": "auth",
    "bedrockAssumed": "bedrock",
    "encryptionSettings": "logStore.encryption",
    "gatewayIngress": "exposure.gateway",
    "apm": "monitoring",
    "serviceMonitor": "monitoring.serviceMonitor",
    "mcp": "gateway.mcp",
    "s3Compat": "kind: s3, or kind: s3Compatible elsewhere than at Amazon",
    "s3Assume": "assumeRole",
    "existingSecret": "secrets.names",
    "commonEnv": "env",
    "nameOverride": "name",
    "fullnameOverride": "name",
    "dataService": "dataservice",
    "data-service": "dataservice",
    "extraEnv": "env",
    "extraEnvs": "env",
    "statefulSet": "the settings themselves, one level up",
    "deployment": "the settings themselves, one level up",
    "storageClassName": "storageClass",
    "topologySpreadConstraints": "topologySpread",
    "priorityClassName": "priorityClass",
    "terminationGracePeriodSeconds": "gracePeriod",
    "minReplicas": "min",
    "maxReplicas": "max",
    "targetCPUUtilizationPercentage": "cpu",
    "targetMemoryUtilizationPercentage": "memory",
    "startupProbe": "probes.startup",
    "readinessProbe": "probes.readiness",
    "livenessProbe": "probes.liveness",
    "existingSecretName": "secrets.names",
    "loadBalancerSourceRanges": "sourceRanges",
    "connectionUrl": "host, with tls beside it",
    "tlsEnabled": "tls",
    "imagePullSecrets": "imagePull: {kind: existing, names: [...]}",
}
_STORES = ("mysql", "redis", "clickhouse")


def hint(path: tuple[str | int, ...], allowed: Mapping[str, str]) -> str:
    """What to do about the unknown setting at `path`; `allowed` has the settings there in any spelling, each with the right one."""
    from difflib import get_close_matches

    name = str(path[-1])
    if len(path) == 2 and path[0] in _STORES and name in ("replicas", "autoscaling"):
        return f"{path[0]} in the cluster is one server (several would be independent ones); use a managed {path[0]} for more"
    if path[0] == "logStore" and name in ("encryption", "replica", "assumeRole"):
        return "only Amazon S3 has it: say kind: s3, or leave it out"
    right = {_squeezed(spelling): setting for spelling, setting in allowed.items()}
    squeezed = _squeezed(name)
    if squeezed in right:
        return f"did you mean {right[squeezed]}?"
    helm = _HELM.get(name)
    if helm is not None:
        helm_name = "ingress" if helm == "exposure" else name
        return f"did you mean {helm}? (the Helm chart calls it {helm_name})"
    near = get_close_matches(squeezed, right, n=1, cutoff=0.6)
    if near:
        return f"did you mean {right[near[0]]}?"
    settings = dict.fromkeys(allowed.values())
    return f"the settings here are {', '.join(settings)}" if len(settings) <= 12 else "`portkey-constructs schema` lists the settings"


def _squeezed(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
