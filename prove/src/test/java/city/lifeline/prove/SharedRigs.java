package city.lifeline.prove;

import city.lifeline.prove.process.BuiltClone;
import city.lifeline.prove.proof.Proof;
import city.lifeline.prove.proof.Trial;
import city.lifeline.prove.proof.Verdict;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs proofs as tests, all on the same chain. {@code -Dlifeline.seed=N} repeats a seed, {@code
 * -Dlifeline.minutes=N} asks for the long form.
 */
public final class SharedRigs implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(SharedRigs.class);

    /** Closed by JUnit after the last test. */
    private record Held(Rigs rigs) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            rigs.close();
        }
    }

    /** Fails unless the promise holds; skips the test where it cannot be shown, and says so. */
    public static void hold(Proof proof, Rigs rigs) throws InterruptedException {
        String name = proof.promise() + ", " + proof.title();
        Seed seed = new Seed(Long.getLong("lifeline.seed", new Random().nextLong()));
        System.out.printf("%s: -Dlifeline.seed=%d%n", name, seed.number());
        Verdict verdict =
                Verdict.of(
                        proof,
                        new Trial(
                                seed,
                                Long.getLong("lifeline.minutes", 0),
                                rigs,
                                words -> System.out.printf("%s: %s%n", proof.promise(), words)));
        boolean mustShow = "true".equals(System.getenv("CI"));
        if (verdict.state() == Verdict.State.NOT_SHOWN && !mustShow) {
            Assumptions.abort("skipped: " + verdict.words());
        }
        Assertions.assertEquals(
                Verdict.State.HELD,
                verdict.state(),
                () -> "%s, seed %d: %s".formatted(name, seed.number(), verdict.words()));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Rigs.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        BuiltClone clone = BuiltClone.ofThisProcess();
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(
                        "rigs",
                        key ->
                                new Held(
                                        new Rigs(
                                                clone.home().resolve("prove/target/prove"), clone)),
                        Held.class)
                .rigs();
    }
}
