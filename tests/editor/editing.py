"""A configuration as somebody writes it in an editor: what is marked, offered and shown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final, get_origin

from click.testing import CliRunner

from portkey_constructs.cli.app import program
from portkey_constructs.explain.tree import ANY, tree
from tests.editor.language_server import Diagnostic, Item, LanguageServer

__all__ = ["CURSOR", "FIRST_LINE", "HEAD", "Editor", "block", "flow", "write"]

CURSOR: Final = "‸"
"""Where the cursor is in a text."""
FIRST_LINE: Final = "# yaml-language-server: $schema=portkey.schema.json\n"
HEAD: Final = f"{FIRST_LINE}profile: development\nauth: {{kind: none, allowPublic: true}}\n"
"""How a right configuration may begin; what is tried stands behind it."""
_ESCAPED: Final = re.compile(r"\\([\\`*_{}\[\]#+!.-])")
_NUMBERS: Final = count()
_A_KEY: Final = "mysql"
"""What stands for a key of one's own choice; it fits wherever there are settings below one."""


@dataclass(frozen=True, slots=True)
class Editor:
    """Configurations in a folder, one after the other open in an editor."""

    server: LanguageServer
    folder: Path

    def marks(self, text: str) -> list[Diagnostic]:
        """What is marked in a text."""
        with self._edited(text) as (file, _, _):
            return self.server.diagnostics(file)

    def marks_each(self, texts: Mapping[str, str]) -> dict[str, list[Diagnostic]]:
        """What is marked in each of several texts, all open at once: a server waits a while for the next key before it looks."""
        with ExitStack() as stack:
            files = {name: stack.enter_context(self._edited(text))[0] for name, text in texts.items()}
            return {name: self.server.diagnostics(file) for name, file in files.items()}

    def offers(self, text: str) -> dict[str, Item]:
        """What is offered at the cursor, by what one reads."""
        with self._edited(text) as place:
            return {item.label: item for item in self.server.completion(*place)}

    def shows(self, text: str) -> str:
        """What is shown when the pointer rests at the cursor, without Markdown's escapes."""
        with self._edited(text) as place:
            return _ESCAPED.sub(r"\1", self.server.hover(*place))

    @contextmanager
    def _edited(self, text: str) -> Iterator[tuple[Path, int, int]]:
        """The file with the text, and where the cursor is."""
        before, _, after = text.partition(CURSOR)
        # Each of a name of its own: what the server is still about to say of one is not taken for what it says of the next.
        file = self.folder / f"portkey-{next(_NUMBERS)}.yaml"
        self.server.open(file, before + after)
        yield file, before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
        self.server.close(file)


def write(template: str, folder: Path) -> Path:
    """What `init` writes of a template, in a folder of its own."""
    done = CliRunner().invoke(program, ["init", template, "-o", str(folder / template)])
    assert done.exit_code == 0, done.output
    return folder / template


def block(parts: Sequence[str], kinds: Mapping[int, str], last: str) -> str:
    """The maps that lead to a setting, each in a line, and then `last`; `kinds` are those of maps, by the number of parts that lead to them."""
    lines = [FIRST_LINE]
    for depth, part in enumerate((*parts, "")):
        indent = "  " * depth
        if depth in kinds and not (depth == len(parts) and _is_kind(last)):
            lines.append(f"{indent}kind: {kinds[depth]}\n")
        name = "-" if _is_entry(parts, depth) else f"{_key(part)}:"
        lines.append(f"{indent}{last if depth == len(parts) else name}\n")
    return "".join(lines)


def flow(parts: Sequence[str], kinds: Mapping[int, str], last: str) -> str:
    """The same in one line, in braces."""
    text = last
    for depth in range(len(parts), 0, -1):
        kind = f"kind: {kinds[depth]}, " if depth in kinds and not (depth == len(parts) and _is_kind(last)) else ""
        value = f"[{text}]" if _is_entry(parts, depth) else f"{{{kind}{text}}}"
        text = value if _is_entry(parts, depth - 1) else f"{_key(parts[depth - 1])}: {value}"
    return f"{FIRST_LINE}{text}\n"


def _is_entry(parts: Sequence[str], depth: int) -> bool:
    """Whether the part at this depth is any entry of a list."""
    return 0 <= depth < len(parts) and parts[depth] == ANY and any(get_origin(place.bare) is tuple for place in tree()[".".join(parts[:depth])])


def _is_kind(line: str) -> bool:
    return line.replace(CURSOR, "").startswith("kind:")


def _key(part: str) -> str:
    return _A_KEY if part == ANY else part
