"""IAM as far as our documents use it: what a policy allows, and whom a trust policy lets in. What it does not know it refuses to judge."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

__all__ = ["Caller", "allows", "by_pod", "by_token", "listed", "matches", "statements", "trusts"]

Values = Mapping[str, str | tuple[str, ...]]
_ESCAPED = re.compile(r"\$\{([*?$])\}|([*?])|(\$\{)", re.DOTALL)


def listed(value: Any) -> list[Any]:
    """What IAM takes as one or as a list, as a list."""
    return value if isinstance(value, list) else [value]


def statements(document: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The statements of a document, none of no document."""
    return listed(document["Statement"]) if document else []


def matches(pattern: str, text: str) -> bool:
    """Whether a resource's or an action's pattern takes a text: * is any letters or none, ? is one, ${*} is the letter itself."""
    found, end = "", 0
    for special in _ESCAPED.finditer(pattern):
        found += re.escape(pattern[end : special.start()])
        letter, wildcard, variable = special.groups()
        if variable:
            raise NotImplementedError(f"a variable in {pattern}")
        found += re.escape(letter) if letter else {"*": ".*", "?": "."}[wildcard]
        end = special.end()
    return re.fullmatch(found + re.escape(pattern[end:]), text, re.DOTALL) is not None


def _holds(condition: Mapping[str, Mapping[str, Any]], context: Values) -> bool:
    """Whether every key is there and has one of its values."""
    for operator, keys in condition.items():
        for key, wanted in keys.items():
            given = context.get(key)
            if operator == "StringEquals":
                if not isinstance(given, str) or given not in listed(wanted):
                    return False
            elif operator == "ForAnyValue:StringEquals":
                if not set(given if isinstance(given, tuple) else ()) & set(listed(wanted)):
                    return False
            else:
                raise NotImplementedError(f"the operator {operator}")
    return True


def _judged(document: Mapping[str, Any] | None, action: str, context: Values) -> Iterator[dict[str, Any]]:
    """The statements that speak of an action and whose conditions hold."""
    for one in statements(document):
        if one["Effect"] != "Allow" or not one.keys() <= {"Sid", "Effect", "Principal", "Action", "Resource", "Condition"}:
            raise NotImplementedError(f"the statement {one['Sid']}")
        if any(matches(each.lower(), action.lower()) for each in listed(one["Action"])) and _holds(one.get("Condition", {}), context):
            yield one


def allows(document: Mapping[str, Any] | None, action: str, resource: str, context: Values = {}) -> bool:  # noqa: B006
    """Whether a permissions policy lets an action at a resource through."""
    return any(matches(each, resource) for one in _judged(document, action, context) for each in listed(one["Resource"]))


class Caller(NamedTuple):
    """Who asks STS for a role: the kind of principal and who it is, by which actions, and what the request says."""

    kind: str
    principal: str
    actions: tuple[str, ...]
    context: Mapping[str, str]


def by_token(provider: str, namespace: str, name: str, audience: str | None = "sts.amazonaws.com") -> Caller:
    """A service account that shows its token, of the issuer that an OIDC provider (an ARN) is of."""
    issuer = provider.partition(":oidc-provider/")[2]
    claims = {f"{issuer}:sub": f"system:serviceaccount:{namespace}:{name}", **({f"{issuer}:aud": audience} if audience else {})}
    return Caller("Federated", provider, ("sts:AssumeRoleWithWebIdentity",), claims)


def by_pod(namespace: str | None, name: str | None, cluster: str | None = None, service: str = "pods.eks.amazonaws.com") -> Caller:
    """EKS on behalf of a pod, which tags the session with its service account and its cluster (an ARN)."""
    tags = {"eks-cluster-arn": cluster, "kubernetes-namespace": namespace, "kubernetes-service-account": name}
    said = {f"aws:RequestTag/{tag}": value for tag, value in tags.items() if value is not None}
    return Caller("Service", service, ("sts:AssumeRole", "sts:TagSession"), said)


def trusts(document: Mapping[str, Any], caller: Caller) -> bool:
    """Whether a trust policy lets a caller in: by one statement for each of the actions that are asked."""

    def named(one: Mapping[str, Any]) -> bool:
        if not one["Principal"].keys() <= {"Federated", "Service"}:
            raise NotImplementedError(f"the principal {one['Principal']}")
        return caller.principal in listed(one["Principal"].get(caller.kind, []))

    return all(any(named(one) for one in _judged(document, action, caller.context)) for action in caller.actions)
