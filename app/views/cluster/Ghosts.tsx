/** Pods of a preview on a node: what would start there, drawn as outlines. Those that would go are marked where they are. */
import { PodMark } from '../../components/PodMark.tsx'
import { useMirror, useUi } from '../../session/context.tsx'
import { codeAt, codesOf } from './use-codes.ts'

export function Ghosts({ node }: { node: string }) {
  const preview = useUi((ui) => ui.preview)
  const workloads = useMirror((mirror) => mirror.workloads)
  const pods = preview?.pods.filter((pod) => pod.change === 'new' && pod.node === node) ?? []
  if (pods.length === 0) return null
  const codes = codesOf(workloads)
  return (
    <>
      {pods.map((pod) => {
        const at = workloads.findIndex(
          ({ kind, namespace, name }) =>
            kind === pod.workload?.kind && namespace === pod.workload.namespace && name === pod.workload.name,
        )
        const code =
          at < 0 ? { letter: (pod.workload?.name ?? pod.name).slice(0, 1).toUpperCase(), hue: 8 } : codeAt(codes, at)
        return (
          <span key={pod.name} className="pcell ghost" title={`${pod.namespace}/${pod.name} would start here`}>
            <PodMark state="unscheduled" letter={code.letter} hue={code.hue} />
          </span>
        )
      })}
    </>
  )
}

/** Names (`namespace/name`) of the Pods a preview takes away. */
export function useLeaving(): ReadonlySet<string> {
  const preview = useUi((ui) => ui.preview)
  return new Set(
    preview?.pods.flatMap(({ change, namespace, name }) => (change === 'gone' ? [`${namespace}/${name}`] : [])),
  )
}
