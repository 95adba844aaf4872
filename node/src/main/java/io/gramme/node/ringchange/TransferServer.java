package io.gramme.node.ringchange;

import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.ringchange.Tenure.Role;
import io.gramme.node.runtime.Invariants;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Cursor;
import io.gramme.node.storage.Storage.HeaderFound;
import io.gramme.node.transport.Refusal;
import io.gramme.node.transport.Refusal.NotServed;
import io.gramme.node.transport.Refusal.Reason;
import io.gramme.node.transport.TransferMessage;
import io.gramme.node.transport.TransferMessage.Item;
import io.gramme.node.transport.TransferMessage.Offer;
import io.gramme.node.transport.TransferMessage.Page;
import io.gramme.node.transport.TransferMessage.PageAsk;
import io.gramme.node.transport.TransferMessage.PageKind;
import io.gramme.node.transport.TransferMessage.SumsAsk;
import io.gramme.node.transport.TransferMessage.TreeSums;
import io.gramme.node.transport.TransferMessage.Wanted;
import io.gramme.node.transport.Transport.Responder;
import io.gramme.node.tree.PartitionTree;
import io.gramme.node.tree.Sums;
import io.gramme.ring.Epoch;
import io.gramme.ring.Partitions;
import io.gramme.ring.Ring;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An owner's side of a move: lists what it has for newcomers, and says what it lacks of what a former owner offers. It
 * answers only by a ring at least as new as the asker's, so that whatever the asker was promised under that ring holds.
 *
 * <p>Pages of records wait for this node's own budget too: a newcomer has no clients yet, and would take as much as its disk
 * gives while the clients of the owners wait.
 */
final class TransferServer {
    private static final byte[] NOTHING = {};
    private static final long SMALL_RECORD_BYTES = 512;

    private final ShardPorts ports;
    private final ShardMoves moves;

    TransferServer(ShardPorts ports, ShardMoves moves) {
        this.ports = ports;
        this.moves = moves;
    }

    void listen() {
        ports.transport().handle(SumsAsk.class, this::onSums);
        ports.transport().handle(PageAsk.class, this::onPage);
        ports.transport().handle(Offer.class, this::onOffer);
    }

    /** What it serves from, or {@code null} after a refusal. */
    private @Nullable ShardSeat admit(int partition, Epoch epoch, Responder responder) {
        Ring ring = ports.views().current().ring();
        ShardSeat seat = moves.seat();
        if (seat == null
                || ring == null
                || partition >= ring.shape().partitions().count()) {
            responder.refuse(new NotServed(Reason.NOT_READY));
        } else if (epoch.packed() < ring.changedAt(partition)) {
            responder.refuse(new Refusal.StaleRing(ring.epoch(), NOTHING));
        } else if (epoch.isAfter(ring.epoch())) {
            ports.views().wantRing(epoch, responder.from());
            responder.refuse(new NotServed(Reason.NOT_READY));
        } else if (moves.tenure(partition).role() != Role.OWNER || seat.review().holdsBack(partition)) {
            responder.refuse(new NotServed(Reason.NOT_READY));
        } else {
            return seat;
        }
        return null;
    }

    private void onSums(SumsAsk ask, Responder responder) {
        ShardSeat seat = admit(ask.partition(), ask.epoch(), responder);
        if (seat == null) {
            return;
        }
        PartitionTree tree = seat.trees().tree(ask.partition());
        byte[] sums = NOTHING;
        if (tree != null && ask.branch() < tree.fanOut()) {
            sums = encode(ask.branch() == SumsAsk.BRANCHES ? tree.branches() : tree.leaves(ask.branch()));
        }
        responder.reply(new TreeSums(ports.boot(), moves.marks().count(ask.partition()), sums));
    }

    static byte[] encode(Sums sums) {
        ByteBuffer bytes = ByteBuffer.allocate(sums.size() * Sums.NODE_BYTES);
        sums.encode(bytes);
        return bytes.array();
    }

