// What Traefik replaces with a folder of its own, which its published module lacks: two structures without fields.
module github.com/traefik/traefik/dynamic/ext

go 1.26.0
