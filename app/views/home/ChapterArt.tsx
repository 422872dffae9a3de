/** A chapter's drawing; says nothing that its title does not. */
import { ART, type Fill, type Shape } from './art.ts'

export function ChapterArt({ slug }: { slug: string }) {
  return (
    <svg className="art" viewBox="0 0 56 32" aria-hidden="true">
      {(ART[slug] ?? []).map((shape) => (
        <Drawn key={JSON.stringify(shape)} shape={shape} />
      ))}
    </svg>
  )
}

function Drawn({ shape }: { shape: Shape }) {
  switch (shape.is) {
    case 'box':
      return <rect x={shape.x} y={shape.y} width={shape.w} height={shape.h} rx={1} {...filled(shape.fill)} />
    case 'dot':
      return <circle cx={shape.x} cy={shape.y} r={shape.r} {...filled(shape.fill)} />
    case 'shape':
      return <path d={shape.d} {...filled(shape.fill)} />
    default:
      return (
        <path
          d={shape.d}
          fill="none"
          strokeWidth={shape.bold ? 2 : undefined}
          strokeDasharray={shape.dashed ? '2 2' : undefined}
        />
      )
  }
}

function filled(fill: Fill) {
  if (fill === 'solid') return { fill: 'currentColor' }
  if (fill === 'tint') return { fill: 'currentColor', fillOpacity: 0.22 }
  return { fill: 'none', strokeDasharray: fill === 'dashed' ? '2 1.8' : undefined }
}
