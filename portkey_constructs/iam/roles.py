"""The IAM roles of a platform."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, NamedTuple

from portkey_constructs.config.identity import Identity, Irsa, PodIdentity
from portkey_constructs.config.secret_stores import AwsSecretsManager, ExistingSecretStore
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.iam.arns import Arns
from portkey_constructs.iam.permissions import permissions, reader_permissions
from portkey_constructs.iam.statements import Statement, document, merged
from portkey_constructs.iam.trust import trust_policy
from portkey_constructs.platform.aws import AwsAccount
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secrets import EXTERNAL_SECRETS

__all__ = ["Role", "ServiceAccount", "has_roles", "require_trust", "role", "roles"]


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """A service account that assumes a role: with its token (IRSA), or through an association in EKS (Pod Identity)."""

    namespace: str
    name: str
    uses_token: bool


@dataclass(frozen=True, slots=True)
class Role:
    """An IAM role: its components, the service accounts that can assume it, and its permissions."""

    arn: str
    components: tuple[str, ...]
    accounts: tuple[ServiceAccount, ...]
    existing: bool
    """Whether every use of the role sets its ARN, so that the role already exists."""
    trust: dict[str, Any]
    """The trust policy; empty for an existing role with IRSA if the configuration does not name the OIDC issuer of the cluster."""
    statements: tuple[Statement, ...] = ()

    @property
    def name(self) -> str:
        """The role's name, without its path."""
        return self.arn.rpartition("/")[2]

    @property
    def permissions(self) -> dict[str, Any] | None:
        """The policy document with the role's permissions; None for a role without any."""
        return document(self.statements) if self.statements else None


def roles(platform: Platform) -> tuple[Role, ...]:
    """Every role that a service account of this platform assumes, without duplicates, in the order of the components.

    Raises:
        ConfigurationError: there is no role, a service account would have two, or the account or region is missing that a policy names.
    """
    by_arn: dict[str, Role] = {}
    for holder in _holders(platform):
        component, account = holder.component, holder.account
        arn = platform.aws.role_arn(holder.role_component, holder.identity)
        arns = Arns.of(platform.aws, arn)
        is_reader = component.startswith(EXTERNAL_SECRETS)
        statements = reader_permissions(platform, component, arns) if is_reader else permissions(platform, component, arns)
        role = by_arn.get(arn) or Role(arn, (), (), True, {})
        by_arn[arn] = replace(
            role,
            components=(*role.components, *((component,) if component not in role.components else ())),
            accounts=(*role.accounts, *((account,) if account not in role.accounts else ())),
            existing=role.existing and holder.identity.role_arn is not None,
            statements=merged([*role.statements, *statements]),
        )
    if not by_arn:
        fix = "give them one with identity: {kind: irsa} or {kind: podIdentity}, and set aws"
        raise ConfigurationError([Problem("identity", "gives no component an IAM role", fix, "PK-AWS-009")])
    if problems := list(_conflicts(by_arn.values())):
        raise ConfigurationError(problems)
    platform_roles = tuple(replace(role, trust=trust_policy(platform.aws, role)) for role in by_arn.values())
    require_trust(platform.aws, (role for role in platform_roles if not role.existing))
    return platform_roles


def require_trust(aws: AwsAccount, platform_roles: Iterable[Role]) -> None:
    """Raises `ConfigurationError` if the trust policy of a role cannot be written, because the OIDC issuer of the cluster is unknown."""
    if names := [role.name for role in platform_roles if not role.trust]:
        message = f"is missing, but the trust policy of the role {names[0]} names it"
        raise ConfigurationError([Problem("aws.oidcIssuer", message, f"set aws.oidcIssuer ({aws.issuer_command})", "PK-AWS-023")])


def _conflicts(platform_roles: Iterable[Role]) -> Iterator[Problem]:
    """A problem for each service account with several roles; AWS supports one role per service account."""
    arns_by_account: dict[tuple[str, str], list[str]] = {}
    for role in platform_roles:
        for place in dict.fromkeys((account.namespace, account.name) for account in role.accounts):
            arns_by_account.setdefault(place, []).append(role.arn)
    for (namespace, name), arns in arns_by_account.items():
        if len(arns) > 1:
            fix = "set the same roleArn for all components with this service account, or give each a separate service account"
            yield Problem("identity", f"gives the service account {namespace}/{name} several roles: {', '.join(arns)}", fix, "PK-AWS-013")


def has_roles(platform: Platform) -> bool:
    """Whether any service account assumes a role."""
    return next(_holders(platform), None) is not None


def role(platform: Platform, component: str) -> Role:
    """The role of a component (`gateway`, `external-secrets`, ...); raises `ConfigurationError` when it has none."""
    candidates = roles(platform)
    for candidate in candidates:
        if component in candidate.components:
            return candidate
    names = [name for candidate in candidates for name in candidate.components]
    near = get_close_matches(component, names, 1)
    fix = f"did you mean {near[0]}?" if near else f"components with a role: {', '.join(names)}"
    raise ConfigurationError([Problem(component, "has no IAM role", fix, "PK-AWS-010")])


class _Holder(NamedTuple):
    """A component with an AWS identity, the component whose name its role uses, and its service account."""

    component: str
    role_component: str
    identity: Irsa | PodIdentity
    account: ServiceAccount


def _holders(platform: Platform) -> Iterator[_Holder]:
    namespace = platform.names.namespace
    for name, component in platform.components.items():
        yield from _holder(name, component.identity, namespace, component.service_account)
    if platform.migration and platform.migration.own_account:
        yield from _holder("migration", platform.migration.identity, namespace, platform.migration.service_account)
    operators: dict[tuple[str, str], str] = {}
    for secret in platform.needed_secrets:
        source, reader = secret.from_operator, secret.reader
        if source is None or reader is None or isinstance(source.store, ExistingSecretStore):
            continue
        if reader.uses_token or not isinstance(source.store, AwsSecretsManager):
            yield from _holder(reader.component, reader.identity, namespace, reader.service_account)
        else:
            # All stores that use the identity of the operator's pods share one role.
            operator = (source.store.operator.namespace, source.store.operator.service_account)
            yield from _holder(reader.component, reader.identity, *operator, role_component=operators.setdefault(operator, reader.component))


def _holder(component: str, identity: Identity, namespace: str, account: str, *, role_component: str | None = None) -> Iterator[_Holder]:
    if isinstance(identity, Irsa | PodIdentity):
        yield _Holder(component, role_component or component, identity, ServiceAccount(namespace, account, isinstance(identity, Irsa)))
