"""The environment of a container, as its process sees it."""

import re
from collections.abc import Mapping
from typing import Any, Final

from portkey_constructs.config.secret_shapes import secret_in
from portkey_constructs.helm.compare.flattening import text
from portkey_constructs.helm.compare.inventory import Inventory
from portkey_constructs.helm.compare.model import Value

__all__ = ["environment"]

_REFERENCE: Final = re.compile(r"\$(\$)?\(([^)]+)\)")


def environment(container: Mapping[str, Any], inventory: Inventory) -> dict[str, Value]:
    """The variables of a container by their name: a later entry replaces an earlier one, and $(NAME) is expanded as Kubernetes does."""
    variables: dict[str, Value] = {}
    for source in container.get("envFrom") or ():
        variables.update(_whole(source, inventory))
    for entry in container.get("env") or ():
        name = str(entry["name"])
        reference = entry.get("valueFrom")
        value = _referenced(reference, inventory) if reference else _expanded(text(entry.get("value")), variables)
        if value is None:
            variables.pop(name, None)
        else:
            variables[name] = value._replace(confidential=value.confidential or bool(secret_in(name, value.text or "")))
    return variables


def _whole(source: Mapping[str, Any], inventory: Inventory) -> dict[str, Value]:
    prefix = source.get("prefix") or ""
    for field, kind, values_of in (("secretRef", "Secret", inventory.secret), ("configMapRef", "ConfigMap", inventory.config_map)):
        if reference := source.get(field):
            name, values = reference["name"], values_of(reference["name"])
            if values is None:
                return {f"(all of {kind} {name})": Value(None, f"{kind} {name}")}
            secret = kind == "Secret"
            return {
                f"{prefix}{key}": Value(value, f"{kind} {name} key {key}", secret or bool(secret_in(key, value))) for key, value in values.items()
            }
    return {}


def _referenced(reference: Mapping[str, Any], inventory: Inventory) -> Value | None:
    for field, kind, values_of in (("secretKeyRef", "Secret", inventory.secret), ("configMapKeyRef", "ConfigMap", inventory.config_map)):
        if target := reference.get(field):
            values = values_of(target["name"])
            if values is not None and target["key"] not in values and target.get("optional"):
                return None
            resolved = None if values is None else values.get(target["key"])
            return Value(resolved, f"{kind} {target['name']} key {target['key']}", kind == "Secret")
    if pod_field := reference.get("fieldRef"):
        return Value(str(pod_field.get("fieldPath", "")), "field of the pod")
    return Value(str(dict(reference)), "field of the container")


def _expanded(template: str, variables: Mapping[str, Value]) -> Value:
    names = [match[2] for match in _REFERENCE.finditer(template) if not match[1] and match[2] in variables]
    if any(variables[name].text is None for name in names):
        return Value(None, f"plain with {', '.join(variables[name].source for name in names)}", True)

    def value(match: re.Match[str]) -> str:
        if match[1]:
            return match[0][1:]
        return variables[match[2]].text or "" if match[2] in variables else match[0]

    return Value(_REFERENCE.sub(value, template), confidential=any(variables[name].confidential for name in names))
