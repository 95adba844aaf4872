package io.gramme.chaos.oracle;

import io.gramme.chaos.cluster.MessageTap;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.transport.Message;
import io.gramme.node.transport.ReplicaMessage.ReplicaWrite;

/** Shows the oracle every record that one node sends to another to be stored: each once, however many it is sent to. */
public final class RecordTap implements MessageTap {
    private final Oracle oracle;
    private byte[] last = {};

    public RecordTap(Oracle oracle) {
        this.oracle = oracle;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the same array is the same record
    public void onMessage(String machine, Message message) {
        if (!(message instanceof ReplicaWrite write) || write.record() == last) {
            return;
        }
        last = write.record();
        try {
            oracle.see(write.key(), RecordCodec.decode(last), machine);
        } catch (MalformedRecordException malformed) {
            oracle.problem(
                    machine + " sends a record of " + write.key() + " that does not decode: " + malformed.getMessage());
        }
    }
}
