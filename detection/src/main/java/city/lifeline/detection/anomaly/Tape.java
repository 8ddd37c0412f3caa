package city.lifeline.detection.anomaly;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * What a scorer remembers, number after number. Written and read by the same calls in the same
 * order, so that the two cannot differ: each call gives the number that holds from now on.
 */
final class Tape {

    private final ByteBuffer buffer;
    private final boolean reads;

    private Tape(ByteBuffer buffer, boolean reads) {
        this.buffer = buffer;
        this.reads = reads;
    }

    static Tape toWrite(int mostBytes) {
        return new Tape(ByteBuffer.allocate(mostBytes), false);
    }

    /**
     * To be read.
     *
     * @throws BufferUnderflowException later, if it is shorter than what is read
     */
    static Tape toRead(byte[] bytes) {
        return new Tape(ByteBuffer.wrap(bytes), true);
    }

    boolean reads() {
        return reads;
    }

    /** What was written; the same array if it has the right length. */
    byte[] into(byte[] bytes) {
        byte[] result = bytes.length == buffer.position() ? bytes : new byte[buffer.position()];
        buffer.flip();
        buffer.get(result);
        return result;
    }

    double next(double number) {
        if (reads) {
            return buffer.getDouble();
        }
        buffer.putDouble(number);
        return number;
    }

    float next(float number) {
        if (reads) {
            return buffer.getFloat();
        }
        buffer.putFloat(number);
        return number;
    }

    long next(long number) {
        if (reads) {
            return buffer.getLong();
        }
        buffer.putLong(number);
        return number;
    }

    int next(int number) {
        if (reads) {
            return buffer.getInt();
        }
        buffer.putInt(number);
        return number;
    }

    boolean next(boolean flag) {
        if (reads) {
            return buffer.get() != 0;
        }
        buffer.put((byte) (flag ? 1 : 0));
        return flag;
    }

    void all(double[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = next(numbers[i]);
        }
    }

    void all(float[] numbers) {
        part(numbers, 0, numbers.length);
    }

    void part(float[] numbers, int from, int length) {
        FloatBuffer floats = buffer.asFloatBuffer();
        if (reads) {
            floats.get(numbers, from, length);
        } else {
            floats.put(numbers, from, length);
        }
        buffer.position(buffer.position() + length * Float.BYTES);
    }
}
