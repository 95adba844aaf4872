# What the benchmark scripts share: where things are, the machine's line, starting and stopping what is measured.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
work=${WORK:-$root/bench/target/run}

# Compiles the benchmarks and prints their class path.
bench_classpath() {
  (cd "$root" && ./mvnw -q -o compile dependency:build-classpath -pl bench -am -Dmdep.outputFile=target/bench.cp \
    -Dspotless.check.skip -Dcheckstyle.skip -DskipTests >&2)
  printf '%s:%s' "$root/bench/target/classes" "$(cat "$root/bench/target/bench.cp")"
}

machine() {
  local cpu
  cpu=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
  echo "commit $(git -C "$root" rev-parse --short HEAD), $(nproc) cores ($cpu), $(($(sed -n 's/^MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo) / 1048576)) GiB, $(uname -sr), $(java -version 2>&1 | head -n 1), load average $(cut -d' ' -f1-3 /proc/loadavg)"
}

# What every node of Gramme and of the skeleton runs with; the heap is what Cassandra gets too.
node_opts=${NODE_OPTS:--Xms1g -Xmx1g -XX:+UseG1GC -XX:MaxGCPauseMillis=20}

start_gramme() { # nodes: a fresh local cluster
  GRAMME_NODE_OPTS=$node_opts \
    "$root/gramme" local up -n "$1" --dir "$work/gramme" --base-port 7070 >&2
  curl -fsS -X PUT -H 'Content-Type: application/json' -d '{"siblings":"lww"}' http://127.0.0.1:7070/v1/buckets/ycsb >&2
}

stop_gramme() {
  [ -d "$work/gramme" ] && "$root/gramme" local down --purge --dir "$work/gramme" >&2 || true
}

start_skeleton() { # class path
  mkdir -p "$work/skeleton"
  for i in 0 1 2; do
    # shellcheck disable=SC2086 # several options
    setsid java $node_opts -cp "$1" io.gramme.bench.yardstick.Skeleton $i "$work/skeleton" \
      >"$work/skeleton/$i.out" 2>&1 </dev/null &
    echo $! >"$work/skeleton/$i.pid"
  done
  sleep 4 # the skeleton connects to its peers once, two seconds after its start
}

stop_skeleton() {
  for pid in "$work"/skeleton/*.pid; do
    [ -f "$pid" ] && kill "$(cat "$pid")" 2>/dev/null || true
  done
  rm -rf "$work/skeleton"
}

median() { # of the numbers on standard input, one a line
  sort -g | awk '{ v[NR] = $1 } END { if (NR % 2) print v[(NR + 1) / 2]; else if (NR) print (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}
