/** Roles and bindings. Source: describe.go describeRole, describeRoleBinding. */
import type { Call } from '../call.ts'
import { type Json, list, text } from '../base/json.ts'
import { goText } from '../print/gotext.ts'
import { listedRules, resourceText } from '../print/rules.ts'
import { labelled } from './meta.ts'
import type { Writer } from './writer.ts'

export function role(_call: Call, w: Writer, one: Json): void {
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  labelled(w, one)
  w.write(0, 'PolicyRule:\n')
  w.write(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs\n')
  w.write(1, '---------\t-----------------\t--------------\t-----\n')
  for (const rule of listedRules(list(one, 'rules'))) {
    w.write(1, `${resourceText(rule)}\t${goText(rule.urls)}\t${goText(rule.names)}\t${goText(rule.verbs)}\n`)
  }
}

export function roleBinding(_call: Call, w: Writer, one: Json): void {
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  labelled(w, one)
  w.write(0, 'Role:\n')
  w.field(1, 'Kind', text(one, 'roleRef', 'kind'))
  w.field(1, 'Name', text(one, 'roleRef', 'name'))
  w.write(0, 'Subjects:\n')
  w.write(1, 'Kind\tName\tNamespace\n')
  w.write(1, '----\t----\t---------\n')
  for (const subject of list(one, 'subjects')) {
    w.write(1, `${text(subject, 'kind')}\t${text(subject, 'name')}\t${text(subject, 'namespace')}\n`)
  }
}
