"""The reference of what the images need: variables, Secret keys, ports and image tags."""

from collections.abc import Iterable, Iterator

from docs_site.markdown import anchor, code, codes, page, prose, sentence, table
from docs_site.settings import links
from portkey_constructs.explain.environment import KeyPage, VariablePage, key, key_called, keys
from portkey_constructs.explain.environment import variables as all_variables
from portkey_constructs.explain.outcomes import Outcome
from portkey_constructs.explain.wording import with_values
from portkey_constructs.platform.images import DEFAULT_IMAGES
from portkey_constructs.platform.ports import CLICKHOUSE_TLS_PORTS, MCP_PORT, PORTS, NamedPort

__all__ = ["ports", "secret_keys", "variables"]


def variables() -> str:
    """The page of environment variables, with one section per variable."""
    return page(
        "Environment variables",
        "Every variable that is set for Portkey's images, the components that read it, and the settings that decide its value. A variable in `env` "
        "overrides it.",
        *(part for variable in all_variables() for part in _variable(variable)),
    )


def secret_keys() -> str:
    """The page of Secret keys, with one section per key."""
    return page(
        "Secret keys",
        "Every key of every Secret. Sensitive values are always in a Secret. Other values, if the configuration contains them, are plain values "
        "in the pods. `portkey-constructs secrets` lists the keys that a configuration needs.",
        *(part for key_page in keys() for part in _key(key_page)),
    )


def ports() -> str:
    """The page of ports and default images."""
    rows = [(component, port, "") for component, named in PORTS.items() for port in named]
    rows += [("gateway", MCP_PORT, "with `gateway.mcp`"), *(("clickhouse", port, "with `clickhouse.https`") for port in CLICKHOUSE_TLS_PORTS)]
    return page(
        "Ports and images",
        table(("component", "name", "container port", "Service port", "condition"), (_port(*row) for row in rows)),
        "## Default images",
        table(("component", "image", "tag"), ([component, code(name), code(tag)] for component, (name, tag) in DEFAULT_IMAGES.items())),
    )


def _port(component: str, port: NamedPort, when: str) -> list[str]:
    return [component, code(port.name), str(port.container), str(port.service), when]


def _variable(variable: VariablePage) -> Iterator[str]:
    yield f"## {code(variable.name)} {{ #{variable.name} }}"
    yield sentence(variable.purpose)
    yield _listed(
        [
            f"read by: {', '.join(variable.readers)}",
            f"from the Secret key {', '.join(map(_key_link, variable.keys))}" if variable.keys else "",
            f"depends on: {links(variable.follows)}" if variable.follows else "",
        ]
    )
    if variable.values:
        yield _values([(of.components, outcome) for of in variable.values for outcome in of.outcomes])


def _key_link(name: str) -> str:
    return f"[{code(key(key_called(name)).place)}](secret-keys.md#{anchor(name)})"


def _values(outcomes: Iterable[tuple[tuple[str, ...], Outcome]]) -> str:
    """A table of values, each with the conditions under which it is set."""
    rows = []
    for components, outcome in outcomes:
        only = f" ({', '.join(components)})" if components else ""
        rows.append([code(outcome.value) if outcome.value else "empty", _conditions(outcome) + only])
    return table(("value", "condition"), rows)


def _conditions(outcome: Outcome) -> str:
    conditions = (" and ".join(code(with_values(path, words)) for path, words in condition) for condition in outcome.conditions)
    return "; or ".join(conditions) or "always, if the variable is set"


def _key(key_page: KeyPage) -> Iterator[str]:
    yield f"## {code(key_page.place)} {{ #{anchor(key_page.name)} }}"
    yield sentence(key_page.purpose)
    where = f"Secret: {code(key_page.secret)} (name in `portkey.yaml`: {code(key_page.group)})" + (", sensitive" if key_page.sensitive else "")
    made = f"only in the entry {code(key_page.entry)} of a secret manager; {_key_link(key_page.makes)} is composed of it" if key_page.makes else ""
    filled = f"with a secret manager: property {code(key_page.made_of or key_page.key)} of the entry {code(key_page.entry)}"
    yield _listed(
        [
            where if key_page.readers else made,
            filled if key_page.sensitive and key_page.readers else "",
            f"value: {_with_commands(key_page.form)}" if key_page.form else "",
            f"read by: {', '.join(key_page.readers)}" if key_page.readers else "",
            f"variables: {codes(key_page.variables)}" if key_page.variables else "",
            f"depends on: {links(key_page.follows)}" if key_page.follows else "",
        ]
    )


def _with_commands(text: str) -> str:
    """Markdown of a text with commands in backticks."""
    return "".join(code(part) if index % 2 else prose(part) for index, part in enumerate(text.split("`")))


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines if line)
