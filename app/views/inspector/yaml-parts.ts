/** Splits printed YAML (block style, as the API server prints it) into parts to colour. Pure. */

export interface YamlPart {
  kind: '' | 'key' | 'str' | 'num'
  text: string
}

const KEY = /^(\s*(?:- )*)((?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s'"#:-][^:]*?|[\w./-]+))(:)( .*|)$/
const LITERAL = /^(?:-?\d+(?:\.\d+)?|true|false|null|~|\{\}|\[\])$/

export function yamlLines(text: string): YamlPart[][] {
  return text.trimEnd().split('\n').map(partsOf)
}

function partsOf(line: string): YamlPart[] {
  const found = KEY.exec(line)
  if (!found) {
    const [, indent = '', rest = ''] = /^(\s*(?:- )?)(.*)$/.exec(line) ?? []
    return [{ kind: '', text: indent }, value(rest)]
  }
  const [, indent = '', key = '', colon = '', rest = ''] = found
  const parts: YamlPart[] = [
    { kind: '', text: indent },
    { kind: 'key', text: key },
    { kind: '', text: rest === '' ? colon : `${colon} ` },
  ]
  return rest === '' ? parts : [...parts, value(rest.slice(1))]
}

const value = (text: string): YamlPart => ({ kind: LITERAL.test(text) ? 'num' : 'str', text })
