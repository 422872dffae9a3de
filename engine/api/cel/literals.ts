/**
 * `Object.spec{replicas: 3}` and `JSONPatch{op: "add"}`: what the mutations of policies make. The library has no literals of
 * types; as all that is made is read again by the kind's schema, they are written as maps. Source: apiserver pkg/cel/mutation.
 */

const TOKEN =
  /r?"""[\s\S]*?"""|r?'''[\s\S]*?'''|r?"(?:[^"\\\n]|\\.)*"|r?'(?:[^'\\\n]|\\.)*'|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*|\s+|[\s\S]/g
const TYPE = /^(?:Object(?:\.\w+)*|JSONPatch)$/
const NAME = /^[A-Za-z_]\w*$/

/** The expression with literals of types as maps: the type's name left out, the fields' names quoted. */
export function withPlainLiterals(expression: string): string {
  const tokens = expression.match(TOKEN) ?? []
  const next = (at: number) => tokens.slice(at + 1).find((token) => token.trim() !== '')
  /** Of each open bracket whether it is such a literal's. */
  const open: boolean[] = []
  let isTyped = false
  let mayName = false
  return tokens
    .map((token, at) => {
      if (token.trim() === '') return token
      if (TYPE.test(token) && next(at) === '{') {
        isTyped = true
        return ''
      }
      const isName = mayName && NAME.test(token) && next(at) === ':'
      if (/^[{[(]$/.test(token)) open.push(isTyped && token === '{')
      else if (/^[}\])]$/.test(token)) open.pop()
      mayName = (/^[{,]$/.test(token) || (mayName && token === '?')) && open.at(-1) === true
      isTyped = false
      return isName ? JSON.stringify(token) : token
    })
    .join('')
}
