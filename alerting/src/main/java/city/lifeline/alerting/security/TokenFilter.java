package city.lifeline.alerting.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Knows the caller by a machine's token. */
final class TokenFilter extends OncePerRequestFilter {

    private static final String SCHEME = "bearer ";

    private final byte[] tokenHash;

    private final ApiTokenStore tokens;

    TokenFilter(String token, ApiTokenStore tokens) {
        this.tokenHash = Secrets.hash(token);
        this.tokens = tokens;
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
        if (header != null) {
            caller(header.substring(SCHEME.length()).strip())
                    .ifPresent(
                            caller -> {
                                SecurityContext context =
                                        SecurityContextHolder.createEmptyContext();
                                context.setAuthentication(new CallerAuthentication(caller));
                                SecurityContextHolder.setContext(context);
                            });
        }
        chain.doFilter(request, response);
    }

    private Optional<Caller> caller(String secret) {
        return Secrets.areEqual(tokenHash, Secrets.hash(secret))
                ? Optional.of(Caller.MACHINE)
                : tokens.caller(secret);
    }
}
