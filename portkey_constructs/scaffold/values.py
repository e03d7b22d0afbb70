"""The values that templates leave open: what each is, what it may be, and what stands for it until somebody says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

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

__all__ = ["VALUES", "Value", "checked", "completed"]

# No character of these two means anything to YAML, wherever in a value it stands.
_ClientId = Annotated[str, Matching(r"^[A-Za-z0-9][A-Za-z0-9._~-]*$", "a client id of letters, digits, dots, hyphens, _ and ~", 255)]
_Region = Annotated[str, Matching("^[a-z]{2,}(-[a-z]+)*-?[a-z]*[0-9]+$", "a region such as us-west-2 or europe-west4", 32)]


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a template may leave open; `name` is its placeholder, and with hyphens its option."""

    name: str
    type: Any
    default: str | None

    @property
    def option(self) -> str:
        """`--gateway-host`."""
        return f"--{self.name.replace('_', '-')}"


_ALL: Final = (
    Value("host", DomainName, "portkey.example.org"),
    Value("gateway_host", DomainName, "gateway.example.org"),
    Value("mcp_host", DomainName, "mcp.example.org"),
    Value("namespace", DnsLabel, "portkey"),
    Value("name", NamePrefix, None),
    Value("issuer", HttpsUrl, "https://login.example.org"),
    Value("client_id", _ClientId, "portkey"),
    Value("bucket", BucketName, "portkey-logs"),
    Value("region", _Region, "us-west-2"),
    Value("replica_region", _Region, None),
    Value("account_id", AwsAccountId, "111122223333"),
    Value("cluster", EksClusterName, None),
    Value("project", GcpProject, "acme-models"),
    Value("tenant_id", Uuid, "0f1e2d3c-1111-4111-8111-0123456789ab"),
)

VALUES: Final[Mapping[str, Value]] = {value.name: value for value in _ALL}
"""Every value, by its name."""


def checked(name: str, text: str) -> str:
    """The value as the configuration takes it, host names in small letters; raises `ValueError` with what was expected."""
    from pydantic import TypeAdapter, ValidationError

    expected = ""
    try:
        return str(TypeAdapter(VALUES[name].type).validate_python(text))
    except ValidationError as error:
        expected = error.errors(include_url=False, include_input=False)[0]["msg"]
    raise ValueError(f"{text!r} does not fit: expected {expected}")


def completed(said: Mapping[str, str], defaults: Mapping[str, str]) -> dict[str, str]:
    """What was said, and for the rest the defaults: those of a template, and those of `VALUES`.

    Who says one host name has the others beside it: `portkey.acme.org` gives `gateway.acme.org`. Who says a region has nothing copied out of it
    unless told where to.
    """
    values = {value.name: value.default for value in VALUES.values() if value.default is not None}
    domain = (said.get("host") or said.get("gateway_host") or "").partition(".")[2]
    beside = {name: f"{label}.{domain}" for name, label in (("host", "portkey"), ("gateway_host", "gateway"), ("mcp_host", "mcp")) if domain}
    staying = {name: value for name, value in defaults.items() if not (name == "replica_region" and "region" in said)}
    return {**values, **staying, **beside, **said}
