"""The reference of what the images need: variables, keys of Secrets, ports and images."""

from collections.abc import Iterable, Iterator

from docs_site.markdown import anchor, code, codes, page, prose, table
from docs_site.settings import links
from portkey_constructs.product.images import DEFAULT_IMAGES
from portkey_constructs.product.ports import CLICKHOUSE_TLS_PORTS, MCP_PORT, PORTS, NamedPort
from portkey_constructs.reference.environment import KeyPage, VariablePage, keys
from portkey_constructs.reference.environment import variables as all_variables

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
            f"stands for {', '.join(f'[{code(key)}](secret-keys.md#{anchor(key)})' for key in one.keys)}" if one.keys else "",
            f"follows from {links(one.follows)}" if one.follows else "",
        ]
    )


def _key(one: KeyPage) -> Iterator[str]:
    yield f"## {code(one.name)} {{ #{anchor(one.name)} }}"
    yield prose(one.purpose)
    yield _listed(
        [
            f"in the Secret {code(one.secret)}" + (", sensitive" if one.sensitive else ""),
            f"read by {', '.join(one.readers)}" if one.readers else "stands in a secret manager's entry alone",
            f"becomes {codes(one.variables)}" if one.variables else "",
            f"follows from {links(one.follows)}" if one.follows else "",
        ]
    )


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines if line)
