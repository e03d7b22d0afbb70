"""Custom resources of fluxcd/kustomize-controller v1.9.0-36-g186fb3b, fluxcd/source-controller v1.9.0-13-g39b711b1. Written by `make imports`."""

from typing import NotRequired, TypedDict

from portkey_constructs.kubernetes.kubernetes import ObjectMeta


class KustomizationSpecCommonMetadata(TypedDict):
    annotations: NotRequired[dict[str, str]]
    labels: NotRequired[dict[str, str]]


class KustomizationSpecDecryptionSecretRef(TypedDict):
    name: str


class KustomizationSpecDecryption(TypedDict):
    provider: str
    secretRef: NotRequired[KustomizationSpecDecryptionSecretRef]
    serviceAccountName: NotRequired[str]


class KustomizationSpecDependsOn(TypedDict):
    name: str
    namespace: NotRequired[str]
    readyExpr: NotRequired[str]


class KustomizationSpecHealthCheckExprs(TypedDict):
    apiVersion: str
    current: str
    failed: NotRequired[str]
    inProgress: NotRequired[str]
    kind: NotRequired[str]


class KustomizationSpecHealthChecks(TypedDict):
    apiVersion: NotRequired[str]
    kind: str
    name: str
    namespace: NotRequired[str]


class KustomizationSpecIgnoreTarget(TypedDict):
    annotationSelector: NotRequired[str]
    group: NotRequired[str]
    kind: NotRequired[str]
    labelSelector: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]
    version: NotRequired[str]


class KustomizationSpecIgnore(TypedDict):
    paths: list[str]
    target: NotRequired[KustomizationSpecIgnoreTarget]


class KustomizationSpecImages(TypedDict):
    digest: NotRequired[str]
    name: str
    newName: NotRequired[str]
    newTag: NotRequired[str]


class KustomizationSpecKubeConfigConfigMapRef(TypedDict):
    name: str


class KustomizationSpecKubeConfigSecretRef(TypedDict):
    key: NotRequired[str]
    name: str


class KustomizationSpecKubeConfig(TypedDict):
    configMapRef: NotRequired[KustomizationSpecKubeConfigConfigMapRef]
    secretRef: NotRequired[KustomizationSpecKubeConfigSecretRef]


class KustomizationSpecPatchesTarget(TypedDict):
    annotationSelector: NotRequired[str]
    group: NotRequired[str]
    kind: NotRequired[str]
    labelSelector: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]
    version: NotRequired[str]


class KustomizationSpecPatches(TypedDict):
    patch: str
    target: NotRequired[KustomizationSpecPatchesTarget]


class KustomizationSpecPostBuildSubstituteFrom(TypedDict):
    kind: str
    name: str
    optional: NotRequired[bool]


class KustomizationSpecPostBuild(TypedDict):
    substitute: NotRequired[dict[str, str]]
    substituteFrom: NotRequired[list[KustomizationSpecPostBuildSubstituteFrom]]
    substituteStrategy: NotRequired[str]


class KustomizationSpecSourceRef(TypedDict):
    apiVersion: NotRequired[str]
    kind: str
    name: str
    namespace: NotRequired[str]


class KustomizationSpec(TypedDict):
    buildMetadata: NotRequired[list[str]]
    commonMetadata: NotRequired[KustomizationSpecCommonMetadata]
    components: NotRequired[list[str]]
    decryption: NotRequired[KustomizationSpecDecryption]
    deletionPolicy: NotRequired[str]
    dependsOn: NotRequired[list[KustomizationSpecDependsOn]]
    force: NotRequired[bool]
    healthCheckExprs: NotRequired[list[KustomizationSpecHealthCheckExprs]]
    healthChecks: NotRequired[list[KustomizationSpecHealthChecks]]
    ignore: NotRequired[list[KustomizationSpecIgnore]]
    ignoreMissingComponents: NotRequired[bool]
    images: NotRequired[list[KustomizationSpecImages]]
    interval: str
    kubeConfig: NotRequired[KustomizationSpecKubeConfig]
    namePrefix: NotRequired[str]
    nameSuffix: NotRequired[str]
    patches: NotRequired[list[KustomizationSpecPatches]]
    path: NotRequired[str]
    postBuild: NotRequired[KustomizationSpecPostBuild]
    prune: bool
    retryInterval: NotRequired[str]
    serviceAccountName: NotRequired[str]
    sourceRef: KustomizationSpecSourceRef
    suspend: NotRequired[bool]
    targetNamespace: NotRequired[str]
    timeout: NotRequired[str]
    wait: NotRequired[bool]


