"""Cases of labels, DNS, service accounts, containers and volumes."""

from typing import Final

from tests.rules.case import Case

__all__ = ["CASES"]

HELPER: Final = "{name: helper, image: busybox}"
VAULT: Final = "vault, server: 'https://vault.example.org', role: portkey}"

CASES: Final = [
    Case(
        "PK-WORKLOAD-001",
        "gateway:\n  podLabels:\n    app.kubernetes.io/name: mine",
        "gateway.podLabels.app.kubernetes.io/name",
        "3:5",
        "is a reserved label",
        "choose another key",
        "gateway:\n  podLabels:\n    app.kubernetes.io/version: mine",
    ),
    Case(
        "PK-WORKLOAD-001",
        "labels:\n  app.kubernetes.io/instance: a",
        "labels.app.kubernetes.io/instance",
        "2:3",
        "is a reserved label",
        "choose another",
        "labels: {a/b: c}",
    ),
    Case(
        "PK-WORKLOAD-002",
        "redis: {kind: inCluster, dnsPolicy: None}",
        "redis.dnsPolicy",
        "1:26",
        "dnsConfig has no nameservers",
        "set dnsConfig.nameservers: without the cluster's resolver the pods have none",
        "redis: {kind: inCluster, dnsPolicy: None, dnsConfig: {nameservers: [10.0.0.10]}}",
    ),
    Case(
        "PK-WORKLOAD-003",
        f"gateway:\n  sidecars:\n  - {HELPER}\n  initContainers:\n  - {HELPER}",
        "gateway.initContainers.0.name",
        "5:6",
        "is helper, which is also the name of another container",
        "unique in a pod",
        f"gateway:\n  sidecars:\n  - {HELPER}\nbackend:\n  sidecars:\n  - {HELPER}",
    ),
    Case(
        "PK-WORKLOAD-003",
        "gateway:\n  sidecars:\n  - name: gateway\n    image: busybox",
        "gateway.sidecars.0.name",
        "3:5",
        "is gateway, which is also the name of another container",
        "unique in a pod",
        "gateway:\n  sidecars:\n  - name: backend\n    image: busybox",
    ),
    Case(
        "PK-WORKLOAD-003",
        "gateway: {volumes: [{name: a, emptyDir: {}}, {name: a, emptyDir: {}}]}",
        "gateway.volumes.1.name",
        "1:47",
        "is a, which is also the name of another volume",
        "unique in a pod",
        "gateway: {volumes: [{name: a, emptyDir: {}}, {name: b, emptyDir: {}}]}",
    ),
    Case(
        "PK-WORKLOAD-003",
        "backend: {initContainers: [{name: migration, image: busybox}]}",
        "backend.initContainers.0.name",
        "1:29",
        "is migration, which is also the name of another container",
        "names are unique in a pod",
        "gateway: {initContainers: [{name: migration, image: busybox}]}",
    ),
    Case(
        "PK-WORKLOAD-004",
        "redis: {kind: inCluster, volumes: [{name: data, emptyDir: {}}]}",
        "redis.volumes.0.name",
        "1:37",
        "the store's own volume",
        "choose another name",
        "redis: {kind: inCluster, volumes: [{name: more, emptyDir: {}}]}\ngateway: {volumes: [{name: data, emptyDir: {}}]}",
    ),
    Case(
        "PK-WORKLOAD-005",
        "gateway: {service: {sourceRanges: [10.0.0.0/8]}}",
        "gateway.service.sourceRanges",
        "1:21",
        "is set, but the type is ClusterIP",
        "set type: LoadBalancer, or remove sourceRanges: only a load balancer restricts its clients",
        "auth: {kind: none, allowPublic: true}\ngateway: {service: {type: LoadBalancer, sourceRanges: [10.0.0.0/8]}}",
    ),
    Case(
        "PK-WORKLOAD-006",
        "gateway: {serviceAccount: {name: shared}}\nbackend: {serviceAccount: {name: shared}}",
        "backend.serviceAccount.name",
        "2:28",
        "is shared, which gateway creates too",
        "choose another name, or create the service account yourself and set kind: existing",
        "gateway: {serviceAccount: {name: shared}}\nbackend: {serviceAccount: {kind: existing, name: shared}}",
    ),
    Case(
        "PK-WORKLOAD-006",
        "gateway: {serviceAccount: {name: portkey-migration}}",
        "gateway.serviceAccount.name",
        "1:28",
        "is portkey-migration, which migration creates too",
        "choose another name, or create the service account yourself and set kind: existing",
        "gateway: {serviceAccount: {name: portkey-migrations}}",
    ),
    Case(
        "PK-WORKLOAD-006",
        f"secretOverrides:\n  mysql: {{kind: externalSecrets, serviceAccount: {{name: portkey-gateway}}, store: {{kind: {VAULT}}}",
        "secretOverrides.mysql.serviceAccount.name",
        "2:51",
        "is portkey-gateway, which gateway creates too",
        "choose another name, or create the service account yourself and set kind: existing",
        f"secretOverrides:\n  mysql: {{kind: externalSecrets, serviceAccount: {{name: reader}}, store: {{kind: {VAULT}}}",
    ),
    Case(
        "PK-WORKLOAD-007",
        "gateway: {sidecars: [{name: helper}]}",
        "gateway.sidecars.0",
        "1:22",
        "has no image for helper",
        "set the image of the container",
        "gateway: {sidecars: [{name: helper, image: busybox}]}",
    ),
    Case(
        "PK-WORKLOAD-008",
        "gateway: {sidecars: [{name: helper, image: busybox, ports: [{name: gateway, containerPort: 1}]}]}",
        "gateway.sidecars.0.ports.0.name",
        "1:62",
        "is gateway, the name of a port of the gateway",
        "choose another",
        "gateway: {sidecars: [{name: helper, image: busybox, ports: [{name: metrics, containerPort: 1}]}]}",
    ),
    Case(
        "PK-WORKLOAD-009",
        "gateway: {volumeMounts: [{name: nothing, mountPath: /x}]}",
        "gateway.volumeMounts.0.name",
        "1:27",
        "is nothing, but no volume has this name",
        "add the volume to gateway.volumes, or mount one of the pod's own volumes: tmp",
        "gateway: {volumeMounts: [{name: more, mountPath: /x}, {name: tmp, mountPath: /y}], volumes: [{name: more, emptyDir: {}}]}",
    ),
    *(
        Case(
            "PK-WORKLOAD-009",
            f"redis: {{kind: inCluster, {setting}: [{{name: helper, image: busybox, volumeMounts: [{{name: nothing, mountPath: /x}}]}}]}}",
            f"redis.{setting}.0.volumeMounts.0.name",
            f"1:{76 + len(setting)}",
            "is nothing, but no volume has this name",
            "add the volume to redis.volumes, or mount one of the pod's own volumes: data, tmp",
            f"redis: {{kind: inCluster, {setting}: [{{name: helper, image: busybox, volumeMounts: [{{name: data, mountPath: /x}}]}}]}}",
        )
        for setting in ("sidecars", "initContainers")
    ),
]
