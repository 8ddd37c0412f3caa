package city.lifeline.alerting.web;

import city.lifeline.alerting.history.HistoryUnavailableException;
import city.lifeline.alerting.incident.Incidents;
import city.lifeline.alerting.maintenance.RefusedWindowException;
import city.lifeline.alerting.release.ReleaseService;
import city.lifeline.alerting.report.HandoverStore;
import city.lifeline.alerting.stream.TooManyStreamsException;
import city.lifeline.alerting.warning.HandlingService;
import city.lifeline.alerting.warning.IllegalTransitionException;
import city.lifeline.alerting.warning.RefusedPhotoException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what went wrong, to the caller in words, to the log in full. */
@RestControllerAdvice
public class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    @Nullable ResponseEntity<Object> tooManyStreams(TooManyStreamsException e, WebRequest request) {
        return problem(e, HttpStatus.TOO_MANY_REQUESTS, String.valueOf(e.getMessage()), request);
    }

    @ExceptionHandler
    @Nullable ResponseEntity<Object> notLegal(IllegalTransitionException e, WebRequest request) {
        return problem(e, HttpStatus.CONFLICT, String.valueOf(e.getMessage()), request);
    }

    @ExceptionHandler
    @Nullable ResponseEntity<Object> refusedHandover(
            HandoverStore.RefusedHandoverException e, WebRequest request) {
        return problem(
                e,
                e.isStale() ? HttpStatus.PRECONDITION_FAILED : HttpStatus.CONFLICT,
                String.valueOf(e.getMessage()),
                request);
    }

    @ExceptionHandler
    @Nullable ResponseEntity<Object> refusedWindow(RefusedWindowException e, WebRequest request) {
        HttpStatus status =
                switch (e.why()) {
                    case NO_SUCH -> HttpStatus.NOT_FOUND;
                    case STALE -> HttpStatus.PRECONDITION_FAILED;
                    case BAD -> HttpStatus.BAD_REQUEST;
                    case CONFLICT -> HttpStatus.CONFLICT;
                };
        return problem(e, status, String.valueOf(e.getMessage()), request);
    }

    @ExceptionHandler
    @Nullable ResponseEntity<Object> stale(
            HandlingService.StaleHandlingException e, WebRequest request) {
        return problem(e, HttpStatus.PRECONDITION_FAILED, String.valueOf(e.getMessage()), request);
    }

    @ExceptionHandler
    @Nullable ResponseEntity<Object> staleRelease(
            ReleaseService.StaleReleaseException e, WebRequest request) {
        return problem(e, HttpStatus.PRECONDITION_FAILED, String.valueOf(e.getMessage()), request);
    }

    @ExceptionHandler
    @Nullable ResponseEntity<Object> refusedPhoto(RefusedPhotoException e, WebRequest request) {
        HttpStatus status =
                switch (e.why()) {
                    case NO_PHOTO -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
                    case BROKEN -> HttpStatus.UNPROCESSABLE_CONTENT;
                    case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
                    case TOO_MANY, SENT -> HttpStatus.CONFLICT;
                    case UNKNOWN -> HttpStatus.BAD_REQUEST;
                    case BUSY -> HttpStatus.SERVICE_UNAVAILABLE;
                };
        HttpHeaders headers = new HttpHeaders();
        if (e.why() == RefusedPhotoException.Why.BUSY) {
            headers.set(HttpHeaders.RETRY_AFTER, BodyLimitFilter.RETRY_AFTER_SECONDS);
        }
        return problem(e, headers, status, String.valueOf(e.getMessage()), request);
    }

    @ExceptionHandler
    @Nullable ResponseEntity<Object> noSuchWarning(
            HandlingService.NoSuchWarningException e, WebRequest request) {
        return problem(e, HttpStatus.NOT_FOUND, String.valueOf(e.getMessage()), request);
    }

    @ExceptionHandler
    @Nullable ResponseEntity<Object> noSuchIncident(
            Incidents.NoSuchIncidentException e, WebRequest request) {
        return problem(e, HttpStatus.NOT_FOUND, String.valueOf(e.getMessage()), request);
    }

    @ExceptionHandler
    @Nullable ResponseEntity<Object> noHistory(HistoryUnavailableException e, WebRequest request) {
        LOG.warn("The history store does not answer: {}", e.toString());
        return problem(
                e,
                HttpStatus.SERVICE_UNAVAILABLE,
                "The history store does not answer; warnings are not affected",
                request);
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    @Nullable ResponseEntity<Object> noDatabase(Exception e, WebRequest request) {
        LOG.error("The database does not answer", e);
        return problem(e, HttpStatus.SERVICE_UNAVAILABLE, "The database does not answer", request);
    }

    @ExceptionHandler
    @Nullable ResponseEntity<Object> bug(RuntimeException e, WebRequest request) {
        LOG.error("A request failed", e);
        return problem(
                e,
                HttpStatus.INTERNAL_SERVER_ERROR,
                "This is a fault of Lifeline; its log tells more under the request's id",
                request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException e,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        String name =
                e instanceof MethodArgumentTypeMismatchException argument
                        ? argument.getName()
                        : e.getPropertyName();
        return problem(
                e, status, "%s: '%s' is not what it takes".formatted(name, e.getValue()), request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyLimitFilter.TooLargeException tooLarge) {
                return problem(
                        e,
                        HttpStatus.CONTENT_TOO_LARGE,
                        String.valueOf(tooLarge.getMessage()),
                        request);
            }
        }
        String detail = "The body is not the JSON that is expected";
        if (e.getCause() instanceof UnrecognizedPropertyException unknown) {
            detail = "The body has an unknown field '%s'".formatted(unknown.getPropertyName());
        } else if (e.getCause() instanceof JacksonException wrong && wrong.getLocation() != null) {
            detail +=
                    ", line %d, column %d"
                            .formatted(
                                    wrong.getLocation().getLineNr(),
                                    wrong.getLocation().getColumnNr());
        }
        return problem(e, status, detail, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e,
            @Nullable Object body,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        ResponseEntity<Object> response =
                super.handleExceptionInternal(e, body, headers, status, request);
        if (response != null && response.getBody() instanceof ProblemDetail problem) {
            Problems.complete(problem, path(request));
        }
        return response;
    }

    private @Nullable ResponseEntity<Object> problem(
            Exception e, HttpStatusCode status, String detail, WebRequest request) {
        return problem(e, new HttpHeaders(), status, detail, request);
    }

    private @Nullable ResponseEntity<Object> problem(
            Exception e,
            HttpHeaders headers,
            HttpStatusCode status,
            String detail,
            WebRequest request) {
        return handleExceptionInternal(
                e, ProblemDetail.forStatusAndDetail(status, detail), headers, status, request);
    }

    private static String path(WebRequest request) {
        return request instanceof ServletWebRequest servlet
                ? Objects.requireNonNullElse(servlet.getRequest().getRequestURI(), "")
                : "";
    }
}
