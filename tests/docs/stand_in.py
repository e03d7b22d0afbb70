"""A program that needs a cluster, a cloud or a network, as far as it can be had without: it knows its commands and options, and the files it reads.

Run as `python stand_in.py PROGRAM ARGUMENTS...` it ends with 0 for a line that the real program would understand, else with 2 and the reason.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

__all__ = ["AZ", "CDK", "EKSCTL", "GCLOUD", "GLOBAL", "KUBECTL", "PROGRAMS", "MisunderstoodError", "understood"]

PROGRAMS: Final = ("aws", "az", "eksctl", "gcloud", "kubectl", "make", "npx", "terraform")

Options = dict[str, bool]
"""Options of a command, and whether each takes a value."""

GLOBAL: Final[Options] = {"-n": True, "--namespace": True, "--context": True}
_FILES: Final[Options] = {"-f": True, "-R": False, "--server-side": False}
KUBECTL: Final[dict[str, Options]] = {
    "annotate": {"--overwrite": False},
    "apply": {**_FILES, "--prune": False, "--applyset": True},
    "apply set-last-applied": {"-f": True},
    "create configmap": {"--from-file": True},
    "create namespace": {},
    "create secret tls": {"--cert": True, "--key": True},
    "create secret docker-registry": {"--docker-username": True, "--docker-password": True, "--docker-server": True},
    "delete": {"-f": True, "-R": False, "-l": True, "--cascade": True},
    "describe": {},
    "diff": _FILES,
    "exec": {},
    "get": {"-l": True, "-o": True, "--sort-by": True},
    "logs": {"-l": True, "--previous": False, "--since": True, "--tail": True},
    "patch": {"-p": True, "--patch-file": True, "--type": True},
    "port-forward": {},
    "rollout restart": {},
    "rollout status": {"--timeout": True},
    "rollout undo": {},
    "run": {"--image": True, "--rm": False, "-it": False, "--restart": True, "--overrides": True},
    "scale": {"--replicas": True},
    "top pods": {},
    "wait": {"--for": True, "-l": True, "--timeout": True},
}
"""The commands of kubectl that the documentation uses."""
CDK: Final[dict[str, Options]] = {"cdk deploy": {"--all": False, "--outputs-file": True}, "cdk8s synth": {}}
EKSCTL: Final[dict[str, Options]] = {
    "create iamserviceaccount": {"-f": True, "--config-file": True, "--approve": False},
    "create podidentityassociation": {"-f": True, "--config-file": True},
    "utils associate-iam-oidc-provider": {"--cluster": True, "--approve": False},
}
"""As its documentation has them: no eksctl is here to ask."""
TERRAFORM: Final[dict[str, Options]] = {"init": {}, "plan": {"-out": True}, "apply": {}, "output": {"-json": False}}
"""Tests run the real program, with a provider that has no cloud behind it: tests/terraform."""
_BINDING: Final[Options] = {"--role": True, "--member": True, "--project": True}
GCLOUD: Final[dict[str, Options]] = {
    "iam service-accounts add-iam-policy-binding": _BINDING,
    "iam service-accounts create": {"--project": True},
    "redis instances describe": {"--region": True, "--format": True},
    "secrets add-iam-policy-binding": _BINDING,
    "secrets create": {"--project": True, "--data-file": True},
    "sql instances patch": {"--project": True, "--database-flags": True},
    "sql instances describe": {"--format": True},
    "storage buckets add-iam-policy-binding": {"--role": True, "--member": True},
}
_AZURE: Final[Options] = {"--name": True, "--resource-group": True, "--query": True, "--output": True}
AZ: Final[dict[str, Options]] = {
    "aks show": _AZURE,
    "identity federated-credential create": {**_AZURE, "--identity-name": True, "--issuer": True, "--subject": True, "--audiences": True},
    "keyvault secret set": {"--vault-name": True, "--name": True, "--file": True},
    "mysql flexible-server parameter set": {"--resource-group": True, "--server-name": True, "--name": True, "--value": True},
}
"""Both as their documentation has them: no cloud is here to ask."""
_READ: Final = ("-f", "--config-file")


class MisunderstoodError(Exception):
    """The real program would not understand this line."""


def understood(program: str, arguments: Sequence[str], here: Path) -> None:
    """Raises `MisunderstoodError` with what is wrong with a line."""
    match program:
        case "kubectl":
            _words(program, KUBECTL, GLOBAL, arguments, here)
        case "npx":
            _words(program, CDK, {}, arguments, here)
        case "terraform":
            _words(program, TERRAFORM, {}, arguments, here)
        case "eksctl":
            _words(program, EKSCTL, {}, arguments, here)
        case "aws":
            _aws(arguments, here)
        case "gcloud":
            _words(program, GCLOUD, {}, arguments, here)
        case "az":
            _words(program, AZ, {}, arguments, here)
        case "make":
            _make(arguments, here)
        case _:
            raise MisunderstoodError(f"{program} is not known here")


def _words(program: str, commands: Mapping[str, Options], everywhere: Options, arguments: Sequence[str], here: Path) -> None:
    """A line of words and options, whose files are there."""
    command = next((known for known in sorted(commands, key=len, reverse=True) if arguments[: len(known.split())] == known.split()), None)
    if command is None:
        raise MisunderstoodError(f"{program} {' '.join(arguments[:2])} is none of the commands that are known here")
    known, rest = {**everywhere, **commands[command]}, list(arguments[len(command.split()) :])
    while rest:
        word = rest.pop(0)
        if word == "--":
            return
        name, equals, value = word.partition("=")
        if not word.startswith("-") or word == "-":
            continue
        if name not in known:
            raise MisunderstoodError(f"{program} {command} has no {name} here")
        if known[name] and not equals:
            if not rest:
                raise MisunderstoodError(f"{name} wants a value")
            value = rest.pop(0)
        if name in _READ and value != "-" and not (here / value).exists():
            raise MisunderstoodError(f"{value} is not there")
        if name == "--from-file" and not re.fullmatch(r"[\w.=-]+", value):
            raise MisunderstoodError(f"{value} is no file name")


def _aws(arguments: Sequence[str], here: Path) -> None:
    """A call as the model of its service knows it."""
    from botocore import xform_name
    from botocore.session import Session

    service, operation, *rest = arguments
    model = Session().get_service_model(service)
    names = {xform_name(name, "-"): name for name in model.operation_names}
    if operation not in names:
        raise MisunderstoodError(f"aws {service} has no {operation}")
    shape = model.operation_model(names[operation]).input_shape
    members = {f"--{xform_name(name, '-')}": name for name in (shape.members if shape else {})}
    given = [word for word in rest if word.startswith("--")]
    if unknown := [word for word in given if word not in members and word not in ("--query", "--output", "--region")]:
        raise MisunderstoodError(f"aws {service} {operation} has no {unknown[0]}")
    if missing := [name for name in (shape.required_members if shape else []) if name not in {members.get(word) for word in given}]:
        raise MisunderstoodError(f"aws {service} {operation} wants {missing[0]}")


def _make(arguments: Sequence[str], here: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", (here / "Makefile").read_text("utf-8"), re.MULTILINE)
    if unknown := [word for word in arguments if "=" not in word and word not in targets]:
        raise MisunderstoodError(f"make has no target {unknown[0]}")


if __name__ == "__main__":
    if not sys.stdin.isatty():
        sys.stdin.read()
    try:
        understood(sys.argv[1], sys.argv[2:], Path.cwd())
    except MisunderstoodError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
