"""Rules about the identity with which the gateway calls Claude Platform and models in Azure, and about the versions that can."""

from collections.abc import Iterator, Mapping
from typing import Final

from portkey_constructs.config.identity import Irsa, PodIdentity
from portkey_constructs.platform.image_version import ImageVersion
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_IDENTITY: Final = ("gateway.identity", "identity", "gateway.serviceAccount")
_POD_IDENTITY: Final = "identity: {kind: podIdentity}\n"
_OLD_SET: Final = "dataservice: {image: {tag: 1.6.0}}\n"
_REGION: Final = "aws: {region: us-west-2}\n"
_CLAUDE: Final = "claudePlatform: {workspaces: ['*']}\n"
_SINCE: Final[Mapping[str, ImageVersion]] = {
    "bedrock.sessionTags": ImageVersion(2, 16, 0),
    "claudePlatform": ImageVersion(2, 10, 0),
    "entraFederation": ImageVersion(2, 6, 2),
}
"""The first version of the gateway that reads a setting, as Portkey's release notes say."""


def _settings(platform: Platform) -> Iterator[str]:
    """The settings that give the gateway's role access to models outside Bedrock."""
    present = {"claudePlatform": platform.config.claude_platform, "entraFederation": platform.config.entra_federation}
    return (path for path, settings in present.items() if settings)


@rule(
    "PK-MODEL-001",
    title="the gateway has no IAM role for these models",
    cause="Claude Platform on AWS, tokens for Entra ID and the federation with Google Cloud need an IAM role of the gateway. Without one, AWS denies "
    "every call, and Google Cloud does not know the gateway.",
    fix="Set gateway.identity: {kind: irsa} or {kind: podIdentity}.",
    settings=("claudePlatform", "entraFederation", "googleFederation", *_IDENTITY),
    severity="warning",
    example=Example("entraFederation: {}\n", f"{_POD_IDENTITY}entraFederation: {{}}\n"),
)
def no_role(platform: Platform) -> Findings:
    gateway = platform.gateway
    if gateway and not isinstance(gateway.identity, Irsa | PodIdentity):
        federation = ("googleFederation",) if platform.config.google_federation else ()
        for path in (*_settings(platform), *federation):
            yield Finding(path, f"is set, but the identity of the gateway is {gateway.identity.kind}")


@rule(
    "PK-MODEL-002",
    title="Claude Platform without a region",
    cause="A workspace belongs to a region, but neither claudePlatform.region nor aws.region is set.",
    fix="Set the region of the workspaces, here or as aws.region.",
    settings=("claudePlatform.region", "aws.region"),
    example=Example(f"{_POD_IDENTITY}{_CLAUDE}", f"{_POD_IDENTITY}{_REGION}{_CLAUDE}"),
)
def no_region(platform: Platform) -> Findings:
    claude = platform.config.claude_platform
    if claude and not claude.region and not platform.aws.region:
        yield Finding("claudePlatform.region", "is missing")


@rule(
    "PK-MODEL-003",
    title="a gateway that is older than the setting",
    cause="The permissions of the role have no effect, because this version of the gateway does not use them.",
    fix="Set a newer gateway.image.tag, or remove the setting.",
    settings=(*_SINCE, "gateway.image"),
    severity="warning",
    example=Example(
        f"{_POD_IDENTITY}{_OLD_SET}gateway: {{image: {{tag: 2.6.0}}}}\nentraFederation: {{}}\n",
        f"{_POD_IDENTITY}{_OLD_SET}gateway: {{image: {{tag: 2.6.2}}}}\nentraFederation: {{}}\n",
    ),
)
def gateway_too_old(platform: Platform) -> Findings:
    version = platform.gateway.version if platform.gateway else None
    tags = ("bedrock.sessionTags",) if platform.bedrock and platform.bedrock.settings.session_tags else ()
    for path in (*tags, *_settings(platform)):
        first = _SINCE[path]
        if version and version < first:
            yield Finding(path, f"is set, but the gateway is {version}", f"set gateway.image.tag to {first} or newer, or remove the setting")
