"""The defaults of custom resources, which the API server fills in as their definitions say."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

__all__ = ["CUSTOM_RESOURCE_DEFAULTS", "drop_custom_resource_defaults"]

_STORE: Final[Mapping[str, Any]] = {
    "spec.provider.aws.sessionTagsPolicy": "None",
    "spec.provider.azurekv.authType": "ServicePrincipal",
    "spec.provider.azurekv.environmentType": "PublicCloud",
    "spec.provider.azurekv.useAzureSDK": False,
    "spec.provider.gcpsm.secretVersionSelectionPolicy": "LatestOrFail",
    "spec.provider.vault.version": "v2",
    "spec.provider.vault.auth.appRole.path": "approle",
    "spec.provider.vault.auth.cert.path": "cert",
    "spec.provider.vault.auth.gcp.path": "gcp",
    "spec.provider.vault.auth.jwt.path": "jwt",
    "spec.provider.vault.auth.kubernetes.mountPath": "kubernetes",
    "spec.provider.vault.auth.ldap.path": "ldap",
    "spec.provider.vault.auth.userPass.path": "userpass",
}
CUSTOM_RESOURCE_DEFAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "ClusterSecretStore": _STORE,
    "ExternalSecret": {
        "spec.refreshInterval": "1h0m0s",
        "spec.target": {"creationPolicy": "Owner", "deletionPolicy": "Retain"},
        "spec.target.creationPolicy": "Owner",
        "spec.target.deletionPolicy": "Retain",
        "spec.target.template.engineVersion": "v2",
        "spec.target.template.mergePolicy": "Replace",
        "spec.data.[].sourceRef.generatorRef.apiVersion": "generators.external-secrets.io/v1alpha1",
        "spec.dataFrom.[].sourceRef.generatorRef.apiVersion": "generators.external-secrets.io/v1alpha1",
        "spec.target.template.templateFrom.[].target": "Data",
        "spec.dataFrom.[].rewrite.[].merge.conflictPolicy": "Error",
        "spec.dataFrom.[].rewrite.[].merge.into": "",
        "spec.dataFrom.[].rewrite.[].merge.priorityPolicy": "Strict",
        "spec.dataFrom.[].rewrite.[].merge.strategy": "Extract",
        "spec.target.template.templateFrom.[].configMap.items.[].templateAs": "Values",
        "spec.target.template.templateFrom.[].secret.items.[].templateAs": "Values",
    },
    "ScaledObject": {"spec.fallback.behavior": "static"},
    "HTTPRoute": {
        "spec.rules": [{"matches": [{"path": {"type": "PathPrefix", "value": "/"}}]}],
        "spec.parentRefs.[].group": "gateway.networking.k8s.io",
        "spec.parentRefs.[].kind": "Gateway",
        "spec.rules.[].matches": [{"path": {"type": "PathPrefix", "value": "/"}}],
        "spec.rules.[].backendRefs.[].group": "",
        "spec.rules.[].backendRefs.[].kind": "Service",
        "spec.rules.[].backendRefs.[].weight": 1,
        "spec.rules.[].matches.[].path": {"type": "PathPrefix", "value": "/"},
        "spec.rules.[].filters.[].cors.maxAge": 5,
        "spec.rules.[].filters.[].requestRedirect.statusCode": 302,
        "spec.rules.[].matches.[].path.type": "PathPrefix",
        "spec.rules.[].matches.[].path.value": "/",
        "spec.rules.[].filters.[].requestMirror.backendRef.group": "",
        "spec.rules.[].filters.[].requestMirror.backendRef.kind": "Service",
        "spec.rules.[].filters.[].requestMirror.fraction.denominator": 100,
        "spec.rules.[].matches.[].headers.[].type": "Exact",
        "spec.rules.[].matches.[].queryParams.[].type": "Exact",
        "spec.rules.[].backendRefs.[].filters.[].cors.maxAge": 5,
        "spec.rules.[].backendRefs.[].filters.[].requestRedirect.statusCode": 302,
        "spec.rules.[].backendRefs.[].filters.[].requestMirror.backendRef.group": "",
        "spec.rules.[].backendRefs.[].filters.[].requestMirror.backendRef.kind": "Service",
        "spec.rules.[].backendRefs.[].filters.[].requestMirror.fraction.denominator": 100,
    },
    "SecretStore": _STORE,
    "ServiceMonitor": {
        "spec.endpoints.[].bearerTokenSecret.name": "",
        "spec.endpoints.[].authorization.credentials.name": "",
        "spec.endpoints.[].basicAuth.password.name": "",
        "spec.endpoints.[].basicAuth.username.name": "",
        "spec.endpoints.[].metricRelabelings.[].action": "replace",
        "spec.endpoints.[].oauth2.clientSecret.name": "",
        "spec.endpoints.[].relabelings.[].action": "replace",
        "spec.endpoints.[].tlsConfig.keySecret.name": "",
        "spec.endpoints.[].oauth2.clientId.configMap.name": "",
        "spec.endpoints.[].oauth2.clientId.secret.name": "",
        "spec.endpoints.[].oauth2.tlsConfig.keySecret.name": "",
        "spec.endpoints.[].proxyConnectHeader.*.[].name": "",
        "spec.endpoints.[].tlsConfig.ca.configMap.name": "",
        "spec.endpoints.[].tlsConfig.ca.secret.name": "",
        "spec.endpoints.[].tlsConfig.cert.configMap.name": "",
        "spec.endpoints.[].tlsConfig.cert.secret.name": "",
        "spec.endpoints.[].oauth2.proxyConnectHeader.*.[].name": "",
        "spec.endpoints.[].oauth2.tlsConfig.ca.configMap.name": "",
        "spec.endpoints.[].oauth2.tlsConfig.ca.secret.name": "",
        "spec.endpoints.[].oauth2.tlsConfig.cert.configMap.name": "",
        "spec.endpoints.[].oauth2.tlsConfig.cert.secret.name": "",
    },
}
"""By kind, each field with its default; `[]` is every entry of a list, `*` every value of a map, and outer fields come first."""


def drop_custom_resource_defaults(manifest: dict[str, Any]) -> None:
    """Removes the defaults from a custom resource, so that an explicit default equals an absent field."""
    defaults = [(path.split("."), default) for path, default in CUSTOM_RESOURCE_DEFAULTS.get(str(manifest.get("kind")), {}).items()]
    # Filled in first, because a part of a default counts as the whole: {value: /} is {type: PathPrefix, value: /}.
    for (*parents, field), default in defaults:
        for parent in _maps(manifest, parents):
            parent.setdefault(field, deepcopy(default))
    for (*parents, field), default in defaults:
        for parent in _maps(manifest, parents):
            if field in parent and parent[field] == default:
                del parent[field]


def _maps(value: Any, path: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The maps at a path."""
    if not path:
        if isinstance(value, dict):
            yield value
        return
    head, *rest = path
    entries: list[Any] = []
    if head == "[]":
        entries = value if isinstance(value, list) else []
    elif isinstance(value, dict):
        entries = list(value.values()) if head == "*" else [value.get(head)]
    for entry in entries:
        yield from _maps(entry, rest)
