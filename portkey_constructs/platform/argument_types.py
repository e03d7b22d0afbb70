"""Arguments of constructs by their annotations: an object of another type is refused like an invalid setting.

The classes and interfaces of cdk8s and the AWS CDK come from jsii, which reports wrong objects as a TypeError of its own.
"""

import inspect
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache, wraps
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

from portkey_constructs.errors import ConfigurationError, Problem

__all__ = ["argument_problems", "checked", "keyword_problems"]

CODE: Final = "PK-CONSTRUCT-002"
_NAMES: Final[Mapping[object, str]] = {
    str: "text",
    Any: "any value",
    bool: "True or False",
    int: "a whole number",
    float: "a number",
    NoneType: "None",
}
_EXAMPLES: Final = {
    "PortkeyConfig": "PortkeyConfig.from_dict({...})",
    "Platform": "PortkeyConfig.from_dict({...}).resolve()",
    "Network": "Network(vpc_id=..., subnets={zone: subnet}, clients=[...])",
    "SecretGroup": "SecretGroup.REDIS",
    "Stage": "{Stage.STORES: chart}",
    "aws_cdk.Duration": "Duration.days(30)",
    "aws_cdk.Environment": 'Environment(account="111122223333", region="eu-west-1")',
    "aws_cdk.RemovalPolicy": "RemovalPolicy.RETAIN",
    "aws_cdk.aws_ec2.IConnectable": 'ec2.SecurityGroup.from_security_group_id(self, "Clients", "sg-...") or ec2.Peer.ipv4("10.0.0.0/16")',
    "aws_cdk.aws_ec2.ISecurityGroup": 'ec2.SecurityGroup.from_security_group_id(self, "Group", "sg-...")',
    "aws_cdk.aws_ec2.IVpc": 'ec2.Vpc.from_lookup(self, "Vpc", vpc_id="vpc-...")',
    "aws_cdk.aws_ec2.SubnetSelection": "ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)",
    "aws_cdk.aws_iam.IGrantable": 'iam.Role.from_role_arn(self, "Role", "arn:...")',
    "aws_cdk.aws_iam.IManagedPolicy": 'iam.ManagedPolicy.from_managed_policy_arn(self, "Boundary", "arn:...")',
    "aws_cdk.aws_kms.IKey": 'kms.Key.from_key_arn(self, "Key", "arn:...")',
    "aws_cdk.aws_s3.IBucket": 's3.Bucket.from_bucket_name(self, "Bucket", "NAME")',
    "cdk8s_plus_27.INetworkPolicyPeer": 'kplus.Pods.select(chart, "Clients", labels={...})',
    "constructs.Construct": "an App, a Stack, a Chart or another construct",
    "constructs.IConstruct": "an App, a Chart or another construct",
}
_LIBRARIES: Final = ("aws_cdk", "cdk8s", "cdk8s_plus_27", "constructs")
P = ParamSpec("P")
R = TypeVar("R")


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """The function with checked arguments; its annotations are the expected types.

    Raises:
        ConfigurationError: with all arguments of another type.
    """
    signature = inspect.signature(function)

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        arguments = signature.bind(*args, **kwargs).arguments
        if problems := list(argument_problems(function, arguments)):
            raise ConfigurationError(problems, _owner(function, arguments))
        return function(*args, **kwargs)

    return call


def argument_problems(function: Callable[..., Any], arguments: Mapping[str, Any], *, validated: Container[str] = ()) -> Iterator[Problem]:
    """Report the arguments that are not of the type that the function's annotations name.

    A model checks the `validated` ones; only those for objects of cdk8s and the CDK are checked here too.
    """
    for name, expected in _parameters(function).items():
        if name not in arguments or (name in validated and not _takes_objects(expected)):
            continue
        if not _accepts(expected, arguments[name]):
            yield _problem(name, expected, arguments[name])


def keyword_problems(function: Callable[..., Any], arguments: Mapping[str, Any]) -> Iterator[Problem]:
    """Report the keyword arguments that the function does not have, or that are of another type."""
    keywords = [name for name, parameter in inspect.signature(function).parameters.items() if parameter.kind is parameter.KEYWORD_ONLY]
    for name in arguments:
        if name not in keywords:
            yield Problem(name, "is no argument", f"leave it out; the arguments are {', '.join(keywords)}", CODE)
    yield from argument_problems(function, arguments)


