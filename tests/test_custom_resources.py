"""Custom resources are validated as an API server does it: valid objects pass, and each invalid one fails for its own reason."""

from copy import deepcopy
from typing import Any

import pytest

from portkey_constructs.kubernetes.registry import PLATFORM_KINDS
from tests.support.custom_resources import Structural, UnknownKindError, refused

Value = Any
Path = tuple[str | int, ...]


def resource(api_version: str, kind: str, spec: Value, **meta: str) -> dict[str, Any]:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": "portkey", **meta}, "spec": spec}


def store(provider: Value, kind: str = "SecretStore", **spec: Value) -> dict[str, Any]:
    return resource("external-secrets.io/v1", kind, {"provider": provider, **spec})


AWS = {"service": "SecretsManager", "region": "eu-west-1", "auth": {"jwt": {"serviceAccountRef": {"name": "portkey-secrets"}}}}
VALID = {
    "externalSecret": resource(
        "external-secrets.io/v1",
        "ExternalSecret",
        {
            "refreshInterval": "1h",
            "secretStoreRef": {"name": "portkey", "kind": "SecretStore"},
            "target": {
                "name": "portkey-mysql",
                "creationPolicy": "Owner",
                "deletionPolicy": "Retain",
                "template": {
                    "engineVersion": "v2",
                    "type": "Opaque",
                    "metadata": {"labels": {"app.kubernetes.io/name": "portkey"}},
                    "data": {"MYSQL_URL": "mysql://{{ .user }}@db"},
                },
            },
            "data": [{"secretKey": "user", "remoteRef": {"key": "portkey/mysql", "property": "user", "version": "1"}}],
        },
        namespace="portkey",
    ),
    "aws": store({"aws": AWS}, refreshInterval=3600, retrySettings={"maxRetries": 3, "retryInterval": "10s"}),
    "azurekv": store(
        {
            "azurekv": {
                "authType": "WorkloadIdentity",
                "vaultUrl": "https://portkey.vault.azure.net",
                "tenantId": "5f3c2b1a-0000-4000-8000-000000000000",
                "serviceAccountRef": {"name": "portkey-secrets"},
            }
        }
    ),
    "gcpsm": store(
        {
            "gcpsm": {
                "projectID": "portkey",
                "auth": {
                    "workloadIdentity": {"clusterLocation": "europe-west1", "clusterName": "main", "serviceAccountRef": {"name": "portkey-secrets"}}
                },
            }
        }
    ),
    "vault": store(
        {
            "vault": {
                "server": "https://vault.internal.example.org:8200",
                "path": "secret",
                "version": "v2",
                "caBundle": "LS0tLS1CRUdJTg==",
                "auth": {"kubernetes": {"mountPath": "kubernetes", "role": "portkey", "serviceAccountRef": {"name": "portkey-secrets"}}},
            }
        }
    ),
    "clusterStore": store({"aws": AWS}, "ClusterSecretStore", conditions=[{"namespaces": ["portkey"]}]),
    "httpRoute": resource(
        "gateway.networking.k8s.io/v1",
        "HTTPRoute",
        {
            "parentRefs": [{"name": "public", "namespace": "ingress", "sectionName": "https"}],
            "hostnames": ["portkey.internal.example.org"],
            "rules": [
                {
                    "matches": [{"path": {"type": "PathPrefix", "value": "/v1"}, "headers": [{"name": "x-portkey", "value": "a"}]}],
                    "filters": [{"type": "RequestHeaderModifier", "requestHeaderModifier": {"remove": ["x-internal"]}}],
                    "backendRefs": [{"name": "portkey-gateway", "port": 8787}],
                    "timeouts": {"request": "300s", "backendRequest": "5m"},
                },
                {"backendRefs": [{"name": "portkey-frontend", "port": 80, "weight": 1}]},
            ],
        },
        namespace="portkey",
    ),
    "backendConfig": resource(
        "cloud.google.com/v1",
        "BackendConfig",
        {"timeoutSec": 315, "connectionDraining": {"drainingTimeoutSec": 315}, "healthCheck": {"type": "HTTP", "requestPath": "/v1/health"}},
        namespace="portkey",
    ),
    "backendPolicy": resource(
        "networking.gke.io/v1",
        "GCPBackendPolicy",
        {
            "targetRef": {"group": "", "kind": "Service", "name": "portkey-gateway"},
            "default": {"timeoutSec": 315, "connectionDraining": {"drainingTimeoutSec": 315}},
        },
        namespace="portkey",
    ),
    "middleware": resource("traefik.io/v1alpha1", "Middleware", {"ipAllowList": {"sourceRange": ["255.255.255.255/32"]}}, namespace="portkey"),
    "serversTransport": resource(
        "traefik.io/v1alpha1",
        "ServersTransport",
        {"serverName": "portkey-gateway.portkey.svc.cluster.local", "rootCAs": [{"configMap": "internal-ca"}, {"secret": "pod-tls"}]},
        namespace="portkey",
    ),
    "certificate": resource(
        "cert-manager.io/v1",
        "Certificate",
        {
            "secretName": "portkey-pod-tls",
            "dnsNames": ["portkey-gateway.portkey.svc.cluster.local"],
            "usages": ["server auth", "client auth"],
            "issuerRef": {"group": "cert-manager.io", "kind": "ClusterIssuer", "name": "internal-ca"},
        },
        namespace="portkey",
    ),
    "backendTlsPolicy": resource(
        "gateway.networking.k8s.io/v1",
        "BackendTLSPolicy",
        {
            "targetRefs": [{"group": "", "kind": "Service", "name": "portkey-gateway"}],
            "validation": {
                "hostname": "portkey-gateway.portkey.svc.cluster.local",
                "caCertificateRefs": [{"group": "", "kind": "ConfigMap", "name": "internal-ca"}],
            },
        },
        namespace="portkey",
    ),
    "scaledObject": resource(
        "keda.sh/v1alpha1",
        "ScaledObject",
        {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "portkey-gateway"},
            "minReplicaCount": 0,
            "maxReplicaCount": 5,
            "triggers": [{"type": "prometheus", "metadata": {"query": "up", "threshold": "5"}, "authenticationRef": {"name": "prometheus"}}],
            "fallback": {"failureThreshold": 3, "replicas": 2, "behavior": "static"},
        },
        namespace="portkey",
    ),
    "cilium": resource(
        "cilium.io/v2",
        "CiliumNetworkPolicy",
        {
            "endpointSelector": {"matchLabels": {"app.kubernetes.io/component": "gateway"}},
            "egress": [
                {"toFQDNs": [{"matchName": "db.example.org"}], "toPorts": [{"ports": [{"port": "3306", "protocol": "TCP"}]}]},
                {
                    "toEndpoints": [{"matchLabels": {"k8s:k8s-app": "kube-dns"}}],
                    "toPorts": [{"ports": [{"port": "53", "protocol": "UDP"}], "rules": {"dns": [{"matchPattern": "*"}]}}],
                },
            ],
            "egressDeny": [{"toCIDRSet": [{"cidr": "169.254.0.0/16", "except": ["169.254.20.10/32"]}]}],
        },
        namespace="portkey",
    ),
    "fqdn": resource(
        "networking.gke.io/v1alpha1",
        "FQDNNetworkPolicy",
        {
            "podSelector": {"matchLabels": {"app.kubernetes.io/component": "gateway"}},
            "egress": [{"matches": [{"name": "db.example.org"}, {"pattern": "*.example.org"}], "ports": [{"port": 3306, "protocol": "TCP"}]}],
        },
        namespace="portkey",
    ),
    "serviceMonitor": resource(
        "monitoring.coreos.com/v1",
        "ServiceMonitor",
        {
            "selector": {"matchLabels": {"app.kubernetes.io/component": "gateway"}},
            "namespaceSelector": {"matchNames": ["portkey"]},
            "scrapeProtocols": ["OpenMetricsText1.0.0", "PrometheusText0.0.4"],
            "endpoints": [
                {
                    "port": "http",
                    "path": "/metrics",
                    "interval": "30s",
                    "scrapeTimeout": "10s",
                    "scheme": "http",
                    "bearerTokenSecret": {"name": "metrics", "key": "token"},
                    "metricRelabelings": [{"action": "drop", "sourceLabels": ["__name__"], "regex": "go_.*"}],
                },
                {"targetPort": 8787},
            ],
        },
        namespace="portkey",
    ),
    "secretProviderClass": resource(
        "secrets-store.csi.x-k8s.io/v1",
        "SecretProviderClass",
        {
            "provider": "aws",
            "parameters": {"region": "eu-west-1", "objects": "- objectName: portkey/mysql\n"},
            "secretObjects": [{"secretName": "portkey-mysql", "type": "Opaque", "data": [{"objectName": "user", "key": "MYSQL_USER"}]}],
        },
        namespace="portkey",
    ),
}

