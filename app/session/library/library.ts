/**
 * The learner's clusters: each is saved as it goes (its log, its branches, the clock, the texts), opened again, copied into
 * links and files, and brought in from them. The newest tab that opens a cluster saves it; an older one goes on as a copy.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ClusterConfig } from '../../../engine/protocol/run.ts'
import type { Imported, OpenedRun, SharedRun } from '../../../engine/protocol/time.ts'
import type { LiveRun, Start } from '../live-run.ts'
import { sharedFiles, type UiStore } from '../ui.ts'
import { type SavedCluster, type SavedRow, type Shelf, takeShelf } from './shelf.ts'

export interface LibraryState {
  id: string
  name: string
  /** What is saved, newest first. */
  rows: readonly SavedRow[]
  /** `memory`: storage was refused, all is lost with the page. `full`: the last save did not fit. */
  standing: 'saved' | 'memory' | 'full'
}

/** Real ms between two looks whether there is something to save. */
const PAUSE_REAL_MS = 1000
const LAST = 'drydock.cluster'
const LINK = '#run='
const YOURS = 'Your cluster'

export interface LibraryHost {
  ui: UiStore
  /** Per tab, then for all tabs; each undefined where it is refused. */
  stores: readonly (Pick<Storage, 'getItem' | 'setItem'> | undefined)[]
  nowReal(): number
  randomId(): string
  shelf?: Promise<Shelf>
}

export class Library {
  readonly state: StoreApi<LibraryState>
  private readonly shelf: Promise<Shelf>
  private readonly writer: string
  private live: LiveRun | undefined
  private rev = 0
  /** What the last save held, to know whether there is something new. */
  private savedMark = ''
  private saving: Promise<void> | undefined
  private again = false

  constructor(private readonly host: LibraryHost) {
    this.shelf = host.shelf ?? takeShelf()
    this.writer = host.randomId()
    this.state = createStore<LibraryState>(() => ({ id: host.randomId(), name: YOURS, rows: [], standing: 'saved' }))
  }

  /** What the page begins with: a link's run, the cluster of this tab, the one saved last, or a new one. */
  async begin(live: LiveRun, hash: string): Promise<Start> {
    this.live = live
    const shelf = await this.shelf
    if (shelf.kind === 'memory') this.state.setState({ standing: 'memory' })
    void this.listAgain()
    setInterval(() => void this.save(), PAUSE_REAL_MS)
    if (hash.startsWith(LINK)) return (await this.fromText(hash.slice(LINK.length))) ?? {}
    const id = this.lastId()
    const record = id === undefined ? undefined : await shelf.read(id).catch(() => undefined)
    return record ? this.taken(record) : {}
  }

  /** Saves, if there is something new; the latest state wins. Resolves when what was there at the call is kept. */
  async save(): Promise<void> {
    if (this.saving) {
      this.again = true
      return this.saving
    }
    this.saving = this.saveNow().finally(() => {
      this.saving = undefined
    })
    await this.saving
    if (!this.again) return
    this.again = false
    await this.save()
  }

  async open(id: string): Promise<void> {
    await this.save()
    const record = await (await this.shelf).read(id)
    if (record) await this.show(await this.taken(record))
    else this.say('This cluster is no longer saved here.')
    await this.listAgain()
  }

  /** A new cluster, beside the saved ones. */
  async create(config: Partial<ClusterConfig> = {}, name = YOURS, files?: SharedRun['files']): Promise<void> {
    await this.save()
    this.begins(this.host.randomId(), name)
    await this.show({ config })
    if (files) this.host.ui.setState({ desk: { key: '', files, fresh: true, replace: true } })
  }

  async rename(name: string): Promise<void> {
    this.state.setState({ name: name.trim().slice(0, 80) || YOURS })
    this.savedMark = ''
    await this.save()
    await this.listAgain()
  }

  async remove(id: string): Promise<void> {
    await (await this.shelf).remove(id)
    if (id === this.state.getState().id) this.begins(this.host.randomId(), YOURS)
    await this.listAgain()
  }

  // ------------------------------------------------------------------------------------------------ links and files

  /** The shown line as text, for links and files. */
  async text(): Promise<string> {
    if (!this.live) throw new Error('The cluster is not running')
    return this.live.textOf(sharedFiles(this.host.ui.getState().files))
  }

  async link(): Promise<string> {
    const { origin, pathname } = location
    return `${origin}${pathname}${LINK}${await this.text()}`
  }

  async manifests(): Promise<string> {
    return (await (this.live as LiveRun).ready()).exportManifests()
  }

  async script(): Promise<string> {
    return (await (this.live as LiveRun).ready()).takeHome()
  }

