"""Redis in a chart."""

from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.constructs.store import Store

__all__ = ["Redis"]


class Redis(Store):
    """Redis in the cluster: StatefulSet, ServiceAccount and two Services.

    Each object's construct has its kind as id, and `HeadlessService`. In the development profile its Secret is hosted too, unless
    `with_secret` is false because a `Secrets` construct hosts it. With `accounts` the ServiceAccount is hosted there, under this
    construct's id.

    Raises:
        ConfigurationError: Redis runs elsewhere.
    """

    _scheme = "redis"

    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig, with_secret: bool = True, accounts: Construct | None = None) -> None:
        super().__init__(scope, id, config.resolve(), "redis", with_secret=with_secret, accounts=accounts)
