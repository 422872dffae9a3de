/** What outcomes of several chapters ask of the cluster, and do to it. */
import type { ApiResponse } from '../../protocol/api.ts'
import type { Deployment, Pod } from '../../kinds/types.ts'
import type { SmallCluster } from '../scenarios/smallcluster.ts'

/** The Pods there are; with a name, those whose label `app` says so. */
export const podsOf = (w: SmallCluster, app?: string): Pod[] =>
  (w.table('pods').list('default') as Pod[]).filter(({ metadata }) => app === undefined || metadata.labels?.app === app)

/** Whether a condition of any object stands at True. */
export const holds = (
  { status }: { status?: { conditions?: readonly { type: string; status: string }[] | undefined } },
  type: string,
): boolean => status?.conditions?.some((one) => one.type === type && one.status === 'True') ?? false

export const isReady = (pod: Pod): boolean => holds(pod as never, 'Ready')

/** One request to the API server, as a client would make it. */
export const send = (w: SmallCluster, method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: unknown) =>
  w.cluster.handle({ method, path, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }) as ApiResponse

/** `kubectl set image`. */
export function setImage(w: SmallCluster, deployment: string, image: string): void {
  w.change<Deployment>('deployments.apps', deployment, (one) => {
    const template = structuredClone(one.spec.template)
    for (const container of template.spec?.containers ?? []) container.image = image
    return { ...one, spec: { ...one.spec, template } }
  })
}

/** A Pod that runs a script once, to look at something from inside. */
export function look(
  w: SmallCluster,
  name: string,
  script: string,
  more: object = {},
  volumes: object[] = [],
  labels: Record<string, string> = {},
): string[] {
  w.create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels },
    spec: {
      restartPolicy: 'Never',
      volumes,
      containers: [{ name: 'app', image: 'k8spatterns/curl-jq', command: ['sh', '-c', script], ...more }],
    },
  } as never)
  w.until(`${name} is over`, () => w.pod(name).status.phase === 'Succeeded', 120_000)
  return w.log(name)
}
