"""A constraint of a Kubernetes type, and the forms that constraints have."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from imports.kubernetes_schema import Schema

__all__ = [
    "CONFIG_KEY",
    "DNS_LABEL",
    "FIELD_REF",
    "IP",
    "ITEMS",
    "LABEL_KEY",
    "LABEL_VALUE",
    "MEDIUM",
    "MESSAGE",
    "NAME",
    "NOT_EMPTY",
    "NOT_RESERVED",
    "OBJECT",
    "PATH",
    "PORT_NAME",
    "PREFIX",
    "QUANTITY",
    "RELATIVE",
    "RESOURCE",
    "SERVICE_NAME",
    "SUBDOMAIN",
    "SUBSCRIPT",
    "VARIABLE",
    "Constraint",
    "Syntax",
    "absent",
    "at_least",
    "between",
    "exactly_one",
    "has",
    "needs",
    "not_both",
    "not_empty",
    "one_of",
    "required",
    "syntax",
    "unique",
    "when",
]

MESSAGE: Final = "errorMessage"
ITEMS: Final = "[]"


class Constraint(NamedTuple):
    """One constraint of a type, or of one of its fields."""

    type: str
    field: str
    """The field, with `[]` for the entries of a list; empty for the type itself."""
    schema: Schema
    expected: str
    good: tuple[Any, ...]
    """Valid values of the field, or fields of the type that are valid in addition to those it requires."""
    bad: tuple[Any, ...]
    stricter: bool = False
    """Whether the API server accepts the bad examples, although no pod with them can run."""


class Syntax(NamedTuple):
    """A syntax of text, with examples."""

    pattern: str
    expected: str
    good: tuple[str, ...]
    bad: tuple[str, ...]
    max_length: int = 0
    stricter: bool = False


_LABEL: Final = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
_PART: Final = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
SUBDOMAIN: Final = rf"{_PART}(\.{_PART})*"
"""A DNS subdomain as Kubernetes checks it: the length of a part has no limit, that of the whole is checked elsewhere."""
NAME: Final = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
PORT_NAME: Final = "([a-z0-9]+-)*[a-z0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)*"

DNS_LABEL: Final = Syntax(
    f"^{_LABEL}$", "a name of at most 63 lowercase letters, digits and hyphens", ("a", "a-1", "0"), ("", "A", "a_b", "-a", "a.b"), 63
)
OBJECT: Final = Syntax(
    f"^{SUBDOMAIN}$",
    "the name of a Kubernetes object: lowercase letters, digits, hyphens and dots",
    ("a", "a.b-c", "a" * 253),
    ("A", "a_b", "a" * 254),
    253,
    True,
)
LABEL_KEY: Final = Syntax(
    rf"^((?=[^/]{{1,253}}/){SUBDOMAIN}/)?{NAME}$",
    "a label key such as team or example.org/team",
    ("a", "e.org/a_B", f"{'a' * 253}/a"),
    ("", "a b", "-a", f"{'a' * 254}/a", "a" * 64),
)
LABEL_VALUE: Final = Syntax(
    f"^({NAME})?$", "a label value of at most 63 letters, digits, hyphens, dots and underscores", ("", "a_B.1"), ("a b", "-a")
)
SERVICE_NAME: Final = Syntax(
    f"^{PORT_NAME}$", "a port name of at most 15 lowercase letters, digits and hyphens", ("http", "h2-c"), ("HTTP", "a--b", "1", "a" * 16), 15
)
NOT_EMPTY: Final = Syntax(r"\S", "some text", ("a",), ("",))
CONFIG_KEY: Final = Syntax(
    r"^([-_A-Za-z0-9]|\.[-_A-Za-z0-9])[-._A-Za-z0-9]*$", "a key such as ca.crt", ("ca.crt", ".a"), ("a/b", "..", "..a", "."), 253
)
_SEGMENT: Final = r"([^./][^/]*|\.([^./][^/]*)?|\.\.[^/]+)"
RELATIVE: Final = Syntax(f"^{_SEGMENT}(/{_SEGMENT}?)*$", "a relative path without ..", ("a", "a/b", ".a", "a/..b"), ("/a", "..", "../a", "a/../b"))
NOT_RESERVED: Final = Syntax(
    rf"^(?!\.\.){_SEGMENT}(/{_SEGMENT}?)*$",
    "a relative path that does not begin with .. or contain it",
    ("a", "a/b", ".a", "a/..b"),
    ("/a", "..", "..a", "a/../b"),
)
PATH: Final = Syntax(f"^/?{_SEGMENT}?(/{_SEGMENT}?)*$", "a path without ..", ("/a", "/a/.b"), ("..", "/a/../b"))
_OCTET: Final = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4: Final = rf"{_OCTET}(\.{_OCTET}){{3}}"
_GROUP: Final = "[0-9a-fA-F]{1,4}"
_IPV6: Final = "|".join(
    (
        f"({_GROUP}:){{7}}{_GROUP}",
        f"({_GROUP}:){{6}}{_IPV4}",
        *(f"({_GROUP}:){{1,{before}}}(:{_GROUP}){{1,{7 - before}}}" for before in range(1, 7)),
        f"({_GROUP}:){{1,7}}:",
        f":(:{_GROUP}){{1,7}}",
        "::",
        *(f"({_GROUP}:){{1,{before}}}(:{_GROUP}){{0,{5 - before}}}:{_IPV4}" for before in range(1, 6)),
        f":(:{_GROUP}){{0,5}}:{_IPV4}",
    )
)
IP: Final = Syntax(
    rf"^(?!(::|(0:){{5}})[fF]{{4}}:([0-9.]+|{_GROUP}:{_GROUP})$)({_IPV4}|{_IPV6})$",
    "an IP address",
    ("10.0.0.1", "2001:db8::1", "::", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:10.0.0.1"),
    ("", "::ffff:10.0.0.1", "10.0.0.256", "dns.example.org", ":", "1::2::3", "1:2:3:4:5:6:7:8:9", "12345::", "1.2.3", "fe80::1%eth0"),
)
VARIABLE: Final = Syntax("^[ -<>-~]+$", "the name of an environment variable, without =", ("A", "a-b.c"), ("", "A=B", "ä"))
PREFIX: Final = Syntax("^[ -<>-~]*$", "the beginning of names of environment variables, without =", ("", "A_"), ("A=", "ä"))
MEDIUM: Final = Syntax("^(Memory|HugePages(-[0-9]+[KMGTPE]i)?)?$", "Memory, HugePages, or empty text", ("", "Memory"), ("memory", "SSD"), 0, True)
_DIGITS: Final = "[0-9]+(\\.[0-9]*)?|\\.[0-9]+"
QUANTITY: Final = Syntax(
    f"^\\+?({_DIGITS})([KMGTPE]i|[numkMGTPE]|[eE][-+]?[0-9]+)?$",
    "a quantity such as 500m, 0.5 or 1Gi",
    ("1", "500m", "1Gi", "0.5"),
    ("1gb", "-1", "1 Gi"),
)


def syntax(type: str, field: str, text: Syntax) -> Constraint:
    schema: Schema = {"pattern": text.pattern, **({"maxLength": text.max_length} if text.max_length else {})}
    return Constraint(type, field, schema, text.expected, text.good, text.bad, text.stricter)


def one_of(type: str, field: str, *values: str) -> Constraint:
    return Constraint(type, field, {"enum": [*values]}, f"one of {', '.join(filter(None, values))}", values, ("Bogus", values[-1].swapcase()))


def between(type: str, field: str, least: int, most: int) -> Constraint:
    schema: Schema = {"minimum": least, "maximum": most}
    return Constraint(type, field, schema, f"a number from {least} to {most}", (least, most), (least - 1, most + 1))


def at_least(type: str, field: str, least: int) -> Constraint:
    return Constraint(type, field, {"minimum": least}, f"a number from {least}", (least, least + 1), (least - 1,))


def required(type: str, field: str) -> Constraint:
    """A field that the schema does not require."""
    return Constraint(type, "", {"required": [field]}, f"{field}, which is missing", (), ({field: None},))


def not_empty(type: str, field: str, value: Any) -> Constraint:
    return Constraint(type, field, {"minItems": 1}, "at least one entry", ([value],), ([],))


def exactly_one(type: str, fields: Mapping[str, Any]) -> Constraint:
    """Exactly one of several fields, each with an example."""
    schema: Schema = {"oneOf": [{"required": [field]} for field in fields]}
    good = tuple({**dict.fromkeys(fields), field: value} for field, value in fields.items())
    first, second, *_ = fields.items()
    bad: tuple[Any, ...] = (dict.fromkeys(fields), {**dict.fromkeys(fields), **dict((first, second))})
    return Constraint(type, "", schema, f"exactly one of {', '.join(fields)}", good, bad)


def not_both(type: str, fields: Mapping[str, Any]) -> Constraint:
    schema: Schema = {"not": {"required": [*fields]}}
    first, second = fields.items()
    return Constraint(type, "", schema, f"not both of {' and '.join(fields)}", (dict([first]), dict([second])), ({**fields},))


def when(type: str, condition: Schema, then: Schema, expected: str, good: Iterable[Any], bad: Iterable[Any]) -> Constraint:
    return Constraint(type, "", {"if": condition, "then": then}, expected, tuple(good), tuple(bad))


def absent(*fields: str) -> Schema:
    return {"properties": dict.fromkeys(fields, False)}


def has(field: str, *values: Any) -> Schema:
    return {"properties": {field: {"enum": [*values]}}, "required": [field]}


def needs(type: str, field: str, other: str, value: Any, example: Any) -> Constraint:
    """A field that is valid only beside another one, unless it is an empty list."""
    good, bad = {field: value, other: example}, {field: value, other: None}
    condition: Schema = {"properties": {field: {"not": {"enum": [[]]}}}, "required": [field]}
    return Constraint(type, "", {"if": condition, "then": {"required": [other]}}, f"{other}, because {field} is set", (good,), (bad,))


def unique(type: str, field: str, key: str, *entries: Any) -> Constraint:
    return Constraint(type, field, {"x-unique": [key]}, f"a different {key} for each entry", (list(entries[:1]),), (list(entries),))


FIELD_REF: Final = {"fieldPath": "metadata.name"}
RESOURCE: Final = r"^(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.+)$"
"""A resource of a container."""
SUBSCRIPT: Final = r"metadata\.(labels|annotations)\['[^']+'\]"
"""A label or an annotation of a pod."""
