// Where the definitions of GKE's network policies come from: its files are read, and nothing of it is built.
module tools/gke-networking-api

go 1.26.0

require github.com/GoogleCloudPlatform/gke-networking-api v0.2.11
