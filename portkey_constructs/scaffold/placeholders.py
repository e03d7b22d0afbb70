"""The placeholders of templates: their types, their defaults, and the options of `init` that set them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import TypeAdapter, ValidationError

from portkey_constructs.config.aws_partitions import PARTITIONS, partition_of
from portkey_constructs.config.types import (
    AwsAccountId,
    BucketName,
    DnsLabel,
    DomainName,
    EksClusterName,
    GcpProject,
    HttpsUrl,
    Matching,
    NamePrefix,
    Uuid,
)

__all__ = ["PLACEHOLDERS", "Placeholder", "complete_values", "validate_value"]

# Neither pattern allows a character with a special meaning in YAML.
_ClientId = Annotated[str, Matching(r"^[A-Za-z0-9][A-Za-z0-9._~-]*$", "a client id of letters, digits, dots, hyphens, _ and ~", 255)]
_Region = Annotated[str, Matching("^[a-z]{2,}(-[a-z]+)*-?[a-z]*[0-9]+$", "a region such as us-west-2 or europe-west4", 32)]


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A placeholder of a template. Without a value or a default, the line that contains it is omitted."""

    name: str
    type: Any
    default: str | None
    metavar: str
    description: str

    @property
    def option(self) -> str:
        """The option of `init`, such as `--gateway-host`."""
        return f"--{self.name.replace('_', '-')}"


_ALL: Final = (
    Placeholder("host", DomainName, "portkey.example.org", "HOST", "Host name of the front end."),
    Placeholder("gateway_host", DomainName, "gateway.example.org", "HOST", "Host name of the gateway."),
    Placeholder("mcp_host", DomainName, "mcp.example.org", "HOST", "Host name of the MCP gateway."),
    Placeholder("namespace", DnsLabel, "portkey", "NS", "Namespace of every object."),
    Placeholder("name", NamePrefix, None, "NAME", "Prefix of the names of all objects."),
    Placeholder("issuer", HttpsUrl, "https://login.example.org", "URL", "Issuer URL of the identity provider."),
    Placeholder("client_id", _ClientId, "portkey", "ID", "Client id of Portkey at the identity provider."),
    Placeholder("bucket", BucketName, "portkey-logs", "NAME", "Bucket for the logs."),
    Placeholder("region", _Region, "us-west-2", "REGION", "Cloud region."),
    Placeholder("replica_region", _Region, None, "REGION", "Region to which the logs are replicated."),
    Placeholder("account_id", AwsAccountId, "111122223333", "ID", "AWS account id."),
    Placeholder("cluster", EksClusterName, None, "NAME", "Name of the EKS cluster."),
    Placeholder("project", GcpProject, "acme-models", "ID", "Google Cloud project id."),
    Placeholder("tenant_id", Uuid, "0f1e2d3c-1111-4111-8111-0123456789ab", "ID", "Tenant id of Entra ID."),
)

PLACEHOLDERS: Final[Mapping[str, Placeholder]] = {placeholder.name: placeholder for placeholder in _ALL}
"""Every placeholder by name."""


def validate_value(name: str, text: str) -> str:
    """Validate and normalize a value (host names become lower case). Raises ValueError with the expected form."""
    try:
        return str(TypeAdapter(PLACEHOLDERS[name].type).validate_python(text))
    except ValidationError as error:
        expected = error.errors(include_url=False, include_input=False)[0]["msg"]
        raise ValueError(f"{text!r} is invalid: expected {expected}") from None


def complete_values(values: Mapping[str, str], template_defaults: Mapping[str, str]) -> dict[str, str]:
    """Complete the values with the defaults of the template and of `PLACEHOLDERS`.

    One host name determines the others: `portkey.acme.org` implies `gateway.acme.org`. A region turns off the template's defaults for second
    regions, and determines the partition and the domain of AWS.
    """
    defaults = {name: placeholder.default for name, placeholder in PLACEHOLDERS.items() if placeholder.default is not None}
    own_defaults = dict(template_defaults)
    if "region" in values:
        own_defaults.pop("replica_region", None)
        own_defaults["gateway_region"] = values["region"]
    domain = (values.get("host") or values.get("gateway_host") or "").partition(".")[2]
    labels = (("host", "portkey"), ("gateway_host", "gateway"), ("mcp_host", "mcp"))
    hosts = {name: f"{label}.{domain}" for name, label in labels if domain}
    complete = {**defaults, **own_defaults, **hosts, **values}
    partition = partition_of(complete["region"]) or PARTITIONS[0]
    return {**complete, "partition": partition.id, "aws_domain": partition.dns_suffix}
