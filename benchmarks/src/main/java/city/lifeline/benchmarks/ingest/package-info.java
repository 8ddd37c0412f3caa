/**
 * How much ingest carries from MQTT to Kafka, beside the limit of the machine it runs on.
 *
 * <pre>
 *  gateways ─▶ MQTT broker ─▶ ingest ──────▶ Kafka      what is measured
 *           └▶ MQTT broker ─▶ BareBridge ──▶ Kafka      the bare limit
 * </pre>
 */
@NullMarked
package city.lifeline.benchmarks.ingest;

import org.jspecify.annotations.NullMarked;
