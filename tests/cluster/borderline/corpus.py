"""Borderline configurations by hand: each value beside its neighbour on the other side of the border."""

from collections.abc import Iterator
from typing import Final

from tests.cluster.borderline.examples import (
    CLAIM,
    GATEWAY,
    PORT,
    Example,
    budget,
    claims,
    config_map,
    deployment,
    gateway,
    ingress,
    mounts,
    object,
    patch,
    pods,
    probe,
    reading_a_file,
    redis,
    service,
    sidecar,
    volume,
)

__all__ = ["CORPUS"]

KIBIBYTE: Final = 1 << 10


def _corpus() -> Iterator[Example]:
    # Choices.
    yield from gateway(
        "effect of a toleration",
        {"tolerations": [{"key": "a", "operator": "Exists", "effect": "NoExecute"}]},
        {"tolerations": [{"key": "a", "operator": "Exists", "effect": "noExecute"}]},
    )
    yield from gateway("policy of images", sidecar(imagePullPolicy="Always"), sidecar(imagePullPolicy="always"))
    yield from gateway(
        "protocol of a port", {"ports": [{"containerPort": 80, "protocol": "SCTP"}]}, {"ports": [{"containerPort": 80, "protocol": "sctp"}]}
    )
    yield from gateway(
        "scheme of a probe",
        sidecar(livenessProbe={"httpGet": {"port": 80, "scheme": "HTTPS"}}),
        sidecar(livenessProbe={"httpGet": {"port": 80, "scheme": "https"}}),
    )
    yield from gateway("type of a path on the node", volume(hostPath={"path": "/a", "type": "File"}), volume(hostPath={"path": "/a", "type": "file"}))
    yield from gateway(
        "policy of a file system group",
        {"podSecurityContext": {"fsGroupChangePolicy": "Always"}},
        {"podSecurityContext": {"fsGroupChangePolicy": "Never"}},
    )
    yield from redis("policy of an update", {"updateStrategy": {"type": "OnDelete"}}, {"updateStrategy": {"type": "Recreate"}})
    yield from object("type of a Service", service(PORT, type="NodePort"), service(PORT, type="nodePort"))
    yield from object("type of a path", ingress(pathType="Exact"), ingress(pathType="exact"))
    yield from object("policy of evictions", budget(unhealthyPodEvictionPolicy="AlwaysAllow"), budget(unhealthyPodEvictionPolicy="Always"))
    yield from object("mode of access", claims(accessModes=["ReadOnlyMany"]), claims(accessModes=["ReadOnly"]))
    yield from patch("policy of the DNS", GATEWAY, pods(dnsPolicy="Default"), pods(dnsPolicy="default"))
    yield from patch("policy of preemption", GATEWAY, pods(preemptionPolicy="Never"), pods(preemptionPolicy="never"))
    yield from patch(
        "management of pods",
        {"kind": "StatefulSet", "component": "redis"},
        {"spec": {"podManagementPolicy": "Parallel"}},
        {"spec": {"podManagementPolicy": "parallel"}},
    )
    # Ranges.
    yield from gateway("port of a container", {"ports": [{"containerPort": 65535}]}, {"ports": [{"containerPort": 65536}]})
    yield from gateway("port of a probe", probe(tcpSocket={"port": 1}), probe(tcpSocket={"port": 0}))
    yield from gateway("successes of a liveness probe", probe(successThreshold=1), probe(successThreshold=2))
    yield from gateway("grace period of a probe", probe(terminationGracePeriodSeconds=1), probe(terminationGracePeriodSeconds=0))
    yield from gateway("period of a probe", probe(periodSeconds=1), probe(periodSeconds=-1))
    yield from gateway(
        "skew of a spread",
        {"topologySpread": [{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"}]},
        {"topologySpread": [{"maxSkew": 0, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"}]},
    )
    yield from gateway(
        "mode of files", volume(secret={"secretName": "a", "defaultMode": 511}), volume(secret={"secretName": "a", "defaultMode": 512})
    )
    yield from gateway(
        "life of a token",
        volume(projected={"sources": [{"serviceAccountToken": {"path": "a", "expirationSeconds": 600}}]}),
        volume(projected={"sources": [{"serviceAccountToken": {"path": "a", "expirationSeconds": 599}}]}),
    )
    yield from gateway("user", {"podSecurityContext": {"runAsUser": 2**31 - 1}}, {"podSecurityContext": {"runAsUser": 2**31}})
    yield from gateway(
        "weight of a preference",
        {
            "affinity": {
                "podAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 100, "podAffinityTerm": {"topologyKey": "a"}}]}
            }
        },
        {
            "affinity": {
                "podAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 101, "podAffinityTerm": {"topologyKey": "a"}}]}
            }
        },
    )
    yield from gateway(
        "period of a scaling policy",
        {
            "autoscaling": {
                "min": 1,
                "max": 2,
                "cpu": 80,
                "behavior": {"scaleUp": {"policies": [{"type": "Pods", "value": 1, "periodSeconds": 1800}]}},
            }
        },
        {
            "autoscaling": {
                "min": 1,
                "max": 2,
                "cpu": 80,
                "behavior": {"scaleUp": {"policies": [{"type": "Pods", "value": 1, "periodSeconds": 1801}]}},
            }
        },
    )
    yield from gateway(
        "sleep of a hook",
        {"gracePeriod": 30, **sidecar(lifecycle={"preStop": {"sleep": {"seconds": 30}}})},
        {"gracePeriod": 30, **sidecar(lifecycle={"preStop": {"sleep": {"seconds": 31}}})},
    )
    yield from gateway(
        "unavailable pods of a rollout",
        {"strategy": {"rollingUpdate": {"maxUnavailable": "100%"}}},
        {"strategy": {"rollingUpdate": {"maxUnavailable": "101%"}}},
    )
    yield from object(
        "timeout of a session",
        service(PORT, sessionAffinity="ClientIP", sessionAffinityConfig={"clientIP": {"timeoutSeconds": 86400}}),
        service(PORT, sessionAffinity="ClientIP", sessionAffinityConfig={"clientIP": {"timeoutSeconds": 86401}}),
    )
    yield from object("port of a Service", service({"port": 65535}), service({"port": 65536}))
    yield from object("unavailable pods of a budget", budget(maxUnavailable="100%"), budget(maxUnavailable="101%"))
    yield from object(
        "deadline of a rollout",
        deployment(progressDeadlineSeconds=11, minReadySeconds=10),
        deployment(progressDeadlineSeconds=10, minReadySeconds=10),
    )
    yield from patch("deadline of a pod", {"kind": "Job"}, pods(activeDeadlineSeconds=1), pods(activeDeadlineSeconds=0))
    yield from object("address of a Service", service(PORT, clusterIP="None"), service(PORT, clusterIP="none"))
    yield from object("addresses of a Service", service(PORT, clusterIP="None", clusterIPs=["None"]), service(PORT, clusterIPs=["None"]))
    yield from object(
        "file of a variable",
        deployment(pod=reading_a_file("scratch")),
        deployment(pod=reading_a_file("other")),
    )
    yield from patch("selector of a Job", {"kind": "Job"}, {"spec": {"manualSelector": False}}, {"spec": {"manualSelector": True}})
    yield from patch("overhead of a pod", {"kind": "Job"}, pods(overhead={"cpu": "1"}), pods(overhead={"gpu": "1"}))
    # Formats.
    yield from gateway("quantity", sidecar(resources={"limits": {"memory": "1Gi"}}), sidecar(resources={"limits": {"memory": "1GB"}}))
    yield from gateway(
        "request above the limit",
        sidecar(resources={"limits": {"cpu": "1"}, "requests": {"cpu": "1000m"}}),
        sidecar(resources={"limits": {"cpu": "1"}, "requests": {"cpu": "1001m"}}),
    )
    yield from gateway(
        "device of a vendor", sidecar(resources={"limits": {"example.org/gpu": "1"}}), sidecar(resources={"limits": {"example.org/gpu": "500m"}})
    )
    yield from gateway(
        "request for a device",
        sidecar(resources={"limits": {"example.org/gpu": 1}, "requests": {"example.org/gpu": 1}}),
        sidecar(resources={"requests": {"example.org/gpu": 1}}),
    )
    yield from gateway("name of a resource", sidecar(resources={"limits": {"example.org/gpu": 1}}), sidecar(resources={"limits": {"gpu": 1}}))
    yield from gateway(
        "huge pages",
        sidecar(resources={"limits": {"hugepages-2Mi": "4Mi", "memory": "1Gi"}}),
        sidecar(resources={"limits": {"hugepages-2Mi": "3Mi", "memory": "1Gi"}}),
    )
    yield from gateway(
        "address of a host alias",
        {"hostAliases": [{"ip": "2001:db8::1", "hostnames": ["a"]}]},
        {"hostAliases": [{"ip": "2001:db8:::1", "hostnames": ["a"]}]},
    )
    yield from gateway(
        "host name of an alias",
        {"hostAliases": [{"ip": "10.0.0.1", "hostnames": ["a-b"]}]},
        {"hostAliases": [{"ip": "10.0.0.1", "hostnames": ["a_b"]}]},
    )
    yield from gateway(
        "path in a volume",
        volume(secret={"secretName": "a", "items": [{"key": "a", "path": "a/..b"}]}),
        volume(secret={"secretName": "a", "items": [{"key": "a", "path": "..b"}]}),
    )
    yield from gateway(
        "field of a pod",
        {"env": {"A": {"fieldRef": {"fieldPath": "metadata.labels['a']"}}}},
        {"env": {"A": {"fieldRef": {"fieldPath": "metadata.labels"}}}},
    )
    yield from gateway(
        "divisor",
        {"env": {"A": {"resourceFieldRef": {"resource": "limits.cpu", "divisor": "1m"}}}},
        {"env": {"A": {"resourceFieldRef": {"resource": "limits.cpu", "divisor": "2m"}}}},
    )
    yield from gateway(
        "name of a header",
        probe(httpGet={"port": 80, "httpHeaders": [{"name": "X-A", "value": "a"}]}),
        probe(httpGet={"port": 80, "httpHeaders": [{"name": "X A", "value": "a"}]}),
    )
    yield from gateway(
        "name of a sysctl",
        {"podSecurityContext": {"sysctls": [{"name": "net.core.a_b", "value": "1"}]}},
        {"podSecurityContext": {"sysctls": [{"name": "net.Core", "value": "1"}]}},
    )
    yield from gateway("search domain", {"dnsConfig": {"searches": ["a.b."]}}, {"dnsConfig": {"searches": ["A.b"]}})
    yield from object("base64", config_map(binaryData={"a": "AAAA"}), config_map(binaryData={"a": "A"}))
    yield from object("path of an Ingress", ingress(path="/a"), ingress(path="/a/../b"))
    yield from object("finalizer", config_map(metadata={"finalizers": ["example.org/a"]}), config_map(metadata={"finalizers": ["a"]}))
    yield from object("percentage", budget(minAvailable="25%"), budget(minAvailable="25"))
    # Exactly one of several fields.
    yield from gateway("action of a probe", probe(), probe(exec={"command": ["true"]}))
    yield from gateway("kind of a volume", volume(emptyDir={}), volume(emptyDir={}, secret={"secretName": "a"}))
    yield from gateway(
        "source of variables", {"envFrom": [{"secretRef": {"name": "a"}}]}, {"envFrom": [{"secretRef": {"name": "a"}, "configMapRef": {"name": "a"}}]}
    )
    yield from gateway(
        "value of a variable",
        sidecar(env=[{"name": "A", "value": "a"}]),
        sidecar(env=[{"name": "A", "value": "a", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]),
    )
    yield from gateway(
        "path below a volume",
        mounts({"name": "own", "mountPath": "/own", "subPath": "a"}),
        mounts({"name": "own", "mountPath": "/own", "subPath": "a", "subPathExpr": "b"}),
    )
    yield from gateway("operator of a toleration", {"tolerations": [{"operator": "Exists"}]}, {"tolerations": [{"operator": "Exists", "value": "a"}]})
    yield from gateway(
        "source of a claim",
        volume(ephemeral={"volumeClaimTemplate": {"metadata": {"labels": {"a": "b"}}, "spec": CLAIM}}),
        volume(ephemeral={"volumeClaimTemplate": {"metadata": {"name": "a"}, "spec": CLAIM}}),
    )
    yield from object("limit of a budget", budget(minAvailable=1), budget(minAvailable=1, maxUnavailable=1))
    yield from object("port of an Ingress", ingress(), ingress(backend={"service": {"name": "own", "port": {"number": 80, "name": "a"}}}))
    yield from object("backend of an Ingress", ingress(), ingress(backend={}))
    yield from object("modes of a claim", claims(accessModes=["ReadWriteOncePod"]), claims(accessModes=["ReadWriteOncePod", "ReadWriteOnce"]))
    # Sizes.
    yield from gateway("value of a label", {"podLabels": {"a": "b" * 63}}, {"podLabels": {"a": "b" * 64}})
    yield from gateway("name of a label", {"podLabels": {"a" * 63: "b"}}, {"podLabels": {"a" * 64: "b"}})
    yield from gateway("domain of a label", {"podLabels": {f"{'a' * 253}/a": "b"}}, {"podLabels": {f"{'a' * 254}/a": "b"}})
    yield from gateway("name of a port", {"ports": [{"name": "a" * 15, "containerPort": 80}]}, {"ports": [{"name": "a" * 16, "containerPort": 80}]})
    yield from gateway("name of a Secret", volume(secret={"secretName": "a" * 253}), {"envFrom": [{"secretRef": {"name": "a" * 254}}]})
    yield from gateway(
        "name servers",
        {"dnsConfig": {"nameservers": ["10.0.0.1", "10.0.0.2", "10.0.0.3"]}},
        {"dnsConfig": {"nameservers": ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"]}},
    )
    yield from gateway(
        "search domains",
        {"dnsConfig": {"searches": [f"a{number}" for number in range(32)]}},
        {"dnsConfig": {"searches": [f"a{number}" for number in range(33)]}},
    )
    yield from object(
        "annotations",
        config_map(metadata={"annotations": {"a": "b" * (256 * KIBIBYTE - 1)}}),
        config_map(metadata={"annotations": {"a": "b" * 256 * KIBIBYTE}}),
    )
    yield from object("data of a ConfigMap", config_map(data={"a": "b" * (1024 * KIBIBYTE)}), config_map(data={"a": "b" * (1024 * KIBIBYTE + 1)}))
    yield from object("key of a ConfigMap", config_map(data={"a" * 253: "b"}), config_map(data={"a" * 254: "b"}))
    # Entries with the same key.
    yield from gateway(
        "path of a mount",
        mounts({"name": "own", "mountPath": "/a"}, {"name": "own", "mountPath": "/b"}),
        sidecar(volumeMounts=[{"name": "tmp", "mountPath": "/a"}, {"name": "tmp", "mountPath": "/a"}]),
    )
    yield from gateway(
        "name of a variable",
        sidecar(env=[{"name": "A", "value": "a"}, {"name": "B", "value": "a"}]),
        sidecar(env=[{"name": "A", "value": "a"}, {"name": "A", "value": "b"}]),
    )
    yield from gateway(
        "number of a port",
        {"ports": [{"containerPort": 80}, {"containerPort": 80, "protocol": "UDP"}]},
        {"ports": [{"containerPort": 80}, {"containerPort": 80, "protocol": "TCP"}]},
    )
    yield from gateway(
        "name of a container",
        {"sidecars": [{"name": "a", "image": "a"}, {"name": "b", "image": "a"}]},
        {"sidecars": [{"name": "a", "image": "a"}, {"name": "a", "image": "b"}]},
    )
    yield from gateway(
        "port of the node",
        {
            "sidecars": [
                {"name": "a", "image": "a", "ports": [{"containerPort": 80, "hostPort": 8080}]},
                {"name": "b", "image": "a", "ports": [{"containerPort": 81, "hostPort": 8081}]},
            ]
        },
        {
            "sidecars": [
                {"name": "a", "image": "a", "ports": [{"containerPort": 80, "hostPort": 8080}]},
                {"name": "b", "image": "a", "ports": [{"containerPort": 81, "hostPort": 8080}]},
            ]
        },
    )
    yield from gateway(
        "policy of a resize",
        sidecar(resizePolicy=[{"resourceName": "cpu", "restartPolicy": "NotRequired"}]),
        sidecar(resizePolicy=[{"resourceName": "cpu", "restartPolicy": "NotRequired"}] * 2),
    )
    yield from gateway(
        "path of a projected file",
        volume(
            projected={
                "sources": [
                    {"secret": {"name": "a", "items": [{"key": "a", "path": "a"}]}},
                    {"secret": {"name": "b", "items": [{"key": "a", "path": "b"}]}},
                ]
            }
        ),
        volume(
            projected={
                "sources": [
                    {"secret": {"name": "a", "items": [{"key": "a", "path": "a"}]}},
                    {"secret": {"name": "b", "items": [{"key": "a", "path": "a"}]}},
                ]
            }
        ),
    )
    yield from object("name of a port of a Service", service(PORT, {"name": "b", "port": 81}), service(PORT, {"name": "a", "port": 81}))
    yield from object(
        "number of a port of a Service", service(PORT, {"name": "b", "port": 80, "protocol": "UDP"}), service(PORT, {"name": "b", "port": 80})
    )
    yield from object(
        "key in data and binaryData", config_map(data={"a": "b"}, binaryData={"b": "AAAA"}), config_map(data={"a": "b"}, binaryData={"a": "AAAA"})
    )
    # Mounts.
    yield from gateway("volume of a mount", mounts({"name": "own", "mountPath": "/own"}), mounts({"name": "other", "mountPath": "/own"}))
    yield from gateway(
        "volume of a device",
        {**volume(persistentVolumeClaim={"claimName": "a"}), **sidecar(volumeDevices=[{"name": "own", "devicePath": "/dev/own"}])},
        {**volume(emptyDir={}), **sidecar(volumeDevices=[{"name": "own", "devicePath": "/dev/own"}])},
    )
    yield from gateway(
        "path of a part of a volume",
        mounts({"name": "own", "mountPath": "/own", "subPath": "..a"}),
        mounts({"name": "own", "mountPath": "/own", "subPath": "../a"}),
    )
    yield from patch(
        "mount of a patch",
        GATEWAY,
        pods(containers=[{"name": "gateway", "volumeMounts": [{"name": "tmp", "mountPath": "/own"}]}]),
        pods(containers=[{"name": "gateway", "volumeMounts": [{"name": "own", "mountPath": "/own"}]}]),
    )
    yield from object(
        "mount of an object",
        deployment(
            pod={
                "containers": [{"name": "main", "image": "a", "volumeMounts": [{"name": "own", "mountPath": "/a"}]}],
                "volumes": [{"name": "own", "emptyDir": {}}],
            }
        ),
        deployment(pod={"containers": [{"name": "main", "image": "a", "volumeMounts": [{"name": "own", "mountPath": "/a"}]}]}),
    )
    # Names.
    yield from gateway("name of a sidecar", {"sidecars": [{"name": "a-1", "image": "a"}]}, {"sidecars": [{"name": "a_1", "image": "a"}]})
    yield from gateway("name of a volume", {"volumes": [{"name": "a" * 63, "emptyDir": {}}]}, {"volumes": [{"name": "a.b", "emptyDir": {}}]})
    yield from gateway("name of a class", {"runtimeClass": "a.b"}, {"runtimeClass": "A"})
    yield from gateway("key of an annotation", {"annotations": {"Example.org/a": "b"}}, {"annotations": {"example_org/a": "b"}})
    yield from gateway(
        "name of a key", {"env": {"A": {"secretKeyRef": {"name": "a", "key": ".a"}}}}, {"env": {"A": {"secretKeyRef": {"name": "a", "key": "..a"}}}}
    )
    yield from object("name of an object", config_map(metadata={"name": "a.b"}), config_map(metadata={"name": "a_b"}))
    yield from object("name of a port of an object", service({**PORT, "name": "a" * 63}), service({**PORT, "name": "a.b"}))
    yield from object(
        "labels of a template",
        deployment(),
        deployment(template={"metadata": {"labels": {"a": "c"}}, "spec": {"containers": [{"name": "main", "image": "a"}]}}),
    )
    yield from patch("label of a patch", GATEWAY, {"metadata": {"labels": {"a": "b"}}}, {"metadata": {"labels": {"a": "b c"}}})


CORPUS: Final = tuple(_corpus())
"""Every kind of border, on both sides."""
