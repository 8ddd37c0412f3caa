package city.lifeline.launcher.replay;

import city.lifeline.launcher.instance.Refusal;
import city.lifeline.model.Fault;
import city.lifeline.simulators.replay.Mapping;
import city.lifeline.simulators.replay.MappingParser;
import city.lifeline.simulators.replay.ParsedMapping;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The mapping of a file, or of that name in the city's own directory of mappings. */
public final class MappingFile {

    private MappingFile() {}

    /**
     * Reads it.
     *
     * @param given null: recordings are time,point,value
     * @throws Refusal if there is none, or with each of its faults
     */
    public static Mapping read(@Nullable Path given, Path city) throws IOException {
        if (given == null) {
            return Mapping.CANONICAL;
        }
        Path file = given;
        if (!Files.isRegularFile(file)) {
            file = city.resolve("mappings").resolve(given);
        }
        if (!Files.isRegularFile(file)) {
            throw new Refusal(
                    "There is no mapping %s, nor one of that name in %s."
                            .formatted(given, city.resolve("mappings")));
        }
        ParsedMapping parsed;
        try {
            parsed = MappingParser.parse(file.toString(), Files.readString(file));
        } catch (MalformedInputException e) {
            throw new Refusal("%s is not UTF-8 text; save it as UTF-8.".formatted(file));
        }
        Mapping mapping = parsed.mapping();
        if (mapping == null) {
            throw new Refusal(parsed.faults().stream().map(Fault::toString).toList());
        }
        return mapping;
    }
}
