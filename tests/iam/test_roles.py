"""Roles are for the very service accounts that the manifests have: each lets in its own and nobody else."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest
import yaml

from portkey_constructs.config.identity import Irsa, PodIdentity
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_stores import AwsSecretsManager
from portkey_constructs.config.secrets import ExternalSecrets, SecretGroup
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.iam import Role, has_roles, role, roles
from portkey_constructs.platform.cloud_identity import identity, reader_identity, secrets_by_token
from portkey_constructs.platform.defaults import secret_source
from tests.iam.judge import Caller, allows, by_pod, by_token, trusts
from tests.iam.known import AWS, ISSUER, KNOWN, REAL, known, objects_of, on_aws
from tests.support.examples import config, external
from tests.support.objects import Manifest, Pod, found, pods, rendered

ROLE = "eks.amazonaws.com/role-arn"
POD_IDENTITY: dict[str, Any] = {"identity": {"kind": "podIdentity"}}
BY_OPERATOR = {"kind": "externalSecrets", "store": {"kind": "awsSecretsManager"}}


class Somebody(NamedTuple):
    """A service account in the cluster."""

    namespace: str
    name: str


def annotated(objects: list[Manifest]) -> dict[str, set[Somebody]]:
    """The rendered service accounts that take on a role by their token, by the role's ARN."""
    arns: dict[str, set[Somebody]] = {}
    for one in found(objects, "ServiceAccount"):
        meta = one["metadata"]
        if ROLE in meta.get("annotations", {}):
            arns.setdefault(meta["annotations"][ROLE], set()).add(Somebody(meta["namespace"], meta["name"]))
    return arns


def account(pod: Pod) -> Somebody:
    """Who a pod runs as."""
    return Somebody(pod.owner["metadata"]["namespace"], pod.spec["serviceAccountName"])


def component(pod: Pod) -> str:
    return pod.labels["app.kubernetes.io/component"]


def operators(made: PortkeyConfig) -> Iterator[tuple[Irsa | PodIdentity, Somebody]]:
    """The operator's own service accounts that read Secrets Manager, and what each is."""
    for group in SecretGroup:
        source = secret_source(made, group)
        if isinstance(source, ExternalSecrets) and isinstance(source.store, AwsSecretsManager) and not secrets_by_token(made, source, source.store):
            who = reader_identity(made, source)
            if isinstance(who, Irsa | PodIdentity):
                yield who, Somebody(source.store.operator.namespace, source.store.operator.service_account)


def everybody(made: PortkeyConfig, objects: list[Manifest]) -> set[Somebody]:
    """Every service account that is rendered, that a pod runs as, or that reads; and some that are none of these."""
    accounts = {Somebody(one["metadata"]["namespace"], one["metadata"]["name"]) for one in found(objects, "ServiceAccount")}
    accounts |= {account(pod) for pod in pods(objects)} | {one for _, one in operators(made)}
    names = {one.name for one in accounts} | {"default", "portkey"}
    spaces = {one.namespace for one in accounts} | {"default", "kube-system"}
    parts = {made.namespace: {f"{made.name}-{name}" for name in ("gateway", "backend", "dataservice", "frontend", "migration", "redis", "mysql")}}
    return {Somebody(space, name) for space in spaces for name in names | parts.get(space, set())} | {Somebody("*", "*"), Somebody("", "")}


def let_in(one: Role, made: PortkeyConfig, objects: list[Manifest]) -> tuple[set[Somebody], set[Somebody]]:
    """Who of all of them a role lets in: by token, and by EKS Pod Identity."""
    provider, cluster = provider_of(one, made), cluster_of(one, made)
    all_ = everybody(made, objects)
    return {each for each in all_ if trusts(one.trust, by_token(provider, *each))}, {
        each for each in all_ if trusts(one.trust, by_pod(*each, cluster=cluster))
    }


def provider_of(one: Role, made: PortkeyConfig) -> str:
    """The OIDC provider of the cluster in the role's account."""
    _, partition, _, _, number, _ = one.arn.split(":", 5)
    return f"arn:{partition}:iam::{number}:oidc-provider/{(made.aws.oidc_issuer or 'https://nowhere.example.org').removeprefix('https://')}"


def cluster_of(one: Role, made: PortkeyConfig) -> str:
    _, partition, _, _, number, _ = one.arn.split(":", 5)
    return f"arn:{partition}:eks:{made.aws.region}:{number}:cluster/{made.aws.cluster or 'any'}"


