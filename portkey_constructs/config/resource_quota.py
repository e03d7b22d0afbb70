"""How much the pods of the namespace may request together."""

from typing import Annotated, Literal

from pydantic import Field

from portkey_constructs.config.base import ByKind, Model
from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.types import Matching, Whole

__all__ = ["AnyResourceQuota", "ComputedQuota", "FixedQuota", "QuotaAmount", "QuotaResource"]

_DOMAIN = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
_NAME = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
_STANDARD = (
    r"(requests\.|limits\.)?(cpu|memory|ephemeral-storage)|requests\.storage|pods|services(\.nodeports|\.loadbalancers)?|configmaps|secrets|"
    r"persistentvolumeclaims|replicationcontrollers|resourcequotas|(requests\.)?hugepages-[0-9]+[KMG]i"
)
QuotaResource = Annotated[
    str,
    Matching(
        f"^({_STANDARD}|(requests\\.)?{_DOMAIN}/{_NAME})$",
        "the name of a resource such as requests.cpu, pods or count/jobs.batch",
        253,
    ),
]
QuotaAmount = Annotated[str, Matching(r"^[0-9]{1,15}(\.[0-9]{1,3})?(m|[kMGTPE]|[KMGTPE]i)?$", "an amount such as 20, 500m or 40Gi", 24, numbers=True)]
Headroom = Annotated[int, Whole(0, 1000, "a percentage from 0 to 1000, without the percent sign, such as 50")]


class ComputedQuota(Model):
    """A ResourceQuota whose amounts follow from the pods and volumes."""

    kind: Literal["computed"] = "computed"
    """The amounts are what all pods and claims of the platform need at the largest number of replicas, during a rollout and a migration."""
    headroom: Headroom = 50
    """Percentage that is added, for pods that are still stopping, and for pods that are not in the manifests."""


class FixedQuota(Model):
    """A ResourceQuota with your amounts."""

    kind: Literal["fixed"] = "fixed"
    """The amounts are in hard."""
    hard: Annotated[FrozenMap[QuotaResource, QuotaAmount], Field(min_length=1)]
    """Amounts by resource, as Kubernetes defines them."""


AnyResourceQuota = Annotated[ComputedQuota | FixedQuota, ByKind()]
