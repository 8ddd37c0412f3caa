package city.lifeline.prove.proof;

/** What Lifeline promises, by number, as {@code docs/reliability.md} has it. */
public enum Promise {
    P1("a reading that was acknowledged is never lost"),
    P2("every gap in a gateway's sequence is shown, and no other"),
    P3("the warnings equal those of an independent evaluation, whatever single process is killed"),
    P4("red is fast: stored within 1 s, handed to the SMS centre within 3 s (p99)"),
    P5("every notification that is owed reaches a channel at least once"),
    P6("it recovers by itself within 60 s, and who was frozen writes nothing stale"),
    P7("a network cut loses nothing, and soon afterwards nothing waits"),
    P8("a full disk stops acknowledgements, not truth"),
    P9("a bad clock harms only its owner"),
    P10("a backlog is complete, late, and in nobody's way"),
    P11("poison stops nothing: each bad input is kept as it should be or is one dead letter"),
    P12("silence is an alarm"),
    P13("a flood of warnings is one message for each person, group and minute"),
    P14("escalation always ends at a human"),
    P15("an upgrade keeps state"),
    P16("a restore from a backup works"),
    P17("overload degrades in order"),
    P18("the audit trail shows tampering"),
    P19("the same readings give the same warnings");

    private final String sentence;

    Promise(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