  /** Opens what a link or a file holds, as a cluster of its own; false when it was refused, and the page said why. */
  async openText(text: string): Promise<boolean> {
    await this.save()
    const at = text.indexOf(LINK)
    const start = await this.fromText(at < 0 ? text : text.slice(at + LINK.length))
    if (start) await this.show(start)
    return start !== undefined
  }

  /** Looks at objects of a real cluster; nothing changes yet. */
  async look(text: string): Promise<Imported> {
    return (await (this.live as LiveRun).ready()).importObjects(text)
  }

  /** A cluster with the machines and manifests that came; the manifests wait in the editor. */
  async take({ text, nodes }: Imported, name: string): Promise<void> {
    await this.create(nodes.length > 0 ? { nodes } : {}, name, [{ name: 'imported.yaml', text }])
  }

  // ------------------------------------------------------------------------------------------------ small things

  private async saveNow(): Promise<void> {
    const { live, state, host } = this
    if (!live?.isOwn) return
    const told = live.told()
    const files = [...host.ui.getState().files]
    const mark = markOf(told, files)
    if (mark === this.savedMark || told.log.actions.length + told.others.length === 0) return
    const { id, name } = state.getState()
    const record: SavedCluster = {
      id,
      name,
      savedAtReal: host.nowReal(),
      rev: ++this.rev,
      writer: this.writer,
      ...told,
      files,
    }
    try {
      const shelf = await this.shelf
      if ((await shelf.write(record)) === 'taken') {
        this.begins(host.randomId(), `${name} (copy)`)
        this.say(`${name} is open in another tab, too. Here it goes on as a copy.`)
        return await this.saveNow()
      }
      this.savedMark = mark
      this.remember(id)
      if (state.getState().standing === 'full') state.setState({ standing: 'saved' })
      if (!state.getState().rows.some((row) => row.id === id)) await this.listAgain()
    } catch {
      state.setState({ standing: 'full' })
    }
  }

  private async fromText(text: string): Promise<Start | undefined> {
    const opened: OpenedRun = await (this.live as LiveRun).openRun(text)
    if ('refused' in opened) {
      this.say(`The link was not opened. ${opened.refused}`)
      return undefined
    }
    const { run, engine } = opened
    this.begins(this.host.randomId(), 'Shared cluster')
    // Nothing is applied in a cluster that begins anew.
    const files = engine === 'same' ? run.files : run.files.map(({ name, text }) => ({ name, text }))
    if (files.length > 0) this.host.ui.setState({ desk: { key: '', files, fresh: true, replace: true } })
    if (engine === 'same') return { log: run.log, untilMs: run.untilMs }
    this.say(
      `This link was made by Drydock ${engine}. Its manifests are in the editor; its run needs that version, at ../v/${engine}/.`,
    )
    return { config: run.log.config }
  }

  /** This tab saves a record from here on. */
  private async taken(record: SavedCluster): Promise<Start> {
    await (await this.shelf).claim(record.id, this.writer)
    this.begins(record.id, record.name)
    this.rev = record.rev
    this.remember(record.id)
    if (record.files.length > 0)
      this.host.ui.setState({ desk: { key: '', files: record.files, fresh: true, replace: true } })
    const { log, untilMs, others, current } = record
    return { log, untilMs, others, current }
  }

  private async show(start: Start): Promise<void> {
    await this.live?.open(start)
  }

  private begins(id: string, name: string): void {
    this.state.setState({ id, name })
    this.rev = 0
    this.savedMark = ''
  }

  private async listAgain(): Promise<void> {
    const rows = await (await this.shelf).list().catch(() => [])
    this.state.setState({ rows })
  }

  private remember(id: string): void {
    for (const store of this.host.stores) {
      try {
        store?.setItem(LAST, id)
      } catch {
        // Refused or full: the next visit begins with a new cluster, the saved one is in the list.
      }
    }
  }

  private lastId(): string | undefined {
    for (const store of this.host.stores) {
      try {
        const id = store?.getItem(LAST)
        if (id) return id
      } catch {
        continue
      }
    }
    return undefined
  }

  private say(notice: string): void {
    this.host.ui.setState({ notice })
  }
}

/** Changes whenever something worth saving did. */
function markOf({ log, untilMs, others, current }: ReturnType<LiveRun['told']>, files: SharedRun['files']): string {
  const lines = others.map(({ id, name, endMs, actions }) => `${id} ${name} ${endMs} ${actions.length}`)
  const last = log.actions.at(-1)
  return [log.config.seed, log.actions.length, last?.seq, untilMs, current, ...lines, JSON.stringify(files)].join('|')
}
