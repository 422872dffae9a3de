/** How the stage's Pods are bundled at present, and how near one stands; both stand in the address. */
import { useEffect, useMemo } from 'react'
import { type FieldMode, stageMode, type StageMode } from '../../../draw/field.ts'
import type { Zone } from '../../../draw/zones.ts'
import { ask } from '../../../hooks/needs.ts'
import { useViewState } from '../../../hooks/view-state.ts'
import { useActions, useMirror, useUi } from '../../../session/context.tsx'
import type { Mirror } from '../../../session/mirror.ts'
import { type GroupBy, type Grouping, GROUPINGS, groupingOf } from './grouping.ts'
import { PodGroups } from './groups.ts'

export interface Bundles {
  grouping: Grouping
  groups: PodGroups
}

/** From near to far; empty: as near as everything still fits. */
export const ZOOMS = ['', 'marks', 'squares', 'counts'] as const
export type Zoom = (typeof ZOOMS)[number]

const MODES: Record<Exclude<Zoom, ''>, FieldMode> = { marks: 'field', squares: 'squares', counts: 'counts' }

export interface StageSettings {
  by: GroupBy
  /** The label's key, for groups by label. */
  label: string
  zoom: Zoom
  set(settings: { by?: GroupBy; label?: string; zoom?: Zoom }): void
}

export function useStageSettings(): StageSettings {
  const [by, setBy] = useViewState('cluster.by', 'zone')
  const [label, setLabel] = useViewState('cluster.label', 'app')
  const [zoom, setZoom] = useViewState('cluster.zoom')
  return {
    by: GROUPINGS.find((each) => each === by) ?? 'zone',
    label,
    zoom: ZOOMS.find((each) => each === zoom) ?? '',
    set(next) {
      if (next.by !== undefined) setBy(next.by)
      if (next.label !== undefined) setLabel(next.label)
      if (next.zoom !== undefined) setZoom(next.zoom)
    },
  }
}

/** The form of the stage; cards are for zones of few machines. */
export function useStageMode({ by, zoom }: StageSettings): StageMode {
  return useMirror(({ pods, nodes }) => {
    const usual = stageMode(pods.count, nodes.size)
    const chosen = zoom === '' ? usual : MODES[zoom]
    if (chosen === 'cards' || chosen === 'field') return by === 'zone' && usual === 'cards' ? 'cards' : 'field'
    return chosen
  })
}

/** @param order zones whose object stays while no node comes or goes */
export function useBundles({ by, label }: StageSettings, mode: StageMode, order: readonly Zone[]): Bundles {
  const namespace = useUi((ui) => ui.namespace)
  const values = useMirror((mirror) => (by === 'label' ? mirror.podValues : undefined))
  useLabel(by === 'label' ? label : '')
  const far = mode === 'counts' ? 'counts' : 'field'
  return useMemo(() => {
    const grouping = groupingOf(by, far, order, namespace)
    return { grouping, groups: new PodGroups(grouping.keyOf), values }
  }, [by, far, order, namespace, values])
}

/** Asks for the values of a label while the stage groups by it. */
function useLabel(podLabel: string): void {
  const actions = useActions()
  const booted = useMirror((mirror) => mirror.booted)
  useEffect(() => {
    if (!booted || podLabel === '') return
    ask(actions, { podLabel })
    return () => ask(actions, { podLabel: '' })
  }, [actions, booted, podLabel])
}

/** Groups by name with their Pods, for the tree and the table. */
export function namedGroups(
  mirror: Mirror,
  { grouping, groups }: Bundles,
): { title: string; id: number; pods: readonly number[] }[] {
  groups.update(mirror)
  return grouping
    .sectionsOf(mirror, groups)
    .flatMap(({ cells }) =>
      cells.map(({ id }) => ({ id, title: grouping.faceOf(mirror, id)?.title ?? '', pods: groups.of(id) })),
    )
}
