"""Single settings: unknown, missing, of another form; and values that nobody filled in."""

from typing import Final

from portkey_constructs.rules.catalogue.entry import Entry, Example

__all__ = ["SETTINGS"]

SETTINGS: Final = (
    Entry(
        "PK-SETTING-001",
        "a setting of this name does not exist here",
        "Unknown settings are refused, because one that is misspelt would do nothing and look as if it did. It may be a name of the Helm chart, "
        "a snake_case spelling, or it may belong to another kind or a level higher.",
        "Take the name that the message proposes; `portkey-constructs explain` with the path of the map above lists what is there.",
        ("**",),
        example=Example("log_store: {kind: none}\nlogStore: {kind: none}\n", "logStore: {kind: none}\n"),
    ),
    Entry(
        "PK-SETTING-002",
        "a setting that has no default is missing",
        "Something that only you can know, such as a host or a bucket, was not said.",
        "Say it: the message tells what is accepted, and `portkey-constructs explain` with its path tells more.",
        ("**",),
        example=Example("mysql: {kind: external}\n", "mysql: {kind: external, host: db.example.org}\n"),
    ),
    Entry(
        "PK-SETTING-003",
        "kind is missing, or is none of the variants",
        "kind chooses between variants that have different settings. Without one that exists nothing below it can be read.",
        "Say one of the kinds that the message names; it guesses which one was meant.",
        ("**",),
        example=Example("redis: {kind: valkey}\n", "redis: {kind: inCluster}\n"),
    ),
    Entry(
        "PK-SETTING-004",
        "a value is not of the form that the setting takes",
        "The message says what was given, unless it may be a secret, and what was expected. Values that YAML turned into something else are a "
        "frequent cause: a tag without quotes becomes a number.",
        "Write it as the message says; quote what looks like a number and is none.",
        ("**",),
        example=Example("namespace: Portkey_AI\n", "namespace: portkey-ai\n"),
    ),
    Entry(
        "PK-SETTING-005",
        "a fragment is not of Kubernetes' shape",
        "Tolerations, affinity, volumes, probes, containers and the like keep Kubernetes' own form and are checked against its schema. "
        "The API server would refuse this one, or drop the field.",
        "Write it as in a pod's manifest: kubectl explain pod.spec shows the fields.",
        ("**",),
        example=Example("gateway: {tolerations: [{key: gpu, operatr: Exists}]}\n", "gateway: {tolerations: [{key: gpu, operator: Exists}]}\n"),
    ),
    Entry(
        "PK-SETTING-006",
        "a map, a list or a text stands where another of them belongs",
        "A list without its dash, a map where text is expected, or a text where settings are expected, such as a kind without its map; often the "
        "indentation is to blame.",
        "Write what the message expects: `[a, b]` or dashes for a list, `{a: b}` or indented lines for a map, `{kind: none}` for a kind.",
        ("**",),
        example=Example("gateway: {tolerations: {key: gpu, operator: Exists}}\n", "gateway: {tolerations: [{key: gpu, operator: Exists}]}\n"),
    ),
    Entry(
        "PK-SETTING-007",
        "a value breaks a check of its own type",
        "The value has the right form, and the type refuses it for another reason, which the message gives.",
        "Mend the value as the message says.",
        ("**",),
    ),
    Entry(
        "PK-NAME-001",
        "a placeholder was never filled in",
        "A value looks like one of the guide's placeholders (YOUR_..., SECURE_..., ACCOUNT_ID, <...>, yourdomain.com, CHANGE_ME). Images are not "
        "pulled with it, or pods fail at the first request. It is a warning in the development profile and an error elsewhere.",
        "Put in the real value.",
        ("**",),
        "either",
        example=Example("labels: {owner: YOUR_TEAM}\n", "labels: {owner: payments}\n"),
    ),
    Entry(
        "PK-IMAGE-001",
        "the image's tag is empty",
        "An empty tag means latest to the container runtime: what runs changes without a change here.",
        "Give a version, or leave the tag out and take Portkey's own.",
        ("**.image.tag",),
        "warning",
        Example("gateway: {image: {tag: ''}}\n", "gateway: {image: {tag: 2.13.0}}\n"),
    ),
    Entry(
        "PK-IMAGE-002",
        "the image's tag floats",
        "Tags such as latest or stable are moved by their makers, so a pod that is only rescheduled may run something else than its neighbours.",
        "Give a version or a digest.",
        ("**.image.tag",),
        "warning",
        Example("gateway: {image: {tag: latest}}\n", "gateway: {image: {tag: 2.13.0}}\n"),
    ),
)
