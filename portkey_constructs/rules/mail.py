"""Rules about mail."""

from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []


@rule(
    "PK-MAIL-001",
    title="a password for the mail server, without a user",
    cause="Without smtp.user, the backend gets no login for the mail server, so the password has no effect and can only leak.",
    fix="Set smtp.user, or remove the password.",
    settings=("smtp.user", "smtp.password"),
    example=Example(
        "smtp: {host: mail.example.org, password: a-password, fromAddress: portkey@example.org}\n",
        "smtp: {host: mail.example.org, fromAddress: portkey@example.org}\n",
        "development",
    ),
)
def password_without_user(platform: Platform) -> Findings:
    smtp = platform.config.smtp
    if smtp and smtp.password and not smtp.user:
        yield Finding("smtp.password", "is set, but smtp.user is not")
