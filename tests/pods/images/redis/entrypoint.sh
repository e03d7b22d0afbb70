#!/bin/sh
[ "${1#-}" = "$1" ] || set -- redis-server "$@"
exec "$@"
