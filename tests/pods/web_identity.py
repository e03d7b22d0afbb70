"""Gives pods what the webhooks of EKS give them, which cannot be had outside EKS: a token of their service account, and what it is for."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from tests.cluster.environments import Environment, Object
from tests.pods.cluster import PodCluster

__all__ = ["Given", "give", "inject", "roles"]

_ROLE = "eks.amazonaws.com/role-arn"
_GROUP = "admissionregistration.k8s.io"
# The sources of a projected volume are one value, which only a JSON patch may set.
_VOLUME = """\
[JSONPatch{{op: "add", path: "/spec/volumes/-", value: Object.spec.volumes{{name: "{volume}", projected: Object.spec.volumes.projected{{
  sources: [Object.spec.volumes.projected.sources{{
    serviceAccountToken: Object.spec.volumes.projected.sources.serviceAccountToken{{
      audience: "{audience}", expirationSeconds: 86400, path: "{file}"}}}}]}}}}}}]
"""
_CONTAINERS = """\
Object{{spec: Object.spec{{containers: object.spec.containers.map(container, Object.spec.containers{{
  name: container.name,
  volumeMounts: [Object.spec.containers.volumeMounts{{name: "{volume}", mountPath: "{folder}", readOnly: true}}],
  env: [{variables}]}})}}}}
"""


class Given(NamedTuple):
    """A token for an audience in a volume, its path in the container, and variables."""

    volume: str
    audience: str
    path: str
    variables: Mapping[str, str]


_TOKEN: Final = "/var/run/secrets/eks.amazonaws.com/serviceaccount/token"


def roles(environment: Environment) -> dict[str, str]:
    """The role of each service account that has one."""
    accounts = environment.of("ServiceAccount")
    return {it["metadata"]["name"]: it["metadata"]["annotations"][_ROLE] for it in accounts if _ROLE in it["metadata"].get("annotations", {})}


def inject(cluster: PodCluster, environment: Environment) -> None:
    """Gives the pods of service accounts with a role the variables of IAM roles for service accounts."""
    for account, role in roles(environment).items():
        variables = {"AWS_ROLE_ARN": role, "AWS_WEB_IDENTITY_TOKEN_FILE": _TOKEN}
        give(cluster, environment.namespace, account, Given("aws-iam-token", "sts.amazonaws.com", _TOKEN, variables))


def give(cluster: PodCluster, namespace: str, account: str, given: Given) -> None:
    """Makes the API server change the pods of a service account, without a webhook."""
    metadata = {"name": f"identity-of-{account}"}
    folder, _, file = given.path.rpartition("/")
    variables = ", ".join(f'Object.spec.containers.env{{name: "{name}", value: "{value}"}}' for name, value in given.variables.items())
    rule = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}
    condition = f'object.metadata.namespace == "{namespace}" && object.spec.serviceAccountName == "{account}"'
    volume = _VOLUME.format(volume=given.volume, audience=given.audience, file=file)
    containers = _CONTAINERS.format(volume=given.volume, folder=folder, variables=variables)
    spec: Object = {
        "matchConstraints": {"resourceRules": [rule]},
        "matchConditions": [{"name": "account", "expression": condition}],
        "failurePolicy": "Fail",
        "reinvocationPolicy": "Never",
        "mutations": [
            {"patchType": "JSONPatch", "jsonPatch": {"expression": volume}},
            {"patchType": "ApplyConfiguration", "applyConfiguration": {"expression": containers}},
        ],
    }
    binding = {"policyName": metadata["name"]}
    cluster.apply(
        [
            {"apiVersion": f"{_GROUP}/v1", "kind": "MutatingAdmissionPolicy", "metadata": metadata, "spec": spec},
            {"apiVersion": f"{_GROUP}/v1", "kind": "MutatingAdmissionPolicyBinding", "metadata": metadata, "spec": binding},
        ]
    )
