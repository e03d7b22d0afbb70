"""Policy documents are valid for IAM: in grammar, within its limits, and without findings of a linter."""

import json
import re
from collections.abc import Iterator
from typing import Any

import parliament
import pytest
from hypothesis import HealthCheck, example, given, settings

from portkey_constructs.errors import ConfigurationError
from portkey_constructs.iam import Role, Statement, cluster_config, document, has_roles, roles
from portkey_constructs.iam.statements import merged
from portkey_constructs.platform import Platform
from tests.iam.configurations import ALL, AWS, ENVIRONMENTS_WITH_ROLES, platform_of, with_account
from tests.iam.policy_evaluator import as_list, statements
from tests.support.examples import EXTERNAL, config_from
from tests.support.strategies import configurations

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: white space does not count.
MAX_INLINE_POLICIES = 10_240
MAX_TRUST_POLICY = 2_048
MAX_NAME = 64
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
NAME = re.compile(r"[\w+=,.@-]+", re.ASCII)
CHARACTERS = re.compile(r"[\t\n\r\x20-\xff]+")
ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9*-]*:([0-9]{12})?:\S.*", re.DOTALL)
WITHOUT_RESOURCE = ("ListBatches", "RequestTokensForEntra")
"""Statements about actions that have no resource, so that IAM accepts only * for it."""
few_examples = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
)


def length(policy: dict[str, Any] | None) -> int:
    return len(re.sub(r"\s", "", json.dumps(policy, ensure_ascii=False))) if policy else 0


def violations(role: Role) -> Iterator[str]:
    """The reasons for which IAM would reject a role."""
    if not NAME.fullmatch(role.name) or len(role.name) > MAX_NAME:
        yield f"the name {role.name}"
    if length(role.trust) > MAX_TRUST_POLICY:
        yield f"a trust policy of {length(role.trust)} characters"
    if length(role.permissions) > MAX_INLINE_POLICIES:
        yield f"permissions of {length(role.permissions)} characters"
    for policy in (role.trust, role.permissions):
        if policy is None:
            continue
        if policy.keys() != {"Version", "Statement"} or policy["Version"] != "2012-10-17" or not policy["Statement"]:
            yield "an incomplete document"
        if not CHARACTERS.fullmatch(json.dumps(policy)):
            yield "characters that IAM does not accept"
        sids = [statement["Sid"] for statement in statements(policy)]
        if len(set(sids)) != len(sids) or any(not re.fullmatch("[A-Za-z0-9]+", sid) for sid in sids):
            yield f"the sids {sids}"
    for statement in statements(role.permissions):
        for resource in as_list(statement["Resource"]):
            if not ARN.fullmatch(resource) and statement["Sid"] not in WITHOUT_RESOURCE:
                yield f"the resource {resource}"
        for text in (*as_list(statement["Resource"]), *as_list(statement["Action"])):
            if not isinstance(text, str):
                yield f"not a text: {text!r}"
    for statement in statements(role.trust):
        if statement["Effect"] != "Allow" or "Resource" in statement or not statement["Condition"]["StringEquals"]:
            yield f"the trust {statement}"
        for value in statement["Condition"]["StringEquals"].values():
            if not all(isinstance(text, str) and text for text in as_list(value)):
                yield f"a condition without a value: {value}"


@pytest.mark.parametrize("name", ALL)
def test_role_is_valid_for_iam(name: str) -> None:
    for role in roles(platform_of(name)):
        assert list(violations(role)) == []


def test_policies_of_environments_are_far_below_the_limits() -> None:
    all_roles = [role for name in ENVIRONMENTS_WITH_ROLES for role in roles(platform_of(name))]
    assert max(length(role.trust) for role in all_roles) < 0.6 * MAX_TRUST_POLICY
    assert max(length(role.permissions) for role in all_roles) < 0.4 * MAX_INLINE_POLICIES


def lint(policy: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(finding.issue, finding.detail) for finding in parliament.analyze_policy_string(json.dumps(policy)).findings]


FORMATS = {resource["arn"] for service in parliament.iam_definition if service["prefix"] == "bedrock" for resource in service["resources"]}


def is_bedrock_arn(resource: str) -> bool:
    """Whether an ARN has the form of a resource of Bedrock."""
    kind = resource.split(":", 5)[5].partition("/")[0]
    return any(kind == form.split(":", 5)[5].partition("/")[0] for form in FORMATS)


