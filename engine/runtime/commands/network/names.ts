/** nslookup, dig, host, getent hosts: what the name service says, in each program's words. */
import type { DnsAnswer, DnsRecord, DnsType } from '../../../core/network.ts'
import type { Call, Command } from '../../kernel/contract.ts'
import { isAddress, lookingUp, lookUpHost, type HostLookup } from './hostaddress.ts'

const TYPES: readonly DnsType[] = ['A', 'AAAA', 'CNAME', 'SRV', 'PTR', 'TXT', 'NS', 'MX', 'ANY']
const typeOf = (text: string): DnsType | undefined => TYPES.find((type) => type === text.toUpperCase())

const backwards = (address: string): string => `${address.split('.').reverse().join('.')}.in-addr.arpa`

/** Asks; undefined: it waits (return BLOCKED). The command keeps the ticket in its state. */
function ask(call: Call, name: string, type: DnsType, exact: boolean): DnsAnswer | undefined {
  const { connections } = call.kernel
  const state = (call.state ?? { ticket: connections.lookUp(call.owner, name, type, exact) }) as { ticket: number }
  call.state = state
  const socket = connections.get(state.ticket)
  if (socket?.state === 'looking') {
    call.waitNetwork(state.ticket)
    return undefined
  }
  connections.close(state.ticket)
  return socket?.answer ?? { code: 'SERVFAIL', records: [], name, server: '', delayMs: 0 }
}

// ---------------------------------------------------------------------------------------------------- nslookup

export const nslookup: Command = {
  name: 'nslookup',
  run(call) {
    const words = call.args.filter((word) => !word.startsWith('-'))
    const given = call.args.map((word) => /^-(?:type|query|q)=(.+)$/.exec(word)?.[1]).find((type) => type !== undefined)
    const type = given === undefined ? undefined : typeOf(given)
    const [name] = words
    if (name === undefined || (given !== undefined && type === undefined)) {
      call.err(
        given === undefined
          ? 'Usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n'
          : `nslookup: invalid query type "${given}"\n`,
      )
      return 1
    }
    const reverse = isAddress(name)
    const answer = ask(call, reverse ? backwards(name) : name, type ?? (reverse ? 'PTR' : 'A'), reverse)
    if (answer === undefined) return -1
    return call.flavour === 'busybox' ? busyboxLookup(call, name, answer) : bindLookup(call, name, answer)
  },
}

function busyboxLookup(call: Call, name: string, { code, records, server, name: asked }: DnsAnswer): number {
  if (code === 'TIMEOUT') {
    call.out(';; connection timed out; no servers could be reached\n\n')
    return 1
  }
  call.out(`Server:\t\t${server}\nAddress:\t${server}:53\n\n`)
  if (code !== 'NOERROR') {
    call.out(`** server can't find ${asked === '' ? name : asked}: ${code}\n\n`)
    return 1
  }
  for (const record of records) call.out(shownRecord(record))
  if (records.length === 0) call.out(`*** Can't find ${name}: No answer\n`)
  call.out('\n')
  return records.length === 0 ? 1 : 0
}

function bindLookup(call: Call, name: string, { code, records, server }: DnsAnswer): number {
  if (code === 'TIMEOUT') {
    call.out(';; connection timed out; no servers could be reached\n\n')
    return 1
  }
  call.out(`Server:\t\t${server}\nAddress:\t${server}#53\n\n`)
  if (code !== 'NOERROR') {
    call.out(`** server can't find ${name}: ${code}\n\n`)
    return 1
  }
  if (records.length === 0) call.out(`*** Can't find ${name}: No answer\n`)
  for (const record of records) call.out(shownRecord(record))
  call.out('\n')
  return records.length === 0 ? 1 : 0
}

function shownRecord({ name, type, data }: DnsRecord): string {
  switch (type) {
    case 'A':
    case 'AAAA':
      return `Name:\t${name}\nAddress: ${data}\n`
    case 'CNAME':
      return `${name}\tcanonical name = ${data}\n`
    case 'PTR':
      return `${name}\tname = ${data}\n`
    case 'SRV':
      return `${name}\tservice = ${data}\n`
    case 'TXT':
      return `${name}\ttext = "${data}"\n`
    default:
      return `${name}\t${type} ${data}\n`
  }
}

// ---------------------------------------------------------------------------------------------------- dig

interface Dig {
  name: string
  type: DnsType
  switches: Set<string>
  server: string | undefined
}

function readDig(args: readonly string[]): Dig {
  const dig: Dig = { name: '.', type: 'A', switches: new Set(), server: undefined }
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as string
    if (word.startsWith('+')) dig.switches.add(word.slice(1).split('=')[0] as string)
    else if (word.startsWith('@')) dig.server = word.slice(1)
    else if (word === '-x') {
      dig.name = backwards(args[++i] ?? '')
      dig.type = 'PTR'
    } else if (word === '-t' || word === '-q') {
      const value = args[++i] ?? ''
      if (word === '-q') dig.name = value
      else dig.type = typeOf(value) ?? 'A'
    } else if (!word.startsWith('-') && word !== 'IN') {
      const type = typeOf(word)
      if (type === undefined) dig.name = word
      else dig.type = type
    }
  }
  return dig
}

