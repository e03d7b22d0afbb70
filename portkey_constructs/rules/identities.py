"""Rules about cloud identities of pods."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from portkey_constructs.config.identity import GkeWorkloadIdentity, Identity, Irsa
from portkey_constructs.config.workload import CreateServiceAccount
from portkey_constructs.platform.components import Component
from portkey_constructs.platform.identity_annotations import IDENTITY_ANNOTATIONS, IDENTITY_KEYS
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule
from portkey_constructs.rules.secret_sources import created_readers

__all__ = ["IDENTITY_SETTINGS", "CloudIdentity", "cloud_identities"]

IDENTITY_SETTINGS: Final = ("identity", "*.identity", "secretOverrides.*.identity", "clickhouse.former.identity")
"""The place at which a cloud identity is set."""
_LONGEST_GOOGLE_NAME: Final = 30
_ISSUER: Final = "https://oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE"
_CLIENT_ID: Final = "0f1e2d3c-0000-4000-8000-000000000001"


class CloudIdentity(NamedTuple):
    """The cloud identity of a component."""

    path: str
    """Path of the setting that sets the identity."""
    component: str
    identity: Identity


def cloud_identities(platform: Platform) -> Iterator[CloudIdentity]:
    """The identities of components, the migration and the readers of secret managers; components without an identity are omitted."""
    for component in platform.components.values():
        if component.identity.kind != "none":
            yield CloudIdentity(_path(platform, component), component.component, component.identity)
    backend, migration = platform.backend, platform.migration
    if backend and migration and migration.own_account and migration.identity.kind != "none":
        path = _path(platform, backend) if migration.identity is backend.identity else "migration.serviceAccount.annotations"
        yield CloudIdentity(path, "migration", migration.identity)
    for path, source, reader in created_readers(platform):
        if reader.identity.kind != "none":
            yield CloudIdentity(f"{path}.identity" if source.identity else "identity", reader.component, reader.identity)


def _path(platform: Platform, component: Component) -> str:
    """The setting that sets a component's identity."""
    if component.identity is component.settings.identity:
        return f"{component.path}.identity"
    return "identity" if component.identity is platform.config.identity else f"{component.path}.serviceAccount.annotations"


def _by_path(platform: Platform) -> Iterator[tuple[str, Identity]]:
    """The distinct identities by setting; components that share a setting share an entry."""
    return iter({path: identity for path, _, identity in cloud_identities(platform)}.items())


@rule(
    "PK-IDENTITY-001",
    title="IRSA without the OIDC issuer of the cluster",
    cause="AWS trusts a service account through the issuer of the cluster's tokens. Without the issuer no trust policy can be written for the role "
    "whose name follows from the configuration, and AWS denies the pods access. A role that roleArn names has its trust policy already.",
    fix="Set aws.oidcIssuer, as `aws eks describe-cluster --name CLUSTER --query cluster.identity.oidc.issuer --output text` prints it, set "
    "roleArn, or use podIdentity, which needs no issuer.",
    settings=(*IDENTITY_SETTINGS, "aws.oidcIssuer"),
    example=Example(
        "identity: {kind: irsa}\naws: {accountId: '111122223333'}\n",
        f"identity: {{kind: irsa}}\naws: {{accountId: '111122223333', oidcIssuer: '{_ISSUER}'}}\n",
    ),
)
def no_issuer(platform: Platform) -> Findings:
    aws = platform.aws
    if aws.oidc_issuer is not None:
        return
    fix = f"set aws.oidcIssuer ({aws.issuer_command}), set roleArn, or use podIdentity, which needs no issuer"
    paths = [path for path, identity in _by_path(platform) if isinstance(identity, Irsa) and identity.role_arn is None]
    if paths and "aws" in platform.config.model_fields_set:
        yield Finding("aws.oidcIssuer", f"is missing, but {paths[0]} is irsa", fix)
        return
    for path in paths:
        yield Finding(path, "is irsa, but the OIDC issuer of the cluster is not set", fix)


@rule(
    "PK-IDENTITY-002",
    title="IRSA with neither a role nor an account",
    cause="The annotation of the service account contains the full ARN of the role, and the ARN contains the account.",
    fix="Set aws.accountId, from which the roles' names follow, or set roleArn.",
    settings=(*IDENTITY_SETTINGS, "aws.accountId"),
    example=Example(
        f"identity: {{kind: irsa}}\naws: {{oidcIssuer: '{_ISSUER}'}}\n",
        f"identity: {{kind: irsa, roleArn: 'arn:aws:iam::111122223333:role/portkey'}}\naws: {{oidcIssuer: '{_ISSUER}'}}\n",
    ),
)
def no_account(platform: Platform) -> Findings:
    if platform.aws.account_id is None:
        for path, identity in _by_path(platform):
            if isinstance(identity, Irsa) and identity.role_arn is None:
                yield Finding(path, "is irsa, but neither a role nor aws.accountId is set")


