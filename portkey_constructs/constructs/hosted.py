"""The base class of the constructs that contain rendered objects."""

from collections.abc import Mapping
from typing import cast

from cdk8s import ApiObject
from constructs import Construct

from portkey_constructs.constructs.api_objects import HostedService, api_object
from portkey_constructs.constructs.app import check_texts
from portkey_constructs.constructs.object_identities import ObjectIdentities
from portkey_constructs.kubernetes import KubernetesObject, Service
from portkey_constructs.manifests.flux_substitution import without_substitution
from portkey_constructs.manifests.object_identity import object_identity
from portkey_constructs.platform.argument_types import checked

__all__ = ["Host"]


class Host(Construct):
    """A construct with a child for each manifest. Objects render unchanged, except that the labels of the chart are added.

    With `accounts`, a ServiceAccount is a child of that construct instead, with the id of this construct.

    Construct ids are stable, so you can find an object by its path. No name, label or file depends on an id or a path.

    Raises:
        IdentityError: another construct of the same cluster contains an object with the same identity.
    """

    def __init__(self, scope: Construct, id: str, manifests: Mapping[str, KubernetesObject], *, accounts: Construct | None = None) -> None:
        identities, parent = ObjectIdentities.of(scope)
        path = f"{parent}/{id}".lstrip("/")
        by_id = {child: object_identity(manifest) for child, manifest in manifests.items()}
        identities.check(path, by_id.values())
        super().__init__(scope, id)
        self._hosted: dict[str, ApiObject | HostedService] = {}
        for child, unprotected in manifests.items():
            manifest = without_substitution(unprotected)
            if accounts is not None and manifest["kind"] == "ServiceAccount":
                self._hosted[child] = api_object(accounts, id, manifest)
            elif child == "Service":
                self._hosted[child] = HostedService(self, child, cast(Service, manifest))
            else:
                self._hosted[child] = api_object(self, child, manifest)
        identities.register(path, by_id.values(), self._hosted.values())
        check_texts(scope, manifests.values())

    @checked
    def api_object(self, id: str) -> ApiObject | None:
        """The object with a construct id such as `Deployment`; None if the configuration does not render it.

        Example:
            >>> portkey.gateway.api_object("Service").add_json_patch(JsonPatch.add("/spec/ipFamilyPolicy", "PreferDualStack"))
        """
        hosted = self._hosted.get(id)
        return ApiObject.of(hosted) if hosted is not None else None
