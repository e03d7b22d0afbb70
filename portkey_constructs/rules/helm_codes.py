"""Error codes for values of the Helm charts."""

from portkey_constructs.rules.registry import declare

__all__: list[str] = []

declare(
    "PK-HELM-001",
    title="values contain a placeholder of a template",
    cause="A value contains {{ }} or ${ }, which another tool fills in before Helm reads the file. Its real value is not in the file.",
    fix="Pass the values after the other tool has filled them in, or those of the release: helm get values RELEASE.",
)
declare(
    "PK-HELM-002",
    title="a file does not contain values of one of Portkey's charts",
    cause="No key of the file is a key of portkey-app or portkey-gateway, or the file is not a values file at all.",
    fix="Pass the values file of the release, or the output of helm get values.",
)
declare(
    "PK-HELM-003",
    title="a value has a type with which the chart fails",
    cause="The templates of the chart expect another type, such as a map where the file has a text.",
    fix="Write the value as the message says.",
)
