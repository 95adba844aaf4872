package io.gramme.node.ringchange;

import io.gramme.node.ringchange.Tenure.Cursor;
import io.gramme.node.transport.TransferMessage.Checked;
import io.gramme.node.transport.TransferMessage.Item;
import io.gramme.node.transport.TransferMessage.Owned;
import io.gramme.node.transport.TransferMessage.Page;
import io.gramme.node.transport.TransferMessage.PageAsk;
import io.gramme.node.transport.TransferMessage.PageKind;
import io.gramme.node.transport.TransferMessage.Proof;
import io.gramme.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gets a partition from its present owners (design §8): waits until every live member acts by the ring that set the target
 * row, streams from one owner behind a durable cursor, then compares trees with every live owner until each check ends
 * clean. Whoever comes alive later is checked too, and an owner that took marked writes since is checked again.
 *
 * <p>One loop owns it. It never ends by itself: a switch, or another target, ends it.
 */
final class IncomingCopy {
    /** A page is read, sent, merged and logged in one turn of a loop each: clients of both nodes wait that long. */
    private static final int PAGE_BYTES = 16 * 1024;

    /** After a step that failed; and between two looks at who is alive by then, where all has been checked. */
    private static final long PAUSE_MILLIS = 500;

    private final ShardMoves moves;
    private final ShardPorts ports;
    private final ShardSeat seat;
    private final int partition;
    private final long attempt;
    private final boolean streams;
    private final Map<Integer, Proof> proofs = new TreeMap<>();
    private State state = State.WAITING;
    private @Nullable SourceCheck check;
    private long restUntilMillis;
    private long receivedBytes;

    /** What it does now. */
    enum State {
        WAITING,
        STREAMING,
        CHECKING,
        CHECKED,
        OVER
    }

    /**
     * @param attempt packed epoch of the rows
     * @param streams whether it begins on little or nothing; an owner that stays has most of it and only compares
     */
    IncomingCopy(ShardMoves moves, ShardSeat seat, int partition, long attempt, boolean streams) {
        this.moves = moves;
        this.ports = moves.ports();
        this.seat = seat;
        this.partition = partition;
        this.attempt = attempt;
        this.streams = streams;
    }

    int partition() {
        return partition;
    }

    long attempt() {
        return attempt;
    }

    State state() {
        return state;
    }

    long receivedBytes() {
        return receivedBytes;
    }

    boolean isBusy() {
        return state == State.STREAMING || state == State.CHECKING;
    }

    void abandon() {
        state = State.OVER;
        if (check != null) {
            check.abandon();
        }
    }

    /** Takes the next step where none is under way; called now and then. */
    void turn() {
        boolean resting = ports.clock().monotonicMillis() < restUntilMillis;
        if (state == State.OVER || isBusy() || resting) {
            return;
        }
        List<PeerAsk> sources = moves.liveOwners(partition);
        proofs.keySet().retainAll(sources.stream().map(PeerAsk::node).toList());
        if ((streams && sources.isEmpty()) || moves.barrier() < attempt) {
            state = State.WAITING;
            return;
        }
        if (streams && !isStreamed()) {
            stream(sourceToStream(sources));
            return;
        }
        PeerAsk next = sources.stream()
                .filter(source -> !proofs.containsKey(source.node()))
                .findFirst()
                .orElse(null);
        if (next == null) {
            rest(State.CHECKED);
        } else {
            compare(next);
        }
    }

    private boolean isStreamed() {
        return moves.tenure(partition).cursors().values().stream().anyMatch(Cursor::complete);
    }

    /** One that a copy was begun from, else the partitions are dealt to the owners. */
    private PeerAsk sourceToStream(List<PeerAsk> sources) {
        return sources.stream()
                .filter(source -> moves.tenure(partition).cursor(source.node()).after() != null)
                .findFirst()
                .orElse(sources.get(partition % sources.size()));
    }

    private void rest(State next) {
        state = next;
        restUntilMillis = ports.clock().monotonicMillis() + PAUSE_MILLIS;
    }

    private void stream(PeerAsk source) {
        state = State.STREAMING;
        page(source, PageKind.LEDGER, null);
    }

    private void page(PeerAsk source, PageKind kind, @Nullable Key after) {
        PageAsk ask = new PageAsk(partition, source.epoch(), kind, PageAsk.ALL_LEAVES, after, PAGE_BYTES);
        source.askPatiently(ask, Page.class, page -> {
            if (state != State.STREAMING) {
                return;
            }
            if (page == null) {
                rest(State.WAITING);
            } else if (kind == PageKind.LEDGER) {
                onLedger(source, page);
            } else {
                onRecords(source, page, after);
            }
        });
    }

    /** The next page, once there is room in the budget for what came with the last one. */
    private void nextPage(PeerAsk source, Key after, long bytes) {
        boolean asked = ports.pacing().request(bytes, () -> {
            if (state == State.STREAMING) {
                page(source, PageKind.RECORDS, after);
            }
        });
        if (!asked) {
            rest(State.WAITING);
        }
    }

    /** The ledger comes first, so that what was purged cannot come back with the records. */
    private void onLedger(PeerAsk source, Page page) {
        for (Item item : page.items()) {
            if (!seat.ledger().take(item.key(), item.versionHash(), item.record())) {
                rest(State.WAITING);
                return;
            }
        }
        if (page.last() || page.items().isEmpty()) {
            page(
                    source,
                    PageKind.RECORDS,
                    moves.tenure(partition).cursor(source.node()).after());
        } else {
            page(source, PageKind.LEDGER, lastOf(page));
        }
    }

    private static Key lastOf(Page page) {
        return page.items().get(page.items().size() - 1).key();
    }

    private void onRecords(PeerAsk source, Page page, @Nullable Key before) {
        long bytes =
                page.items().stream().mapToLong(item -> item.record().length).sum();
        receivedBytes += bytes;
        moves.arrived(bytes);
        Arrivals.take(seat.records(), page.items(), result -> {
            if (state != State.STREAMING) {
                return;
            }
            if (result.failed()) {
                rest(State.WAITING);
                return;
            }
            Key after = page.items().isEmpty() ? before : lastOf(page);
            boolean last = page.last() || after == null;
            moves.progress(partition, source.node(), new Cursor(after, last), result.durable());
            if (last || after == null) {
                state = State.WAITING;
                ports.loop().execute(this::turn);
            } else {
                nextPage(source, after, bytes);
            }
        });
    }

    private void compare(PeerAsk source) {
        state = State.CHECKING;
        check = SourceCheck.start(source, ports, seat, result -> {
            check = null;
            if (result instanceof SourceCheck.Clean clean) {
                proofs.put(source.node(), clean.proof());
                state = State.WAITING;
                ports.loop().execute(this::turn);
            } else if (result instanceof SourceCheck.Repaired) {
                state = State.WAITING;
                ports.loop().execute(this::turn);
            } else {
                rest(State.WAITING);
            }
        });
    }

    /** What an owner says of its marked writes: where it took some since the check, the check is void. */
    void onOwned(int source, Owned owned) {
        Proof proof = proofs.get(source);
        boolean isVoid = proof != null
                && owned.attempt() == attempt
                && (proof.boot() != owned.boot() || proof.marks() != owned.marks());
        if (isVoid) {
            proofs.remove(source);
            if (state == State.CHECKED) {
                state = State.WAITING;
                restUntilMillis = 0;
            }
        }
    }

    /** What it may say of itself, or {@code null} before all checks were clean. */
    @Nullable
    Checked report() {
        return state == State.CHECKED ? new Checked(partition, attempt, new ArrayList<>(proofs.values())) : null;
    }
}
