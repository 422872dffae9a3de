/** How the stage is seen: what its Pods are grouped by, and from how far. */
import { useStageSettings, type Zoom, ZOOMS } from './field/bundles.ts'
import { type GroupBy, GROUPINGS } from './field/grouping.ts'

/** Labels that many Pods have; any other can be typed. */
const USUAL_LABELS = ['app', 'app.kubernetes.io/name', 'pod-template-hash', 'version', 'tier']

export function StageTools() {
  const { by, label, zoom, set } = useStageSettings()
  return (
    <>
      <select
        className="select sm"
        aria-label="Group Pods by"
        value={by}
        onChange={(event) => set({ by: event.target.value as GroupBy })}
      >
        {GROUPINGS.map((each) => (
          <option key={each} value={each}>{`by ${each}`}</option>
        ))}
      </select>
      {by === 'label' && (
        <>
          <input
            className="stage-label"
            aria-label="Label to group by"
            list="usual-labels"
            spellCheck={false}
            maxLength={200}
            value={label}
            onChange={(event) => set({ label: event.target.value.trim() })}
          />
          <datalist id="usual-labels">
            {USUAL_LABELS.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </datalist>
        </>
      )}
      <select
        className="select sm"
        aria-label="How near"
        value={zoom}
        onChange={(event) => set({ zoom: event.target.value as Zoom })}
      >
        {ZOOMS.map((each) => (
          <option key={each} value={each}>
            {each || 'fits'}
          </option>
        ))}
      </select>
    </>
  )
}
