package io.drey.operations.flink;

/** Flink understood what it was asked for and refused. The message is its reason, in one line. */
public final class FlinkRefusal extends Exception {

    private static final long serialVersionUID = 1L;

    public FlinkRefusal(String reason) {
        super(reason);
    }
}
