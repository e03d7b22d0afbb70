"""Login, mail, exposures, monitoring and image pull credentials of the charts."""

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from portkey_constructs.helm.draft import MISSING, Draft
from portkey_constructs.helm.report import Outcome
from portkey_constructs.helm.secret_names import group_secret, keep_secret

__all__ = [
    "carry_app_secret",
    "carry_exposure",
    "carry_image_pull",
    "carry_login",
    "carry_monitoring",
    "carry_smtp",
    "ingress",
]

_OAUTH = {
    "oauthType": "oauthType",
    "oauthClientId": "oauthClientId",
    "oauthIssuerUrl": "oauthIssuerUrl",
    "oauthClientSecret": "oauthClientSecret",
    "oauthRedirectURI": "oauthRedirectURI",
    "oauthMetadataXml": "oauthMetadataXml",
}


def carry_app_secret(draft: Draft, full: str) -> tuple[str, bool]:
    """The Secret of the application with the license credential and the key of the sessions."""
    secret, existing = group_secret(draft, "app", f"{full}-secrets", "config.existingSecretName")
    if existing:
        draft.report("config.jwtPrivateKey", Outcome.DEAD, "jwtPrivateKey", "the existing Secret has the value, in the chart too")
        draft.report("config.defaultGatewayClientAuth", Outcome.DEAD, "clientAuth", "the existing Secret has the value, in the chart too")
        return secret, True
    keep_secret(draft, "config.jwtPrivateKey", secret, "jwtPrivateKey")
    if draft.truth("config.defaultGatewayClientAuth"):
        draft.secret(secret, "PORTKEY_CLIENT_AUTH", draft.text("config.defaultGatewayClientAuth"))
    draft.report(
        "config.defaultGatewayClientAuth",
        Outcome.FIXED,
        f"Secret {secret}, key PORTKEY_CLIENT_AUTH",
        "it was plain text in the pods; a Secret has it now",
    )
    draft.need(
        "clientAuth", f"add the key PORTKEY_CLIENT_AUTH to Secret {secret}: the chart has the license credential in the pods, not in the Secret"
    )
    return secret, False


def carry_login(draft: Draft, secret: str, *, existing: bool) -> None:
    """How users log in."""
    if draft.truth("config.noAuth.enabled") and not draft.truth("config.oauth.enabled"):
        draft.set("auth", {"kind": "none"})
        draft.report("config.noAuth", Outcome.CARRIED, "auth")
        draft.report("config.oauth", Outcome.DEAD, "auth", "the login is off")
        return
    draft.report("config.noAuth", Outcome.DERIVED, "auth", "off, which is the default")
    if not draft.truth("config.oauth.enabled"):
        draft.report("config.oauth", Outcome.DEAD, "auth", "no login is chosen, and the chart fails")
        draft.need("auth", "choose how users log in: auth: {kind: oidc, issuer: ..., clientId: ...} or auth: {kind: none}")
        return
    value = {key: draft.text(f"config.oauth.{key}") for key in _OAUTH}
    if value["oauthType"].lower() == "saml" or value["oauthMetadataXml"]:
        auth = {
            "kind": "saml",
            "metadataUrl": value["oauthIssuerUrl"] if not value["oauthMetadataXml"] else "",
            "metadataXml": value["oauthMetadataXml"],
        }
    else:
        auth = {"kind": "oidc", "issuer": value["oauthIssuerUrl"], "clientId": value["oauthClientId"]}
    redirect = value["oauthRedirectURI"]
    works = not redirect or urlsplit(redirect).path.endswith("/v2/auth/callback")
    draft.set(
        "auth",
        {key: text for key, text in auth.items() if text}
        | ({"redirectUri": redirect} if redirect and works and not _derived(draft, redirect) else {}),
    )
    if existing and not value["oauthType"]:
        draft.need("auth.kind", f"oidc, unless the key oauthType of Secret {secret} is saml: then auth: {{kind: saml, metadataUrl: ...}}")
    if existing and not value["oauthIssuerUrl"] and auth["kind"] == "oidc":
        draft.config["secrets"].setdefault("fromSecret", {})["app"] = ["oauthIssuerUrl", "oauthClientId"]
    if not works:
        draft.report(
            "config.oauth.oauthRedirectURI",
            Outcome.FIXED,
            "auth.redirectUri",
            "Portkey's callback is /v2/auth/callback; register it at the identity provider",
        )
    draft.report("config.oauth.oauthRedirectURI", Outcome.DERIVED, "auth.redirectUri", "follows from the host of the front end")
    if not existing:
        keep_secret(draft, "config.oauth.oauthClientSecret", secret, "oauthClientSecret")
    draft.report("config.oauth.oauthClientSecret", Outcome.DEAD, "auth.clientSecret", "the existing Secret has the value, in the chart too")
    draft.report("config.oauth", Outcome.CARRIED, "auth")


