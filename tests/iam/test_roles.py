"""Trust policies admit exactly the service accounts of the manifests, and entries in Secrets Manager have exactly their readers."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest
import yaml

from portkey_constructs.config.identity import Irsa, PodIdentity
from portkey_constructs.config.secret_stores import AwsSecretsManager
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.iam import Role, ServiceAccount, has_roles, require_trust, roles
from portkey_constructs.iam import role as role_of
from portkey_constructs.platform import Platform
from portkey_constructs.platform.components import MYSQL_USER
from tests.iam.configurations import ALL, AWS, ENVIRONMENTS_WITH_ROLES, ISSUER, eks_platform, objects_of, platform_of
from tests.iam.policy_evaluator import Caller, allows, pod_caller, token_caller, trusts
from tests.support.examples import external
from tests.support.objects import Manifest, Pod, of_kind, pods, rendered

ROLE = "eks.amazonaws.com/role-arn"
POD_IDENTITY: dict[str, Any] = {"identity": {"kind": "podIdentity"}}
BY_OPERATOR = {"kind": "externalSecrets", "store": {"kind": "awsSecretsManager"}}


class Subject(NamedTuple):
    """Namespace and name of a service account."""

    namespace: str
    name: str


def service_account(account: ServiceAccount) -> Subject:
    return Subject(account.namespace, account.name)


def of_manifest(manifest: Manifest) -> Subject:
    return Subject(manifest["metadata"]["namespace"], manifest["metadata"]["name"])


def of_pod(pod: Pod) -> Subject:
    return Subject(pod.owner["metadata"]["namespace"], pod.spec["serviceAccountName"])


def component(pod: Pod) -> str:
    return pod.labels["app.kubernetes.io/component"]


def annotated(objects: list[Manifest]) -> dict[str, set[Subject]]:
    """The rendered service accounts that assume a role with their token, by the role's ARN."""
    accounts: dict[str, set[Subject]] = {}
    for manifest in of_kind(objects, "ServiceAccount"):
        if arn := manifest["metadata"].get("annotations", {}).get(ROLE):
            accounts.setdefault(arn, set()).add(of_manifest(manifest))
    return accounts


def operator_accounts(platform: Platform) -> Iterator[tuple[Irsa | PodIdentity, Subject]]:
    """The operator's own service accounts that read Secrets Manager, with their identities."""
    for secret in platform.secrets.values():
        store = getattr(secret.source, "store", None)
        identity = secret.reader.identity if secret.reader and not secret.reader.uses_token else None
        if isinstance(store, AwsSecretsManager) and isinstance(identity, Irsa | PodIdentity):
            yield identity, Subject(store.operator.namespace, store.operator.service_account)


def candidates(platform: Platform, objects: list[Manifest]) -> set[Subject]:
    """Every service account that is rendered, that a pod has, or that reads secrets; and some that do not exist."""
    accounts = {of_manifest(manifest) for manifest in of_kind(objects, "ServiceAccount")}
    accounts |= {of_pod(pod) for pod in pods(objects)} | {account for _, account in operator_accounts(platform)}
    names = {account.name for account in accounts} | {"default", "portkey"}
    namespaces = {account.namespace for account in accounts} | {"default", "kube-system"}
    components = ("gateway", "backend", "dataservice", "frontend", "migration", "redis", "mysql")
    own = {Subject(platform.names.namespace, platform.names.component(component)) for component in components}
    others = {Subject(namespace, name) for namespace in namespaces for name in names}
    return own | others | {Subject("*", "*"), Subject("", "")}


def trusted(role: Role, platform: Platform, objects: list[Manifest]) -> tuple[set[Subject], set[Subject]]:
    """The candidates that a role trusts: with a token, and through EKS Pod Identity."""
    provider, cluster = provider_arn(role, platform), cluster_arn(role, platform)
    accounts = candidates(platform, objects)
    by_token = {account for account in accounts if trusts(role.trust, token_caller(provider, *account))}
    return by_token, {account for account in accounts if trusts(role.trust, pod_caller(*account, cluster=cluster))}


def provider_arn(role: Role, platform: Platform) -> str:
    """The OIDC provider of the cluster in the role's account."""
    _, partition, _, _, number, _ = role.arn.split(":", 5)
    return f"arn:{partition}:iam::{number}:oidc-provider/{(platform.aws.oidc_issuer or 'https://nowhere.example.org').removeprefix('https://')}"


