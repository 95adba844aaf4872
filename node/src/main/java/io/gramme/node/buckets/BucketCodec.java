package io.gramme.node.buckets;

import io.gramme.node.buckets.BucketSettings.Siblings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Bucket settings as bytes, on disk and between nodes: version (1 byte), count (4); for each the name (length in 1 byte),
 * both stamps (8 each), {@code siblings} (1: 0 unset, 1 keep, 2 lww), a mask of the settings that are set (2) and those
 * in the order of {@link BucketSettings}: four counts (4 each), sloppy (1), ttl (8), requireContext (1), maxValueBytes (4).
 * Big-endian.
 */
final class BucketCodec {
    /** Most buckets with settings. */
    static final int MOST_BUCKETS = 10_000;

    private static final byte VERSION = 1;
    private static final int KEEP = 1;
    private static final int LWW = 2;

    private BucketCodec() {}

    static byte[] encode(SortedMap<BucketName, BucketEntry> entries) {
        return bytes(out -> {
            out.writeByte(VERSION);
            out.writeInt(entries.size());
            for (Map.Entry<BucketName, BucketEntry> each : entries.entrySet()) {
                byte[] name = each.getKey().bytes();
                out.writeByte(name.length);
                out.write(name);
                BucketEntry entry = each.getValue();
                out.writeLong(entry.stamp());
                out.writeLong(entry.siblingsStamp());
                Siblings siblings = entry.siblings();
                out.writeByte(siblings == null ? 0 : siblings == Siblings.KEEP ? KEEP : LWW);
                write(out, entry.settings());
            }
        });
    }

    /** The settings alone, for their order where stamps are equal. */
    static byte[] settings(BucketSettings settings) {
        return bytes(out -> write(out, settings));
    }

    /** Throws {@link IllegalArgumentException} for bytes that are no settings. */
    static SortedMap<BucketName, BucketEntry> decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            int count = in.readInt();
            if (version != VERSION || count < 0 || count > MOST_BUCKETS) {
                throw new IllegalArgumentException(count + " bucket settings of version " + version);
            }
            SortedMap<BucketName, BucketEntry> entries = new TreeMap<>();
            for (int i = 0; i < count; i++) {
                BucketName name = new BucketName(in.readNBytes(in.readUnsignedByte()));
                long stamp = in.readLong();
                long siblingsStamp = in.readLong();
                Siblings siblings = siblings(in.readUnsignedByte());
                entries.put(name, new BucketEntry(stamp, read(in), siblingsStamp, siblings));
            }
            return entries;
        } catch (IOException cut) {
            throw new IllegalArgumentException("bucket settings cut short", cut);
        }
    }

    private static @Nullable Siblings siblings(int code) {
        return switch (code) {
            case 0 -> null;
            case KEEP -> Siblings.KEEP;
            case LWW -> Siblings.LWW;
            default -> throw new IllegalArgumentException("siblings of code " + code);
        };
    }

    private static void write(DataOutputStream out, BucketSettings settings) throws IOException {
        Object[] fields = {
            settings.r(),
            settings.w(),
            settings.pr(),
            settings.pw(),
            settings.sloppy(),
            settings.ttlMillis(),
            settings.requireContext(),
            settings.maxValueBytes()
        };
        int mask = 0;
        for (int i = 0; i < fields.length; i++) {
            mask |= fields[i] == null ? 0 : 1 << i;
        }
        out.writeShort(mask);
        for (Object field : fields) {
            if (field instanceof Integer number) {
                out.writeInt(number);
            } else if (field instanceof Long number) {
                out.writeLong(number);
            } else if (field instanceof Boolean flag) {
                out.writeBoolean(flag);
            }
        }
    }

    private static BucketSettings read(DataInputStream in) throws IOException {
        int mask = in.readUnsignedShort();
        Integer r = isSet(mask, 0) ? in.readInt() : null;
        Integer w = isSet(mask, 1) ? in.readInt() : null;
        Integer pr = isSet(mask, 2) ? in.readInt() : null;
        Integer pw = isSet(mask, 3) ? in.readInt() : null;
        Boolean sloppy = isSet(mask, 4) ? in.readBoolean() : null;
        Long ttl = isSet(mask, 5) ? in.readLong() : null;
        Boolean requireContext = isSet(mask, 6) ? in.readBoolean() : null;
        Integer maxValueBytes = isSet(mask, 7) ? in.readInt() : null;
        return new BucketSettings(r, w, pr, pw, sloppy, null, ttl, requireContext, maxValueBytes);
    }

    private static boolean isSet(int mask, int bit) {
        return (mask & 1 << bit) != 0;
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
