/** Plays a recording against a fresh cluster and tells, for each of its rows, whether the engine did the same. */
import { parseAllDocuments, stringify } from 'yaml'
import {
  compareDescribe,
  compareJson,
  compareOutput,
  compareTable,
  compareErrors,
  compareText,
  type Difference,
  type Sides,
} from './compare.ts'
import { compareEvents } from './events.ts'
import { recordedWords, shellWords } from './kubectl.ts'
import { type Reached, passedOnTheWay } from './looks.ts'
import { hashesOf, withoutGenerated } from './normalise.ts'
import { type Recording, revisionNames, type Snapshot, type Step } from './recording.ts'
import { declareKind, isForeignCommand, isForeignPath, isKnownKind } from './scope.ts'
import { tieRenamer } from './ties.ts'
import { GoldenWorld } from './world.ts'

export type Outcome = 'passed' | 'failed' | 'skipped' | 'out-of-scope'

export interface Row {
  /** `group/file/step`, stable as long as the recording is. */
  id: string
  outcome: Outcome
  /** Why it failed or was left out. */
  message: string
}

export interface RunOptions {
  /** The machine has a kubectl; without one only raw requests are played. */
  kubectl: boolean
}

/** Titles whose steps follow each other before the cluster has settled. */
const MIDDLE = /in the middle of a rollout|while running/
const WHILE = /while running/
/** How far the cluster is let go between steps that follow each other. */
const MIDDLE_MS = 1500
/** Errors: fifteen of them were provoked while a Job of a second was still running, and twenty-seven while another one ended. */
const BRISK_MS = 85
const LISTS = /^(pods?|endpointslices|endpoints|controllerrevisions)\b/
/** Kinds whose Pods stand in lists beside others. */
const WORKLOADS: ReadonlySet<string> = new Set(['StatefulSet', 'DaemonSet', 'Job', 'CronJob'])
/** Kinds that change what becomes of everything after them. */
const POLICIES: ReadonlySet<string> = new Set([
  'ResourceQuota',
  'LimitRange',
  'PodDisruptionBudget',
  'PersistentVolumeClaim',
  'StorageClass',
])

export async function runRecording(recording: Recording, options: RunOptions): Promise<Row[]> {
  const world = new GoldenWorld(recording)
  await world.open()
  try {
    for (const definition of recording.standing) await world.put(definition)
    if (recording.standing.length > 0) world.settle()
    const player = new Player(recording, world, options)
    for (const [at, step] of recording.steps.entries()) await player.play(step, at)
    player.events()
    return player.rows
  } finally {
    await world.close()
  }
}

/** A title that says how long the recorder watched before the snapshots at the end. */
const ABOUT = /\(about (\d+) s\)/
const MARGIN_MS = 10_000

class Player {
  readonly rows: Row[] = []
  private readonly recorded: readonly string[]
  /** Some step could not be played, so that the events cannot be the same. */
  private incomplete = false
  /** Pods of a workload the engine has not are missing from every list. */
  private missingPods = false
  /** The rest after the last step, which a look in the middle of things puts off. */
  private rest: () => void = () => {}
  /** From here on nothing can be the same. */
  private lost = false
  /** Who questions about access are asked as, where a recording has somebody beside the administrator. */
  private readonly user: string | undefined

  constructor(
    private readonly recording: Recording,
    private readonly world: GoldenWorld,
    private readonly options: RunOptions,
  ) {
    const added = recording.trace.filter(({ op, kind }) => op === 'ADDED' && kind === 'ReplicaSet')
    this.recorded = hashesOf([...added.map(({ name }) => name), ...revisionNames(recording)])
    this.user = recording.steps.find(({ request }) => request?.user !== undefined)?.request?.user
  }

