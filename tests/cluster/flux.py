"""Flux's kustomize-controller, and a place that it fetches folders of manifests from."""

import gzip
import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from tests.cluster.binaries import files, program
from tests.cluster.control_plane import WAIT_LIMIT, Cluster
from tests.cluster.processes import until

__all__ = ["NAMESPACE", "Flux", "flux"]

NAMESPACE: Final = "flux-system"
_NAME: Final = "kustomize-controller"


class Flux:
    """A source of manifests that Kustomizations may name, `artifact`, with its revisions."""

    artifact: Final = {"apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "ExternalArtifact", "name": "dist"}

    def __init__(self, cluster: Cluster, address: str, served: dict[str, bytes]) -> None:
        self.cluster = cluster
        self._address, self._served = address, served

    def publish(self, texts: Mapping[str, str]) -> str:
        """Makes the files the newest revision, and returns its name."""
        packed = _packed(texts)
        digest = hashlib.sha256(packed).hexdigest()
        path = f"/{digest}.tar.gz"
        self._served[path] = packed
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        revision = f"latest@sha256:{digest}"
        artifact = {
            "url": f"{self._address}{path}",
            "path": path.lstrip("/"),
            "revision": revision,
            "digest": f"sha256:{digest}",
            "lastUpdateTime": now,
            "size": len(packed),
        }
        ready = {"type": "Ready", "status": "True", "reason": "Succeeded", "message": "published", "lastTransitionTime": now, "observedGeneration": 1}
        repository = {
            "apiVersion": self.artifact["apiVersion"],
            "kind": self.artifact["kind"],
            "metadata": {"name": self.artifact["name"], "namespace": NAMESPACE},
        }
        self.cluster.apply([repository])
        self.cluster.apply([repository | {"status": {"artifact": artifact, "conditions": [ready]}}], "--subresource=status")
        return revision

    def conditions(self) -> dict[str, tuple[str, str, str]]:
        """What each Kustomization says of being ready: status, message, and the revision that it tried last."""
        conditions = {}
        for kustomization in self.cluster.get("kustomizations.kustomize.toolkit.fluxcd.io", f"--namespace={NAMESPACE}"):
            status = kustomization.get("status", {})
            ready = next((it for it in status.get("conditions", ()) if it["type"] == "Ready"), {"status": "Unknown", "message": ""})
            conditions[kustomization["metadata"]["name"]] = (ready["status"], ready["message"], status.get("lastAttemptedRevision", ""))
        return conditions

    def reconciled(self, revision: str, seconds: float = 60) -> bool:
        """Whether every Kustomization is ready with a revision in time."""

        def done() -> bool:
            self.cluster.processes.check()
            conditions = self.conditions()
            return bool(conditions) and all(status == "True" and tried == revision for status, _, tried in conditions.values())

        return until(done, seconds, 0.3)


@contextmanager
def flux(cluster: Cluster) -> Iterator[Flux]:
    """Runs the controller, with what it needs in the cluster, and removes all of it at the end."""
    definitions = [argument for path in (*files(_NAME, "crds"), *files("source-controller", "crds")) for argument in ("--filename", path)]
    cluster.kubectl("apply", "--server-side", *definitions)
    cluster.kubectl("wait", "--for=condition=Established", WAIT_LIMIT, *definitions)
    with _serving() as (address, served), cluster.removed(NAMESPACE):
        cluster.kubectl("create", "namespace", NAMESPACE)
        cluster.processes.start(
            _NAME,
            [
                program(_NAME),
                "--feature-gates=ExternalArtifact=true",
                "--watch-all-namespaces=true",
                "--events-addr=",
                "--metrics-addr=127.0.0.1:0",
                "--health-addr=127.0.0.1:0",
                "--enable-leader-election=false",
                "--requeue-dependency=1s",
            ],
            {"KUBECONFIG": str(cluster.credentials.kubeconfig("flux")), "RUNTIME_NAMESPACE": NAMESPACE},
        )
        try:
            yield Flux(cluster, address, served)
        finally:
            # While the controller runs, since each of them has it take its objects away.
            cluster.kubectl("delete", "kustomizations.kustomize.toolkit.fluxcd.io", "--all", f"--namespace={NAMESPACE}", "--wait", WAIT_LIMIT)
            cluster.processes.stop(_NAME)


def _packed(texts: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    # Without the time, so that the same files are the same revision.
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as archive:
        for name, text in sorted(texts.items()):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(text.encode()), 0o644
            archive.addfile(entry, io.BytesIO(text.encode()))
    return buffer.getvalue()


@contextmanager
def _serving() -> Iterator[tuple[str, dict[str, bytes]]]:
    served: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = served.get(self.path)
            self.send_response(200 if content else 404)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", served
        finally:
            server.shutdown()
            thread.join()
