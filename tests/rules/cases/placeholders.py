"""Cases of placeholders."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

REDIS: Final = "redis: {kind: external, host: redis.example.org"

CASES: Final = [
    Case(
        "PK-NAME-001",
        "labels:\n  owner: YOUR_TEAM",
        "labels.owner",
        "2:3",
        "is a placeholder (YOUR_TEAM)",
        "replace it with the real value",
        "labels:\n  owner: team",
    ),
    *(
        warning("PK-NAME-001", wrong, path, line_column, message, "replace it with the real value", fixed, base="development")
        for wrong, path, line_column, message, fixed in (
            ("labels:\n  owner: YOUR_TEAM", "labels.owner", "2:3", "is a placeholder (YOUR_TEAM)", "labels:\n  owner: team"),
            ("clientAuth: YOUR_LICENCE", "clientAuth", "1:1", "is a placeholder", "clientAuth: license"),
            (
                "imagePull:\n  password: CHANGE_ME\n  username: me",
                "imagePull.password",
                "2:3",
                "is a placeholder",
                "imagePull:\n  password: pw\n  username: me",
            ),
        )
    ),
    Case("PK-NAME-001", "env:\n  KEY: <api key>", "env.KEY", "2:3", "is a placeholder", "replace it with the real value", "env:\n  KEY: a < b"),
    Case(
        "PK-NAME-001",
        f"{REDIS},\n  url: redis.example.org}}".replace("host: redis.example.org,", "user: SECURE_USER,"),
        "redis.user",
        "1:25",
        "is a placeholder (SECURE_USER)",
        "replace it with the real value",
        f"{REDIS}, user: app}}",
    ),
    *(
        Case("PK-NAME-001", wrong, path, line_column, message, f"or add {path} to intended if it is meant", f"{wrong}\nintended: ['{path}']")
        for wrong, path, line_column, message in (
            ("env:\n  KEY: Ask <user name> twice", "env.KEY", "2:3", "is a placeholder"),
            (
                "annotations:\n  role: arn:aws:iam::ACCOUNT_ID:role/x",
                "annotations.role",
                "2:3",
                "is a placeholder",
            ),
            ("frontend:\n  env:\n    KEY: YOUR_TURN", "frontend.env.KEY", "3:5", "is a placeholder"),
            ("gateway:\n  sidecars: [{name: a, image: b, args: [CHANGE_ME]}]", "gateway.sidecars.0.args.0", "2:41", "is a placeholder"),
        )
    ),
    warning(
        "PK-NAME-002",
        "intended: [env.NOTE]",
        "intended.0",
        "1:12",
        "is env.NOTE, which has no text",
        "remove it",
        "intended: [env.NOTE]\nenv: {NOTE: a}",
    ),
    warning(
        "PK-NAME-002",
        "intended: [env.NOTE.secretKeyRef]",
        "intended.0",
        "1:12",
        "is env.NOTE.secretKeyRef, which has no text",
        "remove it",
        "intended: [env.NOTE]\nenv: {NOTE: {secretKeyRef: {name: own, key: note}}}",
    ),
]
