"""Pinned API schemas and what is made from them; not part of the wheel.

`python -m imports` (`make imports`) cuts `k8s.json` out of the newest Kubernetes definitions of kubernetes-validate, and writes from it
and from the definitions of custom resources the typed dictionaries of `portkey_constructs/kubernetes/`, and from the first alone the shapes
that `portkey.yaml` is checked against. `python -m imports.crds` pins a definition in the file of its group.
"""
