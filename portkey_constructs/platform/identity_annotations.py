"""Annotations of a service account that give its pods a cloud identity."""

import re
from collections.abc import Mapping
from typing import Any, Final, get_args

from portkey_constructs.config.identity import AzureWorkloadIdentity, GkeWorkloadIdentity, Identity, Irsa
from portkey_constructs.config.types import GcpServiceAccount, RoleArn, Uuid
from portkey_constructs.config.workload import CreateServiceAccount, ServiceAccount

__all__ = ["AZURE_CLIENT_ID", "AZURE_TENANT_ID", "GOOGLE_SERVICE_ACCOUNT", "IDENTITY_ANNOTATIONS", "IDENTITY_KEYS", "ROLE_ARN", "annotated_identity"]

ROLE_ARN: Final = "eks.amazonaws.com/role-arn"
AZURE_CLIENT_ID: Final = "azure.workload.identity/client-id"
AZURE_TENANT_ID: Final = "azure.workload.identity/tenant-id"
GOOGLE_SERVICE_ACCOUNT: Final = "iam.gke.io/gcp-service-account"

IDENTITY_ANNOTATIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "irsa": (ROLE_ARN,),
    "azureWorkloadIdentity": (AZURE_CLIENT_ID, AZURE_TENANT_ID),
    "gkeWorkloadIdentity": (GOOGLE_SERVICE_ACCOUNT,),
}
"""The annotations that each kind of identity sets."""

IDENTITY_KEYS: Final = frozenset((ROLE_ARN, AZURE_CLIENT_ID, GOOGLE_SERVICE_ACCOUNT))
"""The annotations that name an identity by themselves."""


def annotated_identity(account: ServiceAccount) -> Identity | None:
    """The cloud identity that the annotations of a service account name; None if they name none, or the account exists already."""
    if not isinstance(account, CreateServiceAccount) or not account.annotations:
        return None
    annotations = account.annotations
    if _names(annotations, ROLE_ARN, RoleArn):
        return Irsa.model_construct(role_arn=annotations[ROLE_ARN])
    if _names(annotations, AZURE_CLIENT_ID, Uuid):
        tenant = annotations[AZURE_TENANT_ID] if _names(annotations, AZURE_TENANT_ID, Uuid) else None
        return AzureWorkloadIdentity.model_construct(client_id=annotations[AZURE_CLIENT_ID], tenant_id=tenant)
    if _names(annotations, GOOGLE_SERVICE_ACCOUNT, GcpServiceAccount):
        return GkeWorkloadIdentity.model_construct(service_account=annotations[GOOGLE_SERVICE_ACCOUNT])
    return None


def _names(annotations: Mapping[str, str], key: str, form: Any) -> bool:
    return re.fullmatch(get_args(form)[1].pattern, annotations.get(key, "")) is not None
