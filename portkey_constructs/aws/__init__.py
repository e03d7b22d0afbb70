"""The AWS companion: AWS CDK constructs for the resources that the manifests use. Needs the extra `aws` of the wheel.

Names are imported on first use, because each submodule of aws-cdk-lib takes a fraction of a second.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from portkey_constructs.aws.cache import Cache
    from portkey_constructs.aws.database import Database
    from portkey_constructs.aws.log_bucket import ExistingLogBucket, LogBucket
    from portkey_constructs.aws.replica_bucket import ReplicaBucket
    from portkey_constructs.aws.replication import ReplicaTarget
    from portkey_constructs.aws.roles import PortkeyRoles
    from portkey_constructs.aws.secrets_manager import PortkeySecrets
    from portkey_constructs.aws.stacks import Network, PortkeyDataStack, PortkeyReplicaStack, PortkeyRolesStack, PortkeyStacks, portkey_stacks

__all__ = [
    "Cache",
    "Database",
    "ExistingLogBucket",
    "LogBucket",
    "Network",
    "PortkeyDataStack",
    "PortkeyReplicaStack",
    "PortkeyRoles",
    "PortkeyRolesStack",
    "PortkeySecrets",
    "PortkeyStacks",
    "ReplicaBucket",
    "ReplicaTarget",
    "portkey_stacks",
]

_MODULES: Final = {
    "Cache": "cache",
    "Database": "database",
    "ExistingLogBucket": "log_bucket",
    "LogBucket": "log_bucket",
    "PortkeyRoles": "roles",
    "PortkeySecrets": "secrets_manager",
    "ReplicaBucket": "replica_bucket",
    "ReplicaTarget": "replication",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import_module("portkey_constructs.node")
    return getattr(import_module(f"{__name__}.{_MODULES.get(name, 'stacks')}"), name)
