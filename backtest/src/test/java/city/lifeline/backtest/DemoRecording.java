package city.lifeline.backtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Writes the recording in {@code docs/examples/backtest}: ten days of a main's flow with a leak, a
 * frozen sensor and two jumps, and its labels. Always the same bytes.
 */
final class DemoRecording {

    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final int SAMPLES = 2_880;
    private static final long STEP_S = 300;

    private static final int LEAK_FROM = 1_500;
    private static final int LEAK_TO = 1_600;
    private static final int FROZEN_FROM = 2_050;
    private static final int FROZEN_TO = 2_130;
    private static final int JUMP_1 = 1_250;
    private static final int JUMP_2 = 2_500;

    private DemoRecording() {}

    static String recording() {
        SplittableRandom random = new SplittableRandom(20_260_302);
        StringBuilder text = new StringBuilder("time,point,value\n");
        double frozen = 0;
        for (int i = 0; i < SAMPLES; i++) {
            double day = 2 * Math.PI * i / 288;
            double noise = 0;
            for (int k = 0; k < 12; k++) {
                noise += random.nextDouble() - 0.5;
            }
            double flow = 60 - 22 * Math.cos(day) + 8 * Math.sin(2 * day) + 1.5 * noise;
            if (i >= LEAK_FROM && i < LEAK_TO) {
                flow += 35;
            }
            if (i == JUMP_1 || i == JUMP_2) {
                flow += 60;
            }
            if (i == FROZEN_FROM) {
                frozen = flow;
            }
            if (i >= FROZEN_FROM && i < FROZEN_TO) {
                flow = frozen;
            }
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%s,DEMO-FLOW,%.2f\n",
                            START.plusSeconds(i * STEP_S),
                            flow));
        }
        return text.toString();
    }

    static String labels() {
        return "start,end,point,event\n"
                + label(JUMP_1, JUMP_1, "jump")
                + label(LEAK_FROM, LEAK_TO - 1, "leak")
                + label(FROZEN_FROM, FROZEN_TO - 1, "frozen sensor")
                + label(JUMP_2, JUMP_2, "jump");
    }

    private static String label(int from, int to, String event) {
        return "%s,%s,DEMO-FLOW,%s\n"
                .formatted(START.plusSeconds(from * STEP_S), START.plusSeconds(to * STEP_S), event);
    }

    /**
     * Writes both files.
     *
     * @param arguments the directory
     */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Files.writeString(directory.resolve("flow.csv"), recording());
        Files.writeString(directory.resolve("labels.csv"), labels());
    }
}
