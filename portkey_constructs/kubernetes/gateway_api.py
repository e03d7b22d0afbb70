"""Custom resources of kubernetes-sigs/gateway-api monthly-2026.06-120-g4564255ac. Written by `make imports`."""

from typing import NotRequired, TypedDict

from portkey_constructs.kubernetes.kubernetes import ObjectMeta


class HTTPRouteSpecParentRefs(TypedDict):
    group: NotRequired[str]
    kind: NotRequired[str]
    name: str
    namespace: NotRequired[str]
    port: NotRequired[int]
    sectionName: NotRequired[str]


class HTTPRouteSpecRulesBackendRefsFiltersCors(TypedDict):
    allowCredentials: NotRequired[bool]
    allowHeaders: NotRequired[list[str]]
    allowMethods: NotRequired[list[str]]
    allowOrigins: NotRequired[list[str]]
    exposeHeaders: NotRequired[list[str]]
    maxAge: NotRequired[int]


class HTTPRouteSpecRulesBackendRefsFiltersExtensionRef(TypedDict):
    group: str
    kind: str
    name: str


class HTTPRouteSpecRulesBackendRefsFiltersRequestHeaderModifierAdd(TypedDict):
    name: str
    value: str


class HTTPRouteSpecRulesBackendRefsFiltersRequestHeaderModifierSet(TypedDict):
    name: str
    value: str


class HTTPRouteSpecRulesBackendRefsFiltersRequestHeaderModifier(TypedDict):
    add: NotRequired[list[HTTPRouteSpecRulesBackendRefsFiltersRequestHeaderModifierAdd]]
    remove: NotRequired[list[str]]
    set: NotRequired[list[HTTPRouteSpecRulesBackendRefsFiltersRequestHeaderModifierSet]]


class HTTPRouteSpecRulesBackendRefsFiltersRequestMirrorBackendRef(TypedDict):
    group: NotRequired[str]
    kind: NotRequired[str]
    name: str
    namespace: NotRequired[str]
    port: NotRequired[int]


class HTTPRouteSpecRulesBackendRefsFiltersRequestMirrorFraction(TypedDict):
    denominator: NotRequired[int]
    numerator: int


class HTTPRouteSpecRulesBackendRefsFiltersRequestMirror(TypedDict):
    backendRef: HTTPRouteSpecRulesBackendRefsFiltersRequestMirrorBackendRef
    fraction: NotRequired[HTTPRouteSpecRulesBackendRefsFiltersRequestMirrorFraction]
    percent: NotRequired[int]


class HTTPRouteSpecRulesBackendRefsFiltersRequestRedirectPath(TypedDict):
    replaceFullPath: NotRequired[str]
    replacePrefixMatch: NotRequired[str]
    type: str


class HTTPRouteSpecRulesBackendRefsFiltersRequestRedirect(TypedDict):
    hostname: NotRequired[str]
    path: NotRequired[HTTPRouteSpecRulesBackendRefsFiltersRequestRedirectPath]
    port: NotRequired[int]
    scheme: NotRequired[str]
    statusCode: NotRequired[int]


class HTTPRouteSpecRulesBackendRefsFiltersResponseHeaderModifierAdd(TypedDict):
    name: str
    value: str


class HTTPRouteSpecRulesBackendRefsFiltersResponseHeaderModifierSet(TypedDict):
    name: str
    value: str


class HTTPRouteSpecRulesBackendRefsFiltersResponseHeaderModifier(TypedDict):
    add: NotRequired[list[HTTPRouteSpecRulesBackendRefsFiltersResponseHeaderModifierAdd]]
    remove: NotRequired[list[str]]
    set: NotRequired[list[HTTPRouteSpecRulesBackendRefsFiltersResponseHeaderModifierSet]]


class HTTPRouteSpecRulesBackendRefsFiltersUrlRewritePath(TypedDict):
    replaceFullPath: NotRequired[str]
    replacePrefixMatch: NotRequired[str]
    type: str


class HTTPRouteSpecRulesBackendRefsFiltersUrlRewrite(TypedDict):
    hostname: NotRequired[str]
    path: NotRequired[HTTPRouteSpecRulesBackendRefsFiltersUrlRewritePath]


class HTTPRouteSpecRulesBackendRefsFilters(TypedDict):
    cors: NotRequired[HTTPRouteSpecRulesBackendRefsFiltersCors]
    extensionRef: NotRequired[HTTPRouteSpecRulesBackendRefsFiltersExtensionRef]
    requestHeaderModifier: NotRequired[HTTPRouteSpecRulesBackendRefsFiltersRequestHeaderModifier]
    requestMirror: NotRequired[HTTPRouteSpecRulesBackendRefsFiltersRequestMirror]
    requestRedirect: NotRequired[HTTPRouteSpecRulesBackendRefsFiltersRequestRedirect]
    responseHeaderModifier: NotRequired[HTTPRouteSpecRulesBackendRefsFiltersResponseHeaderModifier]
    type: str
    urlRewrite: NotRequired[HTTPRouteSpecRulesBackendRefsFiltersUrlRewrite]


class HTTPRouteSpecRulesBackendRefs(TypedDict):
    filters: NotRequired[list[HTTPRouteSpecRulesBackendRefsFilters]]
    group: NotRequired[str]
    kind: NotRequired[str]
    name: str
    namespace: NotRequired[str]
    port: NotRequired[int]
    weight: NotRequired[int]


