package io.gramme.gossip;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is still to be spread (SWIM §4.1): the least sent first, each at most limit times, a newer change about the same
 * subject replacing the older. One queue for each number of sends; replaced entries stay in their queue, marked, until
 * they come up. At most {@code capacity} subjects: past it the most sent goes.
 */
final class RetransmitQueue {
    /** Changes looked at that do not fit any more before a packet is taken to be full. */
    private static final int MISFITS = 8;

    private final int capacity;
    /** Never iterated: the order is that of the queues. */
    private final Map<Object, Entry> bySubject = new HashMap<>();

    private final List<Deque<Entry>> bySends = new ArrayList<>();

    RetransmitQueue(int capacity) {
        this.capacity = capacity;
    }

    int size() {
        return bySubject.size();
    }

    /** Puts in a change about a subject (anything with equality), to be sent from the start. */
    void put(Object subject, byte[] encoded) {
        Entry replaced = bySubject.remove(subject);
        if (replaced != null) {
            replaced.live = false;
        } else if (bySubject.size() >= capacity) {
            dropMostSent();
        }
        Entry entry = new Entry(subject, encoded);
        bySubject.put(subject, entry);
        queue(0).addLast(entry);
    }

    /** Up to maxCount changes of together at most maxBytes; each counts as sent once, and goes after limit sends. */
    List<byte[]> take(int maxBytes, int maxCount, int limit) {
        List<byte[]> taken = new ArrayList<>();
        List<Entry> sent = new ArrayList<>();
        int room = maxBytes;
        int misfits = 0;
        for (Deque<Entry> queue : bySends) {
            for (int left = queue.size(); left > 0 && taken.size() < maxCount && misfits < MISFITS; left--) {
                Entry entry = queue.removeFirst();
                if (entry.live && entry.encoded.length <= room) {
                    room -= entry.encoded.length;
                    taken.add(entry.encoded);
                    sent.add(entry);
                } else if (entry.live) {
                    queue.addLast(entry);
                    misfits++;
                }
            }
        }
        sent.forEach(entry -> countSend(entry, limit));
        return taken;
    }

    private void countSend(Entry entry, int limit) {
        entry.sends++;
        if (entry.sends >= limit) {
            bySubject.remove(entry.subject);
        } else {
            queue(entry.sends).addLast(entry);
        }
    }

    private void dropMostSent() {
        for (int sends = bySends.size() - 1; sends >= 0; sends--) {
            Deque<Entry> queue = bySends.get(sends);
            while (!queue.isEmpty()) {
                Entry oldest = queue.removeFirst();
                if (oldest.live) {
                    bySubject.remove(oldest.subject);
                    return;
                }
            }
        }
    }

    private Deque<Entry> queue(int sends) {
        while (bySends.size() <= sends) {
            bySends.add(new ArrayDeque<>());
        }
        return bySends.get(sends);
    }

    private static final class Entry {
        final Object subject;
        final byte[] encoded;
        int sends;
        boolean live = true;

        Entry(Object subject, byte[] encoded) {
            this.subject = subject;
            this.encoded = encoded;
        }
    }
}
