"""Documents are what IAM takes: of its grammar, within its limits, and without fault to a linter."""

import json
import re
from collections.abc import Iterator
from typing import Any

import parliament
import pytest
from hypothesis import HealthCheck, example, given, settings

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.iam import Role, Statement, cluster_config, document, has_roles, roles
from portkey_constructs.iam.statements import merged
from tests.iam.judge import listed, statements
from tests.iam.known import AWS, KNOWN, REAL, known, placed
from tests.support.examples import EXTERNAL, config
from tests.support.strategies import configurations

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: white space does not count.
LONGEST_INLINE_POLICIES = 10_240
LONGEST_TRUST_POLICY = 2_048
LONGEST_NAME = 64
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
NAME = re.compile(r"[\w+=,.@-]+", re.ASCII)
CHARACTERS = re.compile(r"[\t\n\r\x20-\xff]+")
ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9]+:[a-z0-9*-]*:([0-9]{12})?:\S.*", re.DOTALL)
some = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much])


def length(policy: dict[str, Any] | None) -> int:
    return len(re.sub(r"\s", "", json.dumps(policy, ensure_ascii=False))) if policy else 0


def faults(one: Role) -> Iterator[str]:
    """What IAM would refuse of a role."""
    if not NAME.fullmatch(one.name) or len(one.name) > LONGEST_NAME:
        yield f"the name {one.name}"
    if length(one.trust) > LONGEST_TRUST_POLICY:
        yield f"a trust policy of {length(one.trust)} characters"
    if length(one.permissions) > LONGEST_INLINE_POLICIES:
        yield f"permissions of {length(one.permissions)} characters"
    for policy in (one.trust, one.permissions):
        if policy is None:
            continue
        if policy.keys() != {"Version", "Statement"} or policy["Version"] != "2012-10-17" or not policy["Statement"]:
            yield "a document of another form"
        if not CHARACTERS.fullmatch(json.dumps(policy)):
            yield "letters that IAM does not take"
        sids = [each["Sid"] for each in statements(policy)]
        if len(set(sids)) != len(sids) or any(not re.fullmatch("[A-Za-z0-9]+", sid) for sid in sids):
            yield f"the sids {sids}"
    for each in statements(one.permissions):
        for resource in listed(each["Resource"]):
            if not ARN.fullmatch(resource):
                yield f"the resource {resource}"
        for text in (*listed(each["Resource"]), *listed(each["Action"])):
            if not isinstance(text, str):
                yield f"no text: {text!r}"
    for each in statements(one.trust):
        if each["Effect"] != "Allow" or "Resource" in each or not each["Condition"]["StringEquals"]:
            yield f"the trust {each}"
        for value in each["Condition"]["StringEquals"].values():
            if not all(isinstance(text, str) and text for text in listed(value)):
                yield f"a condition without a value: {value}"


@pytest.mark.parametrize("name", KNOWN)
def test_iam_takes_every_role(name: str) -> None:
    for one in roles(known(name)):
        assert list(faults(one)) == []


def test_the_longest_of_the_real_ones_is_far_from_the_limits() -> None:
    found = [one for name in REAL for one in roles(known(name))]
    assert max(length(one.trust) for one in found) < 0.6 * LONGEST_TRUST_POLICY
    assert max(length(one.permissions) for one in found) < 0.2 * LONGEST_INLINE_POLICIES


def findings(policy: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(one.issue, one.detail) for one in parliament.analyze_policy_string(json.dumps(policy)).findings]


FORMATS = {resource["arn"] for service in parliament.iam_definition if service["prefix"] == "bedrock" for resource in service["resources"]}


def is_bedrock(resource: str) -> bool:
    """Whether it has the form of one of Bedrock's resources."""
    kind = resource.split(":", 5)[5].partition("/")[0]
    return any(kind == form.split(":", 5)[5].partition("/")[0] for form in FORMATS)


def explained(policy: dict[str, Any], issue: str, detail: Any) -> bool:
    """Two things that the linter sees wrong.

    Of an action that is for one of several kinds of resources, such as Bedrock's, it wants all kinds at once. And it does not know the conditions
    that are a key's own rather than an action's, which are listed beside the resource:
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
    """
    if issue == "RESOURCE_MISMATCH" and all(each["action"].startswith("bedrock:Invoke") for each in detail):
        invoked = [resource for each in statements(policy) if each["Sid"] == "InvokeModels" for resource in listed(each["Resource"])]
        return bool(invoked) and all(map(is_bedrock, invoked))
    return issue == "UNKNOWN_CONDITION_FOR_ACTION" and "kms:ResourceAliases" in str(detail)


@pytest.mark.parametrize("name", KNOWN)
def test_a_linter_finds_nothing_in_permissions(name: str) -> None:
    for one in roles(known(name)):
        if policy := one.permissions:
            assert [(issue, detail) for issue, detail in findings(policy) if not explained(policy, issue, detail)] == []


@pytest.mark.parametrize("name", KNOWN)
def test_a_linter_finds_nothing_in_trust(name: str) -> None:
    """But that there is no resource, for it takes every document for permissions; and it knows public providers of tokens alone."""
    for one in roles(known(name)):
        for issue, detail in findings(one.trust):
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
def test_the_linter_finds_what_is_wrong(policy: dict[str, Any]) -> None:
    assert [issue for issue, detail in findings(policy) if not explained(policy, issue, detail)] != []


def test_a_linter_finds_nothing_in_what_is_made_for_eksctl() -> None:
    policies = [one["permissionPolicy"] for one in cluster_config(known("app hybrid"))["iam"]["podIdentityAssociations"]]
    assert len(policies) == 3
    for policy in policies:
        assert [(issue, detail) for issue, detail in findings(policy) if not explained(policy, issue, detail)] == []


def codes(made: PortkeyConfig) -> set[str]:
    """Those of the problems that it has."""
    try:
        roles(made)
    except ConfigurationError as error:
        return {one.code for one in error.problems}
    return set()


@some
@example({**EXTERNAL, "aws": AWS, "identity": {"kind": "irsa"}})
@example({**EXTERNAL, "aws": AWS, "identity": {"kind": "podIdentity"}, "bedrock": {"models": ["*"]}})
@given(configurations())
def test_any_configuration_that_has_roles_has_valid_ones(data: dict[str, Any]) -> None:
    made = placed(config(data))
    if not has_roles(made):
        with pytest.raises(ConfigurationError, match="gives no component a role"):
            roles(made)
        return
    if refused := codes(made):
        assert refused == {"PK-AWS-013"}
        return
    found = roles(made)
    assert found != ()
    for one in found:
        assert list(faults(one)) == []
    assert roles(made) == found


def test_alike_statements_are_one() -> None:
    one, other = (Statement("Read", ("s3:GetObject",), (f"arn:aws:s3:::{name}/*",)) for name in ("a", "b"))
    [both] = merged([one, other, one])
    assert both.resources == ("arn:aws:s3:::a/*", "arn:aws:s3:::b/*")
    assert both.allows()["Resource"] == ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"]
    assert one.allows() == {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"}
    with pytest.raises(ValueError, match="two statements called Read allow different things"):
        merged([one, Statement("Read", ("s3:PutObject",), other.resources)])
