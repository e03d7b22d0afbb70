"""The rule about the number of connections to MySQL."""

from math import ceil
from typing import Final

from portkey_constructs.platform.components import Service
from portkey_constructs.platform.image_version import ImageVersion
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_CONFIGURABLE: Final = ImageVersion(1, 22, 0)
"""The first backend that reads DB_POOL_SIZE."""
_POOL: Final = 12
_FORMER_POOL: Final = 6
"""The size before that version, whatever is configured."""
_IN_CLUSTER: Final = 151
"""What MySQL accepts by default."""
_SURGE: Final = 0.25
"""The share of the pods that a Deployment adds during a rollout, by the default of Kubernetes."""


def _pool(backend: Service, configured: int | None) -> tuple[int, int]:
    """The size of the pool in a pod of the backend, and in one of the migration, which has no DB_POOL_SIZE."""
    if backend.version and backend.version < _CONFIGURABLE:
        return _FORMER_POOL, _FORMER_POOL
    return configured or _POOL, _POOL


@rule(
    "PK-MYSQL-008",
    title="the backend can open more connections than MySQL accepts",
    cause="Each pod of the backend opens up to poolSize connections. At the most pods of the autoscaler, with the pods that a rollout adds and the "
    "migration, they are more than maxConnections, and MySQL refuses the rest. With autoscaling: {kind: external}, set its max to have this checked.",
    fix="Raise the limit of the server and mysql.maxConnections, or lower mysql.poolSize or the number of pods.",
    settings=(
        "mysql",
        "mysql.poolSize",
        "mysql.maxConnections",
        "backend.replicas",
        "backend.autoscaling",
        "backend.autoscaling.max",
        "migration.kind",
    ),
    severity="warning",
    example=Example(
        "mysql: {kind: external, host: db.example.org, maxConnections: 60}\nbackend: {image: {tag: 1.22.0}, replicas: 4}\n",
        "mysql: {kind: external, host: db.example.org, maxConnections: 80}\nbackend: {image: {tag: 1.22.0}, replicas: 4}\n",
    ),
)
def too_many_connections(platform: Platform) -> Findings:
    mysql, backend = platform.mysql, platform.backend
    if mysql is None or backend is None:
        return
    accepted = mysql.settings.max_connections or (_IN_CLUSTER if mysql.in_cluster else None)
    pool, of_migration = _pool(backend, mysql.settings.pool_size)
    pods = backend.replicas.maximum
    if pods is None:
        return
    surge = ceil(pods * _SURGE)
    needed = pool * (pods + surge) + (of_migration if platform.migration else 0)
    if accepted and needed > accepted:
        path, states = ("mysql.maxConnections", "is") if mysql.settings.max_connections else ("mysql", "accepts by default")
        migration = f", and {of_migration} in the migration" if platform.migration else ""
        yield Finding(
            path,
            f"{states} {accepted}, but the backend can open {needed} connections: {pool} in each of {pods} pods and of {surge} more during a "
            f"rollout{migration}",
        )
