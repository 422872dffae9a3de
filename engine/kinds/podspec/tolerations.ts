/** Tolerations, and the taints they answer. Source: ValidateTolerations, validateNodeTaints. */
import { duplicate, type FieldError, invalid, notSupported, required, verbatim } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { goQuote } from '../../api/goquote.ts'
import { goStruct } from '../../api/gosyntax.ts'
import { labelValueMessages, qualifiedNameMessages } from '../../api/labelnames.ts'
import type { Taint, Toleration } from '../types.ts'
import { each } from '../validation/checks.ts'

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

export function validateTolerations(tolerations: readonly Toleration[], path: string): FieldError[] {
  return tolerations.flatMap((toleration, i) => validateToleration(toleration, index(path, i)))
}

function validateToleration(toleration: Toleration, path: string): FieldError[] {
  const { key, operator, effect, tolerationSeconds } = toleration
  const errors = key ? each(child(path, 'key'), key, qualifiedNameMessages(key)) : []
  if (!key && operator !== 'Exists') {
    const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
    errors.push(invalid(child(path, 'operator'), operator ?? '', detail))
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set"
    errors.push(invalid(child(path, 'effect'), effect ?? '', detail))
  }
  errors.push(...valueErrors(toleration, child(path, 'operator')))
  if (effect && !EFFECTS.includes(effect)) errors.push(notSupported(child(path, 'effect'), effect, EFFECTS))
  return errors
}

function valueErrors({ operator, value = '' }: Toleration, path: string): FieldError[] {
  if (operator === 'Exists')
    return value ? [invalid(path, value, "value must be empty when `operator` is 'Exists'")] : []
  if (operator && operator !== 'Equal') return [notSupported(path, operator, ['Equal', 'Exists'])]
  const messages = labelValueMessages(value)
  return messages.length === 0 ? [] : [invalid(path, value, messages.join(';'))]
}

/** Taints of a node; upstream gives their path below metadata. */
export function validateTaints(taints: readonly Taint[], path: string): FieldError[] {
  const seen = new Set<string>()
  return taints.flatMap((taint, i) => {
    const errors = validateTaint(taint, index(path, i))
    const identity = `${taint.effect}/${taint.key}`
    if (seen.has(identity)) errors.push(twice(taint, index(path, i)))
    seen.add(identity)
    return errors
  })
}

function validateTaint({ key = '', value = '', effect }: Taint, path: string): FieldError[] {
  const errors = each(child(path, 'key'), key, qualifiedNameMessages(key))
  const messages = labelValueMessages(value)
  if (messages.length > 0) errors.push(invalid(child(path, 'value'), value, messages.join(';')))
  if (!effect) errors.push(required(child(path, 'effect'), ''))
  else if (!EFFECTS.includes(effect)) errors.push(notSupported(child(path, 'effect'), effect, EFFECTS))
  return errors
}

function twice({ key, value = '', effect }: Taint, path: string): FieldError {
  const shown = goStruct('core.Taint', [
    ['Key', goQuote(key)],
    ['Value', goQuote(value)],
    ['Effect', goQuote(effect)],
    ['TimeAdded', '<nil>'],
  ])
  return { ...duplicate(path, verbatim(shown)), detail: 'taints must be unique by key and effect pair' }
}
