"""Custom resources of external-secrets/external-secrets helm-chart-2.9.0. Written by `make imports`."""

from typing import NotRequired, TypedDict

from portkey_constructs.kubernetes.kubernetes import ObjectMeta


class ExternalSecretSpecDataRemoteRef(TypedDict):
    conversionStrategy: NotRequired[str]
    decodingStrategy: NotRequired[str]
    key: str
    metadataPolicy: NotRequired[str]
    nullBytePolicy: NotRequired[str]
    property: NotRequired[str]
    version: NotRequired[str]


class ExternalSecretSpecDataSourceRefGeneratorRef(TypedDict):
    apiVersion: NotRequired[str]
    kind: str
    name: str


class ExternalSecretSpecDataSourceRefStoreRef(TypedDict):
    kind: NotRequired[str]
    name: NotRequired[str]


class ExternalSecretSpecDataSourceRef(TypedDict):
    generatorRef: NotRequired[ExternalSecretSpecDataSourceRefGeneratorRef]
    storeRef: NotRequired[ExternalSecretSpecDataSourceRefStoreRef]


class ExternalSecretSpecData(TypedDict):
    remoteRef: ExternalSecretSpecDataRemoteRef
    secretKey: str
    sourceRef: NotRequired[ExternalSecretSpecDataSourceRef]


class ExternalSecretSpecDataFromExtract(TypedDict):
    conversionStrategy: NotRequired[str]
    decodingStrategy: NotRequired[str]
    key: str
    metadataPolicy: NotRequired[str]
    nullBytePolicy: NotRequired[str]
    property: NotRequired[str]
    version: NotRequired[str]


class ExternalSecretSpecDataFromFindName(TypedDict):
    regexp: NotRequired[str]


class ExternalSecretSpecDataFromFind(TypedDict):
    conversionStrategy: NotRequired[str]
    decodingStrategy: NotRequired[str]
    name: NotRequired[ExternalSecretSpecDataFromFindName]
    nullBytePolicy: NotRequired[str]
    path: NotRequired[str]
    tags: NotRequired[dict[str, str]]


class ExternalSecretSpecDataFromRewriteMerge(TypedDict):
    conflictPolicy: NotRequired[str]
    into: NotRequired[str]
    priority: NotRequired[list[str]]
    priorityPolicy: NotRequired[str]
    strategy: NotRequired[str]


class ExternalSecretSpecDataFromRewriteRegexp(TypedDict):
    source: str
    target: str


class ExternalSecretSpecDataFromRewriteTransform(TypedDict):
    template: str


class ExternalSecretSpecDataFromRewrite(TypedDict):
    merge: NotRequired[ExternalSecretSpecDataFromRewriteMerge]
    regexp: NotRequired[ExternalSecretSpecDataFromRewriteRegexp]
    transform: NotRequired[ExternalSecretSpecDataFromRewriteTransform]


class ExternalSecretSpecDataFromSourceRefGeneratorRef(TypedDict):
    apiVersion: NotRequired[str]
    kind: str
    name: str


class ExternalSecretSpecDataFromSourceRefStoreRef(TypedDict):
    kind: NotRequired[str]
    name: NotRequired[str]


class ExternalSecretSpecDataFromSourceRef(TypedDict):
    generatorRef: NotRequired[ExternalSecretSpecDataFromSourceRefGeneratorRef]
    storeRef: NotRequired[ExternalSecretSpecDataFromSourceRefStoreRef]


class ExternalSecretSpecDataFrom(TypedDict):
    extract: NotRequired[ExternalSecretSpecDataFromExtract]
    find: NotRequired[ExternalSecretSpecDataFromFind]
    rewrite: NotRequired[list[ExternalSecretSpecDataFromRewrite]]
    sourceRef: NotRequired[ExternalSecretSpecDataFromSourceRef]


class ExternalSecretSpecSecretStoreRef(TypedDict):
    kind: NotRequired[str]
    name: NotRequired[str]


