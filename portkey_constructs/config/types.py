"""Types of single settings: host names, ports, quantities, ARNs, durations, identifiers.

Each type describes what it expects in one sentence, which is part of the error. The JSON Schema has the same patterns.
"""

import re
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, SecretStr
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from portkey_constructs.config.aws_partitions import ARN_PARTITION, REGION
from portkey_constructs.config.name_patterns import ANY_CASE_SUBDOMAIN, QUALIFIED, SUBDOMAIN, label_key
from portkey_constructs.config.printable import PRINTABLE, PRINTABLE_PATTERN, SOME_TEXT_PATTERN, is_printable

__all__ = [
    "HTTP_URL_PATTERN",
    "AnnotationKey",
    "AwsAccountId",
    "AwsRegion",
    "BedrockModel",
    "BodySize",
    "Boolean",
    "BucketLocation",
    "BucketName",
    "CertificateArn",
    "Cidr",
    "ClaudeWorkspace",
    "ClickHouseIdentifier",
    "ConfigKey",
    "ContainerLocation",
    "Cpu",
    "DatabaseName",
    "DatabasePassword",
    "Digest",
    "DnsLabel",
    "DomainName",
    "Duration",
    "EksClusterName",
    "EnvName",
    "GcpProject",
    "GcpServiceAccount",
    "GroupName",
    "GroupOrder",
    "HostName",
    "HttpUrl",
    "HttpUrlWithQuery",
    "HttpsUrl",
    "ImageRepository",
    "ImageTag",
    "IntOrPercent",
    "KeyVaultName",
    "KmsKeyArn",
    "LabelKey",
    "LabelValue",
    "LongDuration",
    "Matching",
    "Memory",
    "MySqlUser",
    "NamePrefix",
    "NonEmptyText",
    "NotEmpty",
    "OAuthScope",
    "ObjectName",
    "OrganisationId",
    "Percentage",
    "Port",
    "PositiveInt",
    "Printable",
    "RegistryName",
    "RemoteKey",
    "RoleArn",
    "Seconds",
    "Secret",
    "SslPolicy",
    "StorageAccount",
    "SubPath",
    "SubnetId",
    "Text",
    "UrlPath",
    "Uuid",
    "VaultPath",
    "Whole",
    "YesOrNo",
    "address_range",
    "domain_name",
]

EXPECTED = "expected"
LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
ANY_CASE_LABEL = "[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?"
PORT = "(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3})"
_SERVER = rf"[A-Za-z0-9.-]+(:{PORT})?"
_URL_CHARACTER = r"[^\s?#\x00-\x1f\x7f]"


def _with_message(schema: core_schema.CoreSchema, expected: str) -> core_schema.CoreSchema:
    return core_schema.custom_error_schema(schema, custom_error_type=EXPECTED, custom_error_message=expected)


class Matching(NamedTuple):
    """A string that matches a pattern."""

    pattern: str
    expected: str
    max_length: int | None = None
    numbers: bool = False
    lower: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        text = core_schema.str_schema(pattern=self.pattern, max_length=self.max_length, to_lower=self.lower)
        if not self.numbers:
            return _with_message(text, self.expected)
        number = core_schema.union_schema([core_schema.int_schema(strict=True), core_schema.float_schema(strict=True, allow_inf_nan=False)])
        printed = core_schema.no_info_after_validator_function(str, number)
        return _with_message(core_schema.union_schema([text, core_schema.chain_schema([printed, text])]), self.expected)


class Whole(NamedTuple):
    """An integer between two bounds, quoted or not, but never a boolean."""

    least: int
    most: int
    expected: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        number = core_schema.int_schema(ge=self.least, le=self.most, strict=True)
        digits = core_schema.no_info_after_validator_function(int, core_schema.str_schema(pattern="^[0-9]{1,18}$", strict=True))
        return _with_message(core_schema.union_schema([number, core_schema.chain_schema([digits, number])]), self.expected)


class YesOrNo:
    """A boolean, quoted or not."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        quoted = core_schema.no_info_after_validator_function(lambda text: text == "true", core_schema.str_schema(pattern="^(true|false)$"))
        return _with_message(core_schema.union_schema([core_schema.bool_schema(strict=True), quoted]), "true or false")


_LONGEST_CONTAINER_NAME = 63
_SECONDS = {"h": 3600, "m": 60, "s": 1}


def _seconds(text: str) -> int:
    return sum(int(number) * _SECONDS[unit] for number, unit in re.findall(r"([0-9]+)([hms])", text))


class Seconds(NamedTuple):
    """A duration in Go's format (`90s`, `5m`, `1h30m`) or in seconds; the value is in seconds."""

    least: int = 0

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        number = core_schema.int_schema(ge=self.least, le=604800, strict=True)
        text = core_schema.str_schema(pattern="^([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?$", min_length=2)
        counted = core_schema.chain_schema([core_schema.no_info_after_validator_function(_seconds, text), number])
        bounds = "from one second to one week" if self.least else "of at most one week"
        return _with_message(core_schema.union_schema([number, counted]), f"a duration {bounds} such as 90s, 5m or 1h30m")


