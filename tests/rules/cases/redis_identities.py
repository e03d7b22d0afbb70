"""Cases of access to Redis with an identity of Azure or Google Cloud."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

AZURE: Final = "redis: {kind: azure, host: a.example.org, tls: true"
MEMORYSTORE: Final = "redis: {kind: memorystore, host: 10.20.0.4"
UUID: Final = "0f1e2d3c-0000-4000-8000-000000000001"
MANAGED: Final = "login: {kind: managedIdentity}"
WORKLOAD: Final = "login: {kind: workloadIdentity}"
ENTRA: Final = f"login: {{kind: entra, tenantId: {UUID}, clientId: {UUID}}}"
ON_AZURE: Final = f"identity: {{kind: azureWorkloadIdentity, clientId: {UUID}}}"
ON_GKE: Final = "identity: {kind: gkeWorkloadIdentity, project: acme-platform}"
OLD: Final = "gateway: {image: {tag: 2.2.3}}\ndataservice: {image: {tag: 1.6.0}}"

CASES: Final = [
    Case(
        "PK-REDIS-023",
        f"redis: {{kind: external, host: a.example.org, tls: true, {MANAGED}}}",
        "redis.login",
        "1:57",
        "is set, but redis.kind is external",
        "remove login, or set the kind of the cache",
        f"{AZURE}, {MANAGED}}}",
    ),
    Case(
        "PK-REDIS-023",
        f"{ON_GKE}\nredis: {{kind: custom, host: a.example.org, {WORKLOAD}}}",
        "redis.login",
        "2:44",
        "is set, but redis.kind is custom",
        "remove login",
        f"{ON_GKE}\n{MEMORYSTORE}, {WORKLOAD}}}",
    ),
    Case(
        "PK-REDIS-023",
        f"{MEMORYSTORE}, {ENTRA}}}",
        "redis.login.kind",
        "1:53",
        "is entra, but redis.kind is memorystore",
        "set kind: workloadIdentity, or remove login",
        f"{AZURE}, {ENTRA}}}",
    ),
    Case(
        "PK-REDIS-024",
        f"{AZURE}, user: portkey, {MANAGED}}}",
        "redis.user",
        "1:54",
        "is set, but redis.login is set too",
        "redis.login replaces user and password",
        f"{AZURE}, {MANAGED}}}",
    ),
    Case(
        "PK-REDIS-024",
        f"{AZURE}, auth: none, {MANAGED}}}",
        "redis.auth",
        "1:54",
        "is set, but redis.login is set too",
        "remove it",
        f"{AZURE}, auth: none}}",
    ),
    Case(
        "PK-REDIS-025",
        f"redis: {{kind: azure, host: a.example.org, port: 6379, {MANAGED}}}",
        "redis.tls",
        "1:1",
        "is false, but redis.login is set",
        "set tls: true and port: 6380",
        f"{AZURE}, port: 6380, {MANAGED}}}",
    ),
    Case(
        "PK-REDIS-026",
        f"{AZURE}, {WORKLOAD}}}",
        "redis.login",
        "1:54",
        "is workloadIdentity, but the identity of the gateway is none, the identity of the backend is none",
        "set identity to azureWorkloadIdentity",
        f"{ON_AZURE}\n{AZURE}, {WORKLOAD}}}",
    ),
    Case(
        "PK-REDIS-026",
        f"{ON_AZURE}\n{MEMORYSTORE}, {WORKLOAD}}}",
        "redis.login",
        "2:45",
        "the identity of the gateway is azureWorkloadIdentity",
        "set identity to gkeWorkloadIdentity",
        f"{ON_GKE}\n{MEMORYSTORE}, {WORKLOAD}}}",
    ),
    Case(
        "PK-REDIS-026",
        f"{ON_GKE}\nbackend: {{identity: {{kind: none}}}}\n{MEMORYSTORE}, {WORKLOAD}}}",
        "redis.login",
        "3:45",
        "is workloadIdentity, but the identity of the backend is none",
        "for each of these components",
        f"{ON_GKE}\n{MEMORYSTORE}, {WORKLOAD}}}",
    ),
    warning(
        "PK-REDIS-027",
        f"{OLD}\n{AZURE}}}",
        "redis.login",
        "3:1",
        "is not set, and a gateway 2.2.3 may refuse to start with a password",
        "set a later tag of the gateway, or redis.login",
        f"{OLD}\n{AZURE}, {MANAGED}}}",
    ),
]
