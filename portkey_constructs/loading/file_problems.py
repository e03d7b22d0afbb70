"""Problems of a configuration file itself, detected before its settings are validated.

Messages never quote the file except for the names of keys: a value, a tag or an anchor may be an unquoted secret.
"""

from collections.abc import Sequence
from enum import Enum

from portkey_constructs.config.frozen import MAX_DEPTH, MAX_NODES
from portkey_constructs.errors import Position, Problem

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_NODES", "FileProblem"]

MAX_BYTES = 1 << 20


class FileProblem(Enum):
    """A problem of a file: code, message and fix. `{0}` and `{1}` are placeholders for details."""

    MISSING = "PK-FILE-001", "{0} does not exist", "check the path; a relative path starts at the working directory"
    DIRECTORY = "PK-FILE-002", "{0} is a directory, expected a YAML file", "name the file in it"
    UNREADABLE = "PK-FILE-003", "{0} cannot be read ({1})", "check the permissions of the file and of the folders above it"
    TOO_LARGE = "PK-FILE-004", "{0} is larger than {1} KiB", "a configuration has tens of lines: check that this is the right file"
    ENCODING = "PK-FILE-005", "the file is not UTF-8 text", "save it as UTF-8, or as UTF-16 with a byte order mark"
    CONTROL_CHARACTER = (
        "PK-FILE-006",
        "the file contains the control character U+{0:04X}",
        "remove it: no setting accepts control characters, except tabs and line breaks",
    )
    SYNTAX = "PK-FILE-007", "the file is not valid YAML: {0}", "{1}"
    EMPTY = "PK-FILE-008", "{0} contains no settings", "write at least one setting, such as `profile: development`"
    NOT_A_MAP = "PK-FILE-009", "the top level is {0}, expected a map of settings", "begin with `profile: ...` at the left edge, without a dash"
    SEVERAL_DOCUMENTS = (
        "PK-FILE-010",
        "a second YAML document begins here, expected one",
        "remove the `---` between them, or put each document into its own file and pass -f for each",
    )
    DUPLICATE_KEY = "PK-FILE-011", "is set twice, first in line {0}", "keep one of the two"
    KEY_NOT_TEXT = "PK-FILE-012", "a key here is {0}, expected text", "put the key in quotes"
    TAG = "PK-FILE-013", "has a YAML tag that is not supported", "remove the tag; quote text that begins with an exclamation mark"
    TAGGED_VALUE = "PK-FILE-014", "has the tag {0}, but its value is of another type", "remove the tag, or fix the value"
    UNDEFINED_ALIAS = (
        "PK-FILE-015",
        "is an alias of an anchor that is not defined before it",
        "define the anchor (`&name`) higher up; quote text that begins with an asterisk",
    )
    RECURSIVE_ALIAS = "PK-FILE-016", "is an alias of a value that contains it", "write the value out instead"
    TOO_MANY_NODES = (
        "PK-FILE-017",
        "has more than {0} values, counting what its aliases repeat",
        "remove aliases of aliases; a configuration has hundreds of values",
    )
    TOO_DEEP = "PK-FILE-018", "is nested more than {0} levels deep", "no setting is that deep: check brackets and indentation"
    NUMBER = "PK-FILE-019", "is infinite, not a number, or has too many digits", "write a finite number, or put text in quotes"
    MERGE_KEY = "PK-FILE-020", "the merge key << has {0}, expected an alias of a map, or a list of such aliases", "name a map, as in `<<: *defaults`"
    STANDARD_INPUT = "PK-FILE-021", "standard input {0}", "pass a file instead"
    NO_NAME = "PK-FILE-022", "the name of a file is empty", "name the configuration, such as -f portkey.yaml; a shell variable may be empty"
    REPEATED = "PK-FILE-023", "{0} is passed twice", "pass each file once; later files override earlier ones"
    MANIFEST = (
        "PK-FILE-024",
        "this is a Kubernetes manifest (it has apiVersion and kind at the top), expected a configuration",
        "name the portkey.yaml that it was rendered from, or start a new one: portkey-constructs init --list",
    )
    NOT_A_PATH = "PK-FILE-026", "a file is of the type {0}, expected a path", "pass the path as str or Path; from_dict takes a mapping"
    NO_FILES = "PK-FILE-027", "no file is named, expected at least one", "pass the path of a configuration, such as portkey.yaml"

    @property
    def code(self) -> str:
        """The error code, which never changes."""
        return self.value[0]

    def problem(self, *details: object, path: Sequence[str | int] = (), position: Position | None = None) -> Problem:
        """Create the problem at a path and a position, with the details filled in."""
        code, message, fix = self.value
        return Problem(".".join(map(str, path)), message.format(*details), fix.format(*details), code, position=position)
