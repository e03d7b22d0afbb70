"""The backend."""

from portkey_constructs.manifests.backend import backend
from tests.platform.test_environment import ALONE, HYBRID
from tests.support.examples import config_from, development
from tests.support.objects import main_container


def test_backend_leaves_migrations_to_the_job() -> None:
    script = main_container(backend(development().resolve()), "Deployment", "portkey-backend")["command"][-1]
    assert "migrate" not in script
    assert script.endswith("exec pm2-runtime src/server.js")


def test_in_pod_migration_extends_the_startup_probe() -> None:
    config = development(migration={"kind": "inPod"})
    container = main_container(backend(config.resolve()), "Deployment", "portkey-backend")
    steps = container["command"][-1].split(" && ")
    assert [step.split()[0] for step in steps] == ["/app/docker-entrypoint.sh", *["./node_modules/.bin/knex"] * 2, "node", "exec"]
    probe = container["startupProbe"]
    assert probe["periodSeconds"] * probe["failureThreshold"] == 1800


def test_gateway_only_and_data_plane_have_no_backend() -> None:
    assert backend(config_from(ALONE).resolve()) == backend(config_from(HYBRID).resolve()) == ()
