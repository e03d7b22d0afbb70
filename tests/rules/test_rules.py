"""Every rule across settings: a file that breaks it and nothing else, and a near twin that is fine."""

import inspect
import pkgutil
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from portkey_constructs import rules
from portkey_constructs.config import load_with_warnings
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.platform import aws_outputs as companion
from tests.rules.case import PRODUCTION, Case, document, warning
from tests.rules.cloud_cases import CLOUD_CASES
from tests.rules.companion_cases import COMPANION_CASES
from tests.rules.component_cases import PART_CASES
from tests.rules.exposure_cases import DOOR_CASES

Check = Callable[[str], tuple[Problem, ...]]

OIDC = "auth: {kind: oidc, issuer: https://login.example.org, clientId: portkey"
REACHED = "exposure: {frontend: {kind: ingress, host: portkey.example.org}}"
REDIS = "redis: {kind: external, host: redis.example.org"
CLICKHOUSE = "clickhouse: {kind: external, host: ch.example.org"
MYSQL = "mysql: {kind: external, host: db.example.org"
IN_EACH = "{name: helper, image: busybox}"

CASES = [
    # images
    Case(
        "PK-NAME-001",
        "labels:\n  owner: YOUR_TEAM",
        "labels.owner",
        "2:3",
        "is a placeholder (YOUR_TEAM)",
        "put in the real value",
        "labels:\n  owner: team",
    ),
    *(
        warning(
            "PK-NAME-001",
            wrong,
            path,
            place,
            message,
            "put in the real value; with this one images are not pulled, or pods do not come up",
            right,
            base="development",
        )
        for wrong, path, place, message, right in (
            ("labels:\n  owner: YOUR_TEAM", "labels.owner", "2:3", "is a placeholder (YOUR_TEAM)", "labels:\n  owner: team"),
            ("clientAuth: YOUR_LICENCE", "clientAuth", "1:1", "is a placeholder", "clientAuth: licence"),
            (
                "imagePull:\n  password: CHANGE_ME\n  username: me",
                "imagePull.password",
                "2:3",
                "is a placeholder",
                "imagePull:\n  password: pw\n  username: me",
            ),
        )
    ),
    Case("PK-NAME-001", "env:\n  KEY: <api key>", "env.KEY", "2:3", "is a placeholder", "put in the real value", "env:\n  KEY: a < b"),
    Case(
        "PK-NAME-001",
        f"{REDIS},\n  url: redis.example.org}}".replace("host: redis.example.org,", "user: SECURE_USER,"),
        "redis.user",
        "1:25",
        "is a placeholder (SECURE_USER)",
        "put in the real value",
        f"{REDIS}, user: app}}",
    ),
    warning(
        "PK-IMAGE-001", "gateway:\n  image:\n    tag: ''", "gateway.image.tag", "3:5", "is empty", "Portkey's own", "gateway: {image: {tag: 2.13.0}}"
    ),
    warning(
        "PK-IMAGE-002",
        "mysql:\n  kind: inCluster\n  image: {tag: latest}",
        "mysql.image.tag",
        "3:11",
        "is latest",
        "a floating tag changes what runs",
        "mysql: {kind: inCluster, image: {tag: latest, digest: 'sha256:" + "0" * 64 + "'}}",
    ),
    # secrets
    Case(
        "PK-SECRET-001",
        "secrets:\n  kind: inline",
        "secrets.kind",
        "2:3",
        "puts secret values into the manifests",
        "use existing",
        "secrets: {kind: existing}",
    ),
    Case("PK-SECRET-002", "clientAuth: licence", "clientAuth", "1:1", "is a value", "the production profile takes references only", "clientAuth: ~"),
    Case(
        "PK-SECRET-002",
        "secrets: {kind: existing}\nimagePull:\n  username: me",
        "imagePull.username",
        "3:3",
        "is a value",
        "secrets.kind is existing",
        "secrets: {kind: existing}\nimagePull: {}\nclientAuth: ~\njwtPrivateKey: ~",
        "error",
        "without secrets",
    ),
    Case("PK-SECRET-003", "clientAuth: ~", "clientAuth", "1:1", "is missing", "give its value", "clientAuth: licence", base="development"),
    Case(
        "PK-SECRET-003",
        "imagePull: {username: me}",
        "imagePull.password",
        "1:1",
        "is missing, and secrets.kind is inline",
        "imagePull.kind to none",
        "imagePull: {username: me, password: secret}",
        "error",
        "development",
    ),
    Case(
        "PK-SECRET-003",
        "mysql:\n  kind: external\n  host: db.example.org",
        "mysql.password",
        "1:1",
        "is missing",
        "give its value",
        f"{MYSQL}, password: secret}}",
        "error",
        "development",
    ),
    Case(
        "PK-SECRET-004",
        "secrets:\n  kind: existing\n  names: {registry: own, app: own}",
        "secrets.names.registry",
        "3:11",
        "another group has too",
        "a type of its own",
        "secrets: {kind: existing, names: {mysql: own, app: own}}",
    ),
    # auth
    Case("PK-AUTH-001", "auth: ~", "auth", "1:1", "is missing", "say auth: {kind: oidc", "auth: {kind: none}"),
    Case("PK-AUTH-002", OIDC + "}", "auth", "1:1", "to nowhere after login", "give exposure.frontend a host", f"{OIDC}}}\n{REACHED}"),
    Case(
        "PK-AUTH-003",
        f"auth: {{kind: saml}}\n{REACHED}",
        "auth",
        "1:1",
        "has no metadata",
        "one of them",
        f"auth: {{kind: saml, metadataUrl: 'https://idp.example.org/m'}}\n{REACHED}",
    ),
    Case(
        "PK-AUTH-003",
        f"auth: {{kind: saml, metadataUrl: 'https://idp.example.org/m', metadataXml: <m/>}}\n{REACHED}",
        "auth",
        "1:1",
        "has both metadataUrl and metadataXml",
        "one of them",
        f"auth: {{kind: saml, metadataXml: <m/>}}\n{REACHED}",
    ),
    warning(
        "PK-AUTH-004",
        f"{OIDC},\n  redirectUri: 'https://portkey.example.org/auth/callback'}}",
        "auth.redirectUri",
        "2:3",
        "ends in /auth/callback",
        "leave it out and it is derived",
        f"{OIDC}, redirectUri: 'https://portkey.example.org/v2/auth/callback'}}",
    ),
    Case(
        "PK-AUTH-005",
        REACHED,
        "auth",
        "3:1",
        "is none, and exposure.frontend opens the platform",
        "say auth.allowPublic: true",
        f"auth: {{kind: none, allowPublic: true}}\n{REACHED}",
    ),
    Case(
        "PK-AUTH-005",
        "gateway: {service: {type: LoadBalancer}}",
        "auth",
        "3:1",
        "is none, and gateway.service opens the platform",
        "choose oidc or saml",
        "gateway: {service: {type: NodePort}}",
    ),
    warning(
        "PK-AUTH-005",
        REACHED,
        "auth",
        "6:1",
        "is none, and exposure.frontend opens the platform",
        "choose oidc or saml",
        f"auth: {{kind: none, allowPublic: true}}\n{REACHED}",
        base="development",
    ),
    warning(
        "PK-AUTH-006",
        f"{OIDC}}}\n{REACHED}".replace("https://login", "http://login"),
        "auth.issuer",
        "1:20",
        "is not by TLS",
        "an https:// issuer",
        f"{OIDC}}}\n{REACHED}",
    ),
    # stores
    *(
        Case("PK-STORE-001", f"{store}: ~", store, "1:1", "is not chosen", f"say {store}: {choices}", f"{store}: {PRODUCTION[store]}")
        for store, choices in (
            ("mysql", "{kind: inCluster}, {kind: external, host: ...} or {kind: rds}"),
            (
                "redis",
                "{kind: inCluster}, {kind: external, host: ...}, {kind: elasticache}, {kind: memorystore, host: ...} or {kind: azure, host: ...}",
            ),
            ("clickhouse", "{kind: inCluster}, {kind: external, host: ...} or {kind: cloud, host: ...}"),
            ("logStore", "{kind: s3, bucket: ..., region: ...}, {kind: gcs, bucket: ...}, {kind: azureBlob, ...} or {kind: none}"),
        )
    ),
    *(
        Case("PK-STORE-001", f"{store}: ~\n{said}", store, "1:1", "is not chosen", f"say {store}: {choices}", f"{store}: {PRODUCTION[store]}\n{said}")
        for store, said, choices in (
            ("redis", "aws: {region: us-west-2}", "{kind: elasticache} or {kind: inCluster}"),
            ("redis", "identity: {kind: podIdentity}\naws: {accountId: '111122223333'}", "{kind: elasticache} or {kind: inCluster}"),
            ("redis", "mysql: {kind: external, host: acme.mysql.database.azure.com}", "{kind: azure, host: ..., port: 6380, tls: true} or"),
            ("redis", "identity: {kind: gkeWorkloadIdentity, project: acme-platform}", "{kind: memorystore, host: ...} or {kind: inCluster}"),
            ("mysql", "aws: {region: us-west-2}", "{kind: rds}, {kind: external, host: ...} or {kind: inCluster}"),
            ("logStore", "identity: {kind: gkeWorkloadIdentity, project: acme-platform}", "{kind: gcs, bucket: ...} or {kind: none}"),
            (
                "redis",
                "identity: {kind: gkeWorkloadIdentity, project: acme-platform}\naws: {region: us-west-2}",
                "{kind: inCluster}, {kind: external, host: ...}, {kind: elasticache}",
            ),
        )
    ),
    Case(
        "PK-STORE-002",
        f"{REDIS}}}\ngateway: {{dnsPolicy: Default}}".replace("redis.example.org", "cache"),
        "redis.host",
        "1:25",
        "is the short name cache",
        "cache.NAMESPACE.svc.cluster.local",
        f"{REDIS}}}\ngateway: {{dnsPolicy: Default}}",
    ),
    warning(
        "PK-STORE-003",
        MYSQL.replace("db.example.org", "db}"),
        "mysql.host",
        "1:25",
        "in the pods' own namespace alone",
        "give the full name",
        MYSQL + "}",
    ),
    Case(
        "PK-MYSQL-001",
        "mysql:\n  kind: inCluster\n  user: Root",
        "mysql.user",
        "3:3",
        "is root",
        "a user of its own",
        "mysql: {kind: inCluster, user: rooted}",
    ),
    Case(
        "PK-MYSQL-002",
        f"{MYSQL},\n  tls: rds}}",
        "mysql.tls",
        "2:3",
        "is rds, and the host is db.example.org",
        "that profile trusts Amazon RDS alone",
        "mysql: {kind: external, host: db.cluster-x.us-west-2.rds.amazonaws.com, tls: rds}",
    ),
    warning(
        "PK-MYSQL-003",
        "mysql: {kind: external, host: db.mysql.database.azure.com,\n  user: app@db}",
        "mysql.user",
        "2:3",
        "is app@db",
        "takes the bare user name",
        "mysql: {kind: external, host: db.mysql.database.azure.com, user: app}",
    ),
    Case("PK-REDIS-001", "redis: {kind: external}", "redis", "1:1", "has no host", "give host", f"{REDIS}}}"),
    Case(
        "PK-REDIS-001",
        f"{REDIS}, url: redis.example.org}}",
        "redis",
        "1:1",
        "has both host and url",
        "give host",
        "redis: {kind: external, url: redis.example.org}",
    ),
    Case(
        "PK-REDIS-001",
        "redis: {kind: external, url: 'redis.example.org:1', port: 2}",
        "redis.port",
        "1:53",
        "redis.url has a port too",
        "one of them",
        "redis: {kind: external, url: redis.example.org, port: 2}",
    ),
    Case(
        "PK-REDIS-002",
        "redis: {kind: external, url: 'http://redis.example.org'}",
        "redis.url",
        "1:25",
        "another scheme than redis:// and rediss://",
        "leave the scheme out",
        "redis: {kind: external, url: redis.example.org}",
    ),
    Case(
        "PK-REDIS-003",
        "redis:\n  kind: external\n  url: redis://redis.example.org\n  tls: true",
        "redis.tls",
        "4:3",
        "is true, and redis.url begins with redis://",
        "needs rediss://; leave the scheme out and it is derived",
        "redis: {kind: external, url: 'rediss://redis.example.org', tls: true}",
    ),
    Case(
        "PK-REDIS-003",
        "redis: {kind: external, url: 'rediss://redis.example.org'}",
        "redis.tls",
        "1:1",
        "is false, and redis.url begins with rediss://",
        "a rediss:// address needs tls: true",
        "redis: {kind: external, url: 'redis://redis.example.org'}",
    ),
    Case(
        "PK-REDIS-004",
        "redis: {kind: external, url: 'redis://app:pw@redis.example.org'}",
        "redis.url",
        "1:25",
        "holds a user or a password",
        "they come from the Secret",
        "redis: {kind: external, url: 'redis://redis.example.org', user: app}",
    ),
    Case(
        "PK-REDIS-005",
        "redis: {kind: external, url: redis.example.org/0}",
        "redis.url",
        "1:25",
        "is not a host with an optional port",
        "as settings of their own",
        "redis: {kind: external, url: redis.example.org/}",
    ),
    Case(
        "PK-REDIS-006",
        "redis: {kind: external, host: c.x.usw2.cache.amazonaws.com}",
        "redis.kind",
        "1:9",
        "c.x.usw2.cache.amazonaws.com is a managed cache",
        "say kind: elasticache",
        "redis: {kind: elasticache, host: c.x.usw2.cache.amazonaws.com}",
    ),
    Case(
        "PK-REDIS-006",
        "redis: {kind: external, tls: true, url: 'rediss://C.redis.cache.windows.net:6380'}",
        "redis.kind",
        "1:9",
        "is a managed cache",
        "say kind: azure",
        "redis: {kind: azure, tls: true, url: 'rediss://c.redis.cache.windows.net:6380'}",
    ),
    Case(
        "PK-REDIS-007",
        "redis: {kind: elasticache, host: clustercfg.x.cache.amazonaws.com}",
        "redis.mode",
        "1:1",
        "is standalone, and clustercfg.x",
        "needs mode: cluster",
        "redis: {kind: elasticache, host: clustercfg.x.cache.amazonaws.com, mode: cluster}",
    ),
    warning(
        "PK-REDIS-008",
        "redis: {kind: azure, host: c.redis.cache.windows.net}",
        "redis.tls",
        "1:1",
        "is false, and Azure's caches take TLS alone",
        "tls: true and port: 6380",
        "redis: {kind: azure, host: c.redis.cache.windows.net, tls: true, port: 6380}",
    ),
    Case(
        "PK-CLICKHOUSE-001",
        f"{CLICKHOUSE}, tls: true,\n  port: 8123}}",
        "clickhouse.port",
        "2:3",
        "is 8123, which is plain",
        "with TLS it is 8443",
        f"{CLICKHOUSE}, tls: true, port: 8443, nativePort: 9440}}",
    ),
    Case(
        "PK-CLICKHOUSE-001",
        f"{CLICKHOUSE}, tls: true,\n  nativePort: 9000}}",
        "clickhouse.nativePort",
        "2:3",
        "is 9000, which is plain",
        "it is 9440",
        f"{CLICKHOUSE}, tls: true, nativePort: 19000}}",
    ),
    Case(
        "PK-CLICKHOUSE-002",
        f"{CLICKHOUSE},\n  port: 8443}}",
        "clickhouse.port",
        "2:3",
        "is 8443, which is by TLS",
        "say tls: true, or take 8123",
        f"{CLICKHOUSE}, port: 8123, nativePort: 9000}}",
    ),
    Case(
        "PK-CLICKHOUSE-003",
        f"{CLICKHOUSE}, replication: true}}",
        "clickhouse.clusterName",
        "1:1",
        "is missing",
        "name the cluster",
        f"{CLICKHOUSE}, replication: true, clusterName: main}}",
    ),
    # scaling
    Case(
        "PK-SCALE-001",
        "gateway:\n  autoscaling: {min: 2, max: 4, cpu: 60}\n  resources: {requests: {memory: 1Gi}}",
        "gateway.autoscaling.cpu",
        "2:33",
        "is 60, and gateway.resources.requests.cpu is not set",
        "set the request (200m is Portkey's own)",
        "gateway:\n  autoscaling: {min: 2, max: 4, cpu: 60}\n  resources: {limits: {cpu: 1}}",
    ),
    Case(
        "PK-SCALE-001",
        "backend:\n  resources: {requests: {cpu: 1}}",
        "backend.resources",
        "2:3",
        "production scales the backend at 80 percent of it",
        "set the request, or say backend.replicas",
        "backend:\n  replicas: 2\n  resources: {requests: {cpu: 1}}",
    ),
    Case(
        "PK-SCALE-002",
        "gateway:\n  replicas: 2\n  autoscaling: {min: 2, max: 4, cpu: 60}",
        "gateway.replicas",
        "2:3",
        "is given beside autoscaling",
        "fights the autoscaler",
        "gateway: {autoscaling: {min: 2, max: 4, cpu: 60}}",
    ),
    Case(
        "PK-SCALE-003",
        "gateway: {autoscaling: {min: 5, max: 4, cpu: 60}}",
        "gateway.autoscaling.min",
        "1:25",
        "is 5, and gateway.autoscaling.max is 4",
        "cannot be more than the most",
        "gateway: {autoscaling: {min: 4, max: 4, cpu: 60}}",
    ),
    Case(
        "PK-SCALE-004",
        "gateway: {autoscaling: {min: 2, max: 4}}",
        "gateway.autoscaling",
        "1:11",
        "has no target",
        "give cpu or memory",
        "gateway: {autoscaling: {min: 2, max: 4, memory: 80}}",
    ),
    warning(
        "PK-SCALE-005",
        "migration: {kind: inPod}",
        "migration.kind",
        "1:13",
        "the backend can have several pods",
        "say kind: job",
        "migration: {kind: inPod}",
        base="development scaled",
    ),
    Case(
        "PK-SCALE-006",
        "gateway: {resources: {requests: {cpu: 1500m, memory: 1Gi}, limits: {cpu: 1}}}",
        "gateway.resources.requests.cpu",
        "1:34",
        "is 1500m, and the limit is 1",
        "no more than the limit",
        "gateway: {resources: {requests: {cpu: 1000m, memory: 1Gi}, limits: {cpu: 1}}}",
    ),
    Case(
        "PK-SCALE-006",
        "migration: {kind: job, resources: {requests: {ephemeral-storage: 2Gi}, limits: {ephemeral-storage: 2G}}}",
        "migration.resources.requests.ephemeral-storage",
        "1:47",
        "is 2Gi, and the limit is 2G",
        "no more than the limit",
        "migration: {kind: job, resources: {requests: {ephemeral-storage: 2G}, limits: {ephemeral-storage: 2Gi}}}",
    ),
    warning(
        "PK-SCALE-007", "dataservice: {replicas: 1}", "dataservice.replicas", "1:15", "is 1 in production", "outlives", "dataservice: {replicas: 2}"
    ),
    Case(
        "PK-SCALE-008",
        "gateway: {disruptionBudget: {minAvailable: 1, maxUnavailable: 1}}",
        "gateway.disruptionBudget",
        "1:11",
        "has not one setting",
        "one of them",
        "gateway: {disruptionBudget: {minAvailable: 1}}",
    ),
    warning(
        "PK-SCALE-009",
        "gateway: {replicas: 3, disruptionBudget: {minAvailable: 3}}",
        "gateway.disruptionBudget",
        "1:24",
        "lets no pod go while there are 3",
        "never be drained",
        "gateway: {replicas: 3, disruptionBudget: {minAvailable: 2}}",
    ),
    warning(
        "PK-SCALE-009",
        "frontend: {disruptionBudget: {maxUnavailable: 0%}}",
        "frontend.disruptionBudget",
        "1:12",
        "lets no pod go",
        "leave one pod free",
        "frontend: {disruptionBudget: {maxUnavailable: 1%}}",
    ),
    # workloads
    Case(
        "PK-WORKLOAD-001",
        "gateway:\n  podLabels:\n    app.kubernetes.io/name: mine",
        "gateway.podLabels.app.kubernetes.io/name",
        "3:5",
        "is ours",
        "choose another key",
        "gateway:\n  podLabels:\n    app.kubernetes.io/version: mine",
    ),
    Case(
        "PK-WORKLOAD-001",
        "labels:\n  app.kubernetes.io/instance: a",
        "labels.app.kubernetes.io/instance",
        "2:3",
        "is ours",
        "choose another",
        "labels: {a/b: c}",
    ),
    Case(
        "PK-WORKLOAD-002",
        "redis: {kind: inCluster, dnsPolicy: None}",
        "redis.dnsPolicy",
        "1:26",
        "dnsConfig has no nameservers",
        "give dnsConfig.nameservers",
        "redis: {kind: inCluster, dnsPolicy: None, dnsConfig: {nameservers: [10.0.0.10]}}",
    ),
    Case(
        "PK-WORKLOAD-003",
        f"gateway:\n  sidecars:\n  - {IN_EACH}\n  initContainers:\n  - {IN_EACH}",
        "gateway.initContainers.0.name",
        "5:6",
        "is helper, which another container has",
        "unique in a pod",
        f"gateway:\n  sidecars:\n  - {IN_EACH}\nbackend:\n  sidecars:\n  - {IN_EACH}",
    ),
    Case(
        "PK-WORKLOAD-003",
        "gateway:\n  sidecars:\n  - name: gateway\n    image: busybox",
        "gateway.sidecars.0.name",
        "3:5",
        "is gateway, which another",
        "unique in a pod",
        "gateway:\n  sidecars:\n  - name: backend\n    image: busybox",
    ),
    Case(
        "PK-WORKLOAD-003",
        "gateway: {volumes: [{name: a, emptyDir: {}}, {name: a, emptyDir: {}}]}",
        "gateway.volumes.1.name",
        "1:47",
        "another volume has",
        "unique in a pod",
        "gateway: {volumes: [{name: a, emptyDir: {}}, {name: b, emptyDir: {}}]}",
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
        "PK-WORKLOAD-003",
        "backend: {initContainers: [{name: migration, image: busybox}]}",
        "backend.initContainers.0.name",
        "1:29",
        "which another container has",
        "names are unique in a pod",
        "gateway: {initContainers: [{name: migration, image: busybox}]}",
    ),
    Case(
        "PK-WORKLOAD-006",
        "gateway: {serviceAccount: {name: shared}}\nbackend: {serviceAccount: {name: shared}}",
        "backend.serviceAccount.name",
        "2:28",
        "is shared, which gateway makes too",
        "say kind: existing",
        "gateway: {serviceAccount: {name: shared}}\nbackend: {serviceAccount: {kind: existing, name: shared}}",
    ),
    Case(
        "PK-WORKLOAD-006",
        "gateway: {serviceAccount: {name: portkey-migration}}",
        "gateway.serviceAccount.name",
        "1:28",
        "which the migration makes too",
        "give each a name of its own",
        "gateway: {serviceAccount: {name: portkey-migrations}}",
    ),
    Case(
        "PK-WORKLOAD-007",
        "gateway: {sidecars: [{name: helper}]}",
        "gateway.sidecars.0",
        "1:22",
        "has no image for helper",
        "say which image it runs",
        "gateway: {sidecars: [{name: helper, image: busybox}]}",
    ),
    Case(
        "PK-WORKLOAD-008",
        "gateway: {sidecars: [{name: helper, image: busybox, ports: [{name: gateway, containerPort: 1}]}]}",
        "gateway.sidecars.0.ports.0.name",
        "1:62",
        "is gateway, the gateway's own",
        "choose another",
        "gateway: {sidecars: [{name: helper, image: busybox, ports: [{name: metrics, containerPort: 1}]}]}",
    ),
    Case(
        "PK-WORKLOAD-009",
        "gateway: {volumeMounts: [{name: nothing, mountPath: /x}]}",
        "gateway.volumeMounts.0.name",
        "1:27",
        "no volume is called so",
        "one of the pod's own: tmp",
        "gateway: {volumeMounts: [{name: more, mountPath: /x}, {name: tmp, mountPath: /y}], volumes: [{name: more, emptyDir: {}}]}",
    ),
    Case(
        "PK-STORE-004",
        "redis: {kind: inCluster, persistence: {size: 0Gi}}",
        "redis.persistence.size",
        "1:40",
        "is nothing",
        "such as 10Gi",
        "redis: {kind: inCluster, persistence: {size: 1Gi}}",
    ),
    Case(
        "PK-CLICKHOUSE-004",
        "clickhouse: {kind: inCluster, service: {port: 9000}}",
        "clickhouse.service.port",
        "1:41",
        "is 9000",
        "choose another for HTTP",
        "clickhouse: {kind: inCluster, service: {port: 8124}}",
    ),
    Case(
        "PK-WORKLOAD-005",
        "gateway: {service: {sourceRanges: [10.0.0.0/8]}}",
        "gateway.service.sourceRanges",
        "1:21",
        "is given, and the type is ClusterIP",
        "say type: LoadBalancer",
        "auth: {kind: none, allowPublic: true}\ngateway: {service: {type: LoadBalancer, sourceRanges: [10.0.0.0/8]}}",
    ),
    # exposure
    Case(
        "PK-EXPOSURE-001",
        "auth: {kind: none, allowPublic: true}\nexposure:\n  frontend: {kind: ingress, host: a.b}\n  gateway: {kind: ingress, host: A.B}",
        "exposure.gateway.host",
        "4:28",
        "is a.b, which exposure.frontend has too",
        "both would claim /",
        "auth: {kind: none, allowPublic: true}\nexposure:\n  frontend: {kind: ingress, host: a.example}\n  gateway: {kind: ingress, host: b.example}",
    ),
    *(
        Case(
            code,
            f"auth: {{kind: none, allowPublic: true}}\nexposure:\n  gateway:\n    kind: ingress\n    host: a.example\n{wrong}",
            path,
            place,
            message,
            fix,
            right,
        )
        for code, wrong, path, place, message, fix, right in [
            (
                "PK-EXPOSURE-002",
                "    annotations:\n      kubernetes.io/ingress.class: alb",
                "exposure.gateway.annotations.kubernetes.io/ingress.class",
                "7:7",
                "is the retired way",
                "say class",
                "auth: {kind: none, allowPublic: true}\nexposure: {gateway: {kind: ingress, host: a.example, class: alb}}",
            ),
            (
                "PK-EXPOSURE-003",
                "    annotations:\n      alb.ingress.kubernetes.io/ssl-redirect: '443'",
                "exposure.gateway.annotations.alb.ingress.kubernetes.io/ssl-redirect",
                "7:7",
                "no TLS ends here",
                "give the door tls",
                "auth: {kind: none, allowPublic: true}\nexposure: {gateway: {kind: ingress, host: a.example, tls: {kind: secret, secretName: c}, "
                "annotations: {alb.ingress.kubernetes.io/ssl-redirect: '443'}}}",
            ),
        ]
    ),
    warning(
        "PK-EXPOSURE-004",
        "auth: {kind: none, allowPublic: true}\nexposure: {gateway: {kind: ingress, host: a.example, class: nginx}}",
        "exposure.gateway.class",
        "2:54",
        "is nginx",
        "retired in March 2026",
        "auth: {kind: none, allowPublic: true}\nexposure: {gateway: {kind: ingress, host: a.example, class: traefik}}",
    ),
    Case(
        "PK-EXPOSURE-005",
        f"auth: {{kind: none, allowPublic: true}}\n{REACHED}\nfrontend: {{service: {{type: LoadBalancer}}}}",
        "frontend.service.type",
        "3:22",
        "is LoadBalancer, and exposure.frontend is an ingress",
        "one door",
        f"auth: {{kind: none, allowPublic: true}}\n{REACHED}\nfrontend: {{service: {{type: NodePort}}}}",
    ),
    *CLOUD_CASES,
    *COMPANION_CASES,
    *COMPANION_CASES,
    *DOOR_CASES,
    *PART_CASES,
]


