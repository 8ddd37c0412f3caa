package city.lifeline.alerting.security;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Lets callers do what their role is for. What declares no role is let through to nobody. */
public final class OwnershipInterceptor implements HandlerInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(OwnershipInterceptor.class);

    private static final String OWN = "city.lifeline.";

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        // What goes on was let in when it began; what reports an error lets nobody in.
        if (request.getDispatcherType() != DispatcherType.REQUEST
                || !(handler instanceof HandlerMethod method)
                || !method.getBeanType().getName().startsWith(OWN)) {
            return true;
        }
        OwnedBy owned = method.getMethodAnnotation(OwnedBy.class);
        if (owned == null) {
            LOG.error("{} declares no role, so nobody is let in", method.getShortLogMessage());
            throw refused("This endpoint declares no role, so nobody may call it", List.of());
        }
        if (owned.everybody()) {
            return true;
        }
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (!(authentication instanceof CallerAuthentication known)) {
            throw new ErrorResponseException(
                    HttpStatus.UNAUTHORIZED,
                    ProblemDetail.forStatusAndDetail(HttpStatus.UNAUTHORIZED, "Log in first"),
                    null);
        }
        Caller caller = known.getPrincipal();
        List<Role> owners = List.of(owned.value());
        if (caller.pending() != null && !owned.unfinished()) {
            throw refused(
                    switch (caller.pending()) {
                        case PASSWORD ->
                                "This password was given out by somebody else: set one of your own first (POST /api/v1/me/password)";
                        case SECOND_FACTOR ->
                                "This role needs a second factor: enrol one first (POST /api/v1/me/second-factor)";
                    },
                    List.of());
        }
        if (!caller.mayAny(owners)) {
            throw refused("This needs the role " + Role.words(owners), owners);
        }
        return true;
    }

    private static ErrorResponseException refused(String detail, List<Role> needed) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.FORBIDDEN, detail);
        problem.setProperty("roles", needed);
        return new ErrorResponseException(HttpStatus.FORBIDDEN, problem, null);
    }
}