@rule(
    "PK-IDENTITY-003",
    title="GKE workload identity without exactly one of project and serviceAccount",
    cause="Either project is set, and each component has a Google service account there with the name of its objects, or serviceAccount is set, "
    "and all components share it.",
    fix="Set exactly one of project and serviceAccount.",
    settings=IDENTITY_SETTINGS,
    example=Example("identity: {kind: gkeWorkloadIdentity}\n", "identity: {kind: gkeWorkloadIdentity, project: acme-platform}\n"),
)
def google_account_unclear(platform: Platform) -> Findings:
    for path, identity in _by_path(platform):
        if isinstance(identity, GkeWorkloadIdentity) and (identity.project is None) == (identity.service_account is None):
            yield Finding(path, f"has {'neither project nor' if identity.project is None else 'both project and'} serviceAccount")


@rule(
    "PK-IDENTITY-004",
    title="the identity of a service account is set twice",
    cause="identity sets the cloud's annotation of the service account, and serviceAccount.annotations sets the same one: they could differ.",
    fix="Remove the annotation: it follows from identity.",
    settings=("**.serviceAccount.annotations", *IDENTITY_SETTINGS),
    example=Example(
        f"gateway:\n  identity: {{kind: azureWorkloadIdentity, clientId: {_CLIENT_ID}}}\n"
        f"  serviceAccount: {{annotations: {{azure.workload.identity/client-id: {_CLIENT_ID}}}}}\n",
        f"gateway:\n  identity: {{kind: azureWorkloadIdentity, clientId: {_CLIENT_ID}}}\n",
    ),
)
def identity_set_twice(platform: Platform) -> Findings:
    for component in platform.components.values():
        if _path(platform, component) != f"{component.path}.serviceAccount.annotations":
            yield from _annotated_twice(component.path, component.component, component.created_service_account, component.identity)
    if (job := platform.migration) and not job.own_account:
        yield from _annotated_twice("migration", "migration", job.created_service_account, job.identity)


def _annotated_twice(path: str, component: str, account: CreateServiceAccount | None, identity: Identity) -> Findings:
    for key in IDENTITY_ANNOTATIONS.get(identity.kind, ()):
        if account and key in account.annotations:
            yield Finding(f"{path}.serviceAccount.annotations.{key}", f"is set, but the identity of the {component} is {identity.kind}")


@rule(
    "PK-IDENTITY-007",
    title="an annotation that names no cloud identity",
    cause="An annotation of a service account that gives pods a cloud identity counts as their identity. This one does not have the form of a role's "
    "ARN, a client ID or a Google service account, so it does not count, and the cloud ignores or refuses it.",
    fix="Correct the annotation, or set identity instead.",
    settings=("**.serviceAccount.annotations", *IDENTITY_SETTINGS),
    severity="warning",
    example=Example(
        "gateway: {serviceAccount: {annotations: {eks.amazonaws.com/role-arn: portkey-gateway}}}\n",
        "gateway: {serviceAccount: {annotations: {eks.amazonaws.com/role-arn: 'arn:aws:iam::111122223333:role/portkey-gateway'}}}\n",
    ),
)
def annotation_without_identity(platform: Platform) -> Findings:
    for component in platform.components.values():
        account = component.created_service_account
        if account and component.identity.kind == "none":
            for key in IDENTITY_KEYS & account.annotations.keys():
                yield Finding(f"{component.path}.serviceAccount.annotations.{key}", f"is {account.annotations[key]}, which names no cloud identity")


@rule(
    "PK-IDENTITY-006",
    title="the name of a Google service account would be too long",
    cause="The name consists of the platform's name and the component, and Google Cloud allows 30 characters.",
    fix="Set serviceAccount, or shorten name.",
    settings=(*IDENTITY_SETTINGS, "name"),
    example=Example(
        "name: a-prefix-that-is-rather-long\nidentity: {kind: gkeWorkloadIdentity, project: acme-platform}\n",
        "name: acme\nidentity: {kind: gkeWorkloadIdentity, project: acme-platform}\n",
    ),
)
def name_too_long(platform: Platform) -> Findings:
    reported = set()
    for path, component, identity in cloud_identities(platform):
        if not isinstance(identity, GkeWorkloadIdentity) or not identity.project or identity.service_account:
            continue
        name = platform.names.component(component)
        if len(name) > _LONGEST_GOOGLE_NAME and path not in reported:
            reported.add(path)
            fix = f"set serviceAccount: Google Cloud allows {_LONGEST_GOOGLE_NAME} characters"
            yield Finding(path, f"needs the Google service account {name}", fix)
