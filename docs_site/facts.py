"""The reference of what the images need: variables, keys of Secrets, ports and images."""

from collections.abc import Iterable, Iterator

from docs_site.markdown import anchor, code, codes, page, prose, table
from docs_site.settings import links
from portkey_constructs.explain.environment import KeyPage, VariablePage, key, key_called, keys
from portkey_constructs.explain.environment import variables as all_variables
from portkey_constructs.explain.outcomes import Outcome
from portkey_constructs.explain.wording import with_values
from portkey_constructs.platform.images import DEFAULT_IMAGES
from portkey_constructs.platform.ports import CLICKHOUSE_TLS_PORTS, MCP_PORT, PORTS, NamedPort

__all__ = ["ports", "secret_keys", "variables"]


def variables() -> str:
    """A section an environment variable."""
    return page(
        "Environment variables",
        "Every variable that Portkey's images are given, who has it, and what it follows from. A variable of your own in `env` goes before it.",
        *(part for one in all_variables() for part in _variable(one)),
    )


def secret_keys() -> str:
    """A section a key of a Secret."""
    return page(
        "Keys of Secrets",
        "Every key of every Secret. What is sensitive stands in a Secret always; the rest is a plain value in the pods wherever the configuration "
        "says it. `portkey-constructs secrets` tells which of them a configuration needs.",
        *(part for one in keys() for part in _key(one)),
    )


def ports() -> str:
    """The ports and the default images of the components."""
    rows = [(component, port, "") for component, found in PORTS.items() for port in found]
    rows += [("gateway", MCP_PORT, "with `gateway.mcp`"), *(("clickhouse", port, "with `clickhouse.https`") for port in CLICKHOUSE_TLS_PORTS)]
    return page(
        "Ports and images",
        table(("component", "name", "container", "Service", ""), (_port(*row) for row in rows)),
        "## Default images",
        table(("component", "image", "tag"), ([component, code(name), code(tag)] for component, (name, tag) in DEFAULT_IMAGES.items())),
    )


def _port(component: str, port: NamedPort, when: str) -> list[str]:
    return [component, code(port.name), str(port.container), str(port.service), when]


def _variable(one: VariablePage) -> Iterator[str]:
    yield f"## {code(one.name)} {{ #{one.name} }}"
    yield prose(one.purpose)
    yield _listed(
        [
            f"read by {', '.join(one.readers)}",
            f"stands for {', '.join(map(_key_link, one.keys))}" if one.keys else "",
            f"follows from {links(one.follows)}" if one.follows else "",
        ]
    )
    if one.values:
        yield _values([(of.components, outcome) for of in one.values for outcome in of.outcomes])


def _key_link(name: str) -> str:
    return f"[{code(key(key_called(name)).place)}](secret-keys.md#{anchor(name)})"


def _values(found: Iterable[tuple[tuple[str, ...], Outcome]]) -> str:
    """A table of values, each with what leads to it."""
    rows = []
    for components, one in found:
        only = f" ({', '.join(components)})" if components else ""
        rows.append([code(one.value) if one.value else "empty", _conditions(one) + only])
    return table(("value", "with"), rows)


def _conditions(one: Outcome) -> str:
    said = "; or ".join(" and ".join(code(with_values(path, words)) for path, words in condition) for condition in one.conditions)
    return said or "whenever it is there"


def _key(one: KeyPage) -> Iterator[str]:
    yield f"## {code(one.place)} {{ #{anchor(one.name)} }}"
    yield prose(one.purpose)
    where = f"in the Secret {code(one.secret)}, of the word {code(one.group)}" + (", sensitive" if one.sensitive else "")
    made = f"stands in the entry {code(one.entry)} alone, and {_key_link(one.makes)} is put together from it" if one.makes else ""
    filled = f"from the property {code(one.made_of or one.key)} of the entry {code(one.entry)}, where a secret manager fills it"
    yield _listed(
        [
            where if one.readers else made,
            filled if one.sensitive and one.readers else "",
            f"put in {_with_commands(one.form)}" if one.form else "",
            f"read by {', '.join(one.readers)}" if one.readers else "",
            f"becomes {codes(one.variables)}" if one.variables else "",
            f"follows from {links(one.follows)}" if one.follows else "",
        ]
    )


def _with_commands(text: str) -> str:
    """A text in which commands stand between backticks."""
    return "".join(code(part) if index % 2 else prose(part) for index, part in enumerate(text.split("`")))


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines if line)
