"""The patch that a message shows for a field without a setting."""

import re
from typing import Any

import pytest
import yaml

from portkey_constructs.errors import ConfigurationError
from portkey_constructs.loading.patch_suggestions import patch_for
from tests.support.examples import config_from, production

FIELDS: dict[tuple[str, ...], Any] = {
    ("schedulerName",): "own",
    ("gateway", "hostNetwork"): True,
    ("gateway", "tty"): True,
    ("backend", "progressDeadlineSeconds"): 60,
    ("redis", "podManagementPolicy"): "Parallel",
    ("gateway", "service", "sessionAffinity"): "ClientIP",
    ("gateway", "disruptionBudget", "unhealthyPodEvictionPolicy"): "AlwaysAllow",
    ("gateway", "serviceAccount", "imagePullSecrets"): [{"name": "a"}],
    ("exposure", "frontend", "defaultBackend"): {"service": {"name": "a", "port": {"number": 80}}},
    ("migration", "ttlSecondsAfterFinished"): 600,
}


@pytest.mark.parametrize("path", FIELDS, ids=".".join)
def test_the_shown_patch_sets_the_field(path: tuple[str, ...]) -> None:
    text = patch_for(path, {"exposure": {"frontend": {"kind": "ingress"}}})
    patches = yaml.safe_load(re.sub(r"\.\.\.", "PLACEHOLDER", text))["patches"]

    def with_value(value: Any) -> Any:
        match value:
            case "PLACEHOLDER":
                return FIELDS[path]
            case dict():
                return {key: with_value(inner) for key, inner in value.items()}
            case list():
                return [with_value(inner) for inner in value]
        return value

    config = production(gateway={"disruptionBudget": {"minAvailable": 1}}, patches=with_value(patches))
    changed = {staged.manifest["metadata"]["name"]: staged.manifest for staged in config.resolve().objects() if path[-1] in str(staged.manifest)}
    assert changed


@pytest.mark.parametrize("path", [("gateway", "foo"), ("exposure", "nothing", "x"), ("auth", "tty"), ("gateway", "autoscaling", "foo")])
def test_no_patch_is_shown_for_a_field_that_kubernetes_does_not_have(path: tuple[str, ...]) -> None:
    assert patch_for(path, {}) == ""


def test_the_message_shows_the_patch() -> None:
    with pytest.raises(ConfigurationError, match=r"this patch sets the field: patches: \[\{target: \{kind: Deployment, component: gateway\}"):
        production(gateway={"tty": True})


def test_a_message_that_names_the_setting_shows_no_patch() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        config_from({"profile": "development", "auth": {"kind": "none"}, "gateway": {"serviceAccountName": "a"}})
    assert not any("patches:" in problem.fix for problem in refusal.value.problems)