  async play(step: Step, at: number): Promise<void> {
    if (step.snapshot === undefined) this.comeTo(passedOnTheWay(this.recording, podsAsked(step), { wide: step.stdout }))
    if (step.cmd !== undefined) await this.command(step, step.cmd, String(at))
    else if (step.request !== undefined) await this.request(step, step.request, String(at))
    else if (step.snapshot !== undefined) await this.snapshot(step.snapshot, String(at))
    else if (step.result !== undefined) await this.takeNote(step.result)
    const next = this.recording.steps[at + 1]
    if (step.snapshot === undefined) {
      const middle =
        MIDDLE.test(this.recording.title) && next?.cmd !== undefined && (at > 0 || WHILE.test(this.recording.title))
      // Errors were provoked one after the other, as fast as kubectl starts; but what kubectl did not wait for, the recorder did.
      const isWaiting = step.cmd?.includes('--wait=false') === true
      const brisk = this.recording.group === 'errors' && !isWaiting ? BRISK_MS : this.watchedMs(at)
      this.rest = () => this.world.settle(middle ? MIDDLE_MS : brisk)
    }
  }

  /** Lets time go on to where the recorder looked or acted: to rest, unless its look was in the middle of things. */
  private comeTo(reached: Reached | undefined): void {
    if (reached !== undefined) return this.world.until(reached)
    this.rest()
    this.rest = () => {}
  }

  /** How long the recorder watched after its last deed, where the title says so. */
  private watchedMs(at: number): number | undefined {
    const isLast = this.recording.steps.slice(at + 1).every(({ snapshot }) => snapshot !== undefined)
    const seconds = ABOUT.exec(this.recording.title)?.[1]
    return isLast && seconds !== undefined ? Number(seconds) * 1000 + MARGIN_MS : undefined
  }

  events(): void {
    this.comeTo(undefined)
    const { namespace } = this.recording.events.length > 0 ? this.world : { namespace: '' }
    if (namespace === '') return
    if (this.incomplete) this.tell('events', 'out-of-scope', 'a step could not be played')
    else this.report('events', compareEvents(this.recording, this.world, this.sides()))
  }

  private sides(): Sides {
    return { recorded: this.recorded, ours: this.world.hashes() }
  }

  private tell(row: string, outcome: Outcome, message: string): void {
    this.rows.push({ id: `${this.recording.group}/${this.recording.id}/${row}`, outcome, message })
  }

  /** A note tells answers without their requests; what they show as stored stands from here on. */
  private async takeNote(result: unknown): Promise<void> {
    this.incomplete = true
    for (const { status, body } of Object.values((result ?? {}) as Record<string, Noted>)) {
      if (status !== 200 || body?.metadata?.name === undefined) continue
      const {
        uid: _uid,
        resourceVersion: _version,
        creationTimestamp: _time,
        managedFields: _fields,
        ...metadata
      } = body.metadata
      await this.world.put(JSON.stringify({ ...body, metadata }))
    }
  }

  private report(row: string, difference: Difference): void {
    this.tell(row, difference === '' ? 'passed' : 'failed', difference)
  }

  private async command(step: Step, line: string, row: string): Promise<void> {
    const words = recordedWords(this.concrete(line))
    const { text, foreign, policy, workload } = servedPart(step.manifest)
    if (policy && this.recording.group !== 'errors') this.lost = true
    if (policy && /quota|limitrange/i.test(this.recording.id)) this.lost = true
    if (workload) this.missingPods = true
    if (this.lost || isForeignCommand(words) || (foreign && (text === '' || step.exit !== 0))) return this.leaveOut(row)
    if (foreign) this.incomplete = true
    if (this.missingPods && (/get|describe/.test(words[1] ?? '') || /#\d{4}/.test(line))) return this.leaveOut(row)
    if (!this.options.kubectl) return this.tell(row, 'skipped', 'no kubectl on this machine')
    const user = words.includes('--as') ? undefined : this.userOf(words, step.stderr ?? '')
    const run = await this.world.run([...actingAs(user), ...words.slice(1)], text, waitsFor(words))
    const sides = this.sides()
    const made = this.world.generated()
    const stdout = foreign ? servedLines(step.stdout ?? '') : (step.stdout ?? '')
    const differences = [
      run.exit === step.exit ? '' : `exit ${run.exit} instead of ${step.exit}: ${run.stderr}`,
      compareErrors(words, step.stderr ?? '', withoutGenerated(run.stderr, made), sides),
      compareOutput(words, stdout, withoutGenerated(run.stdout, made), sides),
    ]
    this.report(row, differences.find((difference) => difference !== '') ?? '')
  }

  /** Recordings don't say whose a command was: a refusal names its user, and who asks of access is not the administrator. */
  private userOf(words: readonly string[], stderr: string): string | undefined {
    if (this.user === undefined || words.some((word) => word.startsWith('--as='))) return undefined
    return words[1] === 'auth' ? this.user : /User "([^"]+)" cannot/.exec(stderr)?.[1]
  }