@pytest.mark.parametrize("name", KNOWN)
def test_an_annotated_service_account_is_let_in_by_its_role_and_by_no_other(name: str) -> None:
    made = known(name)
    objects = objects_of(name)
    by_arn = {one.arn: one for one in roles(made)}
    assert len(by_arn) == len(roles(made))
    accounts = annotated(objects)
    assert accounts.keys() <= by_arn.keys()
    not_rendered = {account(pod) for pod in pods(objects)} | {one for _, one in operators(made)}
    not_rendered -= {Somebody(one["metadata"]["namespace"], one["metadata"]["name"]) for one in found(objects, "ServiceAccount")}
    for arn, one in by_arn.items():
        tokens, _ = let_in(one, made, objects)
        assert tokens - not_rendered == accounts.get(arn, set())


@pytest.mark.parametrize("name", KNOWN)
def test_pods_of_pod_identity_are_let_in_by_their_role_and_by_no_other(name: str) -> None:
    made = known(name)
    objects = objects_of(name)
    wanted: dict[Somebody, str] = {}
    for pod in pods(objects):
        who = identity(made, component(pod))
        if isinstance(who, PodIdentity):
            wanted[account(pod)] = component(pod)
    wanted |= {one: "external-secrets" for who, one in operators(made) if isinstance(who, PodIdentity)}
    by_account: dict[Somebody, set[str]] = {}
    for one in roles(made):
        _, tagged = let_in(one, made, objects)
        for each in tagged:
            by_account.setdefault(each, set()).update(one.components)
    assert by_account.keys() == wanted.keys()
    for each, part in wanted.items():
        assert part in by_account[each]


def strangers(one: Role, made: PortkeyConfig) -> Iterator[Caller]:
    """Callers that are nearly those that a role is for."""
    provider, cluster = provider_of(one, made), cluster_of(one, made)
    number = one.arn.split(":")[4]
    for each in one.accounts:
        place = (each.namespace, each.name)
        yield by_token(provider, *place, audience="sts.amazonaws.com.cn")
        yield by_token(provider, *place, audience="https://kubernetes.default.svc")
        yield by_token(provider, *place, audience=None)
        yield by_token(provider, each.namespace, f"{each.name}x")
        yield by_token(provider, f"{each.namespace}x", each.name)
        yield by_token(f"{provider}X", *place)
        yield by_token(provider.replace(number, "999988887777"), *place)
        yield by_token(provider, *place)._replace(principal=f"{provider}X")
        yield by_token(provider, *place)._replace(kind="Service", principal="pods.eks.amazonaws.com")
        yield by_pod(*place, cluster=cluster, service="ec2.amazonaws.com")
        yield by_pod(None, each.name, cluster)
        yield by_pod(each.namespace, None, cluster)
        yield by_pod(None, None, cluster)
        yield by_pod(f"{each.namespace}x", each.name, cluster)
        yield by_pod(each.namespace, f"{each.name}x", cluster)
        yield by_pod(*place, cluster=cluster)._replace(kind="Federated", principal=provider, actions=("sts:AssumeRoleWithWebIdentity",))
        if made.aws.cluster:
            yield by_pod(*place)
            yield by_pod(*place, cluster=f"{cluster}x")
            yield by_pod(*place, cluster=cluster.replace(number, "999988887777"))


@pytest.mark.parametrize("name", KNOWN)
def test_nobody_else_is_let_in(name: str) -> None:
    made = known(name)
    for one in roles(made):
        assert [each for each in strangers(one, made) if trusts(one.trust, each)] == []


@pytest.mark.parametrize("name", KNOWN)
def test_every_role_lets_in_all_of_its_accounts(name: str) -> None:
    """Were nobody let in, the refusals would prove nothing."""
    made = known(name)
    for one in roles(made):
        assert one.accounts != ()
        for each in one.accounts:
            place = (each.namespace, each.name)
            token, tagged = by_token(provider_of(one, made), *place), by_pod(*place, cluster=cluster_of(one, made))
            assert trusts(one.trust, token if each.by_token else tagged)
            others = [other.by_token for other in one.accounts if (other.namespace, other.name) == place]
            assert len(others) == 2 or not trusts(one.trust, tagged if each.by_token else token)


