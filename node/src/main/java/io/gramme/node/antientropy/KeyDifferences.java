package io.gramme.node.antientropy;

import io.gramme.node.transport.AntiEntropyMessage.KeyList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What two lists of the same leaves do not have in common. A key hash stands for all keys that share it: where its
 * version hashes are not the same on both sides, all its records travel.
 *
 * @param pull key hashes of which the peer has versions that are not here, ascending
 * @param push keys of which this node may have versions that the peer has not, ascending
 */
record KeyDifferences(long[] pull, List<Push> push) {
    /**
     * A key hash to push.
     *
     * @param theirs version hashes under it at the peer: what has become equal to one of them by a pull need not go
     */
    record Push(long keyHash, long[] theirs) {
        boolean isThere(long versionHash) {
            for (long their : theirs) {
                if (their == versionHash) {
                    return true;
                }
            }
            return false;
        }
    }

    boolean isEmpty() {
        return pull.length == 0 && push.isEmpty();
    }

    /** Both lists ascend by unsigned key hash and cover the same hashes. */
    static KeyDifferences between(KeyList mine, KeyList theirs) {
        long[] pull = new long[theirs.size()];
        int pulls = 0;
        List<Push> push = new ArrayList<>();
        int at = 0;
        int other = 0;
        while (at < mine.size() || other < theirs.size()) {
            long hash = least(mine, at, theirs, other);
            int end = runEnd(mine, at, hash);
            int otherEnd = runEnd(theirs, other, hash);
            long[] here = sorted(mine, at, end);
            long[] there = sorted(theirs, other, otherEnd);
            if (!Arrays.equals(here, there)) {
                if (there.length > 0) {
                    pull[pulls++] = hash;
                }
                if (here.length > 0) {
                    push.add(new Push(hash, there));
                }
            }
            at = end;
            other = otherEnd;
        }
        return new KeyDifferences(Arrays.copyOf(pull, pulls), push);
    }

    private static long least(KeyList mine, int at, KeyList theirs, int other) {
        if (at == mine.size()) {
            return theirs.keyHashes()[other];
        }
        if (other == theirs.size()) {
            return mine.keyHashes()[at];
        }
        long one = mine.keyHashes()[at];
        long two = theirs.keyHashes()[other];
        return Long.compareUnsigned(one, two) <= 0 ? one : two;
    }

    private static int runEnd(KeyList list, int from, long hash) {
        int end = from;
        while (end < list.size() && list.keyHashes()[end] == hash) {
            end++;
        }
        return end;
    }

    private static long[] sorted(KeyList list, int from, int to) {
        long[] versions = Arrays.copyOfRange(list.versionHashes(), from, to);
        Arrays.sort(versions);
        return versions;
    }
}
