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
    *(
        Case(
            "PK-MAIL-002",
            f"{prefix}env: {{{name}: a}}\n{_SMTP}, branding: {{{branding}}}}}",
            f"{path}env.{name}",
            position,
            f"is set, but so is smtp.branding.{setting}",
            f"remove it, and change smtp.branding.{setting} instead",
            f"{_SMTP}, branding: {{{branding}}}}}",
        )
        for prefix, path, position, name, branding, setting in (
            ("", "", "1:7", "EMAIL_COMPANY_NAME", "companyName: Acme", "companyName"),
            ("backend:\n  ", "backend.", "2:9", "EMAIL_LOGO_URL", "logoUrl: 'https://cdn.example.org/logo.png'", "logoUrl"),
            ("backend:\n  ", "backend.", "2:9", "EMAIL_SUPPORT_EMAIL", "supportEmail: support@example.org", "supportEmail"),
        )
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