def _derived(draft: Draft, redirect: str) -> bool:
    """Whether the redirect address follows from the front end's host."""
    return urlsplit(redirect).hostname == draft.text("ingress.hostname")


def carry_smtp(draft: Draft, secret: str, *, existing: bool) -> None:
    """The mail server."""
    if not draft.truth("config.smtp.enabled"):
        draft.report("config.smtp", Outcome.DERIVED, "smtp", "off, which is the default")
        return
    draft.set("smtp.host", draft.text("config.smtp.smtpHost"))
    if (port := draft.number("config.smtp.smtpPort")) not in (587, "", None):
        draft.set("smtp.port", port)
    draft.set("smtp.user", draft.text("config.smtp.smtpUser"))
    draft.set("smtp.fromAddress", draft.text("config.smtp.smtpFrom"))
    if existing and draft.get("smtp") is MISSING:
        draft.config["smtp"] = {}
        draft.config["secrets"].setdefault("fromSecret", {}).setdefault("app", []).extend(["smtpHost", "smtpPort", "smtpUser", "smtpFrom"])
    if existing:
        draft.report("config.smtp.smtpPassword", Outcome.DEAD, "smtp.password", "the existing Secret has the value, in the chart too")
    else:
        keep_secret(draft, "config.smtp.smtpPassword", secret, "smtpPassword")
    draft.report("config.smtp", Outcome.CARRIED, "smtp")


def carry_exposure(draft: Draft, exposure: str, prefix: str, *, enabled: bool) -> None:
    """An Ingress of the chart as the exposure of a component."""
    host = draft.text(f"{prefix}.hostname")
    if not enabled or not draft.truth(f"{prefix}.enabled"):
        draft.report(prefix, Outcome.DERIVED, f"exposure.{exposure}", "off, which is the default")
        return
    if not host:
        draft.report(f"{prefix}.enabled", Outcome.FIXED, f"exposure.{exposure}", "without a host it took the traffic of every host; it is left out")
        draft.report(prefix, Outcome.DEAD, f"exposure.{exposure}", "it has no host name")
        if draft.get(f"exposure.{exposure}") is MISSING:
            draft.need(
                f"exposure.{exposure}.host",
                f"a host name, if users reach it through an ingress: exposure: {{{exposure}: {{kind: ingress, host: ...}}}}",
            )
        return
    value = ingress(draft.values_at(prefix))
    draft.set(f"exposure.{exposure}", value)
    draft.report(f"{prefix}.tls", Outcome.CARRIED, f"exposure.{exposure}.tls")
    draft.report(prefix, Outcome.CARRIED, f"exposure.{exposure}")


