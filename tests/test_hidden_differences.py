"""Two different secrets differ in every comparison, although no report shows either of them."""

import base64
import copy
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import pytest

from portkey_constructs.adoption import report as adoption_report
from portkey_constructs.adoption.check import adoption
from portkey_constructs.adoption.record import ReleaseRecord
from portkey_constructs.config.adoption import AdoptConfig
from portkey_constructs.helm.compare import Comparison
from portkey_constructs.helm.compare import reports as chart_reports
from portkey_constructs.helm.compare.explanations import Context, explained
from portkey_constructs.helm.compare.inventory import Inventory
from portkey_constructs.helm.compare.model import Mark, differing
from portkey_constructs.helm.compare.objects import facts_of
from portkey_constructs.plan import compare
from portkey_constructs.plan import report as plan_report
from portkey_constructs.verify.cluster_state import secret_state
from portkey_constructs.verify.drift import differences, secret_differences

Object = dict[str, Any]
OLD: Final = "c0nf1dent1al-before"
NEW: Final = "c0nf1dent1al-after"
URL: Final = "https://user:{}@files.example.org"
RELEASE: Final = AdoptConfig(release="portkey", chart="app", version="1.7.6")


def _pod(container: Mapping[str, Any] = MappingProxyType({}), **pod: Any) -> Object:
    spec = {"containers": [{"name": "gateway", "image": "gateway:1", **container}], **pod}
    template = {"metadata": {"labels": {"app.kubernetes.io/component": "gateway"}}, "spec": spec}
    return {"apiVersion": "apps/v1", "kind": "Deployment", **_named(), "spec": {"selector": {"matchLabels": {"a": "b"}}, "template": template}}


def _named() -> Object:
    return {"metadata": {"name": "portkey-gateway", "namespace": "portkey"}}


def _volume(**source: Any) -> Object:
    return _pod({"volumeMounts": [{"name": "files", "mountPath": "/files"}]}, volumes=[{"name": "files", **source}])


def _csi(**attributes: str) -> Object:
    return _volume(csi={"driver": "files.example.org", "volumeAttributes": attributes})


def _probe(**action: Any) -> Object:
    return _pod({"livenessProbe": action})


def _config_map(file: str, text: str) -> Object:
    return {"apiVersion": "v1", "kind": "ConfigMap", **_named(), "data": {file: text}}


def _secret(**values: str) -> Object:
    return {"apiVersion": "v1", "kind": "Secret", **_named(), "type": "Opaque", "stringData": values}


PLACES: Final[Mapping[str, Callable[[str], Object]]] = {
    "attribute of a CSI volume": lambda secret: _csi(password=secret),
    "URL in an attribute of a CSI volume": lambda secret: _csi(share=URL.format(secret)),
    "key of an attribute of a CSI volume": lambda secret: _csi(**{URL.format(secret): "on"}),
    "option of a FlexVolume": lambda secret: _volume(flexVolume={"driver": "files", "options": {"password": secret}}),
    "variable": lambda secret: _pod({"env": [{"name": "API_KEY", "value": secret}]}),
    "argument": lambda secret: _pod({"args": ["--password", secret]}),
    "command": lambda secret: _pod({"command": ["sh", "-c", f"mysql --password={secret}"]}),
    "header of a probe": lambda secret: _probe(httpGet={"port": 80, "httpHeaders": [{"name": "Authorization", "value": f"Bearer {secret}"}]}),
    "command of a probe": lambda secret: _probe(exec={"command": ["mysqladmin", "--password", secret, "ping"]}),
    "hook": lambda secret: _pod({"lifecycle": {"preStop": {"httpGet": {"port": 80, "host": URL.format(secret)}}}}),
    "node selector": lambda secret: _pod(nodeSelector={"password": secret}),
    "host alias": lambda secret: _pod(hostAliases=[{"ip": "192.0.2.1", "hostnames": [URL.format(secret)]}]),
    "file with an assignment": lambda secret: _config_map("app.ini", f"level = 1\npassword = {secret}\n"),
    "XML file": lambda secret: _config_map("users.xml", f"<users><default><password>{secret}</password></default></users>"),
    "variable of the front end": lambda secret: _config_map("config.js", f'window.env = {{\n  "API_KEY": "{secret}",\n}}'),
    "Secret": lambda secret: _secret(password=secret),
    "login of a registry": lambda secret: _secret(**{".dockerconfigjson": json.dumps({"auths": {"registry.example.org": {"auth": secret}}})}),
}


