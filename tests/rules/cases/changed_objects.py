"""Cases of patches that have no change, two changes, or incomplete operations."""

from typing import Final

from tests.rules.case import Case

__all__ = ["CASES"]

_TARGET: Final = "patches:\n  - target: {kind: Deployment, component: gateway}\n"
_MERGE: Final = "    merge: {spec: {minReadySeconds: 5}}\n"
_FIXED: Final = f"{_TARGET}    json: [{{op: add, path: /spec/minReadySeconds, value: 5}}]"


def _incomplete(operation: str, path: str, column: int, message: str, fix: str) -> Case:
    return Case("PK-PATCH-006", f"{_TARGET}    json: [{operation}]", f"patches.0.json.0{path}", f"3:{column}", message, fix, _FIXED)


CASES: Final = [
    Case("PK-PATCH-005", _TARGET.rstrip(), "patches.0", "2:5", "has neither merge nor json", "write exactly one of merge and json", _FIXED),
    Case("PK-PATCH-005", f"{_TARGET}{_MERGE}    json: []", "patches.0", "2:5", "has both", "write exactly one of merge and json", _FIXED),
    *(
        _incomplete(f"{{op: {operation}, path: /spec/minReadySeconds}}", "", 12, f"is {operation}, but has no value", "add value")
        for operation in ("add", "replace", "test")
    ),
    *(
        _incomplete(f"{{op: {operation}, path: /spec/minReadySeconds}}", "", 12, f"is {operation}, but has no from", "add from, the place to read")
        for operation in ("move", "copy")
    ),
    _incomplete("{op: remove, path: spec.replicas}", ".path", 25, "is spec.replicas, which does not begin with /", "write /spec/replicas"),
    _incomplete("{op: copy, from: spec, path: /spec/replicas}", ".from", 23, "is spec, which does not begin with /", "write /spec"),
]
