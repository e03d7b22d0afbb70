"""Custom resources of kubernetes-sigs/secrets-store-csi-driver v1.0.0-936-g0aad886f. Written by `make imports`."""

from typing import NotRequired, TypedDict

from portkey_constructs.kubernetes.kubernetes import ObjectMeta


class SecretProviderClassSpecSecretObjectsData(TypedDict):
    key: NotRequired[str]
    objectName: NotRequired[str]


class SecretProviderClassSpecSecretObjects(TypedDict):
    annotations: NotRequired[dict[str, str]]
    data: NotRequired[list[SecretProviderClassSpecSecretObjectsData]]
    labels: NotRequired[dict[str, str]]
    secretName: NotRequired[str]
    type: NotRequired[str]


class SecretProviderClassSpec(TypedDict):
    parameters: NotRequired[dict[str, str]]
    provider: NotRequired[str]
    secretObjects: NotRequired[list[SecretProviderClassSpecSecretObjects]]


class SecretProviderClass(TypedDict):
    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: SecretProviderClassSpec