def is_false_alarm(policy: dict[str, Any], issue: str, detail: Any) -> bool:
    """Three findings that are wrong.

    For an action on one of several kinds of resources, as in Bedrock, or for every action of a service, the linter requires all kinds
    at once. It also does not know the conditions of a resource, which the reference lists beside the resource instead of the action:
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
    """
    if issue == "RESOURCE_MISMATCH" and all(mismatch["action"].startswith("aws-external-anthropic:") for mismatch in detail):
        return True
    if issue == "RESOURCE_MISMATCH" and all(mismatch["action"].startswith("bedrock:") for mismatch in detail):
        resources = [
            resource
            for statement in statements(policy)
            if statement["Sid"] in ("InvokeModels", "InvokeModelsOfProfiles", "ReadProfiles", "CreateBatches", "ManageBatches")
            for resource in as_list(statement["Resource"])
        ]
        return bool(resources) and all(map(is_bedrock_arn, resources))
    return issue == "UNKNOWN_CONDITION_FOR_ACTION" and "kms:ResourceAliases" in str(detail)


def lint_without_false_alarms(policy: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(issue, detail) for issue, detail in lint(policy) if not is_false_alarm(policy, issue, detail)]


@pytest.mark.parametrize("name", ALL)
def test_linter_finds_nothing_in_permissions(name: str) -> None:
    for role in roles(platform_of(name)):
        if policy := role.permissions:
            assert lint_without_false_alarms(policy) == []


@pytest.mark.parametrize("name", ALL)
def test_linter_finds_nothing_in_trust_policies(name: str) -> None:
    """It expects a resource, as in permissions, and knows only public identity providers; other findings fail."""
    for role in roles(platform_of(name)):
        for issue, detail in lint(role.trust):
            assert issue in ("MALFORMED", "UNKNOWN_FEDERATION_SOURCE")
            assert issue != "MALFORMED" or detail == "Statement contains neither Resource nor NotResource"
            assert issue != "UNKNOWN_FEDERATION_SOURCE" or ":oidc-provider/oidc.eks." in str(detail)


@pytest.mark.parametrize(
    "policy",
    [
        document([Statement("A", ("s3:GetObjects",), ("arn:aws:s3:::logs/*",))]),
        document([Statement("A", ("secretsmanager:GetSecretValue",), ("arn:aws:secretsmanager:us-west-2::secret:a-??????",))]),
        document([Statement("A", ("kms:Decrypt",), ("arn:aws:kms:us-west-2:111122223333:keys/a",))]),
        document([Statement("InvokeModels", ("bedrock:InvokeModel",), ("arn:aws:bedrock:us-west-2::model/a",))]),
        document([Statement("A", ("s3:GetObject",), ("arn:aws:s3:::logs/*",)), Statement("A", ("s3:PutObject",), ("arn:aws:s3:::logs/*",))]),
        document([Statement("A", ("s3:GetObject",), ("arn:aws:s3:::logs/*",), {"StringEquals": {"s3:nonsense": "a"}})]),
    ],
)
def test_linter_finds_mistakes(policy: dict[str, Any]) -> None:
    assert lint_without_false_alarms(policy) != []


def test_linter_finds_nothing_in_the_policies_for_eksctl() -> None:
    policies = [association["permissionPolicy"] for association in cluster_config(platform_of("app hybrid"))["iam"]["podIdentityAssociations"]]
    assert len(policies) == 3
    for policy in policies:
        assert lint_without_false_alarms(policy) == []


def problem_codes(platform: Platform) -> set[str]:
    try:
        roles(platform)
    except ConfigurationError as error:
        return {problem.code for problem in error.problems}
    return set()


@few_examples
@example({**EXTERNAL, "aws": AWS, "identity": {"kind": "irsa"}})
@example({**EXTERNAL, "aws": AWS, "identity": {"kind": "podIdentity"}, "bedrock": {"models": ["*"]}})
@given(configurations())
def test_roles_of_any_configuration_are_valid(data: dict[str, Any]) -> None:
    platform = with_account(config_from(data)).resolve()
    if not has_roles(platform):
        with pytest.raises(ConfigurationError, match="gives no component an IAM role"):
            roles(platform)
        return
    if codes := problem_codes(platform):
        assert codes == {"PK-AWS-013"}
        return
    all_roles = roles(platform)
    assert all_roles != ()
    for role in all_roles:
        assert list(violations(role)) == []
    assert roles(platform) == all_roles


def test_statements_with_the_same_sid_are_merged() -> None:
    first, second = (Statement("Read", ("s3:GetObject",), (f"arn:aws:s3:::{name}/*",)) for name in ("a", "b"))
    [both] = merged([first, second, first])
    assert both.resources == ("arn:aws:s3:::a/*", "arn:aws:s3:::b/*")
    assert both.to_json()["Resource"] == ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"]
    assert first.to_json() == {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"}


def test_statements_with_the_same_sid_and_other_actions_are_refused() -> None:
    read, write = (Statement("Read", (action,), ("arn:aws:s3:::a/*",)) for action in ("s3:GetObject", "s3:PutObject"))
    with pytest.raises(ValueError, match="statements with the sid Read differ in actions or conditions"):
        merged([read, write])
