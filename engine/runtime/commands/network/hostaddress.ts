/** From a host's name to its address, as a program's resolver does it: numbers, /etc/hosts, then the name service. */
import type { Call } from '../../kernel/contract.ts'

/** Where a look-up stands; plain data. */
export interface HostLookup {
  host: string
  ticket: number
  address: string
  /** NXDOMAIN and the like; '' while there is hope. */
  failure: string
}

export const lookingUp = (host: string): HostLookup => ({ host, ticket: -1, address: '', failure: '' })

export const isAddress = (host: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(':')

/** Goes on with it; true once there is an address or a failure. When false the caller waits for `ticket`. */
export function lookUpHost(call: Call, lookup: HostLookup): boolean {
  if (lookup.address !== '' || lookup.failure !== '') return true
  const { connections } = call.kernel
  if (lookup.ticket < 0) {
    const known = isAddress(lookup.host) ? lookup.host : inHostsFile(call, lookup.host)
    if (known !== undefined) {
      lookup.address = known
      return true
    }
    lookup.ticket = connections.lookUp(call.owner, lookup.host, 'A')
  }
  const socket = connections.get(lookup.ticket)
  if (socket?.state === 'looking') return false
  const { code = 'SERVFAIL', records = [] } = socket?.answer ?? {}
  connections.close(lookup.ticket)
  const address = records.find(({ type }) => type === 'A')?.data
  if (address === undefined) lookup.failure = code === 'NOERROR' ? 'NODATA' : code
  else lookup.address = address
  return true
}

function inHostsFile(call: Call, host: string): string | undefined {
  const text = call.files.maybe('/etc/hosts') === undefined ? '' : (call.contents('/etc/hosts', () => {}) ?? '')
  for (const line of text.split('\n')) {
    const [address = '', ...names] = (line.split('#')[0] as string).trim().split(/\s+/)
    if (!address.includes(':') && names.includes(host)) return address
  }
  return host === 'localhost' ? '127.0.0.1' : undefined
}

/** What the C library says of a look-up that failed. */
export const resolverMessage = (failure: string): string =>
  failure === 'TIMEOUT' || failure === 'SERVFAIL'
    ? 'Temporary failure in name resolution'
    : failure === 'NODATA'
      ? 'No address associated with hostname'
      : 'Name or service not known'
