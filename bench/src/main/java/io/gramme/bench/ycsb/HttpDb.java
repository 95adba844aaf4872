package io.gramme.bench.ycsb;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import site.ycsb.ByteArrayByteIterator;
import site.ycsb.ByteIterator;
import site.ycsb.DBException;
import site.ycsb.Status;

/**
 * YCSB over plain HTTP, one connection of each thread to each node, keys spread over the nodes by hash. Property {@code
 * urls} names the nodes ({@code host:port,host:port}), {@code path} what stands before the key.
 */
public final class HttpDb extends PutGetDb {
    private static final byte[] NOTHING = {};

    private String path = "/";
    private @Nullable KeptAlive[] nodes = {};
    private String[] addresses = {};

    @Override
    public void init() throws DBException {
        path = getProperties().getProperty("path", "/v1/kv/ycsb/");
        addresses = getProperties().getProperty("urls", "127.0.0.1:7070").split(",", -1);
        nodes = new KeptAlive[addresses.length];
    }

    @Override
    public void cleanup() throws DBException {
        for (KeptAlive node : nodes) {
            try {
                if (node != null) {
                    node.close();
                }
            } catch (IOException fault) {
                throw new DBException(fault);
            }
        }
    }

    private interface Exchange {
        Status with(KeptAlive node) throws IOException;
    }

    /** A connection that failed is opened anew by the next operation; the one it failed in counts as an error. */
    private Status ask(String key, Exchange exchange) {
        int index = Math.floorMod(key.hashCode(), addresses.length);
        try {
            KeptAlive node = nodes[index];
            if (node == null) {
                node = new KeptAlive(addresses[index]);
                nodes[index] = node;
            }
            return exchange.with(node);
        } catch (IOException fault) {
            nodes[index] = null;
            return Status.ERROR;
        }
    }

    @Override
    public Status read(String table, String key, Set<String> fields, Map<String, ByteIterator> result) {
        return ask(key, node -> {
            int status = node.exchange("GET", path + key, NOTHING);
            result.put(FIELD, new ByteArrayByteIterator(node.body()));
            if (status == 404) {
                return Status.NOT_FOUND;
            }
            return status == 200 ? Status.OK : Status.ERROR;
        });
    }

    @Override
    Status put(String key, byte[] value) {
        return ask(key, node -> node.exchange("PUT", path + key, value) == 204 ? Status.OK : Status.ERROR);
    }
}
