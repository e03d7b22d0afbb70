"""Settings that the stores in the cluster share."""

from portkey_constructs.config.base import default
from portkey_constructs.config.fragments import StatefulSetUpdateStrategy
from portkey_constructs.config.persistence import AnyPersistence
from portkey_constructs.config.rollouts import HistoryLimit, StoreReadySeconds
from portkey_constructs.config.service_settings import ServiceSettings
from portkey_constructs.config.workload import Workload

__all__ = ["InClusterStore"]


class InClusterStore(Workload):
    """Settings that the three stores in the cluster share."""

    persistence: AnyPersistence = default()
    """Volume for the data of the store."""
    service: ServiceSettings = default()
    """Type and port of the Service in front of the store."""
    update_strategy: StatefulSetUpdateStrategy | None = None
    """How the pod is replaced when it changes, as Kubernetes defines it for StatefulSets. Defaults to a rolling update."""
    min_ready_seconds: StoreReadySeconds | None = None
    """Seconds that a new pod must be ready before it counts as available. Defaults to 0."""
    revision_history_limit: HistoryLimit | None = None
    """Number of earlier revisions that Kubernetes keeps for a rollback. Defaults to 10."""
