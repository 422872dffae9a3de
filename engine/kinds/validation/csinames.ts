/** Names of CSI drivers and of storage classes. Source: pkg/apis/core/validation ValidateCSIDriverName, ValidateClassName. */
import { type FieldError, required, tooLong } from '../../api/fielderror.ts'
import { dnsSubdomainMessages } from '../../api/names.ts'
import { each } from './checks.ts'

const LONGEST = 63

export function csiDriverName(name: string, path: string): FieldError[] {
  const errors = name === '' ? [required(path, '')] : []
  if (name.length > LONGEST) errors.push(tooLong(path, LONGEST))
  return [...errors, ...each(path, name, dnsSubdomainMessages(name.toLowerCase()))]
}
