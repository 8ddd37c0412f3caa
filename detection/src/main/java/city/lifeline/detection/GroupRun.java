package city.lifeline.detection;

import city.lifeline.detection.rules.Groups;
import city.lifeline.model.WarningEvent;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All groups under one set of rules and one registry, in one thread. */
public final class GroupRun {

    private final String run;
    private final String rulesVersion;
    private final Groups groups;
    private final TreeMap<String, Watched> watched = new TreeMap<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>();

    public GroupRun(String run, String rulesVersion, Groups groups) {
        this.run = run;
        this.rulesVersion = rulesVersion;
        this.groups = groups;
    }

    /** A group, and the one time it waits for; what else the queue has of it is out of date. */
    private static final class Watched {

        final GroupDetector detector;
        final GroupState state = new GroupState();
        long dueUs = Long.MAX_VALUE;

        Watched(GroupDetector detector) {
            this.detector = detector;
        }
    }

    private record Due(long atUs, String group) implements Comparable<Due> {

        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(atUs, other.atUs);
            return byTime != 0 ? byTime : group.compareTo(other.group);
        }
    }

    /** Takes what a point tells. */
    public void take(MemberRecord record) {
        Watched of = watched.computeIfAbsent(record.group, this::watch);
        if (of != null) {
            GroupDetector.take(of.state, record);
            wake(of, record.group, record.timeUs);
        }
    }

    private void wake(Watched of, String group, long atUs) {
        if (atUs < of.dueUs) {
            of.dueUs = atUs;
            due.add(new Due(atUs, group));
        }
    }

    /**
     * Judges all groups up to a time.
     *
     * @param untilUs before which no more will come; itself excluded
     */
    public void advance(long untilUs, Consumer<WarningEvent> events) {
        while (!due.isEmpty() && due.peek().atUs < untilUs) {
            Due first = due.remove();
            Watched of = watched.get(first.group);
            if (of == null || first.atUs != of.dueUs) {
                continue;
            }
            of.detector.advance(of.state, untilUs, events);
            of.dueUs = Long.MAX_VALUE;
            wake(of, first.group, of.detector.wakeAtUs(of.state));
        }
    }

    /** Times that are waited for, those that are out of date among them; for tests. */
    int waiting() {
        return due.size();
    }

    private @Nullable Watched watch(String key) {
        Groups.Group group = groups.group(key);
        return group == null ? null : new Watched(GroupDetector.compile(run, rulesVersion, group));
    }
}
