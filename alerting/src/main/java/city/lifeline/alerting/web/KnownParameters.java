package city.lifeline.alerting.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses query parameters that an operation does not have: a misspelt filter must not be none. */
final class KnownParameters implements HandlerInterceptor {

    private final ConcurrentMap<HandlerMethod, Set<String>> known = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method
                && method.getBeanType().getPackageName().startsWith("city.lifeline.")) {
            Set<String> unknown = new TreeSet<>(request.getParameterMap().keySet());
            unknown.removeAll(known.computeIfAbsent(method, KnownParameters::names));
            if (!unknown.isEmpty()) {
                throw Refused.badRequest("unknown parameter " + String.join(", ", unknown));
            }
        }
        return true;
    }

    private static Set<String> names(HandlerMethod method) {
        Set<String> names = new TreeSet<>();
        for (MethodParameter parameter : method.getMethodParameters()) {
            if (parameter.hasParameterAnnotation(RequestParam.class)) {
                names.add(parameter.getParameter().getName());
            }
        }
        return names;
    }
}