  /** A command line with this run's names and addresses in place of placeholders. */
  private concrete(line: string): string {
    const made = this.world.generated()
    return line
      .replace(/<clusterip-(\d)>/g, '10.96.100.$1')
      .replace(/[\w-]+-#(\d{4})/g, (name, number: string) => made[Number(number) - 1]?.name ?? name)
  }

  private leaveOut(row: string): void {
    this.incomplete = true
    this.tell(row, 'out-of-scope', 'a kind or verb the engine has not')
  }

  private async request({ response }: Step, request: NonNullable<Step['request']>, row: string): Promise<void> {
    const { method, path, contentType, body, user } = request
    if (this.lost || isForeignPath(path) || response === undefined) return this.leaveOut(row)
    const answer = await this.world.request(method, path, contentType, body, credentials(user, response.status))
    const sides = this.sides()
    const differences = [
      answer.status === response.status
        ? ''
        : `status ${answer.status} instead of ${response.status}: ${JSON.stringify(answer.body)}`,
      compareText(response.warning ?? '', answer.warning ?? '', sides),
      compareJson(
        response.body,
        JSON.parse(withoutGenerated(JSON.stringify(answer.body), this.world.generated())),
        sides,
      ),
    ]
    this.report(row, differences.find((difference) => difference !== '') ?? '')
  }

  private async snapshot(snapshot: Record<string, Snapshot>, row: string): Promise<void> {
    for (const [what, recorded] of Object.entries(snapshot)) {
      const words = shellWords(what)
      const id = `${row}:${what}`
      if (words[0] === 'events') continue
      const missing = this.missingPods && LISTS.test(what)
      if (this.lost || missing || isForeignCommand(['kubectl', ...words]))
        this.tell(id, 'out-of-scope', 'a kind the engine has not')
      else if (!this.options.kubectl) this.tell(id, 'skipped', 'no kubectl on this machine')
      else this.report(id, await this.snapshotOf(words, recorded))
    }
  }

  private async snapshotOf(words: string[], recorded: Snapshot): Promise<Difference> {
    this.comeTo(passedOnTheWay(this.recording, words, recorded))
    const sides = this.sides()
    const made = this.world.generated()
    const rename = tieRenamer(this.recording, this.world)
    const print = async (...args: string[]) => {
      const { stdout, stderr } = await this.world.run(args, '', false)
      return rename(withoutGenerated(stdout || stderr, made))
    }
    const kind = words[0] as string
    const isPod = /^(po|pod|pods)$/.test(kind)
    const mask = !/^nodes?$/.test(kind)
    if (recorded.json !== undefined) {
      const ours = parsed(await print('get', ...words, '-o', 'json', '--show-managed-fields'))
      const difference = compareJson(recorded.json, ours, sides)
      if (difference !== '') return `json ${difference}`
    }
    if (recorded.get !== undefined && recorded.wide === undefined) {
      const difference = compareTable(recorded.get, await print('get', ...words), sides, mask)
      if (difference !== '') return `get ${difference}`
    }
    if (recorded.wide !== undefined) {
      const difference = compareTable(recorded.wide, await print('get', ...words, '-o', 'wide'), sides, mask)
      if (difference !== '') return `wide ${difference}`
    }
    // A Pod's description is mostly about its containers, which were imitated.
    if (recorded.describe === undefined || isPod || words.length < 2) return ''
    const unordered = /^(cm|configmap|secret|limitrange|limits)$/.test(kind)
    const difference = compareDescribe(recorded.describe, await print('describe', ...words), sides, unordered)
    return difference === '' ? '' : `describe ${difference}`
  }
}

/** What a `kubectl get pods -o wide` asks for; nothing for other commands. */
const podsAsked = ({ cmd = '' }: Step) => (/^kubectl get pods -o wide$/.test(cmd) ? ['pods'] : [])

/** What the recorder's users were besides their names. */
const USERS: Readonly<Record<string, { uid: string; groups: string[] }>> = { alice: { uid: 'u5', groups: ['dev'] } }

function actingAs(user: string | undefined): string[] {
  if (user === undefined) return []
  const { uid, groups = [] } = USERS[user] ?? {}
  return ['--as', user, ...(uid ? ['--as-uid', uid] : []), ...groups.flatMap((group) => ['--as-group', group])]
}

/** The recorder's users had tokens; nobody's token stays one. */
function credentials(user: string | undefined, status: number): Record<string, string> {
  if (user === undefined) return {}
  if (status === 401) return { authorization: `Bearer ${user}` }
  const { uid, groups = [] } = USERS[user] ?? {}
  return {
    'impersonate-user': user,
    ...(uid ? { 'impersonate-uid': uid } : {}),
    ...(groups.length > 0 ? { 'impersonate-group': groups.join(',') } : {}),
  }
}

/** JSON, or the error that was printed instead. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Whether a command comes back only after something has happened in the cluster. */
function waitsFor(words: readonly string[]): boolean {
  if (words.includes('--wait=false')) return false
  return words.includes('wait') || words.includes('delete') || words.includes('drain') || words.includes('status')
}

/** An answer in a note. */
interface Noted {
  status?: number
  body?: { metadata?: { name?: string } & Record<string, unknown> }
}

interface Manifest {
  kind?: string
  spec?: { names?: { kind?: string } }
}

/** The documents of a manifest whose kinds the engine has. */
function servedPart(manifest: string | undefined): {
  text: string
  foreign: boolean
  policy: boolean
  workload: boolean
} {
  const all = { text: manifest ?? '', foreign: false, policy: false, workload: false }
  if (manifest === undefined) return all
  const documents = parseAllDocuments(manifest, { logLevel: 'silent' })
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return all
  const values = documents.map((document) => document.toJS() as Manifest | null)
  for (const value of values) if (value?.spec?.names?.kind) declareKind(value.spec.names.kind)
  const foreign = values.some((value) => value?.kind !== undefined && !isKnownKind(value.kind) && value.kind !== 'List')
  if (!foreign) return all
  const policy = values.some((value) => POLICIES.has(value?.kind ?? '') && !isKnownKind(value?.kind ?? ''))
  const workload = values.some((value) => WORKLOADS.has(value?.kind ?? '') && !isKnownKind(value?.kind ?? ''))
  const kept = values.filter((value) => value?.kind !== undefined && isKnownKind(value.kind))
  return { text: kept.map((value) => stringify(value)).join('---\n'), foreign, policy, workload }
}

/** Lines of `kubectl apply` about objects of kinds the engine has. */
function servedLines(stdout: string): string {
  return stdout
    .split('\n')
    .filter((line) => {
      const kind = /^([a-z]+)[./]/.exec(line)?.[1]
      return kind === undefined || !isForeignCommand(['kubectl', kind])
    })
    .join('\n')
}