def cluster_arn(role: Role, platform: Platform) -> str:
    _, partition, _, _, number, _ = role.arn.split(":", 5)
    return f"arn:{partition}:eks:{platform.aws.region}:{number}:cluster/{platform.aws.cluster or 'any'}"


@pytest.mark.parametrize("name", ALL)
def test_role_trusts_the_tokens_of_exactly_the_annotated_service_accounts(name: str) -> None:
    platform, objects = platform_of(name), objects_of(name)
    by_arn = {role.arn: role for role in roles(platform)}
    assert len(by_arn) == len(roles(platform))
    accounts = annotated(objects)
    assert accounts.keys() <= by_arn.keys()
    not_rendered = {of_pod(pod) for pod in pods(objects)} | {account for _, account in operator_accounts(platform)}
    not_rendered -= {of_manifest(manifest) for manifest in of_kind(objects, "ServiceAccount")}
    for arn, role in by_arn.items():
        by_token, _ = trusted(role, platform, objects)
        assert by_token - not_rendered == accounts.get(arn, set())


@pytest.mark.parametrize("name", ALL)
def test_role_trusts_exactly_the_pods_with_pod_identity(name: str) -> None:
    platform, objects = platform_of(name), objects_of(name)
    expected: dict[Subject, str] = {}
    for pod in pods(objects):
        if component(pod) == MYSQL_USER:
            continue
        workload = platform.migration if component(pod) == "migration" else platform.components[component(pod)]
        assert workload is not None
        if isinstance(workload.identity, PodIdentity):
            expected[of_pod(pod)] = component(pod)
    expected |= {account: "external-secrets" for identity, account in operator_accounts(platform) if isinstance(identity, PodIdentity)}
    components: dict[Subject, set[str]] = {}
    for role in roles(platform):
        _, by_pod = trusted(role, platform, objects)
        for account in by_pod:
            components.setdefault(account, set()).update(role.components)
    assert components.keys() == expected.keys()
    for account, name_of_component in expected.items():
        assert name_of_component in components[account]


def impostors(role: Role, platform: Platform) -> Iterator[Caller]:
    """Callers that almost match the service accounts of a role."""
    provider, cluster = provider_arn(role, platform), cluster_arn(role, platform)
    number = role.arn.split(":")[4]
    for namespace, name in map(service_account, role.accounts):
        yield token_caller(provider, namespace, name, audience="sts.amazonaws.com.cn")
        yield token_caller(provider, namespace, name, audience="https://kubernetes.default.svc")
        yield token_caller(provider, namespace, name, audience=None)
        yield token_caller(provider, namespace, f"{name}x")
        yield token_caller(provider, f"{namespace}x", name)
        yield token_caller(f"{provider}X", namespace, name)
        yield token_caller(provider.replace(number, "999988887777"), namespace, name)
        yield token_caller(provider, namespace, name)._replace(principal=f"{provider}X")
        yield token_caller(provider, namespace, name)._replace(kind="Service", principal="pods.eks.amazonaws.com")
        yield pod_caller(namespace, name, cluster, service="ec2.amazonaws.com")
        yield pod_caller(None, name, cluster)
        yield pod_caller(namespace, None, cluster)
        yield pod_caller(None, None, cluster)
        yield pod_caller(f"{namespace}x", name, cluster)
        yield pod_caller(namespace, f"{name}x", cluster)
        yield pod_caller(namespace, name, cluster)._replace(kind="Federated", principal=provider, actions=("sts:AssumeRoleWithWebIdentity",))
        if platform.aws.cluster:
            yield pod_caller(namespace, name)
            yield pod_caller(namespace, name, f"{cluster}x")
            yield pod_caller(namespace, name, cluster.replace(number, "999988887777"))


@pytest.mark.parametrize("name", ALL)
def test_role_does_not_trust_impostors(name: str) -> None:
    platform = platform_of(name)
    for role in roles(platform):
        assert [caller for caller in impostors(role, platform) if trusts(role.trust, caller)] == []


@pytest.mark.parametrize("name", ALL)
def test_role_trusts_all_its_service_accounts(name: str) -> None:
    """Without this, a policy that trusts nobody would pass the tests above."""
    platform = platform_of(name)
    for role in roles(platform):
        assert role.accounts != ()
        for account in role.accounts:
            by_token = token_caller(provider_arn(role, platform), account.namespace, account.name)
            by_pod = pod_caller(account.namespace, account.name, cluster=cluster_arn(role, platform))
            assert trusts(role.trust, by_token if account.uses_token else by_pod)
            kinds = {other.uses_token for other in role.accounts if service_account(other) == service_account(account)}
            assert len(kinds) == 2 or not trusts(role.trust, by_pod if account.uses_token else by_token)


