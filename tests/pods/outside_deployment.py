"""An environment of `dist/` whose stores are outside, applied in its stages, with its policies enforced."""

import json
import secrets
import ssl
import time
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from portkey_constructs.config.exposure import HttpRouteExposure, IngressExposure
from portkey_constructs.config.log_store import AzureBlobLogStore, GcsLogStore, S3LogStore
from portkey_constructs.config.services import ExternalGateway
from portkey_constructs.environments import Environments, read_environments
from portkey_constructs.loading.reading import load
from portkey_constructs.platform.platform import ExposureName, Platform
from tests.cluster.definitions import defined, pinned
from tests.cluster.environments import Environment, Object, claimed, pods
from tests.cluster.external_secrets import OWN_ACCOUNT, Aws, aws_accounts, external_secrets, unsynced
from tests.cluster.readiness import settled
from tests.pods import outside
from tests.pods.azure import azure_storage
from tests.pods.cage import LAN
from tests.pods.cluster import PodCluster
from tests.pods.control_plane import CONTROL_PLANE, control_plane, control_plane_url
from tests.pods.deployment import APPS, Deployment, provider
from tests.pods.edge import PUBLIC, Controller, serve
from tests.pods.google import APIS, GOOGLE, METADATA, METADATA_OF_NODES, google_cloud
from tests.pods.ingress import give_address
from tests.pods.outside import Passwords
from tests.pods.pod_identity import agent, associations
from tests.pods.traffic import Target
from tests.pods.web_identity import inject

__all__ = ["MODELS", "OutsideDeployment", "cloud_hosts", "hosts", "platform_of"]

MODELS: Final = "models.example.net"
_GOOGLES_BALANCERS: Final = "35.191.0.1"
"""An address from which the load balancers of Google connect to pods."""


@cache
def _fleet() -> Environments:
    """The environments that are merged from several files."""
    return read_environments(APPS / "fleet" / "environments.yaml")


def file_of(name: str) -> Path | None:
    """The configuration that an environment is rendered from; None for one of the fleet, which is merged from several files."""
    if name in _fleet():
        return None
    return APPS / name / "portkey.yaml" if (APPS / name).is_dir() else APPS / f"{name.replace('-', '_')}.yaml"


def platform_of(name: str) -> Platform:
    """The environment, resolved."""
    file = file_of(name)
    return (load([file]) if file else _fleet()[name].load()[0]).resolve()


def cloud_hosts(platform: Platform) -> list[str]:
    """The hosts of the cloud that the services use: the log store first, and where the credentials of identities come from."""
    access = platform.log_store
    match access.settings:
        case S3LogStore():
            region = access.region
            services = [f"{service}.{region}.amazonaws.com" for service in ("s3", "sts", "bedrock-runtime")]
            return [f"{access.bucket}.s3.{region}.amazonaws.com", *services, "sts.amazonaws.com"]
        case AzureBlobLogStore(storage_account=account):
            return [f"{account}.blob.core.windows.net"]
        case GcsLogStore():
            return list(APIS)
    raise TypeError(access.settings)


def hosts(environment: Environment) -> dict[str, str]:
    """The addresses at which the pods find what is outside."""
    platform = platform_of(environment.name)
    exposed = [exposure.settings.host for exposure in platform.exposures.values() if exposure.settings.host]
    names = [*(store.host for store in outside.stores(platform)), *exposed, *cloud_hosts(platform), *_called(environment)]
    googles = {**dict.fromkeys(APIS, GOOGLE), "metadata.google.internal": METADATA} if APIS[0] in names else {}
    url = control_plane_url(environment)
    return {**dict.fromkeys(names, LAN), MODELS: PUBLIC, **googles, **({urlsplit(url).netloc: CONTROL_PLANE} if url else {})}


def _called(environment: Environment) -> list[str]:
    """The hosts outside the cluster in the URLs among the variables of the pods."""
    variables = [it.get("value", "") for _, template in pods(environment.objects) for it in template["spec"]["containers"][0]["env"]]
    found = {urlsplit(text).hostname or "" for text in variables if text.startswith("https://")}
    return sorted(host for host in found if not host.endswith(".cluster.local"))


