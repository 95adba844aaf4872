package io.gramme.node.coordinator;

import io.gramme.node.metrics.AdmissionMetrics.Kind;
import io.gramme.node.storage.Header;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage.Cursor;
import io.gramme.node.transport.AdminMessage.Scan;
import io.gramme.node.transport.AdminMessage.Scanned;
import io.gramme.node.transport.Refusal;
import io.gramme.node.transport.Refusal.NotServed;
import io.gramme.node.transport.Transport.Responder;
import io.gramme.ring.Key;
import io.gramme.ring.Ring;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The owner's side of listings: walks a bounded stretch of one partition in one turn of the loop and tells which keys of a
 * bucket lie in it. Values are never read.
 */
final class Scanner {
    /** Keys looked at in one turn, of whatever bucket: some milliseconds of the loop. */
    static final int MAX_EXAMINED = 2_048;
    /** Key bytes in one page. */
    static final int MAX_BYTES = 256 << 10;
    /** Keys of one hash beyond the limit of a page. Nobody has that many by chance. */
    static final int MAX_SAME_HASH = 1_024;

    private final Shard shard;

    Scanner(Shard shard) {
        this.shard = shard;
    }

    void listen() {
        shard.ports.transport().handle(Scan.class, this::onScan);
    }

    private void onScan(Scan scan, Responder responder) {
        Ring ring = shard.ports.views().current().ring();
        if (shard.seat() == null || ring == null) {
            responder.refuse(new NotServed(Refusal.Reason.NOT_READY));
        } else if (shard.ports.gate().isExpired(responder.deadlineNanos(), shard.nowNanos())) {
            responder.refuse(new NotServed(Refusal.Reason.EXPIRED));
        } else if (!isOwner(scan.partition())) {
            responder.refuse(new Refusal.StaleRing(ring.epoch(), new byte[0]));
        } else if (!shard.ports.gate().enter(Kind.REPLICA)) {
            responder.refuse(
                    new NotServed(Refusal.Reason.OVERLOADED, shard.ports.gate().retryAfterMillis()));
        } else {
            ScanPage page = scan(scan);
            shard.ports.gate().leave(Kind.REPLICA);
            if (page == null) {
                responder.refuse(new NotServed(Refusal.Reason.NOT_READY));
            } else {
                responder.reply(new Scanned(page.encode()));
            }
        }
    }

    private boolean isOwner(int partition) {
        Ring ring = shard.ports.views().current().ring();
        return ring != null
                && ring.isOwner(partition, shard.ports.views().current().selfIndex());
    }

    /** The stretch, or {@code null} where this node does not own it, cannot read it, or may lack keys of it: never taken for an empty one. */
    @Nullable
    ScanPage scan(Scan scan) {
        Seat seat = shard.seat();
        if (seat == null || !isOwner(scan.partition()) || !shard.trust().mayDeny(scan.partition())) {
            return null;
        }
        Stretch stretch = new Stretch(scan);
        try (Cursor cursor = seat.records().storage().scanFrom(Space.LIVE, scan.partition(), scan.fromHash())) {
            boolean more = true;
            while (more && cursor.next()) {
                more = stretch.take(cursor);
            }
            if (more && cursor.interruption() != null) {
                return null;
            }
            return new ScanPage(stretch.entries, stretch.next, more, stretch.hole);
        }
    }

    /** A page in the making. */
    private static final class Stretch {
        private final Scan scan;
        private final List<ScanPage.Entry> entries = new ArrayList<>();
        private int examined;
        private int bytes;
        private int same;
        private long hash;
        private long next;
        private boolean hole;

        Stretch(Scan scan) {
            this.scan = scan;
        }

        /** {@code false} when the page is full and this key begins the next one. */
        boolean take(Cursor cursor) {
            Key key = cursor.key();
            boolean another = examined == 0 || key.hash() != hash;
            if (another && (entries.size() >= scan.limit() || examined >= MAX_EXAMINED || bytes >= MAX_BYTES)) {
                next = key.hash();
                return false;
            }
            same = another ? 1 : same + 1;
            hash = key.hash();
            examined++;
            if (same > MAX_SAME_HASH) {
                hole = true;
            } else if (isWanted(key)) {
                Header header = cursor.header();
                boolean tombstone = (header.flags() & Header.TOMBSTONE) != 0;
                entries.add(new ScanPage.Entry(key, header.versionHash(), tombstone, header.expiryMillis()));
                bytes += key.name().length;
            }
            return true;
        }

        private boolean isWanted(Key key) {
            byte[] prefix = scan.prefix();
            return Arrays.equals(key.bucket(), scan.bucket())
                    && key.name().length >= prefix.length
                    && Arrays.equals(key.name(), 0, prefix.length, prefix, 0, prefix.length);
        }
    }
}
