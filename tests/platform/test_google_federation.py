"""Access to models in Vertex AI with an AWS identity."""

from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from tests.support.examples import production
from tests.support.objects import variables

PROVIDER = "//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/aws/providers/eks"
ACCOUNT = "portkey-vertex@acme-platform.iam.gserviceaccount.com"
NAMES = ("GCP_AUTH_MODE", "GCP_WIF_AUDIENCE", "GCP_WIF_SERVICE_ACCOUNT_EMAIL")


def of_google(config: PortkeyConfig, component: str) -> dict[str, Any]:
    return {name: value for name, value in variables(config, component).items() if name in NAMES}


@pytest.mark.parametrize(
    ("settings", "account"), [({}, {}), ({"serviceAccount": ACCOUNT}, {"GCP_WIF_SERVICE_ACCOUNT_EMAIL": ACCOUNT})], ids=["direct", "impersonated"]
)
def test_gateway_and_backend_know_the_federation(settings: dict[str, str], account: dict[str, str]) -> None:
    config = production(googleFederation={"audience": PROVIDER, **settings})
    federation = {"GCP_WIF_AUDIENCE": PROVIDER, **account}
    assert of_google(config, "gateway") == {"GCP_AUTH_MODE": "workload", **federation}
    assert of_google(config, "backend") == federation
    others = ("dataservice", "frontend", "mysql", "redis", "clickhouse")
    assert [of_google(config, component) for component in others] == [{}] * len(others)


def test_without_federation_there_is_no_variable() -> None:
    assert [of_google(production(), component) for component in ("gateway", "backend", "dataservice")] == [{}] * 3


@pytest.mark.parametrize("wrong", [PROVIDER.removeprefix("//iam.googleapis.com/"), f"https:{PROVIDER}", PROVIDER.rpartition("/providers")[0], "aws"])
def test_an_audience_that_is_no_provider_is_refused(wrong: str) -> None:
    with pytest.raises(ConfigurationError, match="the full name of a provider"):
        production(googleFederation={"audience": wrong})


def test_older_images_do_not_read_it() -> None:
    services: dict[str, Any] = {
        "gateway": {"image": {"tag": "2.2.0"}},
        "dataservice": {"image": {"tag": "1.5.0"}},
        "backend": {"image": {"tag": "1.11.0"}},
    }
    problems = production(googleFederation={"audience": PROVIDER}, **services).warnings()
    unread = {problem.path: problem.message for problem in problems if problem.code == "PK-VERSION-005"}
    assert "GCP_WIF_AUDIENCE (since 2.3.0)" in unread["gateway.image.tag"]
    assert "GCP_WIF_AUDIENCE (since 1.12.0)" in unread["backend.image.tag"]


def test_the_federation_needs_a_gateway_with_an_aws_role() -> None:
    federation: dict[str, Any] = {"googleFederation": {"audience": PROVIDER}}
    assert ("googleFederation", "PK-MODEL-001") in {(problem.path, problem.code) for problem in production(**federation).warnings()}
    role = {"identity": {"kind": "irsa", "roleArn": "arn:aws:iam::111122223333:role/gateway"}}
    with_role = production(**federation, gateway=role, aws={"oidcIssuer": "https://oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE"})
    assert "PK-MODEL-001" not in {problem.code for problem in with_role.warnings()}
    with pytest.raises(ConfigurationError, match="the gateway runs elsewhere"):
        production(**federation, exposure={}, gateway={"kind": "external", "url": "https://gateway.example.org"})
