"""An evaluator of IAM policies, as far as our documents use IAM. It raises `NotImplementedError` for everything else."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

__all__ = ["Caller", "allows", "as_list", "matches", "pod_caller", "statements", "token_caller", "trusts"]

Context = Mapping[str, str | tuple[str, ...]]
_SPECIAL = re.compile(r"\$\{([*?$])\}|([*?])|(\$\{)", re.DOTALL)


def as_list(value: Any) -> list[Any]:
    """A value that may be single or a list, as a list."""
    return value if isinstance(value, list) else [value]


def statements(document: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The statements of a document; none without a document."""
    return as_list(document["Statement"]) if document else []


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern of a resource or an action matches: * is any text, ? one character, and ${*} the character itself."""
    regex, end = "", 0
    for special in _SPECIAL.finditer(pattern):
        regex += re.escape(pattern[end : special.start()])
        literal, wildcard, variable = special.groups()
        if variable:
            raise NotImplementedError(f"a variable in {pattern}")
        regex += re.escape(literal) if literal else {"*": ".*", "?": "."}[wildcard]
        end = special.end()
    return re.fullmatch(regex + re.escape(pattern[end:]), text, re.DOTALL) is not None


def _is_met(condition: Mapping[str, Mapping[str, Any]], context: Context) -> bool:
    """Whether every key is in the context with one of the condition's values."""
    for operator, keys in condition.items():
        for key, values in keys.items():
            actual = context.get(key)
            if operator == "StringEquals":
                if not isinstance(actual, str) or actual not in as_list(values):
                    return False
            elif operator == "StringLike":
                if not isinstance(actual, str) or not any(matches(pattern, actual) for pattern in as_list(values)):
                    return False
            elif operator == "ForAllValues:StringEquals":
                if not set(actual if isinstance(actual, tuple) else ()) <= set(as_list(values)):
                    return False
            elif operator == "ForAnyValue:StringEquals":
                if not set(actual if isinstance(actual, tuple) else ()) & set(as_list(values)):
                    return False
            else:
                raise NotImplementedError(f"the operator {operator}")
    return True


def _applicable(document: Mapping[str, Any] | None, action: str, context: Context) -> Iterator[dict[str, Any]]:
    """The statements that contain an action and whose conditions are met."""
    for statement in statements(document):
        if statement["Effect"] != "Allow" or not statement.keys() <= {"Sid", "Effect", "Principal", "Action", "Resource", "Condition"}:
            raise NotImplementedError(f"the statement {statement['Sid']}")
        contains_action = any(matches(pattern.lower(), action.lower()) for pattern in as_list(statement["Action"]))
        if contains_action and _is_met(statement.get("Condition", {}), context):
            yield statement


def allows(document: Mapping[str, Any] | None, action: str, resource: str, context: Context = {}) -> bool:  # noqa: B006
    """Whether a permissions policy allows an action on a resource."""
    return any(matches(pattern, resource) for statement in _applicable(document, action, context) for pattern in as_list(statement["Resource"]))


class Caller(NamedTuple):
    """A request to STS for a role: the principal, the actions, and the context of the request."""

    kind: str
    principal: str
    actions: tuple[str, ...]
    context: Mapping[str, str]


def token_caller(provider: str, namespace: str, name: str, audience: str | None = "sts.amazonaws.com") -> Caller:
    """A service account with a token of the issuer that belongs to an OIDC provider (an ARN)."""
    issuer = provider.partition(":oidc-provider/")[2]
    claims = {f"{issuer}:sub": f"system:serviceaccount:{namespace}:{name}", **({f"{issuer}:aud": audience} if audience else {})}
    return Caller("Federated", provider, ("sts:AssumeRoleWithWebIdentity",), claims)


def pod_caller(namespace: str | None, name: str | None, cluster: str | None = None, service: str = "pods.eks.amazonaws.com") -> Caller:
    """EKS on behalf of a pod, with session tags for its service account and its cluster (an ARN)."""
    tags = {"eks-cluster-arn": cluster, "kubernetes-namespace": namespace, "kubernetes-service-account": name}
    context = {f"aws:RequestTag/{tag}": value for tag, value in tags.items() if value is not None}
    return Caller("Service", service, ("sts:AssumeRole", "sts:TagSession"), context)


def trusts(document: Mapping[str, Any], caller: Caller) -> bool:
    """Whether a trust policy allows a caller all its actions."""

    def names_caller(statement: Mapping[str, Any]) -> bool:
        if not statement["Principal"].keys() <= {"Federated", "Service"}:
            raise NotImplementedError(f"the principal {statement['Principal']}")
        return caller.principal in as_list(statement["Principal"].get(caller.kind, []))

    return all(any(names_caller(statement) for statement in _applicable(document, action, caller.context)) for action in caller.actions)
