package io.gramme.node.runtime;

import java.io.IOException;

/**
 * A {@link DurableCell} for a loop: writes happen in order on an executor that may block for the disk, and the loop is
 * told when one is durable. A write that fails stops the node, and nothing that waits behind it ever happens.
 */
public final class CellWriter {
    private final DurableCell cell;
    private final String what;
    private final SerialExecutor disk;
    private final SerialExecutor loop;
    private final FatalHandler fatal;
    private boolean failed;

    /**
     * @param what the content, for the operator
     * @param disk where writes block
     * @param loop where callbacks arrive, and where this is called
     */
    public CellWriter(DurableCell cell, String what, SerialExecutor disk, SerialExecutor loop, FatalHandler fatal) {
        this.cell = cell;
        this.what = what;
        this.disk = disk;
        this.loop = loop;
        this.fatal = fatal;
    }

    /** Replaces the content. The array is given away. */
    public void write(byte[] payload, Runnable onDurable) {
        disk.execute(() -> {
            if (!failed && isWritten(payload)) {
                loop.execute(onDurable);
            }
        });
    }

    /** Runs a task on the loop once every write asked for before is durable. */
    public void afterWrites(Runnable task) {
        disk.execute(() -> {
            if (!failed) {
                loop.execute(task);
            }
        });
    }

    private boolean isWritten(byte[] payload) {
        try {
            cell.write(payload);
            return true;
        } catch (IOException fault) {
            failed = true;
            fatal.onFatal(what + " could not be made durable", fault);
            return false;
        }
    }
}