def check(tmp_path: Path, text: str) -> tuple[Problem, ...]:
    file = tmp_path / "portkey.yaml"
    file.write_text(text, encoding="utf-8")
    try:
        return load_with_warnings([file])[1]
    except ConfigurationError as error:
        return error.problems


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.path}")
def test_a_rule(tmp_path: Path, case: Case) -> None:
    wrong, right = document(case.wrong, case.base), document(case.right, case.base)
    if case.base == "development scaled":
        wrong += "backend: {replicas: 2}\n"
        right += "backend: {replicas: 1}\n"
    [problem] = [one for one in check(tmp_path, wrong) if one.code not in case.besides]
    assert (problem.code, problem.path, problem.severity) == (case.code, case.path, case.severity)
    assert case.message in problem.message
    assert case.fix in problem.fix
    assert problem.position is not None
    assert f"{problem.position.line}:{problem.position.column}" == case.line_column
    assert check(tmp_path, right) == ()


def test_every_code_in_the_source_has_a_case_and_says_one_thing_each() -> None:
    modules = [import_module(f"{rules.__name__}.{module.name}") for module in pkgutil.iter_modules(rules.__path__)]
    codes = {code for module in [*modules, companion] for code in re.findall(r"PK-[A-Z]+-[0-9]+", inspect.getsource(module))}
    assert len(codes) > 100
    assert codes == {case.code for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.path}")
def test_messages_are_in_the_style_of_the_house(tmp_path: Path, case: Case) -> None:
    [problem, *_] = check(tmp_path, document(case.wrong, case.base) + "backend: {replicas: 2}\n" * (case.base == "development scaled"))
    assert not problem.message.endswith(".")
    assert not problem.fix.endswith(".") or problem.fix.endswith("...")
    assert problem.message[0].islower()
    assert "\n" not in problem.message + problem.fix