ABSENT = object()
RULE: Path = ("spec", "rules", 0)
MATCH: Path = (*RULE, "matches", 0)
ENDPOINT: Path = ("spec", "endpoints", 0)
PROVIDER: Path = ("spec", "provider")

INVALID: list[tuple[str, Path, Value, str]] = [
    # A field that is not there.
    ("externalSecret", ("spec", "secretStore"), {"name": "portkey"}, "'secretStore' was unexpected"),
    ("externalSecret", ("spec", "data", 0, "remoteRef", "path"), "a", "'path' was unexpected"),
    ("externalSecret", ("status",), {}, "'status' was unexpected"),
    ("aws", (*PROVIDER, "aws", "auth", "jwt", "serviceAccount"), "a", "'serviceAccount' was unexpected"),
    ("azurekv", (*PROVIDER, "azurekv", "clientId"), "a", "'clientId' was unexpected"),
    ("gcpsm", (*PROVIDER, "gcpsm", "projectId"), "a", "'projectId' was unexpected"),
    ("vault", (*PROVIDER, "vault", "auth", "kubernetes", "path"), "a", "'path' was unexpected"),
    ("clusterStore", ("spec", "namespaces"), ["portkey"], "'namespaces' was unexpected"),
    ("httpRoute", (*RULE, "backends"), [], "'backends' was unexpected"),
    ("serviceMonitor", (*ENDPOINT, "timeout"), "10s", "'timeout' was unexpected"),
    ("secretProviderClass", ("spec", "secretObjects", 0, "name"), "a", "'name' was unexpected"),
    ("secretProviderClass", ("metadata", "label"), {"a": "b"}, "'label' was unexpected"),
    ("backendConfig", ("spec", "timeout"), 315, "'timeout' was unexpected"),
    ("backendConfig", ("spec", "timeoutSec"), "315", "is not of type"),
    ("cilium", ("spec", "egress", 0, "toFqdns"), [], "'toFqdns' was unexpected"),
    ("cilium", ("spec", "egress", 0, "toPorts", 0, "ports", 0, "port"), 3306, "is not of type"),
    ("cilium", ("spec", "egress", 0, "toFQDNs", 0, "matchName"), "*.example.org", "does not match"),
    ("fqdn", ("spec", "egress", 0, "matches", 0, "pattern"), "*.example.org", "more than 1 propert"),
    ("fqdn", ("spec", "egress"), [], "less than 1 item"),
    ("backendPolicy", ("spec", "timeoutSec"), 315, "'timeoutSec' was unexpected"),
    ("backendPolicy", ("spec", "targetRef", "name"), ABSENT, '"name" is a required property'),
    ("backendPolicy", ("spec", "default", "connectionDraining", "drainingTimeoutSec"), 3601, "greater than the maximum"),
    ("middleware", ("spec", "ipWhiteList"), {}, "'ipWhiteList' was unexpected"),
    ("middleware", ("spec", "ipAllowList", "sourceRange"), "0.0.0.0/0", "is not of type"),
    # A value of another type.
    ("externalSecret", ("spec", "data"), {"secretKey": "user"}, "is not of type"),
    ("externalSecret", ("spec", "secretStoreRef"), "portkey", "is not of type"),
    ("externalSecret", ("spec", "data", 0), None, "is not of type"),
    ("externalSecret", ("spec", "secretStore"), None, "'secretStore' was unexpected"),
    ("externalSecret", ("spec", "target", "template", "data", "PORT"), 3306, "is not of type"),
    ("aws", ("spec", "refreshInterval"), True, "is not of types"),
    ("aws", ("spec", "retrySettings", "maxRetries"), 2**31, "greater than the maximum"),
    ("gcpsm", (*PROVIDER, "gcpsm", "projectID"), 7, "is not of type"),
    ("vault", (*PROVIDER, "vault", "caBundle"), "-----BEGIN CERTIFICATE-----", 'is not a "byte"'),
    ("httpRoute", (*RULE, "backendRefs", 0, "port"), "8787", "is not of type"),
    ("serviceMonitor", (*ENDPOINT, "targetPort"), 0.5, "is not of types"),
    ("serviceMonitor", ("spec", "selector", "matchLabels"), ["gateway"], "is not of type"),
    ("secretProviderClass", ("spec", "parameters", "objects"), [{"objectName": "a"}], "is not of type"),
    ("secretProviderClass", ("metadata", "annotations"), {"a": 1}, "is not of type"),
    # What has to be there.
    ("externalSecret", ("spec", "data", 0, "secretKey"), ABSENT, '"secretKey" is a required property'),
    ("externalSecret", ("metadata",), ABSENT, '"metadata" is a required property'),
    ("externalSecret", ("metadata", "name"), ABSENT, '"name" is a required property'),
    ("aws", PROVIDER, ABSENT, '"provider" is a required property'),
    ("aws", (*PROVIDER, "aws", "region"), ABSENT, '"region" is a required property'),
    ("aws", (*PROVIDER, "aws", "region"), None, '"region" is a required property'),
    ("azurekv", (*PROVIDER, "azurekv", "vaultUrl"), ABSENT, '"vaultUrl" is a required property'),
    ("gcpsm", (*PROVIDER, "gcpsm", "auth", "workloadIdentity", "serviceAccountRef"), ABSENT, '"serviceAccountRef" is a required property'),
    ("vault", (*PROVIDER, "vault", "auth", "kubernetes", "role"), ABSENT, '"role" is a required property'),
    ("httpRoute", ("spec", "parentRefs", 0, "name"), ABSENT, '"name" is a required property'),
    ("httpRoute", ("spec",), ABSENT, '"spec" is a required property'),
    ("serviceMonitor", ("spec", "selector"), ABSENT, '"selector" is a required property'),
    ("serviceMonitor", (*ENDPOINT, "bearerTokenSecret", "key"), ABSENT, '"key" is a required property'),
    # A value that is not one of those there are, or that is not written so.
    ("externalSecret", ("spec", "target", "template", "engineVersion"), "v1", "is not one of"),
    ("externalSecret", ("spec", "data", 0, "secretKey"), "a key", "does not match"),
    ("externalSecret", ("spec", "target", "name"), "a" * 254, "longer than 253"),
    ("aws", (*PROVIDER, "aws", "service"), "SecretManager", "is not one of"),
    ("azurekv", (*PROVIDER, "azurekv", "authType"), "workloadIdentity", "is not one of"),
    ("vault", (*PROVIDER, "vault", "version"), "2", "is not one of"),
    ("clusterStore", ("spec", "conditions", 0, "namespaces", 0), "Portkey", "does not match"),
    ("httpRoute", ("spec", "hostnames", 0), "https://portkey.internal.example.org", "does not match"),
    ("httpRoute", (*MATCH, "method"), "get", "is not one of"),
    ("httpRoute", (*RULE, "timeouts", "request"), "300 seconds", "does not match"),
    ("httpRoute", (*RULE, "backendRefs", 0, "port"), 65536, "greater than the maximum"),
    ("serviceMonitor", (*ENDPOINT, "interval"), "30 s", "does not match"),
    ("serviceMonitor", (*ENDPOINT, "scheme"), "tcp", "is not one of"),
    # A provider that is not emitted, none, and more than one.
    ("aws", PROVIDER, {"onepassword": {}}, "'onepassword' was unexpected"),
    ("vault", PROVIDER, {}, "less than 1 propert"),
    ("clusterStore", (*PROVIDER, "gcpsm"), {"projectID": "portkey"}, "more than 1 propert"),
    # Too many, too few, and one twice.
    ("httpRoute", ("spec", "rules"), [], "less than 1 item"),
    ("httpRoute", ("spec", "hostnames"), [f"a{number}.example.org" for number in range(17)], "more than 16 items"),
    ("httpRoute", (*MATCH, "headers"), [{"name": "x-a", "value": value} for value in "ab"], "two items have the same name"),
    ("serviceMonitor", ("spec", "scrapeProtocols"), ["PrometheusProto"] * 2, "non-unique"),
    # The rules, with defaults filled in: a reference without group and kind is one to a Service.
    ("httpRoute", (*RULE, "backendRefs", 0, "port"), ABSENT, "Must have port for Service reference"),
    ("httpRoute", (*RULE, "timeouts", "backendRequest"), "301s", "backendRequest timeout cannot be longer than request timeout"),
    ("httpRoute", (*MATCH, "path", "value"), "/v1/../admin", "must not contain '/../'"),
    ("httpRoute", (*MATCH, "path"), {"value": "v1"}, "value must be an absolute path"),
    ("httpRoute", (*RULE, "filters", 0, "type"), "URLRewrite", "filter.requestHeaderModifier must be nil"),
    ("httpRoute", ("spec", "parentRefs"), [{"name": "public", "namespace": "ingress"}] * 2, "sectionName must be unique"),
    ("aws", (*PROVIDER, "aws", "customSessionTags"), {"esoNamespace": "a"}, "esoNamespace"),
]