def _plan(old: Object, new: Object) -> tuple[bool, str]:
    plan = compare([old], [new])
    reports = (plan_report.text_report("plan", plan), plan_report.markdown_report("plan", plan), json.dumps(plan_report.json_answer("", "", plan, 0)))
    return bool(plan.changes and plan.changes[0].fields), "".join(reports)


def _adopt_check(old: Object, new: Object) -> tuple[bool, str]:
    live = copy.deepcopy(old)
    owned: Object = {"f:spec": {"f:template": {}}, "f:data": {}}
    live["metadata"]["managedFields"] = [{"manager": "helm", "operation": "Update", "fieldsV1": owned}]
    result = adoption(ReleaseRecord("portkey", 1, "deployed", "app", "1.7.6", (old,)), RELEASE, [new], [live])
    reports = (adoption_report.text_report("", result), adoption_report.markdown_report("", result), json.dumps(adoption_report.json_answer(result)))
    return bool(result.plan.changes and result.plan.changes[0].fields), "".join(reports)


def _verify(old: Object, new: Object) -> tuple[bool, str]:
    drift = secret_differences(new, secret_state(_stored(old))) if new["kind"] == "Secret" else differences(new, old)
    return bool(drift), "; ".join(map(str, drift))


def _stored(secret: Object) -> Object:
    """A Secret as the API server has it."""
    encoded = {key: base64.b64encode(text.encode()).decode() for key, text in secret["stringData"].items()}
    return {**secret, "data": encoded}


def _chart(old: Object, new: Object) -> tuple[bool, str]:
    former, facts = (facts_of(Inventory([manifest], "portkey", {})) for manifest in (old, new))
    found = [explained(difference, Context("portkey", frozenset(), {})) for difference in differing(former, facts)]
    comparison = Comparison("portkey-app 1.7.6", len(facts), tuple(found))
    reports = (chart_reports.text_report, chart_reports.markdown_report, chart_reports.json_report)
    differs = any(difference.mark is Mark.UNEXPLAINED and difference.change == "changed" for difference in found)
    return differs, "".join(report(comparison) for report in reports)


COMPARISONS: Final = {"plan": _plan, "adopt check": _adopt_check, "verify": _verify, "compare": _chart}


@pytest.mark.parametrize("comparison", COMPARISONS)
@pytest.mark.parametrize("place", PLACES)
def test_two_secrets_differ_and_none_is_shown(comparison: str, place: str) -> None:
    old, new, same = PLACES[place](OLD), PLACES[place](NEW), PLACES[place](OLD)
    differs, report = COMPARISONS[comparison](old, new)

    assert differs, report
    assert OLD not in report
    assert NEW not in report
    assert COMPARISONS[comparison](old, same)[0] is False


@pytest.mark.parametrize("comparison", ["plan", "adopt check", "compare"])
def test_a_secret_that_only_one_side_has_is_not_shown(comparison: str) -> None:
    for old, new in ((_csi(), _csi(password=NEW)), (_csi(password=NEW), _csi())):
        differs, report = COMPARISONS[comparison](old, new)
        assert differs
        assert NEW not in report


def test_logins_of_registries_that_are_written_differently_are_equal() -> None:
    login = {"auths": {"registry.example.org": {"username": "portkey", "password": OLD}}}
    old, new = (_secret(**{".dockerconfigjson": json.dumps(login, sort_keys=order, indent=width)}) for order, width in ((True, None), (False, 2)))

    assert _chart(old, new)[0] is False


def test_a_secret_whose_content_is_not_known_is_equal_to_any() -> None:
    reading = _pod({"env": [{"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "portkey-gateway", "key": "password"}}}]})
    former, facts = (facts_of(Inventory(manifests, "portkey", {})) for manifests in ((reading, _secret(password=OLD)), (reading,)))

    assert [difference for difference in differing(former, facts) if difference.fact.section == "secrets"] == []
