"""The data service."""

from portkey_constructs.manifests.dataservice import dataservice
from tests.platform.test_environment import ALONE
from tests.support.examples import config_from, development
from tests.support.objects import main_container, variables_of


def test_data_service_uses_full_names_of_backend_and_gateway() -> None:
    container = main_container(dataservice(development(gateway={"service": {"port": 80}}).resolve()), "Deployment", "portkey-dataservice")
    variables = variables_of(container)
    assert variables["ALBUS_ENDPOINT"] == variables["ALBUS_BASEPATH"] == "http://portkey-backend.portkey.svc.cluster.local:8080"
    assert variables["GATEWAY_BASE_URL"] == "http://portkey-gateway.portkey.svc.cluster.local:80"
    assert container["readinessProbe"]["httpGet"] == {"path": "/health", "port": "dataservice"}
    assert "MYSQL_ROOT_PASSWORD" not in variables


def test_data_service_can_be_left_out() -> None:
    assert dataservice(development(dataservice={"kind": "none"}).resolve()) == ()
    assert dataservice(config_from(ALONE).resolve()) == ()
