"""Rules about cloud identities of pods."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from portkey_constructs.config.identity import GkeWorkloadIdentity, Identity, Irsa, PodIdentity
from portkey_constructs.config.workload import CreateServiceAccount
from portkey_constructs.platform.identity_annotations import IDENTITY_ANNOTATIONS
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule
from portkey_constructs.rules.secret_sources import created_readers

__all__ = ["IDENTITY_SETTINGS", "CloudIdentity", "cloud_identities"]

IDENTITY_SETTINGS: Final = ("identity", "*.identity", "secretOverrides.*.identity", "clickhouse.former.identity")
"""The place at which a cloud identity is set."""
_LONGEST_ROLE_NAME: Final = 64
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
            path = f"{component.path}.identity" if component.settings.identity else "identity"
            yield CloudIdentity(path, component.component, component.identity)
    backend, migration = platform.backend, platform.migration
    if backend and migration and migration.own_account and migration.identity.kind != "none":
        yield CloudIdentity("backend.identity" if backend.settings.identity else "identity", "migration", migration.identity)
    for path, source, reader in created_readers(platform):
        if reader.identity.kind != "none":
            yield CloudIdentity(f"{path}.identity" if source.identity else "identity", reader.component, reader.identity)


def _by_path(platform: Platform) -> Iterator[tuple[str, Identity]]:
    """The distinct identities by setting; components that share a setting share an entry."""
    return iter({path: identity for path, _, identity in cloud_identities(platform)}.items())


@rule(
    "PK-IDENTITY-001",
    title="IRSA without the OIDC issuer of the cluster",
    cause="AWS trusts a service account through the issuer of the cluster's tokens. Without the issuer no trust policy can be written, and AWS "
    "denies the pods access.",
    fix="Set aws.oidcIssuer, as `aws eks describe-cluster --name CLUSTER --query cluster.identity.oidc.issuer --output text` prints it, or use "
    "podIdentity, which needs no issuer.",
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
    region = f" --region {aws.region}" if aws.region else ""
    command = f"aws eks describe-cluster --name {aws.cluster or 'CLUSTER'}{region} --query cluster.identity.oidc.issuer --output text"
    fix = f"set aws.oidcIssuer ({command}), or use podIdentity, which needs no issuer"
    paths = [path for path, identity in _by_path(platform) if isinstance(identity, Irsa)]
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
        yield from _annotated_twice(component.path, component.component, component.created_service_account, component.identity)
    if job := platform.migration:
        yield from _annotated_twice("migration", "migration", job.created_service_account, job.identity)


def _annotated_twice(path: str, component: str, account: CreateServiceAccount | None, identity: Identity) -> Findings:
    if account and account.annotations:
        for key in IDENTITY_ANNOTATIONS.get(identity.kind, ()):
            if key in account.annotations:
                yield Finding(f"{path}.serviceAccount.annotations.{key}", f"is set, but the identity of the {component} is {identity.kind}")


@rule(
    "PK-IDENTITY-006",
    title="the name of a role or of a Google service account would be too long",
    cause="These names consist of the cluster, the platform's name and the component. IAM allows 64 characters, Google Cloud 30.",
    fix="Set roleArn or serviceAccount, or shorten name.",
    settings=(*IDENTITY_SETTINGS, "name", "aws.cluster"),
    example=Example(
        "name: a-prefix-that-is-rather-long\nidentity: {kind: gkeWorkloadIdentity, project: acme-platform}\n",
        "name: acme\nidentity: {kind: gkeWorkloadIdentity, project: acme-platform}\n",
    ),
)
def name_too_long(platform: Platform) -> Findings:
    reported = set()
    for path, component, identity in cloud_identities(platform):
        if isinstance(identity, Irsa | PodIdentity) and identity.role_arn is None:
            name, longest = platform.aws.role_name(component), _LONGEST_ROLE_NAME
            message, fix = f"needs the role {name}", f"set roleArn: IAM allows {longest} characters"
        elif isinstance(identity, GkeWorkloadIdentity) and identity.project and not identity.service_account:
            name, longest = platform.names.component(component), _LONGEST_GOOGLE_NAME
            message, fix = f"needs the Google service account {name}", f"set serviceAccount: Google Cloud allows {longest} characters"
        else:
            continue
        if len(name) > longest and path not in reported:
            reported.add(path)
            yield Finding(path, message, fix)