class ExternalSecretSpecSyncWindowsWindows(TypedDict):
    duration: str
    schedule: str


class ExternalSecretSpecSyncWindows(TypedDict):
    kind: str
    windows: list[ExternalSecretSpecSyncWindowsWindows]


class ExternalSecretSpecTargetManifest(TypedDict):
    apiVersion: str
    kind: str


class ExternalSecretSpecTargetTemplateMetadata(TypedDict):
    annotations: NotRequired[dict[str, str]]
    finalizers: NotRequired[list[str]]
    labels: NotRequired[dict[str, str]]


class ExternalSecretSpecTargetTemplateTemplateFromConfigMapItems(TypedDict):
    key: str
    templateAs: NotRequired[str]


class ExternalSecretSpecTargetTemplateTemplateFromConfigMap(TypedDict):
    items: list[ExternalSecretSpecTargetTemplateTemplateFromConfigMapItems]
    name: str


class ExternalSecretSpecTargetTemplateTemplateFromSecretItems(TypedDict):
    key: str
    templateAs: NotRequired[str]


class ExternalSecretSpecTargetTemplateTemplateFromSecret(TypedDict):
    items: list[ExternalSecretSpecTargetTemplateTemplateFromSecretItems]
    name: str


class ExternalSecretSpecTargetTemplateTemplateFrom(TypedDict):
    configMap: NotRequired[ExternalSecretSpecTargetTemplateTemplateFromConfigMap]
    literal: NotRequired[str]
    secret: NotRequired[ExternalSecretSpecTargetTemplateTemplateFromSecret]
    target: NotRequired[str]
    valuesDecodingStrategy: NotRequired[str]


class ExternalSecretSpecTargetTemplate(TypedDict):
    data: NotRequired[dict[str, str]]
    engineVersion: NotRequired[str]
    mergePolicy: NotRequired[str]
    metadata: NotRequired[ExternalSecretSpecTargetTemplateMetadata]
    templateFrom: NotRequired[list[ExternalSecretSpecTargetTemplateTemplateFrom]]
    type: NotRequired[str]


class ExternalSecretSpecTarget(TypedDict):
    creationPolicy: NotRequired[str]
    deletionPolicy: NotRequired[str]
    immutable: NotRequired[bool]
    manifest: NotRequired[ExternalSecretSpecTargetManifest]
    name: NotRequired[str]
    template: NotRequired[ExternalSecretSpecTargetTemplate]


class ExternalSecretSpec(TypedDict):
    data: NotRequired[list[ExternalSecretSpecData]]
    dataFrom: NotRequired[list[ExternalSecretSpecDataFrom]]
    refreshInterval: NotRequired[str]
    refreshPolicy: NotRequired[str]
    secretStoreRef: NotRequired[ExternalSecretSpecSecretStoreRef]
    syncWindows: NotRequired[ExternalSecretSpecSyncWindows]
    target: NotRequired[ExternalSecretSpecTarget]


class ExternalSecret(TypedDict):
    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: ExternalSecretSpec


class SecretStoreSpecConditionsNamespaceSelectorMatchExpressions(TypedDict):
    key: str
    operator: str
    values: NotRequired[list[str]]


class SecretStoreSpecConditionsNamespaceSelector(TypedDict):
    matchExpressions: NotRequired[list[SecretStoreSpecConditionsNamespaceSelectorMatchExpressions]]
    matchLabels: NotRequired[dict[str, str]]


class SecretStoreSpecConditions(TypedDict):
    namespaceRegexes: NotRequired[list[str]]
    namespaceSelector: NotRequired[SecretStoreSpecConditionsNamespaceSelector]
    namespaces: NotRequired[list[str]]


class SecretStoreSpecProviderAwsAuthJwtServiceAccountRef(TypedDict):
    audiences: NotRequired[list[str]]
    name: str
    namespace: NotRequired[str]


class SecretStoreSpecProviderAwsAuthJwt(TypedDict):
    serviceAccountRef: NotRequired[SecretStoreSpecProviderAwsAuthJwtServiceAccountRef]


