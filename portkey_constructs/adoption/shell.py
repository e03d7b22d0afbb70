"""The text of the shell scripts that adopt a release and go back, without their values.

Both scripts run in any POSIX shell. The variables between `@` are replaced by quoted values.
"""

from typing import Final

__all__ = ["ADOPT", "ADOPT_END", "COMMON", "UNDO"]

COMMON: Final = r"""
set -euf
umask 077

release=@release@
namespace=@namespace@
default_context=@context@
context=${CONTEXT:-$default_context}
kubeconfig=@kubeconfig@
default_backup=@backup@
backup=${BACKUP:-$default_backup}

k() { kubectl ${kubeconfig:+--kubeconfig="$kubeconfig"} ${context:+--context="$context"} --namespace="$namespace" "$@"; }
step() { printf '\n==> %s\n' "$*"; }
stop() { printf 'stopped: %s\n' "$*" >&2; exit 1; }
exists() { [ -n "$(k get "$1" --ignore-not-found --output=name)" ]; }
record() { k get secrets --selector="owner=helm,name=$release" --field-selector=type=helm.sh/release.v1 --output=name; }

# The objects of the configuration, stage by stage.
objects=@objects@
"""

ADOPT: Final = r"""
# Deployments that an autoscaler scales: applying must not reset their replicas.
autoscaled=@autoscaled@
# The field manager of the tool that applies the manifests from now on.
manager=@manager@
timeout=${TIMEOUT:-15m}
# Databases of the release without a volume: the adoption restarts their pods, and the data ends with them.
ephemeral=@ephemeral@
# VERIFY=no leaves out the last check.
verify=${VERIFY:-yes}

h() { helm ${kubeconfig:+--kubeconfig="$kubeconfig"} ${context:+--kube-context="$context"} --namespace="$namespace" "$@"; }

step "Check the release $release in namespace $namespace"
for program in kubectl helm portkey-constructs; do
  command -v "$program" >/dev/null || stop "$program is not on PATH"
done
has_record=yes
[ -n "$(record)" ] || has_record=no
if [ "$has_record" = yes ]; then
  state=$(k get secrets --selector="owner=helm,name=$release,status=deployed" --output=name)
  [ -n "$state" ] || stop "the release is not deployed: see helm status $release, and finish or roll back the operation"
  unfinished=$(k get secrets --selector="owner=helm,name=$release,status in (pending-install,pending-upgrade,pending-rollback,uninstalling)" --output=name)
  [ -z "$unfinished" ] || stop "an operation of Helm is not finished: see helm history $release"
elif [ "${RECORD:-}" != none ]; then
  stop "there is no release record. Set RECORD=none if Argo CD rendered the chart, because it keeps none, or to go on after the record was removed"
fi

if [ -n "$ephemeral" ] && [ "${LOSE_DATA:-}" != yes ]; then
  stop "no volume outlives the pods of $ephemeral, and the adoption restarts them: back up their data, then run this script with LOSE_DATA=yes"
fi

# A HelmRelease of Flux installs the chart again at its next reconciliation, unless it is suspended.
flux=$(k get deployments,statefulsets --output='jsonpath={range .items[*]}{.metadata.annotations.meta\.helm\.sh/release-name}{" "}{.metadata.labels.helm\.toolkit\.fluxcd\.io/namespace}{" "}{.metadata.labels.helm\.toolkit\.fluxcd\.io/name}{"\n"}{end}' |
  sed -n "s/^$release \([^ ][^ ]*\) \([^ ][^ ]*\)\$/\1 \2/p" | sort -u)
if [ -n "$flux" ]; then
  flux_namespace=${flux%% *} flux_name=${flux##* }
  if [ "$(k get helmrelease "$flux_name" --namespace="$flux_namespace" --output='jsonpath={.spec.suspend}')" != true ]; then
    stop "HelmRelease $flux_namespace/$flux_name is not suspended: run flux suspend helmrelease $flux_name -n $flux_namespace"
  fi
fi
# Argo CD reverts the changes while it syncs the chart automatically.
argo=$(k get deployments --output='jsonpath={range .items[*]}{.metadata.annotations.argocd\.argoproj\.io/tracking-id}{end}')
if [ -n "$argo" ] && [ "${PAUSED:-}" != yes ]; then
  stop "an Application of Argo CD tracks the objects: turn off its automated sync, then run this script with PAUSED=yes"
fi

step "Back up to the folder $backup (it contains Secrets)"
if [ -e "$backup/complete" ]; then
  echo "the backup of an earlier run is kept"
else
  mkdir -p "$backup/objects" "$backup/record"
  if [ "$has_record" = yes ]; then
    h get values "$release" --output=yaml >"$backup/values.yaml"
    h get manifest "$release" >"$backup/manifest.yaml"
  fi
  number=0
  for secret in $(record); do
    number=$((number + 1))
    k get "$secret" --output=yaml | sed '/^  uid: /d; /^  resourceVersion: /d; /^  creationTimestamp: /d' >"$backup/record/$number.yaml"
  done
  number=0
  : >"$backup/created"
  for object in $objects; do
    if exists "$object"; then
      number=$((number + 1))
      k get "$object" --show-managed-fields --output=yaml |
        sed '/^  uid: /d; /^  resourceVersion: /d; /^  creationTimestamp: /d; /^  generation: /d' >"$backup/objects/$number.yaml"
    else
      printf '%s\n' "$object" >>"$backup/created"
    fi
  done
  : >"$backup/complete"
fi
echo "Volumes of the claims. Delete means that deleting the claim deletes the data; this script deletes no claim."
k get persistentvolumes --output='custom-columns=VOLUME:.metadata.name,NAMESPACE:.spec.claimRef.namespace,CLAIM:.spec.claimRef.name,POLICY:.spec.persistentVolumeReclaimPolicy' 2>/dev/null |
  awk -v wanted="$namespace" 'NR == 1 || $2 == wanted' || true

step "Render the manifests"
manifests=$backup/manifests
portkey-constructs render @arguments@ -o "$manifests"
manifests=@folder@

step "Keep the objects if a helm upgrade leaves them out"
# It does not protect from helm uninstall, which reads this annotation only from the release record.
for object in $objects; do
  if exists "$object"; then
    k annotate --overwrite "$object" helm.sh/resource-policy=keep >/dev/null
  fi
done

step "Hand the fields of Helm over to $manager"
# Server-side apply removes a field that is not in the manifests only if its manager is the one that applies.
# Without this step, all labels and variables that only the chart sets stay in the objects.
tab=$(printf '\t')
rest=
hand_over() {
  lines=$(k get "$1" --show-managed-fields --output='jsonpath={range .metadata.managedFields[*]}{.manager}{"\t"}{.operation}{"\t"}{.subresource}{"\n"}{end}')
  taken=no
  case "
$lines
" in *"
$manager${tab}Apply$tab
"*) taken=yes ;; esac
  index=-1
  while IFS="$tab" read -r name operation part; do
    index=$((index + 1))
    case $name in
      helm | Helm | helm-controller | terraform-provider-helm* | argocd-controller) ;;
      *) continue ;;
    esac
    [ -z "$part" ] || continue
    [ "$name/$operation" != "$manager/Apply" ] || continue
    entry=/metadata/managedFields/$index
    test='{"op":"test","path":"'$entry'/manager","value":"'$name'"}'
    if [ "$taken" = no ]; then
      k patch "$1" --type=json --patch="[$test,{\"op\":\"replace\",\"path\":\"$entry/manager\",\"value\":\"$manager\"},{\"op\":\"replace\",\"path\":\"$entry/operation\",\"value\":\"Apply\"}]" >/dev/null
      taken=yes
    else
      # The manager has applied before. Helm's own fields are removed after the new manifests are applied.
      k patch "$1" --type=json --patch="[$test,{\"op\":\"replace\",\"path\":\"$entry/operation\",\"value\":\"Apply\"}]" >/dev/null
      rest="$rest $1,$name"
    fi
    case " $(printf '%s' "$autoscaled" | tr '\n' ' ') " in *" $1 "*)
      case $(k get "$1" --show-managed-fields --output="jsonpath={.metadata.managedFields[$index].fieldsV1}") in *'"f:replicas":{}'*)
        # Nobody owns the number of replicas until the autoscaler changes it, so that applying keeps it.
        k patch "$1" --type=json --patch="[{\"op\":\"remove\",\"path\":\"$entry/fieldsV1/f:spec/f:replicas\"}]" >/dev/null ;;
      esac ;;
    esac
  done <<LINES
$lines
LINES
}
for object in $objects; do
  if exists "$object"; then
    hand_over "$object"
  fi
done

# The pods of the chart end as soon as they are told to, while requests still arrive. So they get no more requests before they end.
drain=${DRAIN:-20}
kept=
keep_pods() {
  [ "$drain" != 0 ] || return 0
  folder=$manifests/$1
  shift
  for object in "$@"; do
    if exists "$object" && [ -z "$(k get "$object" --output='jsonpath={.spec.template.spec.containers[*].lifecycle.preStop}')" ]; then
      # A new pod does not replace an old one before it is ready for that long.
      k patch "$object" --type=merge --patch='{"spec":{"minReadySeconds":400}}' >/dev/null
      kept="$kept $object"
      # More pods of the chart would get requests before they are ready, because its front end has no probe.
      file=Deployment.${object#*/}.k8s.yaml
      if [ -e "$folder/$file" ]; then
        mkdir -p "$backup/final"
        mv "$folder/$file" "$backup/final/$file"
        replicas=$(k get "$object" --output='jsonpath={.spec.replicas}')
        sed "s/^  replicas: .*/  replicas: $replicas/" "$backup/final/$file" >"$folder/$file"
      fi
    fi
  done
}
add_pods() {
  for object in $kept; do
    k patch "$object" --type=merge --patch='{"spec":{"strategy":{"rollingUpdate":{"maxSurge":"100%"}}}}' >/dev/null
  done
}
waited=0
# Sends the requests of Services to the new pods of a Deployment only, as soon as all of them are ready.
move_requests() {
  object=$1
  case "$kept " in *" $object "*) ;; *) return 0 ;; esac
  shift
  while :; do
    state=$(k get "$object" --output='jsonpath={.spec.replicas} {.metadata.generation} {.status.observedGeneration}')
    wanted=${state%% *} current=${state#* }
    newest=$(k get replicasets --output='jsonpath={range .items[*]}{.metadata.ownerReferences[0].name}{" "}{.metadata.annotations.deployment\.kubernetes\.io/revision}{" "}{.metadata.labels.pod-template-hash}{" "}{.status.readyReplicas}{"\n"}{end}' |
      awk -v name="${object#*/}" '$1 == name && $2 + 0 > last { last = $2 + 0; hash = $3; ready = $4 + 0 } END { print hash, ready + 0 }')
    if [ "${current% *}" = "${current#* }" ] && [ "${newest#* }" -ge "$wanted" ]; then
      break
    elif [ "$waited" -ge 300 ]; then
      echo "not all new pods of $object are ready, perhaps because the nodes have no room for old and new pods: some requests may fail"
      return 0
    fi
    waited=$((waited + 2))
    sleep 2
  done
  for service in "$@"; do
    k patch "$service" --type=merge --patch="{\"spec\":{\"selector\":{\"pod-template-hash\":\"${newest% *}\"}}}" >/dev/null
  done
}
end_pods() {
  [ -n "$kept" ] || return 0
  step "End the pods of the chart"
  sleep "$drain"
  for object in $kept; do
    k patch "$object" --type=merge --patch='{"spec":{"minReadySeconds":null}}' >/dev/null
    k rollout status "$object" --timeout="$timeout"
    file=Deployment.${object#*/}.k8s.yaml
    if [ -e "$backup/final/$file" ]; then
      mv "$backup/final/$file" "$manifests/$1/$file"
    fi
  done
  apply_stage "$1"
}

apply_stage() {
  if [ -d "$manifests/$1" ]; then
    step "Apply $1"
    k apply --server-side --force-conflicts --field-manager="$manager" --recursive --filename="$manifests/$1"
  fi
}
"""