def entry_arn(one: Role, region: str, entry: str) -> str:
    _, partition, _, _, number, _ = one.arn.split(":", 5)
    return f"arn:{partition}:secretsmanager:{region}:{number}:secret:{entry}-Ab3dEf"


def read_by_operator(made: PortkeyConfig, objects: list[Manifest]) -> Iterator[tuple[Somebody, str, str]]:
    """Who reads which entry of Secrets Manager in which region by rendered ExternalSecrets."""
    stores = {(one["kind"], one["metadata"]["name"]): one["spec"]["provider"] for one in objects if one["kind"].endswith("SecretStore")}
    for one in found(objects, "ExternalSecret"):
        reference = one["spec"]["secretStoreRef"]
        provider = stores.get((reference["kind"], reference["name"]), {}).get("aws")
        if provider is None:
            continue
        if "auth" in provider:
            read_as = provider["auth"]["jwt"]["serviceAccountRef"]
            reader = Somebody(read_as.get("namespace", one["metadata"]["namespace"]), read_as["name"])
        else:
            [group] = [group for group in SecretGroup if named(made, group) == one["metadata"]["name"]]
            source = secret_source(made, group)
            assert isinstance(source, ExternalSecrets)
            assert isinstance(source.store, AwsSecretsManager)
            reader = Somebody(source.store.operator.namespace, source.store.operator.service_account)
        for each in one["spec"]["data"]:
            yield reader, provider["region"], each["remoteRef"]["key"]


def named(made: PortkeyConfig, group: SecretGroup) -> str:
    source = secret_source(made, group)
    own = f"{made.name}-{group.suffix}"
    return source.names.get(group, own) if isinstance(source, ExternalSecrets) else own


def read_by_pods(objects: list[Manifest]) -> Iterator[tuple[Somebody, str, str]]:
    """Who reads which entry of Secrets Manager in which region by mounted SecretProviderClasses."""
    classes = {one["metadata"]["name"]: one["spec"] for one in found(objects, "SecretProviderClass") if one["spec"]["provider"] == "aws"}
    for pod in pods(objects):
        mounted = [volume["csi"]["volumeAttributes"]["secretProviderClass"] for volume in pod.spec.get("volumes", []) if "csi" in volume]
        for spec in (classes[one] for one in mounted if one in classes):
            for each in yaml.safe_load(spec["parameters"]["objects"]):
                yield account(pod), spec["parameters"]["region"], each["objectName"]


@pytest.mark.parametrize("name", KNOWN)
def test_a_role_reads_the_entries_that_its_accounts_ask_for_and_no_others(name: str) -> None:
    made = known(name)
    objects = objects_of(name)
    asked = {*read_by_operator(made, objects), *read_by_pods(objects)}
    entries = {(region, entry) for _, region, entry in asked} | {(AWS["region"], "portkey/mysql"), ("eu-west-3", "portkey/secrets")}
    decoys = {
        (region, near) for region, entry in entries for near in (f"{entry}x", f"x{entry}", entry[:-1], f"{entry}-Ab3dEf", f"{entry}/a", "other")
    }
    decoys |= {("ap-south-2", entry) for _, entry in entries}
    for one in roles(made):
        accounts = {Somebody(each.namespace, each.name) for each in one.accounts}
        mine = {(region, entry) for who, region, entry in asked if who in accounts}
        for action in ("secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"):
            assert {each for each in entries | decoys if allows(one.permissions, action, entry_arn(one, *each))} == mine
        elsewhere = [entry_arn(one, *each).replace(one.arn.split(":")[4], "999988887777") for each in entries]
        assert [each for each in elsewhere if allows(one.permissions, "secretsmanager:GetSecretValue", each)] == []
        for action in ("PutSecretValue", "CreateSecret", "DeleteSecret", "UpdateSecret", "PutResourcePolicy", "RotateSecret", "TagResource"):
            assert [each for each in entries | decoys if allows(one.permissions, f"secretsmanager:{action}", entry_arn(one, *each))] == []


def test_what_is_looked_through_is_not_little() -> None:
    assert len(REAL) >= 7
    assert len(KNOWN) > 60
    asked = [[*read_by_operator(known(name), objects_of(name)), *read_by_pods(objects_of(name))] for name in KNOWN]
    assert sum(map(bool, asked)) > 20
    assert any(annotated(objects_of(name)) for name in REAL)
    assert {each.by_token for name in KNOWN for one in roles(known(name)) for each in one.accounts} == {True, False}


