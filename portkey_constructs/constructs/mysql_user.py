"""The Job that creates MySQL's user in a chart."""

from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.constructs.component import JobHost, construct_ids
from portkey_constructs.manifests.stages import component_objects
from portkey_constructs.platform.argument_types import checked
from portkey_constructs.platform.arguments import platform_of, refused
from portkey_constructs.platform.components import MYSQL_USER

__all__ = ["MySqlUser"]


class MySqlUser(JobHost):
    """The Job that creates the user with which Portkey logs in to MySQL, and its service account.

    The id of each object's construct is its kind. With `accounts`, the ServiceAccount is a child of that construct instead, with this
    construct's id.

    Raises:
        ConfigurationError: mysql.administrator is not set, or the outputs of the AWS companion are not available yet.
    """

    @checked
    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig, accounts: Construct | None = None) -> None:
        platform = platform_of(config)
        manifests = construct_ids(component_objects(platform, "mysqlUser"))
        if not manifests:
            raise refused("mysql.administrator", "is not set: there is nothing to host", "leave the construct out, or set mysql.administrator")
        super().__init__(scope, id, manifests, platform, MYSQL_USER, accounts=accounts)
