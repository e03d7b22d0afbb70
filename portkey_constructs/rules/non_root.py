"""Rules about the user of the backend's pods."""

from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []


@rule(
    "PK-POD-005",
    title="two settings for the user of the backend",
    cause="podSecurityContext replaces the whole security context of the pods, and on OpenShift the constraints of the namespace assign the user, so "
    "nonRoot would have no effect.",
    fix="Remove one of the two.",
    settings=("backend.nonRoot", "backend.podSecurityContext", "openshift"),
    example=Example("openshift: true\nbackend: {nonRoot: {user: 1000}}\n", "backend: {nonRoot: {user: 1000}}\n"),
)
def user_decided_twice(platform: Platform) -> Findings:
    backend = platform.config.backend
    if backend.non_root is None:
        return
    if platform.config.openshift:
        yield Finding("backend.nonRoot", "is set, but openshift is true", "remove it: OpenShift assigns a user other than root")
    if backend.pod_security_context is not None:
        yield Finding("backend.podSecurityContext", "is set, but so is backend.nonRoot")


@rule(
    "PK-POD-006",
    title="a writable folder that is mounted twice",
    cause="A path of a container has one mount.",
    fix="Remove one of the two; /tmp is always writable.",
    settings=("backend.nonRoot.writableFolders", "backend.volumeMounts"),
    example=Example(
        "backend: {nonRoot: {user: 1000, writableFolders: [/tmp]}}\n",
        "backend: {nonRoot: {user: 1000, writableFolders: [/app/logs]}}\n",
    ),
)
def folder_mounted_twice(platform: Platform) -> Findings:
    backend = platform.config.backend
    folders = backend.non_root.writable_folders if backend.non_root else ()
    taken = {"/tmp", *(str(mount["mountPath"]).rstrip("/") for mount in backend.volume_mounts)}
    for index, folder in enumerate(folders):
        if folder in taken:
            yield Finding(f"backend.nonRoot.writableFolders.{index}", f"is {folder}, which is mounted already")
        taken.add(folder)
