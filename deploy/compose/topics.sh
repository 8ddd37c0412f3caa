#!/usr/bin/env bash
# Makes the topics that are missing, with three replicas of which two must have a record.
set -euo pipefail
server="${1:?address of Kafka}"
topic() {
  local name="$1" partitions="$2"; shift 2
  local configs=() each
  for each in "$@"; do configs+=(--config "$each"); done
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$server" --create --if-not-exists --topic "$name" \
    --partitions "$partitions" --replication-factor 3 "${configs[@]}"
}
topic lifeline.readings 12 message.timestamp.type=LogAppendTime min.insync.replicas=2 retention.bytes=1073741824 retention.ms=604800000 segment.bytes=67108864
topic lifeline.warning-events 6 message.timestamp.type=LogAppendTime min.insync.replicas=2 retention.ms=31536000000 segment.bytes=67108864
topic lifeline.dead-letters 3 max.message.bytes=2097152 message.timestamp.type=LogAppendTime min.insync.replicas=2 retention.bytes=1073741824 retention.ms=2592000000 segment.bytes=67108864
topic lifeline.registry 1 cleanup.policy=compact message.timestamp.type=LogAppendTime min.cleanable.dirty.ratio=0.5 min.insync.replicas=2 segment.bytes=67108864
topic lifeline.rules 1 cleanup.policy=compact max.message.bytes=16777216 message.timestamp.type=LogAppendTime min.cleanable.dirty.ratio=0.5 min.insync.replicas=2 segment.bytes=67108864
topic lifeline.point-status 3 cleanup.policy=compact message.timestamp.type=LogAppendTime min.cleanable.dirty.ratio=0.5 min.insync.replicas=2 segment.bytes=67108864
topic lifeline.gateway-progress 1 cleanup.policy=compact message.timestamp.type=LogAppendTime min.cleanable.dirty.ratio=0.5 min.insync.replicas=2 segment.bytes=67108864
topic lifeline.gateway-status 1 cleanup.policy=compact message.timestamp.type=LogAppendTime min.cleanable.dirty.ratio=0.5 min.insync.replicas=2 segment.bytes=67108864
topic lifeline.resubmissions 3 max.message.bytes=2097152 message.timestamp.type=LogAppendTime min.insync.replicas=2 retention.bytes=1073741824 retention.ms=604800000 segment.bytes=67108864
topic lifeline.resubmission-outcomes 1 message.timestamp.type=LogAppendTime min.insync.replicas=2 retention.ms=604800000 segment.bytes=67108864
