"""The database migration in a chart."""

from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.constructs.component import JobHost, construct_ids
from portkey_constructs.manifests.stages import component_objects
from portkey_constructs.platform.argument_types import checked
from portkey_constructs.platform.arguments import platform_of, refused

__all__ = ["Migration"]


class Migration(JobHost):
    """The Job that migrates the databases, and its service account.

    The id of each object's construct is its kind. With `accounts`, the ServiceAccount is a child of that construct instead, with this
    construct's id.

    Raises:
        ConfigurationError: the backend's pods migrate the databases, there is no backend, or the outputs of the AWS companion are not
            available yet.
    """

    @checked
    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig, accounts: Construct | None = None) -> None:
        platform = platform_of(config)
        manifests = construct_ids(component_objects(platform, "migration"))
        if not manifests and platform.backend is None:
            message = f"is {config.deployment.kind}, without a backend: there is nothing to host"
            raise refused("deployment.kind", message, "leave the construct out")
        if not manifests:
            message = f"is {config.migration.kind}: there is nothing to host"
            raise refused("migration.kind", message, "leave the construct out, or set kind: job")
        super().__init__(scope, id, manifests, platform, "migration", accounts=accounts)
