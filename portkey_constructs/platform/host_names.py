"""The names of what is outside the platform, for policy engines that know host names: those of addresses, and of the services of clouds."""

from typing import TYPE_CHECKING, Final

from portkey_constructs.config.auth import EntraId, Google
from portkey_constructs.config.aws_partitions import partition_of
from portkey_constructs.config.log_store import AzureBlobLogStore, GcsLogStore, S3CompatibleLogStore, S3LogStore, WasabiLogStore
from portkey_constructs.config.network_policy import NetworkDestination
from portkey_constructs.platform.egress import Egress
from portkey_constructs.platform.hosts import endpoint
from portkey_constructs.platform.network_peers import ANYWHERE, PRIVATE, Peer, configured_peers

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["named_peers"]

_BY_ADDRESS: Final = (ANYWHERE, PRIVATE)
"""The peers of a host of which only the name is in the configuration."""
_GOOGLE: Final = ("oauth2.googleapis.com", "openidconnect.googleapis.com", "www.googleapis.com")
_MICROSOFT: Final = "graph.microsoft.com"
_MICROSOFT_LOGIN: Final = "login.microsoftonline.com"


def named_peers(platform: "Platform", egress: Egress, configured: NetworkDestination | None) -> tuple[tuple[Peer, ...], tuple[str, ...]]:
    """The peers and the names that a policy allows: those of the configuration, or else names instead of every address."""
    peers = configured_peers(configured)
    if configured and (peers or configured.hosts):
        return peers, configured.hosts
    if egress.peers not in _BY_ADDRESS:
        return egress.peers, ()
    hosts = egress.hosts if all(egress.hosts) else ()
    hosts = (*hosts, *(host for host in _further(platform, egress, hosts) if host not in hosts))
    return ((), hosts) if hosts else (egress.peers, ())


def _further(platform: "Platform", egress: Egress, hosts: tuple[str, ...]) -> tuple[str, ...]:
    """The names of cloud services, and those that belong to the address of a server."""
    match egress.target:
        case "logs":
            return _log_store(platform)
        case "bedrock" if platform.bedrock and (domain := _domain(platform.bedrock.region)):
            return (f"bedrock*.{domain}",)
        case "cloud-identity":
            return _token_service(platform, egress.title)
        case "login" if hosts and isinstance(platform.config.auth, Google):
            return _GOOGLE
        case "login" if hosts and isinstance(platform.config.auth, EntraId):
            return (_MICROSOFT,)
    return ()


def _log_store(platform: "Platform") -> tuple[str, ...]:
    """The host of the bucket, and that of the service: the bucket is part of the host or of the path."""
    match platform.log_store.settings:
        case S3LogStore() if domain := _domain(platform.log_store.region):
            return _bucket(platform.log_store.bucket, f"s3.{domain}")
        case S3CompatibleLogStore(endpoint=str(url)) as store:
            return _bucket(store.bucket, endpoint(url).host)
        case WasabiLogStore(region=str(region)) as store:
            return _bucket(store.bucket, f"s3.{region}.wasabisys.com")
        case GcsLogStore() as store:
            return _bucket(store.bucket, "storage.googleapis.com")
        case AzureBlobLogStore(storage_account=str(account)):
            return (f"{account}.blob.core.windows.net",)
    return ()


def _bucket(location: str | None, host: str) -> tuple[str, ...]:
    return (host, f"{location.partition('/')[0] if location else '*'}.{host}")


def _token_service(platform: "Platform", title: str) -> tuple[str, ...]:
    if title == _MICROSOFT_LOGIN:
        return (_MICROSOFT_LOGIN,)
    partition = partition_of(platform.aws.region or "")
    if partition is None:
        return ()
    suffix = partition.dns_suffix
    return (f"sts.{suffix}", f"sts.*.{suffix}")


def _domain(region: str) -> str:
    """The domain of the services of an AWS region; empty if the region is not known."""
    partition = partition_of(region)
    return f"{region}.{partition.dns_suffix}" if partition else ""
