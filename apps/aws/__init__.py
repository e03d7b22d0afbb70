"""Portkey on EKS with everything of AWS made by the AWS companion: the configuration, the CDK app, and an example of what its deployment tells."""

__all__: list[str] = []
