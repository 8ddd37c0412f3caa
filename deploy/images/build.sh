#!/usr/bin/env bash
# Gathers what each image holds from a built clone, and builds the images if there is a docker.
#   deploy/images/build.sh [--gather-only] [TAG]
set -euo pipefail
home="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)"
gather_only=""
if [[ "${1:-}" == --gather-only ]]; then gather_only=1; shift; fi
tag="${1:-0.1.0}"
out="$home/target/images"
rm -rf "$out"

# One directory of jars for a module. Flink's own jars are in Flink's image.
gather() {
  local module="$1" name="$2" own="$3" without="$4" to="$out/$2/lib" jar entries
  mkdir -p "$to"
  [[ -r "$home/$module/target/runtime.classpath" ]] || { echo "$module is not built: run ./lifeline --version" >&2; exit 1; }
  IFS=: read -r -a entries < "$home/$module/target/runtime.classpath" || true
  for jar in "$home/$module"/target/"$own"-[0-9]*.jar "${entries[@]}"; do
    [[ -n "$without" && "$(basename "$jar")" =~ $without ]] && continue
    cp "$jar" "$to/"
  done
  cp "$home/deploy/images/Dockerfile.$name" "$out/$name/Dockerfile"
  printf '%-10s %3d jars, %s\n' "$name" "$(ls "$to" | wc -l)" "$(du -sh "$to" | cut -f1)"
}

gather ingest ingest lifeline-ingest ''
gather alerting alerting lifeline-alerting ''
gather stream-jobs jobs lifeline-stream-jobs '^(flink-(annotations|clients|core|core-api|datastream|datastream-api|file-sink-common|hadoop-fs|java|metrics-core|optimizer|queryable-state-client-java|rpc-akka-loader|rpc-core|runtime|shaded-[a-z0-9-]*|statebackend-[a-z-]*|streaming-java)-[0-9].*|log4j-.*|logback-.*|slf4j-.*)\.jar$'

[[ -n "$gather_only" ]] && exit 0
command -v docker > /dev/null || { echo "there is no docker; the directories are in $out" >&2; exit 1; }
for name in ingest alerting jobs; do
  docker build -t "lifeline/$name:$tag" "$out/$name"
done
