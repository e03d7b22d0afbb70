"""Cases of the source of model prices, and of the variables that stand for it."""

from typing import Final

from tests.rules.case import Case

__all__ = ["CASES"]

_PLANE: Final = "deployment: {kind: dataPlane, organisations: [acme]}"
_ALONE: Final = "deployment: {kind: gateway, organisations: [acme], backendUrl: 'https://portkey.example.org/albus'}"
_S3: Final = "logStore: {kind: s3, bucket: acme-logs, region: us-west-2}"
_PORTKEY: Final = "modelPricing: {kind: portkey}"
_CLAIM: Final = "persistentVolumeClaim: {claimName: models}"
_VOLUME: Final = f"volume: {{name: models, {_CLAIM}}}"
_SWITCH: Final = "MODEL_CONFIGS_PROXY_FETCH_ENABLED"
_READER: Final = "CONFIG_READER_PATH: 'https://portkey.example.org/albus/v2/utils/model-configs'"
_BOTH: Final = f"gateway:\n  env: {{{_SWITCH}: 'ON', {_READER}}}"

_OF_PLANE: Final = ("deployment.kind is dataPlane", "remove modelPricing", "modelPricing: {kind: controlPlane}")
_OF_GATEWAY: Final = ("deployment.kind is gateway", "set kind: controlPlane here", "modelPricing: {kind: controlPlane}")

CASES: Final = [
    *(
        Case(
            "PK-PRICE-001",
            f"{shape}\nmodelPricing:\n  kind: {kind}",
            "modelPricing.kind",
            "3:3",
            f"is {kind.split()[0]}, but {message}",
            fix,
            f"{shape}\n{fixed}",
            base="part",
        )
        for shape, kinds, (message, fix, fixed) in (
            (_PLANE, ("bundled", "portkey", "logStore", f"mounted\n  {_VOLUME}"), _OF_PLANE),
            (_ALONE, ("portkey", "logStore", f"mounted\n  {_VOLUME}"), _OF_GATEWAY),
        )
        for kind in kinds
    ),
    Case(
        "PK-PRICE-001",
        "modelPricing:\n  kind: controlPlane",
        "modelPricing.kind",
        "2:3",
        "is controlPlane, but the control plane is this platform",
        "set kind to portkey, logStore or mounted",
        "modelPricing:\n  kind: bundled",
    ),
    *(
        Case(
            "PK-PRICE-002",
            f"modelPricing: {{kind: logStore}}\nlogStore: {store}",
            "modelPricing.kind",
            "1:16",
            f"is logStore, but logStore.kind is {kind}",
            "set logStore to a bucket, or choose another kind of modelPricing",
            f"modelPricing: {{kind: logStore}}\n{_S3}",
            others=others,
        )
        for kind, store, others in (
            ("none", "{kind: none}", ()),
            ("controlPlane", "{kind: controlPlane}", ("PK-LOGSTORE-014",)),
            ("mongo", "{kind: mongo, database: portkey}", ("PK-LOGSTORE-003",)),
        )
    ),
    *(
        Case(
            "PK-PRICE-003",
            f"{other}modelPricing: {{kind: {kind}, {wrong}}}",
            "modelPricing.capabilities",
            position,
            f"is {folder}, but so is modelPricing.pricing",
            "set two folders, such as pricing and general",
            f"{other}modelPricing: {{kind: {kind}, {fixed}}}",
        )
        for other, kind, wrong, position, folder, fixed in (
            (f"{_S3}\n", "logStore", "capabilities: pricing", "2:32", "pricing", "capabilities: models"),
            ("", f"mounted, {_VOLUME}", "pricing: a/b, capabilities: a/b", "1:113", "a/b", "pricing: a/b, capabilities: a/c"),
        )
    ),
    *(
        Case(
            "PK-PRICE-004",
            f"modelPricing: {{kind: mounted, volume: {{name: {name}, {_CLAIM}}}}}{settings}",
            "modelPricing.volume.name",
            "1:40",
            f"is {name}, which is also the name of another volume of the backend",
            "choose another name for the volume of modelPricing",
            f"modelPricing: {{kind: mounted, volume: {{name: model-prices, {_CLAIM}}}}}{settings}",
        )
        for name, settings in (
            ("tmp", ""),
            ("mail-templates", "\nsmtp: {host: mail.example.org, fromAddress: a@example.org, templates: {configMap: mails}}"),
            ("custom-ca", "\ncustomCa: {kind: configMap, name: company-ca}"),
            ("own", "\nbackend: {volumes: [{name: own, emptyDir: {}}]}"),
        )
    ),
    *(
        Case("PK-ENV-005", f"{env}\n{source}", path, position, f"{message} in", "remove it and change modelPricing", source)
        for source, env, path, position, message in (
            (_PORTKEY, f"gateway:\n  env: {{{_SWITCH}: 'OFF'}}", f"gateway.env.{_SWITCH}", "2:9", "replaces what modelPricing sets"),
            (
                "modelPricing: {kind: bundled}",
                f"gateway:\n  env: {{{_SWITCH}: 'ON'}}",
                f"gateway.env.{_SWITCH}",
                "2:9",
                "adds what modelPricing leaves out",
            ),
        )
    ),
]
