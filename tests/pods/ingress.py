"""Stands in for an ingress controller and its load balancer: nginx next to the nodes, configured from the Ingress objects."""

import base64
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from tests.pods.cage import LAN
from tests.pods.cluster import PodCluster
from tests.pods.debian import programs

__all__ = ["PASSING_ON", "expose", "give_address", "ingress_tools", "start_nginx"]

_NAME: Final = "ingress"
PASSING_ON: Final = """\
    access_log off;
    client_max_body_size 200m;
    proxy_http_version 1.1;
    proxy_buffering off;
    proxy_request_buffering off;
    proxy_read_timeout 400s;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
"""
"""How nginx passes requests on."""
_MAIN: Final = """\
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
{settings}\
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
{servers}}}
"""


def ingress_tools() -> Path:
    """The folder with the nginx that serves the Ingresses."""
    return programs("ingress", "nginx-light")


def expose(cluster: PodCluster, namespace: str) -> list[str]:
    """Serves the hosts of all Ingresses of a namespace, with the certificates that they name, and gives them an address; returns the hosts."""
    ingresses = cluster.get("ingresses", f"--namespace={namespace}")
    services = {service["metadata"]["name"]: service["spec"] for service in cluster.get("services", f"--namespace={namespace}")}
    locations: dict[str, dict[str, str]] = {}
    certificates: dict[str, str] = {}
    folder = cluster.folder / _NAME
    folder.mkdir(exist_ok=True)
    for ingress in ingresses:
        for rule in ingress["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                locations.setdefault(rule["host"], {})[path["path"]] = _target(services, path["backend"]["service"])
        for tls in ingress["spec"].get("tls", ()):
            _certificate(cluster, namespace, tls["secretName"], folder)
            certificates |= dict.fromkeys(tls["hosts"], tls["secretName"])
    servers = [_server(host, paths, certificates.get(host), folder) for host, paths in locations.items()]
    start_nginx(cluster, _NAME, servers)
    give_address(cluster, namespace)
    return sorted(locations)


def start_nginx(cluster: PodCluster, name: str, servers: Iterable[str], settings: str = "") -> None:
    """Starts an nginx with these servers, and with settings for all of them, next to the nodes in the folder of its name."""
    folder = cluster.folder / name
    (folder / "nginx.conf").write_text(_MAIN.format(folder=folder, settings=PASSING_ON + settings, servers="".join(servers)))
    tools = ingress_tools()
    program: list[str | Path] = [tools / "usr/sbin/nginx", "-p", folder, "-e", folder / "error.log", "-c", folder / "nginx.conf"]
    libraries = {"LD_LIBRARY_PATH": str(tools / "usr/lib/x86_64-linux-gnu")}
    cluster.processes.start(name, cluster.cage.command(program), libraries)


def give_address(cluster: PodCluster, namespace: str) -> None:
    """Gives every Ingress the address of the machine next to the nodes."""
    patch = json.dumps({"status": {"loadBalancer": {"ingress": [{"ip": LAN}]}}})
    for ingress in cluster.get("ingresses", f"--namespace={namespace}"):
        name = ingress["metadata"]["name"]
        cluster.kubectl("patch", "ingress", name, f"--namespace={namespace}", "--subresource=status", "--type=merge", f"--patch={patch}")


def _certificate(cluster: PodCluster, namespace: str, name: str, folder: Path) -> None:
    (secret,) = cluster.get(f"secret/{name}", f"--namespace={namespace}")
    for key in ("tls.crt", "tls.key"):
        path = folder / f"{name}.{key}"
        path.touch(mode=0o600)
        path.write_bytes(base64.b64decode(secret["data"][key]))


def _target(services: dict[str, Any], backend: dict[str, Any]) -> str:
    service = services[backend["name"]]
    wanted = backend["port"]
    port = wanted.get("number") or next(port["port"] for port in service["ports"] if port["name"] == wanted["name"])
    return f"{service['clusterIP']}:{port}"


def _server(host: str, paths: dict[str, str], certificate: str | None, folder: Path) -> str:
    listen = f"listen {LAN}:443 ssl; ssl_certificate {folder}/{certificate}.tls.crt; ssl_certificate_key {folder}/{certificate}.tls.key;"
    lines = [f"        location {path} {{ proxy_pass http://{target}; }}\n" for path, target in paths.items()]
    return f"    server {{\n        {listen if certificate else f'listen {LAN}:80;'}\n        server_name {host};\n{''.join(lines)}    }}\n"
