package city.lifeline.alerting.notify.sms;

import java.io.DataInputStream;
import java.io.IOException;
import org.jsmpp.DefaultPDUReader;
import org.jsmpp.InvalidCommandLengthException;
import org.jsmpp.bean.Command;

/**
 * Ends a connection on which something longer is announced than SMPP has. The library reserves as
 * much memory as is announced, and a provider's one wrong number would end the process.
 */
final class BoundedPduReader extends DefaultPDUReader {

    /** The longest of those that a client gets has optional parameters of 64 KiB in all. */
    private static final int LONGEST = 70_000;

    @Override
    public Command readPDUHeader(DataInputStream in)
            throws InvalidCommandLengthException, IOException {
        Command header = super.readPDUHeader(in);
        // Above 2^31 it is read as negative.
        if (header.getCommandLength() < 0 || header.getCommandLength() > LONGEST) {
            throw new IOException("a PDU of %d bytes is none".formatted(header.getCommandLength()));
        }
        return header;
    }
}
