package city.lifeline.alerting.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives each request an id that the caller and the log both see. */
public final class RequestIdFilter extends OncePerRequestFilter {

    static final String PROPERTY = "requestId";

    private static final String HEADER = "X-Request-Id";
    private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9-]{8,64}");

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String id = (String) request.getAttribute(PROPERTY);
        if (id == null) {
            String given = request.getHeader(HEADER);
            id =
                    given != null && ACCEPTED.matcher(given).matches()
                            ? given
                            : UUID.randomUUID().toString();
            request.setAttribute(PROPERTY, id);
            response.setHeader(HEADER, id);
        }
        MDC.put(PROPERTY, id);
        try {
            chain.doFilter(request, response);
        } finally {
            MDC.remove(PROPERTY);
        }
    }
}
