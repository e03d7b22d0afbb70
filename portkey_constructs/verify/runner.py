"""Runs all checks of a configuration against a cluster."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ClusterError
from portkey_constructs.kubernetes.registry import KINDS
from portkey_constructs.verify.cluster_reader import read_cluster
from portkey_constructs.verify.cluster_state import ClusterState, name_of
from portkey_constructs.verify.config_map_checks import check_config_maps
from portkey_constructs.verify.connection import Connection
from portkey_constructs.verify.event_checks import check_events
from portkey_constructs.verify.findings import Finding, Object, Report
from portkey_constructs.verify.kubectl_commands import KubectlCommands
from portkey_constructs.verify.network_checks import check_addresses, check_endpoints, check_health
from portkey_constructs.verify.object_checks import check_namespace, check_objects, check_server
from portkey_constructs.verify.pod_checks import check_pods
from portkey_constructs.verify.secret_checks import check_external_secrets, check_secrets
from portkey_constructs.verify.service_account_checks import check_service_accounts
from portkey_constructs.verify.volume_checks import check_volumes

__all__ = ["run_checks", "verify"]

_PAUSE = 2.0
_CHECKS = (
    check_objects,
    check_pods,
    check_service_accounts,
    check_secrets,
    check_config_maps,
    check_external_secrets,
    check_endpoints,
    check_addresses,
    check_volumes,
    check_health,
)


def run_checks(rendered: Sequence[Object], state: ClusterState, commands: KubectlCommands, now: datetime) -> tuple[Finding, ...]:
    """The findings of all checks; if the namespace does not exist, only those about the server and the namespace."""
    findings = [check_server(state), check_namespace(state, commands)]
    if state.namespace is None:
        return tuple(findings)
    for check in _CHECKS:
        findings += check(rendered, state, commands)
    return (*findings, *check_events(rendered, state, commands, now, findings))


def _is_read(manifest: Object, namespace: str) -> bool:
    """Whether the checks read the object: `extraObjects` can have objects of other kinds and namespaces."""
    kind = KINDS.get(manifest["kind"])
    if kind is None or kind.api_version != manifest["apiVersion"]:
        return False
    return name_of(manifest) == namespace if kind.kind == "Namespace" else manifest["metadata"].get("namespace", namespace) == namespace


def verify(
    config: PortkeyConfig,
    connection: Connection,
    commands: KubectlCommands,
    *,
    wait: float = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """Run the checks repeatedly until everything is healthy or `wait` seconds have passed.

    `progress` is called with a description of the current step.

    Raises:
        ClusterError: the server does not answer, or cannot be used.
    """
    rendered = [manifest for staged in config.resolve().objects() if _is_read(manifest := dict(staged.manifest), config.namespace)]
    end, report = time.monotonic() + wait, None
    while True:
        try:
            state = read_cluster(connection, rendered, config.namespace, progress)
        except ClusterError:
            # A server that responded before may be temporarily unavailable.
            if report is None or end <= time.monotonic():
                raise
            progress("the server does not answer")
            time.sleep(_PAUSE)
            continue
        report = Report(connection.server, state.version, config.namespace, run_checks(rendered, state, commands, datetime.now(UTC)))
        remaining = end - time.monotonic()
        if not report.unfinished or remaining <= 0:
            return report
        progress(f"{report.unfinished} failed or waiting; {remaining:.0f} s left")
        time.sleep(min(_PAUSE, remaining))