export const dig: Command = {
  name: 'dig',
  run(call) {
    const { name, type, switches } = readDig(call.args)
    const answer = ask(call, name, type, !switches.has('search'))
    if (answer === undefined) return -1
    const { code, records, server, delayMs } = answer
    if (code === 'TIMEOUT') {
      call.out(`;; communications error to ${server}#53: timed out\n;; no servers could be reached\n`)
      return 9
    }
    const asked = answer.name.endsWith('.') ? answer.name : `${answer.name}.`
    if (switches.has('short')) {
      for (const { data } of records) call.out(`${data}\n`)
      return 0
    }
    const lines = records.map(
      ({ name: owner, ttl, type: kind, data }) =>
        `${`${owner}.`.replace('..', '.').padEnd(24)}${ttl}\tIN\t${kind}\t${data}\n`,
    )
    if (switches.has('noall')) {
      if (switches.has('answer')) call.out(lines.join(''))
      return 0
    }
    const id = call.kernel.randomBits(call.container) & 0xffff
    call.out(`\n; <<>> DiG 9.18.28 <<>> ${call.args.join(' ')}\n;; global options: +cmd\n;; Got answer:\n`)
    call.out(
      `;; ->>HEADER<<- opcode: QUERY, status: ${code}, id: ${id}\n;; flags: qr aa rd ra; QUERY: 1, ANSWER: ${records.length}, AUTHORITY: 0, ADDITIONAL: 1\n\n`,
    )
    call.out(`;; QUESTION SECTION:\n;${asked.padEnd(23)}\tIN\t${type}\n\n`)
    if (lines.length > 0) call.out(`;; ANSWER SECTION:\n${lines.join('')}\n`)
    call.out(
      `;; Query time: ${delayMs} msec\n;; SERVER: ${server}#53(${server}) (UDP)\n;; MSG SIZE  rcvd: ${64 + lines.join('').length}\n\n`,
    )
    return 0
  },
}

// ---------------------------------------------------------------------------------------------------- host, getent

export const host: Command = {
  name: 'host',
  run(call) {
    const at = call.args.indexOf('-t')
    const type = at < 0 ? undefined : typeOf(call.args[at + 1] ?? '')
    const [name] = call.args.filter((word, i) => !word.startsWith('-') && (at < 0 || i !== at + 1))
    if (name === undefined) {
      call.err('Usage: host [-t type] {hostname|address}\n')
      return 1
    }
    const reverse = isAddress(name)
    const answer = ask(call, reverse ? backwards(name) : name, type ?? (reverse ? 'PTR' : 'A'), reverse)
    if (answer === undefined) return -1
    const { code, records } = answer
    if (code === 'TIMEOUT') call.out(';; connection timed out; no servers could be reached\n')
    else if (code !== 'NOERROR')
      call.out(
        `Host ${reverse ? `${backwards(name)}.` : name} not found: ${code === 'NXDOMAIN' ? '3(NXDOMAIN)' : '2(SERVFAIL)'}\n`,
      )
    else if (records.length === 0) call.out(`${name} has no ${type ?? 'A'} record\n`)
    for (const { name: owner, type: kind, data } of records)
      call.out(`${owner} ${PHRASES[kind] ?? `has ${kind} record`} ${data}\n`)
    return code === 'NOERROR' ? 0 : 1
  },
}

const PHRASES: Partial<Record<DnsType, string>> = {
  A: 'has address',
  AAAA: 'has IPv6 address',
  CNAME: 'is an alias for',
  PTR: 'domain name pointer',
  SRV: 'has SRV record',
}

export const getent: Command = {
  name: 'getent',
  run(call) {
    const [database = '', name = ''] = call.args
    if (database === 'passwd' || database === 'group' || (database === 'hosts' && name === '')) {
      const lines = (call.contents(`/etc/${database}`) ?? '')
        .split('\n')
        .filter((line) => line !== '' && line[0] !== '#')
      const hits = name === '' ? lines : lines.filter((line) => line.split(/[:\s]+/).includes(name))
      for (const line of hits) call.out(`${line}\n`)
      return hits.length > 0 ? 0 : 2
    }
    if (database !== 'hosts' && !database.startsWith('ahosts')) {
      call.err(`Unknown database: ${database}\nTry \`getent --help' or \`getent --usage' for more information.\n`)
      return 1
    }
    const lookup = (call.state ?? lookingUp(name)) as HostLookup
    call.state = lookup
    if (!lookUpHost(call, lookup)) return call.waitNetwork(lookup.ticket)
    if (lookup.failure !== '') return 2
    call.out(`${lookup.address.padEnd(15)} ${name}\n`)
    return 0
  },
}
