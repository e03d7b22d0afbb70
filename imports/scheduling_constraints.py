"""Constraints of tolerations, spread constraints, label selectors and affinity."""

from collections.abc import Iterable
from typing import Final

from imports.constraint import (
    DNS_LABEL,
    ITEMS,
    LABEL_KEY,
    LABEL_VALUE,
    NOT_EMPTY,
    OBJECT,
    Constraint,
    Syntax,
    at_least,
    between,
    has,
    needs,
    not_empty,
    one_of,
    syntax,
    when,
)
from imports.kubernetes_schema import Schema

__all__ = ["SCHEDULING_CONSTRAINTS"]

_WITHOUT: Final[Schema] = {"maxItems": 0}
_OPERATORS: Final = ("In", "NotIn", "Exists", "DoesNotExist")


def _requirements(type: str, operators: tuple[str, ...]) -> Iterable[Constraint]:
    """Requirements of labels, whose operator decides whether they have values."""
    yield syntax(type, "key", LABEL_KEY)
    good = tuple({"operator": name, "values": ["1"] if name in ("In", "NotIn", "Gt", "Lt") else None} for name in operators)
    yield Constraint(
        type,
        "",
        {"properties": {"operator": {"enum": [*operators]}}},
        f"an operator of {', '.join(operators)}",
        good,
        ({"operator": "Equals", "values": ["a"]},),
    )
    yield when(
        type,
        has("operator", "In", "NotIn"),
        {"required": ["values"], "properties": {"values": {"minItems": 1}}},
        "values, because the operator is In or NotIn",
        ({"operator": "In", "values": ["a"]},),
        ({"operator": "In", "values": None}, {"operator": "NotIn", "values": []}),
    )
    yield when(
        type,
        has("operator", "Exists", "DoesNotExist"),
        {"properties": {"values": _WITHOUT}},
        "no values, because the operator is Exists or DoesNotExist",
        ({"operator": "Exists", "values": None}, {"operator": "DoesNotExist", "values": []}),
        ({"operator": "Exists", "values": ["a"]},),
    )


