"""Releases of charts that the real Helm installs in a test cluster."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from portkey_constructs.helm.compare.rendering import helm_program
from tests.cluster.control_plane import Cluster
from tests.cluster.environments import Object, claimed, needed
from tests.cluster.readiness import settled

__all__ = ["RELEASE", "Identity", "Release", "Snapshot"]

RELEASE: Final = "portkey"
KINDS: Final = (
    *("Deployment", "StatefulSet", "Service", "PersistentVolumeClaim", "Ingress", "Secret", "ConfigMap", "ServiceAccount"),
    "HorizontalPodAutoscaler",
)
_RECORD: Final = "helm.sh/release.v1"
_DEFAULT_CLASS: Final = "standard"
"""The storage class of the chart's MySQL, which every test cluster has already."""
_OWN: Final = ("kube-root-ca.crt", "default")
"""What every namespace has by itself."""


class Identity(NamedTuple):
    """An object of the namespace."""

    kind: str
    name: str


class Snapshot(NamedTuple):
    """The state of a namespace."""

    uids: Mapping[Identity, str]
    """The id of every object of `KINDS`, without the record of the release."""
    pods: Mapping[str, frozenset[str]]
    """The ids of the pods that are not being deleted, by the name of their workload."""
    managers: Mapping[Identity, frozenset[str]]
    """The managers of the fields of every object."""
    records: frozenset[str]
    """The Secrets in which Helm keeps the release."""

    def restarted(self, before: "Snapshot") -> set[str]:
        """The workloads with other pods than before; a count that changes is no restart."""
        return {name for name, pods in before.pods.items() if pods and name in self.pods and not pods & self.pods[name]}


class Release:
    """A release of a chart in a namespace of its own."""

    def __init__(self, cluster: Cluster, chart: Path, namespace: str, values: Sequence[Path]) -> None:
        self.cluster, self.chart, self.namespace, self.values = cluster, chart, namespace, values

    def helm(self, *arguments: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs Helm as the administrator, in the namespace."""
        process = subprocess.run(
            [helm_program(), f"--kubeconfig={self.cluster.kubeconfig}", f"--namespace={self.namespace}", *arguments],
            env={"PATH": os.defpath, "HOME": str(self.cluster.folder)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert not check or process.returncode == 0, f"helm {' '.join(map(str, arguments))} ended with {process.returncode}:\n{process.stderr}"
        return process

    def rendered(self) -> list[Object]:
        """The objects of the chart."""
        text = self.helm("template", RELEASE, self.chart, *self._files()).stdout
        objects = [manifest for manifest in yaml.safe_load_all(text) if manifest]
        for manifest in objects:
            manifest["metadata"].setdefault("namespace", self.namespace)
        return objects

    def install(self) -> None:
        """Installs the chart and waits until its pods run and its claims are bound."""
        objects = self.rendered()
        self.cluster.apply([{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self.namespace}}, *_existing(objects)])
        self.cluster.volumes([None if name == _DEFAULT_CLASS else name for name in claimed(objects)])
        self.helm("install", RELEASE, self.chart, *self._files())
        self.settle()

    def upgrade(self) -> None:
        """Upgrades the release with the same chart and values."""
        self.helm("upgrade", RELEASE, self.chart, *self._files())
        self.settle()

    def settle(self) -> None:
        """Waits until every workload and claim is as it should be."""
        assert settled(self.cluster, self.namespace) == []

    def snapshot(self) -> Snapshot:
        """The state of the namespace now."""
        plurals = ",".join(f"{kind.lower()}s" if kind != "Ingress" else "ingresses" for kind in (*KINDS, "Pod", "ReplicaSet"))
        items = self.cluster.get(plurals, f"--namespace={self.namespace}", "--show-managed-fields")
        owners = {item["metadata"]["uid"]: _owner(item) for item in items if item["kind"] == "ReplicaSet"}
        pods: dict[str, set[str]] = {}
        objects: dict[Identity, dict[str, Any]] = {}
        records = set()
        for item in items:
            meta = item["metadata"]
            if item["kind"] == "Pod":
                uid, name = _owner(item)
                if not meta.get("deletionTimestamp"):
                    pods.setdefault(owners.get(uid, (uid, name))[1], set()).add(meta["uid"])
            elif item.get("type") == _RECORD:
                records.add(meta["name"])
            elif item["kind"] in KINDS and meta["name"] not in _OWN:
                objects[Identity(item["kind"], meta["name"])] = meta
        return Snapshot(
            {identity: meta["uid"] for identity, meta in objects.items()},
            {name: frozenset(uids) for name, uids in pods.items()},
            {identity: frozenset(entry["manager"] for entry in meta.get("managedFields", ())) for identity, meta in objects.items()},
            frozenset(records),
        )

    def _files(self) -> list[str]:
        return [f"--values={path}" for path in self.values]


def _existing(objects: Sequence[Object]) -> list[Object]:
    """The Secrets and ConfigMaps that the pods of the chart name and that the chart does not contain."""
    labelled = []
    for manifest in objects:
        labels = manifest["metadata"].get("labels") or {}
        labelled.append({**manifest, "metadata": {**manifest["metadata"], "labels": {"app.kubernetes.io/component": "", **labels}}})
    return needed(labelled)


def _owner(item: Mapping[str, Any]) -> tuple[str, str]:
    return next(((owner["uid"], owner["name"]) for owner in item["metadata"].get("ownerReferences", ()) if owner.get("controller")), ("", ""))
