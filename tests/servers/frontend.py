"""A front end that runs, with a name server and the two services behind it."""

import subprocess
from contextlib import ExitStack
from typing import Any

from tests.servers.pod import Pod, until
from tests.servers.probing import passes
from tests.servers.web import Answer, NameServer, Upstream, ask

__all__ = ["ADDRESSES", "FILES", "HOSTS", "LINKS", "PAGE", "PORT", "PORTS", "PROGRAMS", "SETTINGS", "Site"]

PROGRAMS = ("nginx", "busybox")
HOSTS = {"albus": "portkey-backend.portkey.svc.cluster.local", "api": "portkey-gateway.portkey.svc.cluster.local"}
PORT = 8080
# The stub has to listen beside nginx, so the backend's Service gets a port of its own.
SETTINGS: dict[str, Any] = {"backend": {"service": {"port": 18080}}}
PORTS = {"albus": 18080, "api": 8787}
ADDRESSES = {"albus": "127.0.0.2", "api": "127.0.0.3"}
PAGE = "<!doctype html><title>Portkey</title>\n"

# What the official image has around conf.d, for a user who may write to the pod's volumes alone.
OUTER = """\
pid /run/nginx.pid;
error_log stderr notice;
events { worker_connections 256; }
http {
    include mime.types;
    default_type application/octet-stream;
    access_log off;
    keepalive_timeout 65;
    client_body_temp_path /var/cache/nginx/client_temp;
    proxy_temp_path /var/cache/nginx/proxy_temp;
    fastcgi_temp_path /var/cache/nginx/fastcgi_temp;
    uwsgi_temp_path /var/cache/nginx/uwsgi_temp;
    scgi_temp_path /var/cache/nginx/scgi_temp;
    include conf.d/*.conf;
}
"""
RESOLV_CONF = """\
search portkey.svc.cluster.local svc.cluster.local cluster.local
nameserver 127.0.0.1
options ndots:5
"""
FILES = {
    "/etc/nginx/nginx.conf": OUTER,
    "/etc/resolv.conf": RESOLV_CONF,
    "/usr/share/nginx/html/index.html": PAGE,
    "/usr/share/nginx/html/assets/app.js": "start();\n",
}
LINKS = {"/var/log/nginx/error.log": "/dev/null"}


class Site:
    """A front end that runs, with its name server and the two services."""

    def __init__(self, pod: Pod, stack: ExitStack) -> None:
        self.pod = pod
        self.upstreams: dict[str, Upstream] = {}
        self.stack = stack
        self.names = NameServer(pod)
        stack.callback(self.names.close)

    def serve(self, name: str, address: str, called: str | None = None) -> Upstream:
        upstream = Upstream(called or name)
        self.serve_at(upstream, HOSTS[name], address, PORTS[name])
        self.upstreams[name] = upstream
        return upstream

    def serve_at(self, upstream: Upstream, host: str, address: str, port: int) -> None:
        upstream.serve(self.pod, address, port)
        self.stack.callback(upstream.close)
        self.names.known[host] = address

    def start(self) -> subprocess.Popen[bytes]:
        process = self.pod.start([*self.pod.rendered.command, *self.pod.rendered.args])
        assert until(lambda: process.poll() is not None or passes(self.pod, "readiness")), self.pod.printed()
        assert process.poll() is None, self.pod.printed()
        return process

    def ask(self, target: str, **how: Any) -> Answer:
        return ask(self.pod, PORT, target, **how)
