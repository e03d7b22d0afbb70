"""Cases of Claude Platform, models in Azure, and the versions of the gateway that call them."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

POD_IDENTITY: Final = "identity: {kind: podIdentity}"
CLAUDE: Final = "claudePlatform: {workspaces: ['*'], region: us-west-2}"
TAGS: Final = "bedrock: {region: us-west-2, models: [a.b], assumeRoles: ['arn:aws:iam::111122223333:role/a'], sessionTags: true}"

CASES: Final = [
    *(
        warning(
            "PK-MODEL-001",
            settings,
            settings.partition(":")[0],
            "1:1",
            "is set, but the identity of the gateway is none",
            "set gateway.identity: {kind: irsa} or {kind: podIdentity}",
            f"{settings}\n{POD_IDENTITY}",
        )
        for settings in (CLAUDE, "entraFederation: {}")
    ),
    Case(
        "PK-MODEL-002",
        f"{POD_IDENTITY}\nclaudePlatform: {{workspaces: [wrkspc_1]}}",
        "claudePlatform.region",
        "2:1",
        "is missing",
        "set the region of the workspaces, here or as aws.region",
        f"{POD_IDENTITY}\n{CLAUDE}",
    ),
    warning(
        "PK-MODEL-003",
        f"{POD_IDENTITY}\n{TAGS}",
        "bedrock.sessionTags",
        "2:96",
        "is set, but the gateway is 2.13.0",
        "set gateway.image.tag to 2.16.0 or newer, or remove the setting",
        f"{POD_IDENTITY}\n{TAGS}\ngateway: {{image: {{tag: 2.16.0}}}}",
    ),
    warning(
        "PK-MODEL-003",
        f"{POD_IDENTITY}\n{CLAUDE}\ngateway: {{image: {{tag: 2.9.9}}}}",
        "claudePlatform",
        "2:1",
        "is set, but the gateway is 2.9.9",
        "set gateway.image.tag to 2.10.0 or newer, or remove the setting",
        f"{POD_IDENTITY}\n{CLAUDE}",
    ),
]
