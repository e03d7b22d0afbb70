"""The evaluator of policies decides as IAM does, and refuses what it does not implement."""

from typing import Any

import pytest

from tests.iam.policy_evaluator import allows, matches, pod_caller, token_caller, trusts

PROVIDER = "arn:aws:iam::111122223333:oidc-provider/oidc.example.org/id/A"


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("arn:aws:s3:::logs/*", "arn:aws:s3:::logs/a/b", True),
        ("arn:aws:s3:::logs/*", "arn:aws:s3:::logs/", True),
        ("arn:aws:s3:::logs/*", "arn:aws:s3:::logs", False),
        ("arn:aws:s3:::logs", "arn:aws:s3:::logs2", False),
        ("secret:a-??????", "secret:a-Ab3dEf", True),
        ("secret:a-??????", "secret:a-b-Ab3dEf", False),
        ("arn:aws:bedrock:*::x", "arn:aws:bedrock:::x", True),
        ("a.b", "axb", False),
        ("a${*}", "a*", True),
        ("a${*}", "ab", False),
        ("a${?}${$}{x}", "a?${x}", True),
        ("a*b?", "a\nbc", True),
    ],
)
def test_pattern_matches_as_in_iam(pattern: str, text: str, expected: bool) -> None:
    assert matches(pattern, text) is expected


def document(**changes: Any) -> dict[str, Any]:
    statement = {"Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*", **changes}
    return {"Version": "2012-10-17", "Statement": [statement]}


def test_action_is_allowed_if_a_statement_contains_it_and_its_conditions_are_met() -> None:
    assert allows(document(), "s3:getobject", "arn:aws:s3:::logs/a")
    assert allows(document(Action=["s3:PutObject", "s3:Get*"]), "s3:GetObject", "arn:aws:s3:::logs/a")
    assert not allows(document(), "s3:GetObjectAcl", "arn:aws:s3:::logs/a")
    assert not allows(None, "s3:GetObject", "arn:aws:s3:::logs/a")
    conditional = document(Condition={"StringEquals": {"a": ["x", "y"]}, "ForAnyValue:StringEquals": {"b": "z"}})
    assert allows(conditional, "s3:GetObject", "arn:aws:s3:::logs/a", {"a": "y", "b": ("q", "z")})
    for context in ({}, {"a": "y"}, {"a": "n", "b": ("z",)}, {"a": "y", "b": ()}, {"b": ("z",)}):
        assert not allows(conditional, "s3:GetObject", "arn:aws:s3:::logs/a", context)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ({"a": "xyz", "b": ("p",)}, True),
        ({"a": "y", "b": ("p", "q")}, True),
        ({"a": "x"}, True),
        ({}, False),
        ({"b": ("p",)}, False),
        ({"a": "z"}, False),
        ({"a": "x", "b": ("p", "r")}, False),
    ],
)
def test_conditions_with_patterns_and_with_all_values(context: dict[str, Any], expected: bool) -> None:
    conditional = document(Condition={"StringLike": {"a": ["x*", "y"]}, "ForAllValues:StringEquals": {"b": ["p", "q"]}})
    assert allows(conditional, "s3:GetObject", "arn:aws:s3:::logs/a", context) is expected


@pytest.mark.parametrize(
    "changes",
    [
        {"Effect": "Deny"},
        {"NotResource": "*"},
        {"Condition": {"StringNotLike": {"a": "*"}}},
        {"Resource": "arn:aws:s3:::${aws:username}"},
    ],
)
def test_unknown_feature_of_iam_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(NotImplementedError):
        allows(document(**changes), "s3:GetObject", "arn:aws:s3:::logs/a")


def test_trust_policy_without_audience_trusts_any_audience() -> None:
    """The template in the deployment guide lacks the audience."""
    statement = {"Sid": "A", "Effect": "Allow", "Principal": {"Federated": PROVIDER}, "Action": "sts:AssumeRoleWithWebIdentity"}
    subject = {"StringEquals": {"oidc.example.org/id/A:sub": "system:serviceaccount:portkey:gateway"}}
    loose = {"Statement": [{**statement, "Condition": subject}]}
    assert trusts(loose, token_caller(PROVIDER, "portkey", "gateway"))
    assert trusts(loose, token_caller(PROVIDER, "portkey", "gateway", audience=None))
    assert not trusts(loose, token_caller(PROVIDER, "portkey", "backend"))


def test_trust_policy_needs_every_action_of_the_caller() -> None:
    without_tags = {"Statement": [{"Sid": "A", "Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    assert not trusts(without_tags, pod_caller("portkey", "gateway"))


def test_unknown_principal_is_refused() -> None:
    statement = {"Sid": "A", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRoleWithWebIdentity"}
    with pytest.raises(NotImplementedError):
        trusts({"Statement": [statement]}, token_caller(PROVIDER, "portkey", "gateway"))
