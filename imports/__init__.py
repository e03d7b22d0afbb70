"""Pinned API schemas and what is made from them; not part of the wheel.

`python -m imports` (`make imports`) cuts `k8s.json` out of the newest Kubernetes definitions of kubernetes-validate, and writes from it
the typed dictionaries of `portkey_constructs/kinds/` and the shapes that `portkey.yaml` is checked against.
"""
