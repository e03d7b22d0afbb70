"""Files that cannot be read, and YAML that is not what it looks like."""

from typing import Final

from portkey_constructs.rules.catalogue.entry import Entry, Example

__all__ = ["FILES"]

FILES: Final = (
    Entry(
        "PK-FILE-001",
        "the file does not exist",
        "Nothing is at the path that -f names. A relative path is taken from the folder that the command runs in.",
        "Check the path and the folder; in a pipeline, print the working directory.",
    ),
    Entry(
        "PK-FILE-002",
        "the file is a directory",
        "-f names a folder, and a configuration is a file.",
        "Name the file in it; give -f once for each when several are to be merged.",
    ),
    Entry(
        "PK-FILE-003",
        "the file cannot be read",
        "The operating system refuses it; the message has its reason. Most often the file or a folder above it belongs to somebody else.",
        "Check the permissions of the file and of every folder above it.",
    ),
    Entry(
        "PK-FILE-004",
        "the file is larger than a configuration can be",
        "More than 1 MiB is not read: a configuration has tens of lines, so this is another file.",
        "Check that -f names the configuration, not the rendered manifests or a log.",
    ),
    Entry(
        "PK-FILE-005",
        "the file is not UTF-8",
        "A byte at the place that is named belongs to another encoding, such as Latin-1 or Windows-1252.",
        "Save the file as UTF-8. UTF-16 is read too when it begins with a byte order mark.",
    ),
    Entry(
        "PK-FILE-006",
        "a control character stands in the file",
        "YAML forbids characters that no editor shows, and a terminal could obey them. They come with text that was copied from a terminal or a PDF.",
        'Remove the character, or write it as an escape in a double-quoted value, such as "\\u0007".',
        example=Example("profile: production\x07\n", "profile: production\n"),
    ),
    Entry(
        "PK-FILE-007",
        "the file is not YAML",
        "The parser stopped at the place that is named; the mistake is often in the line above it: a quote or a bracket that is not closed, "
        "a tab, or a colon in text without quotes.",
        "Mend the quotes, brackets and indentation there. Indent with blanks alone.",
        example=Example("auth: {kind: none\n", "auth: {kind: none}\n"),
    ),
    Entry(
        "PK-FILE-008",
        "the file holds no settings",
        "It is empty, or has nothing but comments or a null. Often an earlier step of a pipeline wrote nothing into it.",
        "Write at least one setting, such as profile: development.",
        example=Example("# nothing yet\n", "profile: production\n", "nothing"),
    ),
    Entry(
        "PK-FILE-009",
        "the file does not hold a map of settings",
        "A list or a single text stands at the top. A configuration is a map: names, a colon, and values.",
        "Begin with profile: ... at the left edge, without a dash.",
        example=Example("- profile: production\n", "profile: production\n", "nothing"),
    ),
    Entry(
        "PK-FILE-010",
        "the file holds several YAML documents",
        "A configuration is one document, and it is not clear how those after --- should be merged.",
        "Remove the --- between them, or put each into a file of its own and give -f for each: later files go over earlier ones.",
        example=Example("name: portkey\n---\nnamespace: portkey\n", "name: portkey\nnamespace: portkey\n"),
    ),
    Entry(
        "PK-FILE-011",
        "a setting stands twice in one map",
        "YAML leaves open which of the two counts, and readers differ.",
        "Keep one of the two; merge maps that were begun twice.",
        example=Example("gateway: {replicas: 2}\ngateway: {replicas: 3}\n", "gateway: {replicas: 3}\n"),
    ),
    Entry(
        "PK-FILE-012",
        "a key is not text",
        "YAML reads 1, true or ~ before a colon as a number, a boolean or a null, and no setting, label or variable is called so.",
        "Put the key in quotes.",
        example=Example("labels: {1: first}\n", "labels: {'1': first}\n"),
    ),
    Entry(
        "PK-FILE-013",
        "a YAML tag is not supported",
        "A value begins with an exclamation mark, which YAML takes for a tag. Tags of other programs mean nothing here, and none is ever run.",
        "Remove the tag; put a text that begins with an exclamation mark in quotes.",
        example=Example("annotations:\n  note: !important\n", "annotations:\n  note: '!important'\n"),
    ),
    Entry(
        "PK-FILE-014",
        "a value is not what its tag says",
        "A tag such as !!int promises a type that the value does not have.",
        "Remove the tag, or mend the value.",
        example=Example("gateway: {replicas: !!int two}\n", "gateway: {replicas: !!int 2}\n"),
    ),
    Entry(
        "PK-FILE-015",
        "an alias of an anchor that is not there",
        "A value begins with an asterisk, which YAML takes for an alias, and no &anchor of that name stands before it.",
        "Define the anchor higher up; put a text that begins with an asterisk in quotes.",
        example=Example("labels: *common\nenv: {}\n", "env: &common {}\nlabels: *common\n"),
    ),
    Entry(
        "PK-FILE-016",
        "an alias of something that it is itself a part of",
        "The value would hold itself, without an end.",
        "Write the value out instead.",
        example=Example("env: &env {A: *env}\n", "env: {A: a}\n"),
    ),
    Entry(
        "PK-FILE-017",
        "aliases blow the file up",
        "With what its aliases repeat the file has more than 50 000 values. A configuration has hundreds.",
        "Remove aliases of aliases; write the few values out.",
    ),
    Entry(
        "PK-FILE-018",
        "the file is nested too deep",
        "Something is more than 64 levels deep, and no setting is. A bracket that is never closed, or an indentation that grows, does this.",
        "Check the brackets and the indentation.",
        example=Example(f"env: {'[' * 70}{']' * 70}\n", "env: {}\n"),
    ),
    Entry(
        "PK-FILE-019",
        "a number is infinite, not a number, or endless",
        "YAML reads .inf, .nan and very long digits as numbers, and no setting takes such a number.",
        "Write a finite number, or put a text in quotes.",
        example=Example("gateway: {replicas: .inf}\n", "gateway: {replicas: 3}\n"),
    ),
    Entry(
        "PK-FILE-020",
        "a merge key without a map",
        "<< takes settings over from a map that an alias names, and it was given something else.",
        "Name a map with an anchor, as in <<: *defaults, or a list of such.",
        example=Example("labels: {<<: team, a: b}\n", "env: &team {}\nlabels: {<<: *team, a: b}\n"),
    ),
    Entry(
        "PK-FILE-021",
        "standard input cannot be read so",
        "It is closed, or -f - is given twice: it can be read once.",
        "Give a file instead, or - once.",
    ),
    Entry(
        "PK-FILE-022",
        "a file without a name",
        'An empty text was given as the name of a file. In a script this is most often a variable without a value, as in -f "$CONFIG".',
        "Give the variable its value; with set -u the shell refuses one that has none.",
    ),
    Entry(
        "PK-FILE-023",
        "a file is given twice",
        "Two -f lead to the same file, perhaps by different paths. Merged over itself it says nothing new, so another file was likely meant.",
        "Give each file once, in the order in which they go over one another.",
    ),
    Entry(
        "PK-FILE-024",
        "the file is a manifest of Kubernetes",
        "apiVersion and kind stand at its top, which no configuration has. It may be one of those that were rendered from a configuration.",
        "Name the portkey.yaml that the manifests are rendered from; portkey-constructs init --list has whole ones to begin with.",
        example=Example("apiVersion: v1\nkind: ConfigMap\n", "profile: production\n", "nothing"),
    ),
    Entry(
        "PK-FILE-025",
        "a comment still asks for a change",
        "A template says with # change: what is yours to decide, and its values are examples that no server answers to. As long as the comment is "
        "there, nobody has said that they were changed.",
        "Change what the comment names, then take the comment away. validate --strict refuses a file that still has one.",
        severity="warning",
        example=Example("# change: the namespace.\nnamespace: portkey\n", "namespace: portkey\n"),
    ),
)