def address_range(text: str, alternative: str = "") -> str:
    """The canonical form of an address range; an error also names the alternative."""
    # Few configurations contain an address range.
    from ipaddress import ip_network

    try:
        return str(ip_network(text))
    except ValueError:
        raise PydanticCustomError(EXPECTED, f"an address range such as 10.0.0.0/8, without host bits{alternative}") from None


def _short_container(text: str) -> str:
    if len(text.partition("/")[0]) > _LONGEST_CONTAINER_NAME:
        raise PydanticCustomError(EXPECTED, f"a container name of at most {_LONGEST_CONTAINER_NAME} characters")
    return text


def domain_name(example: str) -> Matching:
    """A domain name, with an example for the setting."""
    pattern = rf"^({ANY_CASE_LABEL}\.)*[A-Za-z]([-A-Za-z0-9]{{0,61}}[A-Za-z0-9])?$"
    return Matching(pattern, f"a domain name without scheme, port or path, such as {example}", 253, lower=True)


class Printable(NamedTuple):
    """Text without control characters; the pattern is that of the JSON Schema."""

    pattern: str = PRINTABLE_PATTERN

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"errorMessage": "expected text", **handler(schema), "pattern": self.pattern}

    def check(self, value: str) -> str:
        """Refuses a text with control characters."""
        if not is_printable(value):
            raise PydanticCustomError(EXPECTED, PRINTABLE)
        return value


