package city.lifeline.ingest.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Makes hostile messages for a decoder: golden ones, hurt, and new ones of the right grammar. */
final class Damage {

    private static final List<String> WORDS =
            List.of(
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    "\"",
                    "\\",
                    "null",
                    "true",
                    "false",
                    "NaN",
                    "1e999",
                    "1e-999",
                    "-",
                    "-0.0",
                    "0x1F",
                    "\"point\":",
                    "\"values\":[",
                    "\"values\":{",
                    "\"readings\":[",
                    "\"seq\":",
                    "\"ts\":",
                    "\"n\":",
                    "\"bn\":\"",
                    "\"bt\":",
                    "\"v\":",
                    "\"vs\":\"",
                    "\"t\":",
                    "\"x_\":",
                    "\u0000",
                    "\\ud800",
                    "é",
                    "井",
                    "9".repeat(50),
                    "9".repeat(200),
                    "[[[[[[[[",
                    "{\"a\":",
                    "\"__proto__\":");

    private static final List<String> KEYS =
            List.of(
                    "boot",
                    "seq",
                    "sentAt",
                    "readings",
                    "blocks",
                    "point",
                    "time",
                    "start",
                    "value",
                    "values",
                    "intervalUs",
                    "offsetsUs",
                    "unit",
                    "quality",
                    "gateway",
                    "v",
                    "bn",
                    "bt",
                    "bu",
                    "bv",
                    "bs",
                    "bver",
                    "n",
                    "u",
                    "vs",
                    "vb",
                    "vd",
                    "s",
                    "t",
                    "ut",
                    "ts",
                    "a",
                    "Boiler 3",
                    "must_",
                    "");

    private static final List<String> SCALARS =
            List.of(
                    "1",
                    "-1",
                    "0",
                    "-0.0",
                    "1.5",
                    "1e308",
                    "1e309",
                    "1e-400",
                    "1795248000000",
                    "1795248000",
                    "268435456",
                    "9223372036854775807",
                    "9223372036854775808",
                    "18446744073709551616",
                    "true",
                    "false",
                    "null",
                    "\"\"",
                    "\"P1\"",
                    "\"a b\"",
                    "\"GOOD\"",
                    "\"Cel\"",
                    "\"12.5\"",
                    "\"NaN\"",
                    "\"2026-11-21T08:00:00Z\"",
                    "\"\\ud800\"",
                    "\"\\u0000\"",
                    "\"井盖\"",
                    "[]",
                    "{}");

    private static final List<String> SPARKPLUG_TOPICS =
            List.of(
                    "NBIRTH/GW-1",
                    "NDATA/GW-1",
                    "NDEATH/GW-1",
                    "DBIRTH/GW-1/boiler3",
                    "DDATA/GW-1/boiler3",
                    "DDEATH/GW-1/boiler3",
                    "DDATA/GW-1/valve");

    private static final int MAX_BYTES = 1 << 16;

    private final String decoder;
    private final Random random;
    private final List<byte[]> good = new ArrayList<>();

    /** A message of about a size. */
    interface Sized {
        byte[] ofSize(int size);
    }

    Damage(String decoder, Random random) {
        this.decoder = decoder;
        this.random = random;
        for (Golden.Case golden : Golden.cases(decoder)) {
            golden.incoming().forEach(incoming -> good.add(incoming.payload()));
        }
    }

    static Sized repeated(int... part) {
        return size -> {
            byte[] bytes = new byte[size / part.length * part.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) part[i % part.length];
            }
            return bytes;
        };
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    Incoming next() {
        String topic = "spBv1.0/City/" + one(SPARKPLUG_TOPICS);
        long clockUs = 1_795_248_000_000_000L + random.nextInt(100_000_000);
        boolean aside = random.nextInt(20) == 0;
        return new Incoming(payload(), topic, "GW-1", aside ? DecodedMessage.NO_TIME : clockUs);
    }

    private byte[] payload() {
        byte[] bytes =
                switch (random.nextInt(8)) {
                    case 0 -> random(1 + random.nextInt(1_024));
                    case 1, 2 -> grammar();
                    case 3 -> splice(one(good), one(good));
                    default -> one(good).clone();
                };
        for (int wounds = random.nextInt(5); wounds > 0 && bytes.length > 0; wounds--) {
            bytes = hurt(bytes);
        }
        return bytes.length > MAX_BYTES ? Arrays.copyOf(bytes, MAX_BYTES) : bytes;
    }

