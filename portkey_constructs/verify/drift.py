"""Where a live object is not what is rendered: field by field, and of the fields that are rendered alone."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from portkey_constructs.config.quantities import amount
from portkey_constructs.verify.finding import Object
from portkey_constructs.verify.live import SecretFacts

__all__ = ["Difference", "differences", "secret_differences"]

_LONGEST: Final = 60
_MERGED: Final[Mapping[str, tuple[str, ...]]] = {
    "containers": ("name",),
    "initContainers": ("name",),
    "env": ("name",),
    "volumes": ("name",),
    "volumeMounts": ("mountPath",),
    "volumeDevices": ("devicePath",),
    "imagePullSecrets": ("name",),
    "secrets": ("name",),
    "resizePolicy": ("resourceName",),
    "hostAliases": ("ip",),
    "topologySpreadConstraints": ("topologyKey", "whenUnsatisfiable"),
}
"""Lists that Kubernetes merges by a key; what others put into them is theirs."""
_PORTS: Final = (("name",), ("containerPort", "protocol"), ("port", "protocol"))
_WHOLE_MAPS: Final = {"matchLabels", "nodeSelector"}
_QUANTITIES: Final = {"requests", "limits", "capacity"}
_QUANTITY: Final = {"sizeLimit", "averageValue", "divisor"}
_UNSET_WHEN_ZERO: Final = {"periodSeconds": 10, "timeoutSeconds": 1, "successThreshold": 1, "failureThreshold": 3}
_ZERO_IS_LEFT_OUT: Final = {"initialDelaySeconds", "minReadySeconds", "hostPort", "nodePort", *_UNSET_WHEN_ZERO}
_TRUE_WHEN_LEFT_OUT: Final = {"automountServiceAccountToken", "enableServiceLinks", "allowPrivilegeEscalation"}
_MISSING: Final = object()


class Difference(NamedTuple):
    """A field, what is rendered, and what the cluster has; both are empty where they are not to be shown."""

    path: str
    rendered: str = ""
    found: str = ""

    def __str__(self) -> str:
        return f"{self.path} is {self.found or 'something else'}{f', rendered {self.rendered}' if self.rendered else ''}"


def differences(rendered: Object, live: Object) -> list[Difference]:
    """Every rendered field that the live object does not have; what only the server or others wrote does not count."""
    found: list[Difference] = []
    for key in ("labels", "annotations"):
        _compare(rendered["metadata"].get(key), live["metadata"].get(key, _MISSING), ("metadata", key), found)
    for key, value in rendered.items():
        if key in ("apiVersion", "kind", "metadata"):
            continue
        _compare(value, live.get(key, _MISSING), (key,), found)
        if key == "spec" and rendered["kind"] == "Service" and "selector" in value:
            _others(value["selector"], live.get("spec", {}).get("selector") or {}, ("spec", "selector"), found)
    return found


def secret_differences(rendered: Object, live: SecretFacts) -> list[Difference]:
    """As `differences`; says which keys differ, and never how."""
    found: list[Difference] = []
    for key in ("labels", "annotations"):
        _compare(rendered["metadata"].get(key), live.metadata.get(key, _MISSING), ("metadata", key), found)
    if rendered.get("type", "Opaque") != live.type:
        found.append(Difference("type", rendered.get("type", "Opaque"), live.type))
    for key, text in rendered.get("stringData", {}).items():
        if key not in live.keys:
            found.append(Difference(f"data[{key}]", found="missing"))
        elif not live.keys[key].holds(text):
            found.append(Difference(f"data[{key}]"))
    return found


def _compare(rendered: Any, live: Any, path: tuple[str, ...], found: list[Difference]) -> None:
    key = path[-1]
    if rendered is None:
        return
    if live is _MISSING or live is None:
        if not _may_be_left_out(rendered, key):
            found.append(Difference(_spelt(path), _shown(rendered, path), "missing"))
        return
    if isinstance(rendered, Mapping):
        if not isinstance(live, Mapping):
            found.append(Difference(_spelt(path)))
            return
        for field, value in rendered.items():
            _compare(value, live.get(field, _MISSING), (*path, field), found)
        if key in _WHOLE_MAPS:
            _others(rendered, live, path, found)
    elif isinstance(rendered, list | tuple):
        if not isinstance(live, list | tuple):
            found.append(Difference(_spelt(path)))
            return
        _compare_lists(rendered, live, path, found)
    elif not _same(rendered, live, path):
        found.append(Difference(_spelt(path), _shown(rendered, path), _shown(live, path)))


def _others(rendered: Mapping[str, Any], live: Mapping[str, Any], path: tuple[str, ...], found: list[Difference]) -> None:
    for key in sorted(live.keys() - rendered.keys()):
        found.append(Difference(f"{_spelt(path)}.{key}", "nothing", _shown(live[key], path)))


def _compare_lists(rendered: Sequence[Any], live: Sequence[Any], path: tuple[str, ...], found: list[Difference]) -> None:
    keys = _merge_keys(path[-1], rendered)
    if keys:
        held = {_identity(one, keys): one for one in live}
        for one in rendered:
            which = _identity(one, keys)
            _compare(one, held.get(which, _MISSING), (*path, f"[{'/'.join(which)}]"), found)
        return
    if len(rendered) != len(live):
        found.append(Difference(_spelt(path), _counted(rendered), _counted(live)))
        return
    for number, (one, other) in enumerate(zip(rendered, live, strict=True)):
        if path[-1] == "volumeClaimTemplates":
            _compare(one["metadata"], other["metadata"], (*path, f"[{number}]", "metadata"), found)
            _compare(one["spec"], other["spec"], (*path, f"[{number}]", "spec"), found)
        else:
            _compare(one, other, (*path, f"[{number}]"), found)


def _merge_keys(key: str, rendered: Sequence[Any]) -> tuple[str, ...]:
    if not rendered or not all(isinstance(one, Mapping) for one in rendered):
        return ()
    choices = _PORTS if key == "ports" else (_MERGED[key],) if key in _MERGED else ()
    return next((keys for keys in choices if all(keys[0] in one for one in rendered)), ())


def _identity(one: Any, keys: tuple[str, ...]) -> tuple[str, ...]:
    said = one if isinstance(one, Mapping) else {}
    return tuple(str(said.get(key, "TCP" if key == "protocol" else "")) for key in keys)


def _may_be_left_out(rendered: Any, key: str) -> bool:
    """Whether the server leaves such a value out: empty ones mostly, unless leaving it out says something else."""
    if rendered is False:
        return key not in _TRUE_WHEN_LEFT_OUT
    if isinstance(rendered, int | float) and rendered == 0:
        return key in _ZERO_IS_LEFT_OUT
    if isinstance(rendered, Mapping | list | tuple | str):
        return not rendered
    return False


def _same(rendered: Any, live: Any, path: tuple[str, ...]) -> bool:
    key = path[-1]
    if isinstance(rendered, bool) or isinstance(live, bool):
        return rendered is live
    if isinstance(rendered, int) and rendered == 0 and key in _UNSET_WHEN_ZERO:
        return bool(live == _UNSET_WHEN_ZERO[key])
    if str(rendered) == str(live):
        return True
    if isinstance(rendered, int | float) and isinstance(live, int | float):
        return rendered == live
    quantity = key in _QUANTITY or (len(path) > 1 and path[-2] in _QUANTITIES)
    return quantity and _amount(rendered) is not None and _amount(rendered) == _amount(live)


def _amount(value: Any) -> Decimal | None:
    text = str(value)
    small = {"u": Decimal("1e-6"), "n": Decimal("1e-9")}
    try:
        return Decimal(text[:-1]) * small[text[-1]] if text[-1:] in small else amount(text)
    except (InvalidOperation, KeyError):
        return None


def _spelt(path: Sequence[str]) -> str:
    return ".".join(path).replace(".[", "[")


def _counted(values: Sequence[Any]) -> str:
    return f"{len(values)} element{'s' * (len(values) != 1)}"


def _shown(value: Any, path: Sequence[str]) -> str:
    """A short value; nothing of what may have been written to be kept from sight: variables, commands, contents."""
    hidden = {"env", "args", "command", "data", "stringData", "binaryData", "annotations", "httpHeaders"} & set(path)
    if hidden or isinstance(value, Mapping | list | tuple):
        return ""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= _LONGEST and text.isprintable() else ""
