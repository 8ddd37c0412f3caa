package city.lifeline.launcher.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FlinkRestTest {

    @Test
    void theLastCauseSaysWhatIsWrong() {
        String body =
                """
                {"errors":["org.apache.flink.RestHandlerException: no\\n\\tat a.b(C.java:1)\\n\
                Caused by: java.lang.A: middle\\n\\tat d.e(F.java:2)\\n\
                Caused by: java.lang.B: kafka.bootstrap.servers is missing\\n"]}""";

        assertEquals("java.lang.B: kafka.bootstrap.servers is missing", FlinkRest.rootCause(body));
        assertEquals("not JSON", FlinkRest.rootCause("not JSON"));
    }
}
