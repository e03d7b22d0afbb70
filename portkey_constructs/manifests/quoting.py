"""Literal text in the languages of rendered files: nginx, JavaScript, JMESPath, Go templates.

Each function returns text that the language reads as exactly its argument, whatever characters that contains.
"""

import json
import re
from typing import Final

from portkey_constructs.config.quantities import amount

__all__ = ["NGINX_DOLLAR", "go_template_text", "javascript_string", "jmespath_identifier", "nginx_size", "nginx_word"]

NGINX_DOLLAR: Final = """\
geo $dollar {
    default "$";
}
"""
"""nginx's configuration has no escape for a dollar sign. `nginx_word` refers to this variable instead, which must then be defined."""
_NGINX_PLAIN: Final = re.compile(r"[A-Za-z0-9._:/%@+,=~-]+")
_JMESPATH_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_GO_DELIMITER: Final = re.compile(r"\{\{|\{$")


def nginx_word(text: str, variable: str = "") -> str:
    """A parameter of a directive: `text`, followed by the value of a variable such as `$api_path`; quoted where necessary."""
    if _NGINX_PLAIN.fullmatch(text):
        return f"{text}{variable}"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "${dollar}")
    return f'"{escaped}{variable}"'


def nginx_size(quantity: str) -> str:
    """A size in nginx's units, which are powers of 1024: `100Mi` is `100m`."""
    size, unit = int(amount(quantity)), ""
    for larger in "kmg":
        if size % 1024:
            break
        size, unit = size // 1024, larger
    return f"{size}{unit}"


def javascript_string(text: str) -> str:
    """A string literal in ASCII."""
    return json.dumps(text)


def jmespath_identifier(name: str) -> str:
    """The name of a property as an expression; quoted unless it is a plain identifier."""
    return name if _JMESPATH_PLAIN.fullmatch(name) else json.dumps(name)


def go_template_text(text: str) -> str:
    """Text that a template prints unchanged; its last brace does not join one that follows."""
    return _GO_DELIMITER.sub(lambda match: f'{{{{ "{match[0]}" }}}}', text)
