/** Name resolution of a Pod. Source: validatePodDNSConfig, ValidateHostAliases. */
import { type FieldError, invalid, required, verbatim } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { goStrings } from '../../api/gosyntax.ts'
import { validateLegacyIp } from '../../api/ip.ts'
import type { PodSpec } from '../types.ts'
import { dnsSubdomain } from '../validation/checks.ts'

const MAX_SERVERS = 3
const MAX_SEARCHES = 32
const MAX_SEARCH_CHARACTERS = 2048

type DnsConfig = NonNullable<PodSpec['dnsConfig']>

export function validateDnsConfig({ dnsConfig, dnsPolicy }: PodSpec, path: string): FieldError[] {
  if (dnsPolicy === 'None') {
    if (!dnsConfig) return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')]
    if (!dnsConfig.nameservers?.length) {
      const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None'
      return [required(child(path, 'nameservers'), detail)]
    }
  }
  return dnsConfig
    ? [...serverErrors(dnsConfig, path), ...searchErrors(dnsConfig, path), ...optionErrors(dnsConfig, path)]
    : []
}

function serverErrors({ nameservers = [] }: DnsConfig, path: string): FieldError[] {
  const at = child(path, 'nameservers')
  const errors = nameservers.flatMap((server, i) => validateLegacyIp(server, index(at, i), false))
  if (nameservers.length <= MAX_SERVERS) return errors
  return [
    invalid(at, verbatim(goStrings(nameservers)), `must not have more than ${MAX_SERVERS} nameservers`),
    ...errors,
  ]
}

function searchErrors({ searches = [] }: DnsConfig, path: string): FieldError[] {
  const at = child(path, 'searches')
  const shown = verbatim(goStrings(searches))
  const errors: FieldError[] = []
  if (searches.length > MAX_SEARCHES)
    errors.push(invalid(at, shown, `must not have more than ${MAX_SEARCHES} search paths`))
  if (searches.join(' ').length > MAX_SEARCH_CHARACTERS) {
    const detail = `must not have more than ${MAX_SEARCH_CHARACTERS} characters (including spaces) in the search list`
    errors.push(invalid(at, shown, detail))
  }
  return [...errors, ...searches.flatMap((search, i) => dnsSubdomain(search.replace(/\.$/, ''), index(at, i)))]
}

function optionErrors({ options = [] }: DnsConfig, path: string): FieldError[] {
  return options.flatMap(({ name }, i) =>
    name ? [] : [required(index(child(path, 'options'), i), 'must not be empty')],
  )
}

export function validateHostAliases({ hostAliases = [] }: PodSpec, path: string): FieldError[] {
  return hostAliases.flatMap(({ ip = '', hostnames = [] }, i) => [
    ...validateLegacyIp(ip, child(index(path, i), 'ip'), false),
    ...hostnames.flatMap((name, j) => dnsSubdomain(name, index(child(index(path, i), 'hostnames'), j))),
  ])
}
