"""Compares two sets of manifests, and says what applying the new one does to a cluster that runs the old one.

```python
from portkey_constructs.plan import compare

plan = compare(old_manifests, new_manifests)
for change in plan.changes:
    print(change.action, change.identity, change.restarts, change.refused)
```
"""

from portkey_constructs.plan.comparison import compare
from portkey_constructs.plan.model import Change, FieldChange, Identity, PermissionChange, Plan

__all__ = ["Change", "FieldChange", "Identity", "PermissionChange", "Plan", "compare"]