class SecretStoreSpecProviderAwsAuthSecretRefAccessKeyIDSecretRef(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderAwsAuthSecretRefSecretAccessKeySecretRef(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderAwsAuthSecretRefSessionTokenSecretRef(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderAwsAuthSecretRef(TypedDict):
    accessKeyIDSecretRef: NotRequired[SecretStoreSpecProviderAwsAuthSecretRefAccessKeyIDSecretRef]
    secretAccessKeySecretRef: NotRequired[SecretStoreSpecProviderAwsAuthSecretRefSecretAccessKeySecretRef]
    sessionTokenSecretRef: NotRequired[SecretStoreSpecProviderAwsAuthSecretRefSessionTokenSecretRef]


class SecretStoreSpecProviderAwsAuth(TypedDict):
    jwt: NotRequired[SecretStoreSpecProviderAwsAuthJwt]
    secretRef: NotRequired[SecretStoreSpecProviderAwsAuthSecretRef]


class SecretStoreSpecProviderAwsSecretsManager(TypedDict):
    forceDeleteWithoutRecovery: NotRequired[bool]
    recoveryWindowInDays: NotRequired[int]


class SecretStoreSpecProviderAwsSessionTags(TypedDict):
    key: str
    value: str


class SecretStoreSpecProviderAws(TypedDict):
    additionalRoles: NotRequired[list[str]]
    auth: NotRequired[SecretStoreSpecProviderAwsAuth]
    customSessionTags: NotRequired[dict[str, str]]
    externalID: NotRequired[str]
    prefix: NotRequired[str]
    region: str
    role: NotRequired[str]
    secretsManager: NotRequired[SecretStoreSpecProviderAwsSecretsManager]
    service: str
    sessionTags: NotRequired[list[SecretStoreSpecProviderAwsSessionTags]]
    sessionTagsPolicy: NotRequired[str]
    transitiveTagKeys: NotRequired[list[str]]


class SecretStoreSpecProviderAzurekvAuthSecretRefClientCertificate(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderAzurekvAuthSecretRefClientId(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderAzurekvAuthSecretRefClientSecret(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderAzurekvAuthSecretRefTenantId(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderAzurekvAuthSecretRef(TypedDict):
    clientCertificate: NotRequired[SecretStoreSpecProviderAzurekvAuthSecretRefClientCertificate]
    clientId: NotRequired[SecretStoreSpecProviderAzurekvAuthSecretRefClientId]
    clientSecret: NotRequired[SecretStoreSpecProviderAzurekvAuthSecretRefClientSecret]
    tenantId: NotRequired[SecretStoreSpecProviderAzurekvAuthSecretRefTenantId]


class SecretStoreSpecProviderAzurekvCustomCloudConfig(TypedDict):
    activeDirectoryEndpoint: str
    keyVaultDNSSuffix: NotRequired[str]
    keyVaultEndpoint: NotRequired[str]
    resourceManagerEndpoint: NotRequired[str]


class SecretStoreSpecProviderAzurekvServiceAccountRef(TypedDict):
    audiences: NotRequired[list[str]]
    name: str
    namespace: NotRequired[str]


class SecretStoreSpecProviderAzurekv(TypedDict):
    authSecretRef: NotRequired[SecretStoreSpecProviderAzurekvAuthSecretRef]
    authType: NotRequired[str]
    customCloudConfig: NotRequired[SecretStoreSpecProviderAzurekvCustomCloudConfig]
    environmentType: NotRequired[str]
    identityId: NotRequired[str]
    serviceAccountRef: NotRequired[SecretStoreSpecProviderAzurekvServiceAccountRef]
    tenantId: NotRequired[str]
    useAzureSDK: NotRequired[bool]
    vaultUrl: str


class SecretStoreSpecProviderGcpsmAuthSecretRefSecretAccessKeySecretRef(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderGcpsmAuthSecretRef(TypedDict):
    secretAccessKeySecretRef: NotRequired[SecretStoreSpecProviderGcpsmAuthSecretRefSecretAccessKeySecretRef]


class SecretStoreSpecProviderGcpsmAuthWorkloadIdentityServiceAccountRef(TypedDict):
    audiences: NotRequired[list[str]]
    name: str
    namespace: NotRequired[str]


class SecretStoreSpecProviderGcpsmAuthWorkloadIdentity(TypedDict):
    clusterLocation: NotRequired[str]
    clusterName: NotRequired[str]
    clusterProjectID: NotRequired[str]
    serviceAccountRef: SecretStoreSpecProviderGcpsmAuthWorkloadIdentityServiceAccountRef


class SecretStoreSpecProviderGcpsmAuthWorkloadIdentityFederationAwsSecurityCredentialsAwsCredentialsSecretRef(TypedDict):
    name: str
    namespace: NotRequired[str]


class SecretStoreSpecProviderGcpsmAuthWorkloadIdentityFederationAwsSecurityCredentials(TypedDict):
    awsCredentialsSecretRef: SecretStoreSpecProviderGcpsmAuthWorkloadIdentityFederationAwsSecurityCredentialsAwsCredentialsSecretRef
    region: str


class SecretStoreSpecProviderGcpsmAuthWorkloadIdentityFederationCredConfig(TypedDict):
    key: str
    name: str
    namespace: NotRequired[str]


class SecretStoreSpecProviderGcpsmAuthWorkloadIdentityFederationServiceAccountRef(TypedDict):
    audiences: NotRequired[list[str]]
    name: str
    namespace: NotRequired[str]


class SecretStoreSpecProviderGcpsmAuthWorkloadIdentityFederation(TypedDict):
    audience: NotRequired[str]
    awsSecurityCredentials: NotRequired[SecretStoreSpecProviderGcpsmAuthWorkloadIdentityFederationAwsSecurityCredentials]
    credConfig: NotRequired[SecretStoreSpecProviderGcpsmAuthWorkloadIdentityFederationCredConfig]
    externalTokenEndpoint: NotRequired[str]
    gcpServiceAccountEmail: NotRequired[str]
    serviceAccountRef: NotRequired[SecretStoreSpecProviderGcpsmAuthWorkloadIdentityFederationServiceAccountRef]


class SecretStoreSpecProviderGcpsmAuth(TypedDict):
    secretRef: NotRequired[SecretStoreSpecProviderGcpsmAuthSecretRef]
    workloadIdentity: NotRequired[SecretStoreSpecProviderGcpsmAuthWorkloadIdentity]
    workloadIdentityFederation: NotRequired[SecretStoreSpecProviderGcpsmAuthWorkloadIdentityFederation]


class SecretStoreSpecProviderGcpsm(TypedDict):
    auth: NotRequired[SecretStoreSpecProviderGcpsmAuth]
    location: NotRequired[str]
    projectID: NotRequired[str]
    secretVersionSelectionPolicy: NotRequired[str]


class SecretStoreSpecProviderVaultAuthAppRoleRoleRef(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultAuthAppRoleSecretRef(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultAuthAppRole(TypedDict):
    path: str
    roleId: NotRequired[str]
    roleRef: NotRequired[SecretStoreSpecProviderVaultAuthAppRoleRoleRef]
    secretRef: SecretStoreSpecProviderVaultAuthAppRoleSecretRef


class SecretStoreSpecProviderVaultAuthCertClientCert(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultAuthCertSecretRef(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultAuthCert(TypedDict):
    clientCert: NotRequired[SecretStoreSpecProviderVaultAuthCertClientCert]
    path: NotRequired[str]
    secretRef: NotRequired[SecretStoreSpecProviderVaultAuthCertSecretRef]
    vaultRole: NotRequired[str]


class SecretStoreSpecProviderVaultAuthGcpSecretRefSecretAccessKeySecretRef(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultAuthGcpSecretRef(TypedDict):
    secretAccessKeySecretRef: NotRequired[SecretStoreSpecProviderVaultAuthGcpSecretRefSecretAccessKeySecretRef]


class SecretStoreSpecProviderVaultAuthGcpServiceAccountRef(TypedDict):
    audiences: NotRequired[list[str]]
    name: str
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultAuthGcpWorkloadIdentityServiceAccountRef(TypedDict):
    audiences: NotRequired[list[str]]
    name: str
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultAuthGcpWorkloadIdentity(TypedDict):
    clusterLocation: NotRequired[str]
    clusterName: NotRequired[str]
    clusterProjectID: NotRequired[str]
    serviceAccountRef: SecretStoreSpecProviderVaultAuthGcpWorkloadIdentityServiceAccountRef


class SecretStoreSpecProviderVaultAuthGcp(TypedDict):
    location: NotRequired[str]
    path: NotRequired[str]
    projectID: NotRequired[str]
    role: str
    secretRef: NotRequired[SecretStoreSpecProviderVaultAuthGcpSecretRef]
    serviceAccountRef: NotRequired[SecretStoreSpecProviderVaultAuthGcpServiceAccountRef]
    workloadIdentity: NotRequired[SecretStoreSpecProviderVaultAuthGcpWorkloadIdentity]


class SecretStoreSpecProviderVaultAuthIamJwtServiceAccountRef(TypedDict):
    audiences: NotRequired[list[str]]
    name: str
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultAuthIamJwt(TypedDict):
    serviceAccountRef: NotRequired[SecretStoreSpecProviderVaultAuthIamJwtServiceAccountRef]


class SecretStoreSpecProviderVaultAuthIamSecretRefAccessKeyIDSecretRef(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultAuthIamSecretRefSecretAccessKeySecretRef(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultAuthIamSecretRefSessionTokenSecretRef(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultAuthIamSecretRef(TypedDict):
    accessKeyIDSecretRef: NotRequired[SecretStoreSpecProviderVaultAuthIamSecretRefAccessKeyIDSecretRef]
    secretAccessKeySecretRef: NotRequired[SecretStoreSpecProviderVaultAuthIamSecretRefSecretAccessKeySecretRef]
    sessionTokenSecretRef: NotRequired[SecretStoreSpecProviderVaultAuthIamSecretRefSessionTokenSecretRef]


class SecretStoreSpecProviderVaultAuthIam(TypedDict):
    externalID: NotRequired[str]
    jwt: NotRequired[SecretStoreSpecProviderVaultAuthIamJwt]
    path: NotRequired[str]
    region: NotRequired[str]
    role: NotRequired[str]
    secretRef: NotRequired[SecretStoreSpecProviderVaultAuthIamSecretRef]
    vaultAwsIamServerID: NotRequired[str]
    vaultRole: str


class SecretStoreSpecProviderVaultAuthJwtKubernetesServiceAccountTokenServiceAccountRef(TypedDict):
    audiences: NotRequired[list[str]]
    name: str
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultAuthJwtKubernetesServiceAccountToken(TypedDict):
    audiences: NotRequired[list[str]]
    expirationSeconds: NotRequired[int]
    serviceAccountRef: SecretStoreSpecProviderVaultAuthJwtKubernetesServiceAccountTokenServiceAccountRef


class SecretStoreSpecProviderVaultAuthJwtSecretRef(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultAuthJwt(TypedDict):
    kubernetesServiceAccountToken: NotRequired[SecretStoreSpecProviderVaultAuthJwtKubernetesServiceAccountToken]
    path: str
    role: NotRequired[str]
    secretRef: NotRequired[SecretStoreSpecProviderVaultAuthJwtSecretRef]


class SecretStoreSpecProviderVaultAuthKubernetesSecretRef(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultAuthKubernetesServiceAccountRef(TypedDict):
    audiences: NotRequired[list[str]]
    name: str
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultAuthKubernetes(TypedDict):
    mountPath: str
    role: str
    secretRef: NotRequired[SecretStoreSpecProviderVaultAuthKubernetesSecretRef]
    serviceAccountRef: NotRequired[SecretStoreSpecProviderVaultAuthKubernetesServiceAccountRef]


class SecretStoreSpecProviderVaultAuthLdapSecretRef(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultAuthLdap(TypedDict):
    path: str
    secretRef: NotRequired[SecretStoreSpecProviderVaultAuthLdapSecretRef]
    username: str


class SecretStoreSpecProviderVaultAuthTokenSecretRef(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultAuthUserPassSecretRef(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultAuthUserPass(TypedDict):
    path: str
    secretRef: NotRequired[SecretStoreSpecProviderVaultAuthUserPassSecretRef]
    username: str


class SecretStoreSpecProviderVaultAuth(TypedDict):
    appRole: NotRequired[SecretStoreSpecProviderVaultAuthAppRole]
    cert: NotRequired[SecretStoreSpecProviderVaultAuthCert]
    gcp: NotRequired[SecretStoreSpecProviderVaultAuthGcp]
    iam: NotRequired[SecretStoreSpecProviderVaultAuthIam]
    jwt: NotRequired[SecretStoreSpecProviderVaultAuthJwt]
    kubernetes: NotRequired[SecretStoreSpecProviderVaultAuthKubernetes]
    ldap: NotRequired[SecretStoreSpecProviderVaultAuthLdap]
    namespace: NotRequired[str]
    tokenSecretRef: NotRequired[SecretStoreSpecProviderVaultAuthTokenSecretRef]
    userPass: NotRequired[SecretStoreSpecProviderVaultAuthUserPass]


class SecretStoreSpecProviderVaultCaProvider(TypedDict):
    key: NotRequired[str]
    name: str
    namespace: NotRequired[str]
    type: str


class SecretStoreSpecProviderVaultCheckAndSet(TypedDict):
    required: NotRequired[bool]


class SecretStoreSpecProviderVaultTlsCertSecretRef(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultTlsKeySecretRef(TypedDict):
    key: NotRequired[str]
    name: NotRequired[str]
    namespace: NotRequired[str]


class SecretStoreSpecProviderVaultTls(TypedDict):
    certSecretRef: NotRequired[SecretStoreSpecProviderVaultTlsCertSecretRef]
    keySecretRef: NotRequired[SecretStoreSpecProviderVaultTlsKeySecretRef]


class SecretStoreSpecProviderVault(TypedDict):
    auth: NotRequired[SecretStoreSpecProviderVaultAuth]
    caBundle: NotRequired[str]
    caProvider: NotRequired[SecretStoreSpecProviderVaultCaProvider]
    checkAndSet: NotRequired[SecretStoreSpecProviderVaultCheckAndSet]
    forwardInconsistent: NotRequired[bool]
    headers: NotRequired[dict[str, str]]
    namespace: NotRequired[str]
    path: NotRequired[str]
    readYourWrites: NotRequired[bool]
    server: str
    tls: NotRequired[SecretStoreSpecProviderVaultTls]
    version: NotRequired[str]


class SecretStoreSpecProvider(TypedDict):
    aws: NotRequired[SecretStoreSpecProviderAws]
    azurekv: NotRequired[SecretStoreSpecProviderAzurekv]
    gcpsm: NotRequired[SecretStoreSpecProviderGcpsm]
    vault: NotRequired[SecretStoreSpecProviderVault]


class SecretStoreSpecRetrySettings(TypedDict):
    maxRetries: NotRequired[int]
    retryInterval: NotRequired[str]


class SecretStoreSpec(TypedDict):
    conditions: NotRequired[list[SecretStoreSpecConditions]]
    controller: NotRequired[str]
    provider: SecretStoreSpecProvider
    refreshInterval: NotRequired[int | str]
    retrySettings: NotRequired[SecretStoreSpecRetrySettings]


class SecretStore(TypedDict):
    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: SecretStoreSpec


class ClusterSecretStore(TypedDict):
    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: SecretStoreSpec
