import { expect } from 'vitest'
import type { Lease, Pod } from '../../../kinds/types.ts'
import { podsOf } from '../asking.ts'
import type { CorpusCase } from '../case.ts'

export const lease: CorpusCase = {
  title:
    'three replicas race for a Lease; its holder renews it, and when it dies another takes over after the lease ran out',
  manifests: `
apiVersion: v1
kind: ServiceAccount
metadata: {name: elector}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: elector}
rules: [{apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, create, update]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: elector}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: elector}
subjects: [{kind: ServiceAccount, name: elector, namespace: default}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: elector}
spec:
  replicas: 3
  selector: {matchLabels: {app: elector}}
  template:
    metadata: {labels: {app: elector}}
    spec:
      serviceAccountName: elector
      terminationGracePeriodSeconds: 0
      containers:
      - {name: proxy, image: k8spatterns/kubeapi-proxy}
      - name: app
        image: k8spatterns/curl-jq
        command: [sh, -c]
        args:
        - |
          url=http://localhost:8001/apis/coordination.k8s.io/v1/namespaces/default/leases
          me=$(hostname) was=
          while sleep 2; do
            now=$(date -u +%Y-%m-%dT%H:%M:%S.000000Z)
            lease=$(curl -s "$url/rg") || continue
            code=0
            if [ "$(echo "$lease" | jq -r .kind)" = Status ]; then
              body=$(jq -n --arg me "$me" --arg now "$now" '{metadata: {name: "rg"}, spec: {holderIdentity: $me, leaseDurationSeconds: 15, acquireTime: $now, renewTime: $now}}')
              code=$(echo "$body" | curl -s -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' -d @- "$url")
            else
              holder=$(echo "$lease" | jq -r .spec.holderIdentity)
              age=$(( $(date +%s) - $(echo "$lease" | jq -r '.spec.renewTime | sub("\\\\.[0-9]+Z"; "Z") | fromdate') ))
              if [ "$holder" = "$me" ] || [ "$age" -gt 15 ]; then
                code=$(echo "$lease" | jq --arg me "$me" --arg now "$now" '.spec.holderIdentity = $me | .spec.renewTime = $now' |
                  curl -s -o /dev/null -w '%{http_code}' -X PUT -H 'Content-Type: application/json' -d @- "$url/rg")
              fi
            fi
            case $code in 20?) is=leader ;; *) is=follower ;; esac
            [ "$is" = "$was" ] || echo "$is"
            was=$is
          done
`,
  outcome(w) {
    const holder = () => w.find<Lease>('leases.coordination.k8s.io', 'rg')?.spec?.holderIdentity
    const says = ({ metadata }: Pod) => w.log(metadata.name).at(-1)
    const leaders = () => podsOf(w, 'elector').filter((pod) => says(pod) === 'leader')
    w.until('elected', () => holder() !== undefined, 120_000)
    w.run(30_000)
    const first = holder() as string
    expect(leaders().map(({ metadata }) => metadata.name)).toEqual([first])
    expect(podsOf(w, 'elector').filter((pod) => says(pod) === 'follower')).toHaveLength(2)
    w.delete('pods', first)
    const took = w.until('another one', () => holder() !== first, 60_000)
    expect(took).toBeGreaterThan(12_000)
    w.run(20_000)
    expect(leaders().map(({ metadata }) => metadata.name)).toEqual([holder()])
  },
}
