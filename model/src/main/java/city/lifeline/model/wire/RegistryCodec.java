package city.lifeline.model.wire;

import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Gateway;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.RegistryEntry;
import city.lifeline.wire.v1.AssetRecord;
import city.lifeline.wire.v1.GatewayRecord;
import city.lifeline.wire.v1.PointRecord;
import city.lifeline.wire.v1.RegistryRecord;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.OptionalDouble;

/** Values of {@code lifeline.registry}. */
public final class RegistryCodec {

    private RegistryCodec() {}

    public static byte[] encode(RegistryEntry entry) {
        RegistryRecord.Builder record = RegistryRecord.newBuilder();
        if (entry instanceof RegistryEntry.OfPoint of) {
            record.setPoint(record(of.point()));
        } else if (entry instanceof RegistryEntry.OfAsset of) {
            record.setAsset(record(of.asset()));
        } else if (entry instanceof RegistryEntry.OfGateway of) {
            Gateway gateway = of.gateway();
            record.setGateway(
                    GatewayRecord.newBuilder()
                            .setId(gateway.id())
                            .setNameZh(gateway.name().zh())
                            .setNameEn(gateway.name().en()));
        }
        return record.build().toByteArray();
    }

    public static RegistryEntry decode(byte[] bytes) throws UndecodableException {
        RegistryRecord record;
        try {
            record = RegistryRecord.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new UndecodableException("not a registry entry: " + e.getMessage(), e);
        }
        return switch (record.getEntryCase()) {
            case POINT -> new RegistryEntry.OfPoint(point(record.getPoint()));
            case ASSET -> new RegistryEntry.OfAsset(asset(record.getAsset()));
            case GATEWAY -> {
                GatewayRecord gateway = record.getGateway();
                yield new RegistryEntry.OfGateway(
                        new Gateway(
                                gateway.getId(),
                                new Text(gateway.getNameZh(), gateway.getNameEn())));
            }
            case ENTRY_NOT_SET -> throw new UndecodableException("an empty registry entry");
        };
    }

    private static PointRecord record(Point point) {
        PointRecord.Builder record =
                PointRecord.newBuilder()
                        .setId(point.id())
                        .setGateway(point.gateway())
                        .setAsset(point.asset())
                        .setQuantity(point.quantity())
                        .setUnit(point.unit())
                        .setIntervalUs(point.interval().toNanos() / 1_000)
                        .setNameZh(point.name().zh())
                        .setNameEn(point.name().en())
                        .addAllTags(point.tags().stream().sorted().toList())
                        .putAllLimits(point.limits())
                        .setAddress(point.address())
                        .addAllSentinels(point.sentinels().stream().sorted().toList());
        point.jump().ifPresent(record::setJump);
        point.physicalLow().ifPresent(record::setPhysicalLow);
        point.physicalHigh().ifPresent(record::setPhysicalHigh);
        if (point.location() != null) {
            record.setLongitude(point.location().longitude());
            record.setLatitude(point.location().latitude());
        }
        return record.build();
    }

    private static Point point(PointRecord record) {
        return new Point(
                record.getId(),
                record.getGateway(),
                record.getAsset(),
                record.getQuantity(),
                record.getUnit(),
                Duration.ofNanos(record.getIntervalUs() * 1_000),
                record.hasPhysicalLow()
                        ? OptionalDouble.of(record.getPhysicalLow())
                        : OptionalDouble.empty(),
                record.hasPhysicalHigh()
                        ? OptionalDouble.of(record.getPhysicalHigh())
                        : OptionalDouble.empty(),
                new Text(record.getNameZh(), record.getNameEn()),
                Codes.location(record.hasLongitude(), record.getLongitude(), record.getLatitude()),
                new LinkedHashSet<>(record.getTagsList()),
                record.getLimitsMap(),
                record.getAddress(),
                new LinkedHashSet<>(record.getSentinelsList()),
                record.hasJump() ? OptionalDouble.of(record.getJump()) : OptionalDouble.empty());
    }

    private static AssetRecord record(Asset asset) {
        AssetRecord.Builder record =
                AssetRecord.newBuilder()
                        .setId(asset.id())
                        .setAssetClass(asset.assetClass())
                        .setNameZh(asset.name().zh())
                        .setNameEn(asset.name().en())
                        .setDistrict(asset.district())
                        .addAllTags(asset.tags().stream().sorted().toList());
        if (asset.location() != null) {
            record.setLongitude(asset.location().longitude());
            record.setLatitude(asset.location().latitude());
        }
        return record.build();
    }

    private static Asset asset(AssetRecord record) {
        return new Asset(
                record.getId(),
                record.getAssetClass(),
                new Text(record.getNameZh(), record.getNameEn()),
                record.getDistrict(),
                Codes.location(record.hasLongitude(), record.getLongitude(), record.getLatitude()),
                new LinkedHashSet<>(record.getTagsList()));
    }
}
