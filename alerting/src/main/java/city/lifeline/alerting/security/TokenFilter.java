package city.lifeline.alerting.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Knows the caller by the machines' token. */
final class TokenFilter extends OncePerRequestFilter {

    private static final String SCHEME = "bearer ";

    private final byte[] tokenHash;

    TokenFilter(String token) {
        this.tokenHash = Secrets.hash(token);
    }

    static boolean applies(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.toLowerCase(Locale.ROOT).startsWith(SCHEME);
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null
                && Secrets.areEqual(
                        tokenHash, Secrets.hash(header.substring(SCHEME.length()).strip()))) {
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(new CallerAuthentication(Caller.MACHINE));
            SecurityContextHolder.setContext(context);
        }
        chain.doFilter(request, response);
    }
}
