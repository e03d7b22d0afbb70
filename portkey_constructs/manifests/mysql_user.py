"""The Job that creates the user with which Portkey logs in to a MySQL outside the cluster."""

from collections.abc import Iterator
from typing import Final, cast

from portkey_constructs.config.mysql import ExternalMySql
from portkey_constructs.kubernetes import Container, Job, JobSpec, KubernetesObject, ObjectMeta, PodSpec, PodTemplateSpec, ServiceAccount, Toleration
from portkey_constructs.manifests.environment import key_environment
from portkey_constructs.manifests.fragments import copied
from portkey_constructs.manifests.metadata import checksum, constant_labels, metadata
from portkey_constructs.manifests.mounts import mysql_user_mounts, mysql_user_volumes
from portkey_constructs.manifests.pod import container_resources
from portkey_constructs.manifests.secrets import secret_checksum
from portkey_constructs.manifests.security import job_container_security, job_pod_security
from portkey_constructs.platform.components import MYSQL_USER, MySqlUserJob
from portkey_constructs.platform.expansion import escaped
from portkey_constructs.platform.files import MYSQL_CA_FOLDER, MYSQL_CLIENT_FOLDER
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.volumes import mysql_user_ca

__all__ = ["MYSQL_USER_SCRIPT", "mysql_user", "mysql_user_job_name"]

_DIGEST_LENGTH: Final = 10
_SSL_MODES: Final = {
    None: "PREFERRED",
    "rds": "REQUIRED",
    "disabled": "DISABLED",
    "preferred": "PREFERRED",
    "required": "REQUIRED",
    "verifyCa": "VERIFY_CA",
    "verifyIdentity": "VERIFY_IDENTITY",
}
_ENCRYPTED: Final = ("rds", "required", "verifyCa", "verifyIdentity")
_REQUIRE: Final = "SSL"

MYSQL_USER_SCRIPT: Final = r"""set -euo pipefail
require=$1
shift

sql_text() {
  local text=$2
  text=${text//"\\"/"\\\\"}
  text=${text//"'"/"\\'"}
  text=${text//$'\n'/"\\n"}
  text=${text//$'\r'/"\\r"}
  text=${text//$'\032'/"\\Z"}
  printf -v "$1" "'%s'" "$text"
}

sql_database() {
  local text=$2
  text=${text//"\\"/"\\\\"}
  text=${text//"_"/"\\_"}
  text=${text//"%"/"\\%"}
  text=${text//'`'/'``'}
  printf -v "$1" '`%s`' "$text"
}

client=(mysql --no-defaults --batch --skip-column-names --protocol=TCP --connect-timeout=20 --default-character-set=utf8mb4
  "--init-command=SET SESSION sql_mode = ''" "--host=$DB_HOST" "--port=$DB_PORT" "$@")

as_administrator() {
  printf '%s\n' "$1" | MYSQL_PWD=$DB_ADMIN_PASS "${client[@]}" "--user=$DB_ADMIN_USER"
}

# Of a statement with the password, only the number of an error is printed: its text may repeat the statement.
with_password() {
  as_administrator "$1" 2>&1 | sed -E 's/^(ERROR [0-9]+ \([0-9A-Z]+\)).*/\1/; /^ERROR [0-9]+ \([0-9A-Z]+\)$/!d' >&2
}

as_user() {
  printf '%s\n' 'SELECT 1;' | MYSQL_PWD=$DB_PASS "${client[@]}" "--user=$DB_USER" "$@" > /dev/null
}

if [ -z "$DB_PASS" ] || [ -z "$DB_ADMIN_PASS" ]; then
  echo 'the password of the user or of the administrator is empty' >&2
  exit 1
fi
sql_text user "$DB_USER"
sql_text password "$DB_PASS"
sql_database database "$DB_NAME"
user="$user@'%'"

as_administrator 'SELECT 1;' > /dev/null
with_password "CREATE USER IF NOT EXISTS $user IDENTIFIED BY $password REQUIRE $require;"
as_administrator "ALTER USER $user REQUIRE $require;"
if ! as_user 2> /dev/null; then
  echo 'setting the password; pods that run keep the former one until ALTER USER ... DISCARD OLD PASSWORD'
  with_password "ALTER USER $user IDENTIFIED BY $password /*!80014 RETAIN CURRENT PASSWORD */;" ||
    with_password "ALTER USER $user IDENTIFIED BY $password;"
fi
as_administrator "GRANT ALL PRIVILEGES ON $database.* TO $user;"
as_user "--database=$DB_NAME"
echo 'the user can log in, with all privileges on its database'
"""
"""Creates the user, or sets its password, and grants it all privileges on its database alone; running it again changes nothing.

Passwords are in no argument and in no output. MySQL reads what is in the special comment from 8.0.14 on: the pods that run keep their password.
`sql_text` and `sql_database` set the variable that they name to their second argument, as SQL reads it; a database in GRANT is a pattern.
"""


