"""Where our validator is stricter than the API server on purpose, each rule with its reason, and what only the cluster decides.

The page `docs/project/api-server.md` lists the same rules.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from imports.constraints import CONSTRAINTS
from portkey_constructs.errors import Problem

__all__ = ["CLUSTER_RULES", "NEVER_START", "PRODUCT_RULES", "ClusterRule", "ProductRule", "cluster_rule", "product_rule"]


class ProductRule(NamedTuple):
    """A reason to refuse what the API server accepts."""

    name: str
    """As in the table of the page."""
    pattern: str
    """Of the code, the setting and the expectation, separated by spaces."""


NEVER_START: Final = "pods that never start"
PRODUCT_RULES: Final = (
    ProductRule(NEVER_START, r"an image without surrounding spaces|localhostProfile is empty|\.preferredDuring\S+ .*label value"),
    ProductRule(NEVER_START, r"template\.metadata\.finalizers"),
    ProductRule("empty text", r"PK-SETTING-00[45] \S+ is empty |expected some text"),
    ProductRule("amounts that are mistakes", r"PK-SETTING-004 .*an amount of (CPU|memory)|a quantity such as 500m"),
    ProductRule("fields that the schema requires", r"Kubernetes' \w+ needs "),
    ProductRule("secrets", r"PK-SECRET-\d+ "),
    ProductRule("numbers of pods and retries", r"PK-SETTING-004 \S+(replicas|autoscaling\.(min|max)|retries|[hH]istoryLimit) .*whole number from"),
    ProductRule("numbers of pods and retries", r"PK-SETTING-004 \S+disruptionBudget\S+ .*a number of pods, or a percentage"),
    ProductRule("durations", r"PK-SETTING-004 .*expected a duration|PK-SETTING-004 \S+minReadySeconds "),
    ProductRule("utilization", r"PK-SETTING-004 \S+autoscaling\.(cpu|memory) "),
    ProductRule("numbers without quotes", r"PK-SETTING-004 .*quote it: expected a label value"),
    ProductRule("finalizers without a domain", r"metadata\.finalizers\.\d+ .*a finalizer with its domain"),
    ProductRule("ports that lead nowhere", r"PK-EXTRA-002 \S+\.backend\.service\.port .*or a number from 1 to 65535"),
    ProductRule("ports that lead nowhere", r"PK-SERVICE-004 |PK-SETTING-004 \S+[pP]ort .*a port number from 1 to 65535"),
    ProductRule("names of ports", r"PK-SETTING-004 \S+ports\S+name .*a port name"),
    ProductRule("addresses of load balancers", r"PK-SETTING-004 \S+loadBalancerIP "),
    ProductRule("names of other objects", r"PK-SETTING-00[45] .*the name of a (Kubernetes object|storage class)|needs name|name, which is missing"),
    ProductRule("the prefix of names", r"PK-SETTING-004 name "),
    ProductRule("sources of claims", r"dataSource\S*[: ]"),
    ProductRule("claims of stores", r"PK-(SETTING-00[45]|WORKLOAD-001|STORE-\d+|PERSISTENCE-\d+) \S+persistence\."),
    ProductRule("domain names", r"PK-SETTING-004 (clusterDomain|exposure\.\S+\.host) "),
    ProductRule(
        "numbers of 64 bits",
        r"(PK-(SETTING-005|PATCH-003|EXTRA-002)) .*(does not allow this value|expected a number from)|PK-SETTING-004 .*a number of seconds from",
    ),
    ProductRule("names of variables", r"PK-SETTING-004 \S*env\.\S* "),
    ProductRule("images", r"PK-SETTING-004 \S+image\.(repository|tag|digest) "),
    ProductRule("entries that replace each other", r"PK-WORKLOAD-003 .*another volume|PK-(SETTING-005|PATCH-003) .*a different \S+ for each entry"),
    ProductRule("settings without effect", r"PK-SCALE-008 |PK-SERVICE-005 |PodDisruptionBudget needs spec|sessionAffinity: ClientIP"),
    ProductRule("settings without effect", r"sessionAffinityConfig\.clientIP\.timeoutSeconds|PK-POD-\d+ "),
    ProductRule("versions that work together", r"PK-VERSION-\d+ "),
)
"""What our validator refuses beyond the API."""


class ClusterRule(NamedTuple):
    """A refusal that depends on the cluster and not on the configuration."""

    name: str
    pattern: str
    """Of the message of the server."""


CLUSTER_RULES: Final = (
    ClusterRule(
        "the range of node ports", r"The range of valid ports is|provided port is not in the valid range|healthCheckNodePort: Invalid value: 65536"
    ),
    ClusterRule("addresses of Services", r"provided IP is not in the valid range|ipFamil"),
)

_STRICTER: Final = frozenset(f"expected {constraint.expected}" for constraint in CONSTRAINTS if constraint.stricter)


def product_rule(errors: Iterable[Problem]) -> str:
    """The rules by which our validator refuses what the server accepts; empty if one of the errors has none."""
    names = {_rule_of(error) for error in errors}
    return "" if "" in names else ", ".join(sorted(names))


def _rule_of(error: Problem) -> str:
    if error.fix in _STRICTER or any(expected in error.message for expected in _STRICTER):
        return NEVER_START
    text = f"{error.code} {error.path} {error.message} {error.fix}"
    return next((rule.name for rule in PRODUCT_RULES if re.search(rule.pattern, text)), "")


def cluster_rule(refusals: Iterable[str]) -> str:
    """The rule of the cluster by which the server refuses what our validator accepts; empty if there is none."""
    return next((rule.name for refusal in refusals for rule in CLUSTER_RULES if re.search(rule.pattern, refusal)), "")
