/** `kubectl api-resources`, `api-versions`, `version`, `cluster-info`, `config …`. Source: kubectl pkg/cmd/apiresources, version, clusterinfo, config. */
import { fail } from '../base/failure.ts'
import { text } from '../base/json.ts'
import { GET_STYLE, tabbed } from '../base/tabwriter.ts'
import { apiVersionOf, type Mapping } from '../client/mapping.ts'
import { indentedJson } from '../print/json.ts'
import { toYaml } from '../print/yaml.ts'
import type { Verb } from '../verb.ts'

export const apiResources: Verb = {
  name: 'api-resources',
  flags: [
    'output,o:string',
    'api-group:string',
    'cached:bool',
    'categories:list',
    'namespaced:bool=true',
    'no-headers:bool',
    'sort-by:string',
    'verbs:list',
  ],
  completes: 'none',
  run(call) {
    const { flags } = call
    const output = flags.string('output')
    if (!['', 'wide', 'name'].includes(output)) throw fail(`--output ${output} is not available`)
    if (call.args.length > 0) throw call.usage(`unexpected arguments: [${call.args.join(' ')}]`)
    const sortBy = flags.string('sort-by')
    if (!['', 'name', 'kind'].includes(sortBy)) throw fail('--sort-by accepts only name or kind')
    const shown = preferred(call.client.mapper.all)
      .filter(({ group }) => !flags.has('api-group') || group === flags.string('api-group'))
      .filter(({ namespaced }) => !flags.has('namespaced') || namespaced === flags.bool('namespaced'))
      .filter(({ verbs }) => flags.list('verbs').every((verb) => verbs.includes(verb)))
      .filter(({ categories }) => flags.list('categories').every((each) => categories.includes(each)))
      .sort((a, b) => compare(a, b, sortBy))
    if (output === 'name')
      return call.out(shown.map(({ plural, group }) => `${group ? `${plural}.${group}` : plural}\n`).join(''))
    const wide = output === 'wide'
    const head = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(wide ? ['VERBS', 'CATEGORIES'] : [])]
    const rows = shown.map((mapping) => rowOf(mapping, wide))
    call.out(
      tabbed(
        [...(flags.bool('no-headers') ? [] : [head]), ...rows].map((cells) => `${cells.join('\t')}\n`).join(''),
        GET_STYLE,
      ),
    )
  },
}

/** Of a kind in several versions the first, which is the group's preferred one. */
const preferred = (all: readonly Mapping[]): Mapping[] =>
  all.filter((one, at) => all.findIndex(({ group, plural }) => group === one.group && plural === one.plural) === at)

function compare(a: Mapping, b: Mapping, sortBy: string): number {
  const keys = sortBy === 'name' ? ['plural'] : sortBy === 'kind' ? ['kind'] : ['group', 'plural']
  for (const key of keys as ('plural' | 'kind' | 'group')[]) if (a[key] !== b[key]) return a[key] < b[key] ? -1 : 1
  return 0
}

function rowOf(mapping: Mapping, wide: boolean): string[] {
  const cells = [
    mapping.plural,
    mapping.shortNames.join(','),
    apiVersionOf(mapping),
    String(mapping.namespaced),
    mapping.kind,
  ]
  return wide ? [...cells, mapping.verbs.join(','), mapping.categories.join(',')] : cells
}

export const apiVersions: Verb = {
  name: 'api-versions',
  flags: [],
  completes: 'none',
  run: (call) =>
    call.out(
      [...new Set(call.client.mapper.all.map(apiVersionOf))]
        .sort()
        .map((version) => `${version}\n`)
        .join(''),
    ),
}

const CLIENT = { gitVersion: 'v1.32.13', kustomizeVersion: 'v5.5.0' }

export const version: Verb = {
  name: 'version',
  flags: ['client:bool', 'output,o:string'],
  completes: 'none',
  run(call) {
    const output = call.flags.string('output')
    if (!['', 'json', 'yaml'].includes(output)) throw fail("--output must be 'yaml' or 'json'")
    const server = call.flags.bool('client') ? undefined : call.client.get('/version')
    if (output === '') {
      call.line(`Client Version: ${CLIENT.gitVersion}\nKustomize Version: ${CLIENT.kustomizeVersion}`)
      if (server) call.line(`Server Version: ${text(server, 'gitVersion')}`)
      return
    }
    const all = {
      clientVersion: { ...server, gitVersion: CLIENT.gitVersion },
      kustomizeVersion: CLIENT.kustomizeVersion,
      ...(server ? { serverVersion: server } : {}),
    }
    call.out(output === 'yaml' ? toYaml(all) : `${indentedJson(all)}\n`)
  },
}

const ADDRESS = 'https://127.0.0.1:6443'

export const clusterInfo: Verb = {
  name: 'cluster-info',
  flags: [],
  completes: 'none',
  run: (call) =>
    call.out(
      `\u001b[0;32mKubernetes control plane\u001b[0m is running at \u001b[0;33m${ADDRESS}\u001b[0m\n\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n`,
    ),
}

const NAME = 'drydock'

function configOf(namespace: string): Record<string, unknown> {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    preferences: {},
    'current-context': NAME,
    clusters: [{ name: NAME, cluster: { server: ADDRESS } }],
    contexts: [
      { name: NAME, context: { cluster: NAME, user: NAME, ...(namespace === 'default' ? {} : { namespace }) } },
    ],
    users: [{ name: NAME, user: {} }],
  }
}

export const configView: Verb = {
  name: 'config view',
  flags: ['output,o:string=yaml', 'minify:bool', 'raw:bool', 'flatten:bool'],
  completes: 'none',
  run(call) {
    const config = configOf(call.host.settings.namespace)
    call.out(call.flags.string('output') === 'json' ? `${indentedJson(config)}\n` : toYaml(config))
  },
}

export const currentContext: Verb = {
  name: 'config current-context',
  flags: [],
  completes: 'none',
  run: (call) => call.line(NAME),
}

export const getContexts: Verb = {
  name: 'config get-contexts',
  flags: ['output,o:string', 'no-headers:bool'],
  completes: 'none',
  run(call) {
    if (call.flags.string('output') === 'name') return call.line(NAME)
    const { namespace } = call.host.settings
    const rows = [
      ...(call.flags.bool('no-headers') ? [] : ['CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE']),
      `*\t${NAME}\t${NAME}\t${NAME}\t${namespace === 'default' ? '' : namespace}`,
    ]
    call.out(tabbed(`${rows.join('\n')}\n`, GET_STYLE))
  },
}

/** The one thing lessons change: the namespace that lines without `-n` mean. */
export const setContext: Verb = {
  name: 'config set-context',
  flags: ['current:bool', 'cluster:string', 'user:string'],
  completes: 'none',
  run(call) {
    const name = call.args[0] ?? (call.flags.bool('current') ? NAME : undefined)
    if (name === undefined) throw call.usage('Unexpected args: []')
    if (name !== NAME) throw fail(`no context exists with the name: "${name}"`)
    if (call.namesNamespace) call.host.settings.namespace = call.namespace
    call.line(`Context "${NAME}" modified.`)
  },
}
