import { describe, expect, it } from 'vitest'
import { fromBytes, toBytes } from '../../../core/bytes.ts'
import { pod } from '../../../testing/builders.ts'
import { oneNode, SmallCluster } from '../../../testing/scenarios/smallcluster.ts'
import type { Processes } from '../../processes.ts'

const w = new SmallCluster({ nodes: oneNode() })
w.create(
  pod('box')
    .container({ image: 'drydock.dev/curl-jq', command: ['sleep', 'infinity'] })
    .build(),
)
w.untilState('box', '1/1 Running 0')
const runtime = w.cluster.kubelets.runtime as Processes
const process = w.cluster.kubelets.worker.processes(w.table('pods').row('default', 'box'))[0]?.process ?? -1

/** What jq says of an input, and its exit code when that is not 0. */
function jq(args: readonly string[], input: string): string {
  const session = runtime.exec(process, { command: ['jq', ...args], stdin: true })
  runtime.writeStdin(session, toBytes(input))
  runtime.closeStdin(session)
  w.until('over', () => runtime.sessionEnd(session) !== undefined)
  const text = fromBytes(
    runtime
      .sessionOutput(session, 0)
      .map(({ data }) => data)
      .join(''),
  )
  const code = runtime.sessionEnd(session)?.exitCode ?? -1
  return code === 0 ? text.trimEnd() : `${text.trimEnd()}[${code}]`
}

