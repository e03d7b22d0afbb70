"""What pods are to a cloud, and what they want to do by it."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.identity import GkeWorkloadIdentity, Identity, Irsa, PodIdentity
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_stores import ExistingSecretStore
from portkey_constructs.config.secrets import ExternalSecrets
from portkey_constructs.config.workload import CreateServiceAccount
from portkey_constructs.errors import Problem
from portkey_constructs.platform.cloud_identity import identity, reader, reader_identity
from portkey_constructs.platform.defaults import deployed, migrates
from portkey_constructs.rules.secrets import sources

__all__ = ["check", "identities"]

_OWN: Final = {
    "irsa": ("eks.amazonaws.com/role-arn",),
    "azureWorkloadIdentity": ("azure.workload.identity/client-id", "azure.workload.identity/tenant-id"),
    "gkeWorkloadIdentity": ("iam.gke.io/gcp-service-account",),
}
_LONGEST_ROLE: Final = 64
_LONGEST_GOOGLE: Final = 30


def identities(config: PortkeyConfig) -> Iterator[tuple[str, str, Identity]]:
    """Every component that is somebody: the setting that says so, the component, and who it is."""
    here = deployed(config)
    components = [*here, *(("migration",) if migrates(config) else ())]
    for component in components:
        workload = here["backend" if component == "migration" else component]
        who = identity(config, component)
        if who.kind != "none":
            yield f"{workload.path}.identity" if workload.workload.identity else "identity", component, who
    for path, group, source in sources(config):
        if isinstance(source, ExternalSecrets) and not isinstance(source.store, ExistingSecretStore):
            who = reader_identity(config, source)
            if who.kind != "none":
                yield f"{path}.identity" if source.identity else "identity", reader(config, group), who


def check(config: PortkeyConfig) -> Iterator[Problem]:
    """Identities that can be, each said once."""
    told: set[tuple[str, str]] = set()
    for path, component, who in identities(config):
        for problem in _sound(config, path, component, who):
            if (problem.path, problem.code) not in told:
                told.add((problem.path, problem.code))
                yield problem
    for component, one in deployed(config).items():
        account, who = one.workload.service_account, identity(config, component)
        if isinstance(account, CreateServiceAccount):
            for key in _OWN.get(who.kind, ()):
                if key in account.annotations:
                    fix = "say it once: the annotation follows from identity"
                    where = f"{one.path}.serviceAccount.annotations.{key}"
                    yield Problem(where, f"is given, and the {component}'s identity is {who.kind}", fix, "PK-IDENTITY-004")


def _sound(config: PortkeyConfig, path: str, component: str, who: Identity) -> Iterator[Problem]:
    if isinstance(who, Irsa) and config.aws.oidc_issuer is None:
        region = f" --region {config.aws.region}" if config.aws.region else ""
        command = f"aws eks describe-cluster --name {config.aws.cluster or 'CLUSTER'}{region} --query cluster.identity.oidc.issuer --output text"
        fix = f"say aws.oidcIssuer ({command}), or use podIdentity, which needs none"
        if "aws" in config.model_fields_set:
            yield Problem("aws.oidcIssuer", f"is missing, and {path} is irsa", fix, "PK-IDENTITY-001")
        else:
            yield Problem(path, "is irsa, and no OIDC issuer of the cluster is given", fix, "PK-IDENTITY-001")
    if isinstance(who, Irsa) and who.role_arn is None and config.aws.account_id is None:
        fix = "say aws.accountId, and the roles' names follow, or the role itself"
        yield Problem(path, "is irsa, and neither a role nor the account is given", fix, "PK-IDENTITY-002")
    if isinstance(who, Irsa | PodIdentity) and who.role_arn is None:
        role = "-".join(part for part in (config.aws.cluster, config.name, component) if part)
        if len(role) > _LONGEST_ROLE:
            yield Problem(path, f"makes the role {role}", f"IAM takes {_LONGEST_ROLE} characters: say the role itself", "PK-IDENTITY-006")
    if isinstance(who, GkeWorkloadIdentity):
        if (who.project is None) == (who.service_account is None):
            yield Problem(path, "has not one of project and serviceAccount", "give one of them", "PK-IDENTITY-003")
        elif who.project and len(f"{config.name}-{component}") > _LONGEST_GOOGLE:
            fix = f"Google takes {_LONGEST_GOOGLE} characters: say serviceAccount"
            yield Problem(path, f"makes the service account {config.name}-{component}", fix, "PK-IDENTITY-006")
