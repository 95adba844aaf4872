package io.gramme.bench.ycsb;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.Vector;
import site.ycsb.ByteIterator;
import site.ycsb.DB;
import site.ycsb.Status;

/** A binding of a store that puts and gets whole values: an update is an insert; the other operations are not used. */
abstract class PutGetDb extends DB {
    static final String FIELD = "field0";

    abstract Status put(String key, byte[] value);

    @Override
    public Status insert(String table, String key, Map<String, ByteIterator> values) {
        return put(key, values.values().iterator().next().toArray());
    }

    @Override
    public Status update(String table, String key, Map<String, ByteIterator> values) {
        return insert(table, key, values);
    }

    @Override
    public Status delete(String table, String key) {
        return Status.NOT_IMPLEMENTED;
    }

    @Override
    @SuppressWarnings("NonApiType") // the signature is YCSB's
    public Status scan(
            String table, String first, int count, Set<String> fields, Vector<HashMap<String, ByteIterator>> result) {
        return Status.NOT_IMPLEMENTED;
    }
}
