"""What environments claim, and which of them cannot share it."""

import pickle
import time
from collections.abc import Mapping
from typing import Any

import pytest

from apps import configuration
from portkey_constructs import PortkeyConfig, Problem
from portkey_constructs.environments.checks import claims, conflicts
from portkey_constructs.environments.claims import Claim
from portkey_constructs.environments.definition import Environment
from tests.support.all_settings import ALL_SETTINGS
from tests.support.examples import PRODUCTION, config_from, external

ISSUER = "https://oidc.eks.us-west-2.amazonaws.com/id/"
DATABASE = {"kind": "external", "host": "db.example.org", "tls": "rds"}
ENTRIES = {"kind": "externalSecrets", "store": {"kind": "awsSecretsManager"}}


def environment(name: str, cluster: str | None) -> Environment:
    return Environment(name, cluster, cluster, (), {})


def claims_of(name: str, cluster: str | None, config: PortkeyConfig) -> tuple[Claim, ...]:
    return claims(environment(name, cluster), config.resolve())


def compared(first: Mapping[str, Any], second: Mapping[str, Any], clusters: tuple[str | None, str | None] = ("east", "west")) -> list[Problem]:
    """The problems between two environments in two clusters, each with stores of its own unless the settings say otherwise."""
    claimed: list[Claim] = []
    for name, cluster, settings in (("a", clusters[0], first), ("b", clusters[1], second)):
        own = {
            "exposure": {"frontend": _ingress(f"{name}.example.org"), "gateway": _ingress(f"gateway.{name}.example.org")},
            "mysql": {"kind": "external", "host": f"db.{name}.example.org", "tls": "rds"},
            "redis": {"kind": "external", "host": f"redis.{name}.example.org"},
            "clickhouse": {"kind": "external", "host": f"clickhouse.{name}.example.org"},
            "logStore": {"kind": "s3", "bucket": f"logs-{name}", "region": "us-west-2"},
        }
        claimed += claims_of(name, cluster, external(**{**own, **settings}))
    return list(conflicts(claimed))


def _ingress(host: str) -> dict[str, Any]:
    return {"kind": "ingress", "class": "traefik", "host": host, "tls": {"kind": "secret", "secretName": "portkey-tls"}}


def _aws(issuer: str, **settings: Any) -> dict[str, Any]:
    aws = {"accountId": "111122223333", "region": "us-west-2", "oidcIssuer": f"{ISSUER}{issuer}", **settings}
    return {"aws": aws, "identity": {"kind": "irsa"}, "logStore": {"kind": "s3", "bucket": f"logs-{issuer}"}}


def codes(problems: list[Problem]) -> list[tuple[str, str]]:
    return sorted((problem.code, problem.severity) for problem in problems)


def test_environments_with_their_own_names_have_no_conflict() -> None:
    assert compared({}, {}) == []


def test_names_in_one_cluster_are_one_error_that_names_both_environments() -> None:
    (objects,) = compared({}, {}, ("west", "west"))

    assert (objects.code, objects.severity) == ("PK-FLEET-004", "error")
    assert "portkey-* of the namespace portkey in the cluster west and" in objects.message
    assert objects.message.endswith(": a and b")


def test_another_name_in_one_namespace_shares_only_the_namespace() -> None:
    (problem,) = compared({"name": "tenant"}, {}, ("west", "west"))

    assert problem.code == "PK-FLEET-004"
    assert "(Namespace portkey in the cluster west)" in problem.message
    assert compared({"name": "tenant", "createNamespace": False}, {}, ("west", "west")) == []


def test_a_configured_object_name_in_one_namespace_is_an_error() -> None:
    shared = {"createNamespace": False, "gateway": {"serviceAccount": {"name": "shared"}}}
    (problem,) = compared({"name": "tenant", **shared}, shared, ("west", "west"))

    assert "ServiceAccount shared" in problem.message


def test_an_additional_object_of_two_environments_is_an_error() -> None:
    extra = {"extraObjects": [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "notes", "namespace": "shared"}, "data": {"a": "b"}}]}
    (problem,) = compared({"namespace": "one", "name": "one", **extra}, {"namespace": "two", "name": "two", **extra}, ("west", "west"))

    assert (problem.code, problem.path) == ("PK-FLEET-004", "extraObjects")


def test_unnamed_clusters_are_one_warning_for_all_environments() -> None:
    claimed = [
        claim
        for name in "abcde"
        for claim in claims_of(name, None, config_from({**PRODUCTION, "exposure": {"frontend": _ingress(f"{name}.example.org")}}))
    ]
    (problem,) = conflicts(claimed)

    assert (problem.code, problem.severity, problem.path) == ("PK-FLEET-005", "warning", "cluster")
    assert problem.message == "is not set for 5 environments, which would have the same names in one cluster: a, b, c and 2 more"


def test_the_eks_cluster_stands_for_an_unnamed_cluster() -> None:
    problems = compared(_aws("x", cluster="acme"), _aws("y", cluster="acme"), (None, None))

    assert "PK-FLEET-004" in {problem.code for problem in problems}
    assert "PK-FLEET-005" not in {problem.code for problem in problems}


