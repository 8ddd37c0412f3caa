/** Bytes of the Kafka records. The schemas are in {@code src/main/protobuf}. */
@NullMarked
package city.lifeline.model.wire;

import org.jspecify.annotations.NullMarked;