def entry_arn(role: Role, region: str, entry: str) -> str:
    _, partition, _, _, number, _ = role.arn.split(":", 5)
    return f"arn:{partition}:secretsmanager:{region}:{number}:secret:{entry}-Ab3dEf"


Read = tuple[Subject, str, str]
"""A service account, and the region and name of an entry that it reads."""


def read_by_operator(platform: Platform, objects: list[Manifest]) -> Iterator[Read]:
    """The entries that the rendered ExternalSecrets read."""
    stores = {(manifest["kind"], manifest["metadata"]["name"]): manifest["spec"]["provider"] for manifest in objects if is_store(manifest)}
    for manifest in of_kind(objects, "ExternalSecret"):
        reference = manifest["spec"]["secretStoreRef"]
        provider = stores.get((reference["kind"], reference["name"]), {}).get("aws")
        if provider is None:
            continue
        if "auth" in provider:
            token = provider["auth"]["jwt"]["serviceAccountRef"]
            reader = Subject(token.get("namespace", manifest["metadata"]["namespace"]), token["name"])
        else:
            [secret] = [secret for secret in platform.secrets.values() if secret.name == manifest["metadata"]["name"]]
            store = getattr(secret.source, "store", None)
            assert isinstance(store, AwsSecretsManager)
            reader = Subject(store.operator.namespace, store.operator.service_account)
        for data in manifest["spec"]["data"]:
            yield reader, provider["region"], data["remoteRef"]["key"]


def is_store(manifest: Manifest) -> bool:
    return bool(manifest["kind"].endswith("SecretStore"))


def read_by_pods(objects: list[Manifest]) -> Iterator[Read]:
    """The entries that pods mount through SecretProviderClasses."""
    specs = {manifest["metadata"]["name"]: manifest["spec"] for manifest in of_kind(objects, "SecretProviderClass")}
    for pod in pods(objects):
        mounted = [volume["csi"]["volumeAttributes"]["secretProviderClass"] for volume in pod.spec.get("volumes", []) if "csi" in volume]
        for spec in (specs[name] for name in mounted if name in specs and specs[name]["provider"] == "aws"):
            for entry in yaml.safe_load(spec["parameters"]["objects"]):
                yield of_pod(pod), spec["parameters"]["region"], entry["objectName"]


def reads(name: str) -> set[Read]:
    return {*read_by_operator(platform_of(name), objects_of(name)), *read_by_pods(objects_of(name))}


@pytest.mark.parametrize("name", ALL)
def test_role_reads_exactly_the_entries_of_its_service_accounts(name: str) -> None:
    all_reads = reads(name)
    entries = {(region, entry) for _, region, entry in all_reads} | {(AWS["region"], "acme-portkey/mysql"), ("eu-west-3", "acme-portkey/secrets")}
    decoys = {
        (region, decoy) for region, entry in entries for decoy in (f"{entry}x", f"x{entry}", entry[:-1], f"{entry}-Ab3dEf", f"{entry}/a", "other")
    }
    decoys |= {("ap-south-2", entry) for _, entry in entries}
    for role in roles(platform_of(name)):
        accounts = {service_account(account) for account in role.accounts}
        expected = {(region, entry) for account, region, entry in all_reads if account in accounts}
        for action in ("secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"):
            assert {entry for entry in entries | decoys if allows(role.permissions, action, entry_arn(role, *entry))} == expected
        foreign = [entry_arn(role, *entry).replace(role.arn.split(":")[4], "999988887777") for entry in entries]
        assert [arn for arn in foreign if allows(role.permissions, "secretsmanager:GetSecretValue", arn)] == []
        for action in ("PutSecretValue", "CreateSecret", "DeleteSecret", "UpdateSecret", "PutResourcePolicy", "RotateSecret", "TagResource"):
            arns = [entry_arn(role, *entry) for entry in entries | decoys]
            assert [arn for arn in arns if allows(role.permissions, f"secretsmanager:{action}", arn)] == []


