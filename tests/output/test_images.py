"""The list of images: complete, with the component and the publisher of each, and the scripts that copy them."""

import json
import re
import subprocess
from typing import Any

import pytest

from portkey_constructs.manifests.images import pulled_images
from portkey_constructs.output.images import containerd_script, images, skopeo_script
from tests.support.all_settings import ALL_SETTINGS
from tests.support.examples import production

ENVOY = {"name": "envoy", "image": "envoyproxy/envoy:1"}
DIGEST = f"sha256:{'0' * 64}"
CUSTOM = {
    "apiVersion": "example.org/v1",
    "kind": "Backup",
    "metadata": {"name": "backup"},
    "spec": {
        "image": "quay.io/a/backup:1",
        "image2": "quay.io/no/1",
        "podTemplate": {"spec": {"containers": [{"name": "x", "image": "quay.io/a/x:1"}]}},
    },
}


@pytest.mark.parametrize("name", ALL_SETTINGS)
def test_every_image_of_the_objects_is_listed(name: str) -> None:
    """Found in the text of the objects, apart from the reader of their structure."""
    platform = ALL_SETTINGS[name].resolve()
    objects: list[Any] = [staged.manifest for staged in platform.objects()]
    text = json.dumps([manifest for manifest in objects if manifest["kind"] not in ("ConfigMap", "Secret")])
    expected = set(re.findall(r'"image": "([^"]+)"', text)) | set(re.findall(r'"reference": "([^"]+)"', text))
    assert {use.image for use in images(platform)} == expected
    assert all(use.components and use.uses for use in images(platform))


def test_components_places_and_publishers_are_named() -> None:
    used = {
        use.image: use
        for use in images(
            production(
                imageRegistry={"docker.io": "r.example.org"},
                gateway={"sidecars": [ENVOY], "volumes": [{"name": "models", "image": {"reference": "acme/models:1"}}]},
                backend={"initContainers": [ENVOY]},
                extraObjects=[CUSTOM],
            ).resolve()
        )
    }
    envoy = used["r.example.org/envoyproxy/envoy:1"]
    assert envoy.source == "envoyproxy/envoy:1"
    assert envoy.components == ("migration", "gateway", "backend")
    assert "Deployment portkey-gateway: container envoy" in envoy.uses
    assert "Deployment portkey-backend: init container envoy" in envoy.uses
    assert used["r.example.org/portkeyai/backend:1.19.0"].source == "docker.io/portkeyai/backend:1.19.0"
    assert used["r.example.org/acme/models:1"].uses == ("Deployment portkey-gateway: volume models",)
    assert used["quay.io/a/backup:1"].uses == ("Backup backup: spec.image",)
    assert used["quay.io/a/backup:1"].components == ("Backup backup",)
    assert used["quay.io/a/x:1"].uses == ("Backup backup: container x",)


def test_text_in_image_registry_has_its_publisher_too() -> None:
    used = images(production(imageRegistry="r.example.org/portkey", gateway={"image": {"repository": "s.example.org/gateway"}}).resolve())
    sources = {use.image: use.source for use in used}
    assert sources["r.example.org/portkey/backend:1.19.0"] == "docker.io/portkeyai/backend:1.19.0"
    assert sources["s.example.org/gateway:2.13.0"] == "s.example.org/gateway:2.13.0"


def test_native_sidecars_are_named_as_such() -> None:
    spec = {"initContainers": [{**ENVOY, "restartPolicy": "Always"}], "ephemeralContainers": [ENVOY]}
    assert [image.role for image in pulled_images({"kind": "Pod", "spec": spec})] == ["sidecar", "ephemeral container"]


def test_skopeo_copies_what_is_pulled_elsewhere_with_its_digest() -> None:
    used = images(production(imageRegistry={"docker.io": "r.example.org"}, gateway={"image": {"digest": DIGEST}}, extraObjects=[CUSTOM]).resolve())
    lines = skopeo_script(used).splitlines()
    assert lines[:2] == ["#!/bin/sh", "set -eu"]
    assert "skopeo copy --all docker://docker.io/portkeyai/backend:1.19.0 docker://r.example.org/portkeyai/backend:1.19.0" in lines
    source, target = "docker.io/portkeyai/gateway_enterprise", "r.example.org/portkeyai/gateway_enterprise"
    assert f"skopeo copy --all --preserve-digests docker://{source}@{DIGEST} docker://{target}@{DIGEST}" in lines
    assert [line for line in lines if "docker.io/library/mysql@sha256:" in line and line.endswith(" docker://r.example.org/library/mysql:8.4")]
    assert "# quay.io/a/x:1 is pulled from there: imageRegistry names no other registry for it" in lines
    assert not [line for line in lines if line.startswith("skopeo") and "quay.io" in line]


def test_containerd_archive_has_every_image_under_the_name_of_the_pods() -> None:
    used = images(production(imageRegistry={"docker.io": "r.example.org"}, extraObjects=[CUSTOM]).resolve())
    script = containerd_script(used)
    assert subprocess.run(["sh", "-n"], input=script, text=True).returncode == 0
    exported = script.partition("images export")[2]
    for use in used:
        assert use.image.replace(":8.4@", "@").replace(":7.2-alpine@", "@") in exported
    assert "ctr --namespace portkey images tag --force docker.io/portkeyai/backend:1.19.0 r.example.org/portkeyai/backend:1.19.0\n" in script
    assert "images tag --force quay.io" not in script