    private void onPage(PageAsk ask, Responder responder) {
        ShardSeat seat = admit(ask.partition(), ask.epoch(), responder);
        if (seat == null) {
            return;
        }
        if (ask.kind() != PageKind.RECORDS) {
            answer(seat, ask, responder);
            return;
        }
        boolean waits = ports.pacing().request(bytesAhead(seat, ask), () -> {
            // The ring may have changed meanwhile.
            ShardSeat still = admit(ask.partition(), ask.epoch(), responder);
            if (still != null) {
                answer(still, ask, responder);
            }
        });
        if (!waits) {
            responder.refuse(new NotServed(Reason.NOT_READY));
        }
    }

    /** About how long a page of records will be: a full one, but where the partition holds less. */
    private static long bytesAhead(ShardSeat seat, PageAsk ask) {
        PartitionTree tree = seat.trees().tree(ask.partition());
        return tree == null ? ask.maxBytes() : Math.min(ask.maxBytes(), SMALL_RECORD_BYTES * (1 + tree.count()));
    }

    private void answer(ShardSeat seat, PageAsk ask, Responder responder) {
        Partitions partitions = Invariants.present(ports.views().current().ring(), "admitted")
                .shape()
                .partitions();
        Page page = page(seat.records().storage(), partitions, ask);
        if (page == null) {
            responder.refuse(new NotServed(Reason.NOT_READY));
        } else {
            responder.reply(page);
        }
    }

    /** A page, or {@code null} when the disk does not say what comes next. */
    private static @Nullable Page page(Storage storage, Partitions partitions, PageAsk ask) {
        Space space = ask.kind() == PageKind.LEDGER ? Space.LEDGER : Space.LIVE;
        List<Item> items = new ArrayList<>();
        long bytes = 0;
        boolean oneLeaf = ask.leaf() != PageAsk.ALL_LEAVES;
        try (Cursor cursor = oneLeaf && ask.after() == null
                ? storage.scanLeaf(ask.partition(), ask.leaf())
                : storage.scan(space, ask.partition(), ask.after())) {
            while (cursor.next()) {
                if (oneLeaf && partitions.leaf(cursor.key().hash()) != ask.leaf()) {
                    return new Page(items, true);
                }
                if (items.size() >= TransferMessage.MAX_ITEMS || (!items.isEmpty() && bytes >= ask.maxBytes())) {
                    return new Page(items, false);
                }
                Item item = item(cursor, ask.kind());
                if (item != null) {
                    items.add(item);
                    bytes += item.record().length + cursor.key().name().length;
                }
            }
            return cursor.interruption() == null ? new Page(items, true) : null;
        }
    }

    /** What cannot be read is left out: the check of trees finds it again, and no other owner needs to wait for it. */
    private static @Nullable Item item(Cursor cursor, PageKind kind) {
        long hash = cursor.header().versionHash();
        if (kind == PageKind.DIGESTS) {
            return new Item(cursor.key(), hash, NOTHING);
        }
        if (!(cursor.read() instanceof Storage.Found found)) {
            return null;
        }
        byte[] payload = found.entry().payload();
        try {
            byte[] bytes = kind == PageKind.LEDGER
                    ? payload
                    : RecordCodec.wireOf(payload).toByteArray();
            return new Item(cursor.key(), found.entry().header().versionHash(), bytes);
        } catch (MalformedRecordException malformed) {
            return null;
        }
    }

    /** Equal hashes are equal versions; whatever else differs is sent and merged. */
    private void onOffer(Offer offer, Responder responder) {
        ShardSeat seat = admit(offer.partition(), offer.epoch(), responder);
        if (seat == null) {
            return;
        }
        List<Integer> wanted = new ArrayList<>();
        for (int i = 0; i < offer.items().size(); i++) {
            Item item = offer.items().get(i);
            boolean same = seat.records().storage().header(Space.LIVE, item.key()) instanceof HeaderFound found
                    && found.header().versionHash() == item.versionHash();
            if (!same) {
                wanted.add(i);
            }
        }
        responder.reply(new Wanted(wanted));
    }
}
