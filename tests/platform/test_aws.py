"""The names of what belongs to a platform in an AWS account: roles, stacks, buckets, keys and entries."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.platform.aws import AwsAccount
from portkey_constructs.platform.platform import Platform
from tests.support.examples import external

ACCOUNT = {"accountId": "111122223333", "region": "us-west-2"}
COMPONENTS = ("gateway", "backend", "dataservice", "migration", "external-secrets", "external-secrets-clickhouse-former")
ENTRIES = {"kind": "externalSecrets", "store": {"kind": "awsSecretsManager"}}
CLUSTERS = st.from_regex(r"[0-9A-Za-z][A-Za-z0-9_-]{0,99}", fullmatch=True)
PREFIXES = st.from_regex(r"[a-z]([-a-z0-9]{0,28}[a-z0-9])?", fullmatch=True)


def platform_on(cluster: str | None, **settings: Any) -> Platform:
    aws = {**ACCOUNT, **({"cluster": cluster} if cluster else {})}
    return external(aws=aws, identity={"kind": "podIdentity"}, logStore={"kind": "s3"}, secrets=ENTRIES, **settings).resolve()


def account(cluster: str, name: str, region: str = "us-west-2") -> AwsAccount:
    prefix = f"{cluster}-{name}" if cluster else name
    return AwsAccount("111122223333", region, (), cluster, None, None, "", prefix, prefix)


def names(platform: Platform) -> set[str]:
    """Every name that is unique in an account."""
    aws = platform.aws
    entries = {secret.entry for secret in platform.secrets.values()}
    stacks = {f"stack {aws.stack_name(part)}" for part in ("roles", "data", "logs-replica")}
    return {*entries, *stacks, *map(aws.role_name, COMPONENTS), aws.log_bucket("us-west-2"), aws.log_key}


def test_names_of_an_adopted_release_carry_its_full_name() -> None:
    """Two releases in an account do not share roles, and their names stay when adopt is replaced by name."""
    adopted = platform_on("acme", adopt={"release": "prod", "chart": "app", "version": "1.7.6"})
    assert adopted.aws.role_name("gateway") == "acme-prod-app-gateway"
    assert adopted.aws.platform_id == "acme/portkey/prod-app"
    assert names(adopted) == names(platform_on("acme", name="prod-app"))
    assert names(adopted).isdisjoint(names(platform_on("acme")))


def test_names_carry_the_cluster() -> None:
    platform = platform_on("acme")
    assert platform.log_store.bucket == "acme-portkey-logs-111122223333-us-west-2"
    assert platform.secret(SecretGroup.MYSQL).entry == "acme-portkey/mysql"
    assert platform.aws.role_name("gateway") == "acme-portkey-gateway"
    assert platform.aws.stack_name("data") == "acme-portkey-data"
    assert platform.aws.log_key_alias() == "arn:aws:kms:us-west-2:111122223333:alias/acme-portkey-logs"


def test_stacks_of_two_namespaces_have_different_names() -> None:
    names = {platform_on("acme", namespace=namespace).aws.stack_name("data") for namespace in ("portkey", "globex", "initech")}
    assert names == {"acme-portkey-data", "acme-globex-portkey-data", "acme-initech-portkey-data"}


def test_stack_named_after_its_platform_repeats_no_namespace() -> None:
    assert platform_on("acme", namespace="globex", name="globex").aws.stack_name("data") == "acme-globex-data"


def test_names_without_a_cluster_begin_with_the_name_of_the_platform() -> None:
    platform = platform_on(None)
    assert platform.log_store.bucket == "portkey-logs-111122223333-us-west-2"
    assert platform.secret(SecretGroup.MYSQL).entry == "portkey/mysql"
    assert platform.aws.role_name("gateway") == "portkey-gateway"


def test_configured_path_of_the_entries_is_used_unchanged() -> None:
    platform = external(aws={**ACCOUNT, "cluster": "acme"}, identity={"kind": "podIdentity"}, secrets={**ENTRIES, "path": "portkey/{name}"}).resolve()
    assert platform.secret(SecretGroup.MYSQL).entry == "portkey/mysql"


def test_entries_of_other_secret_managers_do_not_carry_the_cluster() -> None:
    vault = {"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}
    platform = external(aws={**ACCOUNT, "cluster": "acme"}, secrets={"kind": "externalSecrets", "store": vault}).resolve()
    assert platform.secret(SecretGroup.MYSQL).entry == "portkey/mysql"


@pytest.mark.parametrize(
    ("first", "second"),
    [("acme", "models"), ("acme", "Acme"), ("a_b", "a-b"), ("x" * 99 + "a", "x" * 99 + "b"), ("x" * 60, "x" * 61), ("acme", None)],
)
def test_two_clusters_share_no_name(first: str, second: str | None) -> None:
    assert names(platform_on(first)).isdisjoint(names(platform_on(second)))


@given(cluster=CLUSTERS, name=PREFIXES, region=st.sampled_from(["us-west-2", "ap-southeast-10", "eusc-de-east-1"]))
def test_names_have_the_form_that_aws_accepts(cluster: str, name: str, region: str) -> None:
    aws = account(cluster, name, region)
    assert all(re.fullmatch(r"[\w+=,.@-]{1,64}", aws.role_name(component), re.ASCII) for component in COMPONENTS)
    assert all(aws.role_name(component).endswith(f"-{component}") for component in COMPONENTS)
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", aws.log_bucket(region))
    assert aws.log_bucket(region).endswith(f"-logs-111122223333-{region}")
    assert len(aws.stack_name("logs-replica")) <= 128
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,250}", aws.log_key)


@given(first=st.tuples(CLUSTERS, PREFIXES), second=st.tuples(CLUSTERS, PREFIXES))
def test_different_prefixes_have_different_names(first: tuple[str, str], second: tuple[str, str]) -> None:
    one, other = account(*first), account(*second)
    if one.prefix != other.prefix:
        assert one.role_name("gateway") != other.role_name("gateway")
        assert one.log_bucket("us-west-2") != other.log_bucket("us-west-2")


def test_name_that_fits_is_not_shortened() -> None:
    aws = account("x" * 44, "portkey")
    assert aws.role_name("dataservice") == f"{'x' * 44}-portkey-dataservice"
    assert aws.role_name("external-secrets") == f"{'x' * 38}-0c9a1e6d-external-secrets"
    assert account("", "portkey").log_bucket("us-west-2") == "portkey-logs-111122223333-us-west-2"
