"""The images that the pods run, under the names that the manifests use: Debian packages, npm packages and small servers of our own.

Which of them stand in for another program, docs/project/pods.md says.
"""

import functools
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.cluster.binaries import program
from tests.pods.debian import Package, closure, tree
from tests.support.cache import build_folder, build_lock, cache_path, report_progress

__all__ = ["IMAGES", "OWN", "PAUSE", "TRUSTED", "archive", "layers", "local_name", "node_program", "stand_in"]

OWN: Final = Path(__file__).with_name("images")
NPM: Final = Path(__file__).resolve().parents[2] / "tools" / "images"
_LOCK_FILES: Final = ("package.json", "package-lock.json", ".npmrc")
_MANIFEST: Final = "application/vnd.oci.image.manifest.v1+json"
_PREFIX: Final = "localhost/pods"
_USERS: Final = ((0, "root"), (101, "server"), (999, "store"), (1000, "node"))
_BASE: Final = ("base-files", "bash", "coreutils", "dash", "findutils", "grep", "hostname", "libgcc-s1", "libstdc++6", "mawk", "procps", "sed")
_PATH: Final = "PATH=/app/node_modules/.bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True, slots=True)
class Image:
    """What an image consists of, and what its containers run."""

    command: tuple[str, ...]
    packages: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    """Files and folders of ours, by their paths in the image."""
    node: bool = False
    programs: tuple[str, ...] = ()
    """Programs that are built from Go modules."""
    entrypoint: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    signal: str = "SIGTERM"


_GATEWAY: Final = ("node", "--require=/app/preload.js", "/app/node_modules/@portkey-ai/gateway/build/start-server.js", "--headless", "--port=8787")
PROVIDER: Final = "provider.models.svc.cluster.local"
PAUSE: Final = "pause"
TRUSTED: Final = "/etc/tests/ca.crt"
"""The authority of the tests in every container; node trusts it beside the public ones."""
IMAGES: Final[Mapping[str, Image]] = {
    PAUSE: Image(("sleep", "infinity")),
    "redis": Image(("redis-server",), ("redis-server", "redis-tools"), {"entrypoint.sh": "redis/entrypoint.sh"}, entrypoint=("/entrypoint.sh",)),
    "mysql": Image(("mysqld",), ("mariadb-server", "mariadb-client"), {"entrypoint.sh": "mysql/entrypoint.sh"}, entrypoint=("/entrypoint.sh",)),
    "clickhouse-server": Image(
        (),
        ("clickhouse-server", "clickhouse-client", "tzdata"),
        {
            "entrypoint.sh": "clickhouse/entrypoint.sh",
            "etc/clickhouse-server/config.xml": "clickhouse/config.xml",
            "etc/clickhouse-server/users.xml": "clickhouse/users.xml",
        },
        entrypoint=("/entrypoint.sh",),
        environment=("TZ=UTC",),
    ),
    "frontend": Image(
        ("nginx", "-g", "daemon off;"),
        ("nginx-light",),
        {"etc/nginx/nginx.conf": "frontend/nginx.conf", "usr/share/nginx/html/index.html": "frontend/index.html"},
        signal="SIGQUIT",
    ),
    "backend": Image(("pm2-runtime", "src/server.js"), files={"app": "app"}, node=True),
    "data-service": Image(("node", "src/server.js"), files={"app": "app"}, node=True),
    "gateway_enterprise": Image(
        _GATEWAY, files={"app/preload.js": "gateway/preload.js"}, node=True, environment=(f"TRUSTED_CUSTOM_HOSTS={PROVIDER}",)
    ),
    "coredns": Image(("/coredns", "-conf=/etc/coredns/Corefile"), programs=("coredns",)),
    "provider": Image(("node", "src/provider.js"), files={"app": "app"}, node=True),
}


def local_name(image: str) -> str:
    """The name of an image of ours in the archive."""
    return f"{_PREFIX}/{image}:1"


def stand_in(name: str) -> str:
    """Which image of ours a name in a manifest stands for, by the last part of its repository."""
    return name.partition("@")[0].rpartition("/")[2].partition(":")[0]


def layers(name: str) -> list[Path]:
    """The folders with the packages of an image, the upper one first."""
    base = closure(*_BASE)
    return [tree(name, _above(IMAGES[name], base)), tree("base", base)]


def _above(image: Image, base: tuple[Package, ...]) -> tuple[Package, ...]:
    return tuple(package for package in closure(*image.packages) if package not in base)


@functools.cache
def archive() -> Path:
    """An OCI archive with all images, made once and kept under a digest of all that it consists of."""
    base = closure(*_BASE)
    extra = {name: _above(image, base) for name, image in IMAGES.items() if image.packages}
    node, modules = node_program(), _modules()
    programs = sorted(str(program(name)) for image in IMAGES.values() for name in image.programs)
    digest = hashlib.sha256(repr((IMAGES, base, extra, programs, _version(node), modules.parent.name)).encode())
    for path in (Path(__file__), *sorted(path for path in OWN.rglob("*") if path.is_file())):
        digest.update(str(path.relative_to(OWN.parent)).encode() + path.read_bytes())
    ready = cache_path(f"images-{digest.hexdigest()[:20]}.tar")
    if not ready.is_file():
        with build_lock(ready, "images"):
            if not ready.is_file():
                _write(ready, base, extra, node, modules)
    return ready


def node_program() -> Path:
    """The Node that runs in the images; raises `FileNotFoundError`."""
    node = os.environ.get("JSII_NODE") or shutil.which("node")
    if not node:
        raise FileNotFoundError("node is not on PATH: make setup installs it")
    return Path(node).resolve()