def mysql_user(platform: Platform) -> tuple[KubernetesObject, ...]:
    """The Job that creates MySQL's user, and its service account; empty without mysql.administrator.

    Its name contains a digest of its content, as that of the migration Job does, so that a change runs it again.
    """
    job = platform.mysql_user
    if job is None:
        return ()
    account = ServiceAccount(
        apiVersion="v1",
        kind="ServiceAccount",
        metadata=metadata(platform, MYSQL_USER, job.service_account),
        automountServiceAccountToken=False,
    )
    settings = job.settings
    pod_meta = ObjectMeta(labels={**settings.pod_labels, **constant_labels(platform, MYSQL_USER)})
    if annotations := {**secret_checksum(platform, MYSQL_USER), **settings.pod_annotations}:
        pod_meta["annotations"] = annotations
    spec = JobSpec(backoffLimit=settings.retries, template=PodTemplateSpec(metadata=pod_meta, spec=_pod(platform, job)))
    meta = metadata(platform, MYSQL_USER, mysql_user_job_name(platform, spec))
    return account, Job(apiVersion="batch/v1", kind="Job", metadata=meta, spec=spec)


def mysql_user_job_name(platform: Platform, spec: JobSpec) -> str:
    """The name of the Job, which contains a digest of its content."""
    return platform.names.mysql_user(checksum(spec)[:_DIGEST_LENGTH])


def _pod(platform: Platform, job: MySqlUserJob) -> PodSpec:
    settings = job.settings
    spec = PodSpec(
        serviceAccountName=job.service_account,
        automountServiceAccountToken=False,
        enableServiceLinks=False,
        restartPolicy="OnFailure",
        securityContext=job_pod_security("mysql", assigned_user=platform.config.openshift),
        containers=[_container(platform, job)],
    )
    if platform.pull_secrets:
        spec["imagePullSecrets"] = [{"name": name} for name in platform.pull_secrets]
    if settings.node_selector:
        spec["nodeSelector"] = dict(settings.node_selector)
    if settings.tolerations:
        spec["tolerations"] = cast(list[Toleration], copied(settings.tolerations))
    if volumes := mysql_user_volumes(platform):
        spec["volumes"] = volumes
    return spec


def _container(platform: Platform, job: MySqlUserJob) -> Container:
    main = Container(
        name=MYSQL_USER,
        image=job.image,
        command=["/bin/bash", "-c", escaped(MYSQL_USER_SCRIPT)],
        args=[MYSQL_USER, *_arguments(platform)],
        env=key_environment(platform, MYSQL_USER),
        securityContext=job_container_security("mysql"),
    )
    if job.settings.image.pull_policy:
        main["imagePullPolicy"] = job.settings.image.pull_policy
    if resources := container_resources(job.resources):
        main["resources"] = resources
    if mounts := mysql_user_mounts(platform):
        main["volumeMounts"] = mounts
    return main


def _arguments(platform: Platform) -> Iterator[str]:
    """What the user's connections must be like, and the options with which the client connects."""
    mysql = platform.mysql
    assert mysql is not None
    tls = mysql.settings.tls if isinstance(mysql.settings, ExternalMySql) else "rds"
    yield _REQUIRE if tls in _ENCRYPTED else "NONE"
    bundle = mysql_user_ca(platform)
    if bundle is None:
        yield f"--ssl-mode={_SSL_MODES[tls]}"
    else:
        yield f"--ssl-mode={'VERIFY_CA' if tls == 'verifyCa' else 'VERIFY_IDENTITY'}"
        yield f"--ssl-ca={MYSQL_CA_FOLDER}/{bundle.key}"
    if tls not in _ENCRYPTED and bundle is None:
        # Without TLS, the client encrypts the password with the server's public key, which it has to ask for.
        yield "--get-server-public-key"
    if mysql.client_secret:
        yield f"--ssl-cert={MYSQL_CLIENT_FOLDER}/tls.crt"
        yield f"--ssl-key={MYSQL_CLIENT_FOLDER}/tls.key"
