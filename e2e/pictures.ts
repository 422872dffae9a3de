/** What is compared with a picture of it. A further picture is a line here; `npm run pictures` draws what is new or has changed. */

export interface Picture {
  /** Also the name of its file in `e2e/pictures`. */
  name: string
  /** A scene of the gallery, made by a fixed seed, or the run of `picture-run.ts`, which stands still at a fixed time. */
  of: { scene: string } | 'run'
  /** The tab to go to, by its title. */
  view?: string
  /** Selector of the part that is drawn. */
  part: string
  dark?: boolean
}

const STILL = { scene: 'playground&paused' }

/** What shares a scene or run is drawn on one page, in this order. */
export const PICTURES: readonly Picture[] = [
  { name: 'marks', of: { scene: 'marks' }, part: '.bench-marks tbody:first-of-type' },
  { name: 'marks-sizes', of: { scene: 'marks' }, part: '.bench-marks tbody:last-of-type' },
  { name: 'marks-dark', of: { scene: 'marks' }, part: '.bench-marks tbody:first-of-type', dark: true },
  { name: 'cluster', of: STILL, part: '#view-cluster' },
  { name: 'transport', of: STILL, part: '.time' },
  { name: 'cluster-dark', of: STILL, part: '#view-cluster', dark: true },
  { name: 'transport-dark', of: STILL, part: '.time', dark: true },
  { name: 'cluster-many', of: { scene: 'many&paused' }, part: '#view-cluster' },
  { name: 'cluster-run', of: 'run', part: '#view-cluster' },
  { name: 'cluster-run-dark', of: 'run', part: '#view-cluster', dark: true },
  { name: 'transport-run', of: 'run', part: '.time' },
  { name: 'timeline', of: 'run', view: 'Timeline', part: '#view-timeline' },
  { name: 'rollout', of: 'run', view: 'Rollout', part: '#view-rollout' },
  { name: 'autoscale', of: 'run', view: 'Autoscale', part: '#view-autoscale' },
  { name: 'scheduling', of: 'run', view: 'Scheduling', part: '#view-scheduling' },
  { name: 'network', of: 'run', view: 'Network', part: '#view-network' },
  { name: 'graph', of: 'run', view: 'Graph', part: '#view-graph' },
]
