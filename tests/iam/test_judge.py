"""The evaluator that the other tests lean on judges as IAM does, and nothing that it does not know."""

from typing import Any

import pytest

from tests.iam.judge import allows, by_pod, by_token, matches, trusts

PROVIDER = "arn:aws:iam::111122223333:oidc-provider/oidc.example.org/id/A"


@pytest.mark.parametrize(
    ("pattern", "text", "taken"),
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
def test_patterns(pattern: str, text: str, taken: bool) -> None:
    assert matches(pattern, text) is taken


def document(**said: Any) -> dict[str, Any]:
    one = {"Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*", **said}
    return {"Version": "2012-10-17", "Statement": [one]}


def test_actions_and_conditions() -> None:
    assert allows(document(), "s3:getobject", "arn:aws:s3:::logs/a")
    assert allows(document(Action=["s3:PutObject", "s3:Get*"]), "s3:GetObject", "arn:aws:s3:::logs/a")
    assert not allows(document(), "s3:GetObjectAcl", "arn:aws:s3:::logs/a")
    assert not allows(None, "s3:GetObject", "arn:aws:s3:::logs/a")
    told = document(Condition={"StringEquals": {"a": ["x", "y"]}, "ForAnyValue:StringEquals": {"b": "z"}})
    assert allows(told, "s3:GetObject", "arn:aws:s3:::logs/a", {"a": "y", "b": ("q", "z")})
    for context in ({}, {"a": "y"}, {"a": "n", "b": ("z",)}, {"a": "y", "b": ()}, {"b": ("z",)}):
        assert not allows(told, "s3:GetObject", "arn:aws:s3:::logs/a", context)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "said",
    [
        {"Effect": "Deny"},
        {"NotResource": "*"},
        {"Condition": {"StringLike": {"a": "*"}}},
        {"Resource": "arn:aws:s3:::${aws:username}"},
    ],
)
def test_what_it_does_not_know_it_refuses_to_judge(said: dict[str, Any]) -> None:
    with pytest.raises(NotImplementedError):
        allows(document(**said), "s3:GetObject", "arn:aws:s3:::logs/a")


def test_a_loose_trust_policy_is_seen_through() -> None:
    """The guide's template forgets the audience."""
    who = {"Sid": "A", "Effect": "Allow", "Principal": {"Federated": PROVIDER}, "Action": "sts:AssumeRoleWithWebIdentity"}
    loose = {"Statement": [{**who, "Condition": {"StringEquals": {"oidc.example.org/id/A:sub": "system:serviceaccount:portkey:gateway"}}}]}
    assert trusts(loose, by_token(PROVIDER, "portkey", "gateway"))
    assert trusts(loose, by_token(PROVIDER, "portkey", "gateway", audience=None))
    assert not trusts(loose, by_token(PROVIDER, "portkey", "backend"))
    half = {"Statement": [{"Sid": "A", "Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    assert not trusts(half, by_pod("portkey", "gateway"))
    with pytest.raises(NotImplementedError):
        trusts({"Statement": [{**who, "Principal": {"AWS": "*"}}]}, by_token(PROVIDER, "portkey", "gateway"))
