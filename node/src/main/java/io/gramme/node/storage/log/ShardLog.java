package io.gramme.node.storage.log;

import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage.Durability;
import io.gramme.node.storage.Storage.Entry;
import io.gramme.node.storage.Storage.RefusalReason;
import io.gramme.node.storage.Storage.WriteKind;
import io.gramme.ring.Key;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One shard's side of the log: encodes frames into a buffer of its own and hands the buffer to the writer.
 *
 * <p>At most two buffers are on their way; what is written meanwhile gathers in a third. So a busy shard crosses to the
 * writer's thread and back once per commit, however many frames there are, and an idle one waits for nothing. Everything
 * happens on the shard's loop.
 */
public final class ShardLog {
    private static final int MOST_UNDER_WAY = 2;

    private final LogSettings settings;
    private final SerialExecutor loop;
    private final LogWriter writer;
    private final CRC32C crc = new CRC32C();
    private final ArrayDeque<ShardBatch> spare = new ArrayDeque<>();
    private ShardBatch filling = new ShardBatch();
    private boolean handOverQueued;
    private int underWay;
    private long outstanding;
    private long committedEnd;
    private DiskRoom room = DiskRoom.AMPLE;
    private boolean stopped;
    private @Nullable Runnable closing;
    private Runnable afterCommit = () -> {};
    /** Who waits for a force of what lies in the buffer that fills. */
    private List<Runnable> forcing = new ArrayList<>();

    /** @param startPosition the log's end when it was opened */
    public ShardLog(LogSettings settings, SerialExecutor loop, LogWriter writer, long startPosition) {
        this.settings = settings;
        this.loop = loop;
        this.writer = writer;
        this.committedEnd = startPosition;
    }

    /** What to do after all tickets of a commit were called. */
    public void afterCommit(Runnable task) {
        afterCommit = task;
    }

    /** Why a write of that size is refused now, or {@code null}; then {@link #reserve} may follow. */
    public @Nullable RefusalReason refusal(WriteKind kind, int payloadBytes) {
        if (stopped || closing != null) {
            return RefusalReason.STOPPED;
        }
        if (payloadBytes > settings.maxPayloadBytes()) {
            return RefusalReason.TOO_LARGE;
        }
        if (room == DiskRoom.NONE || (room == DiskRoom.RELIEF_ONLY && kind == WriteKind.ORDINARY)) {
            return RefusalReason.DISK_FULL;
        }
        return outstanding > 0 && outstanding + reserved(payloadBytes) > settings.outstandingBytes()
                ? RefusalReason.OVERLOADED
                : null;
    }

    /** Sets room aside for a payload of that size; give it to an append or to {@link #release}. */
    public void reserve(int payloadBytes) {
        outstanding += reserved(payloadBytes);
    }

    public void release(int payloadBytes) {
        outstanding -= reserved(payloadBytes);
    }

    private static long reserved(int payloadBytes) {
        return (long) payloadBytes + FrameFormat.HEADER_BYTES + FrameFormat.MAX_OVERHEAD_BYTES;
    }

    /** How safe a write is when its ticket is called. */
    public Durability reachedBeforeAck() {
        return settings.sync() == SyncMode.INTERVAL ? Durability.BUFFERED : Durability.DURABLE;
    }

    /** Bytes reserved, and written but not yet committed. */
    public long outstandingBytes() {
        return outstanding;
    }

    /** Every frame of this shard before this position has been committed and its ticket called. */
    public long committedEnd() {
        return committedEnd;
    }

    /** The bytes that a record's frame takes, moved or not left aside. */
    public static int putFrameBytes(Key key, int recordBytes) {
        return FrameFormat.HEADER_BYTES + FrameFormat.keyBytes(key) + FrameFormat.RECORD_HEADER_BYTES + recordBytes;
    }

    /** The bytes that a removal's frame takes. */
    public static int removeFrameBytes(Key key) {
        return FrameFormat.HEADER_BYTES + FrameFormat.keyBytes(key);
    }

    /** Appends a record; uses up a reservation of {@code reservedPayload} bytes. */
    public void put(long sequence, Space space, Key key, Entry entry, Grant grant) {
        ByteBuffer buffer = filling.room(putFrameBytes(key, entry.payload().length));
        int start = FrameFormat.begin(buffer, FrameType.PUT, sequence);
        FrameFormat.putKey(buffer, space, key);
        FrameFormat.putHeader(buffer, entry.header());
        buffer.put(entry.payload());
        finish(buffer, start, grant);
    }

