"""Valid settings from which the borderline configurations differ in one place."""

from collections.abc import Mapping
from typing import Any, Final

__all__ = ["BASE", "BEHAVIOR", "NAMESPACE", "PLATFORM", "SERVICES", "STORES", "WORKLOADS", "Settings"]

Settings = Mapping[str, Any]

NAMESPACE: Final = "borderline"
BASE: Final[Settings] = {
    "profile": "development",
    "namespace": NAMESPACE,
    "clientAuth": "license",
    "imagePull": {"kind": "none"},
    "auth": {"kind": "none", "allowPublic": True},
}

_HTTP: Final = {"httpGet": {"path": "/ready", "port": 8080, "scheme": "HTTP", "httpHeaders": [{"name": "X-A", "value": "a"}]}}
_EXEC: Final = {"exec": {"command": ["true"]}}
_SCRATCH: Final = {"name": "cache", "emptyDir": {"medium": "Memory", "sizeLimit": "1Gi"}}
_TERM: Final = {"matchExpressions": [{"key": "zone", "operator": "In", "values": ["a", "b"]}]}
_POD_TERM: Final = {"topologyKey": "zone", "labelSelector": {"matchLabels": {"a": "b"}}, "namespaces": ["other"]}

WORKLOADS: Final[tuple[Settings, ...]] = (
    {
        "probes": {
            "startup": {**_HTTP, "failureThreshold": 30, "periodSeconds": 2},
            "readiness": {"tcpSocket": {"port": 8080}, "successThreshold": 2, "timeoutSeconds": 3, "initialDelaySeconds": 0},
            "liveness": {**_EXEC, "terminationGracePeriodSeconds": 20},
        },
        "lifecycle": {"postStart": {"exec": {"command": ["/bin/warm"]}}, "preStop": {"sleep": {"seconds": 5}}},
        "gracePeriod": 60,
    },
    {
        "tolerations": [
            {"key": "dedicated", "operator": "Equal", "value": "ai", "effect": "NoSchedule"},
            {"key": "spot", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 60},
        ],
        "nodeSelector": {"kubernetes.io/arch": "amd64", "pool": "a"},
        "topologySpread": [
            {
                "maxSkew": 1,
                "topologyKey": "zone",
                "whenUnsatisfiable": "DoNotSchedule",
                "minDomains": 2,
                "labelSelector": {"matchLabels": {"a": "b"}, "matchExpressions": [{"key": "c", "operator": "NotIn", "values": ["d"]}]},
                "nodeAffinityPolicy": "Honor",
            },
            {"maxSkew": 2, "topologyKey": "host", "whenUnsatisfiable": "ScheduleAnyway", "labelSelector": {"matchLabels": {"a": "b"}}},
        ],
    },
    {
        "affinity": {
            "nodeAffinity": {
                "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [_TERM]},
                "preferredDuringSchedulingIgnoredDuringExecution": [
                    {"weight": 10, "preference": {"matchExpressions": [{"key": "cores", "operator": "Gt", "values": ["4"]}]}}
                ],
            },
            "podAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 50, "podAffinityTerm": _POD_TERM}]},
            "podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [_POD_TERM]},
        }
    },
    {
        "volumes": [
            _SCRATCH,
            {"name": "keys", "secret": {"secretName": "keys", "items": [{"key": "a", "path": "b/c", "mode": 0o400}], "defaultMode": 0o440}},
            {"name": "files", "configMap": {"name": "files", "optional": True}},
            {"name": "claim", "persistentVolumeClaim": {"claimName": "claim", "readOnly": True}},
        ],
        "volumeMounts": [
            {"name": "cache", "mountPath": "/cache"},
            {"name": "keys", "mountPath": "/keys/a", "subPath": "b/c", "readOnly": True},
            {"name": "files", "mountPath": "/files"},
        ],
    },
    {
        "volumes": [
            {
                "name": "all",
                "projected": {
                    "defaultMode": 0o440,
                    "sources": [
                        {"secret": {"name": "a", "items": [{"key": "k", "path": "secret"}]}},
                        {"configMap": {"name": "b"}},
                        {"downwardAPI": {"items": [{"path": "labels", "fieldRef": {"fieldPath": "metadata.labels"}}]}},
                        {"serviceAccountToken": {"path": "token", "expirationSeconds": 3600, "audience": "vault"}},
                    ],
                },
            },
            {
                "name": "pod",
                "downwardAPI": {
                    "items": [
                        {"path": "name", "fieldRef": {"fieldPath": "metadata.name"}},
                        {"path": "uid", "fieldRef": {"fieldPath": "metadata.uid"}, "mode": 0o444},
                    ]
                },
            },
            {"name": "driver", "csi": {"driver": "secrets.csi.example.org", "readOnly": True, "volumeAttributes": {"a": "b"}}},
            {"name": "host", "hostPath": {"path": "/var/log", "type": "Directory"}},
            {"name": "share", "nfs": {"server": "nfs.example.org", "path": "/share"}},
            {
                "name": "own",
                "ephemeral": {
                    "volumeClaimTemplate": {
                        "metadata": {"labels": {"a": "b"}},
                        "spec": {"accessModes": ["ReadWriteOnce"], "storageClassName": "fast", "resources": {"requests": {"storage": "1Gi"}}},
                    }
                },
            },
        ],
        "volumeMounts": [{"name": "all", "mountPath": "/all"}, {"name": "own", "mountPath": "/own", "mountPropagation": "None"}],
    },
    {
        "volumes": [_SCRATCH],
        "sidecars": [
            {
                "name": "shipper",
                "image": "registry.example.org/shipper:1",
                "args": ["--level=$(LEVEL)"],
                "env": [
                    {"name": "LEVEL", "value": "info"},
                    {"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
                    {"name": "CPU", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu", "containerName": "shipper", "divisor": "1m"}}},
                    {"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "own", "key": "token"}}},
                ],
                "envFrom": [{"prefix": "X_", "configMapRef": {"name": "own"}}],
                "ports": [{"name": "metrics", "containerPort": 9100, "protocol": "TCP"}, {"name": "admin", "containerPort": 9101}],
                "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"cpu": "1", "memory": "128Mi"}},
                "livenessProbe": {"grpc": {"port": 9100}, "failureThreshold": 3},
                "readinessProbe": {"httpGet": {"port": "metrics"}},
                "volumeMounts": [{"name": "cache", "mountPath": "/cache"}],
                "securityContext": {"runAsUser": 1000, "capabilities": {"drop": ["ALL"]}, "allowPrivilegeEscalation": False},
                "lifecycle": {"preStop": {"httpGet": {"port": 9101, "path": "/stop"}}},
                "imagePullPolicy": "IfNotPresent",
                "terminationMessagePolicy": "File",
            }
        ],
    },
    {
        "volumes": [_SCRATCH],
        "initContainers": [
            {"name": "wait", "image": "busybox", "command": ["true"], "volumeMounts": [{"name": "cache", "mountPath": "/cache"}]},
            {
                "name": "proxy",
                "image": "proxy:1",
                "restartPolicy": "Always",
                "startupProbe": {"tcpSocket": {"port": 9000}},
                "ports": [{"containerPort": 9000}],
                "resizePolicy": [{"resourceName": "cpu", "restartPolicy": "NotRequired"}],
            },
        ],
    },
    {
        "env": {
            "EXTRA": "a",
            "POD_IP": {"fieldRef": {"fieldPath": "status.podIP"}},
            "OWN_TOKEN": {"secretKeyRef": {"name": "own", "key": "token", "optional": True}},
            "OWN_FILE": {"configMapKeyRef": {"name": "own", "key": "k"}},
            "CPUS": {"resourceFieldRef": {"resource": "requests.memory"}},
        },
        "envFrom": [{"prefix": "OWN_", "secretRef": {"name": "own"}}, {"configMapRef": {"name": "own", "optional": True}}],
        "ports": [{"name": "debug", "containerPort": 9229}, {"name": "debug-udp", "containerPort": 9229, "protocol": "UDP"}],
    },
    {
        "podSecurityContext": {
            "runAsUser": 1000,
            "runAsGroup": 1000,
            "runAsNonRoot": True,
            "fsGroup": 2000,
            "fsGroupChangePolicy": "OnRootMismatch",
            "supplementalGroups": [3000],
            "seccompProfile": {"type": "RuntimeDefault"},
            "sysctls": [{"name": "net.core.somaxconn", "value": "1024"}],
            "seLinuxOptions": {"level": "s0:c1,c2"},
        },
        "securityContext": {
            "runAsUser": 1000,
            "readOnlyRootFilesystem": True,
            "capabilities": {"add": ["NET_BIND_SERVICE"], "drop": ["ALL"]},
            "seccompProfile": {"type": "Localhost", "localhostProfile": "profiles/a.json"},
            "appArmorProfile": {"type": "RuntimeDefault"},
        },
    },
    {
        "dnsPolicy": "None",
        "dnsConfig": {
            "nameservers": ["10.0.0.10", "2001:db8::10"],
            "searches": ["svc.cluster.local", "example.org"],
            "options": [{"name": "ndots", "value": "2"}, {"name": "edns0"}],
        },
        "hostAliases": [{"ip": "10.20.30.40", "hostnames": ["license.example.org", "license"]}, {"ip": "2001:db8::7", "hostnames": ["six"]}],
    },
    {
        "labels": {"team": "ai", "example.org/tier": "gold"},
        "annotations": {"example.org/note": "a", "team": "b"},
        "podLabels": {"example.org/pod": "yes"},
        "podAnnotations": {"example.org/scrape": "true"},
        "priorityClass": "high",
        "runtimeClass": "gvisor",
        "scratchSizeLimit": "1Gi",
        "serviceAccount": {"name": "own-account", "annotations": {"example.org/role": "a"}, "labels": {"a": "b"}},
    },
    {
        "image": {"repository": "registry.example.org/a/b", "tag": "1.2.3", "pullPolicy": "IfNotPresent"},
        "resources": {
            "requests": {"cpu": "100m", "memory": "256Mi", "ephemeral-storage": "1Gi"},
            "limits": {"cpu": "2", "memory": "1Gi", "ephemeral-storage": "2Gi"},
        },
        "command": ["/bin/start"],
        "args": ["--level", "$(EXTRA)"],
    },
)
"""Settings that every component has."""

_SERVICE: Final = {
    "type": "LoadBalancer",
    "port": 8080,
    # The server numbers the other ports of a dry run from the highest on.
    "nodePort": 30080,
    "sourceRanges": ["10.0.0.0/8"],
    "annotations": {"example.org/lb": "internal"},
    "labels": {"example.org/service": "a"},
    "trafficDistribution": "PreferSameZone",
    "externalTrafficPolicy": "Local",
    "sessionAffinity": "ClientIP",
    "sessionAffinityTimeout": 600,
    "loadBalancerClass": "example.org/internal",
    "loadBalancerIP": "10.0.0.9",
    "ports": [{"name": "admin", "port": 9901, "targetPort": 9901, "protocol": "TCP", "appProtocol": "http", "nodePort": 30070}],
}
BEHAVIOR: Final = {
    "scaleUp": {
        "stabilizationWindowSeconds": 0,
        "selectPolicy": "Max",
        "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}, {"type": "Pods", "value": 4, "periodSeconds": 15}],
    },
    "scaleDown": {"stabilizationWindowSeconds": 300, "policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}]},
}

SERVICES: Final[tuple[Settings, ...]] = (
    {"replicas": 2, "disruptionBudget": {"maxUnavailable": 1}, "minReadySeconds": 5, "revisionHistoryLimit": 3},
    {"replicas": 3, "disruptionBudget": {"minAvailable": "50%"}, "strategy": {"type": "Recreate"}},
    {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 0}}},
    {"autoscaling": {"min": 2, "max": 5, "cpu": 80, "memory": 90, "behavior": BEHAVIOR}},
    {"service": _SERVICE},
    {"service": {"type": "ClusterIP", "port": 8080, "ports": [{"name": "admin", "port": 9901, "targetPort": "backend"}]}},
)
"""Settings of Portkey's services."""

STORES: Final[tuple[Settings, ...]] = (
    {
        "persistence": {
            "size": "10Gi",
            "storageClass": "fast",
            "accessModes": ["ReadWriteOnce"],
            "volumeName": "own-volume",
            "selector": {"matchLabels": {"disk": "fast"}, "matchExpressions": [{"key": "zone", "operator": "Exists"}]},
            "labels": {"a": "b"},
            "annotations": {"example.org/backup": "daily"},
        }
    },
    {"persistence": {"size": "10Gi", "dataSource": {"apiGroup": "snapshot.storage.k8s.io", "kind": "VolumeSnapshot", "name": "before"}}},
    {"persistence": {"kind": "existingClaim", "name": "own-claim", "subPath": "data"}},
    {"updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}}, "minReadySeconds": 5, "revisionHistoryLimit": 3},
    {"service": {**_SERVICE, "port": 3306}},
)
"""Settings of stores in the cluster."""

_INGRESS: Final = {
    "kind": "ingress",
    "host": "portkey.example.org",
    "class": "traefik",
    "annotations": {"example.org/door": "open"},
    "tls": {"kind": "secret", "secretName": "portkey-tls"},
}
_ROUTE: Final = {
    "kind": "httpRoute",
    "host": "gateway.example.org",
    "gateway": {"name": "public", "namespace": "gateways", "sectionName": "https"},
    "requestTimeout": 300,
    "annotations": {"example.org/door": "open"},
}
PLATFORM: Final[tuple[Settings, ...]] = (
    {"name": "acme", "labels": {"team": "ai"}, "annotations": {"example.org/note": "a"}},
    {"namespaceLabels": {"team": "ai"}, "namespaceAnnotations": {"example.org/note": "a"}, "clusterDomain": "cluster.local"},
    {"env": {"EXTRA": "a", "POD_IP": {"fieldRef": {"fieldPath": "status.podIP"}}}},
    {"imagePull": {"kind": "existing", "names": ["pull-a", "pull-b"]}},
    {"exposure": {"frontend": _INGRESS}},
    {"exposure": {"gateway": _ROUTE}},
    {
        "exposure": {
            "gateway": {
                "kind": "loadBalancer",
                "host": "gateway.example.org",
                "port": 8443,
                "allowFrom": ["10.0.0.0/8"],
                "annotations": {"example.org/lb": "a"},
                "labels": {"a": "b"},
                "sessionAffinity": "ClientIP",
                "sessionAffinityTimeout": 60,
                "nodePort": 30071,
                "loadBalancerClass": "example.org/a",
            }
        }
    },
    {
        "migration": {
            "kind": "job",
            "retries": 3,
            "deadline": 600,
            "annotations": {"a": "b"},
            "podLabels": {"a": "b"},
            "podAnnotations": {"a": "b"},
            "nodeSelector": {"pool": "a"},
            "tolerations": [{"key": "a", "operator": "Exists"}],
            "sidecars": [{"name": "helper", "image": "a:1"}],
            "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}},
        }
    },
)
"""Settings of the platform, or of its migration."""
