"""The volume of a store from the pod of a Helm release to the pod of our manifests."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml

from portkey_constructs.helm import import_values
from portkey_constructs.helm.compare.rendering import helm_program
from portkey_constructs.loading.reading import from_mapping
from tests.helm.charts import DATABASES
from tests.servers.pod import Pod
from tests.servers.rendered import Rendered

__all__ = ["Adopted", "Released", "adopted", "hand_over", "prepare", "values_of"]

RELEASE: Final = "portkey"
NAMESPACE: Final = "portkey"
VALUES: Final[Mapping[str, Any]] = {
    "config": {"noAuth": {"enabled": True}, "jwtPrivateKey": "any"},
    "frontend": {"service": {"type": "ClusterIP"}},
    "ingress": {"enabled": False},
    "gatewayIngress": {"enabled": False},
}
IMAGE_USERS: Final = {"mysql": (999, 999), "redis": (999, 1000), "clickhouse": (101, 101)}
"""The user and the group to which the entry point of each image changes when it starts as root, as the pods of the chart do."""
IMAGE_FOLDERS: Final = {
    "mysql": ("/var/run/mysqld", "/tmp"),
    "redis": ("/tmp",),
    "clickhouse": ("/etc/clickhouse-server/users.d", "/var/log/clickhouse-server", "/tmp"),
}
"""Folders that the containers of the chart write to in their image; here they are volumes, because the root of a pod is read-only."""


def values_of(store: str) -> dict[str, Any]:
    """Values of a release whose `store` has a volume."""
    persistence = {"statefulSet": {"persistence": {"enabled": True, "size": "8Gi"}}}
    return {**VALUES, **DATABASES, store: {**DATABASES.get(store, {}), **persistence}}


@dataclass(frozen=True)
class Released(Rendered):
    """The objects that Helm renders from a chart."""

    chart: Path = field(kw_only=True)
    values: tuple[Path, ...] = field(kw_only=True)

    @cached_property
    def objects(self) -> dict[tuple[str, str], Any]:
        files = [f"--values={path}" for path in self.values]
        command = [helm_program(), "template", RELEASE, str(self.chart), f"--namespace={NAMESPACE}", *files]
        process = subprocess.run(command, capture_output=True, text=True, check=True)
        objects = [manifest for manifest in yaml.safe_load_all(process.stdout) if manifest]
        return {(manifest["kind"], manifest["metadata"]["name"]): manifest for manifest in objects}

    @cached_property
    def pod(self) -> Any:
        pod = super().pod
        assert not pod["securityContext"]
        user, group = IMAGE_USERS[self.component]
        container = next(container for container in pod["containers"] if container["name"] == self.component)
        mounts = [{"name": f"image-{number}", "mountPath": path} for number, path in enumerate(IMAGE_FOLDERS[self.component])]
        container["volumeMounts"] = [*mounts, *container["volumeMounts"]]
        return {**pod, "securityContext": {"runAsUser": user, "runAsGroup": group, "fsGroup": group}}


@dataclass(frozen=True)
class Adopted(Rendered):
    """The objects of a configuration that adopts a release, and the Secrets of the release."""

    released: Released = field(kw_only=True)

    @cached_property
    def objects(self) -> dict[tuple[str, str], Any]:
        secrets = {key: manifest for key, manifest in self.released.objects.items() if key[0] == "Secret"}
        return {**secrets, **super().objects}


def adopted(released: Released, **settings: Any) -> Adopted:
    """What our manifests have in place of the released objects: the import of the same values, which adopts the release."""
    imported = yaml.safe_load(import_values(released.values, release=RELEASE, namespace=NAMESPACE, chart="app", adopt=True).text)
    config = from_mapping({**imported, released.component: {**imported[released.component], **settings}}, "import")
    return Adopted(config, released.component, released=released)


def prepare(pod: Pod) -> Path:
    """Makes the volume of a released pod as a new ext4 file system, which the entry point of the image gives to its user."""
    volume = pod.volume("data")
    (volume / "lost+found").mkdir(mode=0o700)
    os.chown(volume / "lost+found", pod.user, 0)
    os.chown(volume, pod.user, 0)
    volume.chmod(0o755)
    return volume


def hand_over(before: Pod, after: Pod) -> None:
    """Moves what a volume contains to the other pod, and gives it to the group of the pod as the kubelet does."""
    volume = after.volume("data")
    subprocess.run(["cp", "-a", f"{before.volume('data')}/.", volume], check=True)
    context = after.rendered.pod["securityContext"]
    if isinstance(after.rendered, Released):
        return
    assert context["fsGroupChangePolicy"] == "OnRootMismatch"
    root = volume.stat()
    if root.st_gid == context["fsGroup"] and root.st_mode & 0o2070 == 0o2070:
        return
    for path in [volume, *volume.rglob("*")]:
        mode = path.lstat().st_mode
        os.chown(path, -1, context["fsGroup"], follow_symlinks=False)
        if not path.is_symlink():
            path.chmod(mode & 0o7777 | (0o2770 if path.is_dir() else 0o660))