ADOPT_END: Final = r"""
for pair in $rest; do
  object=${pair%,*} name=${pair##*,}
  k get "$object" --output='jsonpath={"apiVersion: "}{.apiVersion}{"\nkind: "}{.kind}{"\nmetadata: {name: \""}{.metadata.name}{"\"}\n"}' |
    k apply --server-side --field-manager="$name" --filename=-
done

step "Remove the labels and annotations of Helm"
for object in $objects; do
  if exists "$object"; then
    k annotate "$object" helm.sh/resource-policy- meta.helm.sh/release-name- meta.helm.sh/release-namespace- >/dev/null
  fi
done
for object in $unlabelled; do
  if exists "$object" && [ "$(k get "$object" --output='jsonpath={.metadata.labels.app\.kubernetes\.io/managed-by}')" = Helm ]; then
    k label "$object" app.kubernetes.io/managed-by- >/dev/null
  fi
done

if [ "$verify" = yes ]; then
  step "Verify"
  portkey-constructs verify @arguments@ ${kubeconfig:+--kubeconfig "$kubeconfig"} ${context:+--context "$context"} --wait "$timeout" ||
    stop "the platform is not healthy: fix it and run this script again, or go back with the script of --undo. The release record is still there"
fi

step "Remove the release record; no object is deleted"
# From here on, Helm does not know the release, so helm uninstall cannot delete anything.
k delete secrets --selector="owner=helm,name=$release" --field-selector=type=helm.sh/release.v1

step "Adopted"
echo "The backup in $backup contains Secrets. Keep it until you are sure that you do not want to go back, then delete it."
"""

