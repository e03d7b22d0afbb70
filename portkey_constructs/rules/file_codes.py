"""Error codes for files that cannot be read, and for YAML that is not a configuration."""

from portkey_constructs.rules.registry import Example, declare

__all__: list[str] = []

declare(
    "PK-FILE-001",
    title="the file does not exist",
    cause="Nothing exists at the path after -f. A relative path starts in the folder in which the command runs.",
    fix="Check the path and the folder; in a pipeline, print the working directory.",
)
declare(
    "PK-FILE-002",
    title="the file is a directory",
    cause="The path after -f is a folder, but a configuration is a file.",
    fix="Name a file in the folder; to merge several files, repeat -f.",
)
declare(
    "PK-FILE-003",
    title="the file cannot be read",
    cause="The operating system refuses it, for the reason in the message. Most often the file or a folder above it belongs to another user.",
    fix="Check the permissions of the file and of every folder above it.",
)
declare(
    "PK-FILE-004",
    title="the file is larger than a configuration can be",
    cause="Files larger than 1 MiB are not read: a configuration has tens of lines, so this is another file.",
    fix="Check that -f names the configuration, not the rendered manifests or a log.",
)
declare(
    "PK-FILE-005",
    title="the file is not UTF-8",
    cause="A byte at this position belongs to another encoding, such as Latin-1 or Windows-1252.",
    fix="Save the file as UTF-8; UTF-16 with a byte order mark is accepted too.",
)
declare(
    "PK-FILE-006",
    title="the file contains a control character",
    cause="YAML forbids characters that editors do not show and that a terminal could interpret. They appear when you copy text from a terminal or a "
    "PDF.",
    fix="Remove the character: no setting accepts one, also not as an escape, except tabs and line breaks.",
    example=Example("profile: production\x07\n", "profile: production\n"),
)
declare(
    "PK-FILE-007",
    title="the file is not YAML",
    cause="The parser stopped at this position. The mistake is often in the line above: a quote or a bracket that is not closed, a tab, or a colon "
    "in text without quotes.",
    fix="Correct the quotes, brackets and indentation there, and indent with spaces only.",
    example=Example("auth: {kind: none\n", "auth: {kind: none}\n"),
)
declare(
    "PK-FILE-008",
    title="the file contains no settings",
    cause="It is empty, or has only comments or a null. Often an earlier step of a pipeline wrote nothing into it.",
    fix="Write at least one setting, such as profile: development.",
    example=Example("# nothing yet\n", "profile: production\n", "nothing"),
)
declare(
    "PK-FILE-009",
    title="the file is not a map of settings",
    cause="The top level is a list or a text. A configuration is a map: names, colons and values.",
    fix="Begin with profile: ... at the left edge, without a dash.",
    example=Example("- profile: production\n", "profile: production\n", "nothing"),
)
declare(
    "PK-FILE-010",
    title="the file contains several YAML documents",
    cause="A configuration is one document, and it is not clear how the documents after --- would be merged.",
    fix="Remove the --- between them, or put each into a separate file and repeat -f: later files override earlier ones.",
    example=Example("name: portkey\n---\nnamespace: portkey\n", "name: portkey\nnamespace: portkey\n"),
)
declare(
    "PK-FILE-011",
    title="a setting appears twice in one map",
    cause="YAML does not define which of the two is used, and parsers differ.",
    fix="Remove one of the two, or merge two maps with the same name.",
    example=Example("gateway: {replicas: 2}\ngateway: {replicas: 3}\n", "gateway: {replicas: 3}\n"),
)
declare(
    "PK-FILE-012",
    title="a key is not text",
    cause="YAML reads 1, true or ~ before a colon as a number, a boolean or a null, but the names of settings, labels and variables are text.",
    fix="Put the key in quotes.",
    example=Example("labels: {1: first}\n", "labels: {'1': first}\n"),
)
declare(
    "PK-FILE-013",
    title="a YAML tag is not supported",
    cause="YAML reads an exclamation mark at the start of a value as a tag. Tags of other programs have no meaning here, and none is executed.",
    fix="Remove the tag, or put a text that begins with an exclamation mark in quotes.",
    example=Example("annotations:\n  note: !important\n", "annotations:\n  note: '!important'\n"),
)
declare(
    "PK-FILE-014",
    title="a value does not have the type of its tag",
    cause="A tag such as !!int declares a type that the value does not have.",
    fix="Remove the tag, or correct the value.",
    example=Example("gateway: {replicas: !!int two}\n", "gateway: {replicas: !!int 2}\n"),
)
declare(
    "PK-FILE-015",
    title="an alias without its anchor",
    cause="YAML reads an asterisk at the start of a value as an alias, but no &anchor of that name comes before it.",
    fix="Define the anchor higher up, or put a text that begins with an asterisk in quotes.",
    example=Example("labels: *common\nenv: {}\n", "env: &common {}\nlabels: *common\n"),
)
declare(
    "PK-FILE-016",
    title="an alias of a value that contains the alias",
    cause="The value would contain itself without end.",
    fix="Write the value out instead.",
    example=Example("env: &env {A: *env}\n", "env: {A: a}\n"),
)
declare(
    "PK-FILE-017",
    title="aliases expand to too many values",
    cause="With everything that its aliases repeat, the file has more than 50 000 values. A configuration has hundreds.",
    fix="Remove aliases of aliases, and write the few values out.",
)
declare(
    "PK-FILE-018",
    title="the file is nested too deeply",
    cause="A value is nested more than 64 levels deep, and no setting is. The reason is a bracket that is never closed, or an "
    "indentation that grows.",
    fix="Check the brackets and the indentation.",
    example=Example(f"env: {'[' * 70}{']' * 70}\n", "env: {}\n"),
)
declare(
    "PK-FILE-019",
    title="a number is infinite, not a number, or too long",
    cause="YAML reads .inf, .nan and very long digits as numbers, but no setting accepts such a number.",
    fix="Write a finite number, or put a text in quotes.",
    example=Example("gateway: {replicas: .inf}\n", "gateway: {replicas: 3}\n"),
)
declare(
    "PK-FILE-020",
    title="a merge key without a map",
    cause="<< merges the settings of a map that an alias names, but its value is something else.",
    fix="Set it to an alias of a map, as in <<: *defaults, or to a list of such aliases.",
    example=Example("labels: {<<: team, a: b}\n", "env: &team {}\nlabels: {<<: *team, a: b}\n"),
)
declare(
    "PK-FILE-021",
    title="standard input cannot be read",
    cause="It is closed, or -f - is used twice: standard input can be read once.",
    fix="Use a file instead, or - once.",
)
declare(
    "PK-FILE-022",
    title="a file without a name",
    cause='The name of a file is empty. In a script, the reason is most often a variable without a value, as in -f "$CONFIG".',
    fix="Set the variable; with set -u the shell refuses a variable without a value.",
)
declare(
    "PK-FILE-023",
    title="a file is named twice",
    cause="Two -f lead to the same file, perhaps through different paths. Merging a file into itself changes nothing, so another file was probably "
    "meant.",
    fix="Name each file once, from the least to the most specific.",
)
declare(
    "PK-FILE-024",
    title="the file is a Kubernetes manifest",
    cause="It has apiVersion and kind at the top, which no configuration has. It may be one of the manifests that were rendered "
    "from a configuration.",
    fix="Name the portkey.yaml from which the manifests are rendered; portkey-constructs init --list shows complete ones to begin with.",
    example=Example("apiVersion: v1\nkind: ConfigMap\n", "profile: production\n", "nothing"),
)
declare(
    "PK-FILE-025",
    title="a comment still asks for a change",
    cause="A template marks the values that you must set with # change:, and its example values do not work. While the comment remains, "
    "nobody has confirmed that the value was changed.",
    fix="Change what the comment names, then remove the comment; validate --strict refuses a file that still has one.",
    severity="warning",
    example=Example("# change: the namespace.\nnamespace: portkey\n", "namespace: portkey\n"),
)
declare(
    "PK-FILE-026",
    title="a file that is no path",
    cause="In Python, a file is neither a str nor a Path. A mapping with settings, for example, is no file.",
    fix="Pass the path as str or Path; PortkeyConfig.from_dict takes a mapping.",
)
declare(
    "PK-FILE-027",
    title="no file",
    cause="In Python, load, from_file or import_values has no argument, or an empty list.",
    fix="Pass the path of at least one file.",
)
