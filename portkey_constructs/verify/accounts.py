"""Service accounts, and the AWS roles that their pods were given: by IRSA, or by EKS Pod Identity."""

from collections.abc import Iterator, Sequence
from typing import Final

from portkey_constructs.verify.finding import NOT_ALLOWED, Check, Commands, Finding, Object, Status
from portkey_constructs.verify.live import Live, Unreadable, name_of
from portkey_constructs.verify.wanted import workloads

__all__ = ["ROLE", "check_accounts"]

ROLE: Final = "eks.amazonaws.com/role-arn"
_POD_IDENTITY: Final = "AWS_CONTAINER_CREDENTIALS_FULL_URI"


def check_accounts(rendered: Sequence[Object], live: Live, commands: Commands) -> Iterator[Finding]:
    """The service account of every workload, its role, and the pods that run as it."""
    users: dict[str, list[Object]] = {}
    for one in workloads(rendered):
        users.setdefault(one["spec"]["template"]["spec"].get("serviceAccountName", "default"), []).append(one)
    roles = {name_of(one): _role(one) for one in rendered if one["kind"] == "ServiceAccount"}
    for account in sorted(users.keys() | roles.keys()):
        named, describe = f"ServiceAccount {account}", commands.describe("sa", account)
        held = live.one("ServiceAccount", account)
        if isinstance(held, Unreadable):
            yield Finding(Check.ACCOUNTS, named, Status.UNKNOWN, held.reason, NOT_ALLOWED, commands.kubectl("auth can-i list serviceaccounts"))
        elif held is None:
            yield Finding(
                Check.ACCOUNTS,
                named,
                Status.FAILED,
                "does not exist",
                "nobody made it, and pods cannot be made without it",
                commands.kubectl("get sa -o yaml"),
            )
        else:
            wanted, found = roles.get(account, ""), _role(held)
            if wanted and found != wanted:
                message = f"has the role {found}, rendered {wanted}" if found else f"has no role, rendered {wanted}"
                yield Finding(Check.ACCOUNTS, named, Status.FAILED, message, "another tool wrote the annotation, or it was not applied", describe)
            elif not found:
                yield Finding(Check.ACCOUNTS, named, Status.OK)
            else:
                told = [it for one in users.get(account, ()) for it in _injected(one, named, found, live, commands)]
                yield from told or [Finding(Check.ACCOUNTS, named, Status.OK, f"its pods have the role {found}")]


def _role(account: Object) -> str:
    return str((account["metadata"].get("annotations") or {}).get(ROLE, ""))


def _injected(workload: Object, named: str, role: str, live: Live, commands: Commands) -> Iterator[Finding]:
    """What is wrong with the running pods of a workload whose service account has a role."""
    if isinstance(live.lists.get("Pod"), Unreadable):
        yield Finding(Check.ACCOUNTS, named, Status.UNKNOWN, "its pods could not be read", NOT_ALLOWED, commands.kubectl("auth can-i list pods"))
        return
    own = {one["name"] for one in workload["spec"]["template"]["spec"]["containers"]}
    target = f"{workload['kind'].lower()}/{name_of(workload)}"
    command = commands.inside(target, "env | grep AWS") if workload["kind"] != "Job" else commands.describe("job", name_of(workload))
    for pod in live.pods(workload):
        if pod.get("status", {}).get("phase") not in ("Pending", "Running"):
            continue
        for container in pod["spec"]["containers"]:
            if container["name"] not in own:
                continue
            env = {one["name"]: one.get("value", "") for one in container.get("env") or ()}
            if _POD_IDENTITY in env:
                continue
            where = f"pod {name_of(pod)} container {container['name']}"
            if "AWS_ROLE_ARN" in env and env["AWS_ROLE_ARN"] != role:
                message = f"{where} has the role {env['AWS_ROLE_ARN']}, the service account {role}"
                yield Finding(Check.ACCOUNTS, named, Status.FAILED, message, "the pod is older than the annotation: restart it", command)
                break
            missing = [name for name in ("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE") if name not in env]
            if missing:
                message = f"{where} has no {' and no '.join(missing)}, for the role {role}"
                cause = "the pod is older than the annotation, or the cluster has no IRSA webhook"
                yield Finding(Check.ACCOUNTS, named, Status.FAILED, message, cause, command)
                break
