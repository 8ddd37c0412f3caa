package city.lifeline.prove;

import city.lifeline.prove.process.BuiltClone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives all tests that ask for a {@link Rig} the same one, with three Kafka brokers. */
public final class SharedRig implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(SharedRig.class);

    /** Closed by JUnit after the last test. */
    private record Held(Rig rig) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            rig.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Rig.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("rig", key -> new Held(make()), Held.class)
                .rig();
    }

    private static Rig make() {
        try {
            Path directory = empty("shared");
            return new Rig(
                    directory,
                    BuiltClone.ofThisProcess(),
                    3,
                    (broker, guard) -> directory.resolve("kafka/log-" + (broker + 1)),
                    "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An empty directory below {@code target/prove}. */
    public static Path empty(String name) throws IOException {
        Path directory =
                BuiltClone.ofThisProcess().home().resolve("prove/target/prove").resolve(name);
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(directory);
    }
}
