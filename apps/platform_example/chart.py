"""Portkey as part of a larger chart."""

import cdk8s_plus_27 as kplus
from cdk8s import ApiObjectMetadata, Chart, Size
from constructs import Construct

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.constructs import IrsaServiceAccount, Portkey

__all__ = ["PlatformChart"]


class PlatformChart(Chart):
    """Portkey, and a service of Team A that may call only the gateway. Team A's host name leads to the gateway."""

    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig) -> None:
        super().__init__(scope, id, namespace="team-a", disable_resource_name_hashes=True, labels={"platform": "example"})
        self.portkey = Portkey(self, "Portkey", config=config)
        gateway = self.portkey.gateway
        # None if the configuration runs no gateway in this cluster.
        assert gateway is not None

        role = IrsaServiceAccount(self, "TeamARole", name="team-a", role_arn="arn:aws:iam::111122223333:role/team-a")
        self.team = kplus.Deployment(self, "TeamA", service_account=role.service_account)
        container = self.team.add_container(
            image="docker.io/library/python:3.13-slim",
            port_number=8000,
            resources=kplus.ContainerResources(
                cpu=kplus.CpuResources(request=kplus.Cpu.millis(50), limit=kplus.Cpu.millis(500)),
                memory=kplus.MemoryResources(request=Size.mebibytes(64), limit=Size.mebibytes(256)),
            ),
        )
        container.env.add_variable("PORTKEY_URL", kplus.EnvValue.from_value(gateway.url))

        policy = kplus.NetworkPolicy(self, "TeamAToGateway", selector=self.team)
        policy.add_egress_rule(gateway.pods, [kplus.NetworkPolicyPort.tcp(8787)])
        policy.add_egress_rule(_dns(self), [kplus.NetworkPolicyPort.of(port=53, protocol=kplus.NetworkProtocol.UDP)])

        # An Ingress can only route to Services in its own namespace.
        self.ingress = kplus.Ingress(
            self, "ModelsOfTeamA", metadata=ApiObjectMetadata(namespace=gateway.service.metadata.namespace), class_name="traefik"
        )
        self.ingress.add_host_rule("models.team-a.example.org", "/", kplus.IngressBackend.from_service(gateway.service))


def _dns(scope: Construct) -> kplus.Pods:
    namespaces = kplus.Namespaces.select(scope, "DnsNamespace", names=["kube-system"])
    return kplus.Pods.select(scope, "Dns", labels={"k8s-app": "kube-dns"}, namespaces=namespaces)
