package io.gramme.node.runtime.sim;

import java.util.Set;
import java.util.TreeSet;

/** Faults set by hand, one at a time. */
public final class ScriptedFaults implements DiskFaults {
    private static final long NEVER = -1;

    private long appendBytesLeft = NEVER;
    private long forcesLeft = NEVER;
    private final Set<String> unreadable = new TreeSet<>();

    /** After so many more appended bytes, on any file, an append stops short and fails; the fault then is over. */
    public void failAppendAfter(long bytes) {
        appendBytesLeft = bytes;
    }

    /** The fsync after so many more successful ones fails (0: the next one); the fault then is over. */
    public void failForceAfter(long forces) {
        forcesLeft = forces;
    }

    /** Reads of this path fail until {@link #heal()}. */
    public void failReads(String path) {
        unreadable.add(path);
    }

    /** No more faults. */
    public void heal() {
        appendBytesLeft = NEVER;
        forcesLeft = NEVER;
        unreadable.clear();
    }

    @Override
    public int bytesAppended(String path, int bytes) {
        if (appendBytesLeft == NEVER) {
            return bytes;
        }
        if (bytes > appendBytesLeft) {
            int written = (int) appendBytesLeft;
            appendBytesLeft = NEVER;
            return written;
        }
        appendBytesLeft -= bytes;
        return bytes;
    }

    @Override
    public boolean failsForce(String path) {
        if (forcesLeft == NEVER) {
            return false;
        }
        forcesLeft--;
        return forcesLeft == NEVER;
    }

    @Override
    public boolean failsRead(String path, long position) {
        return unreadable.contains(path);
    }
}
