"""What to register at the identity provider."""

from pathlib import Path
from typing import Any

import pytest

from portkey_constructs.config import Oidc, Saml
from portkey_constructs.platform.login import registrations
from tests.support.examples import config_from, production
from tests.support.matrix import AXES

FRONT_END = "https://portkey.example.org"
CALLBACK = f"{FRONT_END}/v2/auth/callback"
SAML = f"{FRONT_END}/albus/v2/auth/saml"
SCOPES = "openid, profile, email, offline_access"


def registered(auth: dict[str, Any], **settings: Any) -> dict[str, str]:
    platform = production(auth=auth, **settings).resolve()
    return {registration.name: registration.value for registration in platform.registrations}


def test_openid_connect_registers_redirect_grants_scopes_and_client_authentication() -> None:
    auth = {"kind": "oidc", "issuer": "https://login.example.org", "clientId": "portkey"}
    assert registered(auth) == {
        "redirect URI": CALLBACK,
        "grant types": "authorization code, refresh token",
        "scopes": SCOPES,
        "client authentication": "client_secret_basic",
    }
    assert registered({**auth, "redirectUri": "https://ai.example.org/v2/auth/callback"})["redirect URI"] == "https://ai.example.org/v2/auth/callback"
    options = {"customScopes": ["groups"], "clientAuthentication": "privateKeyJwt"}
    result = registered({**auth, **options}, backend={"image": {"tag": "1.22.0"}})
    assert (result["scopes"], result["client authentication"]) == (f"{SCOPES}, groups", "private_key_jwt")


def test_okta_registers_the_initiate_login_uri_too() -> None:
    assert registered({"kind": "okta", "domain": "acme.okta.com", "clientId": "portkey"})["initiate login URI"] == CALLBACK


@pytest.mark.parametrize("metadata", [{"metadataUrl": "https://idp.example.org/m"}, {"metadataXml": "<EntityDescriptor/>"}])
def test_saml_registers_the_consumer_service_and_the_audience_below_albus_base_url(metadata: dict[str, str]) -> None:
    auth = {"kind": "saml", **metadata}
    expected = {"assertion consumer service (ACS) URL": f"{SAML}/callback/<uuid>", "audience (SP entity ID)": SAML}
    assert registered(auth) == expected
    assert registered(auth, controlPlaneUrl="https://ai.example.org/")["audience (SP entity ID)"] == "https://ai.example.org/albus/v2/auth/saml"
    environment = dict(production(auth=auth).resolve().environments["backend"])
    assert expected["audience (SP entity ID)"].startswith(str(environment["ALBUS_BASE_URL"]))


def test_consumer_service_explains_its_uuid() -> None:
    consumer, _ = production(auth={"kind": "saml", "metadataXml": "<a/>"}).resolve().registrations
    assert consumer.note == "<uuid> is the organization's ID; backend 1.17.0 and later accept any UUID"


def test_documentation_lists_what_to_register() -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "login.md").read_text("utf-8").replace("`", "")
    host = "https://FRONTEND-HOST"
    for login in (Oidc.model_construct(), Saml.model_construct()):
        for registration in registrations(login, host, f"{host}/v2/auth/callback"):
            assert f"| {registration.name} | {registration.value} |" in page
            assert registration.note in page


@pytest.mark.parametrize("auth", AXES["auth"].values(), ids=AXES["auth"])
def test_every_login_has_values_to_register(auth: dict[str, Any]) -> None:
    platform = production(**auth).resolve()
    assert bool(platform.registrations) is (auth["auth"]["kind"] != "none")
    assert all(FRONT_END in registration.value for registration in platform.registrations if "https:" in registration.value)


def test_nothing_is_registered_without_an_application() -> None:
    hybrid = {"profile": "production", "deployment": {"kind": "dataPlane", "organisations": ["acme"]}, "redis": {"kind": "inCluster"}}
    assert config_from({**hybrid, "logStore": {"kind": "none"}}).resolve().registrations == ()
    assert registrations(None, FRONT_END, CALLBACK) == ()
