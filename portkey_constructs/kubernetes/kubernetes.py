"""The Kubernetes v1.37.0 API as far as this library writes it. Written by `make imports`."""

from typing import NotRequired, TypeAlias, TypedDict


class AWSElasticBlockStoreVolumeSource(TypedDict):
    fsType: NotRequired[str]
    partition: NotRequired[int]
    readOnly: NotRequired[bool]
    volumeID: str


class AppArmorProfile(TypedDict):
    localhostProfile: NotRequired[str]
    type: str


class AzureDiskVolumeSource(TypedDict):
    cachingMode: NotRequired[str]
    diskName: str
    diskURI: str
    fsType: NotRequired[str]
    kind: NotRequired[str]
    readOnly: NotRequired[bool]


class AzureFileVolumeSource(TypedDict):
    readOnly: NotRequired[bool]
    secretName: str
    shareName: str


class Capabilities(TypedDict):
    add: NotRequired[list[str]]
    drop: NotRequired[list[str]]


class ClientIPConfig(TypedDict):
    timeoutSeconds: NotRequired[int]


class ConfigMapEnvSource(TypedDict):
    name: NotRequired[str]
    optional: NotRequired[bool]


class ConfigMapKeySelector(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ContainerPort(TypedDict):
    containerPort: int
    hostIP: NotRequired[str]
    hostPort: NotRequired[int]
    name: NotRequired[str]
    protocol: NotRequired[str]


class ContainerResizePolicy(TypedDict):
    resourceName: str
    restartPolicy: str


class ContainerRestartRuleOnExitCodes(TypedDict):
    operator: str
    values: NotRequired[list[int]]


class CrossVersionObjectReference(TypedDict):
    apiVersion: NotRequired[str]
    kind: str
    name: str


class EvictionResponder(TypedDict):
    name: str
    priority: int


class ExecAction(TypedDict):
    command: NotRequired[list[str]]


class FCVolumeSource(TypedDict):
    fsType: NotRequired[str]
    lun: NotRequired[int]
    readOnly: NotRequired[bool]
    targetWWNs: NotRequired[list[str]]
    wwids: NotRequired[list[str]]


class FileKeySelector(TypedDict):
    key: str
    optional: NotRequired[bool]
    path: str
    volumeName: str


class FlockerVolumeSource(TypedDict):
    datasetName: NotRequired[str]
    datasetUUID: NotRequired[str]


class GCEPersistentDiskVolumeSource(TypedDict):
    fsType: NotRequired[str]
    partition: NotRequired[int]
    pdName: str
    readOnly: NotRequired[bool]


class GRPCAction(TypedDict):
    mode: NotRequired[str]
    port: int
    service: NotRequired[str]


class GitRepoVolumeSource(TypedDict):
    directory: NotRequired[str]
    repository: str
    revision: NotRequired[str]


class GlusterfsVolumeSource(TypedDict):
    endpoints: str
    path: str
    readOnly: NotRequired[bool]


class HPAScalingPolicy(TypedDict):
    periodSeconds: int
    type: str
    value: int


class HTTPHeader(TypedDict):
    name: str
    value: str


class HostAlias(TypedDict):
    hostnames: NotRequired[list[str]]
    ip: str


class HostPathVolumeSource(TypedDict):
    path: str
    type: NotRequired[str]


IPBlock = TypedDict(
    "IPBlock",
    {
        "cidr": str,
        "except": NotRequired[list[str]],
    },
)


class ImageVolumeSource(TypedDict):
    pullPolicy: NotRequired[str]
    reference: NotRequired[str]


class IngressTLS(TypedDict):
    hosts: NotRequired[list[str]]
    secretName: NotRequired[str]


IntOrString: TypeAlias = str | int


class KeyToPath(TypedDict):
    key: str
    mode: NotRequired[int]
    path: str
    user: NotRequired[int]


class LabelSelectorRequirement(TypedDict):
    key: str
    operator: str
    values: NotRequired[list[str]]


class LocalObjectReference(TypedDict):
    name: NotRequired[str]


class NFSVolumeSource(TypedDict):
    path: str
    readOnly: NotRequired[bool]
    server: str


class NamespaceSpec(TypedDict):
    finalizers: NotRequired[list[str]]


class NetworkPolicyPort(TypedDict):
    endPort: NotRequired[int]
    port: NotRequired[IntOrString]
    protocol: NotRequired[str]


class NodeSelectorRequirement(TypedDict):
    key: str
    operator: str
    values: NotRequired[list[str]]


class NodeSelectorTerm(TypedDict):
    matchExpressions: NotRequired[list[NodeSelectorRequirement]]
    matchFields: NotRequired[list[NodeSelectorRequirement]]


class ObjectFieldSelector(TypedDict):
    apiVersion: NotRequired[str]
    fieldPath: str


class ObjectReference(TypedDict):
    apiVersion: NotRequired[str]
    fieldPath: NotRequired[str]
    kind: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]
    resourceVersion: NotRequired[str]
    uid: NotRequired[str]


