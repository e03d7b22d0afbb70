"""Cases of the number of connections to MySQL."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

MYSQL: Final = "mysql: {kind: external, host: db.example.org"
NEW: Final = "backend: {image: {tag: 1.22.0}"
DIGEST: Final = f"sha256:{'0' * 64}"
FIX: Final = "raise the limit of the server and mysql.maxConnections, or lower mysql.poolSize or the number of pods"


def _case(mysql: str, backend: str, message: str, fixed: str) -> Case:
    path, position = ("mysql.maxConnections", "2:3") if "maxConnections" in mysql else ("mysql", "1:1")
    return warning("PK-MYSQL-008", f"{mysql}}}\n{backend}", path, position, message, FIX, fixed)


CASES: Final = [
    # 12 for each of 4 pods and one more, and 12 for the migration.
    _case(
        f"{MYSQL},\n  maxConnections: 71",
        f"{NEW}, replicas: 4}}",
        "is 71, but the backend can open 72 connections: 12 in each of 4 pods and of 1 more during a rollout, and 12 in the migration",
        f"{MYSQL}, maxConnections: 72}}\n{NEW}, replicas: 4}}",
    ),
    # The most pods of the autoscaler.
    _case(
        f"{MYSQL}, poolSize: 20,\n  maxConnections: 271",
        f"{NEW}, autoscaling: {{min: 2, max: 10, cpu: 80}}}}",
        "is 271, but the backend can open 272 connections: 20 in each of 10 pods and of 3 more during a rollout, and 12 in the migration",
        f"{MYSQL}, poolSize: 20, maxConnections: 272}}\n{NEW}, autoscaling: {{min: 2, max: 10, cpu: 80}}}}",
    ),
    # The default autoscaler of the profile.
    _case(
        f"{MYSQL},\n  maxConnections: 95",
        f"{NEW}}}",
        "the backend can open 96 connections: 12 in each of 5 pods and of 2 more during a rollout",
        f"{MYSQL}, maxConnections: 96}}\n{NEW}}}",
    ),
    # An older backend opens 6.
    _case(
        f"{MYSQL},\n  maxConnections: 35",
        "backend: {image: {tag: 1.21.0}, replicas: 4}",
        "is 35, but the backend can open 36 connections: 6 in each of 4 pods and of 1 more during a rollout, and 6 in the migration",
        f"{MYSQL}, maxConnections: 36}}\nbackend: {{image: {{tag: 1.21.0}}, replicas: 4}}",
    ),
    # A digest alone names no version.
    _case(
        f"{MYSQL},\n  maxConnections: 71",
        f"backend: {{image: {{digest: '{DIGEST}'}}, replicas: 4}}",
        "is 71, but the backend can open 72 connections",
        f"{MYSQL}, maxConnections: 72}}\nbackend: {{image: {{digest: '{DIGEST}'}}, replicas: 4}}",
    ),
    # MySQL in the cluster accepts 151 by default.
    _case(
        "mysql: {kind: inCluster",
        f"{NEW}, replicas: 10}}",
        "accepts by default 151, but the backend can open 168 connections: 12 in each of 10 pods and of 3 more during a rollout",
        f"mysql: {{kind: inCluster, maxConnections: 168}}\n{NEW}, replicas: 10}}",
    ),
]
