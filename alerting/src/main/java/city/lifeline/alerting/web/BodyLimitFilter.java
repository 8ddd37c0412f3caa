package city.lifeline.alerting.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses bodies that are longer than anything that is asked for here, with 413: at once where the
 * length is told, and where it is not, as soon as it is passed. Of photos, which are large and held
 * whole, {@value #MOST_PHOTOS_AT_ONCE} are taken at once; more are sent away with 503 unread.
 */
final class BodyLimitFilter extends OncePerRequestFilter {

    /** Rules and directories of a large city are some hundreds of kilobytes. */
    static final int MOST_BYTES = 4 << 20;

    /** As telephones take them. */
    static final int MOST_BYTES_OF_A_PHOTO = 12 << 20;

    /** The heap has room for them, and threads are left that answer others. */
    static final int MOST_PHOTOS_AT_ONCE = 4;

    /** After which a photo that was sent away may find room. */
    static final String RETRY_AFTER_SECONDS = "5";

    private final Problems problems;
    private final Semaphore photos = new Semaphore(MOST_PHOTOS_AT_ONCE);

    BodyLimitFilter(Problems problems) {
        this.problems = problems;
    }

    /** Thrown to whoever reads a body that goes on for too long. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        private TooLargeException(int most) {
            super(detail(most));
        }
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean photo = isPhoto(request);
        int most = photo ? MOST_BYTES_OF_A_PHOTO : MOST_BYTES;
        if (request.getContentLengthLong() > most) {
            problems.write(request, response, HttpStatus.CONTENT_TOO_LARGE, detail(most));
            return;
        }
        if (!photo) {
            chain.doFilter(new Bounded(request, most), response);
        } else if (photos.tryAcquire()) {
            try {
                chain.doFilter(new Bounded(request, most), response);
            } finally {
                photos.release();
            }
        } else {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            problems.write(
                    request,
                    response,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "%d photos are being taken, which is the most at once: send it again later"
                            .formatted(MOST_PHOTOS_AT_ONCE));
        }
    }

    private static boolean isPhoto(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.regionMatches(true, 0, "image/", 0, 6);
    }

    private static String detail(int most) {
        return "The body is larger than the %d bytes that are read at most".formatted(most);
    }

    private static final class Bounded extends HttpServletRequestWrapper {

        private final int most;

        Bounded(HttpServletRequest request, int most) {
            super(request);
            this.most = most;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new Counting(super.getInputStream(), most);
        }
    }

    private static final class Counting extends ServletInputStream {

        private final ServletInputStream in;
        private final int most;
        private long read;

        Counting(ServletInputStream in, int most) {
            this.in = in;
            this.most = most;
        }

        private int counted(int bytes) throws TooLargeException {
            read += Math.max(0, bytes);
            if (read > most) {
                throw new TooLargeException(most);
            }
            return bytes;
        }

        @Override
        public int read() throws IOException {
            int one = in.read();
            counted(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return counted(in.read(bytes, offset, length));
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }
    }
}
