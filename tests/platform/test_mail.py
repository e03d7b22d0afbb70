"""The variables for the look of mails, and the volume with their templates."""

from collections.abc import Mapping
from typing import Any

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.explain.variables import variable
from portkey_constructs.platform.mail import MAIL_VARIABLES
from tests.rules.test_versions import problems
from tests.support.examples import production
from tests.support.objects import named, rendered, variables

SMTP = {"host": "mail.example.org", "fromAddress": "portkey@example.org"}
NAMES = {row.name for row in MAIL_VARIABLES}
TEMPLATES = {"templates": {"configMap": "acme-mails"}}
BRANDING = {
    "companyName": "Acme $(NAME) & Co",
    "logoUrl": "https://cdn.example.org/logo.png",
    "supportEmail": "support@example.org",
    "docsUrl": "https://docs.example.org",
}


def with_mail(**settings: Any) -> PortkeyConfig:
    return production(smtp={**SMTP, **settings})


def of_mail(config: PortkeyConfig, component: str = "backend") -> dict[str, Any]:
    return {name: value for name, value in variables(config, component).items() if name in NAMES}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {}),
        ({"branding": {}}, {}),
        (
            {"branding": BRANDING},
            {
                "EMAIL_COMPANY_NAME": "Acme $$(NAME) & Co",
                "EMAIL_LOGO_URL": "https://cdn.example.org/logo.png",
                "EMAIL_SUPPORT_EMAIL": "support@example.org",
                "EMAIL_DOCS_URL": "https://docs.example.org",
            },
        ),
        ({"branding": {"supportEmail": "support@example.org"}}, {"EMAIL_SUPPORT_EMAIL": "support@example.org"}),
        (TEMPLATES, {"EMAIL_TEMPLATES_PATH": "/etc/portkey/mail-templates"}),
    ],
)
def test_look_of_mails_sets_variables_of_the_backend_alone(settings: Mapping[str, Any], expected: Mapping[str, str]) -> None:
    config = with_mail(**settings)
    assert of_mail(config) == expected
    assert [of_mail(config, component) for component in ("gateway", "dataservice", "frontend")] == [{}, {}, {}]


def test_only_the_deployment_of_the_backend_mounts_the_templates_and_cannot_write_them() -> None:
    objects = rendered(with_mail(**TEMPLATES))
    volume = {"name": "mail-templates", "configMap": {"name": "acme-mails"}}
    backend = named(objects, "Deployment", "portkey-backend")["spec"]["template"]["spec"]
    assert volume in backend["volumes"]
    mounts = [mount for mount in backend["containers"][0]["volumeMounts"] if mount["name"] == "mail-templates"]
    assert mounts == [{"name": "mail-templates", "mountPath": "/etc/portkey/mail-templates", "readOnly": True}]
    others = [
        item["spec"]["template"]["spec"]
        for item in objects
        if item["kind"] in ("Deployment", "StatefulSet", "Job") and item["metadata"]["name"] != "portkey-backend"
    ]
    assert len(others) == 7
    assert [pod for pod in others if volume in pod.get("volumes", [])] == []


def test_look_of_mails_does_not_run_the_migration_again() -> None:
    [before], [after] = (
        [item["metadata"]["name"] for item in rendered(with_mail(**settings)) if item["kind"] == "Job"]
        for settings in ({}, {"branding": BRANDING, **TEMPLATES})
    )
    assert before == after


@pytest.mark.parametrize("address", ["", "support", "@example.org", "support@", "a b@example.org", "Support <support@example.org>", "a@b@c.org"])
def test_text_that_is_no_mail_address_is_refused(address: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        with_mail(branding={"supportEmail": address})
    [problem] = caught.value.problems
    assert (problem.path, problem.code) == ("smtp.branding.supportEmail", "PK-SETTING-004")
    assert "a mail address such as" in problem.fix


@pytest.mark.parametrize("settings", [{"branding": {"companyName": "Acme"}}, TEMPLATES])
def test_backend_that_does_not_read_the_variables_is_reported(settings: Mapping[str, Any]) -> None:
    [name] = of_mail(with_mail(**settings))
    smtp = {**SMTP, **settings}
    assert f"{name} (since 1.4.0)" in problems({"backend": "1.3.3"}, smtp=smtp)["PK-VERSION-005"].message
    new = problems({"backend": "1.4.0"}, smtp=smtp).get("PK-VERSION-005")
    assert new is None or name not in new.message


@pytest.mark.parametrize("row", MAIL_VARIABLES, ids=lambda row: row.name)
def test_explanation_of_a_variable_leads_to_the_setting(row: Any) -> None:
    assert row.setting in variable(row.name).settings
