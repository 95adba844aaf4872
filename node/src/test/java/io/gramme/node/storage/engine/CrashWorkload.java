package io.gramme.node.storage.engine;

import io.gramme.node.runtime.Randomness;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.ring.Key;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Random writes to a few keys, with what was sent and acknowledged and when, and the check after a crash. */
final class CrashWorkload {
    /** One write: value {@code null} for a removal; {@code ackedAt} is the disk's operation count at its ack, or -1. */
    private static final class Sent {
        final byte @Nullable [] value;
        final int sentAt;
        int ackedAt = -1;

        Sent(byte @Nullable [] value, int sentAt) {
            this.value = value;
            this.sentAt = sentAt;
        }
    }

    private final Map<Key, List<Sent>> sent = new TreeMap<>((a, b) -> Arrays.compare(a.name(), b.name()));
    private final Randomness randomness;
    private final int keys;
    private int counter;

    CrashWorkload(Randomness randomness, int keys) {
        this.randomness = randomness;
        this.keys = keys;
    }

    /** Some writes, with the loops turning in between by chance. */
    void run(EngineOnDisk disk, int writes) {
        for (int i = 0; i < writes; i++) {
            writeOne(disk);
            disk.loops.turns(randomness.nextInt(12));
        }
    }

    private void writeOne(EngineOnDisk disk) {
        Key key = EngineOnDisk.key("key" + randomness.nextInt(keys));
        boolean remove = randomness.nextInt(8) == 0;
        int size = randomness.nextInt(40) == 0 ? 5_000 : 20 + randomness.nextInt(200);
        byte[] value = remove ? null : value(counter++, size);
        Sent one = new Sent(value, disk.files.history().size());
        List<Sent> ofKey = sent.computeIfAbsent(key, k -> new ArrayList<>());
        ofKey.add(one);
        Storage.OnDurable ack = durability -> {
            if (durability.isDurable()) {
                one.ackedAt = disk.files.history().size();
            }
        };
        if (value == null) {
            disk.remove(Space.LIVE, key, ack);
        } else {
            disk.put(Space.LIVE, key, value, ack);
        }
    }

    private static byte[] value(int number, int size) {
        byte[] start = ("value " + number + " ").getBytes(StandardCharsets.UTF_8);
        byte[] value = Arrays.copyOf(start, Math.max(size, start.length));
        Arrays.fill(value, start.length, value.length, (byte) number);
        return value;
    }

    /** Nothing more of what was sent can be acknowledged: the process is gone. */
    void forgetUnacknowledged() {
        sent.values().forEach(list -> list.forEach(one -> one.ackedAt = one.ackedAt < 0 ? -1 : 0));
    }

    /**
     * Compares a recovered disk with what was acknowledged and sent before the disk's first {@code operations}
     * operations.
     *
     * @return what is wrong, or {@code null}
     */
    @Nullable
    String verify(EngineOnDisk recovered, int operations) {
        for (Map.Entry<Key, List<Sent>> entry : sent.entrySet()) {
            Key key = entry.getKey();
            Storage.ReadOutcome outcome = recovered.storage(key).read(Space.LIVE, key);
            if (outcome instanceof Storage.Unreadable unreadable) {
                return key + " is unreadable: " + unreadable.reason();
            }
            byte[] found =
                    outcome instanceof Storage.Found there ? there.entry().payload() : null;
            String wrong = judge(entry.getValue(), found, operations);
            if (wrong != null) {
                return key + " " + wrong;
            }
        }
        return null;
    }

    private static @Nullable String judge(List<Sent> writes, byte @Nullable [] found, int operations) {
        int acknowledged = -1;
        boolean match = false;
        for (int i = 0; i < writes.size(); i++) {
            if (writes.get(i).ackedAt >= 0 && writes.get(i).ackedAt <= operations) {
                acknowledged = i;
            }
        }
        if (acknowledged < 0 && found == null) {
            return null;
        }
        for (int i = Math.max(0, acknowledged); i < writes.size(); i++) {
            match |= writes.get(i).sentAt <= operations && Arrays.equals(writes.get(i).value, found);
        }
        return match
                ? null
                : "holds " + text(found) + ", acknowledged was "
                        + (acknowledged < 0 ? "nothing" : text(writes.get(acknowledged).value));
    }

    private static String text(byte @Nullable [] value) {
        return value == null
                ? "nothing"
                : new String(value, 0, Math.min(14, value.length), StandardCharsets.UTF_8).trim();
    }

    /** What a disk holds of every key that was ever written. */
    Map<String, String> contents(EngineOnDisk disk) {
        Map<String, String> contents = new TreeMap<>();
        for (Key key : sent.keySet()) {
            Storage.ReadOutcome outcome = disk.storage(key).read(Space.LIVE, key);
            contents.put(
                    key.toString(),
                    outcome instanceof Storage.Found there ? text(there.entry().payload()) : outcome.toString());
        }
        return contents;
    }
}