def test_a_role_with_another_trust_policy_is_an_error() -> None:
    problems = compared(_aws("x"), _aws("y"))

    assert ("PK-FLEET-006", "error") in codes(problems)
    assert "different trust policies and permissions" in next(problem.message for problem in problems if problem.code == "PK-FLEET-006")
    assert ("PK-FLEET-007", "error") in codes(problems)
    assert ("PK-FLEET-008", "warning") in codes(problems)


def test_the_name_of_the_cluster_makes_roles_and_stacks_distinct() -> None:
    assert compared(_aws("x", cluster="east"), _aws("y", cluster="west")) == []


def test_a_namespace_makes_stacks_but_not_roles_distinct() -> None:
    problems = compared({**_aws("x", cluster="west"), "namespace": "a"}, {**_aws("y", cluster="west"), "namespace": "b"}, ("west", "west"))

    assert "PK-FLEET-007" not in {problem.code for problem in problems}
    assert ("PK-FLEET-006", "error") in codes(problems)


def test_roles_in_other_accounts_are_other_roles() -> None:
    assert codes(compared(_aws("x"), _aws("y", accountId="444455556666"))) == []


def test_a_configured_role_with_other_policies_is_a_warning() -> None:
    identity = {"identity": {"kind": "irsa", "roleArn": "arn:aws:iam::111122223333:role/shared"}}
    assert codes(compared({**_aws("x"), **identity}, {**_aws("y"), **identity})) == [("PK-FLEET-006", "warning")]


def test_pods_of_one_operator_with_two_roles_are_an_error() -> None:
    def settings(name: str) -> dict[str, Any]:
        return {**_aws("x", cluster="west"), "identity": {"kind": "podIdentity"}, "secrets": ENTRIES, "name": name, "namespace": name}

    problems = compared(settings("one"), settings("two"), ("west", "west"))

    assert ("PK-FLEET-015", "error") in codes(problems)