class HTTPRouteSpecRulesFiltersCors(TypedDict):
    allowCredentials: NotRequired[bool]
    allowHeaders: NotRequired[list[str]]
    allowMethods: NotRequired[list[str]]
    allowOrigins: NotRequired[list[str]]
    exposeHeaders: NotRequired[list[str]]
    maxAge: NotRequired[int]


class HTTPRouteSpecRulesFiltersExtensionRef(TypedDict):
    group: str
    kind: str
    name: str


class HTTPRouteSpecRulesFiltersRequestHeaderModifierAdd(TypedDict):
    name: str
    value: str


class HTTPRouteSpecRulesFiltersRequestHeaderModifierSet(TypedDict):
    name: str
    value: str


class HTTPRouteSpecRulesFiltersRequestHeaderModifier(TypedDict):
    add: NotRequired[list[HTTPRouteSpecRulesFiltersRequestHeaderModifierAdd]]
    remove: NotRequired[list[str]]
    set: NotRequired[list[HTTPRouteSpecRulesFiltersRequestHeaderModifierSet]]


class HTTPRouteSpecRulesFiltersRequestMirrorBackendRef(TypedDict):
    group: NotRequired[str]
    kind: NotRequired[str]
    name: str
    namespace: NotRequired[str]
    port: NotRequired[int]


class HTTPRouteSpecRulesFiltersRequestMirrorFraction(TypedDict):
    denominator: NotRequired[int]
    numerator: int


class HTTPRouteSpecRulesFiltersRequestMirror(TypedDict):
    backendRef: HTTPRouteSpecRulesFiltersRequestMirrorBackendRef
    fraction: NotRequired[HTTPRouteSpecRulesFiltersRequestMirrorFraction]
    percent: NotRequired[int]


class HTTPRouteSpecRulesFiltersRequestRedirectPath(TypedDict):
    replaceFullPath: NotRequired[str]
    replacePrefixMatch: NotRequired[str]
    type: str


class HTTPRouteSpecRulesFiltersRequestRedirect(TypedDict):
    hostname: NotRequired[str]
    path: NotRequired[HTTPRouteSpecRulesFiltersRequestRedirectPath]
    port: NotRequired[int]
    scheme: NotRequired[str]
    statusCode: NotRequired[int]


class HTTPRouteSpecRulesFiltersResponseHeaderModifierAdd(TypedDict):
    name: str
    value: str


class HTTPRouteSpecRulesFiltersResponseHeaderModifierSet(TypedDict):
    name: str
    value: str


class HTTPRouteSpecRulesFiltersResponseHeaderModifier(TypedDict):
    add: NotRequired[list[HTTPRouteSpecRulesFiltersResponseHeaderModifierAdd]]
    remove: NotRequired[list[str]]
    set: NotRequired[list[HTTPRouteSpecRulesFiltersResponseHeaderModifierSet]]


class HTTPRouteSpecRulesFiltersUrlRewritePath(TypedDict):
    replaceFullPath: NotRequired[str]
    replacePrefixMatch: NotRequired[str]
    type: str


class HTTPRouteSpecRulesFiltersUrlRewrite(TypedDict):
    hostname: NotRequired[str]
    path: NotRequired[HTTPRouteSpecRulesFiltersUrlRewritePath]


class HTTPRouteSpecRulesFilters(TypedDict):
    cors: NotRequired[HTTPRouteSpecRulesFiltersCors]
    extensionRef: NotRequired[HTTPRouteSpecRulesFiltersExtensionRef]
    requestHeaderModifier: NotRequired[HTTPRouteSpecRulesFiltersRequestHeaderModifier]
    requestMirror: NotRequired[HTTPRouteSpecRulesFiltersRequestMirror]
    requestRedirect: NotRequired[HTTPRouteSpecRulesFiltersRequestRedirect]
    responseHeaderModifier: NotRequired[HTTPRouteSpecRulesFiltersResponseHeaderModifier]
    type: str
    urlRewrite: NotRequired[HTTPRouteSpecRulesFiltersUrlRewrite]


class HTTPRouteSpecRulesMatchesHeaders(TypedDict):
    name: str
    type: NotRequired[str]
    value: str


class HTTPRouteSpecRulesMatchesPath(TypedDict):
    type: NotRequired[str]
    value: NotRequired[str]


class HTTPRouteSpecRulesMatchesQueryParams(TypedDict):
    name: str
    type: NotRequired[str]
    value: str


class HTTPRouteSpecRulesMatches(TypedDict):
    headers: NotRequired[list[HTTPRouteSpecRulesMatchesHeaders]]
    method: NotRequired[str]
    path: NotRequired[HTTPRouteSpecRulesMatchesPath]
    queryParams: NotRequired[list[HTTPRouteSpecRulesMatchesQueryParams]]


class HTTPRouteSpecRulesTimeouts(TypedDict):
    backendRequest: NotRequired[str]
    request: NotRequired[str]


class HTTPRouteSpecRules(TypedDict):
    backendRefs: NotRequired[list[HTTPRouteSpecRulesBackendRefs]]
    filters: NotRequired[list[HTTPRouteSpecRulesFilters]]
    matches: NotRequired[list[HTTPRouteSpecRulesMatches]]
    name: NotRequired[str]
    timeouts: NotRequired[HTTPRouteSpecRulesTimeouts]


class HTTPRouteSpec(TypedDict):
    hostnames: NotRequired[list[str]]
    parentRefs: NotRequired[list[HTTPRouteSpecParentRefs]]
    rules: NotRequired[list[HTTPRouteSpecRules]]


class HTTPRoute(TypedDict):
    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: HTTPRouteSpec
