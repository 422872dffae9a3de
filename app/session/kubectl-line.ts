/** The kubectl line that has the same effect as an action of the page. Pure: used by the actions and by the menus' hints. */
import type { ObjectRef } from '../../engine/protocol/object.ts'

const inNamespace = (namespace: string) => (namespace && namespace !== 'default' ? ` -n ${namespace}` : '')

/** `deployment/web`, as kubectl takes it. */
export const typeAndName = (ref: ObjectRef) => `${ref.kind.toLowerCase()}/${ref.name}`

export const scaleLine = (ref: ObjectRef, replicas: number) =>
  `kubectl scale ${typeAndName(ref)} --replicas=${replicas}${inNamespace(ref.namespace)}`

export const restartLine = (ref: ObjectRef) =>
  `kubectl rollout restart ${typeAndName(ref)}${inNamespace(ref.namespace)}`

export const pauseLine = (ref: ObjectRef, paused: boolean) =>
  `kubectl rollout ${paused ? 'pause' : 'resume'} ${typeAndName(ref)}${inNamespace(ref.namespace)}`

export const boundsPatch = (maxSurge: number, maxUnavailable: number) => ({
  spec: { strategy: { rollingUpdate: { maxSurge, maxUnavailable } } },
})

export const boundsLine = (ref: ObjectRef, surge: number, unavailable: number) =>
  `kubectl patch ${typeAndName(ref)}${inNamespace(ref.namespace)} -p '${JSON.stringify(boundsPatch(surge, unavailable))}'`

export const deleteLine = (ref: ObjectRef) =>
  `kubectl delete ${ref.kind.toLowerCase()} ${ref.name}${inNamespace(ref.namespace)}`

/** What kubectl has that is nearest to asking why. */
export const describeLine = (ref: ObjectRef) =>
  `kubectl describe ${ref.kind.toLowerCase()} ${ref.name}${inNamespace(ref.namespace)}`

/** @param nodes their names, as many as are said */
export const addNodesLine = (nodes: readonly { name: string }[]) =>
  `kubectl create -f - # Node ${nodes.map(({ name }) => name).join(', ')}`

export const cordonLine = (node: string) => `kubectl cordon ${node}`
export const uncordonLine = (node: string) => `kubectl uncordon ${node}`
export const drainLine = (node: string) => `kubectl drain ${node} --ignore-daemonsets --delete-emptydir-data`

/** SIGKILL to every container at once is no request to the API server, hence a comment. */
export const killPodLine = (namespace: string, pod: string) =>
  `# kill -9 every container of pod ${pod}${inNamespace(namespace)}`

export const crashContainerLine = (namespace: string, pod: string, container?: string) =>
  `kubectl exec ${pod}${inNamespace(namespace)}${container ? ` -c ${container}` : ''} -- kill 1`

export const nodeDownLine = (node: string) => `# cut the power of ${node}`
export const nodeUpLine = (node: string) => `# power ${node} on again`
