"""The reference of what the images need: variables, Secret keys, ports and image tags."""

from collections.abc import Iterable, Iterator

from docs_site.markdown import anchor, code, codes, page, prose, sentence, table
from docs_site.settings import links
from portkey_constructs.explain.objects import PortPage
from portkey_constructs.explain.objects import ports as all_ports
from portkey_constructs.explain.secret_keys import KeyPage, key, keys, secret_keys_named
from portkey_constructs.explain.variables import VariablePage
from portkey_constructs.explain.variables import variables as all_variables
from portkey_constructs.platform.images import DEFAULT_DIGESTS, DEFAULT_IMAGES

__all__ = ["ports", "secret_keys", "variables"]


def variables() -> str:
    """The page of environment variables, with one section per variable."""
    pages = all_variables()
    return page(
        "Environment variables",
        "Every variable that is set for Portkey's images, the components that read it, the settings that decide its value, and the source that "
        "documents it. A variable in `env` overrides it.",
        "Portkey's images are private. *Not proven* means that the source is not about the image: it may ignore the variable, or use it differently.",
        "[Variables that the manifests do not set](#not-set) are at the end, with the reason.",
        *(part for variable in pages if not variable.advice for part in _variable(variable)),
        "## Variables that the manifests do not set { #not-set }",
        *(part for variable in pages if variable.advice for part in _other(variable)),
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
    return page(
        "Ports and images",
        table(("component", "name", "container port", "Service port", "condition"), map(_port, all_ports())),
        "## Default images",
        table(
            ("component", "image", "tag", "digest"),
            (
                [component, code(name), code(tag), code(DEFAULT_DIGESTS[component]) if component in DEFAULT_DIGESTS else ""]
                for component, (name, tag) in DEFAULT_IMAGES.items()
            ),
        ),
    )


def _port(port: PortPage) -> list[str]:
    return [port.component, code(port.name), str(port.container), str(port.service), f"with {code(port.condition)}" if port.condition else ""]


def _variable(variable: VariablePage) -> Iterator[str]:
    yield f"## {code(variable.name)} {{ #{variable.name} }}"
    several = len(variable.uses) > 1
    for use in variable.uses:
        yield sentence(f"{', '.join(use.readers)}: {use.meaning}" if several else use.meaning)
    yield _listed(
        [
            f"read by: {', '.join(variable.readers)}",
            *(f"from the Secret key {_key_link(name)}" for name in dict.fromkeys(use.key for use in variable.uses) if name),
            *(f"since: {use.since}" for use in variable.uses if use.since),
            *(f"source: {prose(text)}" for text in variable.sources),
            f"depends on: {links(variable.settings)}" if variable.settings else "",
        ]
    )


def _other(variable: VariablePage) -> Iterator[str]:
    yield f"### {code(variable.name)} {{ #{variable.name} }}"
    yield sentence(variable.uses[0].meaning)
    yield prose(variable.advice)
    yield _listed(
        [
            f"read by: {', '.join(variable.readers) or 'no image that is known'}",
            *(f"since: {use.since}" for use in variable.uses if use.since),
            *(f"source: {prose(text)}" for text in variable.sources),
            f"instead: {links(variable.settings)}" if variable.settings else "",
        ]
    )


def _key_link(name: str) -> str:
    return f"[{code(key(*secret_keys_named(name)).place)}](secret-keys.md#{anchor(name)})"


def _key(key_page: KeyPage) -> Iterator[str]:
    yield f"## {code(key_page.place)} {{ #{anchor(key_page.name)} }}"
    yield sentence(key_page.purpose)
    where = f"Secret: {code(key_page.secret)} (name in `portkey.yaml`: {code(key_page.group)})" + (", sensitive" if key_page.sensitive else "")
    whole = f"{key_page.group}/{key_page.part_of}"
    part = f"only in the entry {code(key_page.entry)} of a secret manager; {_key_link(whole)} is composed of it" if key_page.part_of else ""
    filled = f"with a secret manager: property {code(key_page.composed_of or key_page.key)} of the entry {code(key_page.entry)}"
    yield _listed(
        [
            part or where,
            filled if key_page.sensitive and not part else "",
            f"value: {_with_commands(key_page.form)}" if key_page.form else "",
            f"read by: {', '.join(key_page.readers)}" if key_page.readers else "",
            f"variables: {codes(key_page.variables)}" if key_page.variables else "",
            f"depends on: {links(key_page.settings)}" if key_page.settings else "",
        ]
    )


def _with_commands(text: str) -> str:
    """Markdown of a text with commands in backticks."""
    return "".join(code(part) if index % 2 else prose(part) for index, part in enumerate(text.split("`")))


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines if line)
