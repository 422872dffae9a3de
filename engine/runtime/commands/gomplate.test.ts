import { expect, it } from 'vitest'
import { goTemplates } from '../../kubectl/print/template/template.ts'
import { Containers } from '../../testing/containers.ts'
import { gomplate } from './gomplate.ts'

function run(script: string): string[] {
  const w = new Containers(1, new Map([['gomplate', gomplate(goTemplates)]]))
  const n = w.script(script, {}, 'hairyhenderson/gomplate')
  w.run(10_000)
  return w.lines(n).map((line) => line.replace(/^\d+ /, ''))
}

it('fills every template of a directory from a datasource and the environment', () => {
  const lines = run(`mkdir -p /in/sub /params; printf 'logFormat: COMBINED\\nhosts:\\n- a\\n- b\\n' > /params/config.yml
printf '<f>{{(datasource "config").logFormat}}</f>\\n' > /in/standalone.xml
printf '{{range (ds "config").hosts}}host {{.}}\\n{{end}}user {{getenv "WHO" "nobody"}} {{.Env.A | strings.ToUpper}}\\n' > /in/sub/h.txt
A=xyz gomplate --input-dir /in --output-dir /out --datasource config=/params/config.yml; echo $?; cat /out/standalone.xml /out/sub/h.txt`)
  expect(lines).toEqual([
    'stdout 0',
    'stdout <f>COMBINED</f>',
    'stdout host a',
    'stdout host b',
    'stdout user nobody XYZ',
  ])
})

it('says what is missing', () => {
  expect(
    run(
      `gomplate -i '{{(ds "nope").x}}'; echo $?; gomplate -d c=/none.yml -i '{{(ds "c").x}}'; echo $?; gomplate -i '{{if}}'; echo $?`,
    ),
  ).toEqual([
    "stderr Error: undefined datasource 'nope'",
    'stdout 1',
    'stderr Error: failed to open /none.yml: no such file or directory',
    'stdout 1',
    expect.stringMatching(/^stderr Error: failed to render template: /),
    'stdout 1',
  ])
})