SCHEDULING_CONSTRAINTS: Final[tuple[Constraint, ...]] = (
    one_of("Toleration", "operator", "", "Exists", "Equal"),
    syntax("Toleration", "value", LABEL_VALUE),
    one_of("Toleration", "effect", "", "NoSchedule", "PreferNoSchedule", "NoExecute"),
    syntax("Toleration", "key", Syntax(f"^$|{LABEL_KEY.pattern}", "a taint key such as dedicated", LABEL_KEY.good, ("a b", "-a"))),
    when(
        "Toleration",
        {"not": {"required": ["key"], "properties": {"key": {"minLength": 1}}}},
        has("operator", "Exists"),
        "operator Exists, because there is no key",
        ({"key": None, "operator": "Exists", "value": None},),
        ({"key": None, "operator": None, "value": None}, {"key": "", "operator": "Equal", "value": "a"}),
    ),
    when(
        "Toleration",
        has("operator", "Exists"),
        {"properties": {"value": {"maxLength": 0}}},
        "no value, because the operator is Exists",
        ({"operator": "Exists", "value": None}, {"operator": "Exists", "value": ""}),
        ({"operator": "Exists", "value": "a"},),
    ),
    when(
        "Toleration",
        {"required": ["tolerationSeconds"]},
        has("effect", "NoExecute"),
        "effect NoExecute, because tolerationSeconds is set",
        ({"tolerationSeconds": 5, "effect": "NoExecute"},),
        ({"tolerationSeconds": 5, "effect": "NoSchedule"}, {"tolerationSeconds": 5, "effect": None}),
    ),
    at_least("TopologySpreadConstraint", "maxSkew", 1),
    at_least("TopologySpreadConstraint", "minDomains", 1),
    syntax("TopologySpreadConstraint", "topologyKey", LABEL_KEY._replace(bad=("a b", "-a"), stricter=True)),
    syntax("TopologySpreadConstraint", "topologyKey", NOT_EMPTY),
    needs("PodAffinityTerm", "mismatchLabelKeys", "labelSelector", ["a"], {"matchLabels": {"b": "c"}}),
    syntax("PodAffinityTerm", f"mismatchLabelKeys{ITEMS}", LABEL_KEY),
    *(needs(type, "matchLabelKeys", "labelSelector", ["a"], {"matchLabels": {"b": "c"}}) for type in ("TopologySpreadConstraint", "PodAffinityTerm")),
    Constraint(
        "TopologySpreadConstraint",
        "",
        {"properties": {"whenUnsatisfiable": {"enum": ["DoNotSchedule", "ScheduleAnyway"]}}},
        "whenUnsatisfiable to be DoNotSchedule or ScheduleAnyway",
        ({"whenUnsatisfiable": "DoNotSchedule"}, {"whenUnsatisfiable": "ScheduleAnyway"}),
        ({"whenUnsatisfiable": "doNotSchedule"}, {"whenUnsatisfiable": ""}),
    ),
    when(
        "TopologySpreadConstraint",
        {"required": ["minDomains"]},
        has("whenUnsatisfiable", "DoNotSchedule"),
        "whenUnsatisfiable DoNotSchedule, because minDomains is set",
        ({"minDomains": 2, "whenUnsatisfiable": "DoNotSchedule"},),
        ({"minDomains": 2, "whenUnsatisfiable": "ScheduleAnyway"},),
    ),
    one_of("TopologySpreadConstraint", "nodeAffinityPolicy", "Honor", "Ignore"),
    one_of("TopologySpreadConstraint", "nodeTaintsPolicy", "Honor", "Ignore"),
    *_requirements("LabelSelectorRequirement", _OPERATORS),
    *_requirements("NodeSelectorRequirement", (*_OPERATORS, "Gt", "Lt")),
    Constraint(
        "LabelSelector",
        "matchLabels",
        {"propertyNames": {"pattern": LABEL_KEY.pattern}, "additionalProperties": {"type": "string", "pattern": LABEL_VALUE.pattern}},
        "label keys and label values",
        ({"a": "b", "example.org/a": ""},),
        ({"a b": "c"}, {"a": "b c"}, {"a": "-"}),
    ),
    *(syntax(type, f"values{ITEMS}", LABEL_VALUE) for type in ("LabelSelectorRequirement", "NodeSelectorRequirement")),
    when(
        "NodeSelectorRequirement",
        has("operator", "Gt", "Lt"),
        {"required": ["values"], "properties": {"values": {"minItems": 1, "maxItems": 1}}},
        "one value, because the operator is Gt or Lt",
        ({"operator": "Gt", "values": ["1"]},),
        ({"operator": "Lt", "values": ["1", "2"]}, {"operator": "Gt", "values": None}),
    ),
    Constraint(
        "NodeSelectorTerm",
        f"matchFields{ITEMS}",
        {
            "properties": {
                "key": {"enum": ["metadata.name"]},
                "operator": {"enum": ["In", "NotIn"]},
                "values": {"minItems": 1, "maxItems": 1, "items": {"pattern": OBJECT.pattern}},
            },
            "required": ["values"],
        },
        "key metadata.name, an operator of In and NotIn, and one value, the name of a node",
        ({"key": "metadata.name", "operator": "In", "values": ["a"]},),
        ({"key": "a", "operator": "In", "values": ["a"]}, {"key": "metadata.name", "operator": "Exists"}),
    ),
    not_empty("NodeSelector", "nodeSelectorTerms", {"matchExpressions": [{"key": "a", "operator": "Exists"}]}),
    between("PreferredSchedulingTerm", "weight", 1, 100),
    between("WeightedPodAffinityTerm", "weight", 1, 100),
    syntax("PodAffinityTerm", "topologyKey", LABEL_KEY),
    syntax("PodAffinityTerm", f"namespaces{ITEMS}", DNS_LABEL),
)
"""What the API server checks in scheduling."""
