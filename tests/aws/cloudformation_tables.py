"""How properties and references of CloudFormation are named in Terraform."""

from collections.abc import Mapping
from typing import Final

__all__ = ["ATTRIBUTES", "INSTANCE", "NAMES", "NOT_TRANSLATED", "REPLICATION_GROUP"]

NOT_TRANSLATED: Final = {
    "AWS::SecretsManager::SecretTargetAttachment": "the versions mysql_attached and mysql_user_attached of the entries add the address of the server",
}
"""Types without a resource of their own, with what replaces them."""

NAMES: Final = (
    ("ReplicaBucketAccessLogs", "access_logs_replica"),
    ("ReplicaBucket", "logs_replica"),
    ("LogBucketAccessLogs", "access_logs"),
    ("LogBucketReplicationRole", "logs_replication"),
    ("LogBucket", "logs"),
    ("DatabaseMonitoringRole", "mysql_monitoring"),
    ("DatabaseRotationSecurityGroup", "mysql_rotation"),
    ("DatabaseLogGroupaudit", "mysql_audit"),
    ("DatabaseLogGrouperror", "mysql_error"),
    ("DatabaseLogGroupslowquery", "mysql_slowquery"),
    ("DatabaseUserSecret", "mysql_user"),
    ("Database", "mysql"),
    ("CacheDefaultUser", "redis_default"),
    ("CacheLogGroupenginelog", "redis_engine_log"),
    ("CacheLogGroupslowlog", "redis_slow_log"),
    ("Cache", "redis"),
    ("EntriesKey", "entries"),
)
"""Names of Terraform's resources, by what a logical ID begins with."""
ATTRIBUTES: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "AWS::EC2::SecurityGroup": ("aws_security_group", {"GroupId": "id"}),
    "AWS::ElastiCache::ParameterGroup": ("aws_elasticache_parameter_group", {"Ref": "name"}),
    "AWS::ElastiCache::ReplicationGroup": (
        "aws_elasticache_replication_group",
        {"PrimaryEndPoint.Address": "primary_endpoint_address", "ConfigurationEndPoint.Address": "configuration_endpoint_address"},
    ),
    "AWS::ElastiCache::SubnetGroup": ("aws_elasticache_subnet_group", {"Ref": "name"}),
    "AWS::ElastiCache::User": ("aws_elasticache_user", {"Ref": "user_id"}),
    "AWS::ElastiCache::UserGroup": ("aws_elasticache_user_group", {"Ref": "user_group_id"}),
    "AWS::IAM::Role": ("aws_iam_role", {"Arn": "arn", "Ref": "name"}),
    "AWS::KMS::Key": ("aws_kms_key", {"Arn": "arn"}),
    "AWS::Logs::LogGroup": ("aws_cloudwatch_log_group", {"Ref": "name"}),
    "AWS::RDS::DBInstance": ("aws_db_instance", {"Endpoint.Address": "address", "Ref": "identifier"}),
    "AWS::RDS::DBParameterGroup": ("aws_db_parameter_group", {"Ref": "name"}),
    "AWS::RDS::DBSubnetGroup": ("aws_db_subnet_group", {"Ref": "name"}),
    "AWS::RDS::OptionGroup": ("aws_db_option_group", {"Ref": "name"}),
    "AWS::S3::Bucket": ("aws_s3_bucket", {"Arn": "arn", "Ref": "bucket"}),
    "AWS::SecretsManager::Secret": ("aws_secretsmanager_secret", {"Ref": "arn"}),
}
"""What a reference to a resource is in Terraform."""
INSTANCE: Final = {
    "AllocatedStorage": "allocated_storage",
    "AutoMinorVersionUpgrade": "auto_minor_version_upgrade",
    "BackupRetentionPeriod": "backup_retention_period",
    "CopyTagsToSnapshot": "copy_tags_to_snapshot",
    "DBInstanceClass": "instance_class",
    "DBInstanceIdentifier": "identifier",
    "DBName": "db_name",
    "DBParameterGroupName": "parameter_group_name",
    "DBSubnetGroupName": "db_subnet_group_name",
    "DeleteAutomatedBackups": "delete_automated_backups",
    "DeletionProtection": "deletion_protection",
    "EnableCloudwatchLogsExports": "enabled_cloudwatch_logs_exports",
    "EnableIAMDatabaseAuthentication": "iam_database_authentication_enabled",
    "EnablePerformanceInsights": "performance_insights_enabled",
    "Engine": "engine",
    "EngineVersion": "engine_version",
    "KmsKeyId": "kms_key_id",
    "MasterUsername": "username",
    "MaxAllocatedStorage": "max_allocated_storage",
    "MonitoringInterval": "monitoring_interval",
    "MonitoringRoleArn": "monitoring_role_arn",
    "MultiAZ": "multi_az",
    "OptionGroupName": "option_group_name",
    "PerformanceInsightsKMSKeyId": "performance_insights_kms_key_id",
    "PerformanceInsightsRetentionPeriod": "performance_insights_retention_period",
    "Port": "port",
    "PreferredBackupWindow": "backup_window",
    "PreferredMaintenanceWindow": "maintenance_window",
    "PubliclyAccessible": "publicly_accessible",
    "StorageEncrypted": "storage_encrypted",
    "StorageType": "storage_type",
    "VPCSecurityGroups": "vpc_security_group_ids",
}
REPLICATION_GROUP: Final = {
    "AtRestEncryptionEnabled": "at_rest_encryption_enabled",
    "AutoMinorVersionUpgrade": "auto_minor_version_upgrade",
    "AutomaticFailoverEnabled": "automatic_failover_enabled",
    "CacheNodeType": "node_type",
    "CacheParameterGroupName": "parameter_group_name",
    "CacheSubnetGroupName": "subnet_group_name",
    "ClusterMode": "cluster_mode",
    "Engine": "engine",
    "EngineVersion": "engine_version",
    "KmsKeyId": "kms_key_id",
    "MultiAZEnabled": "multi_az_enabled",
    "NumCacheClusters": "num_cache_clusters",
    "NumNodeGroups": "num_node_groups",
    "Port": "port",
    "PreferredMaintenanceWindow": "maintenance_window",
    "ReplicasPerNodeGroup": "replicas_per_node_group",
    "ReplicationGroupDescription": "description",
    "ReplicationGroupId": "replication_group_id",
    "SecurityGroupIds": "security_group_ids",
    "SnapshotRetentionLimit": "snapshot_retention_limit",
    "SnapshotWindow": "snapshot_window",
    "TransitEncryptionEnabled": "transit_encryption_enabled",
    "TransitEncryptionMode": "transit_encryption_mode",
    "UserGroupIds": "user_group_ids",
}
