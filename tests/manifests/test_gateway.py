"""The AI gateway."""

from portkey_constructs.manifests.gateway import gateway
from tests.examples import development, production
from tests.objects import main_container


def test_its_probes_ask_its_own_health_path() -> None:
    container = main_container(gateway(development()), "Deployment", "portkey-gateway")
    assert {container[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "readiness", "liveness")} == {"/v1/health"}
    assert "command" not in container


def test_its_door_is_among_its_objects() -> None:
    assert [one["kind"] for one in gateway(production())].count("Ingress") == 1
    assert [one["kind"] for one in gateway(development())].count("Ingress") == 0
