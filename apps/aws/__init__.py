"""Portkey on EKS with resources from the AWS companion: the configuration, the CDK app, and an example of its outputs."""

__all__: list[str] = []
