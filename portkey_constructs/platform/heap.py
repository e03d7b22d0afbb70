"""The heap limit of the services that run on Node.js, which follows from the memory limit of their container.

Node.js chooses a limit by itself, too, but it depends on its version and leaves more of the container's memory unused.
"""

import re
from typing import TYPE_CHECKING, Final

from portkey_constructs.config.quantities import amount
from portkey_constructs.config.workload import Resources
from portkey_constructs.platform.components import NODE_SERVICES, ServiceName
from portkey_constructs.platform.evidence import NODE
from portkey_constructs.platform.expansion import Expansion
from portkey_constructs.platform.variable import PlainValue, Variable

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform
    from portkey_constructs.platform.user_environment import VariableSource

__all__ = ["HEAP_VARIABLES", "NODE_OPTIONS", "heap_option", "own_heap", "with_heap_option"]

NODE_OPTIONS: Final = "NODE_OPTIONS"
_PERCENT: Final = 75
"""The share of the memory limit; buffers, code and stacks are outside the heap."""
_MEBIBYTE: Final = 2**20
_OWN_HEAP: Final = re.compile(r"--max[-_]old[-_]space[-_]size(?:=([0-9]+)|\b)")


def heap_option(resources: Resources) -> str | None:
    """The option of Node.js that limits its heap; None without a memory limit."""
    if resources.limits.memory is None:
        return None
    size = int(amount(resources.limits.memory) * _PERCENT // (100 * _MEBIBYTE))
    return f"--max-old-space-size={size}" if size else None


def with_heap_option(option: str, own: "VariableSource") -> "VariableSource":
    """The value of NODE_OPTIONS that `env` sets, with the heap limit.

    It stays as it is if it is empty, comes from a Secret or ConfigMap, or limits the heap itself.
    """
    if isinstance(own, str):
        return f"{option} {own}" if own and not _OWN_HEAP.search(own) else own
    if isinstance(own, Expansion) and not any(_OWN_HEAP.search(part) for part in own.parts if isinstance(part, str)):
        return Expansion((f"{option} ", *own.parts))
    return own


def own_heap(own: "VariableSource") -> int | None:
    """MiB of heap that a value of NODE_OPTIONS in `env` allows; None if it does not say so. Node.js uses the last option."""
    texts = (own,) if isinstance(own, str) else (part for part in own.parts if isinstance(part, str)) if isinstance(own, Expansion) else ()
    sizes = [int(match[1]) for text in texts for match in _OWN_HEAP.finditer(text) if match[1]]
    return sizes[-1] if sizes else None


def _option_of(service: ServiceName) -> PlainValue:
    def option(platform: "Platform") -> str | None:
        return heap_option(platform.services[service].resources)

    return option


HEAP_VARIABLES: Final = tuple(
    Variable(NODE_OPTIONS, "options of Node.js: the limit of its heap", (service,), _option_of(service), NODE) for service in NODE_SERVICES
)
"""The migration Job runs the backend's image with its own limit: see `migration_environment`."""
