package city.lifeline.launcher;

import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.console.TextTable;
import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.CitySettings;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.launcher.instance.SettingsFile;
import city.lifeline.launcher.pki.AuthorityFiles;
import city.lifeline.launcher.pki.CityAuthority;
import city.lifeline.launcher.pki.Entry;
import city.lifeline.launcher.pki.Holder;
import city.lifeline.launcher.pki.Reason;
import city.lifeline.model.Ids;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lifeline pki}. */
@Command(
        name = "pki",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Issues and revokes the certificates that gateways log in with.")
final class PkiCommand implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    static CommandLine commandLine(Terminal terminal, InstantSource clock) {
        CommandLine pki = new CommandLine(new PkiCommand());
        pki.addSubcommand(new Issue(terminal, clock));
        pki.addSubcommand(new ListIssued(terminal, clock));
        pki.addSubcommand(new Revoke(terminal, clock));
        return pki;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command of pki?");
    }

    /** Where the city's authority is. */
    static final class Place {

        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "The city's data directory (default: ${DEFAULT-VALUE}).")
        private Path data = Path.of("data");

        DataDirectory directory() {
            return new DataDirectory(data);
        }

        AuthorityFiles files() {
            return AuthorityFiles.of(directory());
        }

        /** For what would be a mistake where there is none yet. */
        CityAuthority existing(InstantSource clock) throws IOException {
            if (!Files.exists(files().certificate())) {
                throw new Refusal(
                        "There is no certificate authority in %s.".formatted(files().directory()));
            }
            return CityAuthority.open(files(), clock, new SecureRandom());
        }
    }

    /** {@code lifeline pki issue}. */
    @Command(
            name = "issue",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Issues a certificate for each gateway, as cert.pem, key.pem and ca.pem",
                "in a directory of its id. Makes the city's authority at first use."
            })
    static final class Issue implements Callable<Integer> {

        private static final Duration LASTS_ENOUGH = Duration.ofDays(30);

        @Mixin private Place place = new Place();

        @Parameters(paramLabel = "GATEWAY", arity = "0..*", description = "Ids of gateways.")
        private List<String> gateways = new ArrayList<>();

        @Option(
                names = "--all",
                description = {
                    "Every gateway of the city that has no certificate",
                    "for the next 30 days."
                })
        private boolean all;

        @Option(
                names = "--city",
                paramLabel = "NAME|DIR",
                description = "With --all: the city (default: the last one on this data).")
        private @Nullable String city;

        @Option(
                names = "--days",
                paramLabel = "N",
                description = "How long it is valid (default: ${DEFAULT-VALUE}).")
        private int days = 730;

        @Option(
                names = "--out",
                paramLabel = "DIR",
                description = "Where to write (default: pki/issued in the data directory).")
        private @Nullable Path out;

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                description = "gateway, ingest or replay (default: ${DEFAULT-VALUE}).")
        private String role = "gateway";

        private final Terminal terminal;
        private final InstantSource clock;

        Issue(Terminal terminal, InstantSource clock) {
            this.terminal = terminal;
            this.clock = clock;
        }

        @Override
        public Integer call() throws IOException {
            Holder holder = holder();
            check(holder);
            AuthorityFiles files = place.files();
            Path directory = out == null ? files.issued() : out.toAbsolutePath().normalize();
            try (CityAuthority authority = CityAuthority.open(files, clock, new SecureRandom())) {
                Set<String> names = new TreeSet<>(gateways);
                if (all) {
                    names.addAll(without(authority, directory));
                }
                for (String name : names) {
                    Entry entry =
                            authority.issue(
                                    holder, name, Duration.ofDays(days), directory.resolve(name));
                    if (!all) {
                        terminal.out()
                                .printf(
                                        "%s  serial %s, valid until %s%n",
                                        directory.resolve(name), entry.serial(), entry.notAfter());
                    }
                }
                if (all) {
                    terminal.out()
                            .printf("%d certificates issued in %s%n", names.size(), directory);
                }
            }
            return 0;
        }

        private Holder holder() {
            return switch (role) {
                case "gateway" -> Holder.GATEWAY;
                case "ingest" -> Holder.INGEST;
                case "replay" -> Holder.REPLAY;
                default ->
                        throw new Refusal(
                                "--role must be gateway, ingest or replay, not '%s'."
                                        .formatted(role));
            };
        }

        private void check(Holder holder) {
            if (gateways.isEmpty() && !all) {
                throw new Refusal("Which gateways? Name them, or --all for the whole city.");
            }
            if (all && holder != Holder.GATEWAY) {
                throw new Refusal("--all is for gateways.");
            }
            if (days < 1 || days > 3650) {
                throw new Refusal("--days must be from 1 to 3650, not %d.".formatted(days));
            }
            for (String gateway : gateways) {
                if (!Ids.isValid(gateway)) {
                    throw new Refusal("'%s' is not a valid id.".formatted(gateway));
                }
            }
        }

        /** Gateways of the registry without a certificate that lasts, or without its files. */
        private Set<String> without(CityAuthority authority, Path directory) throws IOException {
            String named = city;
            if (named == null) {
                named = SettingsFile.read(place.directory().settings()).get("city.directory");
            }
            if (named == null) {
                throw new Refusal(
                        "Which city? No city was started on %s yet: give --city."
                                .formatted(place.directory().root()));
            }
            Instant until = clock.instant().plus(LASTS_ENOUGH);
            Set<String> provided =
                    authority.entries().stream()
                            .filter(entry -> entry.holder() == Holder.GATEWAY)
                            .filter(entry -> entry.isValid(until))
                            .map(Entry::name)
                            .filter(
                                    name ->
                                            Files.exists(
                                                    directory.resolve(name).resolve("key.pem")))
                            .collect(Collectors.toSet());
            Set<String> without =
                    new TreeSet<>(
                            CityDirectory.find(named, Installation.ofThisProcess().cities())
                                    .validated()
                                    .registry()
                                    .gateways()
                                    .keySet());
            without.removeAll(provided);
            return without;
        }
    }

    /** {@code lifeline pki list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists every certificate that was issued.")
    static final class ListIssued implements Callable<Integer> {

        private static final ObjectMapper JSON = new ObjectMapper();

        @Mixin private Place place = new Place();

        @Option(names = "--json", description = "One JSON object for each, a line each.")
        private boolean json;

        private final Terminal terminal;
        private final InstantSource clock;

        ListIssued(Terminal terminal, InstantSource clock) {
            this.terminal = terminal;
            this.clock = clock;
        }

        @Override
        public Integer call() throws IOException {
            List<Entry> entries;
            try (CityAuthority authority = place.existing(clock)) {
                entries = authority.entries();
            }
            TextTable table = new TextTable("NAME", "FOR", "STATE", "VALID UNTIL", "SERIAL");
            for (Entry entry : entries) {
                if (json) {
                    terminal.out().println(JSON.writeValueAsString(json(entry)));
                } else {
                    table.row(
                            entry.name(),
                            entry.holder().text(),
                            state(entry),
                            entry.notAfter(),
                            entry.serial());
                }
            }
            if (!json) {
                table.lines().forEach(terminal.out()::println);
            }
            return 0;
        }

        private ObjectNode json(Entry entry) {
            ObjectNode node = JSON.createObjectNode();
            node.put("name", entry.name());
            node.put("for", entry.holder().text());
            node.put("serial", entry.serial());
            node.put("issuedAt", entry.issuedAt().toString());
            node.put("notAfter", entry.notAfter().toString());
            node.put("valid", entry.isValid(clock.instant()));
            node.put("revokedAt", entry.revokedAt() == null ? null : entry.revokedAt().toString());
            node.put("reason", entry.reason() == null ? null : entry.reason().text());
            return node;
        }

        private String state(Entry entry) {
            if (entry.reason() != null) {
                return "revoked: " + entry.reason().text();
            }
            return entry.isValid(clock.instant()) ? "valid" : "expired";
        }
    }

    /** {@code lifeline pki revoke}. */
    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = {
                "Revokes all certificates of a gateway, or one by its serial.",
                "The broker refuses them within seconds and ends their connections."
            })
    static final class Revoke implements Callable<Integer> {

        @Mixin private Place place = new Place();

        @Parameters(paramLabel = "GATEWAY|SERIAL", description = "What to revoke.")
        private String nameOrSerial = "";

        @Option(
                names = "--reason",
                paramLabel = "REASON",
                description = {
                    "unspecified, key-compromise, superseded, cessation-of-operation or",
                    "privilege-withdrawn (default: ${DEFAULT-VALUE})."
                })
        private String reason = "unspecified";

        private final Terminal terminal;
        private final InstantSource clock;

        Revoke(Terminal terminal, InstantSource clock) {
            this.terminal = terminal;
            this.clock = clock;
        }

        @Override
        public Integer call() throws IOException {
            Reason why = reason();
            try (CityAuthority authority = place.existing(clock)) {
                List<Entry> revoked = authority.revoke(nameOrSerial, why);
                if (revoked.isEmpty()) {
                    throw new Refusal(
                            "'%s' has no certificate that is not revoked yet."
                                    .formatted(nameOrSerial));
                }
                for (Entry entry : revoked) {
                    terminal.out().printf("%s  serial %s revoked%n", entry.name(), entry.serial());
                }
                if (Files.exists(CitySettings.mqttPassword(place.directory(), nameOrSerial))) {
                    terminal.out()
                            .printf(
                                    "%s still has a password, which stays in force.%n",
                                    nameOrSerial);
                }
            }
            return 0;
        }

        private Reason reason() {
            return Arrays.stream(Reason.values())
                    .filter(known -> known.text().equals(reason))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new Refusal(
                                            "--reason must be one of %s, not '%s'."
                                                    .formatted(
                                                            Arrays.stream(Reason.values())
                                                                    .map(Reason::text)
                                                                    .collect(
                                                                            Collectors.joining(
                                                                                    ", ")),
                                                            reason)));
        }
    }
}