class Kustomization(TypedDict):
    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: KustomizationSpec


class GitRepositorySpecIncludeRepository(TypedDict):
    name: str


class GitRepositorySpecInclude(TypedDict):
    fromPath: NotRequired[str]
    repository: GitRepositorySpecIncludeRepository
    toPath: NotRequired[str]


class GitRepositorySpecProxySecretRef(TypedDict):
    name: str


class GitRepositorySpecRef(TypedDict):
    branch: NotRequired[str]
    commit: NotRequired[str]
    name: NotRequired[str]
    semver: NotRequired[str]
    tag: NotRequired[str]


class GitRepositorySpecSecretRef(TypedDict):
    name: str


class GitRepositorySpecVerifySecretRef(TypedDict):
    name: str


class GitRepositorySpecVerify(TypedDict):
    mode: NotRequired[str]
    secretRef: GitRepositorySpecVerifySecretRef


class GitRepositorySpec(TypedDict):
    ignore: NotRequired[str]
    include: NotRequired[list[GitRepositorySpecInclude]]
    interval: str
    provider: NotRequired[str]
    proxySecretRef: NotRequired[GitRepositorySpecProxySecretRef]
    recurseSubmodules: NotRequired[bool]
    ref: NotRequired[GitRepositorySpecRef]
    secretRef: NotRequired[GitRepositorySpecSecretRef]
    serviceAccountName: NotRequired[str]
    sparseCheckout: NotRequired[list[str]]
    suspend: NotRequired[bool]
    timeout: NotRequired[str]
    url: str
    verify: NotRequired[GitRepositorySpecVerify]


class GitRepository(TypedDict):
    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: GitRepositorySpec


class OCIRepositorySpecCertSecretRef(TypedDict):
    name: str


class OCIRepositorySpecLayerSelector(TypedDict):
    mediaType: NotRequired[str]
    operation: NotRequired[str]


class OCIRepositorySpecProxySecretRef(TypedDict):
    name: str


class OCIRepositorySpecRef(TypedDict):
    digest: NotRequired[str]
    semver: NotRequired[str]
    semverFilter: NotRequired[str]
    tag: NotRequired[str]


class OCIRepositorySpecSecretRef(TypedDict):
    name: str


class OCIRepositorySpecVerifyMatchOIDCIdentity(TypedDict):
    issuer: str
    subject: str


class OCIRepositorySpecVerifySecretRef(TypedDict):
    name: str


class OCIRepositorySpecVerifyTrustedRootSecretRef(TypedDict):
    name: str


class OCIRepositorySpecVerify(TypedDict):
    matchOIDCIdentity: NotRequired[list[OCIRepositorySpecVerifyMatchOIDCIdentity]]
    provider: str
    secretRef: NotRequired[OCIRepositorySpecVerifySecretRef]
    trustedRootSecretRef: NotRequired[OCIRepositorySpecVerifyTrustedRootSecretRef]


class OCIRepositorySpec(TypedDict):
    certSecretRef: NotRequired[OCIRepositorySpecCertSecretRef]
    ignore: NotRequired[str]
    insecure: NotRequired[bool]
    interval: str
    layerSelector: NotRequired[OCIRepositorySpecLayerSelector]
    provider: NotRequired[str]
    proxySecretRef: NotRequired[OCIRepositorySpecProxySecretRef]
    ref: NotRequired[OCIRepositorySpecRef]
    secretRef: NotRequired[OCIRepositorySpecSecretRef]
    serviceAccountName: NotRequired[str]
    suspend: NotRequired[bool]
    timeout: NotRequired[str]
    url: str
    verify: NotRequired[OCIRepositorySpecVerify]


class OCIRepository(TypedDict):
    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: OCIRepositorySpec