class OwnerReference(TypedDict):
    apiVersion: str
    blockOwnerDeletion: NotRequired[bool]
    controller: NotRequired[bool]
    kind: str
    name: str
    uid: str


class PersistentVolumeClaimVolumeSource(TypedDict):
    claimName: str
    readOnly: NotRequired[bool]


class PhotonPersistentDiskVolumeSource(TypedDict):
    fsType: NotRequired[str]
    pdID: str


class PodCertificateProjection(TypedDict):
    certificateChainPath: NotRequired[str]
    credentialBundlePath: NotRequired[str]
    keyPath: NotRequired[str]
    keyType: str
    maxExpirationSeconds: NotRequired[int]
    signerName: str
    user: NotRequired[int]
    userAnnotations: NotRequired[dict[str, str]]


class PodDNSConfigOption(TypedDict):
    name: NotRequired[str]
    value: NotRequired[str]


class PodFailurePolicyOnExitCodesRequirement(TypedDict):
    containerName: NotRequired[str]
    operator: str
    values: list[int]


class PodFailurePolicyOnPodConditionsPattern(TypedDict):
    status: NotRequired[str]
    type: str


class PodFailurePolicyRule(TypedDict):
    action: str
    onExitCodes: NotRequired[PodFailurePolicyOnExitCodesRequirement]
    onPodConditions: NotRequired[list[PodFailurePolicyOnPodConditionsPattern]]


class PodOS(TypedDict):
    name: str


class PodReadinessGate(TypedDict):
    conditionType: str


class PodResourceClaim(TypedDict):
    name: str
    resourceClaimName: NotRequired[str]
    resourceClaimTemplateName: NotRequired[str]


class PodSchedulingGate(TypedDict):
    name: str


class PodSchedulingGroup(TypedDict):
    podGroupName: NotRequired[str]


class PortworxVolumeSource(TypedDict):
    fsType: NotRequired[str]
    readOnly: NotRequired[bool]
    volumeID: str


class PreferredSchedulingTerm(TypedDict):
    preference: NodeSelectorTerm
    weight: int


Quantity: TypeAlias = str


class QuobyteVolumeSource(TypedDict):
    group: NotRequired[str]
    readOnly: NotRequired[bool]
    registry: str
    tenant: NotRequired[str]
    user: NotRequired[str]
    volume: str


class RBDVolumeSource(TypedDict):
    fsType: NotRequired[str]
    image: str
    keyring: NotRequired[str]
    monitors: list[str]
    pool: NotRequired[str]
    readOnly: NotRequired[bool]
    secretRef: NotRequired[LocalObjectReference]
    user: NotRequired[str]


class ResourceClaim(TypedDict):
    name: str
    request: NotRequired[str]


class ResourceFieldSelector(TypedDict):
    containerName: NotRequired[str]
    divisor: NotRequired[Quantity]
    resource: str


class ResourceRequirements(TypedDict):
    claims: NotRequired[list[ResourceClaim]]
    limits: NotRequired[dict[str, Quantity]]
    requests: NotRequired[dict[str, Quantity]]


class RollingUpdateDeployment(TypedDict):
    maxSurge: NotRequired[IntOrString]
    maxUnavailable: NotRequired[IntOrString]


class RollingUpdateStatefulSetStrategy(TypedDict):
    maxUnavailable: NotRequired[IntOrString]
    partition: NotRequired[int]


class SELinuxOptions(TypedDict):
    level: NotRequired[str]
    role: NotRequired[str]
    type: NotRequired[str]
    user: NotRequired[str]


class ScaleIOVolumeSource(TypedDict):
    fsType: NotRequired[str]
    gateway: str
    protectionDomain: NotRequired[str]
    readOnly: NotRequired[bool]
    secretRef: LocalObjectReference
    sslEnabled: NotRequired[bool]
    storageMode: NotRequired[str]
    storagePool: NotRequired[str]
    system: str
    volumeName: NotRequired[str]


class SeccompProfile(TypedDict):
    localhostProfile: NotRequired[str]
    type: str


class SecretEnvSource(TypedDict):
    name: NotRequired[str]
    optional: NotRequired[bool]


