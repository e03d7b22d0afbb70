"""What every construct of this library is: a host of manifests."""

from collections.abc import Mapping

from constructs import Construct

from portkey_constructs.constructs.identities import Identities
from portkey_constructs.constructs.objects import api_object
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.identity import identity

__all__ = ["Host", "refused"]


class Host(Construct):
    """A construct that hosts manifests as they are, each under an id of its own; the labels of the chart around it are added to theirs.

    With `accounts` a ServiceAccount is hosted there instead, under the id of this construct.

    Ids are a promise and stay as they are, for whoever finds an object by its path. No name, label or file follows from an id or a path.

    Raises:
        IdentityError: another construct of the same app hosts an object with the identity of one of these.
    """

    def __init__(self, scope: Construct, id: str, manifests: Mapping[str, KubernetesObject], *, accounts: Construct | None = None) -> None:
        identities, place = Identities.of(scope)
        path = f"{place}/{id}".lstrip("/")
        objects = {child: identity(manifest) for child, manifest in manifests.items()}
        identities.check(path, objects.values())
        super().__init__(scope, id)
        made = [
            self._host(child, manifest) if accounts is None or manifest["kind"] != "ServiceAccount" else api_object(accounts, id, manifest)
            for child, manifest in manifests.items()
        ]
        identities.take(path, objects.values(), made)

    def _host(self, child: str, manifest: KubernetesObject) -> Construct:
        return api_object(self, child, manifest)


def refused(setting: str, message: str, fix: str) -> ConfigurationError:
    """The error of a construct that the configuration leaves nothing to host."""
    return ConfigurationError([Problem(setting, message, fix, "PK-CONSTRUCT-001")])
