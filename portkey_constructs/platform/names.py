"""Every name: of Kubernetes objects, of Secrets and their entries in a secret manager, of hosts inside the cluster, and of roles in a cloud."""

from typing import Final, NamedTuple

from portkey_constructs.config.identity import GkeWorkloadIdentity, Irsa, PodIdentity
from portkey_constructs.config.log_store import ReplicaBucket, S3LogStore
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_stores import AzureKeyVault, GcpSecretManager
from portkey_constructs.config.secrets import CsiSecrets, ExternalSecrets, InlineSecrets, SecretGroup
from portkey_constructs.config.workload import Workload
from portkey_constructs.platform.aws_outputs import log_bucket_name, makes_database
from portkey_constructs.platform.cloud_identity import log_store_region, reader
from portkey_constructs.platform.defaults import ServiceName, secret_source, service
from portkey_constructs.platform.ports import ports

__all__ = ["Names"]

_OF_RDS: Final = {"mysql_password": "password"}
"""Keys whose property is called otherwise in the entry of a database of RDS, as those who rotate it want it."""


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

    def public(self, door: str) -> str:
        """Name of the Service that a load balancer of the cloud leads to."""
        return f"{self.component(door)}-public"

    def migration(self, digest: str) -> str:
        """Name of the migration Job with this content."""
        return f"{self.component('migration')}-{digest}"

    def word(self, group: SecretGroup) -> str:
        """A Secret's word in names: `mysql`, `secrets`."""
        return group.suffix

    def secret(self, group: SecretGroup) -> str:
        """Name of a Secret: our own, or the one that is said to exist."""
        source = secret_source(self.config, group)
        own = self.component(self.word(group))
        return own if isinstance(source, InlineSecrets) else source.names.get(group, own)

    def secret_store(self, group: SecretGroup) -> str:
        """Name of the External Secrets Operator's store that a Secret is read from, if we make it.

        The cluster's stores of two namespaces need two names.
        """
        source = secret_source(self.config, group)
        own = self.component(self.word(group)) if group in self.config.secret_overrides else self.config.name
        shared = isinstance(source, ExternalSecrets) and source.cluster_wide and self.namespace != self.config.name
        return f"{own}-{self.namespace}" if shared else own

    def remote_key(self, group: SecretGroup) -> str:
        """Name of a Secret's entry in a secret manager."""
        source = secret_source(self.config, group)
        if not isinstance(source, ExternalSecrets | CsiSecrets):
            return ""
        said = source.remote.get(group)
        flat = isinstance(source.store, AzureKeyVault | GcpSecretManager)
        path = source.path or (f"{self.config.name}-{{name}}" if flat else f"{self.config.name}/{{name}}")
        return (said.key if said else None) or path.replace("{name}", self.word(group))

    def remote_property(self, group: SecretGroup, key: str) -> str:
        """Name of the property of that entry that fills a key."""
        source = secret_source(self.config, group)
        said = source.remote.get(group) if isinstance(source, ExternalSecrets | CsiSecrets) else None
        own = _OF_RDS.get(key, key) if group is SecretGroup.MYSQL and makes_database(self.config) else key
        return said.properties.get(key, own) if said else own

    @staticmethod
    def flat_entry(entry: str, name: str) -> str:
        """Name of a property's own entry, in a secret manager that is asked for each by itself; no underscore or dot may be in it."""
        return f"{entry}-{name.replace('_', '-').replace('.', '-')}"

    def service_account(self, component: str, workload: Workload) -> str:
        """Name of the service account that a component runs as."""
        return workload.service_account.name or self.component(component)

    def reader(self, group: SecretGroup) -> str:
        """The component that the External Secrets Operator reads a Secret's content as: of its own for a Secret whose source is its own."""
        return reader(self.config, group)

    def reader_account(self, group: SecretGroup, source: ExternalSecrets) -> str:
        """Name of the service account that it reads as."""
        return source.service_account.name or self.component(self.reader(group))

    def role(self, component: str) -> str:
        """Name of a component's IAM role: `CLUSTER-portkey-gateway`."""
        cluster = self.config.aws.cluster
        return f"{cluster}-{self.component(component)}" if cluster else self.component(component)

    def role_arn(self, component: str, said: Irsa | PodIdentity) -> str:
        """ARN of a component's IAM role, as said or as its account and name give it."""
        return said.role_arn or f"arn:{self.partition}:iam::{self.config.aws.account_id or ''}:role/{self.role(component)}"

    @property
    def partition(self) -> str:
        """AWS' partition, as the region tells it."""
        region = self.config.aws.region or ""
        return "aws-cn" if region.startswith("cn-") else "aws-us-gov" if region.startswith("us-gov-") else "aws"

    def log_bucket(self, said: S3LogStore) -> str:
        """Name of the bucket of logs: as said, or the AWS companion's."""
        return said.bucket or log_bucket_name(self.config, log_store_region(self.config, said))

    def replica_bucket(self, said: ReplicaBucket) -> str:
        """Name of the bucket in the second region: as said, or the AWS companion's."""
        return said.bucket or log_bucket_name(self.config, said.region)

    def log_key_alias(self, region: str | None = None) -> str:
        """ARN of the alias of the key that the AWS companion's bucket of logs is encrypted with, or of the replica's in its region."""
        aws = self.config.aws
        return f"arn:{self.partition}:kms:{region or aws.region or ''}:{aws.account_id or ''}:alias/{self.role('logs')}"

    def google_account(self, component: str, said: GkeWorkloadIdentity) -> str:
        """Google's service account of a component."""
        return said.service_account or f"{self.component(component)}@{said.project}.iam.gserviceaccount.com"

    def host(self, component: str) -> str:
        """Full host name of a component's Service."""
        return f"{self.component(component)}.{self.namespace}.svc.{self.config.cluster_domain}"

    def port(self, component: ServiceName) -> int:
        """Port of a service's Service, the first one where it has several."""
        return service(self.config, component).service.port or ports(self.config, component)[0].service

    def url(self, component: ServiceName) -> str:
        """Address of a service inside the cluster."""
        return f"http://{self.host(component)}:{self.port(component)}"
