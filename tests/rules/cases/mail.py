"""Cases of mail."""

from typing import Final

from tests.rules.case import Case

__all__ = ["CASES"]

_SMTP: Final = "smtp: {host: mail.example.org, fromAddress: portkey@example.org"

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
    Case(
        "PK-MAIL-003",
        f"backend:\n  volumes:\n    - {{name: mail-templates, emptyDir: {{}}}}\n{_SMTP}, templates: {{configMap: mails}}}}",
        "backend.volumes.0.name",
        "3:8",
        "is mail-templates, the name of the volume of smtp.templates",
        "choose another name for the volume in backend.volumes",
        f"backend:\n  volumes:\n    - {{name: mail-templates, emptyDir: {{}}}}\n{_SMTP}}}",
    ),
]
