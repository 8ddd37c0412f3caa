package city.lifeline.launcher.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedTestsTest {

    @Test
    void eachTestOfAReportHasItsResult(@TempDir Path directory) throws IOException {
        Files.writeString(
                directory.resolve("TEST-city.lifeline.SomeIT.xml"),
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite name="city.lifeline.SomeIT" tests="4">
                  <properties><property name="a" value="b"/></properties>
                  <testcase name="passes" classname="city.lifeline.SomeIT" time="1"/>
                  <testcase name="fails" classname="city.lifeline.SomeIT"><failure message="no"/></testcase>
                  <testcase name="breaks" classname="city.lifeline.SomeIT"><error message="no"/></testcase>
                  <testcase name="rests" classname="city.lifeline.SomeIT"><skipped message="root"/></testcase>
                  <testcase name="often(int)[1]" classname="city.lifeline.SomeIT"/>
                  <testcase name="often(int)[2]" classname="city.lifeline.SomeIT"><failure/></testcase>
                </testsuite>
                """);

        Map<String, NamedTests.Result> found = new TreeMap<>();
        NamedTests.read(directory, found);

        assertEquals(
                Map.of(
                        "SomeIT#passes", NamedTests.Result.PASSED,
                        "SomeIT#fails", NamedTests.Result.FAILED,
                        "SomeIT#breaks", NamedTests.Result.FAILED,
                        "SomeIT#rests", NamedTests.Result.SKIPPED,
                        "SomeIT#often", NamedTests.Result.FAILED),
                found);
    }
}