def changed(name: str, path: Path, value: Value) -> dict[str, Any]:
    """The valid object of this name with another value at the path, or without the field."""
    manifest = deepcopy(VALID[name])
    place: Any = manifest
    for step in path[:-1]:
        place = place[step]
    if value is ABSENT:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return manifest


@pytest.mark.parametrize("name", VALID)
def test_valid_objects_are_accepted(name: str) -> None:
    assert refused(VALID[name]) == []


def test_every_custom_resource_except_those_of_flux_has_an_example() -> None:
    """Those of Flux are tested in `tests/output/test_flux.py`."""
    examples = {(manifest["apiVersion"], manifest["kind"]) for manifest in VALID.values()}
    assert examples == {(kind.api_version, kind.kind) for kind in PLATFORM_KINDS if kind.custom}


@pytest.mark.parametrize(("name", "path", "value", "reason"), INVALID, ids=[f"{name}-{'.'.join(map(str, path))}" for name, path, *_ in INVALID])
def test_invalid_objects_are_rejected(name: str, path: Path, value: Value, reason: str) -> None:
    errors = refused(changed(name, path, value))
    assert any(reason in error for error in errors), errors


def test_an_error_names_the_object_and_the_field() -> None:
    [error] = refused(changed("httpRoute", (*RULE, "backendRefs", 0, "port"), "8787"))
    assert error == 'HTTPRoute portkey at spec.rules.0.backendRefs.0.port: "8787" is not of type "integer"'


