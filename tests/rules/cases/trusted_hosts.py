"""Cases of hosts with private addresses that the services may call."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

_OWN_NAME: Final = "give the server a name in your own DNS and trust that, or trust its IP address"
_METADATA_NAMES: Final = (
    *("metadata.google.internal", "metadata.gce.internal", "metadata.goog", "*.metadata.goog", "metadata.azure.com", "metadata.internal"),
    *("metadata.do.internal", "metadata.packet.net", "metadata.cloud.ibm.com", "api.metadata.google.internal", "metadata.acme.example.org"),
)
_METADATA_ADDRESSES: Final = (
    *("169.254.169.254", "169.254.169.253", "169.254.170.2", "169.254.170.23", "100.100.100.200", "168.63.129.16", "192.0.0.192"),
    *("fd00:ec2::254", "FD00:0EC2:0::23"),
)
_OTHER_SPELLINGS: Final = (
    *("2130706433", "0x7f000001", "0X7F.0.0.1", "127.1", "10.1.2", "0177.0.0.1", "10.1.2.256", "10.1.2.3.4", "llm.7", "*.127.1", "0x"),
)
_REFUSED: Final = {
    "vllm.ai.svc.cluster.local": ("a name of cluster.local", "write vllm.ai.svc here and in the integration"),
    "VLLM.ai.svc.Cluster.Local": ("a name of cluster.local", "write vllm.ai.svc here and in the integration"),
    "pod-0.vllm.ai.svc.cluster.local": ("a name of cluster.local", "write pod-0.vllm.ai.svc here"),
    "10-1-2-3.ai.pod.cluster.local": ("a name of cluster.local", _OWN_NAME),
    "*.ai.svc.cluster.local": ("a name of cluster.local", _OWN_NAME),
    "cluster.local": ("a name of cluster.local", _OWN_NAME),
    "kubernetes": ("a short name of a metadata service or of the Kubernetes API", _OWN_NAME),
    "metadata": ("a short name of a metadata service", _OWN_NAME),
    "instance-data": ("a short name of a metadata service", _OWN_NAME),
    "kubernetes.default": ("a name of kubernetes.default", _OWN_NAME),
    "kubernetes.default.svc": ("a name of kubernetes.default.svc", _OWN_NAME),
    "consul": ("a name of consul", _OWN_NAME),
    "vllm.service.consul": ("a name of consul", _OWN_NAME),
    "*.node.consul": ("a name of consul", _OWN_NAME),
    "ip-10-1-2-3.ec2.internal": ("a name of ec2.internal", _OWN_NAME),
    "ip-10-1-2-3.eu-west-1.compute.internal": ("a name of compute.internal", _OWN_NAME),
    "vm.internal.cloudapp.net": ("a name of internal.cloudapp.net", _OWN_NAME),
    **dict.fromkeys(
        (
            *("metadata.google.internal", "metadata.gce.internal", "metadata.goog", "*.metadata.goog", "metadata.azure.com", "metadata.internal"),
            *("metadata.do.internal", "metadata.packet.net", "metadata.cloud.ibm.com", "api.metadata.google.internal", "metadata.acme.example.org"),
        ),
        ("a name of a metadata service, which gives out credentials", _OWN_NAME),
    ),
    **{
        name: (f"a name of {domain}, whose names can lead to any IP address", _OWN_NAME)
        for domain in ("nip.io", "sslip.io", "xip.io", "localtest.me", "lvh.me", "vcap.me", "traefik.me", "localhost.run")
        for name in (domain, f"10-1-2-3.{domain}", f"*.{domain}")
    },
    "xn--mller-kva.example.org": ("a name with a label in Punycode (xn--)", _OWN_NAME),
    "llm.XN--mller-kva.example.org": ("a name with a label in Punycode (xn--)", _OWN_NAME),
    **dict.fromkeys(
        (
            *("169.254.169.254", "169.254.169.253", "169.254.170.2", "169.254.170.23", "100.100.100.200", "168.63.129.16", "192.0.0.192"),
            *("fd00:ec2::254", "FD00:0EC2:0::23"),
        ),
        ("an address of a metadata service, which gives out credentials", "leave it out"),
    ),
    **dict.fromkeys(
        ("2130706433", "0x7f000001", "0X7F.0.0.1", "127.1", "10.1.2", "0177.0.0.1", "10.1.2.256", "10.1.2.3.4", "llm.7", "*.127.1", "0x"),
        ("which ends in a number but is no IPv4 address of four decimal numbers", "write the address as in 10.1.2.3"),
    ),
    "*.10.1.2.3": ("a wildcard for an IP address", "write 10.1.2.3, and list each address"),
    "::ffff:10.1.2.3": ("an IPv6 address that contains the IPv4 address 10.1.2.3", "write 10.1.2.3"),
    "::ffff:a01:203": ("an IPv6 address that contains the IPv4 address 10.1.2.3", "write 10.1.2.3"),
    "::10.1.2.3": ("an IPv6 address that contains the IPv4 address 10.1.2.3", "write 10.1.2.3"),
    "2002:a01:203::": ("an IPv6 address that contains the IPv4 address 10.1.2.3", "write 10.1.2.3"),
    "64:ff9b::a01:203": ("an IPv6 address that contains the IPv4 address 10.1.2.3", "write 10.1.2.3"),
}
"""Hosts that are always refused, each with a part of the message and of the fix."""

_ACCEPTED: Final = (
    *("vllm.ai.svc", "*.ai.svc", "vllm", "localhost", "host.docker.internal", "llm.corp", "llm.lan", "LLM.Example.org", "*.models.example.org"),
    *("vllm.ai.svc.k8s.example.org", "cluster.local.example.org", "mycluster.local", "my-ec2.internal", "nip.io.example.org", "unip.io"),
    *("kubernetes.example.org", "*.kubernetes", "my-metadata.example.org", "*.metadata.example.org", "consul.example.org", "7.example.org"),
    *("10.1.2.3", "172.31.2.45", "192.168.1.7", "127.0.0.1", "100.64.0.7", "169.254.1.7", "169.254.170.3", "203.0.113.7"),
    *("::1", "fd00:10::7", "fe80::7", "2001:db8::7", "a-0x7f", "0x7g", "f.0xab.example"),
)

CASES: Final = [
    *(
        Case("PK-TRUST-001", f"trustedHosts: [llm.example.org, '{host}']", "trustedHosts.1", "1:33", message, fix, f"trustedHosts: ['{accepted}']")
        for (host, (message, fix)), accepted in zip(_REFUSED.items(), (*_ACCEPTED, *_ACCEPTED), strict=False)
    ),
    *(
        warning(
            "PK-TRUST-002",
            f"trustedHosts: ['{wildcard}']",
            "trustedHosts.0",
            "1:16",
            f"is {wildcard}, which covers {covered}",
            "name the domain of your servers",
            f"trustedHosts: ['*.ai{wildcard[1:]}']",
        )
        for wildcard, covered in (
            ("*.internal", "metadata.google.internal"),
            ("*.local", "cluster.local"),
            ("*.azure.com", "metadata.azure.com"),
            ("*.io", "nip.io"),
            ("*.default", "kubernetes.default"),
            ("*.svc", "kubernetes.default.svc"),
        )
    ),
]
