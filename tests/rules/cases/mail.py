"""Cases of mail."""

from typing import Final

from tests.rules.case import Case

__all__ = ["CASES"]

CASES: Final = [
    Case(
        "PK-MAIL-001",
        "smtp: {host: mail.example.org, fromAddress: portkey@example.org,\n  password: a-password}",
        "smtp.password",
        "2:3",
        "is set, but smtp.user is not",
        "set smtp.user, or remove the password",
        "smtp: {host: mail.example.org, fromAddress: portkey@example.org}",
        base="development",
    ),
]
