package io.gramme.bench.ycsb;

import io.gramme.client.Bucket;
import io.gramme.client.Codec;
import io.gramme.client.Context;
import io.gramme.client.GrammeClient;
import io.gramme.client.GrammeException;
import io.gramme.client.Sibling;
import io.gramme.client.Versioned;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import site.ycsb.ByteArrayByteIterator;
import site.ycsb.ByteIterator;
import site.ycsb.Status;

/**
 * YCSB over the SDK, one client for all threads. Properties: {@code urls}, {@code bucket}, and {@code contexts=true} for a
 * bucket that keeps siblings: an update then reads first and writes with the context it was shown.
 */
public final class SdkDb extends PutGetDb {
    private static @Nullable GrammeClient shared;
    private static int users;

    private @Nullable Bucket<String, byte[]> bucket;
    private boolean contexts;

    @Override
    public void init() {
        contexts = Boolean.parseBoolean(getProperties().getProperty("contexts", "false"));
        synchronized (SdkDb.class) {
            GrammeClient client = shared;
            if (client == null) {
                GrammeClient.Builder builder = GrammeClient.builder();
                for (String url :
                        getProperties().getProperty("urls", "127.0.0.1:7070").split(",", -1)) {
                    builder.endpoint("http://" + url);
                }
                client = builder.build();
                shared = client;
            }
            users++;
            bucket = client.bucket(getProperties().getProperty("bucket", "ycsb"), Codec.utf8(), Codec.bytes());
        }
    }

    @Override
    public void cleanup() {
        synchronized (SdkDb.class) {
            GrammeClient client = shared;
            if (--users == 0 && client != null) {
                client.close();
                shared = null;
            }
        }
    }

    private Bucket<String, byte[]> bucket() {
        Bucket<String, byte[]> known = bucket;
        if (known == null) {
            throw new IllegalStateException("used before init");
        }
        return known;
    }

    @Override
    public Status read(String table, String key, Set<String> fields, Map<String, ByteIterator> result) {
        try {
            if (contexts) {
                return readAll(key, result);
            }
            Optional<Versioned<byte[]>> found = bucket().get(key);
            found.ifPresent(one -> result.put(FIELD, new ByteArrayByteIterator(one.value())));
            return found.isPresent() ? Status.OK : Status.NOT_FOUND;
        } catch (GrammeException failed) {
            return Status.ERROR;
        }
    }

    /** Siblings are an answer too, where a bucket keeps them. */
    private Status readAll(String key, Map<String, ByteIterator> result) {
        List<Sibling<byte[]>> shown = bucket().getAll(key).all();
        shown.forEach(one -> result.put(FIELD, new ByteArrayByteIterator(one.value())));
        return shown.isEmpty() ? Status.NOT_FOUND : Status.OK;
    }

    @Override
    Status put(String key, byte[] value) {
        return put(key, value, Context.none());
    }

    @Override
    public Status update(String table, String key, Map<String, ByteIterator> values) {
        if (!contexts) {
            return super.update(table, key, values);
        }
        try {
            Context shown = bucket().getAll(key).context();
            return put(key, values.values().iterator().next().toArray(), shown);
        } catch (GrammeException failed) {
            return Status.ERROR;
        }
    }

    private Status put(String key, byte[] value, Context context) {
        try {
            bucket().put(key, value, context);
            return Status.OK;
        } catch (GrammeException failed) {
            return Status.ERROR;
        }
    }
}
