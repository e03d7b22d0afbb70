"""Custom resources of prometheus-operator/prometheus-operator pkg/client/v0.93.0-24-g6adcebc50. Written by `make imports`."""

from typing import NotRequired, TypedDict

from portkey_constructs.kubernetes.kubernetes import ObjectMeta


class ServiceMonitorSpecAttachMetadata(TypedDict):
    node: NotRequired[bool]


class ServiceMonitorSpecEndpointsAuthorizationCredentials(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ServiceMonitorSpecEndpointsAuthorization(TypedDict):
    credentials: NotRequired[ServiceMonitorSpecEndpointsAuthorizationCredentials]
    type: NotRequired[str]


class ServiceMonitorSpecEndpointsBasicAuthPassword(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ServiceMonitorSpecEndpointsBasicAuthUsername(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ServiceMonitorSpecEndpointsBasicAuth(TypedDict):
    password: NotRequired[ServiceMonitorSpecEndpointsBasicAuthPassword]
    username: NotRequired[ServiceMonitorSpecEndpointsBasicAuthUsername]


class ServiceMonitorSpecEndpointsBearerTokenSecret(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ServiceMonitorSpecEndpointsMetricRelabelings(TypedDict):
    action: NotRequired[str]
    modulus: NotRequired[int]
    regex: NotRequired[str]
    replacement: NotRequired[str]
    separator: NotRequired[str]
    sourceLabels: NotRequired[list[str]]
    targetLabel: NotRequired[str]


class ServiceMonitorSpecEndpointsOauth2ClientIdConfigMap(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ServiceMonitorSpecEndpointsOauth2ClientIdSecret(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ServiceMonitorSpecEndpointsOauth2ClientId(TypedDict):
    configMap: NotRequired[ServiceMonitorSpecEndpointsOauth2ClientIdConfigMap]
    secret: NotRequired[ServiceMonitorSpecEndpointsOauth2ClientIdSecret]


class ServiceMonitorSpecEndpointsOauth2ClientSecret(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ServiceMonitorSpecEndpointsOauth2ProxyConnectHeader(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ServiceMonitorSpecEndpointsOauth2TlsConfigCaConfigMap(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ServiceMonitorSpecEndpointsOauth2TlsConfigCaSecret(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ServiceMonitorSpecEndpointsOauth2TlsConfigCa(TypedDict):
    configMap: NotRequired[ServiceMonitorSpecEndpointsOauth2TlsConfigCaConfigMap]
    secret: NotRequired[ServiceMonitorSpecEndpointsOauth2TlsConfigCaSecret]


class ServiceMonitorSpecEndpointsOauth2TlsConfigCertConfigMap(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ServiceMonitorSpecEndpointsOauth2TlsConfigCertSecret(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ServiceMonitorSpecEndpointsOauth2TlsConfigCert(TypedDict):
    configMap: NotRequired[ServiceMonitorSpecEndpointsOauth2TlsConfigCertConfigMap]
    secret: NotRequired[ServiceMonitorSpecEndpointsOauth2TlsConfigCertSecret]


class ServiceMonitorSpecEndpointsOauth2TlsConfigKeySecret(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ServiceMonitorSpecEndpointsOauth2TlsConfig(TypedDict):
    ca: NotRequired[ServiceMonitorSpecEndpointsOauth2TlsConfigCa]
    cert: NotRequired[ServiceMonitorSpecEndpointsOauth2TlsConfigCert]
    insecureSkipVerify: NotRequired[bool]
    keySecret: NotRequired[ServiceMonitorSpecEndpointsOauth2TlsConfigKeySecret]
    maxVersion: NotRequired[str]
    minVersion: NotRequired[str]
    serverName: NotRequired[str]


class ServiceMonitorSpecEndpointsOauth2(TypedDict):
    clientId: ServiceMonitorSpecEndpointsOauth2ClientId
    clientSecret: ServiceMonitorSpecEndpointsOauth2ClientSecret
    endpointParams: NotRequired[dict[str, str]]
    noProxy: NotRequired[str]
    proxyConnectHeader: NotRequired[dict[str, list[ServiceMonitorSpecEndpointsOauth2ProxyConnectHeader]]]
    proxyFromEnvironment: NotRequired[bool]
    proxyUrl: NotRequired[str]
    scopes: NotRequired[list[str]]
    tlsConfig: NotRequired[ServiceMonitorSpecEndpointsOauth2TlsConfig]
    tokenUrl: str


class ServiceMonitorSpecEndpointsProxyConnectHeader(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ServiceMonitorSpecEndpointsRelabelings(TypedDict):
    action: NotRequired[str]
    modulus: NotRequired[int]
    regex: NotRequired[str]
    replacement: NotRequired[str]
    separator: NotRequired[str]
    sourceLabels: NotRequired[list[str]]
    targetLabel: NotRequired[str]


class ServiceMonitorSpecEndpointsTlsConfigCaConfigMap(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ServiceMonitorSpecEndpointsTlsConfigCaSecret(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ServiceMonitorSpecEndpointsTlsConfigCa(TypedDict):
    configMap: NotRequired[ServiceMonitorSpecEndpointsTlsConfigCaConfigMap]
    secret: NotRequired[ServiceMonitorSpecEndpointsTlsConfigCaSecret]


class ServiceMonitorSpecEndpointsTlsConfigCertConfigMap(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ServiceMonitorSpecEndpointsTlsConfigCertSecret(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ServiceMonitorSpecEndpointsTlsConfigCert(TypedDict):
    configMap: NotRequired[ServiceMonitorSpecEndpointsTlsConfigCertConfigMap]
    secret: NotRequired[ServiceMonitorSpecEndpointsTlsConfigCertSecret]


class ServiceMonitorSpecEndpointsTlsConfigKeySecret(TypedDict):
    key: str
    name: NotRequired[str]
    optional: NotRequired[bool]


class ServiceMonitorSpecEndpointsTlsConfig(TypedDict):
    ca: NotRequired[ServiceMonitorSpecEndpointsTlsConfigCa]
    caFile: NotRequired[str]
    cert: NotRequired[ServiceMonitorSpecEndpointsTlsConfigCert]
    certFile: NotRequired[str]
    insecureSkipVerify: NotRequired[bool]
    keyFile: NotRequired[str]
    keySecret: NotRequired[ServiceMonitorSpecEndpointsTlsConfigKeySecret]
    maxVersion: NotRequired[str]
    minVersion: NotRequired[str]
    serverName: NotRequired[str]


class ServiceMonitorSpecEndpoints(TypedDict):
    authorization: NotRequired[ServiceMonitorSpecEndpointsAuthorization]
    basicAuth: NotRequired[ServiceMonitorSpecEndpointsBasicAuth]
    bearerTokenFile: NotRequired[str]
    bearerTokenSecret: NotRequired[ServiceMonitorSpecEndpointsBearerTokenSecret]
    enableHttp2: NotRequired[bool]
    filterRunning: NotRequired[bool]
    followRedirects: NotRequired[bool]
    honorLabels: NotRequired[bool]
    honorTimestamps: NotRequired[bool]
    interval: NotRequired[str]
    metricRelabelings: NotRequired[list[ServiceMonitorSpecEndpointsMetricRelabelings]]
    noProxy: NotRequired[str]
    oauth2: NotRequired[ServiceMonitorSpecEndpointsOauth2]
    params: NotRequired[dict[str, list[str]]]
    path: NotRequired[str]
    port: NotRequired[str]
    proxyConnectHeader: NotRequired[dict[str, list[ServiceMonitorSpecEndpointsProxyConnectHeader]]]
    proxyFromEnvironment: NotRequired[bool]
    proxyUrl: NotRequired[str]
    relabelings: NotRequired[list[ServiceMonitorSpecEndpointsRelabelings]]
    scheme: NotRequired[str]
    scrapeTimeout: NotRequired[str]
    targetPort: NotRequired[int | str]
    tlsConfig: NotRequired[ServiceMonitorSpecEndpointsTlsConfig]
    trackTimestampsStaleness: NotRequired[bool]


class ServiceMonitorSpecNamespaceSelector(TypedDict):
    any: NotRequired[bool]
    matchNames: NotRequired[list[str]]


class ServiceMonitorSpecSelectorMatchExpressions(TypedDict):
    key: str
    operator: str
    values: NotRequired[list[str]]


class ServiceMonitorSpecSelector(TypedDict):
    matchExpressions: NotRequired[list[ServiceMonitorSpecSelectorMatchExpressions]]
    matchLabels: NotRequired[dict[str, str]]


class ServiceMonitorSpec(TypedDict):
    attachMetadata: NotRequired[ServiceMonitorSpecAttachMetadata]
    bodySizeLimit: NotRequired[str]
    convertClassicHistogramsToNHCB: NotRequired[bool]
    endpoints: list[ServiceMonitorSpecEndpoints]
    fallbackScrapeProtocol: NotRequired[str]
    jobLabel: NotRequired[str]
    keepDroppedTargets: NotRequired[int]
    labelLimit: NotRequired[int]
    labelNameLengthLimit: NotRequired[int]
    labelValueLengthLimit: NotRequired[int]
    namespaceSelector: NotRequired[ServiceMonitorSpecNamespaceSelector]
    nativeHistogramBucketLimit: NotRequired[int]
    nativeHistogramMinBucketFactor: NotRequired[int | str]
    podTargetLabels: NotRequired[list[str]]
    sampleLimit: NotRequired[int]
    scrapeClass: NotRequired[str]
    scrapeClassicHistograms: NotRequired[bool]
    scrapeNativeHistograms: NotRequired[bool]
    scrapeProtocols: NotRequired[list[str]]
    selector: ServiceMonitorSpecSelector
    selectorMechanism: NotRequired[str]
    serviceDiscoveryRole: NotRequired[str]
    targetLabels: NotRequired[list[str]]
    targetLimit: NotRequired[int]


class ServiceMonitor(TypedDict):
    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: ServiceMonitorSpec
