"""Adopts a running release of a Helm chart: what applying our manifests over it does, and the commands that do it."""
