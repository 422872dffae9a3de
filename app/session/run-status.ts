/** Where the run stands, as the transport machine sees it; the views read this and never the machine itself. */
import { createStore, type StoreApi } from 'zustand/vanilla'

export interface RunStatus {
  /** `booting` until the first batch, `rewound` in a past that stands, `recovering` while a crashed worker replays, `failed` when that did not help. */
  phase: 'booting' | 'running' | 'paused' | 'rewound' | 'recovering' | 'failed'
  /** Which part is starting, or what went wrong; one plain sentence. */
  detail: string
  /** The speed that play returns to (the clock says 0 while paused). Infinity is "as fast as possible". */
  speed: number
}

export type RunStore = StoreApi<RunStatus>

/** A run that has not begun. */
export function createRunStatus(speed = 1): RunStore {
  return createStore<RunStatus>(() => ({ phase: 'booting', detail: 'Starting the cluster', speed }))
}
