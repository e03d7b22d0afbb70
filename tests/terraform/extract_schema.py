"""Extracts the schemas of resources from the npm package @cdktn/provider-aws, which is generated from the schema of the AWS provider.

npm pack @cdktn/provider-aws@25.7.0 && tar xzf cdktn-provider-aws-25.7.0.tgz
python -m tests.terraform.extract_schema package > tests/terraform/aws_provider.json
"""

import json
import re
import sys
from pathlib import Path
from typing import Any, Final

__all__: list[str] = []

RESOURCES: Final = (
    "aws_cloudwatch_log_group",
    "aws_db_instance",
    "aws_db_option_group",
    "aws_db_parameter_group",
    "aws_db_subnet_group",
    "aws_eks_pod_identity_association",
    "aws_elasticache_parameter_group",
    "aws_elasticache_replication_group",
    "aws_elasticache_subnet_group",
    "aws_elasticache_user",
    "aws_elasticache_user_group",
    "aws_iam_openid_connect_provider",
    "aws_iam_role",
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachment",
    "aws_kms_alias",
    "aws_kms_key",
    "aws_s3_bucket",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_logging",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_replication_configuration",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
    "aws_secretsmanager_secret",
    "aws_secretsmanager_secret_policy",
    "aws_secretsmanager_secret_rotation",
    "aws_secretsmanager_secret_version",
    "aws_security_group",
    "aws_serverlessapplicationrepository_cloudformation_stack",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_ingress_rule",
)
EPHEMERAL: Final = ("aws_secretsmanager_random_password", "aws_secretsmanager_secret_version")

_INPUT = re.compile(
    r"^ +(?P<name>\w+): \{\n +value: .*,\n +isBlock: (?P<block>true|false),\n +type: \"(?P<type>\w+)\",\n +storageClassType: \"(?P<class>\w+)\"",
    re.MULTILINE,
)
_FLAG = "(true|false)"
_FLAGS = re.compile(rf"// (\w+) - computed: {_FLAG}, optional: {_FLAG}, required: {_FLAG}\n(.*?)(?=\n    // \w+ - computed|\Z)", re.DOTALL)
_READ = {"String": "string", "Boolean": "bool", "Number": "number"}


class _Source:
    """The generated source of one resource."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.write_only = set(re.findall(r"^ {12}(\w+): this\.markWriteOnlyAttribute", text, re.MULTILINE))

    def resource(self, name: str) -> dict[str, Any]:
        """The block of the resource itself."""
        inputs = self.text[self.text.rindex("    synthesizeHclAttributes()") :]
        start = self.text.rindex("\nclass ")
        assert re.match(rf"\nclass {name}A? ", self.text[start:]), f"the last class is not {name}: {self.text[start : start + 60]}"
        return self._block(inputs, self.text[start:])

    def _nested(self, struct: str) -> dict[str, Any]:
        function = f"function {struct[0].lower()}{struct[1:]}ToHclTerraform"
        start = self.text.index(function)
        inputs = self.text[start : self.text.index("\n}\n", start)]
        start = self.text.index(f"class {struct}OutputReference")
        return self._block(inputs, self.text[start : self.text.index("\n}\n", start)])

    def _block(self, inputs: str, body: str) -> dict[str, Any]:
        block: dict[str, Any] = {"attributes": {}, "blocks": {}}
        flags = {name: (computed, optional, required, getter) for name, computed, optional, required, getter in _FLAGS.findall(body)}
        types = {match["name"]: match for match in _INPUT.finditer(inputs)}
        for name, (computed, optional, required, getter) in flags.items():
            if name in types and types[name]["block"] == "true":
                if f"class {types[name]['class'].removesuffix('List')}OutputReference" not in self.text:
                    # Blocks of the provider, of which the module uses none.
                    continue
                match = types[name]
                nesting = match["type"] if match["type"] in ("list", "set") else "single"
                nested = self._nested(match["class"].removesuffix("List"))
                block["blocks"][name] = {"nesting": nesting, "required": required == "true", **nested}
                continue
            kind = _input_type(types[name]) if name in types else _read_type(getter)
            if kind:
                attribute: dict[str, Any] = {"type": kind}
                attribute |= {key: True for key, value in (("required", required), ("optional", optional), ("computed", computed)) if value == "true"}
                block["attributes"][name] = {**attribute, **({"writeOnly": True} if name in self.write_only else {})}
        return {key: dict(sorted(value.items())) for key, value in block.items()}


def _input_type(match: re.Match[str]) -> Any:
    scalar = {"string": "string", "number": "number", "boolean": "bool"}
    if match["type"] == "simple":
        return scalar[match["class"]]
    element = next(type for word, type in scalar.items() if match["class"].startswith(word))
    return [match["type"], element]


def _read_type(getter: str) -> Any:
    if match := re.search(r"this\.get(String|Boolean|Number)Attribute\(", getter):
        return _READ[match[1]]
    if "new cdktn.StringMap(" in getter:
        return ["map", "string"]
    if "cdktn.Fn.tolist(this.getListAttribute(" in getter:
        return ["set", "string"]
    return ["list", "string"] if "this.getListAttribute(" in getter else None


def main(package: Path) -> None:
    """Print the schemas."""
    schemas: dict[str, Any] = {"source": "@cdktn/provider-aws 25.7.0, generated from hashicorp/aws 6.66.0", "resources": {}, "ephemeral": {}}
    schemas["provider"] = _Source((package / "lib" / "provider" / "index.js").read_text(encoding="utf-8")).resource("AwsProvider")
    for section, prefix, names in (("resources", "", RESOURCES), ("ephemeral", "ephemeral-aws-", EPHEMERAL)):
        for name in names:
            words = name.removeprefix("aws_").split("_")
            text = (package / "lib" / f"{prefix}{'-'.join(words)}" / "index.js").read_text(encoding="utf-8")
            type_name = "".join(word.capitalize() for word in words)
            schemas[section][name] = _Source(text).resource(f"EphemeralAws{type_name}" if prefix else type_name)
    # One line for each resource.
    lines = [f"{json.dumps(section)}: {json.dumps(schemas[section])}" for section in ("source", "provider")]
    for section in ("resources", "ephemeral"):
        types = ",\n".join(f"{json.dumps(name)}: {json.dumps(schemas[section][name])}" for name in sorted(schemas[section]))
        lines.append(f"{json.dumps(section)}: {{\n{types}\n}}")
    sys.stdout.write("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