def test_every_violated_rule_is_reported() -> None:
    errors = refused(changed("httpRoute", (*MATCH, "path", "value"), "v1//a#b"))
    assert len([error for error in errors if "spec.rules.0.matches.0.path:" in error]) > 2


@pytest.mark.parametrize("value", [ABSENT, None], ids=["absent", "null"])
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("vault", (*PROVIDER, "vault", "auth", "kubernetes", "mountPath")),
        ("externalSecret", ("spec", "target", "template", "metadata", "labels", "app.kubernetes.io/name")),
        ("externalSecret", ("spec", "secretStoreRef")),
    ],
)
def test_null_counts_as_absent_and_a_default_satisfies_required(name: str, path: Path, value: Value) -> None:
    assert refused(changed(name, path, value)) == []


def test_validation_does_not_modify_the_object() -> None:
    manifest = deepcopy(VALID["httpRoute"])
    refused(manifest)
    assert manifest == VALID["httpRoute"]


@pytest.mark.parametrize("wrong", [{"apiVersion": "external-secrets.io/v1beta1"}, {"kind": "PushSecret"}, {"apiVersion": "v1", "kind": "Secret"}])
def test_a_kind_without_a_definition_is_an_error(wrong: dict[str, str]) -> None:
    manifest = {**VALID["externalSecret"], **wrong}
    with pytest.raises(UnknownKindError, match=f"no definition of {manifest['apiVersion']} {manifest['kind']} is pinned"):
        refused(manifest)


