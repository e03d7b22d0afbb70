"""Constraints of containers, probes, scheduling, security, DNS and autoscaling."""

from collections.abc import Iterable
from typing import Final

from imports.constraint import (
    CONFIG_KEY,
    DNS_LABEL,
    FIELD_REF,
    IP,
    ITEMS,
    LABEL_KEY,
    NAME,
    NOT_EMPTY,
    OBJECT,
    PATH,
    PORT_NAME,
    PREFIX,
    QUANTITY,
    RELATIVE,
    RESOURCE,
    SERVICE_NAME,
    SUBDOMAIN,
    SUBSCRIPT,
    VARIABLE,
    Constraint,
    Syntax,
    absent,
    at_least,
    between,
    exactly_one,
    has,
    needs,
    not_both,
    not_empty,
    one_of,
    required,
    syntax,
    unique,
    when,
)
from imports.kubernetes_schema import Schema

__all__ = ["POD_CONSTRAINTS"]


def _resources(type: str, field: str) -> Constraint:
    schema: Schema = {
        "propertyNames": {"pattern": rf"^(cpu|memory|ephemeral-storage|hugepages-[0-9].*|(?!requests\.)(?=[^/]{{1,253}}/){SUBDOMAIN}/{NAME})$"}
    }
    expected = "resources such as cpu, memory, ephemeral-storage or example.org/gpu"
    return Constraint(type, field, schema, expected, ({"cpu": "1"}, {"memory": "1Gi"}), ({"gpu": "1"}, {"storage": "1"}, {"CPU": "1"}))


def _not_root(type: str) -> Constraint:
    schema: Schema = {"properties": {"runAsNonRoot": {"enum": [True]}, "runAsUser": {"enum": [0]}}, "required": ["runAsNonRoot", "runAsUser"]}
    good = ({"runAsNonRoot": False, "runAsUser": 0}, {"runAsNonRoot": True, "runAsUser": 1})
    return Constraint(
        type, "", {"not": schema}, "another runAsUser than 0, because runAsNonRoot is true", good, ({"runAsNonRoot": True, "runAsUser": 0},), True
    )


_MOST: Final = 2**31 - 1


def _identity(type: str) -> Iterable[Constraint]:
    """User and group of processes, and the profiles that confine them."""
    yield from (between(type, field, 0, _MOST) for field in ("runAsUser", "runAsGroup"))


def _profile(type: str) -> Iterable[Constraint]:
    yield Constraint(
        type,
        "",
        {"properties": {"type": {"enum": ["RuntimeDefault", "Unconfined", "Localhost"]}}},
        "a type of RuntimeDefault, Unconfined, Localhost",
        tuple({"type": name, "localhostProfile": "a" if name == "Localhost" else None} for name in ("RuntimeDefault", "Unconfined", "Localhost")),
        ({"type": "runtimeDefault"},),
    )
    yield when(
        type,
        has("type", "Localhost"),
        {"required": ["localhostProfile"]},
        "localhostProfile, because the type is Localhost",
        ({"type": "Localhost", "localhostProfile": "a"},),
        ({"type": "Localhost", "localhostProfile": None},),
    )
    yield when(
        type,
        has("type", "RuntimeDefault", "Unconfined"),
        absent("localhostProfile"),
        "no localhostProfile, because the type is not Localhost",
        ({"type": "Unconfined", "localhostProfile": None},),
        ({"type": "RuntimeDefault", "localhostProfile": "a"},),
    )


def _port(type: str) -> Iterable[Constraint]:
    """A port of a container, by number or by name."""
    schema: Schema = {
        "anyOf": [{"type": "integer", "minimum": 1, "maximum": 65535}, {"type": "string", "pattern": f"^{PORT_NAME}$", "maxLength": 15}]
    }
    yield Constraint(
        type, "port", schema, "a port number from 1 to 65535, or the name of a port", (1, 65535, "http"), (0, 65536, -1, "HTTP", "80", "a" * 16)
    )


