"""Pinned API schemas and the tool that generates code from them; not part of the wheel.

`python -m imports` (`make imports`) reduces the newest Kubernetes definitions of kubernetes-validate to `k8s.json`. From it and from the
pinned definitions of custom resources it writes the typed dictionaries of `portkey_constructs/kubernetes/` and the schema that checks
Kubernetes fields in `portkey.yaml`. The kinds are those of `portkey_constructs/kubernetes/registry.py`.
`python -m imports.crds` pins the definition of a custom resource.
"""
