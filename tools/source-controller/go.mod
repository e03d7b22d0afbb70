// Where the definitions of Flux's sources come from: its files are read, and nothing of it is built.
module tools/source-controller

go 1.26.0

require github.com/fluxcd/source-controller v1.9.0
