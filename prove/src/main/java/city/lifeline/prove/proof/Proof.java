package city.lifeline.prove.proof;

/** One way of breaking things, and what must be so afterwards. */
public interface Proof {

    /** Which promise it is of. */
    Promise promise();

    /** What is done and what must hold, as one short clause. */
    String title();

    /**
     * Runs it to its end.
     *
     * @throws BrokenPromiseException if the promise does not hold
     * @throws NotShownException if this machine cannot show it
     */
    void run(Trial trial) throws Exception;

    /** A proof of these parts. */
    static Proof of(Promise promise, String title, Body body) {
        return new Proof() {
            @Override
            public Promise promise() {
                return promise;
            }

            @Override
            public String title() {
                return title;
            }

            @Override
            public void run(Trial trial) throws Exception {
                body.run(trial);
            }
        };
    }

    /** What a proof does. */
    interface Body {
        void run(Trial trial) throws Exception;
    }
}
