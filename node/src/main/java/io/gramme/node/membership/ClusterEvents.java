package io.gramme.node.membership;

import io.gramme.node.runtime.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happened to this node's view of the cluster, for people: the newest {@link #KEPT} events, each also a log line.
 * Lives on the control loop.
 */
public final class ClusterEvents {
    /** Events kept. */
    public static final int KEPT = 1_000;
    /** Followers at once. */
    public static final int MOST_FOLLOWERS = 64;

    private static final Logger LOG = LoggerFactory.getLogger("io.gramme.cluster");

    private final Clock clock;
    private final Deque<Event> newest = new ArrayDeque<>();
    private final List<Consumer<Event>> followers = new ArrayList<>();
    private long sequence;

    public ClusterEvents(Clock clock) {
        this.clock = clock;
    }

    /**
     * One event.
     *
     * @param sequence from 1, without gaps
     * @param wallMillis when, since the Unix epoch
     * @param alarm whether a person has to look
     */
    public record Event(long sequence, long wallMillis, boolean alarm, String text) {}

    /** Something that is as it should be. */
    public void tell(String text) {
        add(false, text);
        LOG.info("{}", text);
    }

    /** Something that a person has to look at. */
    public void alarm(String text) {
        add(true, text);
        LOG.warn("{}", text);
    }

    private void add(boolean alarm, String text) {
        if (newest.size() == KEPT) {
            newest.removeFirst();
        }
        Event event = new Event(++sequence, clock.wallMillis(), alarm, text);
        newest.addLast(event);
        List.copyOf(followers).forEach(follower -> follower.accept(event));
    }

    /**
     * Tells someone of every event from now on, until {@link #unfollow}.
     *
     * @return {@code false} when too many follow already
     */
    public boolean follow(Consumer<Event> follower) {
        return followers.size() < MOST_FOLLOWERS && followers.add(follower);
    }

    /** Tells them no more. */
    public void unfollow(Consumer<Event> follower) {
        followers.remove(follower);
    }

    /** Those with a higher sequence, oldest first; earlier ones may have been dropped. */
    public List<Event> since(long afterSequence) {
        List<Event> events = new ArrayList<>();
        for (Event event : newest) {
            if (event.sequence() > afterSequence) {
                events.add(event);
            }
        }
        return events;
    }
}
