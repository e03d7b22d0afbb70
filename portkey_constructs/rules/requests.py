"""Rules about what the gateway accepts of a request, and what it keeps of its headers."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.log_store import S3LogStore
from portkey_constructs.config.quantities import amount
from portkey_constructs.config.requests import Cors
from portkey_constructs.config.services import FrontendConfig, GatewayConfig
from portkey_constructs.platform.body_sizes import json_body_limit
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_EVERYTHING: Final = "*"
_CREDENTIALS: Final = ("authorization", "x-portkey-api-key")
_SECRET_HEADERS: Final = (*_CREDENTIALS, "api-key", "x-api-key", "cookie", "proxy-authorization", "x-amz-security-token")
_DEFAULT_PORTS: Final = {"http:": ":80", "https:": ":443"}


def _cors(platform: Platform) -> Iterator[Cors]:
    settings = platform.config.gateway
    if isinstance(settings, GatewayConfig) and settings.cors:
        yield settings.cors


@rule(
    "PK-CORS-001",
    title="every website may call the gateway",
    cause="The origin * lets the page of any website send requests to the gateway and read the answers, with the API key that the page has.",
    fix="List the origins of your own websites, or leave gateway.cors out if no page calls the gateway.",
    settings=("gateway.cors.origins",),
    severity="warning",
    example=Example("gateway: {cors: {origins: ['*']}}\n", "gateway: {cors: {origins: ['https://app.example.org']}}\n"),
    each_alone=True,
)
def every_origin(platform: Platform) -> Findings:
    for cors in _cors(platform):
        if _EVERYTHING in cors.origins:
            yield Finding(f"gateway.cors.origins.{cors.origins.index(_EVERYTHING)}", "is *, which allows every website")


@rule(
    "PK-CORS-002",
    title="an origin that browsers never send",
    cause="Browsers leave the default port out of an origin, and the gateway compares the whole text.",
    fix="Remove the port from the origin.",
    settings=("gateway.cors.origins",),
    example=Example("gateway: {cors: {origins: ['https://app.example.org:443']}}\n", "gateway: {cors: {origins: ['https://app.example.org']}}\n"),
    each_alone=True,
)
def default_port(platform: Platform) -> Findings:
    for cors in _cors(platform):
        for index, origin in enumerate(cors.origins):
            port = _DEFAULT_PORTS.get(origin.partition("//")[0])
            if port and origin.endswith(port):
                yield Finding(
                    f"gateway.cors.origins.{index}", f"is {origin}, which browsers send without {port}", f"write {origin.removesuffix(port)}"
                )


@rule(
    "PK-CORS-003",
    title="pages of websites cannot sign in to the gateway",
    cause="A request needs an API key, in the header Authorization or x-portkey-api-key, and a browser sends only headers that are listed.",
    fix="Add authorization or x-portkey-api-key to gateway.cors.headers, or leave headers out to allow all except Authorization.",
    settings=("gateway.cors.headers",),
    severity="warning",
    example=Example(
        "gateway: {cors: {origins: ['https://app.example.org'], headers: [content-type]}}\n",
        "gateway: {cors: {origins: ['https://app.example.org'], headers: [content-type, authorization]}}\n",
    ),
)
def no_credential(platform: Platform) -> Findings:
    for cors in _cors(platform):
        if cors.headers and {*_CREDENTIALS, _EVERYTHING}.isdisjoint(cors.headers):
            yield Finding("gateway.cors.headers", "has neither authorization nor x-portkey-api-key")


@rule(
    "PK-LIMIT-001",
    title="the front end refuses what the gateway accepts",
    cause="Requests to /api of the front end go through its nginx, which refuses a body above frontend.maxBodySize with status 413.",
    fix="Raise frontend.maxBodySize, or leave it out: its default is at least gateway.limits.jsonBody.",
    settings=("frontend.maxBodySize", "gateway.limits.jsonBody"),
    severity="warning",
    example=Example("gateway: {limits: {jsonBody: 200Mi}}\nfrontend: {maxBodySize: 50Mi}\n", "gateway: {limits: {jsonBody: 200Mi}}\n"),
)
def front_end_below_gateway(platform: Platform) -> Findings:
    limit = json_body_limit(platform)
    settings = platform.frontend.settings if platform.frontend else None
    size = settings.max_body_size if isinstance(settings, FrontendConfig) else None
    if limit and size and amount(size) < amount(limit):
        yield Finding("frontend.maxBodySize", f"is {size}, but gateway.limits.jsonBody is {limit}")


@rule(
    "PK-LIMIT-002",
    title="a credential would be stored in metadata",
    cause="The gateway stores metadata with the logs and shows it in the dashboard. A header with a credential must not be part of it.",
    fix="Remove the header from gateway.metadataHeaders.",
    settings=("gateway.metadataHeaders",),
    example=Example("gateway: {metadataHeaders: [x-request-id, authorization]}\n", "gateway: {metadataHeaders: [x-request-id]}\n"),
    each_alone=True,
)
def credential_in_metadata(platform: Platform) -> Findings:
    settings = platform.config.gateway
    for index, header in enumerate(settings.metadata_headers if isinstance(settings, GatewayConfig) else ()):
        if header in _SECRET_HEADERS:
            yield Finding(f"gateway.metadataHeaders.{index}", f"is {header}, which contains a credential")


@rule(
    "PK-LOGSTORE-016",
    title="the AWS companion's bucket has no Object Lock",
    cause="The bucket that the AWS companion creates has no Object Lock. objectLock alone locks nothing: it makes writes fit a bucket that has it.",
    fix="Set logStore.bucket to a bucket of yours with Object Lock, or remove objectLock.",
    settings=("logStore.objectLock", "logStore.bucket"),
    severity="warning",
    example=Example(
        "logStore: {kind: s3, objectLock: true}\naws: {accountId: '111122223333', region: us-west-2, cluster: acme}\n",
        "logStore: {kind: s3, bucket: acme-locked-logs, objectLock: true}\naws: {accountId: '111122223333', region: us-west-2, cluster: acme}\n",
    ),
)
def lock_without_own_bucket(platform: Platform) -> Findings:
    store = platform.log_store.settings
    if isinstance(store, S3LogStore) and store.object_lock and platform.log_store.created_by_companion:
        yield Finding("logStore.objectLock", "is true, but the bucket is the AWS companion's")
