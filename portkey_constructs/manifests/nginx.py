"""The front end's configuration files: nginx's configuration and the web page's `config.js`."""

from typing import Final

from portkey_constructs.config.exposure import LoadBalancerExposure
from portkey_constructs.config.services import ExternalGateway, FrontendConfig
from portkey_constructs.manifests.quoting import NGINX_DOLLAR, javascript_string, nginx_size, nginx_word
from portkey_constructs.platform.body_sizes import max_body_size
from portkey_constructs.platform.components import Service
from portkey_constructs.platform.platform import GATEWAY_PATH, Platform
from portkey_constructs.platform.pod_tls import ca_file
from portkey_constructs.platform.ports import PORTS
from portkey_constructs.platform.shutdown import MARGIN_SECONDS
from portkey_constructs.platform.user_environment import PAGE_PREFIX

__all__ = ["HEADER_SIZE", "POD_FILE", "config_js", "nginx_conf", "start_command"]

POD_FILE: Final = "/tmp/pod.conf"
HEADER_SIZE: Final = "64k"
"""Longest header of a request, and longest headers of a response together. nginx reserves as much only where it is needed."""

_START: Final = f"""\
{{
  printf resolver
  while read -r key address rest || [ "$key" ]; do
    [ "$key" = nameserver ] || continue
    case "$address" in
      *%*) ;;
      *:*) printf ' [%s]' "$address" ;;
      *) printf ' %s' "$address" ;;
    esac
  done < /etc/resolv.conf
  printf ' valid=10s;\\n'
  if [ -r /proc/net/if_inet6 ] && read -r address < /proc/net/if_inet6; then
    printf 'listen [::]:{PORTS["frontend"][0].container};\\n'
  fi
}} > {POD_FILE}
nginx -g 'daemon off;' &
server=$!
trap 'kill -s QUIT "$server"' TERM QUIT
wait "$server"
status=$?
while kill -s 0 "$server" 2>/dev/null; do
  wait "$server"
  status=$?
done
exit "$status"
"""

_MAPS: Final = """\
# What an outer proxy said of the scheme stays; without one it is %(default)s.
map $http_x_forwarded_proto $forwarded_proto {
    default $http_x_forwarded_proto;
    "" %(scheme)s;
}

map $http_upgrade $connection_upgrade {
    default upgrade;
    "" "";
}
"""

_SERVER: Final = """
server {
    listen %(port)d;
    server_name _;
    root /usr/share/nginx/html;
    index index.html;
    server_tokens off;
    absolute_redirect off;
    keepalive_timeout %(keepalive)ds;

    # Space for the cookies of a login in a request, and for the headers of a response. nginx wants buffers of one size.
    large_client_header_buffers 4 %(header)s;
    proxy_buffer_size %(header)s;
    proxy_buffers 4 %(header)s;
    client_max_body_size %(body)s;

    add_header X-Frame-Options SAMEORIGIN always;
    add_header X-Content-Type-Options nosniff always;
    add_header Referrer-Policy strict-origin-when-cross-origin always;

    # The pod's name servers, and its IPv6 address where it has one: written when the container starts. The services' names
    # are looked up while nginx runs, so that it starts before they do and follows them.
    include %(pod)s;
    # nginx repeats a lost query after five seconds.
    resolver_timeout 15s;

    location / {
        try_files $uri /index.html;
    }

    location = /config.js {
        expires -1;
    }

    # Metrics of the gateway and of the data service are for the cluster alone.
    location ~* ^/api/(dataservice/)?metrics(/|$) {
        return 403;
    }
%(proxies)s}
"""

_MAP_OF_PROXY: Final = """
# The path as it came, encoded as it was, without its prefix.
map $request_uri $%(name)s_path {
    default "";
    "~*^[^?]*/(\\.|%%2e){2}(/|%%2f|\\?|$)" "";
    "~^/%(name)s(?<%(name)s_rest>/.*)$" $%(name)s_rest;
}
"""

_PROXY: Final = """
    location /%(name)s/ {
        if ($%(name)s_path = "") {
            return 400;
        }
        proxy_pass %(upstream)s;
        proxy_http_version 1.1;
        proxy_set_header Host %(host)s;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $forwarded_proto;
        proxy_set_header X-Forwarded-Host $http_host;
        proxy_set_header X-Original-URI $request_uri;
%(tls)s        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
        proxy_buffering off;
        proxy_request_buffering off;
        proxy_connect_timeout 10s;
        proxy_read_timeout %(timeout)ds;
        proxy_send_timeout %(timeout)ds;
    }
"""

