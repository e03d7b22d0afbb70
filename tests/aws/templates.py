"""Stacks in which to create constructs, and their templates as data."""

import inspect
import json
import subprocess
import sys
import tarfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import aws_cdk
import pytest
from aws_cdk import App, Environment, Stack, Validations
from aws_cdk import aws_ec2 as ec2
from aws_cdk.assertions import Template
from cdk_nag import AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from portkey_constructs.errors import ConfigurationError

__all__ = [
    "ACCOUNT",
    "CONTROLS",
    "REGION",
    "Findings",
    "TemplateSnapshot",
    "audit",
    "import_vpc",
    "keyword_props",
    "lint",
    "new_stack",
    "policy_statements",
    "recommended_flags",
    "rejected_props",
    "resource",
    "resources",
    "short_name",
    "template_of",
]

ACCOUNT = "111122223333"
REGION = "us-west-2"


class TemplateSnapshot(SingleFileSnapshotExtension):
    """A template as one JSON file."""

    _write_mode = WriteMode.TEXT
    file_extension = "json"

    def serialize(self, data: Any, **_: Any) -> str:
        return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def new_stack(name: str = "Stack", *, app: App | None = None, region: str | None = REGION, context: Mapping[str, Any] | None = None) -> Stack:
    """A stack with an account and a region, or with neither if `region` is None."""
    env = Environment(account=ACCOUNT, region=region) if region else None
    return Stack(app or App(context=context), name, env=env)


def template_of(stack: Stack) -> dict[str, Any]:
    """The template of a stack, without the check of the bootstrap version."""
    template = dict(Template.from_stack(stack).to_json())
    template.pop("Rules", None)
    template["Parameters"] = {name: parameter for name, parameter in template.get("Parameters", {}).items() if name != "BootstrapVersion"}
    return {section: content for section, content in template.items() if content}


def resources(template: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The resources of a type such as `AWS::S3::Bucket`, by logical ID."""
    return {name: resource for name, resource in template["Resources"].items() if resource["Type"] == kind}


def resource(template: Mapping[str, Any], kind: str, prefix: str = "") -> dict[str, Any]:
    """The single resource of a type with this prefix of the logical ID, including its policies."""
    (single,) = [content for name, content in resources(template, kind).items() if name.startswith(prefix)]
    return dict(single)


def import_vpc(scope: Stack, *, zones: int = 2, private: bool = True, isolated: bool = False, public: bool = False) -> ec2.IVpc:
    """An existing VPC with subnets in this many availability zones."""
    subnets: dict[str, Any] = {}
    for kind, exists, digit in (("private", private, "1"), ("isolated", isolated, "2"), ("public", public, "3")):
        if exists:
            subnets[f"{kind}_subnet_ids"] = [f"subnet-{digit * 16}{zone}" for zone in range(zones)]
            subnets[f"{kind}_subnet_route_table_ids"] = [f"rtb-{digit * 16}{zone}" for zone in range(zones)]
    return ec2.Vpc.from_vpc_attributes(
        scope, "Vpc", vpc_id="vpc-0123456789abcdef0", availability_zones=[f"{REGION}{letter}" for letter in "abc"[:zones]], **subnets
    )


def policy_statements(template: Mapping[str, Any], prefix: str) -> list[dict[str, Any]]:
    """The statements of the single policy with this prefix of the logical ID."""
    statements: list[dict[str, Any]] = resource(template, "AWS::IAM::Policy", prefix)["Properties"]["PolicyDocument"]["Statement"]
    return statements


CONTROLS = ("HIPAA.Security", "NIST.800.53.R5")
"""The packs of cdk-nag with the controls of a standard."""
PACKS = ("AwsSolutions", *CONTROLS)


def short_name(rule: str) -> str:
    """A rule of a pack without the name of the pack and without the part that it found: `RDS11`, `RDSLoggingEnabled`."""
    return next(rule.removeprefix(f"{pack}-") for pack in PACKS if rule.startswith(pack)).partition("[")[0]


class Findings(NamedTuple):
    """The findings of cdk-nag and of the CDK's own check of templates in an app."""

    open: list[tuple[str, str]]
    """Rule or message, and construct path, of open findings."""
    acknowledged: dict[tuple[str, str], str]
    """Reasons, by rule and construct path."""


def audit(app: App) -> Findings:
    """Synthesise an app, and return the findings of cdk-nag (AwsSolutions, HIPAA and NIST 800-53) and of CloudFormation's rules."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app), HIPAASecurityChecks(app), NIST80053R5Checks(app))
    # Open findings raise, but the report has more details than the error.
    with suppress(RuntimeError):
        app.synth()
    report = json.loads(Path(app.outdir, "validation-report.json").read_text("utf-8"))
    plugins = {plugin["pluginName"]: plugin for plugin in report["pluginReports"]}
    unresolved: list[tuple[str, str]] = []
    acknowledged: dict[tuple[str, str], str] = {}
    for name, plugin in plugins.items():
        for violation in plugin["violations"]:
            rule = violation["ruleName"] if name in PACKS else f"{violation['ruleName']} {violation['description']}"
            unresolved += [(rule, construct["constructPath"]) for construct in violation["violatingConstructs"]]
        for violation in plugin.get("suppressedViolations", ()):
            for construct in violation["violatingConstructs"]:
                acknowledged[violation["ruleName"], construct["constructPath"]] = violation["reason"]
    return Findings(sorted(unresolved), acknowledged)


def lint(template: Path, *regions: str) -> str:
    """The findings of cfn-lint in a template; empty if there are none."""
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--regions", *(regions or (REGION,)), "--", str(template)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"{done.stdout}{done.stderr}"


def keyword_props(construct: type) -> set[str]:
    """The props of a construct."""
    parameters = inspect.signature(vars(construct)["__init__"]).parameters.values()
    return {parameter.name for parameter in parameters if parameter.kind is inspect.Parameter.KEYWORD_ONLY}


def rejected_props(create: Callable[[Stack], object], stack: Stack | None = None, *, absent: str = "") -> dict[str, str]:
    """The problems with which a construct is rejected, by path: message and fix; the id `absent` must not be in the stack afterwards."""
    stack = stack or new_stack()
    with pytest.raises(ConfigurationError) as error:
        create(stack)
    assert all(problem.message and problem.fix for problem in error.value.problems)
    assert not absent or stack.node.try_find_child(absent) is None
    return {problem.path: f"{problem.message}: {problem.fix}" for problem in error.value.problems}


def recommended_flags() -> dict[str, Any]:
    """The feature flags that `cdk init` turns on."""
    (package,) = Path(aws_cdk.__file__).with_name("_jsii").glob("aws-cdk-lib@*.jsii.tgz")
    with tarfile.open(package, "r|gz") as files:
        for file in files:
            if file.name.endswith("recommended-feature-flags.json") and (content := files.extractfile(file)):
                return dict(json.load(content))
    raise AssertionError("aws-cdk-lib contains no list of recommended flags")
