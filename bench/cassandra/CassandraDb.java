import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.ConsistencyLevel;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.exceptions.DriverException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.Vector;
import site.ycsb.ByteArrayByteIterator;
import site.ycsb.ByteIterator;
import site.ycsb.DB;
import site.ycsb.Status;

/** YCSB over Cassandra's own driver: one blob column a key, QUORUM both ways; property cl names another level. */
public final class CassandraDb extends DB {
    private static Cluster cluster;
    private static Session session;
    private static PreparedStatement get;
    private static PreparedStatement put;
    private static int users;

    @Override
    public void init() {
        synchronized (CassandraDb.class) {
            if (users++ > 0) {
                return;
            }
            cluster = Cluster.builder()
                    .addContactPoints("127.0.0.1", "127.0.0.2", "127.0.0.3")
                    .build();
            session = cluster.connect();
            session.execute("CREATE KEYSPACE IF NOT EXISTS y WITH replication="
                    + "{'class':'SimpleStrategy','replication_factor':3}");
            session.execute("CREATE TABLE IF NOT EXISTS y.t (k text PRIMARY KEY, v blob)");
            ConsistencyLevel level = ConsistencyLevel.valueOf(getProperties().getProperty("cl", "QUORUM"));
            get = session.prepare("SELECT v FROM y.t WHERE k=?").setConsistencyLevel(level);
            put = session.prepare("INSERT INTO y.t (k,v) VALUES (?,?)").setConsistencyLevel(level);
        }
    }

    @Override
    public void cleanup() {
        synchronized (CassandraDb.class) {
            if (--users == 0) {
                cluster.close();
            }
        }
    }

    @Override
    public Status read(String table, String key, Set<String> fields, Map<String, ByteIterator> result) {
        try {
            Row row = session.execute(get.bind(key)).one();
            if (row == null) {
                return Status.NOT_FOUND;
            }
            byte[] value = new byte[row.getBytes(0).remaining()];
            row.getBytes(0).get(value);
            result.put("field0", new ByteArrayByteIterator(value));
            return Status.OK;
        } catch (DriverException failed) {
            return Status.ERROR;
        }
    }

    @Override
    public Status insert(String table, String key, Map<String, ByteIterator> values) {
        try {
            session.execute(put.bind(key, ByteBuffer.wrap(values.values().iterator().next().toArray())));
            return Status.OK;
        } catch (DriverException failed) {
            return Status.ERROR;
        }
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
    public Status scan(
            String table, String first, int count, Set<String> fields, Vector<HashMap<String, ByteIterator>> result) {
        return Status.NOT_IMPLEMENTED;
    }
}