UNDO: Final = r"""
# The fields belong to Helm again, so that the next helm upgrade changes them without a conflict.
step "Restore the objects of the release from the folder $backup"
[ -e "$backup/complete" ] || stop "$backup contains no complete backup: set BACKUP to the folder that the adoption wrote"
command -v kubectl >/dev/null || stop "kubectl is not on PATH"
number=1
while [ -e "$backup/objects/$number.yaml" ]; do
  if [ -n "$(k get --ignore-not-found --output=name --filename="$backup/objects/$number.yaml")" ]; then
    k replace --field-manager=helm --filename="$backup/objects/$number.yaml"
  else
    k create --field-manager=helm --filename="$backup/objects/$number.yaml"
  fi
  number=$((number + 1))
done

step "Delete the objects that the adoption created"
# Namespaces, Secrets and PersistentVolumeClaims stay: they may contain data.
while read -r object; do
  case $object in
    namespace/* | secret/* | persistentvolumeclaim/*) ;;
    *) k delete "$object" --ignore-not-found ;;
  esac
done <"$backup/created"

step "Restore the release record"
number=1
while [ -e "$backup/record/$number.yaml" ]; do
  if [ -z "$(k get --ignore-not-found --output=name --filename="$backup/record/$number.yaml")" ]; then
    k create --filename="$backup/record/$number.yaml"
  fi
  number=$((number + 1))
done

step "Helm manages the release $release again: see helm status and helm history"
echo "helm uninstall deletes its objects again."
"""
