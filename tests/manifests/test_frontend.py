"""The web front end."""

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.manifests.frontend import frontend
from tests.platform.test_environment import ALONE, HYBRID
from tests.support.examples import config as configuration
from tests.support.examples import development
from tests.support.objects import found, main_container, named


def checksum(config: PortkeyConfig) -> str:
    template = named(frontend(config.resolve()), "Deployment", "portkey-frontend")["spec"]["template"]
    return str(template["metadata"]["annotations"]["checksum/config"])


def test_its_files_come_from_its_config_map() -> None:
    objects = frontend(development().resolve())
    (settings,) = found(objects, "ConfigMap")
    mounts = {mount["mountPath"]: mount for mount in main_container(objects, "Deployment", "portkey-frontend")["volumeMounts"]}
    for path in ("/etc/nginx/conf.d/default.conf", "/usr/share/nginx/html/config.js"):
        assert mounts[path]["subPath"] in settings["data"]
        assert mounts[path]["readOnly"] is True


def test_pods_roll_when_the_files_change() -> None:
    same = checksum(development())
    assert checksum(development(gateway={"replicas": 3})) == same
    assert checksum(development(frontend={"loginDisclaimer": "beware"})) != same
    assert checksum(development(gateway={"service": {"port": 80}})) != same


def test_a_text_that_flux_would_substitute_is_guarded() -> None:
    (plain,) = found(frontend(development().resolve()), "ConfigMap")
    assert "annotations" not in plain["metadata"]
    (guarded,) = found(frontend(development(frontend={"loginDisclaimer": "pay ${AMOUNT}"}).resolve()), "ConfigMap")
    assert guarded["metadata"]["annotations"] == {"kustomize.toolkit.fluxcd.io/substitute": "disabled"}


def test_a_gateway_alone_and_a_data_plane_have_none() -> None:
    assert frontend(configuration(ALONE).resolve()) == frontend(configuration(HYBRID).resolve()) == ()
