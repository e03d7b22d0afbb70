"""The migration of the databases in a chart."""

from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.constructs.component import ids
from portkey_constructs.constructs.host import Host, refused
from portkey_constructs.manifests.migration import migration
from portkey_constructs.platform.aws_outputs import require_known
from portkey_constructs.platform.defaults import services

__all__ = ["Migration"]


class Migration(Host):
    """The Job that migrates the databases, and its service account; each object's construct has its kind as id.

    With `accounts` the ServiceAccount is hosted there, under this construct's id.

    Raises:
        ConfigurationError: the backend's pods migrate, there is no backend, or the AWS companion has not told yet where a store is.
    """

    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig, accounts: Construct | None = None) -> None:
        require_known(config)
        manifests = ids(migration(config))
        if not manifests and "backend" not in services(config):
            fix = "leave the construct out"
            raise refused("deployment.kind", f"is {config.deployment.kind}, without a backend: there is nothing to host", fix)
        if not manifests:
            raise refused("migration.kind", f"is {config.migration.kind}: there is nothing to host", "leave the construct out, or say job")
        super().__init__(scope, id, manifests, accounts=accounts)
        self._job_name = manifests["Job"]["metadata"]["name"]

    @property
    def job_name(self) -> str:
        """Name of the Job; it follows from the Job's content."""
        return self._job_name
