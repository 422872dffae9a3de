/** `npm run lesson -- new`: a folder that passes the schema and its proofs, to be changed from there. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PARTS } from '../../lessons/list.ts'
import { LESSONS_FOLDER, readLesson } from './read.ts'

interface Options {
  title: string | undefined
  part: string | undefined
}

const deployment = (replicas: number) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${replicas}
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: web
          image: nginx
`

const STEP = `title: Three of them
minutes: 3
files: [web.yaml]
start:
  - apply: web.yaml
  - wait: 30s
checks:
  - { say: Three Pods of web are ready, that: pods, labels: { app: web }, ready: true, count: 3, hold: 5s }
solutions:
  - name: Scale it up
    moves:
      - apply: solution.yaml
almost:
  - name: two of them
    moves:
      - apply: almost.yaml
      - wait: 20s
    checks:
      - { say: two are asked for, that: object, kind: Deployment, name: web, where: { spec.replicas: 2 } }
    say: Two are ready. The step asks for one more.
hints:
  - The number of Pods is one field of the Deployment.
  - Set spec.replicas to 3 and apply.
`

const PROSE = `One Pod of [web](kind:Deployment) runs. Callers are many.

Say in [spec.replicas](field:Deployment.spec.replicas) that three should, and watch who makes the other two.
`

export function newCommand([slug = '']: string[], { title, part = PARTS.at(-1)?.id ?? '' }: Options): void {
  if (!/^[a-z][a-z0-9-]{0,59}$/.test(slug)) throw new Error('a slug is small letters, digits and hyphens')
  const folder = join(LESSONS_FOLDER, slug)
  if (existsSync(folder)) throw new Error(`lessons/${slug} is there already`)
  if (!PARTS.some(({ id }) => id === part)) throw new Error(`the parts are ${PARTS.map(({ id }) => id).join(', ')}`)
  for (const [path, text] of Object.entries(scaffold(title ?? titleOf(slug), part))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  readLesson(slug)
  console.log(`lessons/${slug} is there. Add '${slug}' to LESSONS in lessons/list.ts, at its place.`)
  console.log(`npm run lesson -- check ${slug}     proves it`)
  console.log(`npm run lesson -- preview ${slug}   shows it`)
}

/** Path below the lesson's folder → text. */
export function scaffold(title: string, part: string): Record<string, string> {
  return {
    'lesson.yaml': `title: ${JSON.stringify(title)}\npart: ${part}\nsummary: What one learns here, in a line\nsteps: [first]\n`,
    'first/step.yaml': STEP,
    'first/prose.md': PROSE,
    'first/web.yaml': deployment(1),
    'first/almost.yaml': deployment(2),
    'first/solution.yaml': deployment(3),
  }
}

const titleOf = (slug: string): string =>
  slug.replaceAll(/(^|-)([a-z])/g, (_, dash: string, letter: string) => `${dash && ' '}${letter.toUpperCase()}`)
