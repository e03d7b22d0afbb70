"""The registry of object kinds: every kind that this library renders, or that `verify` reads from a cluster.

Rendering, `verify`, `explain`, the Flux objects and the import tool use it. It contains only data, so it is fast to import.
To add a kind, add it here, pin its definition in `imports/` if it is a custom resource, and run `make imports`.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

__all__ = ["CLUSTER_KINDS", "FLUX_KINDS", "KINDS", "PLATFORM_KINDS", "WORKLOAD_KINDS", "ObjectKind", "Stage"]


class Stage(StrEnum):
    """A deployment stage: objects that you apply together, after all previous stages are ready."""

    NAMESPACE = "1-namespace"
    ACCESS = "2-access"
    STORES = "3-stores"
    MIGRATION = "4-migration"
    SERVICES = "5-services"


class ObjectKind(NamedTuple):
    """A kind of Kubernetes object."""

    kind: str
    api_version: str
    plural: str
    purpose: str
    """What an object of this kind is for in a Portkey platform."""
    module: str = ""
    """The module of `portkey_constructs.kubernetes` with its typed dictionaries; empty for a kind that is never rendered."""
    stage: Stage | None = None
    """The stage of every object of this kind; None if it is the stage of the object's component."""
    namespaced: bool = True
    short_names: tuple[str, ...] = ()
    """Short names for kubectl, such as `hpa`."""
    settings: tuple[str, ...] = ()
    """Paths of the settings that configure objects of this kind; `{}` stands for the component."""
    conditions: tuple[str, ...] = ()
    """Status conditions that must be True on a healthy object."""
    max_name_length: int = 253

    @property
    def group(self) -> str:
        """The API group; empty for the core group."""
        return self.api_version.rpartition("/")[0]

    @property
    def version(self) -> str:
        """The version within the group."""
        return self.api_version.rpartition("/")[2]

    @property
    def custom(self) -> bool:
        """Whether this is a custom resource; its definition is then pinned in `imports/<group>.yaml`."""
        return bool(self.module) and self.module != "api"


