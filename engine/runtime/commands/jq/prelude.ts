/** Filters of jq's own that its language can say. */
import { defined, type Scope } from './scope.ts'
import { type Node, parseJq } from './parse.ts'

const DEFINITIONS = `
def map(f): [.[] | f];
def select(f): if f then . else empty end;
def recurse: recurse(.[]?);
def recurse(f; cond): def r: ., (f | select(cond) | r); r;
def values: select(. != null);
def nulls: select(. == null);
def booleans: select(type == "boolean");
def numbers: select(type == "number");
def strings: select(type == "string");
def arrays: select(type == "array");
def objects: select(type == "object");
def iterables: select(type | . == "array" or . == "object");
def scalars: select(type | . != "array" and . != "object");
def map_values(f): .[] |= f;
def with_entries(f): to_entries | map(f) | from_entries;
def paths: path(..) | select(length > 0);
def paths(f): path(.. | select(f)) | select(length > 0);
def leaf_paths: paths(scalars);
def pick(f): . as $top | reduce path(f) as $p (null; setpath($p; $top | getpath($p)));
def any: any(.[]; .);
def all: all(.[]; .);
def any(f): any(.[]; f);
def all(f): all(.[]; f);
def add(f): reduce f as $x (null; . + $x);
def range($n): range(0; $n);
def first: .[0];
def last: .[-1];
def last(f): reduce f as $x (null; $x);
def nth($n): .[$n];
def nth($n; f): if $n < 0 then error("Out of bounds negative array index") else last(limit($n + 1; f)) end;
def skip($n; f): if $n <= 0 then f else foreach f as $x (0; . + 1; if . > $n then $x else empty end) end;
def in(xs): . as $x | xs | has($x);
def inside(xs): . as $x | xs | contains($x);
def combinations: if length == 0 then [] else .[0][] as $x | (.[1:] | combinations) as $w | [$x] + $w end;
def combinations(n): . as $dot | [range(n)] | map($dot) | combinations;
def walk(f): def w: if type == "object" then map_values(w) elif type == "array" then map(w) else . end | f; w;
def env: $ENV;
def todate(f): strftime(f);
def fromdateiso8601: fromdate;
def todateiso8601: todate;
def date: todate;
def dateadd(u; n): . + n;
def toarray: if type == "array" then . else [.] end;
def have_literal_numbers: true;
def abs: if type == "number" and . < 0 then -. else . end;
def tostream: path(def r: (.[]? | r), .; r) as $p | getpath($p) | reduce path(.[]?) as $q ([$p, .]; [$p + $q]);
.
`

let made: Scope | undefined

/** The scope every program begins in. */
export function preludeScope(): Scope {
  if (made !== undefined) return made
  let scope: Scope | undefined
  for (let node: Node = parseJq(DEFINITIONS); node.op === 'define'; node = node.body) {
    scope = defined(scope, node.name, node.params, node.definition)
  }
  made = scope as Scope
  return made
}
