"""The entries in AWS Secrets Manager from which the Secrets of the manifests are filled."""

from collections.abc import Mapping

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from portkey_constructs.aws.nag_findings import acknowledge_no_rotation
from portkey_constructs.aws_facts.entries import entries_to_fill, entry_description, entry_problems
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.platform.argument_types import checked
from portkey_constructs.platform.arguments import platform_of

__all__ = ["PortkeySecrets"]


class PortkeySecrets(Construct):
    """Empty entries in Secrets Manager under the names that the manifests read, for you to fill in.

    The description of an entry lists its properties. The entries have no initial value, because CloudFormation would write it again with a
    later change and overwrite yours. `portkey-constructs secrets --format entries` prints the documents to fill in, and
    `aws secretsmanager put-secret-value` stores them. Until then the External Secrets Operator reports a missing value, and no pod starts.

    Args:
        encryption_key: key of the entries; by default the account's `aws/secretsmanager`. `grant_read` grants its use too; the roles of
            `PortkeyRoles` may use the key of `PortkeyDataStack`, and no other.
        removal_policy: what happens to the entries when the stack is deleted.

    Raises:
        ConfigurationError: the configuration reads no entry, or one in another region.
    """

    @checked
    def __init__(
        self,
        scope: Construct,
        id: str,
        config: PortkeyConfig,
        *,
        encryption_key: kms.IKey | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    ) -> None:
        platform = platform_of(config)
        if problems := dict.fromkeys(entry_problems(platform)):
            raise ConfigurationError(problems)
        super().__init__(scope, id)
        self._secrets: dict[str, secretsmanager.ISecret] = {}
        for name, properties in entries_to_fill(platform).items():
            id = name.replace("/", "-")
            entry = secretsmanager.CfnSecret(
                self,
                id,
                name=name,
                description=entry_description(properties),
                kms_key_id=encryption_key.key_arn if encryption_key else None,
            )
            entry.apply_removal_policy(removal_policy)
            acknowledge_no_rotation(entry, "The issuer of these credentials renews them; Secrets Manager cannot rotate them")
            self._secrets[name] = secretsmanager.Secret.from_secret_attributes(
                self, f"{id}-read", secret_complete_arn=entry.ref, encryption_key=encryption_key
            )

    @property
    def secrets(self) -> Mapping[str, secretsmanager.ISecret]:
        """The entries by name."""
        return dict(self._secrets)

    @checked
    def grant_read(self, grantee: iam.IGrantable) -> None:
        """Let an identity read all entries."""
        for secret in self._secrets.values():
            secret.grant_read(grantee)
