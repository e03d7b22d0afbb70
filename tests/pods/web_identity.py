"""Gives pods the token and the role of their service account, as the webhook of EKS does, which cannot be had outside EKS."""

from tests.cluster.environments import Environment, Object
from tests.pods.cluster import PodCluster

__all__ = ["TOKEN", "inject", "roles"]

TOKEN = "/var/run/secrets/eks.amazonaws.com/serviceaccount/token"
_ROLE = "eks.amazonaws.com/role-arn"
_GROUP = "admissionregistration.k8s.io"
# The sources of a projected volume are one value, which only a JSON patch may set.
_VOLUME = """\
[JSONPatch{op: "add", path: "/spec/volumes/-", value: Object.spec.volumes{name: "aws-iam-token", projected: Object.spec.volumes.projected{
  sources: [Object.spec.volumes.projected.sources{
    serviceAccountToken: Object.spec.volumes.projected.sources.serviceAccountToken{
      audience: "sts.amazonaws.com", expirationSeconds: 86400, path: "token"}}]}}}]
"""
_CONTAINERS = """\
Object{{spec: Object.spec{{containers: object.spec.containers.map(container, Object.spec.containers{{
  name: container.name,
  volumeMounts: [Object.spec.containers.volumeMounts{{name: "aws-iam-token", mountPath: "{folder}", readOnly: true}}],
  env: [
    Object.spec.containers.env{{name: "AWS_ROLE_ARN", value: "{role}"}},
    Object.spec.containers.env{{name: "AWS_WEB_IDENTITY_TOKEN_FILE", value: "{token}"}}]}})}}}}
"""


def roles(environment: Environment) -> dict[str, str]:
    """The role of each service account that has one."""
    accounts = environment.of("ServiceAccount")
    return {it["metadata"]["name"]: it["metadata"]["annotations"][_ROLE] for it in accounts if _ROLE in it["metadata"].get("annotations", {})}


def inject(cluster: PodCluster, environment: Environment) -> None:
    """Makes the API server change the pods of these service accounts, without a webhook."""
    for account, role in roles(environment).items():
        cluster.apply(_policy(environment.namespace, account, role))


def _policy(namespace: str, account: str, role: str) -> list[Object]:
    metadata = {"name": f"role-of-{account}"}
    containers = _CONTAINERS.format(folder=TOKEN.rpartition("/")[0], token=TOKEN, role=role)
    rule = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}
    condition = f'object.metadata.namespace == "{namespace}" && object.spec.serviceAccountName == "{account}"'
    spec = {
        "matchConstraints": {"resourceRules": [rule]},
        "matchConditions": [{"name": "account", "expression": condition}],
        "failurePolicy": "Fail",
        "reinvocationPolicy": "Never",
        "mutations": [
            {"patchType": "JSONPatch", "jsonPatch": {"expression": _VOLUME}},
            {"patchType": "ApplyConfiguration", "applyConfiguration": {"expression": containers}},
        ],
    }
    return [
        {"apiVersion": f"{_GROUP}/v1", "kind": "MutatingAdmissionPolicy", "metadata": metadata, "spec": spec},
        {"apiVersion": f"{_GROUP}/v1", "kind": "MutatingAdmissionPolicyBinding", "metadata": metadata, "spec": {"policyName": metadata["name"]}},
    ]
