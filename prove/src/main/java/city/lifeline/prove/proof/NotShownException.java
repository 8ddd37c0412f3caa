package city.lifeline.prove.proof;

/** This machine lacks what a proof needs; the message says what. */
public final class NotShownException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NotShownException(String lack) {
        super(lack);
    }
}
