// Where the definitions of Argo CD's objects come from: its files are read, and nothing of it is built.
module tools/argo-cd

go 1.26.0

require github.com/argoproj/argo-cd/v3 v3.5.7
