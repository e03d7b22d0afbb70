"""The rules about versions, over every row of the tables."""

from itertools import pairwise
from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.config.root import Rules
from portkey_constructs.errors import Problem
from portkey_constructs.platform.compatibility import FORBIDDEN, NEWEST, REQUIREMENTS, SHIPPED_SETS, UPGRADE_ORDER, Forbidden, Requirement, ShippedSet
from portkey_constructs.platform.image_version import ImageVersion
from portkey_constructs.platform.variables import VARIABLES
from portkey_constructs.rules import check
from tests.support.examples import PRODUCTION

IRSA = {
    "identity": {"kind": "irsa"},
    "aws": {"accountId": "111122223333", "region": "us-west-2", "cluster": "acme", "oidcIssuer": "https://oidc.eks.us-west-2.amazonaws.com/id/AB"},
    "logStore": {"kind": "s3", "bucket": "acme-portkey-logs"},
}


def all_problems(tags: dict[str, str], **settings: Any) -> list[Problem]:
    """The problems with the versions of these tags."""
    images = {name: {**settings.pop(name, {}), "image": {"tag": tag}} for name, tag in tags.items()}
    data = {**PRODUCTION, **settings, **images}
    platform = PortkeyConfig.model_validate(data, by_alias=True, by_name=False, context=Rules.LATER).resolve()
    return [problem for problem in check(platform) if problem.code.startswith("PK-VERSION-")]


def problems(tags: dict[str, str], **settings: Any) -> dict[str, Problem]:
    """The last problem of each code."""
    return {problem.code: problem for problem in all_problems(tags, **settings)}


def tags(versions: ShippedSet) -> dict[str, str]:
    return {name: str(getattr(versions, name)) for name in UPGRADE_ORDER}


def before(version: ImageVersion) -> str:
    """A version before this one."""
    major, minor, patch = version
    return str(ImageVersion(major, minor, patch - 1) if patch else ImageVersion(major, minor - 1, 9) if minor else ImageVersion(major - 1, 99, 0))


@pytest.mark.parametrize("versions", SHIPPED_SETS, ids=lambda versions: versions.chart)
def test_a_set_that_portkey_shipped_is_accepted(versions: ShippedSet) -> None:
    # The chart 1.7.3 shipped a data service before the gateway that its notes require.
    assert set(problems(tags(versions))) == ({"PK-VERSION-003"} if versions.chart == "1.7.3" else set())


def test_the_newest_versions_are_accepted_together() -> None:
    assert problems({name: str(version) for name, version in NEWEST.items()}) == {}


@pytest.mark.parametrize("row", FORBIDDEN, ids=lambda row: f"{row.component}-{row.version}")
def test_a_forbidden_version_is_an_error(row: Forbidden) -> None:
    problem = problems({row.component: str(row.version)}, **IRSA)["PK-VERSION-001"]
    assert (problem.severity, problem.path) == ("error", f"{row.component}.image.tag")
    assert row.reason in problem.message
    assert "PK-VERSION-001" not in problems({row.component: str(row.instead)}, **IRSA)
    assert "PK-VERSION-001" not in problems({row.component: before(row.version)}, **IRSA)


@pytest.mark.parametrize("settings", [{**IRSA, "identity": {"kind": "podIdentity"}}, {**IRSA, "identity": {"kind": "none"}}, {}])
def test_gateway_1_11_1_is_accepted_without_irsa(settings: dict[str, Any]) -> None:
    assert "PK-VERSION-001" not in problems({"gateway": "1.11.1"}, **settings)


@pytest.mark.parametrize("row", REQUIREMENTS, ids=lambda row: f"{row.component}-{row.since}")
def test_a_missing_required_version_is_an_error_in_the_wrong_order_and_else_a_warning(row: Requirement) -> None:
    code, severity, path = ("PK-VERSION-002", "error", row.component) if row.in_order else ("PK-VERSION-003", "warning", row.needs)

    def violations(component: str, needed: str) -> list[Problem]:
        reported = all_problems({row.component: component, row.needs: needed})
        return [problem for problem in reported if (problem.code, problem.path) == (code, f"{path}.image.tag") and row.needs in problem.fix + path]

    [problem] = violations(str(row.since), before(row.at_least))
    assert problem.severity == severity
    assert str(row.at_least) in problem.fix
    assert violations(str(row.since), str(row.at_least)) == []
    assert violations(before(row.since), before(row.at_least)) == []


