#!/bin/bash
# Does what the entry point of ClickHouse's image does with the CLICKHOUSE_* variables. ClickHouse 18.16 refuses settings that came
# later, so the profiles of the mounted files are left out, and its configuration is put together below /tmp.
set -eo pipefail
if [ "$(id -u)" = 0 ]; then
    chown -R 101:101 /var/lib/clickhouse
    exec chroot --userspec=101:101 / /bin/bash "$0" "$@"
fi
own=/tmp/clickhouse
mkdir -p "$own/users.d" "$own/config.d"
cp /etc/clickhouse-server/config.xml /etc/clickhouse-server/users.xml "$own/"
for file in /etc/clickhouse-server/config.d/*.xml; do
    [ ! -e "$file" ] || cp "$file" "$own/config.d/"
done
for file in /etc/clickhouse-server/users.d/*.xml; do
    [ ! -e "$file" ] || sed '/<profiles>/,/<\/profiles>/d' "$file" >"$own/users.d/$(basename "$file")"
done
umask 077
cat >"$own/users.d/default-user.xml" <<XML
<clickhouse>
  <users>
    <default remove="remove"/>
    <$CLICKHOUSE_USER>
      <password>$CLICKHOUSE_PASSWORD</password>
      <networks><ip>::/0</ip></networks>
      <profile>default</profile>
      <quota>default</quota>
    </$CLICKHOUSE_USER>
  </users>
</clickhouse>
XML
groups=$(id -g -n 2>/dev/null || id -g)
echo "ClickHouse runs as $(id -u):$groups"
exec clickhouse-server --config-file="$own/config.xml"
