"""Cases of Amazon Bedrock."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

BEDROCK: Final = "bedrock: {region: us-west-2"
POD_IDENTITY: Final = "identity: {kind: podIdentity}"

CASES: Final = [
    Case("PK-BEDROCK-001", "bedrock: {credentials: keys}", "bedrock.region", "1:1", "is missing", "here or as aws.region", f"{BEDROCK}}}"),
    warning(
        "PK-BEDROCK-002",
        f"{BEDROCK}, models: ['*'],\n  credentials: identity}}",
        "bedrock.credentials",
        "2:3",
        "is identity, but the gateway has no AWS identity",
        "set gateway.identity: {kind: irsa} or {kind: podIdentity}, so that the gateway does not use the role of its node",
        f"{BEDROCK}, models: ['*'],\n  credentials: identity}}\ngateway: {{{POD_IDENTITY}}}",
    ),
    Case(
        "PK-BEDROCK-003",
        f"{BEDROCK}, models: ['*'],\n  secretKey: a}}\n{POD_IDENTITY}",
        "bedrock.secretKey",
        "2:3",
        "is set, but the pods' identity gives access",
        "remove it, or set credentials: keys",
        f"{BEDROCK},\n  accessKey: a, secretKey: b}}",
        base="development",
    ),
    warning(
        "PK-BEDROCK-004",
        "bedrock: {region: us-west-2}\ngateway: {identity: {kind: podIdentity, roleArn: 'arn:aws:iam::111122223333:role/a'}}",
        "bedrock.models",
        "1:1",
        "is empty, so the gateway's role may invoke no model",
        "such as models: [anthropic.*]",
        f"bedrock: {{region: us-west-2, models: [anthropic.*]}}\ngateway: {{{POD_IDENTITY}}}",
    ),
    Case(
        "PK-BEDROCK-005",
        "bedrock: {region: us-west-2,\n  credentials: keys, models: [anthropic.*]}",
        "bedrock.models",
        "2:22",
        "is set, but access keys call Bedrock",
        "remove it, or give the gateway an identity",
        "bedrock: {region: us-west-2, credentials: keys}",
    ),
    *(
        Case(
            "PK-BEDROCK-005",
            f"bedrock: {{region: us-west-2, credentials: keys, {setting}: {value}}}",
            f"bedrock.{setting}",
            "1:49",
            "is set, but access keys call Bedrock",
            "remove it, or give the gateway an identity",
            "bedrock: {region: us-west-2, credentials: keys}",
        )
        for setting, value in (
            ("batches", "{bucket: acme-batches, roleArn: 'arn:aws:iam::111122223333:role/batches'}"),
            ("assumeRoles", "['arn:aws:iam::111122223333:role/models']"),
        )
    ),
    Case(
        "PK-BEDROCK-006",
        "gateway: {image: {tag: 2.16.0}}\nidentity: {kind: podIdentity}\nbedrock: {region: us-west-2, models: [a.b], sessionTags: true}",
        "bedrock.sessionTags",
        "3:45",
        "is true, but bedrock.assumeRoles is empty",
        "list the roles in bedrock.assumeRoles, or remove sessionTags",
        "gateway: {image: {tag: 2.16.0}}\nidentity: {kind: podIdentity}\nbedrock: {region: us-west-2, models: [a.b]}",
    ),
]
