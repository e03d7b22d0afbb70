// Where the definitions of Cilium's objects come from: its files are read, and nothing of it is built.
module tools/cilium

go 1.26.0

require github.com/cilium/cilium v1.20.2