@pytest.mark.parametrize(
    ("store", "path", "expected"),
    [
        ({"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}, None, "error"),
        ({"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}, "shared/{name}", "warning"),
        ({"kind": "existing", "name": "shared", "clusterWide": True}, None, None),
    ],
)
def test_an_entry_of_two_environments_is_reported(store: dict[str, Any], path: str | None, expected: str | None) -> None:
    settings = {"secrets": {"kind": "externalSecrets", "store": store, **({"path": path} if path else {})}}

    assert codes(compared(settings, settings)) == ([("PK-FLEET-009", expected)] if expected else [])


def test_the_password_of_the_registry_can_be_shared() -> None:
    vault = {"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}

    def settings(name: str) -> dict[str, Any]:
        remote = {"registry": {"key": "registry"}}
        return {"secrets": {"kind": "externalSecrets", "store": vault, "path": f"{name}/{{name}}", "remote": remote}}

    assert compared(settings("one"), settings("two")) == []


@pytest.mark.parametrize(
    ("setting", "code", "severity"),
    [
        ({"mysql": DATABASE}, "PK-FLEET-010", "error"),
        ({"redis": {"kind": "external", "host": "redis.example.org"}}, "PK-FLEET-010", "error"),
        ({"redis": {"kind": "inCluster", "queues": {"host": "redis.example.org"}}}, "PK-FLEET-010", "error"),
        ({"clickhouse": {"kind": "external", "host": "clickhouse.example.org"}}, "PK-FLEET-010", "warning"),
        ({"logStore": {"kind": "s3", "bucket": "logs/prefix", "region": "us-west-2"}}, "PK-FLEET-011", "warning"),
        ({"logStore": {"kind": "s3Compatible", "endpoint": "https://s3.example.org", "bucket": "logs"}}, "PK-FLEET-011", "warning"),
        ({"logStore": {"kind": "wasabi", "region": "eu-central-1", "bucket": "logs"}}, "PK-FLEET-011", "warning"),
        ({"logStore": {"kind": "gcs", "bucket": "logs"}}, "PK-FLEET-011", "warning"),
    ],
)
def test_a_store_of_two_platforms_is_reported(setting: dict[str, Any], code: str, severity: str) -> None:
    assert codes(compared(setting, setting)) == [(code, severity)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"mysql": {**DATABASE, "database": "one"}}, {"mysql": DATABASE}),
        ({"redis": {"kind": "external", "host": "r.example.org", "database": 1}}, {"redis": {"kind": "external", "host": "r.example.org"}}),
        ({"redis": {"kind": "external", "host": "redis"}}, {"redis": {"kind": "external", "host": "redis"}}),
        ({"redis": {"kind": "external", "host": "r.infra.svc.cluster.local"}}, {"redis": {"kind": "external", "host": "r.infra.svc.cluster.local"}}),
        ({"logStore": {"kind": "gcs", "bucket": "logs/one"}}, {"logStore": {"kind": "gcs", "bucket": "logs/two"}}),
    ],
)
def test_another_part_of_a_store_and_a_server_of_another_cluster_are_no_conflict(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert compared(first, second) == []


def test_a_gateway_shares_the_stores_of_its_control_plane() -> None:
    stores = {"redis": {"kind": "external", "host": "redis.example.org"}, "logStore": {"kind": "gcs", "bucket": "logs"}}
    gateway = config_from({"profile": "production", "deployment": {"kind": "gateway"}, "controlPlaneUrl": "https://a.example.org", **stores})
    application = external(**stores, exposure={"frontend": _ingress("a.example.org")})
    other = external(**stores, exposure={"frontend": _ingress("other.example.org")})

    def problems(*configs: PortkeyConfig) -> list[Problem]:
        return list(conflicts(claim for name, config in zip("abc", configs, strict=False) for claim in claims_of(name, name, config)))

    assert problems(application, gateway, gateway) == []
    assert codes([problem for problem in problems(other, gateway) if "redis" in problem.path]) == [("PK-FLEET-010", "error")]


def test_data_planes_of_one_organisation_share_their_stores() -> None:
    def data_plane(organisation: str) -> dict[str, Any]:
        deployment = {"kind": "dataPlane", "organisations": [organisation]}
        redis = {"kind": "external", "host": "redis.example.org"}
        return {"profile": "production", "deployment": deployment, "redis": redis, "logStore": {"kind": "gcs", "bucket": "logs"}}

    def problems(*organisations: str) -> list[Problem]:
        configs = zip("ab", map(data_plane, organisations), strict=True)
        return list(conflicts(claim for name, data in configs for claim in claims_of(name, name, config_from(data))))

    assert problems("acme", "acme") == []
    assert codes(problems("acme", "globex")) == [("PK-FLEET-010", "error"), ("PK-FLEET-011", "warning")]


def test_the_example_with_two_clusters_has_no_conflict() -> None:
    names = ("multi-gateway-application", "multi-gateway-gateway")
    assert conflicts(claim for name in names for claim in claims_of(name, name, configuration(name))) == ()


def test_a_host_in_one_cluster_is_an_error_and_in_two_a_warning() -> None:
    settings = {"exposure": {"frontend": _ingress("portkey.example.org")}}
    one, two = ({**settings, "namespace": name, "name": name} for name in ("one", "two"))

    assert codes(compared(one, two, ("west", "west"))) == [("PK-FLEET-012", "error")]
    assert codes(compared(one, two)) == [("PK-FLEET-012", "warning")]


@pytest.mark.parametrize(
    "identity",
    [
        {"kind": "gkeWorkloadIdentity", "project": "acme-models"},
        {"kind": "gkeWorkloadIdentity", "serviceAccount": "portkey@acme-models.iam.gserviceaccount.com"},
        {"kind": "azureWorkloadIdentity", "clientId": "0f1e2d3c-1111-4111-8111-0123456789ab"},
    ],
)
def test_a_cloud_identity_of_two_platforms_is_a_warning(identity: dict[str, Any]) -> None:
    assert codes(compared({"identity": identity}, {"identity": identity})) == [("PK-FLEET-014", "warning")]


def test_the_files_of_both_environments_are_named() -> None:
    config = external()
    claimed = [claim._replace(files=("base.yaml", f"{name}.yaml")) for name in "ab" for claim in claims_of(name, name, config)]

    assert all(problem.message.endswith(": a (base.yaml, a.yaml) and b (base.yaml, b.yaml)") for problem in conflicts(claimed))


@pytest.mark.parametrize("name", ALL_SETTINGS)
def test_claimed_names_cover_every_object_that_is_rendered(name: str) -> None:
    """So that environments can be compared without rendering them."""
    platform = ALL_SETTINGS[name].resolve()
    claimed = {(claim.name, part) for claim in claims(environment("a", "west"), platform) if claim.resource == "objects" for part in claim.content}
    for _, manifest in platform.objects():
        metadata = manifest["metadata"]
        # Both have the name of the Secret that they fill.
        kind = "Secret" if manifest["kind"] in ("ExternalSecret", "SecretProviderClass") else manifest["kind"]
        if not metadata["name"].startswith(f"{platform.names.prefix}-"):
            assert (f"west/{metadata.get('namespace', '')}", f"{kind} {metadata['name']}") in claimed


@pytest.mark.parametrize("name", ALL_SETTINGS)
def test_claims_contain_no_secret_and_can_be_sent_to_another_process(name: str) -> None:
    claimed = claims(environment("a", "west"), ALL_SETTINGS[name].resolve())
    text = repr(claimed)

    assert pickle.loads(pickle.dumps(claimed)) == claimed
    assert "password" not in text


def test_a_thousand_environments_are_compared_in_milliseconds() -> None:
    claimed = [claim._replace(environment=str(number)) for number in range(1000) for claim in claims_of("a", "west", external())]
    start = time.process_time()
    problems = conflicts(claimed)

    assert time.process_time() - start < 1
    assert len(problems) < 10