    /** Appends a removal; uses up a reservation. */
    public void remove(long sequence, Space space, Key key, Grant grant) {
        ByteBuffer buffer = filling.room(removeFrameBytes(key));
        int start = FrameFormat.begin(buffer, FrameType.REMOVE, sequence);
        FrameFormat.putKey(buffer, space, key);
        finish(buffer, start, grant);
    }

    /** Appends a copy of a frame that compaction read, with its sequence and where it was; uses up a reservation. */
    public void move(Frame frame, Grant grant) {
        boolean record = frame.type().hasRecord();
        int bytes = record ? putFrameBytes(frame.key(), frame.recordView().remaining()) : removeFrameBytes(frame.key());
        ByteBuffer buffer = filling.room(bytes + FrameFormat.SOURCE_BYTES);
        FrameType type = record ? FrameType.MOVED_PUT : FrameType.MOVED_REMOVE;
        int start = FrameFormat.begin(buffer, type, frame.sequence());
        buffer.putLong(frame.position());
        FrameFormat.putKey(buffer, frame.space(), frame.key());
        if (record) {
            FrameFormat.putHeader(buffer, frame.recordHeader());
            buffer.put(frame.recordView());
        }
        finish(buffer, start, grant);
    }

    /** A reservation of a payload's size, used by one append, and who waits for it. */
    public record Grant(int payloadBytes, Ticket ticket) {}

    private void finish(ByteBuffer buffer, int start, Grant grant) {
        FrameFormat.finish(buffer, start, crc);
        filling.add(start, reserved(grant.payloadBytes()), grant.ticket());
        if (filling.bytes() >= settings.batchBytes()) {
            handOver();
        } else if (!handOverQueued && underWay < MOST_UNDER_WAY) {
            handOverQueued = true;
            loop.execute(this::onTurnEnd);
        }
    }

    private void onTurnEnd() {
        handOverQueued = false;
        handOver();
    }

    private void handOver() {
        if (filling.isEmpty() || underWay >= MOST_UNDER_WAY || stopped) {
            return;
        }
        ShardBatch batch = filling;
        underWay++;
        ShardBatch next = spare.poll();
        filling = next == null ? new ShardBatch() : next;
        writer.submit(this, batch);
        handOverForces();
    }

    /** Runs a task on the loop once all that was appended before is forced, whatever the sync mode. */
    public void force(Runnable onForced) {
        forcing.add(onForced);
        if (filling.isEmpty()) {
            handOverForces();
        } else {
            handOver();
        }
    }

    /** All that the waiting have appended is with the writer: its next barrier comes behind it. */
    private void handOverForces() {
        List<Runnable> waiting = forcing;
        if (!waiting.isEmpty() && !stopped) {
            forcing = new ArrayList<>();
            writer.barrier(() -> loop.execute(() -> tellForced(waiting)));
        }
    }

    private void tellForced(List<Runnable> waiting) {
        if (!stopped) {
            waiting.forEach(Runnable::run);
        }
    }

    /** From the writer: a batch was committed at {@code base}. */
    void deliver(ShardBatch batch, long base, Durability durability) {
        loop.execute(() -> onCommitted(batch, base, durability));
    }

    private void onCommitted(ShardBatch batch, long base, Durability durability) {
        if (stopped) {
            return;
        }
        underWay--;
        handOver();
        outstanding -= batch.reservedBytes();
        for (int i = 0; i < batch.count(); i++) {
            batch.ticket(i).onCommitted(base + batch.offset(i), durability);
        }
        committedEnd = base + batch.bytes();
        batch.clear();
        spare.add(batch);
        handOver();
        afterCommit.run();
        tellIfEmpty();
    }

    /**
     * A segment began. All that this shard handed over before lies in older segments and was delivered before this call,
     * so a shard without writes does not hold the replay start back.
     */
    public void onSegment(int segment) {
        committedEnd = Math.max(committedEnd, LogPosition.of(segment, 0));
    }

    /**
     * Another shard has committed up to there. What this one has not handed over will lie behind it, so a shard without
     * writes does not hold the replay start back.
     */
    public void onOthersEnd(long position) {
        if (underWay == 0) {
            committedEnd = Math.max(committedEnd, position);
        }
    }

    /** The disk's state changed. */
    public void onRoom(DiskRoom now) {
        room = now;
    }

    /** Refuses further writes; {@code empty} runs on the loop when all that was appended has been committed and told. */
    public void close(Runnable empty) {
        closing = empty;
        tellIfEmpty();
    }

    private void tellIfEmpty() {
        if (closing != null && underWay == 0 && filling.isEmpty()) {
            closing.run();
            closing = null;
            stopped = true;
        }
    }
}
