"""Names, DNS, volumes and containers of workloads."""

from typing import Final

from portkey_constructs.rules.catalogue.entry import Entry, Example

__all__ = ["WORKLOADS"]

WORKLOADS: Final = (
    Entry(
        "PK-WORKLOAD-001",
        "a label that is ours",
        "Selectors stand on app.kubernetes.io/name, instance, component, part-of and managed-by, and a selector can never change.",
        "Choose another key.",
        ("labels", "**.labels", "**.podLabels"),
        example=Example("labels: {app.kubernetes.io/instance: acme}\n", "labels: {example.org/instance: acme}\n"),
    ),
    Entry(
        "PK-WORKLOAD-002",
        "pods without a name server",
        "dnsPolicy: None takes the cluster's resolver away, and dnsConfig names no other.",
        "Give dnsConfig.nameservers.",
        ("**.dnsPolicy", "**.dnsConfig"),
        example=Example(
            "redis: {kind: inCluster, dnsPolicy: None}\n",
            "redis: {kind: inCluster, dnsPolicy: None, dnsConfig: {nameservers: [10.0.0.10]}}\n",
        ),
    ),
    Entry(
        "PK-WORKLOAD-003",
        "two containers or two volumes of a pod share a name",
        "Names are unique in a pod; the main container is called as its component, and the backend may have one called migration.",
        "Give each a name of its own.",
        ("**.sidecars", "**.initContainers", "**.volumes"),
        example=Example(
            "gateway: {sidecars: [{name: gateway, image: busybox}]}\n",
            "gateway: {sidecars: [{name: helper, image: busybox}]}\n",
        ),
    ),
    Entry(
        "PK-WORKLOAD-004",
        "a volume takes the name of the store's own",
        "A store keeps its data in the volume called data, which is its claim; a second one would replace it, and the data with it.",
        "Choose another name; the store's volume is set by persistence.",
        ("mysql.volumes", "redis.volumes", "clickhouse.volumes", "clickhouse.former.volumes"),
        example=Example(
            "redis: {kind: inCluster, volumes: [{name: data, emptyDir: {}}]}\n",
            "redis: {kind: inCluster, volumes: [{name: scratch, emptyDir: {}}]}\n",
        ),
    ),
    Entry(
        "PK-WORKLOAD-005",
        "source ranges of a Service that keeps nobody out",
        "Only a Service of type LoadBalancer looks at loadBalancerSourceRanges; here everybody would still be let in.",
        "Say type: LoadBalancer, or leave the ranges out.",
        ("**.service.sourceRanges", "**.service.type"),
        example=Example(
            "mysql: {kind: inCluster, service: {sourceRanges: [10.0.0.0/8]}}\n",
            "mysql: {kind: inCluster, service: {type: LoadBalancer, sourceRanges: [10.0.0.0/8]}}\n",
        ),
    ),
    Entry(
        "PK-WORKLOAD-006",
        "two components make one service account",
        "A service account is made once; two makers would overwrite each other's annotations, and with them the role.",
        "Give each a name of its own, or make one yourself and say kind: existing for both.",
        ("**.serviceAccount.name", "**.serviceAccount"),
        example=Example(
            "gateway: {serviceAccount: {name: shared}}\nbackend: {serviceAccount: {name: shared}}\n",
            "gateway: {serviceAccount: {kind: existing, name: shared}}\nbackend: {serviceAccount: {kind: existing, name: shared}}\n",
        ),
    ),
    Entry(
        "PK-WORKLOAD-007",
        "a container without an image",
        "The API server refuses it.",
        "Say which image it runs.",
        ("**.sidecars", "**.initContainers"),
        example=Example(
            "gateway: {sidecars: [{name: helper}]}\n",
            "gateway: {sidecars: [{name: helper, image: busybox}]}\n",
        ),
    ),
    Entry(
        "PK-WORKLOAD-008",
        "a container takes the name of a component's port",
        "The Service finds its port by name, and would lead to the other container.",
        "Choose another name for the port.",
        ("**.sidecars", "**.initContainers"),
        example=Example(
            "gateway: {sidecars: [{name: helper, image: busybox, ports: [{name: gateway, containerPort: 9000}]}]}\n",
            "gateway: {sidecars: [{name: helper, image: busybox, ports: [{name: helper, containerPort: 9000}]}]}\n",
        ),
    ),
    Entry(
        "PK-WORKLOAD-009",
        "a mount of a volume that is not there",
        "The API server refuses a pod that mounts a volume which it does not have.",
        "Add the volume under volumes, or name one of the pod's own, which the message lists.",
        ("**.volumeMounts", "**.volumes"),
        example=Example(
            "gateway: {volumeMounts: [{name: models, mountPath: /models}]}\n",
            "gateway: {volumeMounts: [{name: models, mountPath: /models}], volumes: [{name: models, emptyDir: {}}]}\n",
        ),
    ),
)