Text = Annotated[str, Printable()]
NonEmptyText = Annotated[str, Matching(r"\S", "some text"), Printable(SOME_TEXT_PATTERN)]
DnsLabel = Annotated[str, Matching(f"^{LABEL}$", "a name of at most 63 lowercase letters, digits and hyphens", 63)]
NamePrefix = Annotated[
    str, Matching("^[a-z]([-a-z0-9]*[a-z0-9])?$", "a prefix of at most 30 lowercase letters, digits and hyphens that begins with a letter", 30)
]
RegistryName = Annotated[
    str, Matching("^[a-z]([-a-z0-9]*[a-z0-9])?$", "a name of at most 30 lowercase letters, digits and hyphens that begins with a letter", 30)
]
ObjectName = Annotated[str, Matching(f"^{SUBDOMAIN}$", "the name of a Kubernetes object: lowercase letters, digits, hyphens and dots", 253)]
HostName = Annotated[
    str,
    Matching(
        rf"^{ANY_CASE_LABEL}(\.{ANY_CASE_LABEL})*$",
        "a host name or IPv4 address without scheme, port or path, such as db.example.org",
        253,
        lower=True,
    ),
]
DomainName = Annotated[str, domain_name("portkey.example.org")]
_WITH_PORT = "optionally with a port from 1 to 65535"
HTTP_URL_PATTERN = rf"^https?://{_SERVER}(/{_URL_CHARACTER}*)?$"
HttpUrl = Annotated[str, Matching(HTTP_URL_PATTERN, f"an address such as https://portkey.example.org, {_WITH_PORT}")]
HttpUrlWithQuery = Annotated[
    str,
    Matching(rf"^https?://{_SERVER}([/?][^\s#\x00-\x1f\x7f]*)?$", f"an address such as https://login.example.org/metadata?appid=1, {_WITH_PORT}"),
]
Port = Annotated[int, Whole(1, 65535, "a port number from 1 to 65535")]
GroupOrder = Annotated[int, Whole(1, 1000, "a whole number from 1 to 1000")]
PositiveInt = Annotated[int, Whole(1, 100_000, "a whole number from 1")]
Percentage = Annotated[int, Whole(1, 1000, "a percentage of the request, without the percent sign, such as 80")]
Boolean = Annotated[bool, YesOrNo()]
Duration = Annotated[int, Seconds()]
LongDuration = Annotated[int, Seconds(1)]
Cpu = Annotated[str, Matching(r"^([1-9][0-9]*m|[0-9]+(\.[0-9]{1,3})?)$", "an amount of CPU such as 500m, 2 or 0.5", 12, numbers=True)]
Memory = Annotated[
    str,
    Matching(
        r"^(0(\.0+)?([KMGTPE]i|[kMGTPE])?|[1-9][0-9]{6,}|[1-9][0-9]{3,}(\.[0-9]+)?(Ki|k)|(0\.[0-9]*[1-9][0-9]*|[1-9][0-9]*(\.[0-9]+)?)[MGTPE]i?)$",
        "an amount of memory or storage such as 512Mi or 10Gi; without a unit, it is a number of bytes, at least a million",
        24,
        numbers=True,
    ),
]
BodySize = Annotated[str, Matching("^[1-9][0-9]{0,11}([kMG]|[KMG]i)?$", "an amount of memory in bytes such as 100Mi or 1Gi", numbers=True)]
IntOrPercent = Annotated[
    str, Matching("^([0-9]{1,5}|(100|[1-9]?[0-9])%)$", "a number of pods, or a percentage of at most 100% such as 25%", 5, numbers=True)
]
RoleArn = Annotated[
    str,
    Matching(
        f"^arn:{ARN_PARTITION}:iam::[0-9]{{12}}:role/[A-Za-z0-9+=,.@_/-]+$",
        "the ARN of an IAM role such as arn:aws:iam::111122223333:role/gateway",
        2048,
    ),
]
AwsRegion = Annotated[str, Matching(REGION, "an AWS region such as us-west-2")]
_BUCKET = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
_BUCKET_MESSAGE = "a bucket name of 3 to 63 lowercase letters, digits, hyphens and dots"
BucketName = Annotated[str, Matching(f"^{_BUCKET}$", _BUCKET_MESSAGE)]
_PREFIX = "(/[A-Za-z0-9_=-][A-Za-z0-9_.=-]*)*"
_PREFIXED = "optionally followed by a slash and a prefix"
BucketLocation = Annotated[
    str,
    Matching(f"^{_BUCKET}{_PREFIX}$", f"{_BUCKET_MESSAGE}, {_PREFIXED}", 512),
]
AwsAccountId = Annotated[str, Matching("^[0-9]{12}$", "an AWS account ID of twelve digits", numbers=True)]
EksClusterName = Annotated[str, Matching("^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$", "the name of an EKS cluster: letters, digits, hyphens and _", 100)]
HttpsUrl = Annotated[str, Matching(rf"^https://{_SERVER}(/{_URL_CHARACTER}*)?$", f"an address that begins with https://, {_WITH_PORT}")]
CertificateArn = Annotated[
    str,
    Matching(
        f"^arn:{ARN_PARTITION}:acm:[a-z0-9-]+:[0-9]{{12}}:certificate/[A-Za-z0-9-]+$",
        "the ARN of a certificate in AWS Certificate Manager such as arn:aws:acm:us-west-2:111122223333:certificate/0f4d",
        2048,
    ),
]
BedrockModel = Annotated[
    str,
    Matching(
        rf"^([*]|[a-z0-9-]+[.][A-Za-z0-9.:_-]*[*]?|arn:{ARN_PARTITION}:bedrock:[*a-z0-9-]*:([0-9]{{12}})?:[a-z-]+/[A-Za-z0-9.:_/-]+[*]?)$",
        "a model or an inference profile such as anthropic.claude-3-5-haiku-20241022-v1:0 or anthropic.*, its ARN, or * for all",
        2048,
    ),
]
KmsKeyArn = Annotated[
    str,
    Matching(
        f"^arn:{ARN_PARTITION}:kms:[a-z0-9-]+:[0-9]{{12}}:(key|alias)/[A-Za-z0-9/_-]+$",
        "the ARN of a key in AWS KMS such as arn:aws:kms:us-west-2:111122223333:key/9c1f",
        2048,
    ),
]
GroupName = Annotated[
    str, Matching("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", "the name of a group of Ingresses: at most 63 lowercase letters, digits, hyphens and dots", 63)
]
ClaudeWorkspace = Annotated[str, Matching("^([*]|wrkspc_[A-Za-z0-9]+)$", "the ID of a workspace such as wrkspc_01AbCdEf23GhIj, or * for all", 128)]
UrlPath = Annotated[str, Matching("^/([A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*)?$", "a path such as /mcp, without a trailing slash")]
SslPolicy = Annotated[str, Matching("^ELBSecurityPolicy-[A-Za-z0-9-]+$", "a security policy such as ELBSecurityPolicy-TLS13-1-2-2021-06")]
SubnetId = Annotated[str, Matching("^subnet-[0-9a-f]{8,17}$", "the ID of a subnet such as subnet-0123456789abcdef0")]
Uuid = Annotated[
    str,
    Matching(
        "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
        "an ID such as 0f1e2d3c-0000-4000-8000-000000000000",
        lower=True,
    ),
]
GcpProject = Annotated[str, Matching("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", "the ID of a Google Cloud project such as acme-platform")]
GcpServiceAccount = Annotated[
    str,
    Matching(
        r"^[a-z][a-z0-9-]{4,28}[a-z0-9]@[a-z][a-z0-9-]{4,28}[a-z0-9]\.iam\.gserviceaccount\.com$",
        "a Google service account such as portkey-gateway@acme-platform.iam.gserviceaccount.com",
    ),
]
StorageAccount = Annotated[str, Matching("^[a-z0-9]{3,24}$", "the name of a storage account: 3 to 24 lowercase letters and digits")]
ConfigKey = Annotated[str, Matching(r"^[-._A-Za-z0-9]{1,253}$", "a key of a ConfigMap or Secret such as ca.crt")]
ContainerLocation = Annotated[
    str,
    Matching(
        f"^([a-z0-9](-?[a-z0-9]){{2,62}}|[a-z0-9]-[a-z0-9]){_PREFIX}$",
        f"a container name of 3 to 63 lowercase letters, digits and single hyphens, {_PREFIXED}",
        512,
    ),
    AfterValidator(_short_container),
]
KeyVaultName = Annotated[str, Matching("^[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$", "the name of a key vault: 3 to 24 letters, digits and hyphens")]
VaultPath = Annotated[
    str, Matching("^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$", "a path such as secret or auth/kubernetes, without leading and trailing slashes")
]
RemoteKey = Annotated[str, Matching("^[A-Za-z0-9_+=.@!{}/-]{1,512}$", "the name of an entry in a secret manager, such as portkey/{name}")]
# RFC 6749 without the comma, which separates scopes in the variable.
OAuthScope = Annotated[str, Matching(r"^[!#-+\--\[\]-~]+$", "a scope without spaces and commas, such as groups")]
OrganisationId = Annotated[str, Matching("^[A-Za-z0-9-]{1,64}$", "the ID of an organization, as shown in Portkey's control plane")]
Cidr = Annotated[str, AfterValidator(address_range)]
EnvName = Annotated[str, Matching("^[A-Za-z_][A-Za-z0-9_.-]*$", "the name of an environment variable", 255)]
LabelKey = Annotated[
    str,
    Matching(f"^({SUBDOMAIN}/)?{QUALIFIED}$", "a label key such as team or example.org/team", 317),
    AfterValidator(label_key),
]
LabelValue = Annotated[
    str,
    Matching("^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$", "a label value of at most 63 letters, digits, hyphens, dots and underscores", 63),
]
AnnotationKey = Annotated[
    str,
    Matching(rf"^({ANY_CASE_SUBDOMAIN}/)?{QUALIFIED}$", "a label key such as team or example.org/team", 317),
    AfterValidator(label_key),
]
ImageRepository = Annotated[
    str,
    Matching(
        rf"^({_SERVER}/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$",
        "an image repository without tag, such as registry.example.org/portkeyai/backend",
    ),
]
SubPath = Annotated[str, Matching("^([A-Za-z0-9_-][A-Za-z0-9._-]*)?$", "the name of one directory, or empty text", 255)]
ImageTag = Annotated[str, Matching("^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$", "an image tag such as 2.13.0 (quote it in YAML)")]
Digest = Annotated[str, Matching("^sha256:[a-f0-9]{64}$", "an image digest: sha256: followed by 64 hexadecimal digits")]
MySqlUser = Annotated[str, Matching("^[A-Za-z0-9_.@-]{1,32}$", "a MySQL user name of 1 to 32 letters, digits, _ . @ and -")]
DatabaseName = Annotated[str, Matching("^[A-Za-z0-9_-]{1,64}$", "a database name of 1 to 64 letters, digits, _ and -")]
ClickHouseIdentifier = Annotated[
    str, Matching("^[A-Za-z_][A-Za-z0-9_]{0,62}$", "a name of letters, digits and _ that does not begin with a digit (no hyphen)", 63)
]


class NotEmpty(NamedTuple):
    """A secret that is not empty and has no control characters; no error contains its value."""

    reason: str = ""
    """Why the secret must not be empty, if that is not obvious."""

    @property
    def expected(self) -> str:
        """The sentence that errors contain."""
        return f"some text without control characters{self.reason}; quote a number"

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return _with_message(core_schema.union_schema([handler(source)]), self.expected)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": "string", "pattern": SOME_TEXT_PATTERN, "writeOnly": True, "errorMessage": f"expected {self.expected}"}


def _not_blank(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().strip() or not is_printable(value.get_secret_value()):
        raise PydanticCustomError(EXPECTED, "some text")
    return value


Secret = Annotated[SecretStr, AfterValidator(_not_blank), NotEmpty()]
DatabasePassword = Annotated[
    SecretStr,
    AfterValidator(_not_blank),
    NotEmpty(", because Portkey's images are documented only with a password for this server"),
]
