"""Checks the ConfigMaps that pods read and that the manifests do not contain."""

from collections.abc import Iterator, Sequence

from portkey_constructs.verify.cluster_state import ClusterState, Unreadable
from portkey_constructs.verify.findings import Check, Finding, Object, Subject
from portkey_constructs.verify.kubectl_commands import KubectlCommands
from portkey_constructs.verify.requirements import config_map_keys

__all__ = ["check_config_maps"]


def check_config_maps(rendered: Sequence[Object], state: ClusterState, commands: KubectlCommands) -> Iterator[Finding]:
    """Checks that every ConfigMap that pods read exists and has the required keys."""
    keys = config_map_keys(rendered)
    for name in sorted({key.config_map for key in keys}):
        users = sorted({user for key, names in keys.items() if key.config_map == name for user in names})
        required = sorted(key.key for key in keys if key.config_map == name and key.key)
        subject, live = Subject(Check.CONFIG_MAPS, f"ConfigMap {name}"), state.get("ConfigMap", name)
        if isinstance(live, Unreadable):
            yield subject.unreadable(live.reason, commands, "list configmaps")
        elif live is None:
            contents = f", with {', '.join(required)}" if required else ""
            yield subject.failed(
                f"does not exist; required by {', '.join(users)}{contents}", "it was not created", commands.kubectl("get configmaps")
            )
        elif missing := [key for key in required if key not in {**live.get("data", {}), **live.get("binaryData", {})}]:
            cause = "it was created by hand, or from another source, with other keys"
            yield subject.failed(f"has no {', '.join(missing)}", cause, commands.describe("ConfigMap", name))
        else:
            yield subject.ok()