def test_no_step_of_an_upgrade_in_order_is_an_error() -> None:
    for old, new in pairwise(SHIPPED_SETS):
        step = tags(old)
        for service in UPGRADE_ORDER:
            step = {**step, service: tags(new)[service]}
            assert {problem.code for problem in problems(step).values() if problem.severity == "error"} == set(), step


def test_an_upgrade_of_the_gateway_before_the_data_service_is_an_error() -> None:
    assert "PK-VERSION-002" in problems({"gateway": "2.8.0", "dataservice": "1.6.0"})


@pytest.mark.parametrize("tag", ["latest", "", "2.6.1-acme", "mirror-2.6.1", "2.6"])
def test_tags_that_name_no_version_are_not_compared(tag: str) -> None:
    assert problems({"gateway": tag, "dataservice": "1.6.0"}) == {}


def test_a_service_outside_the_cluster_is_not_compared() -> None:
    assert problems({"dataservice": "1.6.0"}, gateway={"kind": "external", "url": "https://gateway.example.org"}) == {}


@pytest.mark.parametrize(
    ("settings", "service", "needed"),
    [
        ({"gateway": {"env": {"JWT_ENABLED": "ON"}}}, "gateway", ImageVersion(2, 5, 0)),
        ({"gateway": {"env": {"JWT_ENABLED": {"secretKeyRef": {"name": "own", "key": "on"}}}}}, "backend", ImageVersion(1, 13, 0)),
        ({"env": {"BLOCK_INLINE_CONFIG": "true"}}, "gateway", ImageVersion(2, 11, 0)),
        ({"env": {"BLOCK_INLINE_CONFIG": "true"}}, "backend", ImageVersion(1, 18, 0)),
        ({"backend": {"env": {"MODEL_CONFIGS_PROXY_FETCH_ENABLED": "ON"}}}, "backend", ImageVersion(1, 7, 0)),
        ({"gateway": {"mcp": {"externalUrl": "https://mcp.example.org"}}}, "gateway", ImageVersion(2, 0, 0)),
        ({**IRSA, "identity": {"kind": "podIdentity"}}, "backend", ImageVersion(1, 18, 0)),
        (
            {"auth": {"kind": "google", "clientId": "portkey", "clientAuthentication": "clientSecretPost"}},
            "backend",
            ImageVersion(1, 22, 0),
        ),
    ],
)
def test_a_feature_is_an_error_before_its_first_version(settings: dict[str, Any], service: str, needed: ImageVersion) -> None:
    problem = problems({service: before(needed)}, **settings)["PK-VERSION-004"]
    assert (problem.severity, problem.path, problem.fix) == ("error", f"{service}.image.tag", f"set it to {needed} or later")
    newest = {name: str(version) for name, version in NEWEST.items()}
    assert "PK-VERSION-004" not in problems({**newest, service: str(needed)}, **settings)


@pytest.mark.parametrize("value", ["OFF", "false"])
def test_a_feature_that_is_off_needs_no_version(value: str) -> None:
    assert "PK-VERSION-004" not in problems({"backend": "1.12.1"}, gateway={"env": {"JWT_ENABLED": value}})


def test_every_variable_with_a_first_version_is_compared_with_it() -> None:
    for row in VARIABLES:
        firsts = {reader: first for reader in row.readers if (first := row.first_version(reader))}
        assert bool(firsts) is bool(row.since), row.name
        assert all(first <= NEWEST[reader] for reader, first in firsts.items())


def test_a_variable_of_several_services_is_compared_in_each() -> None:
    store = {"kind": "s3", "bucket": "acme-portkey-logs", "region": "us-west-2", "filePathFormat": "v2"}
    old = {"gateway": "1.16.5", "dataservice": "1.3.0", "backend": "1.4.0"}
    assert "LOG_STORE_FILE_PATH_FORMAT (since" in problems(old, logStore=store)["PK-VERSION-005"].message
    assert "PK-VERSION-005" not in problems({**old, "gateway": "1.17.11", "backend": "1.5.0"}, logStore=store)


@pytest.mark.parametrize("service", NEWEST)
def test_a_newer_minor_version_is_a_warning_and_a_newer_patch_is_not(service: str) -> None:
    newest = {name: str(version) for name, version in NEWEST.items()}
    major, minor, patch = NEWEST[service]
    assert problems({**newest, service: f"{major}.{minor}.{patch + 1}"}) == {}
    assert problems({**newest, service: f"{major}.{minor + 1}.0"})["PK-VERSION-007"].severity == "warning"
