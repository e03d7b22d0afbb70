"""The variables of model prices on both sides, and the volume of the backend."""

from collections.abc import Mapping
from typing import Any

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.explain.variables import variable
from portkey_constructs.iam import role
from portkey_constructs.platform.model_pricing import MODEL_PRICING_VARIABLES
from tests.iam.configurations import eks_platform
from tests.iam.policy_evaluator import allows
from tests.platform.test_environment import ALONE, HYBRID
from tests.rules.test_versions import problems
from tests.support.examples import config_from, development, production
from tests.support.objects import Manifest, named, rendered, variables

NAMES = {row.name for row in MODEL_PRICING_VARIABLES}
SWITCH = {"MODEL_CONFIGS_PROXY_FETCH_ENABLED": "ON"}
READER = {"CONFIG_READER_PATH": "https://portkey.example.org/albus/v2/utils/model-configs"}
S3 = {"kind": "s3", "bucket": "acme-logs", "region": "us-west-2"}
VOLUME = {"name": "models", "persistentVolumeClaim": {"claimName": "models"}}
MOUNTED = {"kind": "mounted", "volume": VOLUME}
PROXY = {"https": "http://proxy.example.org:3128"}


def of_prices(config: PortkeyConfig, component: str) -> dict[str, Any]:
    return {name: value for name, value in variables(config, component).items() if name in NAMES}


@pytest.mark.parametrize(
    ("pricing", "backend"),
    [
        ({"kind": "portkey"}, {**SWITCH, "MODEL_CONFIGS_PROXY_URL": "https://configs.portkey.ai"}),
        ({"kind": "portkey", "url": "http://prices.example.org/a/"}, {**SWITCH, "MODEL_CONFIGS_PROXY_URL": "http://prices.example.org/a"}),
        ({"kind": "logStore"}, {"MODEL_CONFIGS_PRICING_LOG_STORE_PATH": "pricing", "MODEL_CONFIGS_CAPABILITIES_LOG_STORE_PATH": "general"}),
        (
            {"kind": "logStore", "pricing": "models/a", "capabilities": "models/b"},
            {"MODEL_CONFIGS_PRICING_LOG_STORE_PATH": "models/a", "MODEL_CONFIGS_CAPABILITIES_LOG_STORE_PATH": "models/b"},
        ),
        (
            MOUNTED,
            {
                "MODEL_CONFIGS_PRICING_LOCAL_PATH": "/etc/portkey/model-prices/pricing",
                "MODEL_CONFIGS_CAPABILITIES_LOCAL_PATH": "/etc/portkey/model-prices/general",
            },
        ),
        (
            {**MOUNTED, "pricing": "a/b", "capabilities": "a/c"},
            {
                "MODEL_CONFIGS_PRICING_LOCAL_PATH": "/etc/portkey/model-prices/a/b",
                "MODEL_CONFIGS_CAPABILITIES_LOCAL_PATH": "/etc/portkey/model-prices/a/c",
            },
        ),
    ],
)
def test_both_sides_have_the_variables_of_the_source_and_no_other_component_has(pricing: Mapping[str, Any], backend: Mapping[str, str]) -> None:
    config = production(modelPricing=pricing, logStore=S3)
    assert of_prices(config, "backend") == backend
    assert of_prices(config, "gateway") == {**READER, **SWITCH}
    assert [of_prices(config, component) for component in ("dataservice", "frontend", "mysql", "redis", "clickhouse")] == [{}] * 5
    assert {entry.name for entry in config.resolve().environments["migration"]} & NAMES == set()


