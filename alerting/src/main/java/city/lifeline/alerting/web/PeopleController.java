package city.lifeline.alerting.web;

import city.lifeline.alerting.notify.Dispatch;
import city.lifeline.alerting.notify.Places;
import city.lifeline.alerting.people.DutyLine;
import city.lifeline.alerting.people.DutyOverride;
import city.lifeline.alerting.people.PeopleFile;
import city.lifeline.alerting.people.PeopleImport;
import city.lifeline.alerting.people.PeopleStore;
import city.lifeline.alerting.people.Person;
import city.lifeline.alerting.people.Roster;
import city.lifeline.alerting.people.RosterCalendar;
import city.lifeline.alerting.people.RosterFile;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.model.Fault;
import city.lifeline.model.Grade;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who is there, and who is on duty. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "People")
public class PeopleController {

    private static final String CSV = "text/csv;charset=UTF-8";
    private static final Duration AHEAD = Duration.ofDays(7);
    private static final int CALENDAR_DAYS = 42;

    private final PeopleStore people;
    private final PeopleImport imports;
    private final Places places;
    private final Dispatch dispatch;
    private final TransactionTemplate transactions;
    private final InstantSource clock;

    public PeopleController(
            PeopleStore people,
            PeopleImport imports,
            Places places,
            Dispatch dispatch,
            TransactionTemplate transactions,
            InstantSource clock) {
        this.people = people;
        this.imports = imports;
        this.places = places;
        this.dispatch = dispatch;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** A person, without their addresses: which they have, not what they are. */
    public record PersonView(
            String id,
            String name,
            String unit,
            List<String> channels,
            String language,
            boolean lastResort,
            @Nullable String unreachable) {

        static PersonView of(Person person) {
            List<String> channels = new ArrayList<>();
            if (person.phone() != null) {
                channels.add("sms");
            }
            if (person.email() != null) {
                channels.add("mail");
            }
            if (person.webhook() != null) {
                channels.add("webhook");
            }
            return new PersonView(
                    person.id(),
                    person.name(),
                    person.unit(),
                    channels,
                    person.language(),
                    person.lastResort(),
                    person.unreachable());
        }
    }

    /** Who would be told now. */
    public record DutyView(
            String district, String lifeline, Grade grade, int step, List<PersonView> people) {}

    /** The roster as it stands. */
    public record RosterView(
            Instant at,
            List<DutyView> onDuty,
            List<Roster.Gap> gaps,
            List<PersonView> lastResorts,
            List<DutyOverride> overrides) {}

    /** Who stands in for whom. */
    public record OverrideRequest(
            @Nullable String person,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String note) {}

    /** A message on its way. */
    public record Sent(String notification) {}

    @Operation(summary = "The directory")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/people")
    public List<PersonView> all() {
        return people.people().stream().map(PersonView::of).toList();
    }

    @Operation(summary = "The directory as a file, with addresses")
    @OwnedBy(Role.SYSTEM_ADMIN)
    @GetMapping(path = "/people.csv", produces = CSV)
    public ResponseEntity<byte[]> file() {
        return csv(PeopleFile.format(people.people()));
    }

    @Operation(
            summary = "Replace the directory",
            description =
                    "422 with every fault by line and column; then nothing has changed. If-Match with the file's ETag: 412 if somebody was faster.")
    @OwnedBy(Role.SYSTEM_ADMIN)
    @PutMapping(path = "/people.csv", consumes = "text/csv")
    public ResponseEntity<Void> put(
            @RequestBody byte[] csv,
            @Parameter(description = "of the file that was changed")
                    @RequestHeader(value = "If-Match", required = false)
                    @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        return unlessChanged(
                ifMatch,
                () -> PeopleFile.format(people.people()),
                () -> imports.people(text(csv), caller.name()));
    }

    @Operation(summary = "Try whether somebody is reached")
    @OwnedBy(Role.SYSTEM_ADMIN)
    @PostMapping("/people/{id}/test")
    public Sent test(@PathVariable String id) {
        Person person =
                people.person(Params.id("id", id))
                        .orElseThrow(() -> Refused.notFound("There is no person " + id));
        return new Sent(dispatch.test(person));
    }

    @Operation(
            summary = "Who is on duty, and where nobody is",
            description = "Gaps of the next 7 days, in which those of the last resort are told.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/roster")
    public RosterView roster() {
        Instant now = clock.instant();
        Roster roster = people.roster();
        List<DutyView> onDuty = new ArrayList<>();
        places.lifelines()
                .forEach(
                        (district, lifelines) -> {
                            for (String lifeline : lifelines) {
                                for (Grade grade : Grade.values()) {
                                    for (int step = 1; step <= DutyLine.MAX_STEP; step++) {
                                        List<Person> found =
                                                roster.onDuty(step, district, lifeline, grade, now);
                                        if (!found.isEmpty()) {
                                            onDuty.add(
                                                    new DutyView(
                                                            district,
                                                            lifeline,
                                                            grade,
                                                            step,
                                                            found.stream()
                                                                    .map(PersonView::of)
                                                                    .toList()));
                                        }
                                    }
                                }
                            }
                        });
        return new RosterView(
                now,
                onDuty,
                roster.gaps(places.lifelines(), now, now.plus(AHEAD)),
                roster.lastResorts().stream().map(PersonView::of).toList(),
                roster.overrides().stream().filter(o -> o.to().isAfter(now)).toList());
    }

    @Operation(summary = "The roster as a file")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping(path = "/roster.csv", produces = CSV)
    public ResponseEntity<byte[]> rosterFile() {
        return csv(RosterFile.format(people.lines()));
    }

    @Operation(
            summary = "Replace the roster",
            description =
                    "422 with every fault by line and column; then nothing has changed. If-Match with the file's ETag: 412 if somebody was faster.")
    @OwnedBy({Role.COMMANDER, Role.SYSTEM_ADMIN})
    @PutMapping(path = "/roster.csv", consumes = "text/csv")
    public ResponseEntity<Void> putRoster(
            @RequestBody byte[] csv,
            @Parameter(description = "of the file that was changed")
                    @RequestHeader(value = "If-Match", required = false)
                    @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        return unlessChanged(
                ifMatch,
                () -> RosterFile.format(people.lines()),
                () -> imports.roster(text(csv), places.lifelines().keySet(), caller.name()));
    }

    @Operation(summary = "Replace the holidays", description = "422 as for the roster.")
    @OwnedBy({Role.COMMANDER, Role.SYSTEM_ADMIN})
    @PutMapping(path = "/holidays.csv", consumes = "text/csv")
    public ResponseEntity<Void> putHolidays(
            @RequestBody byte[] csv, @AuthenticationPrincipal Caller caller) {
        return imported(imports.holidays(text(csv), caller.name()));
    }

    @Operation(
            summary = "The roster as iCalendar",
            description = "Shifts of the next six weeks, of one person or of all.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping(path = "/roster.ics", produces = "text/calendar;charset=UTF-8")
    public ResponseEntity<byte[]> calendar(
            @RequestParam(required = false) @Nullable String person) {
        Roster roster = people.roster();
        LocalDate today = roster.local(clock.instant()).toLocalDate();
        String id = Params.filter("person", person);
        return ResponseEntity.ok(
                RosterCalendar.of(
                                roster
                                        .shifts(today.minusDays(1), today.plusDays(CALENDAR_DAYS))
                                        .stream()
                                        .filter(
                                                shift ->
                                                        id == null
                                                                || shift.person().id().equals(id))
                                        .toList())
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Operation(summary = "Let somebody stand in on a line of the roster")
    @OwnedBy(Role.COMMANDER)
    @PostMapping("/roster/{line}/overrides")
    public ResponseEntity<Void> override(
            @PathVariable String line,
            @RequestBody OverrideRequest request,
            @AuthenticationPrincipal Caller caller) {
        String id = Params.id("line", line);
        if (people.lines().stream().noneMatch(one -> one.id().equals(id))) {
            throw Refused.notFound("There is no line %s on the roster".formatted(line));
        }
        String person = request.person();
        Instant from = request.from();
        Instant to = request.to();
        if (person == null || people.person(Params.id("person", person)).isEmpty()) {
            throw Refused.badRequest("person: there is no such person in the directory");
        }
        if (from == null || to == null) {
            throw Refused.badRequest("from, to: say from when to when");
        }
        Params.checkRange(from, to);
        String note = Comments.check(request.note());
        people.override(id, person, from, to, note == null ? "" : note, caller.name());
        return ResponseEntity.noContent().build();
    }

    /** Replaces a file if it is still the one that the caller has seen. */
    private ResponseEntity<Void> unlessChanged(
            @Nullable String ifMatch, Supplier<String> current, Supplier<List<Fault>> change) {
        List<Fault> faults =
                transactions.execute(
                        status -> {
                            people.lock();
                            if (ifMatch != null
                                    && !ifMatch.equals("*")
                                    && !ifMatch.equals(etag(current.get()))) {
                                throw Refused.of(
                                        HttpStatus.PRECONDITION_FAILED,
                                        "Somebody was faster: the file is another one now; load it again");
                            }
                            return change.get();
                        });
        return imported(faults);
    }

    private static String etag(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return '"' + HexFormat.of().formatHex(hash, 0, 8) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static ResponseEntity<byte[]> csv(String text) {
        return ResponseEntity.ok()
                .header(HttpHeaders.ETAG, etag(text))
                .header("Content-Disposition", "attachment")
                .body(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Decoded with replacement, so that the parser can name the line. */
    private static String text(byte[] csv) {
        return new String(csv, StandardCharsets.UTF_8);
    }

    private static ResponseEntity<Void> imported(List<Fault> faults) {
        if (!faults.isEmpty()) {
            throw Refused.of(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        }
        return ResponseEntity.noContent().build();
    }
}
