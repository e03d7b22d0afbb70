"""EKS Pod Identity: an agent on the node, which gives a pod the credentials of the role that its service account is associated with."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from portkey_constructs.config.identity import PodIdentity
from portkey_constructs.platform.platform import Platform
from tests.cluster.external_secrets import Aws
from tests.pods.cluster import PodCluster
from tests.pods.connections import JoinedNamespace
from tests.pods.web_identity import Given, give

__all__ = ["AGENT", "agent", "associations"]

AGENT: Final = "169.254.170.23"
"""Where the agent listens, on every node."""
_AUDIENCE: Final = "pods.eks.amazonaws.com"
_TOKEN: Final = f"/var/run/secrets/{_AUDIENCE}/serviceaccount/eks-pod-identity-token"
_PATH: Final = "/v1/credentials"
_VARIABLES: Final = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://{AGENT}{_PATH}", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": _TOKEN}


def associations(platform: Platform) -> dict[str, str]:
    """The role of each service account that the configuration associates with one."""
    services = {"gateway": platform.gateway, "backend": platform.backend, "dataservice": platform.dataservice}
    found = {name: service.identity for name, service in services.items() if service}
    return {f"portkey-{name}": platform.aws.role_arn(name, identity) for name, identity in found.items() if isinstance(identity, PodIdentity)}


@contextmanager
def agent(cluster: PodCluster, namespace: str, roles: Mapping[str, str], aws: Aws) -> Iterator[None]:
    """Gives the pods of these service accounts what the webhook gives them, and runs the agent on the nodes; roles are those of moto's AWS."""
    for account in roles:
        give(cluster, namespace, account, Given("eks-pod-identity-token", _AUDIENCE, _TOKEN, _VARIABLES))
    users = {f"system:serviceaccount:{namespace}:{account}": role for account, role in roles.items()}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            user = _user(cluster, self.headers["Authorization"] or "")
            if self.path != _PATH or user not in users:
                self.send_error(404 if user else 401)
                return
            role = aws.assume(users[user], user.replace(":", "-"))
            answer = {"AccountId": users[user].split(":")[4], **role, "Token": role["SessionToken"]}
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, format: str, *values: object) -> None:
            """Tests say what they ask."""

    servers = []
    try:
        for node in cluster.nodes:
            node.space.run("ip", "address", "add", f"{AGENT}/32", "dev", "lo", path="/usr/sbin:/sbin:/usr/bin:/bin")
            network = JoinedNamespace(node.space.process)
            with network.entered():
                servers.append(ThreadingHTTPServer((AGENT, 80), Handler))
            network.close()
            threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        yield
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def _user(cluster: PodCluster, token: str) -> str:
    """Whom the API server takes the bearer of a token for; nobody if it is not for the agent."""
    review = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": {"token": token, "audiences": [_AUDIENCE]}}
    answer = json.loads(cluster.kubectl("create", "--filename=-", "--output=json", input=json.dumps(review)).stdout)
    return str(answer["status"].get("user", {}).get("username", "")) if answer["status"].get("authenticated") else ""
