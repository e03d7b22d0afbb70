"""Objects are found by the names that one sees in a cluster."""

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.explain import objects as every_object
from portkey_constructs.explain.grounds import configurations
from portkey_constructs.explain.index import ANY_VALUE
from portkey_constructs.explain.objects import _objects, kind_called, kind_page, named_objects, object_page, objects
from portkey_constructs.explain.settings import becomes
from portkey_constructs.explain.tree import places, tree
from portkey_constructs.kubernetes.registry import PLATFORM_KINDS
from portkey_constructs.manifests.platform import platform
from tests.support.all_settings import EVERY

OTHER_NAMES = ("name", "namespace", "secrets.names", "secretOverrides")
"""Settings by which an object is another only in that it is called otherwise, or that one Secret is from elsewhere."""


def test_every_kind_of_every_configuration_has_a_meaning() -> None:
    rendered = {manifest["kind"] for config in EVERY.values() for _, manifest in platform(config)}
    assert rendered <= {kind.kind for kind in PLATFORM_KINDS}
    assert {one.kind for one in objects()} == {kind.kind for kind in PLATFORM_KINDS}
    assert len({kind.purpose for kind in PLATFORM_KINDS}) == len(PLATFORM_KINDS)


@pytest.mark.parametrize("name", EVERY)
def test_every_object_of_every_configuration_has_a_page(name: str) -> None:
    """But for names of one's own, which nobody can know."""
    config = EVERY[name]
    known = {(one.kind, one.name) for one in objects()}
    own = repr(config)
    for (kind, called), (component, stage) in _objects(config).items():
        if config.name != "portkey" or called.startswith("portkey-external-secrets-") or called not in {one for _, one in known}:
            assert config.name != "portkey" or f"'{called}'" in own or called.startswith(("portkey-external-secrets-", "portkey-"))
            continue
        if (kind, called) in known:
            page = object_page(kind, called)
            assert (page.component, page.stage) == (component, stage)


def test_objects_come_and_go_by_the_settings_that_are_said() -> None:
    """No other setting of the upper levels makes one or takes one away."""
    ways: dict[tuple[str, str], set[tuple[str, str, bool]]] = {}
    known: dict[str, PortkeyConfig] = {}
    for place in places():
        deep = 3 if place.parts[0] == "exposure" else 2
        if len(place.parts) > deep or (place.field == "kind" and place.variants) or "*" in place.parts or place.path in OTHER_NAMES:
            continue
        for pair in configurations(place, known, roles=False):
            try:
                before, after = _objects(pair.before), _objects(pair.after)
            except ConfigurationError:
                continue
            for one in set(before) ^ set(after):
                ways.setdefault(one, set()).add((place.path, pair.word or ANY_VALUE, one in after))
    for named, found in ways.items():
        page = object_page(*named)
        told = {(source.path, word, True) for source in page.conditions for word in source.there}
        told |= {(source.path, word, False) for source in page.conditions for word in source.away}
        assert found <= told, named


def test_what_tells_an_object_changes_it() -> None:
    changed: dict[str, set[tuple[str, str]]] = {}
    for page in every_object():
        assert page.told_by or page.component == "migration", page.name
        made_by = {source.path for source in page.conditions if source.there}
        for path in (one for one in page.told_by if one not in made_by):
            within = [path, *(other for other in tree() if other.startswith(f"{path}.") and other.count(".") < path.count(".") + 3)]
            for one in within:
                if one not in changed:
                    changed[one] = {(change.kind, change.name) for change in becomes(one)[0].objects}
                if (page.kind, page.name) in changed[one] or ("", "") in changed[one]:
                    break
            else:
                assert (page.kind, page.name) in changed[path], (page.kind, page.name, path)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        *((one, "HorizontalPodAutoscaler") for one in ("HorizontalPodAutoscaler", "horizontalpodautoscalers", "hpa", "HPA")),
        *((one, "Deployment") for one in ("deploy", "deployment", "Deployments")),
        *(("svc", "Service"), ("services", "Service"), ("sa", "ServiceAccount"), ("pdb", "PodDisruptionBudget"), ("sts", "StatefulSet")),
        *(("cm", "ConfigMap"), ("ing", "Ingress"), ("ns", "Namespace"), ("secrets", "Secret"), ("es", "ExternalSecret"), ("ingresses", "Ingress")),
        *(("pod", ""), ("", "")),
    ],
)
def test_a_kind_is_called_as_kubectl_calls_it(word: str, kind: str) -> None:
    assert kind_called(word) == kind


def test_an_object_says_when_it_is_there() -> None:
    page = object_page("HorizontalPodAutoscaler", "portkey-gateway")
    assert (page.component, page.stage, page.always) == ("gateway", "5-services", True)
    assert page.told_by == ("gateway.autoscaling",)
    assert {one.path for one in page.conditions} == {"profile", "gateway", "gateway.replicas"}
    assert object_page("Service", "portkey-gateway-public").told_by == ("exposure.gateway",)
    assert object_page("Ingress", "portkey-mcp").told_by == ("exposure.mcp",)
    assert [(one.path, one.there) for one in object_page("ExternalSecret", "portkey-redis").conditions] == [("secrets", ("externalSecrets",))]
    assert [one.kind for one in named_objects("PORTKEY-gateway-public")] == ["Service"]
    assert len(kind_page("Deployment").objects) == 4
    with pytest.raises(KeyError):
        object_page("Deployment", "portkey-mysql")