def ingress(values: Mapping[str, Any]) -> dict[str, Any]:
    """The exposure that equals an Ingress."""
    annotations = dict(values.get("annotations") or {})
    exposure: dict[str, Any] = {"kind": "ingress", "class": values.get("ingressClassName") or None, "host": values["hostname"]}
    issuer = {"cert-manager.io/cluster-issuer": "ClusterIssuer", "cert-manager.io/issuer": "Issuer"}
    secret = next((entry.get("secretName") for entry in values.get("tls") or [] if isinstance(entry, Mapping)), None)
    certificate = annotations.pop("alb.ingress.kubernetes.io/certificate-arn", None)
    named = next((key for key in issuer if key in annotations), None)
    if certificate:
        exposure["certificateArn"] = certificate
    elif named and secret:
        exposure["tls"] = {"kind": "certManager", "issuer": annotations.pop(named), "secretName": secret}
        if issuer[named] != "ClusterIssuer":
            exposure["tls"]["issuerKind"] = issuer[named]
    elif secret:
        exposure["tls"] = {"kind": "secret", "secretName": secret}
    annotations.pop("kubernetes.io/ingress.class", None)
    exposure["annotations"] = annotations
    return {key: value for key, value in exposure.items() if value}


def carry_monitoring(draft: Draft, secret: str) -> None:
    """Metrics and logs of portkey-app."""
    prefix = "apm.grafana"
    if draft.truth("apm.enabled"):
        draft.set("monitoring.apm", True)
    if draft.truth(f"{prefix}.enabled"):
        draft.set("monitoring.grafana", True)
    for system, setting, key in (("prometheus", "prometheusPush", "prometheusGatewayAuth"), ("loki", "lokiPush", "lokiAuth")):
        pushes = draft.truth(f"{prefix}.{system}.enabled") and draft.truth(f"{prefix}.{system}.host")
        if pushes:
            draft.set(f"monitoring.{setting}", {"url": draft.text(f"{prefix}.{system}.host")})
            draft.report(f"{prefix}.{system}.host", Outcome.CARRIED, f"monitoring.{setting}")
            if draft.truth(f"{prefix}.{system}.auth"):
                draft.secret(secret, key, draft.text(f"{prefix}.{system}.auth"))
                draft.report(
                    f"{prefix}.{system}.auth", Outcome.FIXED, f"Secret {secret}, key {key}", "it was plain text in the pods; a Secret has it now"
                )
        draft.report(f"{prefix}.{system}", Outcome.CARRIED if pushes else Outcome.DERIVED, f"monitoring.{setting}")
    draft.report("apm", Outcome.CARRIED, "monitoring")


def carry_image_pull(draft: Draft) -> None:
    """The credentials of the image registries."""
    credentials = [entry for entry in draft.value("imageCredentials") or [] if isinstance(entry, Mapping)]
    names = [str(entry["name"]) for entry in credentials if entry.get("name")]
    listed = draft.value("imagePullSecrets") if draft.chart == "gateway" else []
    names += [str(entry.get("name") if isinstance(entry, Mapping) else entry) for entry in listed or []]
    draft.set("imagePull", {"kind": "existing", "names": list(dict.fromkeys(names))} if names else {"kind": "none"})
    for entry in credentials:
        if entry.get("create") and entry.get("name") and (entry.get("auth") or entry.get("password")):
            draft.secret(str(entry["name"]), ".dockerconfigjson", _docker_config(entry))
    draft.report("imageCredentials", Outcome.CARRIED, "imagePull", "the credentials are not in portkey.yaml; --secrets-out writes them")
    if draft.chart == "gateway":
        draft.report("imagePullSecrets", Outcome.CARRIED, "imagePull")


def _docker_config(entry: Mapping[str, Any]) -> str:
    user, password = str(entry.get("username") or ""), str(entry.get("password") or "")
    token = entry.get("auth") or base64.b64encode(f"{user}:{password}".encode()).decode()
    account = {"auth": token} if entry.get("auth") else {"username": user, "password": password, "auth": token}
    return json.dumps({"auths": {str(entry.get("registry") or "https://index.docker.io/v1/"): account}})
