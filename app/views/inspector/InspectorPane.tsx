/** The selected object as the API server prints it. */
import { useMirror } from '../../session/context.tsx'

export function InspectorPane() {
  const selected = useMirror((mirror) => mirror.selected)
  if (!selected) return <p className="empty">Nothing is selected. Click a Pod or a node on the stage.</p>
  return (
    <pre className="plain" translate="no">
      {selected.yaml ?? `${selected.ref.kind} ${selected.ref.name} no longer exists.`}
    </pre>
  )
}
