package city.lifeline.prove.proof;

/** What was promised is not so; the message says what was found instead. */
public final class BrokenPromiseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BrokenPromiseException(String found) {
        super(found);
    }
}
