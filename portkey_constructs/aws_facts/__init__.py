"""What the AWS companion creates, and with which values. Pure Python, shared by the constructs of the AWS CDK and by Terraform."""

__all__: list[str] = []
