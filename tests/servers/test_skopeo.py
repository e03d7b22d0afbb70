"""The script of `images --format skopeo` with the real skopeo, between two registries on this machine."""

import hashlib
import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from portkey_constructs.output.images import images, skopeo_script
from portkey_constructs.platform.images import image_name
from tests.support.examples import production

pytestmark = pytest.mark.slow

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
STORES = {
    "mysql": {"kind": "external", "host": "db.example.org"},
    "redis": {"kind": "external", "host": "redis.example.org"},
    "clickhouse": {"kind": "external", "host": "clickhouse.example.org"},
}


def free_port() -> int:
    with closing(socket.socket()) as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
        return port


@contextmanager
def registry(folder: Path) -> Iterator[str]:
    """A registry on this machine, as HOST:PORT."""
    port = free_port()
    folder.mkdir()
    settings = {"version": 0.1, "storage": {"filesystem": {"rootdirectory": str(folder / "data")}}, "http": {"addr": f"127.0.0.1:{port}"}}
    (folder / "config.yml").write_text(json.dumps(settings))
    process = subprocess.Popen(["docker-registry", "serve", str(folder / "config.yml")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                urlopen(f"http://127.0.0.1:{port}/v2/").close()
                break
            except URLError:
                time.sleep(0.05)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def push(server: str, path: str, content: bytes, kind: str) -> str:
    """Stores a manifest under a tag or its digest; returns the digest."""
    urlopen(Request(f"http://{server}/v2/{path}", content, {"Content-Type": kind}, method="PUT")).close()
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def blob(server: str, repository: str, content: bytes) -> dict[str, object]:
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    with urlopen(Request(f"http://{server}/v2/{repository}/blobs/uploads/", b"", method="POST")) as answer:
        address = answer.headers["Location"]
    separator = "&" if "?" in address else "?"
    urlopen(Request(f"{address}{separator}digest={digest}", content, {"Content-Type": "application/octet-stream"}, method="PUT")).close()
    return {"digest": digest, "size": len(content)}


def publish(server: str, repository: str, tag: str) -> str:
    """An image for two architectures; returns the digest of its index."""
    entries = []
    for architecture in ("amd64", "arm64"):
        config = json.dumps({"architecture": architecture, "os": "linux", "rootfs": {"type": "layers", "diff_ids": []}, "config": {}}).encode()
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": {"mediaType": "application/vnd.oci.image.config.v1+json", **blob(server, repository, config)},
            "layers": [],
        }
        content = json.dumps(manifest).encode()
        digest = push(server, f"{repository}/manifests/sha256:{hashlib.sha256(content).hexdigest()}", content, MANIFEST)
        platform = {"architecture": architecture, "os": "linux"}
        entries.append({"mediaType": MANIFEST, "digest": digest, "size": len(content), "platform": platform})
    index = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}).encode()
    return push(server, f"{repository}/manifests/{tag}", index, INDEX)


def digest_of(server: str, repository: str, reference: str) -> str:
    with urlopen(Request(f"http://{server}/v2/{repository}/manifests/{reference}", headers={"Accept": INDEX})) as answer:
        return f"sha256:{hashlib.sha256(answer.read()).hexdigest()}"


def test_the_pods_find_every_image_in_the_mirror_with_the_same_digest(need: Callable[..., None], tmp_path: Path) -> None:
    need("skopeo", "docker-registry")
    with registry(tmp_path / "hub") as hub, registry(tmp_path / "mirror") as mirror:
        # The public registry is the first of the two, without its name in the script being changed.
        entries = "".join(
            f'[[registry]]\nprefix = "{prefix}"\nlocation = "{server}"\ninsecure = true\n'
            for prefix, server in (("docker.io", hub), (mirror, mirror))
        )
        (tmp_path / "registries.conf").write_text(entries)
        (tmp_path / "policy.json").write_text('{"default": [{"type": "insecureAcceptAnything"}]}')
        registry_of_images = {"docker.io": f"{mirror}/hub"}
        published: dict[str, str] = {}
        for use in images(production(**STORES, imageRegistry=registry_of_images, gateway={"sidecars": [{"name": "e", "image": "e:1"}]}).resolve()):
            source = image_name(use.source)
            published[source.path] = publish(hub, source.path, source.tag)
        pinned = {"tag": "2.13.0", "digest": published["portkeyai/gateway_enterprise"]}
        gateway = {"image": pinned, "sidecars": [{"name": "e", "image": "e:1"}]}
        used = images(production(**STORES, imageRegistry=registry_of_images, gateway=gateway).resolve())
        options = f"--policy {tmp_path}/policy.json --registries-conf {tmp_path}/registries.conf"
        script = skopeo_script(used).replace("skopeo copy", f"skopeo {options} copy")
        done = subprocess.run(["sh"], input=script, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert len(used) == 5
        for use in used:
            name = image_name(use.image)
            assert name.registry == mirror
            assert digest_of(mirror, name.path, name.digest or name.tag) == published[image_name(use.source).path], use.image
