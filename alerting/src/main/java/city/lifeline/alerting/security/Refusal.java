package city.lifeline.alerting.security;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Answers other than the one that was asked for. */
final class Refusal {

    private Refusal() {}

    static ErrorResponseException of(HttpStatus status, String detail) {
        return new ErrorResponseException(
                status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }

    static ErrorResponseException notThatWay(String detail) {
        return of(HttpStatus.UNPROCESSABLE_CONTENT, detail);
    }
}
