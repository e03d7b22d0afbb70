"""What can be wrong with a file before anybody looks at its settings: codes, words and fixes, in one table.

No message repeats the content of a file, apart from the names of keys: a value, a tag or an anchor may be a secret that lost its quotes.
"""

from collections.abc import Sequence
from enum import StrEnum

from portkey_constructs.errors import Position, Problem

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_NODES", "FileFault", "fault"]

MAX_BYTES = 1 << 20
MAX_NODES = 50_000
MAX_DEPTH = 64


class FileFault(StrEnum):
    """The stable code of each fault of a file."""

    MISSING = "PK-FILE-001"
    DIRECTORY = "PK-FILE-002"
    UNREADABLE = "PK-FILE-003"
    TOO_LARGE = "PK-FILE-004"
    ENCODING = "PK-FILE-005"
    CONTROL_CHARACTER = "PK-FILE-006"
    SYNTAX = "PK-FILE-007"
    EMPTY = "PK-FILE-008"
    NOT_A_MAP = "PK-FILE-009"
    SEVERAL_DOCUMENTS = "PK-FILE-010"
    DUPLICATE_KEY = "PK-FILE-011"
    KEY_NOT_TEXT = "PK-FILE-012"
    TAG = "PK-FILE-013"
    TAGGED_VALUE = "PK-FILE-014"
    UNDEFINED_ALIAS = "PK-FILE-015"
    RECURSIVE_ALIAS = "PK-FILE-016"
    TOO_MANY_NODES = "PK-FILE-017"
    TOO_DEEP = "PK-FILE-018"
    NUMBER = "PK-FILE-019"
    MERGE_KEY = "PK-FILE-020"
    STANDARD_INPUT = "PK-FILE-021"
    NO_NAME = "PK-FILE-022"
    TWICE = "PK-FILE-023"
    MANIFEST = "PK-FILE-024"


_WORDS: dict[FileFault, tuple[str, str]] = {
    FileFault.MISSING: ("{0} does not exist", "check the path; it is taken from the folder the command runs in"),
    FileFault.DIRECTORY: ("{0} is a directory, expected a YAML file", "name the file in it"),
    FileFault.UNREADABLE: ("{0} cannot be read ({1})", "check its permissions and the folders above it"),
    FileFault.TOO_LARGE: ("{0} is larger than {1} KiB", "a configuration has tens of lines: check that this is the right file"),
    FileFault.ENCODING: ("this is not UTF-8 text", "save it as UTF-8 (UTF-16 is read too when it begins with a byte order mark)"),
    FileFault.CONTROL_CHARACTER: (
        "the control character U+{0:04X} stands here",
        'remove it, or write it as an escape in a double-quoted value ("\\u{0:04x}")',
    ),
    FileFault.SYNTAX: ("this is not YAML: {0}", "{1}"),
    FileFault.EMPTY: ("{0} holds no settings", "write at least one setting, such as `profile: development`"),
    FileFault.NOT_A_MAP: ("{0} stands at the top, expected a map of settings", "begin with `profile: ...` at the left edge, without a dash"),
    FileFault.SEVERAL_DOCUMENTS: (
        "a second YAML document begins here, expected one",
        "remove the `---` between them, or put each into a file of its own and give -f for each",
    ),
    FileFault.DUPLICATE_KEY: ("is set twice, first in line {0}", "keep one of the two"),
    FileFault.KEY_NOT_TEXT: ("a key here is {0}, expected text", "put the key in quotes"),
    FileFault.TAG: (
        "has a YAML tag that is not supported here",
        "remove the tag; a text that begins with an exclamation mark needs quotes",
    ),
    FileFault.TAGGED_VALUE: ("is tagged {0}, and its value is not one", "remove the tag, or mend the value"),
    FileFault.UNDEFINED_ALIAS: (
        "is an alias of an anchor that does not stand before it",
        "define the anchor (`&name`) higher up; a text that begins with an asterisk needs quotes",
    ),
    FileFault.RECURSIVE_ALIAS: ("is an alias of something that it is itself a part of", "write the value out instead"),
    FileFault.TOO_MANY_NODES: (
        "has more than {0} values, counting what its aliases repeat",
        "remove aliases of aliases; a configuration has hundreds of values",
    ),
    FileFault.TOO_DEEP: ("is nested more than {0} levels deep", "no setting is that deep: check brackets and indentation"),
    FileFault.NUMBER: ("is infinite, not a number, or has too many digits", "write a finite number, or put a text in quotes"),
    FileFault.MERGE_KEY: ("the merge key << has {0}, expected an alias of a map or a list of such", "name a map, as in `<<: *defaults`"),
    FileFault.STANDARD_INPUT: ("standard input {0}", "give a file instead"),
    FileFault.NO_NAME: ("the name of a file is empty", "name the configuration, such as -f portkey.yaml; a variable of the shell may have no value"),
    FileFault.TWICE: ("{0} is given twice", "give each file once: what a later file says goes before what earlier ones say"),
    FileFault.MANIFEST: (
        "this is a Kubernetes manifest (apiVersion and kind stand at its top), expected a configuration",
        "name the portkey.yaml that it was rendered from, or begin one: portkey-constructs init --list",
    ),
}


def fault(code: FileFault, *details: object, path: Sequence[str | int] = (), position: Position | None = None) -> Problem:
    """The problem of this code; `details` fill the gaps in its words."""
    message, fix = _WORDS[code]
    return Problem(".".join(map(str, path)), message.format(*details), fix.format(*details), str(code), position=position)