class OutsideDeployment(Deployment):
    """The environment in the cluster, with what it expects outside."""

    def __init__(self, cluster: PodCluster, environment: Environment, stack: ExitStack) -> None:
        super().__init__(cluster, environment)
        self.platform = platform_of(environment.name)
        self.passwords = Passwords.new()
        self.aws: Aws | None = None
        """The accounts of AWS, where the log store is in S3."""
        self._blobs = 0
        """The port of the storage of Azure."""
        self.googles = isinstance(self.platform.log_store.settings, GcsLogStore)
        """Whether the environment is in Google Cloud."""
        self.entered_directly = not self.googles
        """Whether load balancers connect to the pods from the network next to the nodes, and not through a controller in a pod."""
        self._stack = stack

    @property
    def file(self) -> Path:
        """The configuration that the environment is rendered from."""
        if file := file_of(self.environment.name):
            return file
        file = self.cluster.folder / "portkey.yaml"
        if not file.exists():
            file.write_text(yaml.safe_dump(_fleet()[self.environment.name].document().data))
        return file

    def host(self, exposure: ExposureName) -> str:
        """The host of an exposure; empty where the environment does not have it."""
        exposed = self.platform.exposures.get(exposure)
        return exposed.settings.host or "" if exposed else ""

    def apply(self) -> None:
        """Applies stage after stage, and waits until everything is ready."""
        cluster = self.cluster
        images = sorted({container["image"] for _, template in pods(self.environment.objects) for container in template["spec"]["containers"]})
        for node in cluster.nodes:
            node.provide(images)
            node.enforce_policies()
        cluster.local_volumes(claimed(self.environment.objects), cluster.nodes[0])
        cluster.apply(provider())
        outside.own_addresses(cluster, PUBLIC, METADATA)
        outside.start(cluster, self.platform, self.passwords)
        self._start_cloud()
        self._secrets()
        begun = time.monotonic()
        for stage in sorted(path for path in self.environment.folder.iterdir() if any(path.glob("*.yaml"))):
            cluster.kubectl("apply", "--recursive", f"--filename={stage}")
            if any(stage.glob("ExternalSecret.*")):
                left = unsynced(cluster, self.namespace)
                assert left == [], "\n".join(left)
            self._settle()
        self.seconds = time.monotonic() - begun
        self._expose()

    def completion(self, host: str, prefix: str, *, stream: bool = False, **wishes: float) -> Target:
        """A chat completion of the provider on the internet, through the gateway."""
        target = super().completion(host, prefix, stream=stream, **wishes)
        headers = {**target.headers, "x-portkey-custom-host": f"https://{MODELS}/v1"}
        return Target(target.name, target.address, target.port, target.path, target.method, target.body, headers, target.trust)

    def _settle(self) -> None:
        left = settled(self.cluster, self.namespace, 300)
        assert left == [], "\n".join([*left, *self.logs()])

    def _start_cloud(self) -> None:
        """Starts the cloud and the External Secrets Operator, and gives the pods the identities of the cloud."""
        cluster, environment, stack = self.cluster, self.environment, self._stack
        providers = {provider for store in environment.of("SecretStore") for provider in store["spec"]["provider"]}
        if control_plane_url(environment):
            outside.own_addresses(cluster, CONTROL_PLANE)
            stack.enter_context(control_plane(cluster))
        logs = self.platform.log_store.settings
        if isinstance(logs, GcsLogStore):
            outside.own_addresses(cluster, GOOGLE, METADATA_OF_NODES, _GOOGLES_BALANCERS)
            stack.enter_context(google_cloud(cluster, environment, logs.bucket or "", self._entries()))
            return
        if "aws" in providers:
            self.aws = stack.enter_context(external_secrets(cluster))
            (store,) = environment.of("SecretStore")
            place: Any = store["spec"]["provider"]["aws"]
            account = self.platform.aws.account_id if "jwt" in place.get("auth", {}) else OWN_ACCOUNT
            for name, text in self._entries().items():
                self.aws.put(account or OWN_ACCOUNT, place["region"], name, text)
        else:
            stack.enter_context(defined(cluster, pinned()))
        if isinstance(logs, AzureBlobLogStore):
            self._blobs = stack.enter_context(azure_storage(logs.container or ""))
        if not self.aws and isinstance(logs, S3LogStore):
            self.aws = stack.enter_context(aws_accounts(cluster))
        if self.aws:
            inject(cluster, environment)
            stack.enter_context(agent(cluster, self.namespace, associations(self.platform), self.aws))

    def _entries(self) -> dict[str, str]:
        """The entries that `secrets` prints, with values."""
        entries = json.loads(self.program("secrets", "--file", str(self.file), "--format", "entries").stdout)
        return {name: json.dumps({key: self._value(key, text) for key, text in properties.items()}) for name, properties in entries.items()}

    def _secrets(self) -> None:
        """Creates the Secrets and ConfigMaps that the environment expects to exist, from what `secrets` prints."""
        manifests: list[Object] = [
            it for it in yaml.safe_load_all(self.program("secrets", "--file", str(self.file), "--format", "manifest").stdout) if it
        ]
        if manifests:
            for namespace in self.environment.of("Namespace"):
                self.cluster.kubectl("apply", "--filename=-", input=json.dumps(namespace))
        for manifest in manifests:
            field = "data" if manifest["kind"] == "ConfigMap" else "stringData"
            values = {key: self._value(key, text) for key, text in manifest[field].items()}
            self.cluster.kubectl("create", "--filename=-", input=json.dumps({**manifest, field: values}))

    def _value(self, key: str, text: str) -> str:
        """The value for a placeholder, by what it asks for."""
        credentials = self.cluster.credentials
        if text.startswith("<rediss://"):
            return text[1:].partition(", with")[0].replace("PASSWORD", self.passwords.in_url())
        if key == ".dockerconfigjson":
            return text
        for asked, value in {
            "password of the MySQL user": self.passwords.mysql,
            "password of Redis": self.passwords.redis,
            "password of the ClickHouse user": self.passwords.clickhouse,
            "certificates that": credentials.authority.read_text(),
            "certificate for": credentials.certificate.read_text(),
            "private key": credentials.key.read_text(),
        }.items():
            if text.startswith(f"<{asked}"):
                return value
        return secrets.token_hex(8)

    def _expose(self) -> None:
        services = {service["metadata"]["name"]: service["spec"] for service in self.cluster.get("services", f"--namespace={self.namespace}")}
        routes = self._routes(services)
        targets = {host: [f"{services[name]['clusterIP']}:{port}"] for host, name, port in routes}
        self.hosts = sorted(targets)
        source = ""
        if self.googles:
            # Google's load balancers connect to the pods themselves.
            source, targets = _GOOGLES_BALANCERS, {host: self._endpoints(name) for host, name, _ in routes}
        elif controller := self._controller():
            self.entered_directly = False
            address = controller.start({host: addresses[0] for host, addresses in targets.items()})
            targets = {host: [address] for host in targets}
        (model,) = self.cluster.get("service/provider", "--namespace=models")
        provider_address = [f"{model['spec']['clusterIP']}:8080"]
        others: dict[str, list[str]] = {MODELS: provider_address}
        if isinstance(self.platform.config.gateway, ExternalGateway):
            # The gateway in another cluster passes completions on to a provider; here it is the provider itself.
            others[urlsplit(self.platform.config.gateway.url).hostname or ""] = provider_address
        if self.aws:
            others |= {host: [f"127.0.0.1:{self.aws.port}"] for host in cloud_hosts(self.platform)}
        if self._blobs:
            others |= {host: [f"127.0.0.1:{self._blobs}"] for host in (METADATA, *cloud_hosts(self.platform))}
        answers: dict[str, object] = {host: {} for host in _called(self.environment) if host not in {**targets, **others}}
        serve(self.cluster, {**targets, **others}, answers, source, metadata=not self.googles)
        self.trust = ssl.create_default_context(cafile=str(self.cluster.credentials.authority))
        give_address(self.cluster, self.namespace)

    def _endpoints(self, service: str) -> list[str]:
        """The addresses and ports of the pods behind a Service."""
        slices = self.cluster.get("endpointslices", f"--namespace={self.namespace}", f"--selector=kubernetes.io/service-name={service}")
        return [f"{it['addresses'][0]}:{found['ports'][0]['port']}" for found in slices for it in found["endpoints"]]

    def _routes(self, services: dict[str, Any]) -> list[tuple[str, str, int]]:
        """Host, Service and port of every Ingress and HTTPRoute for the root of a host."""
        routes = []
        for ingress in self.environment.of("Ingress"):
            for rule in ingress["spec"]["rules"]:
                for path in rule["http"]["paths"]:
                    backend = path["backend"]["service"]
                    named = {port["name"]: port["port"] for port in services[backend["name"]]["ports"]}
                    if path["path"] == "/":
                        routes.append((rule["host"], backend["name"], backend["port"].get("number") or named[backend["port"]["name"]]))
        for route in self.environment.of("HTTPRoute"):
            (backend,) = route["spec"]["rules"][0]["backendRefs"]
            routes += [(host, backend["name"], backend["port"]) for host in route["spec"]["hostnames"]]
        return routes

    def _controller(self) -> Controller | None:
        """The controller in a pod that the policies expect; None for a load balancer that connects to the pods itself."""
        for exposure in self.platform.exposures.values():
            match exposure.settings:
                case IngressExposure(ingress_class="traefik"):
                    return Controller(self.cluster, "traefik", {"app.kubernetes.io/name": "traefik"})
                case HttpRouteExposure(gateway=gateway, controller=controller) if controller != "gke":
                    return Controller(self.cluster, gateway.namespace or self.namespace, {"gateway.networking.k8s.io/gateway-name": gateway.name})
        return None