def _version(node: Path) -> str:
    return subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()


def _modules() -> Path:
    digest = hashlib.sha256(b"".join((NPM / name).read_bytes() for name in _LOCK_FILES)).hexdigest()[:20]
    ready = cache_path(f"image-modules-{digest}")
    if not ready.is_dir():
        with build_lock(ready, "tools/images"):
            if not ready.is_dir():
                _install(ready)
    return ready / "node_modules"


def _install(ready: Path) -> None:
    started = time.monotonic()
    report_progress(f"tools/images: installing the gateway and libraries from npm; this happens once and is kept in {ready}")
    with build_folder(ready) as new:
        for name in _LOCK_FILES:
            shutil.copy(NPM / name, new)
        command = ["npm", "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]
        process = subprocess.run(command, cwd=new, capture_output=True, text=True)
        if process.returncode:
            raise RuntimeError(f"tools/images: npm ci ended with {process.returncode}: {process.stderr.strip()[-2000:]}")
        new.chmod(0o755)
        new.rename(ready)
    report_progress(f"tools/images: installed in {time.monotonic() - started:.0f} s")


def _write(ready: Path, base: Iterable[Package], extra: Mapping[str, Iterable[Package]], node: Path, modules: Path) -> None:
    started = time.monotonic()
    report_progress(f"images: packing {len(IMAGES)} images; this happens once and is kept in {ready}")
    with build_folder(ready) as new:
        with tarfile.open(new / "images.tar", "w") as output:
            _layout(_Layout(output, new), base, extra, node, modules)
        (new / "images.tar").rename(ready)
    report_progress(f"images: packed {ready.stat().st_size >> 20} MiB in {time.monotonic() - started:.0f} s")


class _Layout:
    """An OCI image layout that is written into a tar file."""

    def __init__(self, output: tarfile.TarFile, folder: Path) -> None:
        self._output = output
        self._folder = folder
        self._written: set[str] = set()

    def add(self, path: str, data: bytes) -> None:
        entry = tarfile.TarInfo(path)
        entry.size = len(data)
        self._output.addfile(entry, io.BytesIO(data))

    def document(self, kind: str, value: Any) -> dict[str, Any]:
        data = json.dumps(value, sort_keys=True).encode()
        return self._blob(kind, hashlib.sha256(data).hexdigest(), len(data), data)

    def layer(self, sources: Mapping[str, Path | bytes]) -> dict[str, Any]:
        """Packs files and folders, by their paths in the image, as root's and without times."""
        path = self._folder / "layer.tar"
        with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as layer:
            for name, source in sorted(sources.items()):
                if isinstance(source, bytes):
                    entry = tarfile.TarInfo(name)
                    entry.size, entry.mode = len(source), 0o644
                    layer.addfile(entry, io.BytesIO(source))
                else:
                    layer.add(source, name or ".", filter=_plain)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return self._blob("application/vnd.oci.image.layer.v1.tar", digest, path.stat().st_size, path)

    def _blob(self, kind: str, digest: str, size: int, data: bytes | Path) -> dict[str, Any]:
        if digest not in self._written:
            self._written.add(digest)
            if isinstance(data, bytes):
                self.add(f"blobs/sha256/{digest}", data)
            else:
                self._output.add(data, f"blobs/sha256/{digest}")
        return {"mediaType": kind, "digest": f"sha256:{digest}", "size": size}


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = 0
    return entry


def _layout(layout: _Layout, base: Iterable[Package], extra: Mapping[str, Iterable[Package]], node: Path, modules: Path) -> None:
    users = "".join(f"{name}:x:{number}:{number}::/tmp:/bin/sh\n" for number, name in _USERS).encode()
    groups = "".join(f"{name}:x:{number}:\n" for number, name in _USERS).encode()
    lowest = [layout.layer({"": tree("base", base)}), layout.layer({"etc/passwd": users, "etc/group": groups})]
    upper = [layout.layer({"usr/local/bin/node": node, "app/node_modules": modules})]
    manifests = []
    for name, image in IMAGES.items():
        layers = [*lowest, *(upper if image.node else [])]
        if name in extra:
            layers.append(layout.layer({"": tree(name, extra[name])}))
        if image.files or image.programs:
            files = {path: OWN / source for path, source in image.files.items()}
            layers.append(layout.layer({**files, **{name: program(name) for name in image.programs}}))
        configuration = {
            "architecture": "amd64",
            "os": "linux",
            "config": {
                "Env": [_PATH, *([f"NODE_EXTRA_CA_CERTS={TRUSTED}"] if image.node else []), *image.environment],
                "Entrypoint": image.entrypoint,
                "Cmd": image.command,
                "WorkingDir": "/app" if image.node else "/",
                "StopSignal": image.signal,
            },
            "rootfs": {"type": "layers", "diff_ids": [layer["digest"] for layer in layers]},
        }
        manifest = {
            "schemaVersion": 2,
            "mediaType": _MANIFEST,
            "config": layout.document("application/vnd.oci.image.config.v1+json", configuration),
            "layers": layers,
        }
        described = layout.document(_MANIFEST, manifest)
        manifests.append({**described, "annotations": {"io.containerd.image.name": local_name(name)}})
    layout.add("index.json", json.dumps({"schemaVersion": 2, "manifests": manifests}).encode())
    layout.add("oci-layout", b'{"imageLayoutVersion": "1.0.0"}')
