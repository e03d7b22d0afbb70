"""Stacks to try constructs in, and their templates as data."""

import inspect
import json
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import aws_cdk
import pytest
from aws_cdk import App, Environment, Stack, Validations
from aws_cdk import aws_ec2 as ec2
from aws_cdk.assertions import Template
from cdk_nag import AwsSolutionsChecks
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from portkey_constructs.errors import ConfigurationError

__all__ = [
    "ACCOUNT",
    "REGION",
    "Findings",
    "TemplateSnapshot",
    "allowed",
    "examined",
    "linted",
    "of_type",
    "one",
    "recommended_flags",
    "refused",
    "said_by",
    "stack",
    "synthesised",
    "vpc",
]

ACCOUNT = "111122223333"
REGION = "us-west-2"


class TemplateSnapshot(SingleFileSnapshotExtension):
    """A template as one JSON file, to be read like any other."""

    _write_mode = WriteMode.TEXT
    file_extension = "json"

    def serialize(self, data: Any, **_: Any) -> str:
        return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def stack(name: str = "Stack", *, app: App | None = None, region: str | None = REGION, context: Mapping[str, Any] | None = None) -> Stack:
    """A stack that knows its account and region, or neither where `region` is None."""
    env = Environment(account=ACCOUNT, region=region) if region else None
    return Stack(app or App(context=context), name, env=env)


def synthesised(around: Stack) -> dict[str, Any]:
    """The template of a stack, without what every stack has for its bootstrap's version."""
    template = dict(Template.from_stack(around).to_json())
    template.pop("Rules", None)
    template["Parameters"] = {name: said for name, said in template.get("Parameters", {}).items() if name != "BootstrapVersion"}
    return {section: said for section, said in template.items() if said}


def of_type(template: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The resources of a type such as `AWS::S3::Bucket`, by their logical ids."""
    return {name: resource for name, resource in template["Resources"].items() if resource["Type"] == kind}


def one(template: Mapping[str, Any], kind: str, beginning: str = "") -> dict[str, Any]:
    """The one resource of a type, of those whose logical id begins so; as a whole, with its policies."""
    (found,) = [resource for name, resource in of_type(template, kind).items() if name.startswith(beginning)]
    return dict(found)


def vpc(around: Stack, *, zones: int = 2, private: bool = True, isolated: bool = False, public: bool = False) -> ec2.IVpc:
    """A VPC that exists, with subnets in so many availability zones."""
    subnets: dict[str, Any] = {}
    for kind, wanted, digit in (("private", private, "1"), ("isolated", isolated, "2"), ("public", public, "3")):
        if wanted:
            subnets[f"{kind}_subnet_ids"] = [f"subnet-{digit * 16}{zone}" for zone in range(zones)]
            subnets[f"{kind}_subnet_route_table_ids"] = [f"rtb-{digit * 16}{zone}" for zone in range(zones)]
    return ec2.Vpc.from_vpc_attributes(
        around, "Vpc", vpc_id="vpc-0123456789abcdef0", availability_zones=[f"{REGION}{letter}" for letter in "abc"[:zones]], **subnets
    )


def allowed(template: Mapping[str, Any], beginning: str) -> list[dict[str, Any]]:
    """The statements of the one policy whose logical id begins so."""
    statements: list[dict[str, Any]] = one(template, "AWS::IAM::Policy", beginning)["Properties"]["PolicyDocument"]["Statement"]
    return statements


class Findings(NamedTuple):
    """What cdk-nag and the CDK's own check of templates say of an app."""

    open: list[tuple[str, str]]
    """Rule or message, and place, of what nobody explains."""
    explained: dict[tuple[str, str], str]
    """Reasons, by rule and place."""


def examined(app: App) -> Findings:
    """The findings of cdk-nag's AwsSolutions and of CloudFormation's rules in an app, which is synthesised for it."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    # With findings that nobody explains it raises, and the report says more than the error does.
    with suppress(RuntimeError):
        app.synth()
    report = json.loads(Path(app.outdir, "validation-report.json").read_text("utf-8"))
    named = {one["pluginName"]: one for one in report["pluginReports"]}
    found: list[tuple[str, str]] = []
    explained: dict[tuple[str, str], str] = {}
    for plugin in named.values():
        for violation in plugin["violations"]:
            said = violation["ruleName"] if plugin["pluginName"] == "AwsSolutions" else f"{violation['ruleName']} {violation['description']}"
            found += [(said, place["constructPath"]) for place in violation["violatingConstructs"]]
        for violation in plugin.get("suppressedViolations", ()):
            explained.update({(violation["ruleName"], place["constructPath"]): violation["reason"] for place in violation["violatingConstructs"]})
    return Findings(sorted(found), explained)


def linted(template: Path, *regions: str) -> str:
    """What cfn-lint has to say of a template; nothing when it is well."""
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--regions", *(regions or (REGION,)), "--", str(template)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"{done.stdout}{done.stderr}"


def said_by(construct: type, cases: Iterable[Mapping[str, Any]]) -> tuple[set[str], set[str]]:
    """The props that cases say, and those that a construct has; to be the same."""
    parameters = inspect.signature(vars(construct)["__init__"]).parameters.values()
    return {name for case in cases for name in case}, {one.name for one in parameters if one.kind is inspect.Parameter.KEYWORD_ONLY}


@cache
def refused(make: Callable[[Stack], object], around: Stack | None = None, *, unmade: str = "") -> dict[str, str]:
    """What a construct is refused for, by path; each problem has a fix, and nothing by the id `unmade` is left behind."""
    around = around or stack()
    with pytest.raises(ConfigurationError) as raised:
        make(around)
    assert all(problem.message and problem.fix for problem in raised.value.problems)
    assert not unmade or around.node.try_find_child(unmade) is None
    return {problem.path: f"{problem.message}: {problem.fix}" for problem in raised.value.problems}


def recommended_flags() -> dict[str, Any]:
    """The feature flags that `cdk init` turns on in a new app."""
    (package,) = Path(aws_cdk.__file__).with_name("_jsii").glob("aws-cdk-lib@*.jsii.tgz")
    with tarfile.open(package, "r|gz") as files:
        for one_file in files:
            if one_file.name.endswith("recommended-feature-flags.json") and (content := files.extractfile(one_file)):
                return dict(json.load(content))
    raise AssertionError("aws-cdk-lib has no list of recommended flags any more")
