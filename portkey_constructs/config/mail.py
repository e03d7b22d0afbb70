"""The look of the mails that the backend sends."""

from typing import Annotated

from portkey_constructs.config.base import Model
from portkey_constructs.config.types import ANY_CASE_LABEL, HttpUrl, Matching, NonEmptyText, ObjectName

__all__ = ["MailAddress", "MailBranding", "MailTemplates"]

MailAddress = Annotated[
    str,
    Matching(rf"^[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{ANY_CASE_LABEL}(\.{ANY_CASE_LABEL})*$", "a mail address such as support@example.org", 254),
]


class MailBranding(Model):
    """What the mails show instead of Portkey's name, logo and addresses."""

    company_name: NonEmptyText | None = None
    """Name of your company or product. Defaults to Portkey."""
    logo_url: HttpUrl | None = None
    """Address of your logo, which the readers' mail programs must reach. Defaults to Portkey's logo."""
    support_email: MailAddress | None = None
    """Mail address for questions. Defaults to support@portkey.ai."""
    docs_url: HttpUrl | None = None
    """Address of your documentation. Defaults to https://docs.portkey.ai."""


class MailTemplates(Model):
    """Templates of mails in a ConfigMap. The backend uses its own template for each mail that the ConfigMap does not contain."""

    config_map: ObjectName
    """Name of the ConfigMap. Each key is the file name of a template, such as user-invite.html."""