_HTTP: Final = {"port": 80}
_SCALES: Final = ("1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei")

POD_CONSTRAINTS: Final[tuple[Constraint, ...]] = (
    # Probes and lifecycle.
    exactly_one("Probe", {"exec": {"command": ["true"]}, "grpc": {"port": 80}, "httpGet": {"port": 80}, "tcpSocket": {"port": 80}}),
    *(at_least("Probe", field, 0) for field in ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")),
    exactly_one("LifecycleHandler", {"exec": {"command": ["true"]}, "httpGet": {"port": 80}, "sleep": {"seconds": 5}, "tcpSocket": {"port": 80}}),
    required("ExecAction", "command"),
    not_empty("ExecAction", "command", "true"),
    *_port("HTTPGetAction"),
    *_port("TCPSocketAction"),
    one_of("HTTPGetAction", "scheme", "", "HTTP", "HTTPS"),
    syntax("HTTPHeader", "name", Syntax("^[-A-Za-z0-9]+$", "the name of a header such as X-Forwarded-For", ("X-A",), ("", "a b", "a:"))),
    between("GRPCAction", "port", 1, 65535),
    at_least("SleepAction", "seconds", 0),
    # Containers.
    syntax("Container", "name", DNS_LABEL),
    syntax("Container", "image", Syntax(r"^\S(.*\S)?$", "an image without surrounding spaces", ("a", "a.b/c:1"), ("", " a", "a "))),
    one_of("Container", "restartPolicy", "Always", "OnFailure", "Never"),
    needs("Container", "restartPolicyRules", "restartPolicy", [{"action": "Restart", "exitCodes": {"operator": "In", "values": [1]}}], "Never"),
    unique("Container", "ports", "name", {"name": "a", "containerPort": 80}, {"name": "a", "containerPort": 81}),
    unique("Container", "ports", "hostPort", {"hostPort": 80, "containerPort": 80}, {"hostPort": 80, "containerPort": 81}),
    one_of("Container", "imagePullPolicy", "", "Always", "IfNotPresent", "Never"),
    one_of("Container", "terminationMessagePolicy", "", "File", "FallbackToLogsOnError"),
    between("ContainerPort", "containerPort", 1, 65535),
    between("ContainerPort", "hostPort", 0, 65535),
    one_of("ContainerPort", "protocol", "", "TCP", "UDP", "SCTP"),
    syntax("ContainerPort", "name", SERVICE_NAME._replace(pattern=f"^({PORT_NAME})?$", good=("", *SERVICE_NAME.good))),
    syntax("ContainerPort", "hostIP", IP._replace(stricter=True)),
    unique(
        "Container",
        "resizePolicy",
        "resourceName",
        {"resourceName": "cpu", "restartPolicy": "NotRequired"},
        {"resourceName": "cpu", "restartPolicy": "RestartContainer"},
    ),
    one_of("ContainerResizePolicy", "resourceName", "cpu", "memory"),
    one_of("ContainerResizePolicy", "restartPolicy", "NotRequired", "RestartContainer"),
    syntax("Quantity", "", QUANTITY),
    *(_resources("ResourceRequirements", field) for field in ("limits", "requests")),
    _resources("PodSpec", "overhead"),
    Constraint("ResourceRequirements", "claims", {"maxItems": 0}, "no claims, because the pods have no resource claims", ([],), ([{"name": "a"}],)),
    # Environment variables.
    syntax("EnvVar", "name", VARIABLE),
    not_both("EnvVar", {"value": "a", "valueFrom": {"fieldRef": FIELD_REF}}),
    exactly_one(
        "EnvVarSource",
        {
            "configMapKeyRef": {"name": "a", "key": "a"},
            "fieldRef": FIELD_REF,
            "resourceFieldRef": {"resource": "limits.cpu"},
            "secretKeyRef": {"name": "a", "key": "a"},
            "fileKeyRef": {"volumeName": "scratch", "path": "a", "key": "A"},
        },
    ),
    Constraint(
        "EnvVarSource",
        "fieldRef",
        {
            "properties": {
                "fieldPath": {
                    "pattern": rf"^(metadata\.(name|namespace|uid)|spec\.(nodeName|serviceAccountName)|status\.(hostIP|podIP)s?|{SUBSCRIPT})$"
                }
            }
        },
        "a field of the pod such as status.podIP or metadata.labels['team']",
        (
            *({"fieldPath": f"metadata.{name}"} for name in ("name", "namespace", "uid", "labels['a']", "annotations['example.org/a']")),
            *(
                {"fieldPath": path}
                for path in ("spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs")
            ),
        ),
        tuple({"fieldPath": path} for path in ("", "podIP", "metadata.labels", "spec.replicas", "status.phase")),
    ),
    Constraint(
        "EnvVarSource",
        "resourceFieldRef",
        {"properties": {"resource": {"pattern": RESOURCE}}},
        "a resource such as limits.cpu or requests.memory",
        tuple({"resource": resource} for resource in ("limits.cpu", "requests.memory", "limits.ephemeral-storage")),
        tuple({"resource": resource} for resource in ("", "cpu", "limits.gpu")),
    ),
    *(
        when(
            "ResourceFieldSelector",
            {"properties": {"resource": {"pattern": pattern}}, "required": ["resource", "divisor"]},
            {"properties": {"divisor": {"enum": [*divisors]}}},
            f"a divisor of {', '.join(str(divisor) for divisor in divisors if divisor)}",
            ({"resource": resource, "divisor": divisors[0]},),
            ({"resource": resource, "divisor": "7"},),
        )
        for pattern, resource, divisors in (
            (r"\.cpu$", "limits.cpu", ("1", "1m", "0", 1, 0)),
            (r"\.(memory|ephemeral-storage|hugepages-.*)$", "limits.memory", ("1", *_SCALES, "0", 1, 0)),
        )
    ),
    syntax("EnvFromSource", "prefix", PREFIX),
    one_of("ObjectFieldSelector", "apiVersion", "v1"),
    syntax("FileKeySelector", "path", PATH),
    syntax("FileKeySelector", "key", VARIABLE),
    syntax("FileKeySelector", "volumeName", DNS_LABEL._replace(good=("scratch",))),
    one_of("ContainerRestartRule", "action", "Restart", "RestartAllContainers"),
    one_of("ContainerRestartRuleOnExitCodes", "operator", "In", "NotIn"),
    *(syntax(type, f"matchLabelKeys{ITEMS}", LABEL_KEY) for type in ("TopologySpreadConstraint", "PodAffinityTerm")),
    exactly_one("EnvFromSource", {"configMapRef": {"name": "a"}, "secretRef": {"name": "a"}}),
    *(required(type, "name") for type in ("ConfigMapKeySelector", "SecretKeySelector", "ConfigMapEnvSource", "SecretEnvSource")),
    *(syntax(type, "key", CONFIG_KEY) for type in ("ConfigMapKeySelector", "SecretKeySelector")),
    # Security.
    *_identity("SecurityContext"),
    *_identity("PodSecurityContext"),
    between("PodSecurityContext", "fsGroup", 0, _MOST),
    between("PodSecurityContext", f"supplementalGroups{ITEMS}", 0, _MOST),
    one_of("PodSecurityContext", "fsGroupChangePolicy", "OnRootMismatch", "Always"),
    one_of("PodSecurityContext", "supplementalGroupsPolicy", "Merge", "Strict"),
    one_of("PodSecurityContext", "seLinuxChangePolicy", "Recursive", "MountOption"),
    one_of("SecurityContext", "procMount", "Default"),
    _not_root("SecurityContext"),
    syntax("SeccompProfile", "localhostProfile", RELATIVE),
    syntax("AppArmorProfile", "localhostProfile", NOT_EMPTY),
    unique("PodSecurityContext", "sysctls", "name", {"name": "kernel.a", "value": "1"}, {"name": "kernel.a", "value": "2"}),
    *_profile("SeccompProfile"),
    *_profile("AppArmorProfile"),
    when(
        "SecurityContext",
        has("privileged", True),
        {"properties": {"allowPrivilegeEscalation": {"enum": [True]}}},
        "allowPrivilegeEscalation not to be false, because privileged is true",
        ({"privileged": True}, {"privileged": True, "allowPrivilegeEscalation": True}),
        ({"privileged": True, "allowPrivilegeEscalation": False},),
    ),
    syntax(
        "Sysctl",
        "name",
        Syntax(
            r"^[a-z0-9]([-_a-z0-9]*[a-z0-9])?([./][a-z0-9]([-_a-z0-9]*[a-z0-9])?)*$",
            "the name of a sysctl",
            ("net.a_b", "a" * 253),
            ("A", "a b", "a" * 254),
            253,
        ),
    ),
    # DNS.
    Constraint("PodDNSConfig", "nameservers", {"maxItems": 3}, "at most 3 name servers", (["10.0.0.1"] * 3,), (["10.0.0.1"] * 4,)),
    syntax("PodDNSConfig", f"nameservers{ITEMS}", IP),
    Constraint("PodDNSConfig", "searches", {"maxItems": 32}, "at most 32 search domains", (["a.b"] * 32,), (["a.b"] * 33,)),
    syntax(
        "PodDNSConfig",
        f"searches{ITEMS}",
        Syntax(
            r"^(\.|[_a-z0-9]([-_a-z0-9]*[a-z0-9])?(\.[_a-z0-9]([-_a-z0-9]*[a-z0-9])?)*\.?)$",
            "a domain",
            ("a.b", "a.b."),
            ("", "A", "-a", "a" * 254),
            253,
        ),
    ),
    required("PodDNSConfigOption", "name"),
    syntax("PodDNSConfigOption", "name", NOT_EMPTY),
    # Autoscaling.
    one_of("HPAScalingPolicy", "type", "Pods", "Percent"),
    at_least("HPAScalingPolicy", "value", 1),
    between("HPAScalingPolicy", "periodSeconds", 1, 1800),
    between("HPAScalingRules", "stabilizationWindowSeconds", 0, 3600),
    one_of("HPAScalingRules", "selectPolicy", "Max", "Min", "Disabled"),
    not_empty("HPAScalingRules", "policies", {"type": "Pods", "value": 1, "periodSeconds": 60}),
    # Constraints of one place.
    Constraint(
        "Probe.liveness",
        "",
        {"properties": {"successThreshold": {"maximum": 1}}},
        "successThreshold 1, because liveness and startup probes end with the first success",
        ({"successThreshold": 1},),
        ({"successThreshold": 2},),
    ),
    Constraint(
        "Probe.liveness",
        "",
        {"properties": {"terminationGracePeriodSeconds": {"minimum": 1}}},
        "terminationGracePeriodSeconds from 1",
        ({"terminationGracePeriodSeconds": 1},),
        ({"terminationGracePeriodSeconds": 0},),
    ),
    Constraint(
        "Probe.readiness",
        "",
        absent("terminationGracePeriodSeconds"),
        "no terminationGracePeriodSeconds, because a readiness probe ends no container",
        ({},),
        ({"terminationGracePeriodSeconds": 5},),
    ),
    when(
        "Container.init",
        {"not": has("restartPolicy", "Always")},
        absent("lifecycle", "livenessProbe", "readinessProbe", "startupProbe"),
        "no probes and no lifecycle, unless restartPolicy is Always",
        ({}, {"livenessProbe": {"httpGet": _HTTP}, "restartPolicy": "Always"}),
        ({"livenessProbe": {"httpGet": _HTTP}}, {"lifecycle": {"preStop": {"sleep": {"seconds": 5}}}}),
    ),
    *(
        syntax(type, "name", OBJECT._replace(stricter=False))
        for type in ("ConfigMapKeySelector", "SecretKeySelector", "ConfigMapEnvSource", "SecretEnvSource")
    ),
)
"""What the API server checks besides volumes."""
