"""The backend in a chart."""

from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.constructs.component import ServiceComponent
from portkey_constructs.platform.argument_types import checked
from portkey_constructs.platform.arguments import platform_of

__all__ = ["Backend"]


class Backend(ServiceComponent):
    """The backend, Portkey's REST API: Deployment, Service, ServiceAccount, and optionally an autoscaler, PodDisruptionBudget.

    The id of each object's construct is its kind. With `accounts`, the ServiceAccount is a child of that construct instead, with this construct's id.
    """

    @checked
    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig, accounts: Construct | None = None) -> None:
        super().__init__(scope, id, platform_of(config), "backend", accounts=accounts)