def _problem(name: str, expected: Any, value: object) -> Problem:
    types = [part for part in _members(expected) if part is not NoneType]
    examples = [example for example in (_EXAMPLES.get(_qualified(part)) for inner in types for part in (inner, *get_args(inner))) if example]
    given = f"the class {value.__name__}" if isinstance(value, type) else "None" if value is None else f"of the type {type(value).__name__}"
    wanted = " or ".join(dict.fromkeys(map(_named, types)))
    fix = f"pass {_with_article(wanted)}" + (f", such as {' or '.join(examples)}" if examples else "")
    return Problem(name, f"is {given}, expected {wanted}", fix, CODE)


def _takes_objects(expected: Any) -> bool:
    return any(hasattr(part, "__jsii_type__") for part in _members(expected))


def _with_article(wanted: str) -> str:
    return f"a {wanted}" if wanted in ("PortkeyConfig", "Platform", "Network") else wanted


def _owner(function: Callable[..., Any], arguments: Mapping[str, Any]) -> str:
    this = arguments.get("self")
    return type(this).__name__ if this is not None else function.__name__


@cache
def _parameters(function: Callable[..., Any]) -> Mapping[str, Any]:
    hints = get_type_hints(function)
    kinds = inspect.signature(function).parameters
    return {name: hints[name] for name, parameter in kinds.items() if name in hints and parameter.kind is not parameter.VAR_KEYWORD}


def _members(expected: Any) -> tuple[Any, ...]:
    return tuple(member for part in get_args(expected) for member in _members(part)) if get_origin(expected) in (Union, UnionType) else (expected,)


def _named(expected: Any) -> str:
    if expected in _NAMES:
        return _NAMES[expected]
    origin, arguments = get_origin(expected), get_args(expected)
    if origin is Literal:
        return ", ".join(map(str, arguments))
    if origin is not None and issubclass(origin, Mapping):
        return f"a mapping of {_named(arguments[0])} to {_named(arguments[1])}" if arguments else "a mapping"
    if origin is not None:
        return f"a list of {' or '.join(_named(part) for part in _members(arguments[0]))}" if arguments else "a list"
    return _qualified(expected)


def _qualified(expected: Any) -> str:
    """The name under which programs import a class."""
    name = getattr(expected, "__qualname__", str(expected))
    return f"{expected.__module__}.{name}" if hasattr(expected, "__jsii_type__") else name


def _accepts(expected: Any, value: object) -> bool:
    origin, arguments = get_origin(expected), get_args(expected)
    if origin in (Union, UnionType):
        return any(_accepts(part, value) for part in arguments)
    if origin is Annotated:
        return _accepts(arguments[0], value)
    if origin is Literal:
        return value in arguments
    if origin is not None:
        return _accepts_members(origin, arguments, value)
    if not isinstance(expected, type):
        return True
    if getattr(expected, "_is_protocol", False):
        return any(_implements(expected, part) for part in _delegates(value))
    if isinstance(value, bool) and expected in (int, float):
        return False
    return any(isinstance(part, (int, float) if expected is float else expected) for part in _delegates(value))


def _accepts_members(container: Any, members: tuple[Any, ...], value: object) -> bool:
    if isinstance(value, str) or not isinstance(value, container):
        return False
    if isinstance(value, Mapping) and len(members) == 2:
        return all(_accepts(members[0], key) and _accepts(members[1], inner) for key, inner in value.items())
    return all(_accepts(members[0], inner) for inner in value) if isinstance(value, Sequence) and members else True


def _implements(interface: Any, value: object) -> bool:
    """Whether a value implements an interface of jsii: its class declares it, or it is an object in Node with all members of the interface."""
    bases = type(value).__mro__
    if any(interface in declared.__mro__ for base in bases for declared in vars(base).get("__jsii_ifaces__", ())):
        return True
    members = (name for base in interface.__mro__ if getattr(base, "_is_protocol", False) for name in vars(base) if not name.startswith("_"))
    return any(base.__module__.partition(".")[0] in _LIBRARIES for base in bases) and all(hasattr(type(value), name) for name in members)


def _delegates(value: object) -> Iterable[object]:
    """The value, or what stands for the several interfaces of an object in Node."""
    return vars(value)["_delegates"] if type(value).__name__ == "InterfaceDynamicProxy" else (value,)
