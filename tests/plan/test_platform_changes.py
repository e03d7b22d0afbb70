"""The IAM permissions that roles gain and lose between two configurations."""

from collections.abc import Mapping
from typing import Any, Final

from portkey_constructs.plan import Plan
from portkey_constructs.plan.platform_changes import with_permissions
from tests.support.examples import EXTERNAL, PRODUCTION, config_from

AWS: Final = {"accountId": "123456789012", "region": "us-west-2", "cluster": "c", "oidcIssuer": "https://oidc.eks.us-west-2.amazonaws.com/id/ABC"}
IRSA: Final = {**EXTERNAL, "aws": AWS, "identity": {"kind": "irsa"}}


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    plan = with_permissions(Plan(), config_from(old).resolve(), config_from(new).resolve())
    assert plan.notes == ()
    return [f"{role} {direction} {text}" for role, direction, text in plan.permissions]


def test_the_same_roles_change_nothing() -> None:
    assert changes(IRSA, IRSA) == []
    assert changes(PRODUCTION, PRODUCTION) == []


def test_another_bucket_is_gained_and_the_old_one_lost() -> None:
    texts = changes(IRSA, {**IRSA, "logStore": {"kind": "s3", "bucket": "other", "region": "us-west-2"}})
    role = texts[0].split(" ")[0]
    assert any(text.startswith(f"{role} gained s3:") and "arn:aws:s3:::other" in text for text in texts)
    assert any(text.startswith(f"{role} lost s3:") and "arn:aws:s3:::portkey-logs" in text for text in texts)


def test_new_roles_must_exist_and_old_ones_are_no_longer_used() -> None:
    gained, lost = changes(EXTERNAL, IRSA), changes(IRSA, EXTERNAL)
    assert any("gained the role must exist, for the service accounts portkey/portkey-gateway" in text for text in gained)
    assert len([text for text in lost if text.endswith("lost no service account of this platform uses the role any more")]) == len(
        [text for text in gained if "the role must exist" in text]
    )


def test_another_issuer_changes_the_trust_policy() -> None:
    texts = changes(IRSA, {**IRSA, "aws": {**AWS, "oidcIssuer": "https://oidc.eks.us-west-2.amazonaws.com/id/OTHER"}})
    assert texts
    assert all("the trust policy allows portkey/" in text for text in texts)


def test_permissions_alone_make_a_plan_that_is_not_empty() -> None:
    new = {**IRSA, "bedrock": {"models": ["anthropic.*"]}}
    plan = with_permissions(Plan(), config_from(IRSA).resolve(), config_from(new).resolve())
    assert not plan.empty
    assert any("bedrock:InvokeModel" in permission.text for permission in plan.permissions)