OBJECT = {"type": "object", "properties": {"a": {"type": "string"}}}
SCHEMAS: list[tuple[Value, list[Value], list[Value]]] = [
    (OBJECT, [{}, {"a": "b"}, {"a": None}], [{"b": "b"}, {"b": None}, {"a": 1}, "a", None]),
    ({"type": "object"}, [{}], [{"a": "b"}]),
    ({**OBJECT, "x-kubernetes-preserve-unknown-fields": True}, [{"b": "b"}], [{"a": 1}]),
    ({"type": "object", "additionalProperties": OBJECT}, [{"b": {"a": "b"}}], [{"b": {"b": "b"}}]),
    ({"type": "object", "additionalProperties": True}, [{"b": 1}], [[]]),
    ({"type": "array", "items": OBJECT}, [[{}], []], [[{"b": "b"}]]),
    ({**OBJECT, "nullable": True}, [None, {}], [{"b": "b"}]),
    ({"type": "object", "properties": {"a": {**OBJECT, "nullable": True}}, "required": ["a"]}, [{"a": None}], [{}]),
    ({"type": "object", "properties": {"a": {**OBJECT, "default": {}}}, "required": ["a"]}, [{"a": None}, {}], [{"a": {"b": "b"}}]),
    ({"x-kubernetes-int-or-string": True, "anyOf": [{"type": "integer"}, {"type": "string"}]}, [1, "1"], [True, 1.5, None]),
    ({"type": "integer", "format": "int32"}, [2**31 - 1, -(2**31)], [2**31, -(2**31) - 1]),
    ({"type": "integer", "format": "int64", "minimum": 0}, [2**63 - 1, 0], [2**63, -1]),
    ({"type": "string", "format": "byte"}, ["YQ==", "YWJj"], ["YQ", "YWJjZ", "Y Q=", ""]),
    ({"type": "string", "pattern": "b"}, ["abc"], ["ac"]),
    ({"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}}, [["a", "b"]], [["a", "a"]]),
    (
        {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["a"], "items": OBJECT},
        [[{"a": "b"}, {"a": "c"}]],
        [[{"a": "b"}, {"a": "b"}], "a"],
    ),
    ({**OBJECT, "x-kubernetes-validations": [{"rule": "has(self.a)"}]}, [{"a": "b"}], [{}]),
    ({**OBJECT, "x-kubernetes-validations": [{"rule": "self.a == 'b'"}]}, [{"a": "b"}], [{"a": "c"}, {}]),
    ({**OBJECT, "x-kubernetes-validations": [{"rule": "self.a == oldSelf.a"}]}, [{"a": "b"}], []),
    (
        {
            "type": "object",
            "properties": {"namespace": {"type": "string"}},
            "x-kubernetes-validations": [{"rule": "self.__namespace__ == 'b'"}],
        },
        [{"namespace": "b"}],
        [{"namespace": "c"}],
    ),
]


@pytest.mark.parametrize(("schema", "accepted", "rejected"), SCHEMAS)
def test_a_schema_accepts_and_rejects_what_an_api_server_does(schema: Value, accepted: list[Value], rejected: list[Value]) -> None:
    structural = Structural(schema)
    assert [value for value in accepted if structural.errors(value)] == []
    assert [value for value in rejected if not structural.errors(value)] == []


@pytest.mark.parametrize(
    ("schema", "reason"),
    [({"type": "string", "pattern": "(?=a)"}, "is not a .regex"), ({"type": "string", "x-kubernetes-validations": [{"rule": "self =="}]}, "parse")],
    ids=["pattern", "rule"],
)
def test_a_pattern_or_rule_that_does_not_compile_is_an_error(schema: Value, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Structural(schema)
