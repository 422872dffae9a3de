/** Images that build others: kaniko, maven. They say what they do, take as long as they would, and push where they are told. */
import type { ImageDefinition } from '../program.ts'
import { busyboxTree, debianTree, shellAt } from './trees.ts'

const KANIKO = `#!/bin/sh
destination="" dockerfile=Dockerfile context=""
for arg in "$@"; do
  case "$arg" in
    --destination=*) destination="\${arg#*=}" ;;
    --dockerfile=*) dockerfile="\${arg#*=}" ;;
    --context=*) context="\${arg#*=}" ;;
    --no-push) nopush=1 ;;
  esac
done
if [ -z "$destination" ] && [ -z "$nopush" ]; then
  echo "Error: must provide --destination" >&2
  exit 1
fi
echo "INFO[0000] Retrieving image manifest"
sleep 2
echo "INFO[0002] Executing 0 build triggers"
case "$context" in
  dir://*) file="\${context#dir://}/$dockerfile" ;;
  /*) file="$context/$dockerfile" ;;
  *) file="" ;;
esac
if [ -n "$file" ]; then
  if [ ! -f "$file" ]; then
    echo "Error: error resolving dockerfile path: please provide a valid path to a Dockerfile within the build context with --dockerfile" >&2
    exit 1
  fi
  n=0
  while read -r step; do
    [ -z "$step" ] || { n=$((n + 1)); echo "INFO[00$((n + 10))] $step"; sleep 1; }
  done < "$file"
fi
echo "INFO[0020] Taking snapshot of full filesystem..."
sleep 3
[ -n "$nopush" ] || echo "INFO[0024] Pushed $destination"
`

export const kaniko: ImageDefinition = {
  repository: 'gcr.io/kaniko-project/executor',
  hasTag: (tag) => /^(latest|debug|v\d+\.\d+\.\d+(-debug|-slim)?)$/.test(tag),
  sizeBytes: 36_000_000,
  entrypoint: ['/kaniko/executor'],
  files: [...busyboxTree(), { '/kaniko/executor': { text: KANIKO, mode: 0o755 }, '/workspace': { directory: true } }],
}

const MVN = `#!/bin/bash
echo "[INFO] Scanning for projects..."
if [ ! -f pom.xml ]; then
  echo "[ERROR] The goal you specified requires a project to execute but there is no POM in this directory ($PWD)."
  exit 1
fi
for goal in "$@"; do
  case "$goal" in
    -*) ;;
    *) echo "[INFO] --- $goal ---"; sleep 4 ;;
  esac
done
mkdir -p target && echo jar > target/app.jar
echo "[INFO] BUILD SUCCESS"
`

export const maven: ImageDefinition = {
  repository: 'maven',
  hasTag: () => true,
  sizeBytes: 280_000_000,
  entrypoint: ['/usr/local/bin/mvn-entrypoint.sh'],
  cmd: ['mvn'],
  files: [
    ...debianTree(['git', 'curl']),
    shellAt('/usr/bin/bash', 'bash'),
    {
      '/usr/local/bin/mvn-entrypoint.sh': { text: '#!/bin/bash\nexec "$@"\n', mode: 0o755 },
      '/usr/bin/mvn': { text: MVN, mode: 0o755 },
    },
  ],
}
