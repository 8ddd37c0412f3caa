package city.lifeline.alerting.notify.sms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedPduReaderTest {

    private static DataInputStream header(int length) {
        byte[] bytes = ByteBuffer.allocate(16).putInt(length).putInt(5).putInt(0).putInt(1).array();
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }

    /** The last is "HTTP". */
    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, Integer.MIN_VALUE, 70_001, -1, 0, 15, 0x48545450})
    void aLengthThatNoneHasIsRefused(int length) {
        assertThrows(Exception.class, () -> new BoundedPduReader().readPDUHeader(header(length)));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17, 70_000})
    void othersAreRead(int length) throws Exception {
        assertEquals(
                length, new BoundedPduReader().readPDUHeader(header(length)).getCommandLength());
    }
}
