package io.gramme.node.transport.kryo;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.gramme.node.transport.TransferMessage;
import io.gramme.node.transport.TransferMessage.Checked;
import io.gramme.node.transport.TransferMessage.Item;
import io.gramme.node.transport.TransferMessage.MovesAsk;
import io.gramme.node.transport.TransferMessage.MovesState;
import io.gramme.node.transport.TransferMessage.Offer;
import io.gramme.node.transport.TransferMessage.Owned;
import io.gramme.node.transport.TransferMessage.Page;
import io.gramme.node.transport.TransferMessage.PageAsk;
import io.gramme.node.transport.TransferMessage.PageKind;
import io.gramme.node.transport.TransferMessage.Proof;
import io.gramme.node.transport.TransferMessage.SealAsk;
import io.gramme.node.transport.TransferMessage.Sealed;
import io.gramme.node.transport.TransferMessage.SumsAsk;
import io.gramme.node.transport.TransferMessage.TreeSums;
import io.gramme.node.transport.TransferMessage.Wanted;
import io.gramme.node.transport.WireLimits;
import io.gramme.ring.Epoch;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields of the messages that move partitions, in their frozen order. */
final class TransferWire {
    private static final PageKind[] KINDS = PageKind.values();
    /** Fewest bytes of an owned or checked partition, of a proof, of an item. */
    private static final int LEAST_OWNED = 5;

    private static final int LEAST_PROOF = 3;
    private static final int LEAST_ITEM = 11;

    private TransferWire() {}

    static void writeMovesAsk(Output output, MovesAsk ask) {}

    static MovesAsk readMovesAsk(Input input) {
        return new MovesAsk();
    }

    static void writeMovesState(Output output, MovesState state) {
        BoundedInput.writeEpoch(output, state.epoch());
        output.writeBoolean(state.settled());
        output.writeLong(state.freeBytes());
        writeAll(output, state.checked(), TransferWire::writeChecked);
        writeAll(output, state.owned(), TransferWire::writeOwned);
    }

    static MovesState readMovesState(Input input) {
        Epoch epoch = BoundedInput.epoch(input);
        boolean settled = BoundedInput.flag(input);
        long free = input.readLong();
        List<Checked> checked = readAll(input, Partitions.MAX, LEAST_PROOF, TransferWire::readChecked);
        return new MovesState(epoch, settled, free, checked, readOwneds(input));
    }

    private static void writeChecked(Output output, Checked checked) {
        output.writeVarInt(checked.partition(), true);
        output.writeVarLong(checked.attempt(), true);
        writeAll(output, checked.proofs(), (to, proof) -> {
            to.writeVarInt(proof.source(), true);
            to.writeVarLong(proof.boot(), true);
            to.writeVarLong(proof.marks(), true);
        });
    }

    private static Checked readChecked(Input input) {
        int partition = input.readVarInt(true);
        long attempt = input.readVarLong(true);
        List<Proof> proofs = readAll(
                input,
                WireLimits.MAX_KEPT_FOR,
                LEAST_PROOF,
                from -> new Proof(from.readVarInt(true), from.readVarLong(true), from.readVarLong(true)));
        return new Checked(partition, attempt, proofs);
    }

    private static void writeOwned(Output output, Owned owned) {
        output.writeVarInt(owned.partition(), true);
        output.writeVarLong(owned.attempt(), true);
        output.writeVarLong(owned.boot(), true);
        output.writeVarLong(owned.marks(), true);
        output.writeBoolean(owned.sealed());
    }

    private static List<Owned> readOwneds(Input input) {
        return readAll(input, Partitions.MAX, LEAST_OWNED, from -> {
            int partition = from.readVarInt(true);
            long attempt = from.readVarLong(true);
            long boot = from.readVarLong(true);
            long marks = from.readVarLong(true);
            return new Owned(partition, attempt, boot, marks, BoundedInput.flag(from));
        });
    }

    static void writeSealAsk(Output output, SealAsk ask) {
        writeAll(output, ask.wanted(), TransferWire::writeOwned);
    }

    static SealAsk readSealAsk(Input input) {
        return new SealAsk(readOwneds(input));
    }

