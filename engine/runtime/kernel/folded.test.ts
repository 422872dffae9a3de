/** Containers that wait are folded, and nobody can tell. */
import { describe, expect, it, vi } from 'vitest'
import { Containers } from '../../testing/containers.ts'
import { Volume } from '../files/volume.ts'
import { Container } from './container.ts'

/** Each waits in the midst of something. */
const SCRIPTS = [
  'i=0; while [ $i -lt 5 ]; do i=$((i + 1)); echo "$i $RANDOM"; sleep 5; done',
  'f() { local x=$1; sleep 2; echo "$x of $#"; [ "$x" -gt 0 ] && f $((x - 1)) more; echo "back $x"; }; f 3; echo "x=$x"',
  'a=$(sleep 2; echo inner; sleep 2); echo "<$a>"; (b=2; cd /tmp; sleep 3; echo "$PWD $b"); echo "$PWD ${b-none}"',
  'set -- one two; while getopts ab: o -a -b 3; do sleep 1; echo "$o ${OPTARG-}"; done; echo "$@"',
  'trap "echo got; n=1" USR1; (sleep 3; kill -USR1 $$) & n=0; while [ $n = 0 ]; do sleep 1; done; wait; echo "$? $n"',
  'for i in 1 2 3; do sleep 1; echo $i; done | while read -r x; do sleep 2; echo "read $x"; done; sleep 4 & wait $!; echo $?',
  'exec 3>/tmp/out; echo a >&3; sleep 2; echo b >&3; sleep 2; exec 3>&-; cat /tmp/out; sleep 1; cat <<E | sort\nz $(sleep 2; echo y)\na\nE',
  'export V=1; readonly R=2; umask 077; sh -c "sleep 3; echo \\$V \\$R; umask"; sleep 2; echo $V $R; case x in x) sleep 1; echo x;; esac',
  '(yes | head -3; sleep 2; echo end) > /tmp/log & sleep 1; tail -f /tmp/log & sleep 9; kill $!; wait; echo over',
  'mkdir -p /d/e; echo one > /d/e/f; ln -s f /d/e/l; sleep 2; echo two >> /d/l2; rm /d/e/f; sleep 2; ls -R /d; cat /d/l2; readlink /d/e/l',
  'echo hi | nc -l -p 81 & sleep 1; echo there | nc -w 3 127.0.0.1 81; wait; (echo a; sleep 2; echo b) | awk "{ n[NR] = \\$1 } END { print n[1] n[2] }"',
]
const BASH = [
  'declare -A m=([a]=1); l=(1 2 3); for k in "${l[@]}"; do sleep 1; m[$k]=x; l+=("$k"); done; echo "${#l[@]} ${#m[@]} ${m[a]}"',
  'f() { local -n r=$1; sleep 2; r=new; }; v=old; f v; echo $v; coproc_like() { sleep 1; echo "$FUNCNAME"; }; coproc_like',
  'set -o pipefail; { sleep 1; false; } | sleep 2; echo "$? ${PIPESTATUS[@]}"; trap "echo exit $?" EXIT; sleep 2; exit 3',
]

function said(script: string, image?: string): unknown {
  const w = new Containers()
  const number = w.script(script.replaceAll('\\n', '\n'), {}, image)
  const other = w.script(`sleep 0.7; ${script.replaceAll('\\n', '\n')}`, {}, image)
  for (let i = 0; i < 40; i++) {
    w.run(700)
    // Whoever goes back finds what was folded as it was.
    if (i % 5 === 0) w.checkpoints.take()
  }
  return [w.lines(number), w.lines(other), w.exits.get(number), w.exits.get(other), w.runtime.usage(number)]
}

describe('a container that waits', () => {
  it.each(SCRIPTS)('%s', (script) => compare(script))
  it.each(BASH)('%s (bash)', (script) => compare(script, 'bash:5.2'))
})

function compare(script: string, image?: string): void {
  const folded = said(script, image)
  const never = [Container, Volume].map((each) => vi.spyOn(each.prototype, 'fold').mockImplementation(() => {}))
  const plain = said(script, image)
  for (const each of never) each.mockRestore()
  expect(folded).toEqual(plain)
  expect((folded as [string[]])[0].length).toBeGreaterThan(0)
}
