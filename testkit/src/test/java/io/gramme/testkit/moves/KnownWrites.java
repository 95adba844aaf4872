package io.gramme.testkit.moves;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What the clients know of each key: the write that was acknowledged last, with its context, and writes after it whose
 * outcome nobody knows. A key has at most one write under way, made with the context of the last one: so the value that was
 * acknowledged last has to be there, or one that replaced it knowingly. Thread-safe.
 */
final class KnownWrites {
    static final String BUCKET = "moves";

    private final int keys;
    private final int valueBytes;
    private final AtomicIntegerArray busy;
    private final AtomicIntegerArray attempted;
    private final AtomicReferenceArray<Acknowledged> acknowledged;
    private final Map<Integer, Set<Integer>> uncertain = new ConcurrentHashMap<>();

    /** A write that was acknowledged, the first of its key is number 1. */
    record Acknowledged(int number, String context) {}

    KnownWrites(int keys, int valueBytes) {
        this.keys = keys;
        this.valueBytes = valueBytes;
        this.busy = new AtomicIntegerArray(keys);
        this.attempted = new AtomicIntegerArray(keys);
        this.acknowledged = new AtomicReferenceArray<>(keys);
    }

    int keys() {
        return keys;
    }

    static String name(int key) {
        return "key-" + key;
    }

    static String path(int key) {
        return "/v1/kv/" + BUCKET + "/" + name(key);
    }

    /** Takes a key for a write, that one or one of the next; -1 when many are busy. */
    int begin(int wanted) {
        for (int i = 0; i < 1_000; i++) {
            int key = (wanted + i) % keys;
            if (busy.compareAndSet(key, 0, 1)) {
                return key;
            }
        }
        return -1;
    }

    /** The number of the write that is to be sent now. */
    int next(int key) {
        return attempted.incrementAndGet(key);
    }

    /** The value of a key's write: says which one it is, and cannot be compressed. */
    byte[] value(int key, int number) {
        byte[] value = new byte[valueBytes];
        long noise = 0x9E3779B97F4A7C15L * (key * 1_000_003L + number);
        for (int i = 0; i < valueBytes; i++) {
            noise ^= noise << 13;
            noise ^= noise >>> 7;
            noise ^= noise << 17;
            value[i] = (byte) ('a' + (noise & 15));
        }
        byte[] head = (name(key) + " " + number + " ").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, value, 0, Math.min(head.length, valueBytes));
        return value;
    }

    @Nullable
    Acknowledged last(int key) {
        return acknowledged.get(key);
    }

    void acknowledged(int key, int number, String context) {
        acknowledged.set(key, new Acknowledged(number, context));
        uncertain.remove(key);
        busy.set(key, 0);
    }

    /** It was given up: it may have been applied, or may yet be. */
    void unknown(int key, int number) {
        uncertain.computeIfAbsent(key, k -> ConcurrentHashMap.newKeySet()).add(number);
        busy.set(key, 0);
    }

    int acknowledgedKeys() {
        int count = 0;
        for (int i = 0; i < keys; i++) {
            count += acknowledged.get(i) == null ? 0 : 1;
        }
        return count;
    }

    /** What is wrong with a key's values, or {@code null}. */
    @Nullable
    String wrong(int key, List<byte[]> values) {
        Acknowledged last = acknowledged.get(key);
        if (last == null) {
            return null;
        }
        List<Integer> found = new ArrayList<>();
        for (byte[] value : values) {
            int number = number(key, value);
            if (number < 0 || !java.util.Arrays.equals(value, value(key, number))) {
                return name(key) + " has a value that nobody wrote";
            }
            found.add(number);
        }
        Set<Integer> later = uncertain.getOrDefault(key, Set.of());
        boolean there = found.contains(last.number) || found.stream().anyMatch(later::contains);
        return there ? null : name(key) + ": write " + last.number + " was acknowledged, there is " + found;
    }

    /** Which write of a key a value is; -1 when it is none. */
    static int number(int key, byte[] value) {
        String head = new String(value, 0, Math.min(40, value.length), StandardCharsets.US_ASCII);
        String[] words = head.split(" ", 3);
        return words.length == 3 && words[0].equals(name(key)) && words[1].matches("[0-9]{1,9}")
                ? Integer.parseInt(words[1])
                : -1;
    }
}