def test_a_shared_role_lets_in_exactly_those_that_share_it() -> None:
    shared = {"kind": "irsa", "roleArn": "arn:aws:iam::111122223333:role/team/shared"}
    made = on_aws(gateway={"identity": shared}, dataservice={"identity": shared})
    one = role(made, "gateway")
    assert (one.name, one.components, one.said) == ("shared", ("gateway", "dataservice"), True)
    tokens, tagged = let_in(one, made, rendered(made))
    assert tokens == {Somebody("portkey", "portkey-gateway"), Somebody("portkey", "portkey-dataservice")}
    assert tagged == set()
    assert let_in(role(made, "backend"), made, rendered(made))[0] == {Somebody("portkey", "portkey-backend")}


def test_a_role_may_be_for_tokens_and_pods_at_once() -> None:
    shared = {"roleArn": "arn:aws:iam::111122223333:role/shared"}
    made = on_aws(gateway={"identity": {"kind": "irsa", **shared}}, backend={"identity": {"kind": "podIdentity", **shared}})
    tokens, tagged = let_in(role(made, "gateway"), made, rendered(made))
    assert (tokens, tagged) == ({Somebody("portkey", "portkey-gateway")}, {Somebody("portkey", "portkey-backend")})


def test_operators_of_several_namespaces_are_told_apart() -> None:
    said = {"identity": {"kind": "podIdentity", "roleArn": "arn:aws:iam::111122223333:role/reader"}}
    there = {"kind": "externalSecrets", "store": {"kind": "awsSecretsManager", "operator": {"namespace": "other", "serviceAccount": "eso"}}, **said}
    made = on_aws(**POD_IDENTITY, secrets={**BY_OPERATOR, **said}, secretOverrides={"mysql": there})
    one = role(made, "external-secrets-mysql")
    tagged = let_in(one, made, rendered(made))[1]
    assert tagged == {Somebody("external-secrets", "external-secrets"), Somebody("other", "eso")}
    sids = [each["Sid"] for each in one.trust["Statement"]]
    assert sids == ["TrustPods", "TrustPods1"]


def test_the_operators_pods_are_one_somebody_however_many_stores_read_by_them() -> None:
    """EKS associates a service account with one role."""
    made = on_aws(**POD_IDENTITY, secrets=BY_OPERATOR, secretOverrides={"mysql": BY_OPERATOR})
    readers = [one for one in roles(made) if "external-secrets" in one.components]
    assert [(one.name, one.components) for one in readers] == [
        ("acme-portkey-external-secrets", ("external-secrets", "external-secrets-mysql")),
    ]
    assert role(made, "external-secrets-mysql") == readers[0]
    places = [(each.namespace, each.name) for one in roles(made) for each in one.accounts]
    assert len(places) == len(set(places))
    assert allows(readers[0].permissions, "secretsmanager:GetSecretValue", entry_arn(readers[0], "us-west-2", "portkey/mysql"))
    assert allows(readers[0].permissions, "secretsmanager:GetSecretValue", entry_arn(readers[0], "us-west-2", "portkey/secrets"))


def test_readers_of_their_own_by_token_read_their_own_alone() -> None:
    made = on_aws(secrets=BY_OPERATOR, secretOverrides={"mysql": BY_OPERATOR})
    rest, mysql = role(made, "external-secrets"), role(made, "external-secrets-mysql")
    assert rest.name != mysql.name
    for one, own, other in ((rest, "portkey/secrets", "portkey/mysql"), (mysql, "portkey/mysql", "portkey/secrets")):
        assert allows(one.permissions, "secretsmanager:GetSecretValue", entry_arn(one, "us-west-2", own))
        assert not allows(one.permissions, "secretsmanager:GetSecretValue", entry_arn(one, "us-west-2", other))


