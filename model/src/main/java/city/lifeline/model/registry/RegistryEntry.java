package city.lifeline.model.registry;

/** One thing of the registry. */
public sealed interface RegistryEntry {

    /** The Kafka key of {@code lifeline.registry}, such as {@code point/GAS-0001-CH4}. */
    String key();

    /** A measuring point. */
    record OfPoint(Point point) implements RegistryEntry {
        @Override
        public String key() {
            return "point/" + point.id();
        }
    }

    /** An asset. */
    record OfAsset(Asset asset) implements RegistryEntry {
        @Override
        public String key() {
            return "asset/" + asset.id();
        }
    }

    /** A gateway. */
    record OfGateway(Gateway gateway) implements RegistryEntry {
        @Override
        public String key() {
            return "gateway/" + gateway.id();
        }
    }
}
