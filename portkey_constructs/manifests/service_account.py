"""Service accounts."""

from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.workload import CreateServiceAccount, Workload
from portkey_constructs.kinds import ServiceAccount
from portkey_constructs.manifests.metadata import metadata
from portkey_constructs.product.names import Names

__all__ = ["service_account"]


def service_account(config: PortkeyConfig, component: str, workload: Workload) -> ServiceAccount | None:
    """A component's service account, or None when somebody else makes it."""
    said = workload.service_account
    if not isinstance(said, CreateServiceAccount):
        return None
    name = Names(config).service_account(component, workload)
    return ServiceAccount(
        apiVersion="v1",
        kind="ServiceAccount",
        metadata=metadata(config, component, name, workload=workload, annotations=said.annotations),
        automountServiceAccountToken=said.mount_token,
    )