def test_a_reader_of_a_vault_that_takes_on_a_role_has_one_that_may_do_nothing() -> None:
    vault = {"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}
    made = on_aws(secrets={"kind": "externalSecrets", "store": vault, "identity": {"kind": "irsa"}})
    one = role(made, "external-secrets")
    assert annotated(rendered(made))[one.arn] == let_in(one, made, rendered(made))[0] == {Somebody("portkey", "portkey-external-secrets")}
    assert one.permissions is None


def test_a_role_in_another_account_trusts_the_provider_there() -> None:
    made = on_aws(gateway={"identity": {"kind": "irsa", "roleArn": "arn:aws:iam::444455556666:role/gateway"}})
    [statement] = role(made, "gateway").trust["Statement"]
    assert statement["Principal"] == {"Federated": f"arn:aws:iam::444455556666:oidc-provider/{ISSUER}"}


@pytest.mark.parametrize(
    ("region", "partition"), [("us-west-2", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("eu-central-1", "aws")]
)
def test_partitions(region: str, partition: str) -> None:
    made = on_aws(aws={**AWS, "region": region}, logStore={"kind": "s3", "bucket": "logs", "region": region})
    one = role(made, "gateway")
    assert one.arn == f"arn:{partition}:iam::111122223333:role/acme-portkey-gateway"
    assert one.trust["Statement"][0]["Principal"] == {"Federated": f"arn:{partition}:iam::111122223333:oidc-provider/{ISSUER}"}
    assert allows(one.permissions, "s3:PutObject", f"arn:{partition}:s3:::logs/a")
    pods_of = role(on_aws(aws={**AWS, "region": region}, logStore={"kind": "s3", "bucket": "logs", "region": region}, **POD_IDENTITY), "gateway")
    assert trusts(pods_of.trust, by_pod("portkey", "portkey-gateway", f"arn:{partition}:eks:{region}:111122223333:cluster/acme"))


def test_the_issuer_is_taken_with_and_without_a_slash_at_its_end() -> None:
    one = role(on_aws(aws={**AWS, "oidcIssuer": f"https://{ISSUER}/"}), "gateway")
    assert trusts(one.trust, by_token(f"arn:aws:iam::111122223333:oidc-provider/{ISSUER}", "portkey", "portkey-gateway"))


def problems(data: Mapping[str, Any] | PortkeyConfig, part: str | None = None) -> list[tuple[str, str, str, str]]:
    made = data if isinstance(data, PortkeyConfig) else config(data)
    with pytest.raises(ConfigurationError) as error:
        role(made, part) if part else roles(made)
    return [(one.code, one.path, one.message, one.fix) for one in error.value.problems]


def test_what_names_resources_has_to_be_said() -> None:
    """Both at once: one report has every problem."""
    made = on_aws(aws={"cluster": "acme"}, identity={"kind": "podIdentity"})
    assert problems(made) == [
        ("PK-AWS-008", "aws.region", "is missing", "say aws.region: policies name what is in it"),
        ("PK-AWS-008", "aws.accountId", "is missing", "say aws.accountId: policies name what is in it"),
    ]
    named = on_aws(aws={"region": "us-west-2"}, identity={"kind": "podIdentity", "roleArn": "arn:aws:iam::444455556666:role/portkey"})
    assert [one.arn for one in roles(named)] == ["arn:aws:iam::444455556666:role/portkey"]


def test_no_role_at_all_is_said() -> None:
    made = external()
    assert not has_roles(made)
    fix = "give them one by identity: {kind: irsa} or {kind: podIdentity}, with aws beside it"
    assert problems(made) == [("PK-AWS-009", "identity", "gives no component a role of AWS'", fix)]


@pytest.mark.parametrize(
    ("part", "fix"),
    [
        ("gatway", "did you mean gateway?"),
        ("data-service", "did you mean dataservice?"),
        ("frontend", "those that have one: gateway, backend, dataservice"),
    ],
)
def test_a_component_without_a_role_is_told_of_those_that_have_one(part: str, fix: str) -> None:
    assert problems(on_aws(), part) == [("PK-AWS-010", part, "has no role of AWS'", fix)]


def test_a_service_account_takes_on_one_role() -> None:
    there = {"serviceAccount": {"kind": "existing", "name": "shared"}}
    made = on_aws(gateway=there, backend=there)
    start = "arn:aws:iam::111122223333:role/acme-portkey"
    fix = "say the same roleArn for all that run as it, or give each a service account of its own"
    message = f"gives the service account portkey/shared several roles: {start}-gateway, {start}-backend"
    assert problems(made) == [("PK-AWS-013", "identity", message, fix)]
    said = {"identity": {"kind": "irsa", "roleArn": "arn:aws:iam::111122223333:role/shared"}}
    assert role(on_aws(gateway={**there, **said}, backend={**there, **said}), "backend").components == ("gateway", "backend")
