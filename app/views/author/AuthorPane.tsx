/** Writing a step beside a live cluster: what is read, how it begins, what has to be true, what helps; then its proofs, a go, and a folder. */
import './author.css'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { CheckSpec, Lesson } from '../../../lessons/lesson.ts'
import type { AuthorReply, Draft, DraftFile } from '../../../engine/protocol/author.ts'
import { PARTS, STEP_VIEWS } from '../../../lessons/list.ts'
import { useLessons, useSession } from '../../session/context.tsx'
import { formatRoute } from '../../session/lesson/route.ts'
import { Prose } from '../lesson/Prose.tsx'
import { download } from '../share/download.ts'
import { CheckList, FileList, Ways } from './lists.tsx'
import { createDraft, EMPTY } from './draft.ts'

const store = createDraft(storage())
const set = (part: Partial<Draft>) => store.setState(part)

/** Reading the property alone throws where the browser refuses storage. */
function storage(): Storage | undefined {
  try {
    return globalThis.localStorage
  } catch {
    return undefined
  }
}

function openDraft(slug: string): void {
  location.hash = formatRoute({ page: 'lesson', slug, step: 'step' })
}

export function AuthorPane() {
  const draft = useStore(store)
  return (
    <section className="author" aria-label="Write a step">
      <Text draft={draft} />
      <Start draft={draft} />
      <Checks draft={draft} />
      <Solutions draft={draft} />
      <Misses draft={draft} />
      <Hints draft={draft} />
      <Ends draft={draft} />
    </section>
  )
}

function Text({ draft: { slug, title, part, summary, minutes, view, speed, prose } }: { draft: Draft }) {
  const words = prose
    .replaceAll(/\]\([^)]*\)/g, ' ')
    .split(/\s+/)
    .filter((word) => /\w/.test(word)).length
  return (
    <>
      <Line label="Title" value={title} onChange={(text) => set({ title: text })} />
      <Line label="What one learns, in a line" value={summary} onChange={(text) => set({ summary: text })} />
      <div className="row wrap">
        <Line label="Folder" value={slug} onChange={(text) => set({ slug: text })} />
        <Pick label="Part" value={part} values={PARTS.map(({ id }) => id)} onChange={(text) => set({ part: text })} />
        <Pick label="View" value={view} values={STEP_VIEWS} onChange={(text) => set({ view: text })} />
        <Amount label="Minutes" value={minutes} onChange={(number) => set({ minutes: number })} />
        <Amount label="Speed" value={speed} onChange={(number) => set({ speed: number })} />
      </div>
      <label className="field">
        {`Prose, ${words} of at most 90 words`}
        <textarea className="input" rows={7} value={prose} onChange={(event) => set({ prose: event.target.value })} />
      </label>
      {prose.trim() && (
        <details>
          <summary>Preview</summary>
          <article className="prose">
            <Prose text={prose} />
          </article>
        </details>
      )}
    </>
  )
}

interface Field<T> {
  label: string
  value: T
  onChange(value: T): void
}

function Line({ label, value, onChange }: Field<string>) {
  return (
    <label className="field">
      {label}
      <input className="input" maxLength={200} value={value} onChange={(event) => onChange(event.target.value)} />
    </label>
  )
}

function Amount({ label, value, onChange }: Field<number>) {
  return (
    <label className="field">
      {label}
      <input
        className="input amount"
        type="number"
        min="0.001"
        step="any"
        value={value}
        onChange={(event) => onChange(Number(event.target.value))}
      />
    </label>
  )
}

