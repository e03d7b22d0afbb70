"""Rules about mail."""

from typing import Final

from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.volumes import MAIL_TEMPLATES_VOLUME
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_SMTP: Final = "smtp: {host: mail.example.org, fromAddress: portkey@example.org"


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


@rule(
    "PK-MAIL-003",
    title="the volume of the mail templates is replaced",
    cause=f"The backend mounts the templates from the volume {MAIL_TEMPLATES_VOLUME}. A volume of this name in backend.volumes replaces it.",
    fix="Choose another name for the volume in backend.volumes.",
    settings=("smtp", "smtp.templates", "backend.volumes"),
    example=Example(
        f"{_SMTP}, templates: {{configMap: mails}}}}\nbackend: {{volumes: [{{name: {MAIL_TEMPLATES_VOLUME}, emptyDir: {{}}}}]}}\n",
        f"{_SMTP}, templates: {{configMap: mails}}}}\nbackend: {{volumes: [{{name: scratch, emptyDir: {{}}}}]}}\n",
    ),
)
def templates_replaced(platform: Platform) -> Findings:
    smtp, backend = platform.config.smtp, platform.backend
    for index, volume in enumerate(backend.settings.volumes if smtp and smtp.templates and backend else ()):
        if volume["name"] == MAIL_TEMPLATES_VOLUME:
            yield Finding(f"backend.volumes.{index}.name", f"is {MAIL_TEMPLATES_VOLUME}, the name of the volume of smtp.templates")