PLATFORM_KINDS: Final = (
    ObjectKind(
        "BackendConfig",
        "cloud.google.com/v1",
        "backendconfigs",
        "tells GKE's ingress controller how long its load balancer waits for the component",
        module="controllers",
        stage=Stage.SERVICES,
        settings=("exposure.{}",),
    ),
    ObjectKind(
        "BackendTLSPolicy",
        "gateway.networking.k8s.io/v1",
        "backendtlspolicies",
        "tells the controller of a Gateway to connect to the component with TLS, and which certificates to trust",
        module="gateway_api",
        stage=Stage.SERVICES,
        short_names=("btlspolicy",),
        settings=("exposure.{}", "podTls"),
    ),
    ObjectKind(
        "Certificate",
        "cert-manager.io/v1",
        "certificates",
        "tells cert-manager to issue the certificate of the gateway's and the data service's pods",
        module="cert_manager",
        stage=Stage.ACCESS,
        short_names=("cert", "certs"),
        settings=("podTls",),
        conditions=("Ready",),
    ),
    ObjectKind(
        "CiliumNetworkPolicy",
        "cilium.io/v2",
        "ciliumnetworkpolicies",
        "allows the component's pods servers by name, and gives Cilium their DNS queries; each rule's reason is an annotation",
        module="policy_engines",
        stage=Stage.ACCESS,
        short_names=("cnp",),
        settings=("networkPolicy",),
        conditions=("Valid",),
    ),
    ObjectKind(
        "ClusterSecretStore",
        "external-secrets.io/v1",
        "clustersecretstores",
        "tells the External Secrets Operator where to read secrets, for this namespace only",
        module="external_secrets",
        stage=Stage.ACCESS,
        namespaced=False,
        short_names=("css",),
        settings=("secrets.clusterWide",),
        conditions=("Ready",),
    ),
    ObjectKind(
        "ConfigMap",
        "v1",
        "configmaps",
        "holds configuration files that the component reads when it starts",
        module="api",
        short_names=("cm",),
        settings=("{}",),
    ),
    ObjectKind(
        "Deployment",
        "apps/v1",
        "deployments",
        "runs the component's pods and replaces them when their template changes",
        module="api",
        stage=Stage.SERVICES,
        short_names=("deploy",),
        settings=("{}",),
        max_name_length=63,
    ),
    ObjectKind(
        "ExternalSecret",
        "external-secrets.io/v1",
        "externalsecrets",
        "tells the External Secrets Operator to fill a Secret from an entry of a secret manager",
        module="external_secrets",
        stage=Stage.ACCESS,
        short_names=("es",),
        settings=("secrets",),
        conditions=("Ready",),
    ),
    ObjectKind(
        "FQDNNetworkPolicy",
        "networking.gke.io/v1alpha1",
        "fqdnnetworkpolicies",
        "allows the component's pods servers by name on GKE; each rule's reason is an annotation",
        module="policy_engines",
        stage=Stage.ACCESS,
        short_names=("fqdnnp",),
        settings=("networkPolicy",),
    ),
    ObjectKind(
        "GCPBackendPolicy",
        "networking.gke.io/v1",
        "gcpbackendpolicies",
        "tells GKE's Gateway how long its load balancer waits for the component",
        module="controllers",
        stage=Stage.SERVICES,
        settings=("exposure.{}",),
    ),
    ObjectKind(
        "HTTPRoute",
        "gateway.networking.k8s.io/v1",
        "httproutes",
        "exposes the component outside the cluster through an existing Gateway",
        module="gateway_api",
        stage=Stage.SERVICES,
        settings=("exposure.{}",),
        conditions=("Accepted", "ResolvedRefs"),
    ),
    ObjectKind(
        "HorizontalPodAutoscaler",
        "autoscaling/v2",
        "horizontalpodautoscalers",
        "scales the number of the component's pods with load",
        module="api",
        stage=Stage.SERVICES,
        short_names=("hpa",),
        settings=("{}.autoscaling",),
        conditions=("AbleToScale", "ScalingActive"),
    ),
    ObjectKind(
        "Ingress",
        "networking.k8s.io/v1",
        "ingresses",
        "exposes the component outside the cluster through an ingress controller",
        module="api",
        stage=Stage.SERVICES,
        short_names=("ing",),
        settings=("exposure.{}",),
    ),
    ObjectKind(
        "Job",
        "batch/v1",
        "jobs",
        "migrates the databases, or creates MySQL's user; its name ends in a digest of its content",
        module="api",
        settings=("migration", "mysql.administrator"),
        conditions=("Complete",),
        max_name_length=63,
    ),
    ObjectKind(
        "Middleware",
        "traefik.io/v1alpha1",
        "middlewares",
        "tells Traefik to refuse requests for metrics from outside the cluster",
        module="controllers",
        stage=Stage.SERVICES,
        settings=("exposure.{}", "monitoring"),
    ),
    ObjectKind(
        "Namespace",
        "v1",
        "namespaces",
        "contains all other objects",
        module="api",
        stage=Stage.NAMESPACE,
        namespaced=False,
        short_names=("ns",),
        settings=("namespace", "createNamespace", "namespaceLabels", "namespaceAnnotations"),
        max_name_length=63,
    ),
    ObjectKind(
        "NetworkPolicy",
        "networking.k8s.io/v1",
        "networkpolicies",
        "allows the component's pods only the connections that follow from addresses, exposures and identities; each rule's reason is an annotation",
        module="api",
        stage=Stage.ACCESS,
        short_names=("netpol",),
        settings=("networkPolicy",),
    ),
    ObjectKind(
        "PodDisruptionBudget",
        "policy/v1",
        "poddisruptionbudgets",
        "limits how many of the component's pods a node drain may evict at once",
        module="api",
        stage=Stage.SERVICES,
        short_names=("pdb",),
        settings=("{}.disruptionBudget",),
    ),
    ObjectKind(
        "ResourceQuota",
        "v1",
        "resourcequotas",
        "limits what all pods and claims of the namespace request together",
        module="api",
        stage=Stage.ACCESS,
        short_names=("quota",),
        settings=("resourceQuota",),
    ),
    ObjectKind(
        "ScaledObject",
        "keda.sh/v1alpha1",
        "scaledobjects",
        "tells KEDA how to scale the number of the component's pods",
        module="keda",
        stage=Stage.SERVICES,
        short_names=("so",),
        settings=("{}.autoscaling",),
        conditions=("Ready",),
        # KEDA names the HorizontalPodAutoscaler after it, keda-hpa-NAME, and uses both names as label values.
        max_name_length=54,
    ),
    ObjectKind(
        "Secret",
        "v1",
        "secrets",
        "holds sensitive values that the configuration contains",
        module="api",
        stage=Stage.ACCESS,
        settings=("secrets",),
    ),
    ObjectKind(
        "SecretProviderClass",
        "secrets-store.csi.x-k8s.io/v1",
        "secretproviderclasses",
        "tells the Secrets Store CSI driver which entries of a secret manager to mount",
        module="secrets_store",
        stage=Stage.ACCESS,
        short_names=("spc",),
        settings=("secrets",),
    ),
    ObjectKind(
        "SecretStore",
        "external-secrets.io/v1",
        "secretstores",
        "tells the External Secrets Operator where to read secrets",
        module="external_secrets",
        stage=Stage.ACCESS,
        short_names=("ss",),
        settings=("secrets.store",),
        conditions=("Ready",),
    ),
    ObjectKind(
        "ServersTransport",
        "traefik.io/v1alpha1",
        "serverstransports",
        "tells Traefik which certificates to trust when it connects to the component with TLS",
        module="controllers",
        stage=Stage.SERVICES,
        settings=("exposure.{}", "podTls"),
    ),
    ObjectKind(
        "Service",
        "v1",
        "services",
        "gives the component an address in the cluster; one whose name ends in -public is a load balancer",
        module="api",
        short_names=("svc",),
        settings=("{}.service", "exposure.{}"),
        max_name_length=63,
    ),
    ObjectKind(
        "ServiceAccount",
        "v1",
        "serviceaccounts",
        "identifies the component's pods to Kubernetes, and through it to a cloud",
        module="api",
        # Kubernetes rejects a pod whose service account does not exist.
        stage=Stage.ACCESS,
        short_names=("sa",),
        settings=("{}.serviceAccount", "{}.identity"),
    ),
    ObjectKind(
        "ServiceMonitor",
        "monitoring.coreos.com/v1",
        "servicemonitors",
        "tells the Prometheus Operator to scrape the gateway's metrics",
        module="monitoring",
        stage=Stage.SERVICES,
        short_names=("smon",),
        settings=("monitoring.serviceMonitor",),
    ),
    ObjectKind(
        "StatefulSet",
        "apps/v1",
        "statefulsets",
        "runs the store's pod and keeps its volume",
        module="api",
        stage=Stage.STORES,
        short_names=("sts",),
        settings=("{}",),
        # The name and a hash must fit in a label of 63 characters.
        max_name_length=52,
    ),
)
"""The kinds of the platform's objects."""

