"""The resources of the AWS companion as Terraform, for teams that do not use the AWS CDK. Pure Python; requires neither Node nor AWS."""

from portkey_constructs.terraform.companion import terraform_json

__all__ = ["terraform_json"]
