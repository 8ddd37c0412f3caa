package city.lifeline.alerting.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import org.slf4j.MDC;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import tools.jackson.databind.json.JsonMapper;

/** Errors as problem+json, each with the id under which the log tells more. */
public final class Problems {

    private final JsonMapper json;

    public Problems(JsonMapper json) {
        this.json = json;
    }

    /** For errors that arise before Spring MVC is reached. */
    public void write(
            HttpServletRequest request,
            HttpServletResponse response,
            HttpStatus status,
            String detail)
            throws IOException {
        write(request.getRequestURI(), response, status, detail);
    }

    void write(String path, HttpServletResponse response, HttpStatus status, String detail)
            throws IOException {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        complete(problem, path);
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(json.writeValueAsBytes(problem));
    }

    static void complete(ProblemDetail problem, String path) {
        if (problem.getInstance() == null) {
            try {
                problem.setInstance(new URI(path));
            } catch (URISyntaxException e) {
                // A path that is no URI is not worth an error about an error.
                problem.setInstance(URI.create("about:blank"));
            }
        }
        problem.setProperty(
                RequestIdFilter.PROPERTY,
                Objects.requireNonNullElse(MDC.get(RequestIdFilter.PROPERTY), ""));
    }
}
