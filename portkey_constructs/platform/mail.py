"""The rows of the table of environment variables for the look of mails."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from portkey_constructs.config.mail import MailBranding, MailTemplates
from portkey_constructs.platform.evidence import MAIL_TEMPLATES
from portkey_constructs.platform.files import MAIL_TEMPLATES_FOLDER
from portkey_constructs.platform.variable import Owned, PlainValue, Variable

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["MAIL_VARIABLES", "mail_templates"]


def mail_templates(platform: "Platform") -> MailTemplates | None:
    """The templates that the backend mounts."""
    smtp = platform.config.smtp
    return smtp.templates if smtp and platform.backend else None


def _branding(value: Callable[[MailBranding], str | None]) -> PlainValue:
    def of_smtp(platform: "Platform") -> str | None:
        smtp = platform.config.smtp
        return value(smtp.branding) if smtp and smtp.branding else None

    return of_smtp


def _row(name: str, meaning: str, value: PlainValue, setting: str, owned: Owned | None = None) -> Variable:
    return Variable(name, meaning, ("backend",), value, MAIL_TEMPLATES, "backend 1.4.0", owned=owned, serving_only=True, setting=f"smtp.{setting}")


MAIL_VARIABLES: Final = (
    _row(
        "EMAIL_TEMPLATES_PATH",
        "folder with your templates of mails",
        lambda p: MAIL_TEMPLATES_FOLDER if mail_templates(p) else None,
        "templates",
        Owned("the backend's pods mount the templates of smtp.templates there", "put the templates into the ConfigMap of smtp.templates"),
    ),
    _row("EMAIL_COMPANY_NAME", "name of your company in mails", _branding(lambda branding: branding.company_name), "branding.companyName"),
    _row("EMAIL_LOGO_URL", "address of your logo in mails", _branding(lambda branding: branding.logo_url), "branding.logoUrl"),
    _row("EMAIL_SUPPORT_EMAIL", "mail address for questions in mails", _branding(lambda branding: branding.support_email), "branding.supportEmail"),
    _row("EMAIL_DOCS_URL", "address of your documentation in mails", _branding(lambda branding: branding.docs_url), "branding.docsUrl"),
)