def test_configurations_cover_every_way_to_use_a_role() -> None:
    assert len(ENVIRONMENTS_WITH_ROLES) >= 7
    assert len(ALL) > 60
    assert sum(bool(reads(name)) for name in ALL) > 20
    assert any(annotated(objects_of(name)) for name in ENVIRONMENTS_WITH_ROLES)
    assert {account.uses_token for name in ALL for role in roles(platform_of(name)) for account in role.accounts} == {True, False}


def test_shared_role_trusts_its_components_only() -> None:
    shared = {"kind": "irsa", "roleArn": "arn:aws:iam::111122223333:role/team/shared"}
    platform = eks_platform(gateway={"identity": shared}, dataservice={"identity": shared})
    objects = rendered(platform.config)
    gateway = role_of(platform, "gateway")
    assert (gateway.name, gateway.components, gateway.existing) == ("shared", ("gateway", "dataservice"), True)
    by_token, by_pod = trusted(gateway, platform, objects)
    assert by_token == {Subject("portkey", "portkey-gateway"), Subject("portkey", "portkey-dataservice")}
    assert by_pod == set()
    assert trusted(role_of(platform, "backend"), platform, objects)[0] == {Subject("portkey", "portkey-backend")}


def test_role_can_be_shared_by_irsa_and_pod_identity() -> None:
    shared = {"roleArn": "arn:aws:iam::111122223333:role/shared"}
    platform = eks_platform(gateway={"identity": {"kind": "irsa", **shared}}, backend={"identity": {"kind": "podIdentity", **shared}})
    by_token, by_pod = trusted(role_of(platform, "gateway"), platform, rendered(platform.config))
    assert (by_token, by_pod) == ({Subject("portkey", "portkey-gateway")}, {Subject("portkey", "portkey-backend")})


def test_operators_in_several_namespaces_have_separate_statements() -> None:
    existing = {"identity": {"kind": "podIdentity", "roleArn": "arn:aws:iam::111122223333:role/reader"}}
    store = {"kind": "awsSecretsManager", "operator": {"namespace": "other", "serviceAccount": "eso"}}
    overrides = {"mysql": {"kind": "externalSecrets", "store": store, **existing}}
    platform = eks_platform(**POD_IDENTITY, secrets={**BY_OPERATOR, **existing}, secretOverrides=overrides)
    reader = role_of(platform, "external-secrets-mysql")
    _, by_pod = trusted(reader, platform, rendered(platform.config))
    assert by_pod == {Subject("external-secrets", "external-secrets"), Subject("other", "eso")}
    assert [statement["Sid"] for statement in reader.trust["Statement"]] == ["TrustPods", "TrustPods1"]


def test_stores_share_one_operator_role() -> None:
    """EKS associates a service account with one role."""
    platform = eks_platform(**POD_IDENTITY, secrets=BY_OPERATOR, secretOverrides={"mysql": BY_OPERATOR})
    [reader] = [role for role in roles(platform) if "external-secrets" in role.components]
    assert (reader.name, reader.components) == ("acme-portkey-external-secrets", ("external-secrets", "external-secrets-mysql"))
    assert role_of(platform, "external-secrets-mysql") == reader
    accounts = [service_account(account) for role in roles(platform) for account in role.accounts]
    assert len(accounts) == len(set(accounts))
    assert allows(reader.permissions, "secretsmanager:GetSecretValue", entry_arn(reader, "us-west-2", "acme-portkey/mysql"))
    assert allows(reader.permissions, "secretsmanager:GetSecretValue", entry_arn(reader, "us-west-2", "acme-portkey/secrets"))


def test_readers_with_tokens_read_only_their_own_entries() -> None:
    platform = eks_platform(secrets=BY_OPERATOR, secretOverrides={"mysql": BY_OPERATOR})
    common, mysql = role_of(platform, "external-secrets"), role_of(platform, "external-secrets-mysql")
    assert common.name != mysql.name
    for reader, own, other in ((common, "acme-portkey/secrets", "acme-portkey/mysql"), (mysql, "acme-portkey/mysql", "acme-portkey/secrets")):
        assert allows(reader.permissions, "secretsmanager:GetSecretValue", entry_arn(reader, "us-west-2", own))
        assert not allows(reader.permissions, "secretsmanager:GetSecretValue", entry_arn(reader, "us-west-2", other))


