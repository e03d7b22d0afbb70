"""What answers to HTTPS outside the cluster: load balancers, AWS, the login of users and a model provider, all by one nginx next to the nodes.

A load balancer passes requests on to what the policies allow: from next to the nodes, or through a controller in a pod.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.cluster.control_plane import WAIT_LIMIT
from tests.pods.cage import LAN
from tests.pods.cluster import PATIENT, PodCluster
from tests.pods.google import METADATA
from tests.pods.images import local_name
from tests.pods.ingress import PASSING_ON, start_nginx

__all__ = ["PUBLIC", "Controller", "serve"]

PUBLIC: Final = "198.51.100.10"
"""An address of the internet, which the machine next to the nodes has; the policies allow models only at such addresses."""
_NAME: Final = "edge"


def serve(
    cluster: PodCluster, targets: Mapping[str, Sequence[str]], answers: Mapping[str, object], source: str = "", *, metadata: bool = True
) -> None:
    """Passes the requests for these hosts on to addresses with ports, and gives those for the others one answer in JSON.

    Connections to the targets come from `source`, if there is one. With `metadata`, the metadata address of clouds answers too.
    """
    folder = cluster.folder / _NAME
    folder.mkdir()
    credentials = cluster.credentials
    listen = [f"{LAN}:80", f"{PUBLIC}:80", *([f"{METADATA}:80"] if metadata else []), *(f"{it}:443 ssl" for it in (LAN, PUBLIC, METADATA))]
    bind = f"proxy_bind {source}; " if source else ""
    servers = [
        *(f"    upstream {host} {{ {' '.join(f'server {it};' for it in addresses)} }}\n" for host, addresses in targets.items()),
        *(_server(host, listen, f"{bind}proxy_pass http://{host};") for host in targets),
        *(_server(host, listen, f"default_type application/json; return 200 '{json.dumps(answer)}';") for host, answer in answers.items()),
    ]
    # The names of buckets make long hosts.
    sizes = "    server_names_hash_bucket_size 128;\n"
    start_nginx(cluster, _NAME, servers, f"{sizes}    ssl_certificate {credentials.certificate};\n    ssl_certificate_key {credentials.key};\n")


def _server(host: str, listen: Sequence[str], directive: str) -> str:
    listening = "".join(f"        listen {address};\n" for address in listen)
    return f"    server {{\n{listening}        server_name {host};\n        location / {{ {directive} }}\n    }}\n"


class Controller:
    """An nginx in a pod that the policies take for the controller of Ingresses or of a Gateway."""

    def __init__(self, cluster: PodCluster, namespace: str, labels: Mapping[str, str]) -> None:
        self._cluster, self._namespace, self._labels = cluster, namespace, dict(labels)

    def start(self, targets: Mapping[str, str]) -> str:
        """Passes the requests for hosts on, and returns the address of the controller's own Service."""
        servers = "".join(
            f"    server {{\n        listen 8000;\n        server_name {host};\n        location / {{ proxy_pass http://{target}; }}\n    }}\n"
            for host, target in targets.items()
        )
        forwarded = "    proxy_set_header X-Forwarded-For $http_x_forwarded_for;\n    proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto;\n"
        metadata = {"name": "controller", "namespace": self._namespace}
        self._cluster.apply([{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self._namespace}}])
        self._cluster.apply(
            [
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"controller.conf": f"{PASSING_ON}{forwarded}{servers}"}},
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": self._deployment()},
                {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {"selector": self._labels, "ports": [{"port": 8000}]}},
            ]
        )
        self._cluster.kubectl("rollout", "status", "deployment/controller", f"--namespace={self._namespace}", WAIT_LIMIT)
        (service,) = self._cluster.get("service/controller", f"--namespace={self._namespace}")
        return f"{service['spec']['clusterIP']}:8000"

    def _deployment(self) -> dict[str, Any]:
        container = {
            "name": "controller",
            "image": local_name("frontend"),
            "imagePullPolicy": "Never",
            "command": ["nginx", "-g", "daemon off; user root;"],
            "volumeMounts": [
                {"name": "config", "mountPath": "/etc/nginx/conf.d"},
                *({"name": name, "mountPath": path} for name, path in (("cache", "/var/cache/nginx"), ("run", "/run"))),
            ],
            "readinessProbe": {"tcpSocket": {"port": 8000}, **PATIENT},
        }
        volumes = [{"name": "config", "configMap": {"name": "controller"}}, {"name": "cache", "emptyDir": {}}, {"name": "run", "emptyDir": {}}]
        template = {"metadata": {"labels": self._labels}, "spec": {"containers": [container], "volumes": volumes}}
        return {"selector": {"matchLabels": self._labels}, "template": template}