@pytest.mark.parametrize("settings", [{}, {"modelPricing": {"kind": "bundled"}}])
def test_bundled_prices_are_the_default_and_set_nothing(settings: Mapping[str, Any]) -> None:
    config = production(**settings)
    assert [of_prices(config, component) for component in ("gateway", "backend")] == [{}, {}]


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({"controlPlaneUrl": "https://ai.example.org/"}, "https://ai.example.org"),
        ({"exposure": {}}, "http://portkey-frontend.portkey.svc.cluster.local:80"),
        ({"exposure": {}, "frontend": {"service": {"port": 8081}}, "name": "acme"}, "http://acme-frontend.portkey.svc.cluster.local:8081"),
    ],
)
def test_gateway_fetches_from_the_front_end_inside_the_cluster_without_a_public_address(settings: Mapping[str, Any], address: str) -> None:
    config = development(modelPricing={"kind": "portkey"}, **settings)
    assert of_prices(config, "gateway") == {"CONFIG_READER_PATH": f"{address}/albus/v2/utils/model-configs", **SWITCH}


def test_gateway_alone_fetches_from_the_backend_of_its_application() -> None:
    config = config_from({**ALONE, "modelPricing": {"kind": "controlPlane"}})
    assert of_prices(config, "gateway") == {"CONFIG_READER_PATH": f"{config.resolve().addresses.backend}/v2/utils/model-configs", **SWITCH}
    assert of_prices(config_from(ALONE), "gateway") == {}
    alone: Any = ALONE["deployment"]
    own = {**ALONE, "deployment": {**alone, "backendUrl": "https://backend.example.org/"}, "modelPricing": {"kind": "controlPlane"}}
    assert of_prices(config_from(own), "gateway") == {"CONFIG_READER_PATH": "https://backend.example.org/v2/utils/model-configs", **SWITCH}


def test_gateway_elsewhere_leaves_the_source_of_the_backend() -> None:
    config = production(
        modelPricing={"kind": "portkey"},
        gateway={"kind": "external", "url": "https://gateway.example.org"},
        exposure={"frontend": {"kind": "none"}},
        controlPlaneUrl="https://portkey.example.org",
    )
    assert of_prices(config, "backend") == {**SWITCH, "MODEL_CONFIGS_PROXY_URL": "https://configs.portkey.ai"}


@pytest.mark.parametrize("settings", [{}, {"modelPricing": {"kind": "controlPlane"}}])
def test_data_plane_fetches_from_its_control_plane_without_a_switch(settings: Mapping[str, Any]) -> None:
    assert of_prices(config_from({**HYBRID, **settings}), "gateway") == {}
    private = config_from({**HYBRID, **settings, "controlPlaneUrl": "https://aws-cp.portkey.ai"})
    assert of_prices(private, "gateway") == {"CONFIG_READER_PATH": "https://aws-cp.portkey.ai/api/model-configs"}


@pytest.mark.parametrize(
    ("settings", "listed"),
    [
        ({"modelPricing": {"kind": "portkey"}}, True),
        ({"modelPricing": {"kind": "portkey"}, "controlPlaneUrl": "https://portkey.example.org:8443/"}, True),
        ({"modelPricing": MOUNTED}, True),
        ({}, False),
        ({"modelPricing": {"kind": "bundled"}}, False),
    ],
)
def test_proxy_is_not_used_for_the_front_end_from_which_prices_come(settings: Mapping[str, Any], listed: bool) -> None:
    hosts = str(variables(production(proxy=PROXY, **settings), "gateway")["NO_PROXY"]).split(",")
    assert ("portkey.example.org" in hosts) is listed
    assert "configs.portkey.ai" not in hosts


def pod(config: PortkeyConfig, kind: str, name: str) -> Any:
    manifests: list[Manifest] = rendered(config)
    if kind == "Job":
        [job] = [manifest for manifest in manifests if manifest["kind"] == "Job"]
        return job["spec"]["template"]["spec"]
    return named(manifests, kind, name)["spec"]["template"]["spec"]


def test_only_the_deployment_of_the_backend_mounts_the_prices_and_cannot_write_them() -> None:
    config = production(modelPricing=MOUNTED)
    backend = pod(config, "Deployment", "portkey-backend")
    assert VOLUME in backend["volumes"]
    mounts = [mount for mount in backend["containers"][0]["volumeMounts"] if mount["name"] == "models"]
    assert mounts == [{"name": "models", "mountPath": "/etc/portkey/model-prices", "readOnly": True}]
    others = [pod(config, "Deployment", f"portkey-{name}") for name in ("gateway", "dataservice", "frontend")]
    for other in (*others, pod(config, "Job", "")):
        assert VOLUME not in other.get("volumes", [])
        assert "models" not in {mount["name"] for container in other["containers"] for mount in container.get("volumeMounts", [])}


