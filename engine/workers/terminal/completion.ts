/** What may stand where the cursor is: commands, verbs, kinds, names, flags; names and kinds of the live cluster. */
import { Client } from '../../kubectl/client/client.ts'
import { pathOf } from '../../kubectl/client/client.ts'
import { type Json, list, text } from '../../kubectl/base/json.ts'
import { Refused, Failure } from '../../kubectl/base/failure.ts'
import { parseFlag } from '../../kubectl/base/flags.ts'
import { GLOBAL_FLAGS } from '../../kubectl/globalflags.ts'
import type { Host } from '../../kubectl/host.ts'
import { verbs } from '../../kubectl/list.ts'
import type { Verb } from '../../kubectl/verb.ts'

export interface Completion {
  /** Where the word begins that the words would replace. */
  from: number
  words: string[]
}

const OUTPUTS = ['custom-columns=', 'go-template=', 'json', 'jsonpath=', 'name', 'wide', 'yaml']
const MOST = 200

export function complete(line: string, host: Host, commands: readonly string[]): Completion {
  const part = line.slice(Math.max(...['|', ';', '&', '('].map((sign) => line.lastIndexOf(sign) + 1)))
  const words = part.trimStart().split(/\s+/)
  const word = words.pop() ?? ''
  const from = line.length - word.length
  const found = candidates(words, word, host, commands)
  const fitting = [...new Set(found)].filter((each) => each.startsWith(word)).sort()
  return { from, words: fitting.slice(0, MOST) }
}

function candidates(before: string[], word: string, host: Host, commands: readonly string[]): string[] {
  const [command, ...words] = before
  if (command === undefined) return ['kubectl', 'watch', 'clear', 'help', 'history', ...commands]
  if (command !== 'kubectl' && command !== 'k' && command !== 'watch') return host.files.names()
  const args = command === 'watch' && words[0] === 'kubectl' ? words.slice(1) : words
  return kubectlWords(args, word, host)
}

function kubectlWords(words: readonly string[], word: string, host: Host): string[] {
  const plain = words.filter((each, at) => !each.startsWith('-') && !takesValue(words[at - 1]))
  const verb = verbs.find(({ name, aliases = [] }) =>
    [name, ...aliases].some((each) => plain.join(' ').startsWith(each) && plain.length >= each.split(' ').length),
  )
  const flag = words.at(-1)
  const ask = new Asker(host, words)
  if (flag === '-n' || flag === '--namespace') return ask.names('namespaces')
  if (verb === undefined) return verbWords(plain)
  if (flag === '-o' || flag === '--output') return OUTPUTS
  if (flag === '-f' || flag === '--filename') return host.files.names()
  if (flag === '-c' || flag === '--container') return ask.containers(plain)
  if (word.startsWith('-')) return flagWords(verb)
  return argumentWords(verb, plain.slice(verb.name.split(' ').length), word, ask, host)
}

const verbWords = (plain: readonly string[]): string[] =>
  verbs.flatMap(({ name }) => {
    const parts = name.split(' ')
    return parts.slice(0, plain.length).join(' ') === plain.join(' ') ? (parts[plain.length] ?? []) : []
  })

const TAKING = new Set([
  '-n',
  '--namespace',
  '-o',
  '--output',
  '-l',
  '--selector',
  '-f',
  '--filename',
  '-c',
  '--container',
  '--as',
  '-L',
])
const takesValue = (word: string | undefined): boolean => word !== undefined && TAKING.has(word)

const flagWords = (verb: Verb): string[] =>
  [...verb.flags, ...GLOBAL_FLAGS]
    .map(parseFlag)
    .flatMap(({ name, bare }) => [`--${name}${bare === undefined ? '=' : ''}`])

function argumentWords(verb: Verb, args: readonly string[], word: string, ask: Asker, host: Host): string[] {
  const { completes = 'none' } = verb
  if (completes === 'none') return []
  if (completes === 'files') return host.files.names()
  if (typeof completes === 'object') return word.includes('/') ? ask.slashed(word) : ask.names(completes.names)
  if (word.includes('/')) return ask.slashed(word)
  if (args.length === 0 || completes === 'type') return ask.types()
  return ask.names(args[0] as string)
}

/** Asks the cluster, as the line would: in its namespace. Whatever is refused completes to nothing. */
class Asker {
  private readonly client: Client
  private readonly namespace: string

  constructor(host: Host, words: readonly string[]) {
    this.client = new Client(host, () => undefined, {})
    const at = words.findIndex((word) => word === '-n' || word === '--namespace')
    this.namespace = (at >= 0 ? words[at + 1] : undefined) ?? host.settings.namespace
  }

  types(): string[] {
    const { all } = this.client.mapper
    return [...all.flatMap(({ plural, shortNames }) => [plural, ...shortNames]), 'all']
  }

  names(type: string): string[] {
    return this.objects(type).map((item) => text(item, 'metadata', 'name'))
  }

  slashed(word: string): string[] {
    const type = word.slice(0, word.indexOf('/'))
    return this.names(type).map((name) => `${type}/${name}`)
  }

  containers(plain: readonly string[]): string[] {
    const name = plain.at(-1)
    const pod = this.objects('pods').find((item) => text(item, 'metadata', 'name') === name)
    return list(pod, 'spec', 'containers').map((each) => text(each, 'name'))
  }

  private objects(type: string): Json[] {
    try {
      const mapping = this.client.mapper.look(type.split(',').at(-1) as string)
      return mapping === undefined
        ? []
        : list(this.client.get(pathOf(mapping, this.namespace), { limit: String(MOST) }), 'items')
    } catch (error) {
      if (error instanceof Refused || error instanceof Failure) return []
      throw error
    }
  }
}