FLUX_KINDS: Final = (
    ObjectKind("GitRepository", "source.toolkit.fluxcd.io/v1", "gitrepositories", "tells Flux which Git repository has the manifests", "flux"),
    ObjectKind("Kustomization", "kustomize.toolkit.fluxcd.io/v1", "kustomizations", "tells Flux to apply the manifests of a stage", "flux"),
    ObjectKind("OCIRepository", "source.toolkit.fluxcd.io/v1", "ocirepositories", "tells Flux which OCI artifact has the manifests", "flux"),
)
"""The kinds that the `flux` command writes."""

CLUSTER_KINDS: Final = (
    ObjectKind("EndpointSlice", "discovery.k8s.io/v1", "endpointslices", "lists the pods behind a Service"),
    ObjectKind("Event", "v1", "events", "reports what happened to another object"),
    ObjectKind("PersistentVolumeClaim", "v1", "persistentvolumeclaims", "claims the volume of a store", "api", short_names=("pvc",)),
    ObjectKind("Pod", "v1", "pods", "runs the containers of a component", conditions=("Ready",)),
)
"""The kinds that controllers create and `verify` reads."""

KINDS: Final[Mapping[str, ObjectKind]] = MappingProxyType({kind.kind: kind for kind in (*PLATFORM_KINDS, *FLUX_KINDS, *CLUSTER_KINDS)})
"""Every kind by its name."""

WORKLOAD_KINDS: Final = ("Deployment", "StatefulSet", "Job")
"""The names of the kinds that create pods."""