    static void writeSealed(Output output, Sealed sealed) {
        writeAll(output, sealed.partitions(), (to, partition) -> to.writeVarInt(partition, true));
    }

    static Sealed readSealed(Input input) {
        return new Sealed(readAll(input, Partitions.MAX, 1, from -> from.readVarInt(true)));
    }

    static void writeSumsAsk(Output output, SumsAsk ask) {
        output.writeVarInt(ask.partition(), true);
        BoundedInput.writeEpoch(output, ask.epoch());
        output.writeVarInt(ask.branch() + 1, true);
    }

    static SumsAsk readSumsAsk(Input input) {
        int partition = input.readVarInt(true);
        Epoch epoch = BoundedInput.epoch(input);
        return new SumsAsk(partition, epoch, input.readVarInt(true) - 1);
    }

    static void writeTreeSums(Output output, TreeSums sums) {
        output.writeVarLong(sums.boot(), true);
        output.writeVarLong(sums.marks(), true);
        BoundedInput.writeBytes(output, sums.sums());
    }

    static TreeSums readTreeSums(Input input) {
        long boot = input.readVarLong(true);
        long marks = input.readVarLong(true);
        return new TreeSums(boot, marks, BoundedInput.body(input));
    }

    static void writePageAsk(Output output, PageAsk ask) {
        output.writeVarInt(ask.partition(), true);
        BoundedInput.writeEpoch(output, ask.epoch());
        output.writeByte(ask.kind().code());
        output.writeVarInt(ask.leaf() + 1, true);
        output.writeBoolean(ask.after() != null);
        if (ask.after() != null) {
            BoundedInput.writeKey(output, ask.after());
        }
        output.writeVarInt(ask.maxBytes(), true);
    }

    static PageAsk readPageAsk(Input input) {
        int partition = input.readVarInt(true);
        Epoch epoch = BoundedInput.epoch(input);
        PageKind kind = BoundedInput.constant(input, KINDS);
        int leaf = input.readVarInt(true) - 1;
        @Nullable Key after = BoundedInput.flag(input) ? BoundedInput.key(input) : null;
        return new PageAsk(partition, epoch, kind, leaf, after, input.readVarInt(true));
    }

    static void writePage(Output output, Page page) {
        writeItems(output, page.items());
        output.writeBoolean(page.last());
    }

    static Page readPage(Input input) {
        List<Item> items = readItems(input);
        return new Page(items, BoundedInput.flag(input));
    }

    private static void writeItems(Output output, List<Item> items) {
        writeAll(output, items, (to, item) -> {
            BoundedInput.writeKey(to, item.key());
            to.writeLong(item.versionHash());
            BoundedInput.writeBytes(to, item.record());
        });
    }

    private static List<Item> readItems(Input input) {
        return readAll(input, TransferMessage.MAX_ITEMS, LEAST_ITEM, from -> {
            Key key = BoundedInput.key(from);
            long hash = from.readLong();
            return new Item(key, hash, BoundedInput.body(from));
        });
    }

    static void writeOffer(Output output, Offer offer) {
        output.writeVarInt(offer.partition(), true);
        BoundedInput.writeEpoch(output, offer.epoch());
        writeItems(output, offer.items());
    }

    static Offer readOffer(Input input) {
        int partition = input.readVarInt(true);
        Epoch epoch = BoundedInput.epoch(input);
        return new Offer(partition, epoch, readItems(input));
    }

    static void writeWanted(Output output, Wanted wanted) {
        writeAll(output, wanted.positions(), (to, position) -> to.writeVarInt(position, true));
    }

    static Wanted readWanted(Input input) {
        return new Wanted(readAll(input, TransferMessage.MAX_ITEMS, 1, from -> from.readVarInt(true)));
    }

    private static <T> void writeAll(Output output, List<T> all, BiConsumer<Output, T> writer) {
        output.writeVarInt(all.size(), true);
        all.forEach(each -> writer.accept(output, each));
    }

    private static <T> List<T> readAll(Input input, int limit, int bytesEach, Function<Input, T> reader) {
        int count = BoundedInput.count(input, limit, bytesEach);
        List<T> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(reader.apply(input));
        }
        return all;
    }
}