def test_source_of_prices_does_not_run_the_migration_again() -> None:
    jobs = {
        next(manifest["metadata"]["name"] for manifest in rendered(production(**settings)) if manifest["kind"] == "Job")
        for settings in ({}, {"modelPricing": {"kind": "portkey"}}, {"modelPricing": MOUNTED})
    }
    assert len(jobs) == 1


@pytest.mark.parametrize(("bucket", "prefix"), [("acme-logs", ""), ("acme-logs/team", "team/")])
def test_role_of_the_backend_may_read_the_files_and_not_write_them(bucket: str, prefix: str) -> None:
    platform = eks_platform(
        logStore={"kind": "s3", "bucket": bucket},
        modelPricing={"kind": "logStore", "pricing": "models/pricing", "capabilities": "models/general"},
    )
    document = role(platform, "backend").permissions
    for folder in ("pricing", "general"):
        file = f"arn:aws:s3:::acme-logs/{prefix}models/{folder}/openai.json"
        assert allows(document, "s3:GetObject", file)
        assert not allows(document, "s3:PutObject", file)


@pytest.mark.parametrize(
    ("tags", "reported"),
    [
        ({"backend": "1.6.2"}, {"backend.image.tag": "1.7.0"}),
        ({"gateway": "1.17.0"}, {"gateway.image.tag": "2.0.0"}),
        ({"backend": "1.7.0", "gateway": "2.0.0"}, {}),
    ],
)
@pytest.mark.parametrize("pricing", [{"kind": "portkey"}, {"kind": "logStore"}, MOUNTED])
def test_images_that_are_too_old_for_the_source_are_refused(pricing: Mapping[str, Any], tags: Mapping[str, str], reported: Mapping[str, str]) -> None:
    by_code = problems(dict(tags), modelPricing=pricing, logStore=S3)
    problem = by_code.get("PK-VERSION-004")
    assert ({problem.path: problem.fix} if problem else {}) == {path: f"set it to {version} or later" for path, version in reported.items()}
    assert "PK-VERSION-005" not in by_code or "MODEL_CONFIGS" not in by_code["PK-VERSION-005"].message


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("CONFIG_READER_PATH", "modelPricing"),
        ("MODEL_CONFIGS_PROXY_FETCH_ENABLED", "modelPricing"),
        ("MODEL_CONFIGS_PROXY_URL", "modelPricing.url"),
        ("MODEL_CONFIGS_PRICING_LOG_STORE_PATH", "modelPricing.pricing"),
        ("MODEL_CONFIGS_CAPABILITIES_LOCAL_PATH", "modelPricing.capabilities"),
    ],
)
def test_explanation_of_a_variable_leads_to_the_setting(name: str, setting: str) -> None:
    page = variable(name)
    assert setting in page.settings
    assert [use.unproven for use in page.uses] == [()] * len(page.uses)


MOUNT = [{"name": "models", "mountPath": "/models"}]


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ({"sidecars": [{"name": "a", "image": "b", "volumeMounts": MOUNT}]}, "backend.sidecars.0.volumeMounts.0.name"),
        ({"initContainers": [{"name": "a", "image": "b", "volumeMounts": MOUNT}]}, "backend.initContainers.0.volumeMounts.0.name"),
        ({"volumeMounts": MOUNT}, "backend.volumeMounts.0.name"),
    ],
)
def test_containers_that_the_migration_has_too_cannot_mount_the_prices(settings: Mapping[str, Any], path: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        production(modelPricing=MOUNTED, backend=settings)
    assert [(problem.path, problem.code) for problem in caught.value.problems] == [(path, "PK-WORKLOAD-009")]
