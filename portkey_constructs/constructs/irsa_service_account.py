"""A service account that assumes an IAM role, for any workload."""

from collections.abc import Mapping
from functools import cached_property

import cdk8s_plus_27 as kplus
from cdk8s import Chart
from constructs import Construct
from pydantic import Field

from portkey_constructs.config.base import Model
from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.types import AnnotationKey, DnsLabel, LabelKey, LabelValue, ObjectName, RoleArn, Text
from portkey_constructs.constructs.hosted import Host
from portkey_constructs.kubernetes import ObjectMeta, ServiceAccount
from portkey_constructs.platform.argument_types import checked
from portkey_constructs.platform.arguments import refused
from portkey_constructs.platform.identity_annotations import ROLE_ARN

__all__ = ["Account", "IrsaServiceAccount"]


class Account(Model):
    """The validated arguments of an `IrsaServiceAccount`."""

    name: ObjectName
    role_arn: RoleArn = Field(alias="role_arn")
    namespace: DnsLabel | None = None
    labels: FrozenMap[LabelKey, LabelValue] = {}
    annotations: FrozenMap[AnnotationKey, Text] = {}


class IrsaServiceAccount(Host):
    """A ServiceAccount whose pods assume an IAM role, with IAM roles for service accounts (IRSA) on EKS.

    The id of the object's construct is `ServiceAccount`. `namespace` defaults to the chart's namespace. EKS mounts a token for the role; no
    token for the Kubernetes API is mounted, unless a pod sets `automountServiceAccountToken`.

    Raises:
        ConfigurationError: the name, the ARN, a label or an annotation is invalid, or `annotations` also set a role.
        IdentityError: another construct of the same cluster contains this service account.
    """

    @checked
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        role_arn: str,
        namespace: str | None = None,
        labels: Mapping[str, str] | None = None,
        annotations: Mapping[str, str] | None = None,
    ) -> None:
        account = Account(name=name, role_arn=role_arn, namespace=namespace, labels=labels or {}, annotations=annotations or {})
        if ROLE_ARN in account.annotations:
            raise refused(f"annotations.{ROLE_ARN}", "is set in addition to role_arn", "set only role_arn: the annotation follows from it")
        self._name = account.name
        self._namespace = account.namespace or Chart.of(scope).namespace
        super().__init__(scope, id, {"ServiceAccount": self._manifest(account)})

    @cached_property
    def service_account(self) -> kplus.IServiceAccount:
        """The service account, for the `service_account` of any cdk8s-plus workload."""
        return kplus.ServiceAccount.from_service_account_name(self, "Handle", self._name, namespace_name=self._namespace)

    def _manifest(self, account: Account) -> ServiceAccount:
        meta = ObjectMeta(name=account.name)
        if self._namespace:
            meta["namespace"] = self._namespace
        if account.labels:
            meta["labels"] = dict(account.labels)
        meta["annotations"] = {**account.annotations, ROLE_ARN: account.role_arn}
        return ServiceAccount(apiVersion="v1", kind="ServiceAccount", metadata=meta, automountServiceAccountToken=False)
