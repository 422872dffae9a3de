/** Reasons of events about machines and containers: the recorder imitated those, so they are not upstream's word. */
export const LEFT_OUT: ReadonlySet<string> = new Set([
  'Unhealthy',
  'BackOff',
  'Killing',
  'Pulling',
  'Pulled',
  'Created',
  'Started',
  'Failed',
  'Preempting',
])
