"""Every statement of four pages, as JSON, holds in the objects of configurations with and without the setting."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import pytest
import yaml

from portkey_constructs.explain.lookup import find
from portkey_constructs.explain.pages import as_json
from portkey_constructs.platform.platform import Platform
from tests.explain.mutations import objects_of, platform_of

pytestmark = pytest.mark.slow

_OIDC: Final = "profile: production, auth: {kind: oidc, issuer: https://login.example.org, clientId: a}"
_CERTIFICATE: Final = "arn:aws:acm:us-west-2:111122223333:certificate/0f4d"


class Case(NamedTuple):
    """A setting without and with a value."""

    path: str
    value: str
    base: str = ""

    @property
    def before(self) -> Platform:
        return platform_of({"profile": "development", **yaml.safe_load(f"{{{self.base}}}")})

    @property
    def after(self) -> Platform:
        data: dict[str, Any] = {"profile": "development", **yaml.safe_load(f"{{{self.base}}}")}
        *above, last = self.path.split(".")
        part = data
        for name in above:
            part = part.setdefault(name, {})
        part[last] = yaml.safe_load(self.value)
        return platform_of(data)


AUTOSCALED: Final = Case("gateway.autoscaling", "{min: 2, max: 4, cpu: 60}")
SINGLE: Final = Case("gateway.autoscaling", "{min: 1, max: 1, cpu: 60}")
KEDA: Final = Case("gateway.autoscaling", "{kind: keda, min: 2, max: 4, cpu: 60}")
BUDGET: Final = Case("gateway.disruptionBudget", "{minAvailable: 1}")
OTHER_BUDGET: Final = Case("gateway.disruptionBudget", "{minAvailable: 1}", "gateway: {replicas: 3}")
INGRESS: Final = Case("exposure.frontend", "{kind: ingress, host: a.example.org}", _OIDC)
HTTP_ROUTE: Final = Case("exposure.frontend", "{kind: httpRoute, host: a.example.org, gateway: {name: public}}", _OIDC)
BALANCER: Final = Case("exposure.frontend", "{kind: loadBalancer, host: a.example.org}", _OIDC)
TLS_BALANCER: Final = Case(
    "exposure.frontend", f"{{kind: loadBalancer, host: a.example.org, provider: {{kind: aws, certificateArn: '{_CERTIFICATE}'}}}}", _OIDC
)
OTHER_GATEWAY: Final = Case(
    "exposure.frontend", "{kind: ingress, host: a.example.org}", "profile: production, exposure: {gateway: {kind: ingress, host: b.example.org}}"
)
OWN_REDIRECT: Final = Case(
    "exposure.frontend",
    "{kind: ingress, host: a.example.org}",
    "profile: production, auth: {kind: oidc, issuer: https://login.example.org, clientId: a, redirectUri: https://b.example.org/v2/auth/callback}",
)
PRICED: Final = Case("exposure.frontend", "{kind: ingress, host: a.example.org}", "profile: production, modelPricing: {kind: portkey}")
PRICED_BY_PROXY: Final = Case(
    "exposure.frontend",
    "{kind: ingress, host: a.example.org}",
    "profile: production, modelPricing: {kind: portkey}, proxy: {https: 'http://proxy.example.org:3128'}",
)
CUSTOM: Final = Case("redis", "{kind: custom, host: a.example.org, tls: true, mode: cluster, auth: none}", "profile: production")
AZURE: Final = Case("redis", "{kind: azure, host: a.example.org}", "profile: production")
PROXIED: Final = Case("redis", "{kind: custom, host: a.example.org}", "profile: production, proxy: {https: 'http://proxy.example.org:3128'}")
IAM: Final = Case("redis", "{kind: elasticache, host: a.example.org, iam: {clusterName: a, user: b, region: us-west-2}}", "profile: production")
MEMORYSTORE: Final = Case("redis", "{kind: memorystore, host: a.example.org, login: {kind: workloadIdentity}}", "profile: production")

CASES: Final[Mapping[str, Mapping[str, tuple[Case, Case | None]]]] = {
    "gateway.autoscaling": {
        "left out, so that the autoscaler decides": (AUTOSCALED, None),
        "hpa": (AUTOSCALED, KEDA),
        "keda": (KEDA, AUTOSCALED),
        "max is 2 or more, or unknown": (AUTOSCALED, SINGLE),
    },
    "gateway.disruptionBudget": {"with a single replica, too": (BUDGET, None), "": (OTHER_BUDGET, None)},
    "exposure.frontend": {
        "": (INGRESS, None),
        "ingress": (INGRESS, BALANCER),
        "loadBalancer": (BALANCER, INGRESS),
        "httpRoute": (HTTP_ROUTE, INGRESS),
        "a load balancer terminates TLS": (TLS_BALANCER, BALANCER),
        "exposure.gateway is none": (INGRESS, OTHER_GATEWAY),
        "auth.redirectUri is not set": (INGRESS, OWN_REDIRECT),
        "the gateway fetches model prices": (PRICED, INGRESS),
        "proxy is set and the gateway fetches model prices": (PRICED_BY_PROXY, PRICED),
    },
    "redis": {
        "": (CUSTOM, None),
        "inCluster": (CUSTOM, None),
        "azure": (AZURE, CUSTOM),
        "elasticache with iam": (IAM, CUSTOM),
        "memorystore with login": (MEMORYSTORE, CUSTOM),
        "proxy is set": (PROXIED, CUSTOM),
    },
}
"""For each page and each condition in it: a case that meets the condition, and one that does not."""


def page(path: str) -> dict[str, Any]:
    return next(page for page in as_json(find(path))["pages"] if page["type"] == "setting")


def statements(path: str) -> list[tuple[str, str, str]]:
    """Kind of statement, subject and condition."""
    effects = page(path)["effects"]
    result = []
    for item in effects["objects"]:
        name = f"{item['kind']} {item['name'].replace('{name}', 'portkey')}"
        result += [("field", f"{name}: {field}", item["condition"]) for field in item["fields"]] or [("object", name, item["condition"])]
    result += [("variable", f"{item['name']} {reader}", item["condition"]) for item in effects["variables"] for reader in item["readers"]]
    return result + [("key", key, condition) for key, condition in effects["keys"].items()]


ALL: Final = [(path, *statement) for path in CASES for statement in statements(path)]


@pytest.mark.parametrize(("path", "kind", "subject", "condition"), ALL, ids=lambda value: value.replace(" ", "-") or "always")
def test_a_statement_holds_under_its_condition_only(path: str, kind: str, subject: str, condition: str) -> None:
    met, unmet = CASES[path][condition]
    assert differs(kind, subject, met.before, met.after)
    assert unmet is None or not differs(kind, subject, unmet.before, unmet.after)


@pytest.mark.parametrize("path", CASES)
def test_the_components_that_restart_are_those_whose_pods_change(path: str) -> None:
    stated = {f"{kind} portkey-{name}" for name in page_restarts(path) for kind in ("Deployment", "StatefulSet")}
    changed = {
        name
        for case in {case for pair in CASES[path].values() for case in pair if case}
        for name in set(objects_of(case.before)) & set(objects_of(case.after))
        if template(objects_of(case.before)[name]) != template(objects_of(case.after)[name])
    }
    assert {name for name in changed if not name.startswith("Job")} == {name for name in stated if name in changed}
    assert len({name for name in stated if name in changed}) == len(page_restarts(path))


def test_the_default_of_autoscaling_is_rendered_by_its_profile() -> None:
    default = page("gateway.autoscaling")["variants"][0]["default"]["by_profile"]
    assert list(default) == ["production"]
    wanted = yaml.safe_load(default["production"])
    assert wanted.pop("kind") == "hpa"
    scaler = objects_of(platform_of({"profile": "production"}))["HorizontalPodAutoscaler portkey-gateway"]
    metrics = {metric["containerResource"]["name"]: metric["containerResource"]["target"]["averageUtilization"] for metric in scaler["spec.metrics"]}
    assert {"min": scaler["spec.minReplicas"], "max": scaler["spec.maxReplicas"], **metrics} == wanted
    assert "HorizontalPodAutoscaler portkey-gateway" not in objects_of(platform_of({"profile": "development"}))


def test_the_default_disruption_budget_is_rendered_by_its_profile() -> None:
    default = page("gateway.disruptionBudget")["variants"][0]["default"]["by_profile"]
    assert {profile: yaml.safe_load(value) for profile, value in default.items()} == {"production": {"maxUnavailable": 1}}
    assert objects_of(platform_of({"profile": "production"}))["PodDisruptionBudget portkey-gateway"]["spec.maxUnavailable"] == 1
    assert "PodDisruptionBudget portkey-gateway" not in objects_of(platform_of({"profile": "development"}))


def test_the_default_exposure_and_the_default_redis_render_what_their_page_says() -> None:
    assert yaml.safe_load(page("exposure.frontend")["variants"][0]["default"]["value"]) == {"kind": "none"}
    objects = objects_of(platform_of({"profile": "development"}))
    assert not any(name.startswith(("Ingress", "HTTPRoute")) or name.endswith("-public") for name in objects)
    assert yaml.safe_load(page("redis")["variants"][0]["default"]["by_profile"]["development"]) == {"kind": "inCluster"}
    assert "StatefulSet portkey-redis" in objects


@pytest.mark.parametrize("path", CASES)
def test_every_setting_that_the_page_lists_has_a_page(path: str) -> None:
    parts = [part["path"] for part in page(path)["parts"]]
    assert parts
    assert [part for part in parts if page(part)["path"] != part] == []


def differs(kind: str, subject: str, before: Platform, after: Platform) -> bool:
    if kind == "key":
        values = [{key.name: value for secret in platform.secrets.values() for key, value in secret.keys.items()} for platform in (before, after)]
        return values[0].get(subject) != values[1].get(subject)
    old, new = objects_of(before), objects_of(after)
    if kind == "object":
        return (subject in old) != (subject in new)
    if kind == "variable":
        name, reader = subject.split()
        return environment(old, name, reader) != environment(new, name, reader)
    name, _, field = subject.partition(": ")
    return part(old.get(name, {}), field) != part(new.get(name, {}), field)


def part(fields: Mapping[str, Any], field: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name == field or name.startswith((f"{field}.", f"{field}["))}


def template(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name.startswith("spec.template")}


def environment(objects: Mapping[str, Mapping[str, Any]], name: str, reader: str) -> dict[str, Any]:
    return {field: value for fields in objects.values() for field, value in fields.items() if f".containers[{reader}].env[{name}]" in field}


def page_restarts(path: str) -> tuple[str, ...]:
    return next(page for page in find(path).pages if hasattr(page, "effects")).effects.restarts
