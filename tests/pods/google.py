"""Google Cloud next to the nodes: what `google.js` serves, and how the pods and the External Secrets Operator find it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import yaml

from tests.cluster.environments import Environment
from tests.cluster.external_secrets import controller
from tests.pods.cluster import PodCluster
from tests.pods.images import node_program

__all__ = ["APIS", "GOOGLE", "METADATA", "METADATA_OF_NODES", "accounts", "google_cloud"]

GOOGLE: Final = "199.36.153.8"
"""The address of Google's APIs."""
METADATA: Final = "169.254.169.254"
"""Where clouds give the credentials of a node to whoever asks, and GKE those of a pod."""
METADATA_OF_NODES: Final = "169.254.169.252"
"""Where the metadata server of GKE listens on a node without Dataplane V2, at port 988."""
APIS: Final = tuple(f"{name}.googleapis.com" for name in ("storage", "sts", "securetoken", "iamcredentials", "secretmanager"))
_ANNOTATION: Final = "iam.gke.io/gcp-service-account"
_NAME: Final = "google"


def accounts(environment: Environment) -> dict[str, str]:
    """The Google service account of each service account that has one."""
    found = environment.of("ServiceAccount")
    return {
        it["metadata"]["name"]: it["metadata"]["annotations"][_ANNOTATION] for it in found if _ANNOTATION in it["metadata"].get("annotations", {})
    }


@contextmanager
def google_cloud(cluster: PodCluster, environment: Environment, bucket: str, entries: Mapping[str, str]) -> Iterator[None]:
    """Runs Google Cloud with these entries and this bucket, and the External Secrets Operator, which reads the entries."""
    (store,) = environment.of("SecretStore")
    place = store["spec"]["provider"]["gcpsm"]
    emails = accounts(environment)
    reader = emails.pop(place["auth"]["workloadIdentity"]["serviceAccountRef"]["name"])
    credentials = cluster.credentials
    settings = {
        "server": cluster.address,
        "token": yaml.safe_load(cluster.kubeconfig.read_text())["users"][0]["user"]["token"],
        "authority": str(credentials.authority),
        "certificate": str(credentials.certificate),
        "key": str(credentials.key),
        "metadata": [[METADATA, 80], [METADATA_OF_NODES, 988]],
        "apis": [GOOGLE, 443],
        "project": place["projectID"],
        "entries": entries,
        "reader": reader,
        "bucket": bucket,
        "writers": sorted(emails.values()),
    }
    file = cluster.folder / "google.json"
    file.touch(mode=0o600)
    file.write_text(json.dumps(settings))
    cluster.processes.start(_NAME, cluster.cage.command([node_program(), Path(__file__).with_name("google.js"), file]))
    cluster.processes.wait("Google Cloud listens", lambda: "LISTEN" in cluster.cage.run("ss", "-Hltn", "src", f"{GOOGLE}:443"), 30)
    hosts = cluster.folder / "hosts"
    hosts.write_text("127.0.0.1 localhost\n" + "".join(f"{GOOGLE} {host}\n" for host in APIS))
    # The controller has no setting for the addresses of Google's APIs, so that it has to see this file.
    cluster.cage.run("mount", "--bind", hosts, "/etc/hosts")
    with controller(cluster, {"SSL_CERT_FILE": str(credentials.authority)}, cluster.cage.command):
        yield
