"""Rules about Amazon Bedrock."""

from typing import Final

from portkey_constructs.config.identity import Irsa, PodIdentity
from portkey_constructs.platform.log_stores import BedrockAccess
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secret_keys import BEDROCK_REGION
from portkey_constructs.rules.registry import Example, Finding, Findings, rule
from portkey_constructs.rules.secret_sources import FROM_SECRET

__all__: list[str] = []

_IDENTITY: Final = ("gateway.identity", "identity")
_POD_IDENTITY: Final = "identity: {kind: podIdentity}\n"
_MODELS: Final = "bedrock: {region: us-west-2, models: ['anthropic.*']"
_TAGGED: Final = "gateway: {image: {tag: '2.16.0'}}\n"
_ROLE_SETTINGS: Final = ("models", "batches", "assumeRoles", "sessionTags")
_KEYS: Final = "bedrock: {region: us-west-2, credentials: keys"


def _bedrock(platform: Platform) -> BedrockAccess | None:
    """Access to Bedrock, if the gateway runs in this cluster."""
    return platform.bedrock if platform.gateway else None


@rule(
    "PK-BEDROCK-001",
    title="Bedrock without a region",
    cause="Models are called in a region, but neither bedrock.region nor aws.region is set.",
    fix="Set the region of the models, here or as aws.region.",
    settings=("bedrock.region", "aws.region", "gateway.kind", *FROM_SECRET),
    example=Example("bedrock: {credentials: keys}\n", f"{_KEYS}}}\n"),
)
def no_region(platform: Platform) -> Findings:
    bedrock = _bedrock(platform)
    if bedrock and not bedrock.region and BEDROCK_REGION not in platform.from_secrets.keys:
        yield Finding("bedrock.region", "is missing")


@rule(
    "PK-BEDROCK-002",
    title="Bedrock is called with the role of the nodes",
    cause="credentials is identity, but the gateway has no AWS identity. The client falls back to the role of the node, if the metadata service "
    "allows it.",
    fix="Set gateway.identity: {kind: irsa} or {kind: podIdentity}, so that the gateway does not use the role of its node.",
    settings=("bedrock.credentials", *_IDENTITY),
    severity="warning",
    example=Example(f"{_MODELS}, credentials: identity}}\n", f"{_POD_IDENTITY}{_MODELS}, credentials: identity}}\n"),
)
def role_of_nodes(platform: Platform) -> Findings:
    bedrock, gateway = _bedrock(platform), platform.gateway
    if bedrock and bedrock.by_identity and gateway and not isinstance(gateway.identity, Irsa | PodIdentity):
        yield Finding("bedrock.credentials", "is identity, but the gateway has no AWS identity")


@rule(
    "PK-BEDROCK-003",
    title="access keys for Bedrock that are not used",
    cause="The gateway calls the models with its identity, so the keys have no effect and can only leak.",
    fix="Remove it, or set credentials: keys.",
    settings=("bedrock.accessKey", "bedrock.secretKey", "bedrock.credentials", *_IDENTITY),
    example=Example(f"{_POD_IDENTITY}{_MODELS}, accessKey: an-id, secretKey: a-key}}\n", f"{_POD_IDENTITY}{_MODELS}}}\n", "development"),
)
def unused_keys(platform: Platform) -> Findings:
    bedrock = _bedrock(platform)
    if bedrock and bedrock.by_identity:
        for field, value in (("accessKey", bedrock.settings.access_key), ("secretKey", bedrock.settings.secret_key)):
            if value:
                yield Finding(f"bedrock.{field}", "is set, but the pods' identity gives access")


@rule(
    "PK-BEDROCK-004",
    title="the gateway's role may invoke no model",
    cause="The generated policies allow the gateway's role to invoke only the models in bedrock.models: AWS would deny every call.",
    fix="List the models that the gateway's role may invoke, such as models: [anthropic.*].",
    settings=("bedrock.models", "bedrock.credentials", *_IDENTITY),
    severity="warning",
    example=Example(f"{_POD_IDENTITY}bedrock: {{region: us-west-2}}\n", f"{_POD_IDENTITY}{_MODELS}}}\n"),
)
def no_models(platform: Platform) -> Findings:
    bedrock = _bedrock(platform)
    if bedrock and bedrock.by_identity and not bedrock.settings.models:
        yield Finding("bedrock.models", "is empty, so the gateway's role may invoke no model")


@rule(
    "PK-BEDROCK-005",
    title="permissions for a role, but access keys call Bedrock",
    cause="These settings become the policy of the gateway's role. What access keys may do is decided where they are created.",
    fix="Remove it, or give the gateway an identity.",
    settings=(*(f"bedrock.{field}" for field in _ROLE_SETTINGS), "bedrock.credentials", *_IDENTITY),
    example=Example(f"{_MODELS}, credentials: keys}}\n", f"{_KEYS}}}\n"),
)
def models_for_keys(platform: Platform) -> Findings:
    bedrock = _bedrock(platform)
    if bedrock and not bedrock.by_identity:
        settings = bedrock.settings
        permissions = (settings.models, settings.batches, settings.assume_roles, settings.session_tags)
        for field, value in zip(_ROLE_SETTINGS, permissions, strict=True):
            if value:
                yield Finding(f"bedrock.{field}", "is set, but access keys call Bedrock")


@rule(
    "PK-BEDROCK-006",
    title="session tags without a role to assume",
    cause="The gateway tags the session when it assumes the role that an integration names, and its own role may assume none.",
    fix="List the roles in bedrock.assumeRoles, or remove sessionTags.",
    settings=("bedrock.sessionTags", "bedrock.assumeRoles"),
    example=Example(
        f"{_POD_IDENTITY}{_TAGGED}{_MODELS}, sessionTags: true}}\n",
        f"{_POD_IDENTITY}{_TAGGED}{_MODELS}, sessionTags: true, assumeRoles: ['arn:aws:iam::444455556666:role/models']}}\n",
    ),
)
def tags_without_role(platform: Platform) -> Findings:
    bedrock = _bedrock(platform)
    if bedrock and bedrock.settings.session_tags and not bedrock.settings.assume_roles:
        yield Finding("bedrock.sessionTags", "is true, but bedrock.assumeRoles is empty")
