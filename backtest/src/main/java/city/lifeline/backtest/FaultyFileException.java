package city.lifeline.backtest;

import city.lifeline.model.Fault;

/** A file that cannot be used at all. */
final class FaultyFileException extends Exception {

    private final transient Fault fault;

    FaultyFileException(Fault fault) {
        super(fault.toString());
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }
}