describe('jq', () => {
  it.each<[string, string, string]>([
    ['.a.b', '{"a":{"b":1}}', '1'],
    ['.a[]', '{"a":[1,2]}', '1\n2'],
    ['.[1:3]', '[1,2,3,4]', '[2,3]'],
    ['.[-1]', '[1,2]', '2'],
    ['[.[] | select(.n > 1) | .n]', '[{"n":1},{"n":2},{"n":3}]', '[2,3]'],
    ['map({(.k): .v}) | add', '[{"k":"a","v":1},{"k":"b","v":2}]', '{"a":1,"b":2}'],
    ['to_entries', '{"a":1}', '[{"key":"a","value":1}]'],
    ['with_entries(.value += 1)', '{"a":1,"b":2}', '{"a":2,"b":3}'],
    [
      'group_by(.t) | map({t: .[0].t, n: length})',
      '[{"t":"b"},{"t":"a"},{"t":"b"}]',
      '[{"t":"a","n":1},{"t":"b","n":2}]',
    ],
    ['reduce .[] as $x (0; . + $x)', '[1,2,3]', '6'],
    ['[foreach .[] as $x (0; . + $x; [$x, .])]', '[1,2]', '[[1,1],[2,3]]'],
    ['[limit(3; range(10))]', 'null', '[0,1,2]'],
    ['first(range(5; 9))', 'null', '5'],
    ['def f(x): x * 2; [f(.[])]', '[1,2]', '[2,4]'],
    ['def fac: if . <= 1 then 1 else . * (. - 1 | fac) end; fac', '10', '3628800'],
    ['"\\(.a) and \\(.b | tojson)"', '{"a":"x","b":["y"]}', '"x and [\\"y\\"]"'],
    ['.a // "none"', '{"a":null}', '"none"'],
    ['[.[] | .a?]', '[{"a":1},2]', '[1]'],
    ['try error("x") catch ascii_upcase', 'null', '"X"'],
    ['.[] as [$a, $b] | $a + $b', '[[1,2],[3,4]]', '3\n7'],
    ['. as {a: $x, b: [$y]} | [$x, $y]', '{"a":1,"b":[2]}', '[1,2]'],
    ['[paths]', '{"a":[1]}', '[["a"],["a",0]]'],
    ['del(.a, .c[0])', '{"a":1,"b":2,"c":[1,2]}', '{"b":2,"c":[2]}'],
    ['.a |= map(. + 1)', '{"a":[1,2]}', '{"a":[2,3]}'],
    ['.a[1] = 9 | .b.c = 1', '{"a":[1]}', '{"a":[1,9],"b":{"c":1}}'],
    ['.[] += 1', '[1,2]', '[2,3]'],
    ['[.[] | test("^a")]', '["ab","ba"]', '[true,false]'],
    ['capture("(?<y>\\\\d+)-(?<m>\\\\d+)")', '"2024-05"', '{"y":"2024","m":"05"}'],
    ['[scan("[a-z]+")]', '"ab 1 cd"', '["ab","cd"]'],
    ['gsub("(?<x>[a-z])"; "<\\(.x)>")', '"a1b"', '"<a>1<b>"'],
    ['split(", ") | join("-")', '"a, b"', '"a-b"'],
    ['[.[] | tostring], (.[0] | tonumber? // "no")', '["5",5]', '["5","5"]\n5'],
    ['sort_by(-.a) | unique_by(.b)', '[{"a":1,"b":1},{"a":2,"b":1}]', '[{"a":2,"b":1}]'],
    ['[.. | numbers]', '[1,[2,{"a":3}]]', '[1,2,3]'],
    ['@csv, @tsv', '["a",1,null,"b\\"c"]', '"\\"a\\",1,,\\"b\\"\\"c\\""\n"a\\t1\\t\\tb\\"c"'],
    ['@base64, (@base64 | @base64d)', '"hällo"', '"aMOkbGxv"\n"hällo"'],
    ['@sh "echo \\(.)"', '"it\'s"', "\"echo 'it'\\\\''s'\""],
    ['keys, length, has("b"), (.b | type)', '{"b":1,"a":2}', '["a","b"]\n2\ntrue\n"number"'],
    ['{a, b: .c, "d e": 1, (.a): 2}', '{"a":"x","c":3}', '{"a":"x","b":3,"d e":1,"x":2}'],
    ['{"10": 1, "9": 2}', 'null', '{"10":1,"9":2}'],
    ['label $f | range(10) | ., (select(. == 1) | break $f)', 'null', '0\n1'],
    ['[range(0; 10; 3)]', 'null', '[0,3,6,9]'],
    ['if . > 1 then "big" elif . == 1 then "one" else "small" end', '1', '"one"'],
    ['.a and (.b or false) | not', '{"a":1,"b":null}', 'true'],
    ['[.[] | floor, ceil]', '[1.5]', '[1,2]'],
    ['todate, (todate | fromdate)', '1425599621', '"2015-03-05T23:53:41Z"\n1425599621'],
    ['walk(if type == "number" then . + 1 else . end)', '[1,{"a":2}]', '[2,{"a":3}]'],
    ['. * {"a": {"c": 2}}', '{"a":{"b":1}}', '{"a":{"b":1,"c":2}}'],
    ['[splits(", *")]', '"a,b, c"', '["a","b","c"]'],
    ['until(. > 100; . * 2)', '1', '128'],
    ['[.[] | ltrimstr("a") | ascii_downcase]', '["aB","C"]', '["b","c"]'],
    ['$ENV.HOME, env.HOME', 'null', '"/root"\n"/root"'],
    ['input, [inputs]', '1 2 3 4', '2\n[3,4]'],
    ['.a.b.c', '{"a":1}', 'jq: error (at <stdin>:1): Cannot index number with "b"[5]'],
    ['.[]', 'null', 'jq: error (at <stdin>:1): Cannot iterate over null[5]'],
    ['{} + 1', 'null', 'jq: error (at <stdin>:1): object ({}) and number (1) cannot be added[5]'],
    ['nope(1)', 'null', 'jq: error: nope/1 is not defined at <top-level>, line 1:\nnope(1)\njq: 1 compile error[3]'],
    ['.', '{"a":', 'jq: parse error: Unfinished JSON term at EOF at line 1, column 0[2]'],
    ['def f: f; f', 'null', 'jq: error (at <stdin>:1): the program goes too deep[5]'],
    ['[repeat(1)] | length', 'null', 'jq: error (at <stdin>:1): the program takes too long[5]'],
  ])('%s of %s', (filter, input, said) => {
    expect(
      jq(['-c', filter], input)
        .replace(/line \d+, column \d+$/, 'line 1, column 0')
        .replace(/line 2, column 0\[2\]/, 'line 1, column 0[2]'),
    ).toBe(said)
  })

  it('takes its options', () => {
    expect(jq(['-r', '.[]'], '["a","b"]')).toBe('a\nb')
    expect(jq(['-j', '.[]'], '["a","b"]')).toBe('ab')
    expect(jq(['.'], '{"a":[1,{}],"b":[]}')).toBe('{\n  "a": [\n    1,\n    {}\n  ],\n  "b": []\n}')
    expect(jq(['-S', '-c', '.'], '{"b":1,"a":2}')).toBe('{"a":2,"b":1}')
    expect(jq(['-s', '-c', '.'], '1 2')).toBe('[1,2]')
    expect(jq(['-n', '-c', '--arg', 'x', '1', '--argjson', 'y', '[2]', '[$x, $y]'], '')).toBe('["1",[2]]')
    expect(jq(['-n', '-c', '$ARGS.named, $ARGS.positional', '--arg', 'a', 'b', '--args', 'p', 'q'], '')).toBe(
      '{"a":"b"}\n["p","q"]',
    )
    expect(jq(['-R', '-r', 'ascii_upcase'], 'a\nb\n')).toBe('A\nB')
    expect(jq(['-e', '.a'], '{"a":false}')).toBe('false[1]')
    expect(jq(['-e', 'empty'], '{}')).toBe('[4]')
    expect(jq(['--tab', '.'], '[1]')).toBe('[\n\t1\n]')
  })
})
