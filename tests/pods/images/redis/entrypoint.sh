#!/bin/sh
[ "${1#-}" = "$1" ] || set -- redis-server "$@"
# The program in Redis' image accepts connections without a password.
[ "$*" != redis-server ] || set -- redis-server --protected-mode no
if [ "$(id -u)" = 0 ] && [ -d /data ]; then
    chown -R 999:1000 /data
    cd /data
    exec chroot --userspec=999:1000 --skip-chdir / "$0" "$@"
fi
exec "$@"
