"""Error codes for single settings: unknown, missing or invalid."""

from portkey_constructs.rules.registry import Example, declare
from portkey_constructs.rules.setting_patterns import EVERY_SETTING

__all__: list[str] = []

_EVERY = (EVERY_SETTING,)

declare(
    "PK-SETTING-001",
    title="an unknown setting",
    cause="Unknown settings are refused, because a misspelled setting would silently have no effect. It may be a name of the Helm "
    "chart, a snake_case spelling, or belong to another kind or one level higher.",
    fix="Use the name that the message proposes; `portkey-constructs explain` with the path of the map above lists its settings.",
    settings=_EVERY,
    example=Example("log_store: {kind: none}\nlogStore: {kind: none}\n", "logStore: {kind: none}\n"),
)
declare(
    "PK-SETTING-002",
    title="a required setting is missing",
    cause="It has no default, because the value depends on your environment, such as a host or a bucket.",
    fix="Set it as the message says; `portkey-constructs explain` with its path describes it.",
    settings=_EVERY,
    example=Example("mysql: {kind: external}\n", "mysql: {kind: external, host: db.example.org}\n"),
)
declare(
    "PK-SETTING-003",
    title="kind is missing or unknown",
    cause="kind chooses between variants that have different settings. Without a known kind, the settings next to it cannot be read.",
    fix="Set one of the kinds that the message lists; the most similar one is proposed.",
    settings=_EVERY,
    example=Example("redis: {kind: valkey}\n", "redis: {kind: inCluster}\n"),
)
declare(
    "PK-SETTING-004",
    title="a value does not have the form of its setting",
    cause="The message shows the value, unless it may be a secret, and what is expected. A frequent cause is a value that YAML converts: a tag "
    "without quotes becomes a number.",
    fix="Write it as the message says, with quotes around a text that looks like a number.",
    settings=_EVERY,
    example=Example("namespace: Portkey_AI\n", "namespace: portkey-ai\n"),
)
declare(
    "PK-SETTING-005",
    title="a fragment does not have the shape of Kubernetes",
    cause="Tolerations, affinity, volumes, probes, containers and the like keep the shape of Kubernetes. They are checked against its schema, and "
    "for the values, ranges, names and combinations of fields that the API server accepts. It would refuse this one, or drop the field.",
    fix="Write it as in the manifest of a pod: kubectl explain pod.spec shows the fields.",
    settings=_EVERY,
    example=Example("gateway: {tolerations: [{key: gpu, operatr: Exists}]}\n", "gateway: {tolerations: [{key: gpu, operator: Exists}]}\n"),
)
declare(
    "PK-SETTING-006",
    title="a map, a list or a text in place of another",
    cause="A list without its dash, a map where text is expected, or a text where settings are expected, such as a kind without its map. Often the "
    "indentation is wrong.",
    fix="Write what the message expects: `[a, b]` or dashes for a list, `{a: b}` or indented lines for a map, `{kind: none}` for a kind.",
    settings=_EVERY,
    example=Example("gateway: {tolerations: {key: gpu, operator: Exists}}\n", "gateway: {tolerations: [{key: gpu, operator: Exists}]}\n"),
)
declare(
    "PK-SETTING-007",
    title="a value fails the check of its type",
    cause="The value has the right form, but its type refuses it for the reason in the message.",
    fix="Correct the value as the message says.",
    settings=_EVERY,
)
