#!/bin/sh
# Does what the entry point of MySQL's image does with the MYSQL_* variables. MariaDB accepts connections after the file of statements.
set -e
[ "${1#-}" = "$1" ] || set -- mysqld "$@"
if [ "$(id -u)" = 0 ]; then
    mkdir -p /var/run/mysqld
    ln -sfn /var/run/mysqld /run/mysqld
    chown -R 999:999 /var/lib/mysql /var/run/mysqld
    exec chroot --userspec=999:999 / "$0" "$@"
fi
cd /var/lib/mysql
root=
if [ ! -d mysql ]; then
    root="ALTER USER 'root'@'localhost' IDENTIFIED BY '$MYSQL_ROOT_PASSWORD';"
    mariadb-install-db --no-defaults --force --skip-test-db --auth-root-authentication-method=normal --datadir=/var/lib/mysql >/tmp/install.log 2>&1 || {
        cat /tmp/install.log >&2
        exit 1
    }
fi
umask 077
cat >/tmp/init.sql <<SQL
CREATE DATABASE IF NOT EXISTS \`$MYSQL_DATABASE\`;
CREATE USER IF NOT EXISTS 'root'@'%' IDENTIFIED BY '$MYSQL_ROOT_PASSWORD';
$root
GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;
CREATE USER IF NOT EXISTS '$MYSQL_USER'@'%' IDENTIFIED BY '$MYSQL_PASSWORD';
GRANT ALL ON \`$MYSQL_DATABASE\`.* TO '$MYSQL_USER'@'%';
SQL
program=$1
shift
exec "$program" --no-defaults --datadir=/var/lib/mysql --socket=/var/run/mysqld/mysqld.sock --tmpdir=/tmp --bind-address=0.0.0.0 --init-file=/tmp/init.sql "$@"
