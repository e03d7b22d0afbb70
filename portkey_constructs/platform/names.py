"""Names of Kubernetes objects and hosts inside the cluster, derived from the platform's name, its namespace and the cluster's domain."""

from typing import NamedTuple

__all__ = ["Names"]


class Names(NamedTuple):
    """The names of a platform's objects."""

    prefix: str
    """The platform's name, which is the prefix of every other name: `portkey`."""
    namespace: str
    """Namespace of every object."""
    cluster_domain: str
    """The cluster's DNS domain: `cluster.local`."""

    def component(self, component: str) -> str:
        """Name of a component's objects: `portkey-gateway`."""
        return f"{self.prefix}-{component}"

    def container(self, component: str) -> str:
        """Name of a component's main container: `gateway`."""
        return component

    def secret(self, suffix: str) -> str:
        """Name of a Secret: `portkey-mysql`."""
        return f"{self.prefix}-{suffix}"

    def headless(self, store: str) -> str:
        """Name of the headless Service of a store's StatefulSet: `portkey-mysql-headless`."""
        return f"{self.prefix}-{store}-headless"

    def public(self, exposure: str) -> str:
        """Name of the Service of an exposure's load balancer: `portkey-gateway-public`."""
        return f"{self.prefix}-{exposure}-public"

    def metrics(self, exposure: str) -> str:
        """Name of the objects that refuse requests for metrics at an exposure: `portkey-gateway-metrics`."""
        return f"{self.prefix}-{exposure}-metrics"

    def sources(self, exposure: str) -> str:
        """Name of the object that restricts the sources of an exposure at Traefik: `portkey-gateway-sources`."""
        return f"{self.prefix}-{exposure}-sources"

    def migration(self, digest: str) -> str:
        """Name of the migration Job, with a digest of its content."""
        return f"{self.prefix}-migration-{digest}"

    def mysql_user(self, digest: str) -> str:
        """Name of the Job that creates MySQL's user, with a digest of its content."""
        return f"{self.prefix}-mysql-user-{digest}"

    def host(self, component: str) -> str:
        """Full host name of a component's Service: `portkey-gateway.portkey.svc.cluster.local`."""
        return f"{self.prefix}-{component}.{self.namespace}.svc.{self.cluster_domain}"
