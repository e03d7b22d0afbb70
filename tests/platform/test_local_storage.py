"""The limits of local storage have room for all temporary volumes of a pod."""

from typing import Any

import pytest

from apps import configuration
from portkey_constructs.config.quantities import amount
from portkey_constructs.platform.defaults import SCRATCH_SIZE_LIMITS
from tests.support.examples import development
from tests.support.objects import main_container, rendered

LOG = amount("1Gi")


def _pods(objects: Any) -> dict[str, Any]:
    return {
        each["metadata"]["labels"]["app.kubernetes.io/component"]: each["spec"]["template"]["spec"]
        for each in objects
        if "template" in each.get("spec", {})
    }


@pytest.mark.parametrize("name", ["quickstart", "production-internal"])
def test_a_pod_may_fill_its_temporary_volumes(name: str) -> None:
    pods = _pods(rendered(configuration(name)))
    assert set(pods) == {*SCRATCH_SIZE_LIMITS, "migration"}
    for component, spec in pods.items():
        sizes = [volume["emptyDir"]["sizeLimit"] for volume in spec["volumes"] if "emptyDir" in volume]
        resources = spec["containers"][0]["resources"]
        assert set(sizes) == {SCRATCH_SIZE_LIMITS["backend" if component == "migration" else component]}
        assert sum(map(amount, sizes)) + LOG == amount(resources["limits"]["ephemeral-storage"])
        assert amount(resources["requests"]["ephemeral-storage"]) <= amount(resources["limits"]["ephemeral-storage"])


def test_a_configured_size_replaces_the_default() -> None:
    objects = rendered(development(gateway={"scratchSizeLimit": "7Gi", "resources": {"limits": {"ephemeral-storage": "8Gi"}}}))
    assert _pods(objects)["gateway"]["volumes"] == [{"name": "tmp", "emptyDir": {"sizeLimit": "7Gi"}}]
    assert main_container(objects, "Deployment", "portkey-gateway")["resources"] == {"limits": {"ephemeral-storage": "8Gi"}}