class SecretKeySelector(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class SecretProjection(TypedDict):
    items: NotRequired[list[KeyToPath]]
    name: NotRequired[str]
    optional: NotRequired[bool]


class SecretVolumeSource(TypedDict):
    defaultMode: NotRequired[int]
    defaultUser: NotRequired[int]
    items: NotRequired[list[KeyToPath]]
    optional: NotRequired[bool]
    secretName: NotRequired[str]


class ServiceAccountTokenProjection(TypedDict):
    audience: NotRequired[str]
    expirationSeconds: NotRequired[int]
    path: str
    user: NotRequired[int]


class ServiceBackendPort(TypedDict):
    name: NotRequired[str]
    number: NotRequired[int]


class ServicePort(TypedDict):
    appProtocol: NotRequired[str]
    name: NotRequired[str]
    nodePort: NotRequired[int]
    port: int
    protocol: NotRequired[str]
    targetPort: NotRequired[IntOrString]


class SessionAffinityConfig(TypedDict):
    clientIP: NotRequired[ClientIPConfig]


class SleepAction(TypedDict):
    seconds: int


class StatefulSetOrdinals(TypedDict):
    start: NotRequired[int]


class StatefulSetPersistentVolumeClaimRetentionPolicy(TypedDict):
    whenDeleted: NotRequired[str]
    whenScaled: NotRequired[str]


class StatefulSetUpdateStrategy(TypedDict):
    rollingUpdate: NotRequired[RollingUpdateStatefulSetStrategy]
    type: NotRequired[str]


class StorageOSVolumeSource(TypedDict):
    fsType: NotRequired[str]
    readOnly: NotRequired[bool]
    secretRef: NotRequired[LocalObjectReference]
    volumeName: NotRequired[str]
    volumeNamespace: NotRequired[str]


class SuccessPolicyRule(TypedDict):
    succeededCount: NotRequired[int]
    succeededIndexes: NotRequired[str]


class Sysctl(TypedDict):
    name: str
    value: str


class TCPSocketAction(TypedDict):
    host: NotRequired[str]
    port: IntOrString


class Toleration(TypedDict):
    effect: NotRequired[str]
    key: NotRequired[str]
    operator: NotRequired[str]
    tolerationSeconds: NotRequired[int]
    value: NotRequired[str]


class TopologyConstraint(TypedDict):
    key: str


class TypedLocalObjectReference(TypedDict):
    apiGroup: NotRequired[str]
    kind: str
    name: str


class TypedObjectReference(TypedDict):
    apiGroup: NotRequired[str]
    kind: str
    name: str
    namespace: NotRequired[str]


class VolumeDevice(TypedDict):
    devicePath: str
    name: str


class VolumeMount(TypedDict):
    bindMountOptions: NotRequired[list[str]]
    mountPath: str
    mountPropagation: NotRequired[str]
    name: str
    readOnly: NotRequired[bool]
    recursiveReadOnly: NotRequired[str]
    subPath: NotRequired[str]
    subPathExpr: NotRequired[str]


class VolumeResourceRequirements(TypedDict):
    limits: NotRequired[dict[str, Quantity]]
    requests: NotRequired[dict[str, Quantity]]


class VsphereVirtualDiskVolumeSource(TypedDict):
    fsType: NotRequired[str]
    storagePolicyID: NotRequired[str]
    storagePolicyName: NotRequired[str]
    volumePath: str


class WindowsSecurityContextOptions(TypedDict):
    gmsaCredentialSpec: NotRequired[str]
    gmsaCredentialSpecName: NotRequired[str]
    hostProcess: NotRequired[bool]
    runAsUserName: NotRequired[str]


class WorkloadPodGroupAllDisruptionMode(TypedDict):
    pass


class WorkloadPodGroupBasicSchedulingPolicy(TypedDict):
    pass


class WorkloadPodGroupGangSchedulingPolicy(TypedDict):
    minCount: NotRequired[int]


class WorkloadPodGroupResourceClaim(TypedDict):
    name: str
    resourceClaimName: NotRequired[str]
    resourceClaimTemplateName: NotRequired[str]


class WorkloadPodGroupSchedulingConstraints(TypedDict):
    topology: NotRequired[list[TopologyConstraint]]


class WorkloadPodGroupSchedulingPolicy(TypedDict):
    basic: NotRequired[WorkloadPodGroupBasicSchedulingPolicy]
    gang: NotRequired[WorkloadPodGroupGangSchedulingPolicy]


class WorkloadPodGroupSingleDisruptionMode(TypedDict):
    pass


class CSIVolumeSource(TypedDict):
    driver: str
    fsType: NotRequired[str]
    nodePublishSecretRef: NotRequired[LocalObjectReference]
    readOnly: NotRequired[bool]
    volumeAttributes: NotRequired[dict[str, str]]


class CephFSVolumeSource(TypedDict):
    monitors: list[str]
    path: NotRequired[str]
    readOnly: NotRequired[bool]
    secretFile: NotRequired[str]
    secretRef: NotRequired[LocalObjectReference]
    user: NotRequired[str]


class CinderVolumeSource(TypedDict):
    fsType: NotRequired[str]
    readOnly: NotRequired[bool]
    secretRef: NotRequired[LocalObjectReference]
    volumeID: str


class ConfigMapProjection(TypedDict):
    items: NotRequired[list[KeyToPath]]
    name: NotRequired[str]
    optional: NotRequired[bool]


class ConfigMapVolumeSource(TypedDict):
    defaultMode: NotRequired[int]
    defaultUser: NotRequired[int]
    items: NotRequired[list[KeyToPath]]
    name: NotRequired[str]
    optional: NotRequired[bool]


class ContainerRestartRule(TypedDict):
    action: str
    exitCodes: NotRequired[ContainerRestartRuleOnExitCodes]


class DeploymentStrategy(TypedDict):
    rollingUpdate: NotRequired[RollingUpdateDeployment]
    type: NotRequired[str]


class DownwardAPIVolumeFile(TypedDict):
    fieldRef: NotRequired[ObjectFieldSelector]
    mode: NotRequired[int]
    path: str
    resourceFieldRef: NotRequired[ResourceFieldSelector]
    user: NotRequired[int]


class DownwardAPIVolumeSource(TypedDict):
    defaultMode: NotRequired[int]
    defaultUser: NotRequired[int]
    items: NotRequired[list[DownwardAPIVolumeFile]]


class EmptyDirVolumeSource(TypedDict):
    medium: NotRequired[str]
    mode: NotRequired[int]
    sizeLimit: NotRequired[Quantity]


class EnvFromSource(TypedDict):
    configMapRef: NotRequired[ConfigMapEnvSource]
    prefix: NotRequired[str]
    secretRef: NotRequired[SecretEnvSource]


class EnvVarSource(TypedDict):
    configMapKeyRef: NotRequired[ConfigMapKeySelector]
    fieldRef: NotRequired[ObjectFieldSelector]
    fileKeyRef: NotRequired[FileKeySelector]
    resourceFieldRef: NotRequired[ResourceFieldSelector]
    secretKeyRef: NotRequired[SecretKeySelector]


class FlexVolumeSource(TypedDict):
    driver: str
    fsType: NotRequired[str]
    options: NotRequired[dict[str, str]]
    readOnly: NotRequired[bool]
    secretRef: NotRequired[LocalObjectReference]


class HPAScalingRules(TypedDict):
    policies: NotRequired[list[HPAScalingPolicy]]
    selectPolicy: NotRequired[str]
    stabilizationWindowSeconds: NotRequired[int]
    tolerance: NotRequired[Quantity]


class HTTPGetAction(TypedDict):
    host: NotRequired[str]
    httpHeaders: NotRequired[list[HTTPHeader]]
    path: NotRequired[str]
    port: IntOrString
    protocol: NotRequired[str]
    scheme: NotRequired[str]


class HorizontalPodAutoscalerBehavior(TypedDict):
    scaleDown: NotRequired[HPAScalingRules]
    scaleUp: NotRequired[HPAScalingRules]


class ISCSIVolumeSource(TypedDict):
    chapAuthDiscovery: NotRequired[bool]
    chapAuthSession: NotRequired[bool]
    fsType: NotRequired[str]
    initiatorName: NotRequired[str]
    iqn: str
    iscsiInterface: NotRequired[str]
    lun: int
    portals: NotRequired[list[str]]
    readOnly: NotRequired[bool]
    secretRef: NotRequired[LocalObjectReference]
    targetPortal: str


class IngressServiceBackend(TypedDict):
    name: str
    port: NotRequired[ServiceBackendPort]


class LabelSelector(TypedDict):
    matchExpressions: NotRequired[list[LabelSelectorRequirement]]
    matchLabels: NotRequired[dict[str, str]]


class LifecycleHandler(TypedDict):
    exec: NotRequired[ExecAction]
    httpGet: NotRequired[HTTPGetAction]
    sleep: NotRequired[SleepAction]
    tcpSocket: NotRequired[TCPSocketAction]


class MetricIdentifier(TypedDict):
    name: str
    selector: NotRequired[LabelSelector]


class MetricTarget(TypedDict):
    averageUtilization: NotRequired[int]
    averageValue: NotRequired[Quantity]
    type: str
    value: NotRequired[Quantity]


class NetworkPolicyPeer(TypedDict):
    ipBlock: NotRequired[IPBlock]
    namespaceSelector: NotRequired[LabelSelector]
    podSelector: NotRequired[LabelSelector]


class NodeSelector(TypedDict):
    nodeSelectorTerms: list[NodeSelectorTerm]


class ObjectMeta(TypedDict):
    annotations: NotRequired[dict[str, str]]
    finalizers: NotRequired[list[str]]
    generateName: NotRequired[str]
    labels: NotRequired[dict[str, str]]
    name: NotRequired[str]
    namespace: NotRequired[str]
    ownerReferences: NotRequired[list[OwnerReference]]


class ObjectMetricSource(TypedDict):
    describedObject: CrossVersionObjectReference
    metric: MetricIdentifier
    target: MetricTarget


class PersistentVolumeClaimSpec(TypedDict):
    accessModes: NotRequired[list[str]]
    dataSource: NotRequired[TypedLocalObjectReference]
    dataSourceRef: NotRequired[TypedObjectReference]
    resources: NotRequired[VolumeResourceRequirements]
    selector: NotRequired[LabelSelector]
    storageClassName: NotRequired[str]
    volumeAttributesClassName: NotRequired[str]
    volumeMode: NotRequired[str]
    volumeName: NotRequired[str]


class PersistentVolumeClaimTemplate(TypedDict):
    metadata: NotRequired[ObjectMeta]
    spec: PersistentVolumeClaimSpec


class PodAffinityTerm(TypedDict):
    labelSelector: NotRequired[LabelSelector]
    matchLabelKeys: NotRequired[list[str]]
    mismatchLabelKeys: NotRequired[list[str]]
    namespaceSelector: NotRequired[LabelSelector]
    namespaces: NotRequired[list[str]]
    topologyKey: str


class PodDNSConfig(TypedDict):
    nameservers: NotRequired[list[str]]
    options: NotRequired[list[PodDNSConfigOption]]
    searches: NotRequired[list[str]]


class PodDisruptionBudgetSpec(TypedDict):
    maxUnavailable: NotRequired[IntOrString]
    minAvailable: NotRequired[IntOrString]
    selector: NotRequired[LabelSelector]
    unhealthyPodEvictionPolicy: NotRequired[str]


class PodFailurePolicy(TypedDict):
    rules: list[PodFailurePolicyRule]


class PodSecurityContext(TypedDict):
    appArmorProfile: NotRequired[AppArmorProfile]
    fsGroup: NotRequired[int]
    fsGroupChangePolicy: NotRequired[str]
    runAsGroup: NotRequired[int]
    runAsNonRoot: NotRequired[bool]
    runAsUser: NotRequired[int]
    seLinuxChangePolicy: NotRequired[str]
    seLinuxOptions: NotRequired[SELinuxOptions]
    seccompProfile: NotRequired[SeccompProfile]
    supplementalGroups: NotRequired[list[int]]
    supplementalGroupsPolicy: NotRequired[str]
    sysctls: NotRequired[list[Sysctl]]
    windowsOptions: NotRequired[WindowsSecurityContextOptions]


class PodsMetricSource(TypedDict):
    metric: MetricIdentifier
    target: MetricTarget


class Probe(TypedDict):
    exec: NotRequired[ExecAction]
    failureThreshold: NotRequired[int]
    grpc: NotRequired[GRPCAction]
    httpGet: NotRequired[HTTPGetAction]
    initialDelaySeconds: NotRequired[int]
    periodSeconds: NotRequired[int]
    successThreshold: NotRequired[int]
    tcpSocket: NotRequired[TCPSocketAction]
    terminationGracePeriodSeconds: NotRequired[int]
    timeoutSeconds: NotRequired[int]


class ResourceMetricSource(TypedDict):
    name: str
    target: MetricTarget


class Secret(TypedDict):
    apiVersion: str
    data: NotRequired[dict[str, str]]
    immutable: NotRequired[bool]
    kind: str
    metadata: ObjectMeta
    stringData: NotRequired[dict[str, str]]
    type: NotRequired[str]


class SecurityContext(TypedDict):
    allowPrivilegeEscalation: NotRequired[bool]
    appArmorProfile: NotRequired[AppArmorProfile]
    capabilities: NotRequired[Capabilities]
    privileged: NotRequired[bool]
    procMount: NotRequired[str]
    readOnlyRootFilesystem: NotRequired[bool]
    runAsGroup: NotRequired[int]
    runAsNonRoot: NotRequired[bool]
    runAsUser: NotRequired[int]
    seLinuxOptions: NotRequired[SELinuxOptions]
    seccompProfile: NotRequired[SeccompProfile]
    windowsOptions: NotRequired[WindowsSecurityContextOptions]


class ServiceAccount(TypedDict):
    apiVersion: str
    automountServiceAccountToken: NotRequired[bool]
    imagePullSecrets: NotRequired[list[LocalObjectReference]]
    kind: str
    metadata: ObjectMeta
    secrets: NotRequired[list[ObjectReference]]


class ServiceSpec(TypedDict):
    allocateLoadBalancerNodePorts: NotRequired[bool]
    clusterIP: NotRequired[str]
    clusterIPs: NotRequired[list[str]]
    externalIPs: NotRequired[list[str]]
    externalName: NotRequired[str]
    externalTrafficPolicy: NotRequired[str]
    healthCheckNodePort: NotRequired[int]
    internalTrafficPolicy: NotRequired[str]
    ipFamilies: NotRequired[list[str]]
    ipFamilyPolicy: NotRequired[str]
    loadBalancerClass: NotRequired[str]
    loadBalancerIP: NotRequired[str]
    loadBalancerSourceRanges: NotRequired[list[str]]
    ports: NotRequired[list[ServicePort]]
    publishNotReadyAddresses: NotRequired[bool]
    selector: NotRequired[dict[str, str]]
    sessionAffinity: NotRequired[str]
    sessionAffinityConfig: NotRequired[SessionAffinityConfig]
    trafficDistribution: NotRequired[str]
    type: NotRequired[str]


class SuccessPolicy(TypedDict):
    rules: list[SuccessPolicyRule]


class TopologySpreadConstraint(TypedDict):
    labelSelector: NotRequired[LabelSelector]
    matchLabelKeys: NotRequired[list[str]]
    maxSkew: int
    minDomains: NotRequired[int]
    nodeAffinityPolicy: NotRequired[str]
    nodeTaintsPolicy: NotRequired[str]
    topologyKey: str
    whenUnsatisfiable: str


class WeightedPodAffinityTerm(TypedDict):
    podAffinityTerm: PodAffinityTerm
    weight: int


class WorkloadPodGroupDisruptionMode(TypedDict):
    all: NotRequired[WorkloadPodGroupAllDisruptionMode]
    single: NotRequired[WorkloadPodGroupSingleDisruptionMode]


class ClusterTrustBundleProjection(TypedDict):
    labelSelector: NotRequired[LabelSelector]
    name: NotRequired[str]
    optional: NotRequired[bool]
    path: str
    signerName: NotRequired[str]
    user: NotRequired[int]


class ConfigMap(TypedDict):
    apiVersion: str
    binaryData: NotRequired[dict[str, str]]
    data: NotRequired[dict[str, str]]
    immutable: NotRequired[bool]
    kind: str
    metadata: ObjectMeta


class ContainerResourceMetricSource(TypedDict):
    container: str
    name: str
    target: MetricTarget


class DownwardAPIProjection(TypedDict):
    items: NotRequired[list[DownwardAPIVolumeFile]]


class EnvVar(TypedDict):
    name: str
    value: NotRequired[str]
    valueFrom: NotRequired[EnvVarSource]


class EphemeralVolumeSource(TypedDict):
    volumeClaimTemplate: NotRequired[PersistentVolumeClaimTemplate]


class ExternalMetricSource(TypedDict):
    metric: MetricIdentifier
    target: MetricTarget


class IngressBackend(TypedDict):
    resource: NotRequired[TypedLocalObjectReference]
    service: NotRequired[IngressServiceBackend]


class JobSchedulingConfiguration(TypedDict):
    disruptionMode: NotRequired[WorkloadPodGroupDisruptionMode]
    resourceClaims: NotRequired[list[WorkloadPodGroupResourceClaim]]
    schedulingConstraints: NotRequired[WorkloadPodGroupSchedulingConstraints]
    schedulingPolicy: NotRequired[WorkloadPodGroupSchedulingPolicy]


class Lifecycle(TypedDict):
    postStart: NotRequired[LifecycleHandler]
    preStop: NotRequired[LifecycleHandler]
    stopSignal: NotRequired[str]


class MetricSpec(TypedDict):
    containerResource: NotRequired[ContainerResourceMetricSource]
    external: NotRequired[ExternalMetricSource]
    object: NotRequired[ObjectMetricSource]
    pods: NotRequired[PodsMetricSource]
    resource: NotRequired[ResourceMetricSource]
    type: str


class Namespace(TypedDict):
    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: NotRequired[NamespaceSpec]


class NetworkPolicyEgressRule(TypedDict):
    ports: NotRequired[list[NetworkPolicyPort]]
    to: NotRequired[list[NetworkPolicyPeer]]


NetworkPolicyIngressRule = TypedDict(
    "NetworkPolicyIngressRule",
    {
        "from": NotRequired[list[NetworkPolicyPeer]],
        "ports": NotRequired[list[NetworkPolicyPort]],
    },
)


class NetworkPolicySpec(TypedDict):
    egress: NotRequired[list[NetworkPolicyEgressRule]]
    ingress: NotRequired[list[NetworkPolicyIngressRule]]
    podSelector: NotRequired[LabelSelector]
    policyTypes: NotRequired[list[str]]


class NodeAffinity(TypedDict):
    preferredDuringSchedulingIgnoredDuringExecution: NotRequired[list[PreferredSchedulingTerm]]
    requiredDuringSchedulingIgnoredDuringExecution: NotRequired[NodeSelector]


class PersistentVolumeClaim(TypedDict):
    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: PersistentVolumeClaimSpec


class PodAffinity(TypedDict):
    preferredDuringSchedulingIgnoredDuringExecution: NotRequired[list[WeightedPodAffinityTerm]]
    requiredDuringSchedulingIgnoredDuringExecution: NotRequired[list[PodAffinityTerm]]


class PodAntiAffinity(TypedDict):
    preferredDuringSchedulingIgnoredDuringExecution: NotRequired[list[WeightedPodAffinityTerm]]
    requiredDuringSchedulingIgnoredDuringExecution: NotRequired[list[PodAffinityTerm]]


class PodDisruptionBudget(TypedDict):
    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: PodDisruptionBudgetSpec


class Service(TypedDict):
    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: ServiceSpec


class VolumeProjection(TypedDict):
    clusterTrustBundle: NotRequired[ClusterTrustBundleProjection]
    configMap: NotRequired[ConfigMapProjection]
    downwardAPI: NotRequired[DownwardAPIProjection]
    podCertificate: NotRequired[PodCertificateProjection]
    secret: NotRequired[SecretProjection]
    serviceAccountToken: NotRequired[ServiceAccountTokenProjection]


class Affinity(TypedDict):
    nodeAffinity: NotRequired[NodeAffinity]
    podAffinity: NotRequired[PodAffinity]
    podAntiAffinity: NotRequired[PodAntiAffinity]


class Container(TypedDict):
    args: NotRequired[list[str]]
    command: NotRequired[list[str]]
    env: NotRequired[list[EnvVar]]
    envFrom: NotRequired[list[EnvFromSource]]
    image: NotRequired[str]
    imagePullPolicy: NotRequired[str]
    lifecycle: NotRequired[Lifecycle]
    livenessProbe: NotRequired[Probe]
    name: str
    ports: NotRequired[list[ContainerPort]]
    readinessProbe: NotRequired[Probe]
    resizePolicy: NotRequired[list[ContainerResizePolicy]]
    resources: NotRequired[ResourceRequirements]
    restartPolicy: NotRequired[str]
    restartPolicyRules: NotRequired[list[ContainerRestartRule]]
    securityContext: NotRequired[SecurityContext]
    startupProbe: NotRequired[Probe]
    stdin: NotRequired[bool]
    stdinOnce: NotRequired[bool]
    terminationMessagePath: NotRequired[str]
    terminationMessagePolicy: NotRequired[str]
    tty: NotRequired[bool]
    volumeDevices: NotRequired[list[VolumeDevice]]
    volumeMounts: NotRequired[list[VolumeMount]]
    workingDir: NotRequired[str]


class EphemeralContainer(TypedDict):
    args: NotRequired[list[str]]
    command: NotRequired[list[str]]
    env: NotRequired[list[EnvVar]]
    envFrom: NotRequired[list[EnvFromSource]]
    image: NotRequired[str]
    imagePullPolicy: NotRequired[str]
    lifecycle: NotRequired[Lifecycle]
    livenessProbe: NotRequired[Probe]
    name: str
    ports: NotRequired[list[ContainerPort]]
    readinessProbe: NotRequired[Probe]
    resizePolicy: NotRequired[list[ContainerResizePolicy]]
    resources: NotRequired[ResourceRequirements]
    restartPolicy: NotRequired[str]
    restartPolicyRules: NotRequired[list[ContainerRestartRule]]
    securityContext: NotRequired[SecurityContext]
    startupProbe: NotRequired[Probe]
    stdin: NotRequired[bool]
    stdinOnce: NotRequired[bool]
    targetContainerName: NotRequired[str]
    terminationMessagePath: NotRequired[str]
    terminationMessagePolicy: NotRequired[str]
    tty: NotRequired[bool]
    volumeDevices: NotRequired[list[VolumeDevice]]
    volumeMounts: NotRequired[list[VolumeMount]]
    workingDir: NotRequired[str]


class HTTPIngressPath(TypedDict):
    backend: IngressBackend
    path: NotRequired[str]
    pathType: str


class HTTPIngressRuleValue(TypedDict):
    paths: list[HTTPIngressPath]


class HorizontalPodAutoscalerSpec(TypedDict):
    behavior: NotRequired[HorizontalPodAutoscalerBehavior]
    maxReplicas: int
    metrics: NotRequired[list[MetricSpec]]
    minReplicas: NotRequired[int]
    scaleTargetRef: CrossVersionObjectReference


class IngressRule(TypedDict):
    host: NotRequired[str]
    http: NotRequired[HTTPIngressRuleValue]


class IngressSpec(TypedDict):
    defaultBackend: NotRequired[IngressBackend]
    ingressClassName: NotRequired[str]
    rules: NotRequired[list[IngressRule]]
    tls: NotRequired[list[IngressTLS]]


class NetworkPolicy(TypedDict):
    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: NetworkPolicySpec


class ProjectedVolumeSource(TypedDict):
    defaultMode: NotRequired[int]
    defaultUser: NotRequired[int]
    sources: NotRequired[list[VolumeProjection]]


class Volume(TypedDict):
    awsElasticBlockStore: NotRequired[AWSElasticBlockStoreVolumeSource]
    azureDisk: NotRequired[AzureDiskVolumeSource]
    azureFile: NotRequired[AzureFileVolumeSource]
    cephfs: NotRequired[CephFSVolumeSource]
    cinder: NotRequired[CinderVolumeSource]
    configMap: NotRequired[ConfigMapVolumeSource]
    csi: NotRequired[CSIVolumeSource]
    downwardAPI: NotRequired[DownwardAPIVolumeSource]
    emptyDir: NotRequired[EmptyDirVolumeSource]
    ephemeral: NotRequired[EphemeralVolumeSource]
    fc: NotRequired[FCVolumeSource]
    flexVolume: NotRequired[FlexVolumeSource]
    flocker: NotRequired[FlockerVolumeSource]
    gcePersistentDisk: NotRequired[GCEPersistentDiskVolumeSource]
    gitRepo: NotRequired[GitRepoVolumeSource]
    glusterfs: NotRequired[GlusterfsVolumeSource]
    hostPath: NotRequired[HostPathVolumeSource]
    image: NotRequired[ImageVolumeSource]
    iscsi: NotRequired[ISCSIVolumeSource]
    name: str
    nfs: NotRequired[NFSVolumeSource]
    persistentVolumeClaim: NotRequired[PersistentVolumeClaimVolumeSource]
    photonPersistentDisk: NotRequired[PhotonPersistentDiskVolumeSource]
    portworxVolume: NotRequired[PortworxVolumeSource]
    projected: NotRequired[ProjectedVolumeSource]
    quobyte: NotRequired[QuobyteVolumeSource]
    rbd: NotRequired[RBDVolumeSource]
    scaleIO: NotRequired[ScaleIOVolumeSource]
    secret: NotRequired[SecretVolumeSource]
    storageos: NotRequired[StorageOSVolumeSource]
    vsphereVolume: NotRequired[VsphereVirtualDiskVolumeSource]


class HorizontalPodAutoscaler(TypedDict):
    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: HorizontalPodAutoscalerSpec


class Ingress(TypedDict):
    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: IngressSpec


class PodSpec(TypedDict):
    activeDeadlineSeconds: NotRequired[int]
    affinity: NotRequired[Affinity]
    automountServiceAccountToken: NotRequired[bool]
    containers: list[Container]
    dnsConfig: NotRequired[PodDNSConfig]
    dnsPolicy: NotRequired[str]
    enableServiceLinks: NotRequired[bool]
    ephemeralContainers: NotRequired[list[EphemeralContainer]]
    evictionResponders: NotRequired[list[EvictionResponder]]
    hostAliases: NotRequired[list[HostAlias]]
    hostIPC: NotRequired[bool]
    hostNetwork: NotRequired[bool]
    hostPID: NotRequired[bool]
    hostUsers: NotRequired[bool]
    hostname: NotRequired[str]
    hostnameOverride: NotRequired[str]
    imagePullSecrets: NotRequired[list[LocalObjectReference]]
    initContainers: NotRequired[list[Container]]
    nodeName: NotRequired[str]
    nodeSelector: NotRequired[dict[str, str]]
    os: NotRequired[PodOS]
    overhead: NotRequired[dict[str, Quantity]]
    preemptionPolicy: NotRequired[str]
    priority: NotRequired[int]
    priorityClassName: NotRequired[str]
    readinessGates: NotRequired[list[PodReadinessGate]]
    resourceClaims: NotRequired[list[PodResourceClaim]]
    resources: NotRequired[ResourceRequirements]
    restartPolicy: NotRequired[str]
    runtimeClassName: NotRequired[str]
    schedulerName: NotRequired[str]
    schedulingGates: NotRequired[list[PodSchedulingGate]]
    schedulingGroup: NotRequired[PodSchedulingGroup]
    securityContext: NotRequired[PodSecurityContext]
    serviceAccount: NotRequired[str]
    serviceAccountName: NotRequired[str]
    setHostnameAsFQDN: NotRequired[bool]
    shareProcessNamespace: NotRequired[bool]
    subdomain: NotRequired[str]
    terminationGracePeriodSeconds: NotRequired[int]
    tolerations: NotRequired[list[Toleration]]
    topologySpreadConstraints: NotRequired[list[TopologySpreadConstraint]]
    volumes: NotRequired[list[Volume]]


class PodTemplateSpec(TypedDict):
    metadata: NotRequired[ObjectMeta]
    spec: NotRequired[PodSpec]


class StatefulSetSpec(TypedDict):
    minReadySeconds: NotRequired[int]
    ordinals: NotRequired[StatefulSetOrdinals]
    persistentVolumeClaimRetentionPolicy: NotRequired[StatefulSetPersistentVolumeClaimRetentionPolicy]
    podManagementPolicy: NotRequired[str]
    replicas: NotRequired[int]
    revisionHistoryLimit: NotRequired[int]
    selector: LabelSelector
    serviceName: NotRequired[str]
    template: PodTemplateSpec
    updateStrategy: NotRequired[StatefulSetUpdateStrategy]
    volumeClaimTemplates: NotRequired[list[PersistentVolumeClaim]]


class DeploymentSpec(TypedDict):
    minReadySeconds: NotRequired[int]
    paused: NotRequired[bool]
    progressDeadlineSeconds: NotRequired[int]
    replicas: NotRequired[int]
    revisionHistoryLimit: NotRequired[int]
    selector: LabelSelector
    strategy: NotRequired[DeploymentStrategy]
    template: PodTemplateSpec


class JobSpec(TypedDict):
    activeDeadlineSeconds: NotRequired[int]
    backoffLimit: NotRequired[int]
    backoffLimitPerIndex: NotRequired[int]
    completionMode: NotRequired[str]
    completions: NotRequired[int]
    managedBy: NotRequired[str]
    manualSelector: NotRequired[bool]
    maxFailedIndexes: NotRequired[int]
    parallelism: NotRequired[int]
    podFailurePolicy: NotRequired[PodFailurePolicy]
    podReplacementPolicy: NotRequired[str]
    scheduling: NotRequired[JobSchedulingConfiguration]
    selector: NotRequired[LabelSelector]
    successPolicy: NotRequired[SuccessPolicy]
    suspend: NotRequired[bool]
    template: PodTemplateSpec
    ttlSecondsAfterFinished: NotRequired[int]


class StatefulSet(TypedDict):
    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: StatefulSetSpec


class Deployment(TypedDict):
    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: DeploymentSpec


class Job(TypedDict):
    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: JobSpec
