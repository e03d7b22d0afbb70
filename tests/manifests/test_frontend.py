"""The web front end."""

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.manifests.frontend import frontend
from tests.platform.test_environment import ALONE, HYBRID
from tests.support.examples import config_from, development
from tests.support.objects import main_container, named, of_kind, rendered


def checksum(config: PortkeyConfig) -> str:
    template = named(frontend(config.resolve()), "Deployment", "portkey-frontend")["spec"]["template"]
    return str(template["metadata"]["annotations"]["checksum/config"])


def test_files_come_from_the_config_map() -> None:
    objects = frontend(development().resolve())
    (settings,) = of_kind(objects, "ConfigMap")
    mounts = {mount["mountPath"]: mount for mount in main_container(objects, "Deployment", "portkey-frontend")["volumeMounts"]}
    for path in ("/etc/nginx/conf.d/default.conf", "/usr/share/nginx/html/config.js"):
        assert mounts[path]["subPath"] in settings["data"]
        assert mounts[path]["readOnly"] is True


def test_changed_files_restart_the_pods() -> None:
    same = checksum(development())
    assert checksum(development(gateway={"replicas": 3})) == same
    assert checksum(development(frontend={"loginDisclaimer": "beware"})) != same
    assert checksum(development(gateway={"service": {"port": 80}})) != same


def test_text_is_guarded_against_flux_substitution() -> None:
    plain = named(rendered(development()), "ConfigMap", "portkey-frontend")
    assert "annotations" not in plain["metadata"]
    guarded = named(rendered(development(frontend={"loginDisclaimer": "pay ${AMOUNT}"})), "ConfigMap", "portkey-frontend")
    assert guarded["metadata"]["annotations"] == {"kustomize.toolkit.fluxcd.io/substitute": "disabled"}


def test_gateway_only_and_data_plane_have_no_frontend() -> None:
    assert frontend(config_from(ALONE).resolve()) == frontend(config_from(HYBRID).resolve()) == ()