_TLS: Final = """\
        proxy_ssl_server_name on;
        proxy_ssl_name %(name)s;
"""

_VERIFIED: Final = """\
        proxy_ssl_verify on;
        proxy_ssl_verify_depth 5;
        proxy_ssl_trusted_certificate %(file)s;
"""


def _proxy(platform: Platform, name: str, upstream: str) -> str:
    """A proxied location. Requests to a gateway outside the cluster carry its host name.

    In a TLS handshake, nginx asks for the certificate of the upstream's name. It verifies that of a gateway in the cluster.
    """
    external = isinstance(platform.config.gateway, ExternalGateway) and name == "api"
    address = upstream.partition("://")[2].partition("/")[0]
    host = nginx_word(address) if external else "$http_host"
    secure = upstream.startswith("https:") and name == "api"
    tls = _TLS % {"name": nginx_word(address.partition(":")[0])} if secure else ""
    if secure and not external and (file := ca_file(platform)):
        tls += _VERIFIED % {"file": nginx_word(file)}
    path = nginx_word(upstream, f"${name}_path")
    return _PROXY % {"name": name, "upstream": path, "host": host, "tls": tls, "timeout": platform.proxy_timeout}


def _maps(platform: Platform) -> str:
    """Maps for proxied requests. A network load balancer that terminates TLS sends no X-Forwarded-Proto, so the default scheme is then https."""
    exposure = platform.exposures.get("frontend")
    settings = exposure.settings if exposure else None
    terminated = isinstance(settings, LoadBalancerExposure) and settings.ends_tls
    default = "https, which the load balancer ends" if terminated else "this connection's"
    return _MAPS % {"default": default, "scheme": "https" if terminated else "$scheme"}


def nginx_conf(platform: Platform, frontend: Service) -> str:
    """nginx's configuration for `conf.d`: it serves the page at `/`, the backend at `/albus/` and the gateway at `/api/`."""
    upstreams = (("albus", platform.addresses.backend or ""), ("api", platform.addresses.gateway))
    maps = "".join(_MAP_OF_PROXY % {"name": name} for name, _ in upstreams)
    proxies = "".join(_proxy(platform, name, upstream) for name, upstream in upstreams)
    values = {
        "port": PORTS["frontend"][0].container,
        "header": HEADER_SIZE,
        "body": nginx_size(max_body_size(platform, frontend.component)),
        "pod": POD_FILE,
        # A load balancer that keeps an idle connection longer than nginx would now and then send a request into a closed one.
        "keepalive": platform.proxy_timeout + MARGIN_SECONDS,
        "proxies": proxies,
    }
    dollar = f"\n{NGINX_DOLLAR}" if "${dollar}" in proxies else ""
    return _maps(platform) + dollar + maps + _SERVER % values


def config_js(platform: Platform, frontend: Service) -> str:
    """The script with the page's settings. Your `VITE_` variables override the defaults.

    If browsers reach the gateway through the front end, its address follows the one in the browser, such as that of a port-forward.
    """
    settings = frontend.settings
    assert isinstance(settings, FrontendConfig)
    variables = {name: source for name, source in platform.environments["frontend"] if isinstance(source, str)}
    variables |= {
        "VITE_DISABLE_TESTIMONIAL": "ON" if settings.disable_testimonial else "OFF",
        "VITE_LOGIN_DISCLAIMER": settings.login_disclaimer,
        "VITE_CONFIGS_URL": "/albus/v2/utils/model-configs",
        "VITE_ONBOARDING_SUPPORT_MESSAGE": settings.onboarding_support_message,
        "VITE_PRESELECT_LOGIN_PERMISSION": "ON",
    }
    expressions = {name: javascript_string(value) for name, value in variables.items()}
    if platform.addresses.gateway_at_frontend:
        expressions["VITE_API_URL"] = f"window.location.origin + {javascript_string(GATEWAY_PATH)}"
    expressions |= {
        name: javascript_string(source)
        for name, _, source in platform.user_environments["frontend"]
        if name.startswith(PAGE_PREFIX) and isinstance(source, str)
    }
    lines = ",\n".join(f"  {javascript_string(name)}: {expression}" for name, expression in expressions.items())
    return f"window.APP_CONFIG = {{\n{lines}\n}};\n"


def start_command() -> list[str]:
    """The command that writes the pod's name servers and its IPv6 listener to a file, and then runs nginx until it has finished its requests.

    The shell turns either stop signal into the one at which nginx finishes its requests: images differ in the signal that they ask for.
    """
    return ["/bin/sh", "-c", _START]
