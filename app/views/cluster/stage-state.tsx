/** State of the stage alone: where the keyboard's focus stands, and which mark's menu is open. */
import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ObjectRef } from '../../../engine/protocol/object.ts'
import type { MarkRef } from './mark-ref.ts'

export interface MenuRequest {
  mark: MarkRef
  /** Where it opens, in CSS pixels of the window. */
  at: { x: number; y: number; width: number; height: number }
}

export interface Stage {
  /** The mark under the keyboard's focus, while the tree has it and shows it. */
  focused: MarkRef | undefined
  /** The mark last touched by any means; the tree goes there. */
  touched: MarkRef | undefined
  menu: MenuRequest | undefined
  /** The object whose handles are out, at their mark. */
  shaping: { subject: ObjectRef; at: MenuRequest['at'] } | undefined
  /** Asks for the number of replicas. */
  scaling: number | undefined
}

export type StageStore = StoreApi<Stage>

export function createStage(): StageStore {
  return createStore<Stage>(() => ({
    focused: undefined,
    touched: undefined,
    menu: undefined,
    shaping: undefined,
    scaling: undefined,
  }))
}

export const StageContext = createContext<StageStore | undefined>(undefined)

/** The stage's store, for changes and for drawings outside React. */
export function useStageStore(): StageStore {
  const stage = useContext(StageContext)
  if (!stage) throw new Error('useStageStore is called outside a stage')
  return stage
}

export const useStage = <T,>(select: (stage: Stage) => T): T => useStore(useStageStore(), select)