function Pick({ label, value, values, onChange }: Field<string> & { values: readonly string[] }) {
  return (
    <label className="field">
      {label}
      <select className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        {values.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </label>
  )
}

/** The editor's texts as files of the step. */
function useEditorFiles(): () => DraftFile[] {
  const { ui } = useSession()
  return () =>
    ui
      .getState()
      .files.filter(({ text }) => text.trim())
      .map(({ name, text }) => ({ name, text }))
}

function Start({ draft: { files } }: { draft: Draft }) {
  const { library } = useSession()
  const edited = useEditorFiles()
  const [said, setSaid] = useState('')
  const takeCluster = async () => {
    const text = await library?.manifests()
    if (text?.trim()) set({ files: [{ name: 'start.yaml', text }] })
    else setSaid('The cluster has nothing that was applied.')
  }
  return (
    <fieldset>
      <legend>It begins with</legend>
      <FileList files={files} onRemove={(at) => set({ files: files.filter((_, i) => i !== at) })} />
      <div className="row wrap">
        <button type="button" className="btn" onClick={() => set({ files: edited() })}>
          The editor’s files
        </button>
        <button
          type="button"
          className="btn"
          onClick={() => void takeCluster().catch((error) => setSaid(String(error)))}
        >
          What the cluster has
        </button>
        <span role="status">{said}</span>
      </div>
    </fieldset>
  )
}

/** What holds in the cluster now and would not at the start. */
function Suggestions({ files, onTake }: { files: DraftFile[]; onTake(check: CheckSpec): void }) {
  const { author } = useSession()
  const [reply, setReply] = useState<AuthorReply>()
  const look = () =>
    author?.({ do: 'suggest', files }).then(setReply, (error) => setReply({ problems: [String(error)] }))
  return (
    <>
      <button type="button" className="btn" onClick={() => void look()}>
        What is true now, and was not at the start?
      </button>
      <p role="status">
        {reply?.problems?.join(' ') ?? (reply?.checks?.length === 0 ? 'Nothing differs from the start yet.' : '')}
      </p>
      <ul className="suggestions">
        {reply?.checks?.map((check) => (
          <li key={check.say}>
            <button
              type="button"
              className="btn sm g"
              aria-label={`Take: ${check.say}`}
              onClick={() => {
                onTake(check)
                setReply({ checks: (reply.checks ?? []).filter((each) => each !== check) })
              }}
            >
              Take
            </button>
            {check.say}
          </li>
        ))}
      </ul>
    </>
  )
}

function Checks({ draft: { checks, files } }: { draft: Draft }) {
  return (
    <fieldset>
      <legend>It is passed when</legend>
      <CheckList checks={checks} onChange={(next) => set({ checks: next })} />
      <Suggestions files={files} onTake={(check) => set({ checks: [...store.getState().checks, check] })} />
    </fieldset>
  )
}

function Solutions({ draft: { solutions } }: { draft: Draft }) {
  const edited = useEditorFiles()
  const add = () => set({ solutions: [...solutions, { name: `Way ${solutions.length + 1}`, files: edited() }] })
  return (
    <fieldset>
      <legend>Solutions</legend>
      <Ways ways={solutions} onChange={(next) => set({ solutions: next })} />
      <button type="button" className="btn" onClick={add}>
        The editor’s files solve it
      </button>
    </fieldset>
  )
}

function Misses({ draft: { almost, files } }: { draft: Draft }) {
  const edited = useEditorFiles()
  const add = () =>
    set({ almost: [...almost, { name: `Mistake ${almost.length + 1}`, files: edited(), checks: [], say: '' }] })
  const change = (at: number, part: Partial<Draft['almost'][number]>) =>
    set({ almost: store.getState().almost.map((each, i) => (i === at ? { ...each, ...part } : each)) })
  return (
    <fieldset>
      <legend>Almost right</legend>
      {almost.map((miss, at) => (
        // Two may have the same name while they are written.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={at} className="miss">
          <Ways
            ways={[miss]}
            onChange={([way]) => (way ? change(at, way) : set({ almost: almost.filter((_, i) => i !== at) }))}
          />
          <Line label="What the learner is told" value={miss.say} onChange={(say) => change(at, { say })} />
          <CheckList checks={miss.checks} onChange={(checks) => change(at, { checks })} />
          <Suggestions
            files={files}
            onTake={(check) => change(at, { checks: [...(store.getState().almost[at]?.checks ?? []), check] })}
          />
        </div>
      ))}
      <button type="button" className="btn" onClick={add}>
        The editor’s files are a near miss
      </button>
    </fieldset>
  )
}

function Hints({ draft: { hints } }: { draft: Draft }) {
  return (
    <label className="field">
      Hints, a line each, from a nudge to where to look
      <textarea
        className="input"
        rows={3}
        value={hints.join('\n')}
        onChange={(event) => set({ hints: event.target.value === '' ? [] : event.target.value.split('\n') })}
      />
    </label>
  )
}

function Ends({ draft }: { draft: Draft }) {
  const { author } = useSession()
  const player = useLessons()
  const [said, setSaid] = useState<readonly string[]>([])
  const [busy, setBusy] = useState(false)
  /** Says what is wrong instead of going on. */
  const asking = (ask: () => Promise<readonly string[]>) => async () => {
    setBusy(true)
    setSaid(await ask().catch((error: unknown) => [String(error)]))
    setBusy(false)
  }
  const whole = { ...draft, hints: draft.hints.filter((hint) => hint.trim()) }
  const prove = asking(async () => {
    const lines: string[] = []
    for (let at = 0, of = 1; at < of; at++) {
      const { proof, problems } = (await author?.({ do: 'prove', draft: whole, at })) ?? {}
      if (!proof) return problems ?? []
      of = proof.of
      lines.push(`${proof.problems.length === 0 ? 'ok' : 'FAILED'}: ${proof.what}`, ...proof.problems)
      setSaid([...lines])
    }
    return lines
  })
  const play = asking(async () => {
    const { lesson, problems } = (await author?.({ do: 'compile', draft: whole })) ?? {}
    if (!lesson) return problems ?? []
    if (player.cards.some(({ slug }) => slug === draft.slug))
      return [`There is a lesson ${draft.slug}: name the folder otherwise.`]
    player.drafts.set(draft.slug, lesson as Lesson)
    openDraft(draft.slug)
    return []
  })
  const pack = asking(async () => {
    const { zip, problems } = (await author?.({ do: 'pack', draft: whole })) ?? {}
    if (!zip) return problems ?? []
    download(`${draft.slug}.zip`, zip)
    return [`Saved. Unpacked, npm run lesson -- check ./${draft.slug} proves it.`]
  })
  const open = (file: File | undefined) =>
    asking(async () => {
      if (!file) return []
      const bytes = new Uint8Array(await file.arrayBuffer())
      const { draft: found, problems } = (await author?.({ do: 'open', bytes })) ?? {}
      if (!found) return [`${file.name} cannot be opened:`, ...(problems ?? [])]
      set(found)
      return ['Opened.']
    })()
  return (
    <footer className="author-ends">
      <div className="row wrap">
        <button type="button" className="btn p" disabled={busy} onClick={() => void prove()}>
          Prove
        </button>
        <button type="button" className="btn" disabled={busy} onClick={() => void play()}>
          Play
        </button>
        <button type="button" className="btn" disabled={busy} onClick={() => void pack()}>
          Export
        </button>
        <label className="btn">
          Import
          <input type="file" accept=".zip" className="vh" onChange={(event) => void open(event.target.files?.[0])} />
        </label>
        <button type="button" className="btn g" onClick={() => set(EMPTY)}>
          Begin anew
        </button>
      </div>
      <ul role="status">
        {said.map((line, i) => (
          // Two proofs may fail in the same words.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={i} className={line.startsWith('FAILED') ? 'bad' : undefined}>
            {line}
          </li>
        ))}
      </ul>
    </footer>
  )
}
