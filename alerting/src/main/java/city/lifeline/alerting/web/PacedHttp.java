package city.lifeline.alerting.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * HTTP/1.1 that cuts connections whose requests come too slowly, head or body. Tomcat's timeouts
 * begin anew with each byte, so that one byte every ten seconds keeps a connection for ever, and in
 * the middle of a body a thread too, whether or not anybody is logged in.
 */
public final class PacedHttp extends Http11NioProtocol {

    public PacedHttp() {
        super(new PacedEndpoint());
    }

    private static final class PacedEndpoint extends NioEndpoint {

        @Override
        protected NioChannel createChannel(SocketBufferHandler buffers) {
            return isSSLEnabled() ? new PacedTls(buffers, this) : new Paced(buffers);
        }
    }

    private static int checked(Pace pace, int read) throws IOException {
        if (read == 0) {
            pace.waits(System.nanoTime());
        } else if (read > 0 && !pace.came(read, System.nanoTime())) {
            throw new IOException(
                    "a request comes at less than %d bytes a second"
                            .formatted(Pace.LEAST_BYTES_A_SECOND));
        }
        return read;
    }

    private static final class Paced extends NioChannel {

        private Pace pace = new Pace();

        Paced(SocketBufferHandler buffers) {
            super(buffers);
        }

        /** Channels are used again. */
        @Override
        public void reset(SocketChannel channel, NioEndpoint.NioSocketWrapper wrapper)
                throws IOException {
            pace = new Pace();
            super.reset(channel, wrapper);
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return checked(pace, super.read(into));
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            pace.answered();
            return super.write(from);
        }
    }

    private static final class PacedTls extends SecureNioChannel {

        private Pace pace = new Pace();

        PacedTls(SocketBufferHandler buffers, NioEndpoint endpoint) {
            super(buffers, endpoint);
        }

        @Override
        public void reset(SocketChannel channel, NioEndpoint.NioSocketWrapper wrapper)
                throws IOException {
            pace = new Pace();
            super.reset(channel, wrapper);
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return checked(pace, super.read(into));
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            pace.answered();
            return super.write(from);
        }
    }
}