def test_reader_of_vault_with_irsa_has_a_role_without_permissions() -> None:
    vault = {"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}
    platform = eks_platform(secrets={"kind": "externalSecrets", "store": vault, "identity": {"kind": "irsa"}})
    reader, objects = role_of(platform, "external-secrets"), rendered(platform.config)
    expected = {Subject("portkey", "portkey-external-secrets")}
    assert annotated(objects)[reader.arn] == trusted(reader, platform, objects)[0] == expected
    assert reader.permissions is None


def test_role_in_another_account_trusts_the_oidc_provider_of_that_account() -> None:
    platform = eks_platform(gateway={"identity": {"kind": "irsa", "roleArn": "arn:aws:iam::444455556666:role/gateway"}})
    [statement] = role_of(platform, "gateway").trust["Statement"]
    assert statement["Principal"] == {"Federated": f"arn:aws:iam::444455556666:oidc-provider/{ISSUER}"}


@pytest.mark.parametrize(
    ("region", "partition"), [("us-west-2", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("eu-central-1", "aws")]
)
def test_arns_follow_the_partition(region: str, partition: str) -> None:
    settings = {"aws": {**AWS, "region": region}, "logStore": {"kind": "s3", "bucket": "logs", "region": region}}
    by_token = role_of(eks_platform(**settings), "gateway")
    assert by_token.arn == f"arn:{partition}:iam::111122223333:role/acme-portkey-gateway"
    assert by_token.trust["Statement"][0]["Principal"] == {"Federated": f"arn:{partition}:iam::111122223333:oidc-provider/{ISSUER}"}
    assert allows(by_token.permissions, "s3:PutObject", f"arn:{partition}:s3:::logs/a")
    by_pod = role_of(eks_platform(**settings, **POD_IDENTITY), "gateway")
    assert trusts(by_pod.trust, pod_caller("portkey", "portkey-gateway", f"arn:{partition}:eks:{region}:111122223333:cluster/acme"))


def test_trailing_slash_of_the_issuer_does_not_matter() -> None:
    gateway = role_of(eks_platform(aws={**AWS, "oidcIssuer": f"https://{ISSUER}/"}), "gateway")
    assert trusts(gateway.trust, token_caller(f"arn:aws:iam::111122223333:oidc-provider/{ISSUER}", "portkey", "portkey-gateway"))


def problems(platform: Platform, component: str | None = None) -> list[tuple[str, str, str, str]]:
    with pytest.raises(ConfigurationError) as error:
        role_of(platform, component) if component else roles(platform)
    return [(problem.code, problem.path, problem.message, problem.fix) for problem in error.value.problems]


def test_missing_account_and_region_are_reported_together() -> None:
    assert problems(eks_platform(aws={"cluster": "acme"}, identity={"kind": "podIdentity"})) == [
        ("PK-AWS-008", "aws.region", "is missing", "set aws.region: policies name resources in it"),
        ("PK-AWS-008", "aws.accountId", "is missing", "set aws.accountId: policies name resources in it"),
    ]


def test_account_of_an_existing_role_needs_no_setting() -> None:
    arn = "arn:aws:iam::444455556666:role/portkey"
    platform = eks_platform(aws={"region": "us-west-2"}, identity={"kind": "podIdentity", "roleArn": arn})
    assert [role.arn for role in roles(platform)] == [arn]


def test_configuration_without_roles_is_reported() -> None:
    platform = external().resolve()
    assert not has_roles(platform)
    fix = "give them one with identity: {kind: irsa} or {kind: podIdentity}, and set aws"
    assert problems(platform) == [("PK-AWS-009", "identity", "gives no component an IAM role", fix)]


@pytest.mark.parametrize(
    ("component", "fix"),
    [
        ("gatway", "did you mean gateway?"),
        ("data-service", "did you mean dataservice?"),
        ("frontend", "components with a role: gateway, backend, dataservice"),
    ],
)
def test_component_without_role_is_reported_with_alternatives(component: str, fix: str) -> None:
    assert problems(eks_platform(), component) == [("PK-AWS-010", component, "has no IAM role", fix)]


SHARED_ACCOUNT: Mapping[str, Any] = {"serviceAccount": {"kind": "existing", "name": "shared"}}


def test_service_account_with_several_roles_is_reported() -> None:
    start = "arn:aws:iam::111122223333:role/acme-portkey"
    fix = "set the same roleArn for all components with this service account, or give each a separate service account"
    message = f"gives the service account portkey/shared several roles: {start}-gateway, {start}-backend"
    platform = eks_platform(gateway=SHARED_ACCOUNT, backend=SHARED_ACCOUNT)
    assert problems(platform) == [("PK-AWS-013", "identity", message, fix)]


def test_components_can_share_a_service_account_and_its_role() -> None:
    existing = {**SHARED_ACCOUNT, "identity": {"kind": "irsa", "roleArn": "arn:aws:iam::111122223333:role/shared"}}
    assert role_of(eks_platform(gateway=existing, backend=existing), "backend").components == ("gateway", "backend")


EXISTING = {"kind": "irsa", "roleArn": "arn:aws:iam::111122223333:role/own"}
ANNOTATED: Mapping[str, Any] = {"serviceAccount": {"annotations": {"eks.amazonaws.com/role-arn": EXISTING["roleArn"]}}}
IAM_CACHE = {
    "kind": "elasticache",
    "host": "master.portkey.abc123.usw2.cache.amazonaws.com",
    "tls": True,
    "iam": {"clusterName": "acme", "user": "portkey"},
}
WITHOUT_ISSUER = {key: value for key, value in AWS.items() if key != "oidcIssuer"}


def test_existing_role_needs_no_issuer_until_its_trust_policy_is_printed() -> None:
    platform = eks_platform(aws=WITHOUT_ISSUER, identity=EXISTING)
    assert set(annotated(rendered(platform.config))) == {EXISTING["roleArn"]}
    own = role_of(platform, "gateway")
    assert allows(own.permissions, "s3:PutObject", "arn:aws:s3:::portkey-logs/a")
    assert own.trust == {}
    with pytest.raises(ConfigurationError, match=r"aws\.oidcIssuer  is missing, but the trust policy of the role own names it") as error:
        require_trust(platform.aws, [own])
    assert [problem.code for problem in error.value.problems] == ["PK-AWS-023"]


def test_annotation_of_a_service_account_counts_as_an_identity() -> None:
    platform = eks_platform(aws=WITHOUT_ISSUER, identity=None, gateway=ANNOTATED, dataservice=ANNOTATED, backend=ANNOTATED, redis=IAM_CACHE)
    assert platform.log_store.by_identity
    assert platform.config.warnings() == ()
    objects = rendered(platform.config)
    assert annotated(objects)[EXISTING["roleArn"]] == {Subject("portkey", f"portkey-{name}") for name in ("gateway", "dataservice", "backend")}
    assert role_of(platform, "gateway").existing
    assert allows(role_of(platform, "gateway").permissions, "s3:PutObject", "arn:aws:s3:::portkey-logs/a")
    explicit = eks_platform(aws=WITHOUT_ISSUER, identity=EXISTING, redis=IAM_CACHE)
    assert objects == rendered(explicit.config)


def test_annotation_of_the_reader_counts_as_an_identity() -> None:
    store = {"kind": "externalSecrets", "store": {"kind": "awsSecretsManager"}, **ANNOTATED}
    platform = eks_platform(aws=WITHOUT_ISSUER, identity=None, secrets=store)
    assert role_of(platform, "external-secrets").arn == EXISTING["roleArn"]
    assert allows(role_of(platform, "external-secrets").permissions, "secretsmanager:GetSecretValue", entry_arn_of(platform, "mysql"))


def entry_arn_of(platform: Platform, group: str) -> str:
    return entry_arn(role_of(platform, "external-secrets"), "us-west-2", platform.secret(group).entry)


def test_identity_of_the_component_and_an_annotation_are_set_twice() -> None:
    for settings in ({"identity": {"kind": "irsa"}, "gateway": ANNOTATED}, {"identity": None, "gateway": {**ANNOTATED, "identity": EXISTING}}):
        with pytest.raises(ConfigurationError) as error:
            eks_platform(**settings)
        assert "PK-IDENTITY-004" in {problem.code for problem in error.value.problems}


def test_migration_shares_the_role_of_an_existing_account_of_the_backend() -> None:
    mounted = {"kind": "secretsStoreCsi", "store": {"kind": "awsSecretsManager"}}
    settings: dict[str, Any] = {"identity": {"kind": "irsa"}, "aws": AWS, "secrets": mounted, "imagePull": {"kind": "none"}}
    own = {role.components: [account.name for account in role.accounts] for role in roles(external(**settings).resolve())}
    assert own["migration",] == ["portkey-migration"]
    backend = {"serviceAccount": {"kind": "existing", "name": "api"}}
    shared = {role.components: [account.name for account in role.accounts] for role in roles(external(**settings, backend=backend).resolve())}
    assert shared["backend",] == ["api"]
    assert ("migration",) not in shared
