package io.gramme.node.app;

import io.gramme.node.transport.ClusterSecret;
import io.gramme.node.transport.Hello;
import io.gramme.node.transport.HelloPolicy;
import io.gramme.node.transport.NodeTransport;

/** Makes the node's transport, which listens only once the node has set its handlers. */
@FunctionalInterface
public interface TransportMaker {
    /**
     * @param hello what the node says of itself at first
     * @param policy asked on the control loop
     */
    NodeTransport make(ClusterSecret secret, Hello hello, HelloPolicy policy);
}