    private byte[] hurt(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(9)) {
            case 0 -> bytes[at] = (byte) random.nextInt();
            case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 3 -> {
                return replaced(bytes, at, at, one(WORDS).getBytes(UTF_8));
            }
            case 4 -> {
                return replaced(bytes, at, end(bytes, at, 20), new byte[0]);
            }
            case 5 -> {
                // A key and its value may come twice.
                return replaced(bytes, at, at, Arrays.copyOfRange(bytes, at, end(bytes, at, 40)));
            }
            case 6 -> {
                return replaced(bytes, at, at, "[".repeat(random.nextInt(80)).getBytes(UTF_8));
            }
            case 7 -> {
                byte[] invalid = {(byte) 0xC0, (byte) 0xAF, (byte) 0xED, (byte) 0xA0, (byte) 0x80};
                return replaced(bytes, at, end(bytes, at, 2), invalid);
            }
            default -> {
                byte[] other = one(good);
                return replaced(
                        bytes,
                        at,
                        at,
                        Arrays.copyOfRange(other, 0, random.nextInt(other.length + 1)));
            }
        }
        return bytes;
    }

    private int end(byte[] bytes, int from, int most) {
        return Math.min(bytes.length, from + random.nextInt(most));
    }

    private byte[] splice(byte[] first, byte[] second) {
        return replaced(
                first,
                random.nextInt(first.length + 1),
                first.length,
                Arrays.copyOfRange(second, random.nextInt(second.length + 1), second.length));
    }

    private byte[] random(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] grammar() {
        if (decoder.equals("sparkplug-b") || decoder.equals("lifeline-protobuf")) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            fields(bytes, 3);
            return bytes.toByteArray();
        }
        StringBuilder json = new StringBuilder();
        value(json, 5);
        return json.toString().getBytes(UTF_8);
    }

    private void value(StringBuilder json, int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(depth == 5 ? 2 : 4) + (depth == 5 ? 2 : 0);
        switch (kind) {
            case 2 -> {
                json.append('{');
                for (int i = random.nextInt(6); i >= 0; i--) {
                    json.append('"').append(one(KEYS)).append("\":");
                    value(json, depth - 1);
                    json.append(i == 0 ? "" : ",");
                }
                json.append('}');
            }
            case 3 -> {
                json.append('[');
                for (int i = random.nextInt(6); i >= 0; i--) {
                    value(json, depth - 1);
                    json.append(i == 0 ? "" : ",");
                }
                json.append(']');
            }
            default -> json.append(one(SCALARS));
        }
    }

    /** Protobuf with field numbers and wire types about right. */
    private void fields(ByteArrayOutputStream out, int depth) {
        for (int i = random.nextInt(8); i >= 0; i--) {
            int field = 1 + random.nextInt(20);
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    varint(out, field << 3);
                    varint(out, varints()[random.nextInt(varints().length)]);
                }
                case 2 -> {
                    varint(out, field << 3 | 1);
                    out.writeBytes(random(8));
                }
                case 3 -> {
                    varint(out, field << 3 | 5);
                    out.writeBytes(random(4));
                }
                default -> {
                    ByteArrayOutputStream nested = new ByteArrayOutputStream();
                    if (depth > 0 && random.nextBoolean()) {
                        fields(nested, depth - 1);
                    } else {
                        nested.writeBytes(one(KEYS).getBytes(UTF_8));
                    }
                    varint(out, (random.nextBoolean() ? 2 : field) << 3 | 2);
                    varint(out, nested.size());
                    out.writeBytes(nested.toByteArray());
                }
            }
        }
    }

    private static long[] varints() {
        return new long[] {
            0,
            1,
            2,
            5,
            9,
            10,
            11,
            12,
            255,
            256,
            1_795_248_000_000L,
            Long.MAX_VALUE,
            -1,
            Long.MIN_VALUE
        };
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            out.write((int) ((left & 0x7F) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] middle) {
        byte[] replaced = new byte[from + middle.length + bytes.length - to];
        System.arraycopy(bytes, 0, replaced, 0, from);
        System.arraycopy(middle, 0, replaced, from, middle.length);
        System.arraycopy(bytes, to, replaced, from + middle.length, bytes.length - to);
        return replaced;
    }
}
