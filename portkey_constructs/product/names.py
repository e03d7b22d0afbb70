"""Every name: of Kubernetes objects, of Secrets, of hosts inside the cluster, and (later) of what AWS knows them by."""

from typing import NamedTuple

from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.profiles import ServiceName, secret_source, service
from portkey_constructs.config.secrets import ExistingSecrets, SecretGroup
from portkey_constructs.config.workload import Workload
from portkey_constructs.product.ports import PORTS

__all__ = ["Names"]

_SECRET_SUFFIX = {SecretGroup.APP: "secrets"}


class Names(NamedTuple):
    """The names that follow from a configuration."""

    config: PortkeyConfig

    @property
    def namespace(self) -> str:
        """Namespace of every object."""
        return self.config.namespace

    def component(self, component: str) -> str:
        """Name of a component's objects: `portkey-gateway`."""
        return f"{self.config.name}-{component}"

    def headless(self, store: str) -> str:
        """Name of the Service that governs a store's StatefulSet."""
        return f"{self.component(store)}-headless"

    def migration(self, digest: str) -> str:
        """Name of the migration Job with this content."""
        return f"{self.component('migration')}-{digest}"

    def secret(self, group: SecretGroup) -> str:
        """Name of a Secret: our own, or the one that is said to exist."""
        source = secret_source(self.config)
        own = self.component(_SECRET_SUFFIX.get(group, group))
        return source.names.get(group, own) if isinstance(source, ExistingSecrets) else own

    def service_account(self, component: str, workload: Workload) -> str:
        """Name of the service account that a component runs as."""
        return workload.service_account.name or self.component(component)

    def host(self, component: str) -> str:
        """Full host name of a component's Service."""
        return f"{self.component(component)}.{self.namespace}.svc.{self.config.cluster_domain}"

    def port(self, component: ServiceName) -> int:
        """Port of a service's Service."""
        return service(self.config, component).service.port or PORTS[component][0].service

    def url(self, component: ServiceName) -> str:
        """Address of a service inside the cluster."""
        return f"http://{self.host(component)}:{self.port(component)}"
