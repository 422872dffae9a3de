/** The page's line icons, 16 × 16, one stroke. */

const PATHS = {
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1',
  moon: 'M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6z',
  auto: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM8 1.5v13M8 4.5h4.5M8 8h6.3M8 11.5h4.5',
  help: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM6.2 6.3c0-2.4 3.6-2.4 3.6 0 0 1.5-1.8 1.5-1.8 3M8 11.6v.1',
  play: 'M5 3l8 5-8 5z',
  pause: 'M5.5 3v10M10.5 3v10',
  step: 'M4 3l6 5-6 5zM12.5 3v10',
  back: 'M12 3 6 8l6 5zM3.5 3v10',
  chevron: 'M4.5 6.5 8 10l3.5-3.5',
  max: 'M9.5 2.5h4v4M6.5 13.5h-4v-4M13.5 2.5 9.5 6.5M2.5 13.5l4-4',
  min: 'M13.5 6.5h-4v-4M2.5 9.5h4v4M9.5 6.5l4-4M6.5 9.5l-4 4',
  table: 'M2 3h12v10H2zM2 6.5h12M2 9.8h12M6.5 3v10',
  split: 'M2 3h12v10H2zM8 3v10',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3 14 14',
  dots: 'M3.5 8v.1M8 8v.1M12.5 8v.1',
  x: 'M4 4l8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  branch:
    'M4.5 3v10M4.5 9.5c0-3 6.5-1.5 6.5-5M4.5 4.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM4.5 14.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM11 4.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z',
  share: 'M8 10V2M5 4.5 8 1.5l3 3M3 8.5V14h10V8.5',
  you: 'M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 14c.6-5 10.4-5 11 0',
  api: 'M2 6h12v4H2zM4.5 6V3M8 6V3M11.5 6V3M4.5 13v-3M11.5 13v-3',
  gear: 'M8 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.4 3.4l1.4 1.4M11.2 11.2l1.4 1.4M12.6 3.4l-1.4 1.4M4.8 11.2l-1.4 1.4',
  scheduler: 'M2 3h5v4H2zM9 9h5v4H9zM7 5h4.5v4M9.8 7.3l1.7 1.7 1.7-1.7',
  kubelet: 'M8 1.5 13.6 4.2 15 10.3 11.1 14.5H4.9L1 10.3 2.4 4.2zM8 5v6M5 8h6',
  jump: 'M3 13V8.5C3 6 4.5 5 7 5h6M10 2l3 3-3 3',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name, small = false }: { name: IconName; small?: boolean }) {
  return (
    <svg className={small ? 'ic s' : 'ic'} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} fill={name === 'play' ? 'currentColor' : undefined} />
    </svg>
  )
}
