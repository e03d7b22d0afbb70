"""The rendered image pull Secret, read as a container runtime reads it, and as YAML hands it over."""

import base64
import json
from typing import Any

import pytest
import yaml

from tests.servers.rendered import Rendered, configuration

pytestmark = pytest.mark.slow

SERVER = "https://registry.example.org:5000/v2/"


@pytest.mark.parametrize(
    "password",
    [
        "\"quoted\" and 'quoted'",
        "back\\slash \\n \\u0041 \\",
        "line\nfeed\ttab\r",
        '"}},"auths":{"evil":{}}',
        "${X} $(X) {{ x }} %s",
        "a:b:c",
        "pässwörd ✓ \U0001f511 \u2028",
        " blanks ",
        "x" * 4096,
    ],
)
def test_registry_gets_the_credentials(password: str) -> None:
    config = configuration(image_pull={"server": SERVER, "username": 'me"\\', "password": password})
    rendered = Rendered(config, "backend")
    (name,) = (reference["name"] for reference in rendered.pod["imagePullSecrets"])
    secret: Any = yaml.safe_load(yaml.safe_dump(rendered.objects["Secret", name]))
    assert secret["type"] == "kubernetes.io/dockerconfigjson"
    assert list(secret["stringData"]) == [".dockerconfigjson"]
    docker_config = json.loads(secret["stringData"][".dockerconfigjson"])
    assert list(docker_config) == ["auths"]
    assert list(docker_config["auths"]) == [SERVER]
    entry = docker_config["auths"][SERVER]
    assert (entry["username"], entry["password"]) == ('me"\\', password)
    assert base64.b64decode(entry["auth"], validate=True).decode().partition(":") == ('me"\\', ":", password)


def test_every_pod_uses_the_pull_secret() -> None:
    for component in ("gateway", "backend", "dataservice", "frontend"):
        rendered = Rendered(configuration(), component)
        names = [reference["name"] for reference in rendered.pod["imagePullSecrets"]]
        assert names
        assert all(("Secret", name) in rendered.objects for name in names)
