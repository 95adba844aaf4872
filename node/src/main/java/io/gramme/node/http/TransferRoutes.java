package io.gramme.node.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.node.ringchange.NodeMoves;
import io.gramme.node.ringchange.NodeMoves.Transfers;
import io.gramme.node.ringchange.ShardMoves.Progress;
import java.util.List;
import java.util.Locale;

/** {@code /v1/admin/transfers}: partitions that come to this node or left it. */
public final class TransferRoutes implements AdminRoutes {
    private final NodeMoves moves;

    public TransferRoutes(NodeMoves moves) {
        this.moves = moves;
    }

    @Override
    public void addTo(AdminApi api) {
        api.on("GET", "/v1/admin/transfers", exchange -> exchange.json(200, document(moves.transfers())));
    }

    private static ObjectNode document(Transfers transfers) {
        ObjectNode json = Json.object();
        json.put("pending", transfers.pending());
        json.put("arrived", transfers.arrived());
        json.put("arrivedBytes", transfers.arrivedBytes());
        double rate = transfers.seconds() <= 0 ? 0 : transfers.arrivedBytes() / transfers.seconds();
        json.put("bytesPerSecond", Math.round(rate));
        if (transfers.etaSeconds() >= 0) {
            json.put("etaSeconds", transfers.etaSeconds());
        }
        list(json.putArray("incoming"), transfers.incoming());
        list(json.putArray("retired"), transfers.retired());
        return json;
    }

    private static void list(ArrayNode array, List<Progress> all) {
        for (Progress one : all) {
            ObjectNode json = array.addObject();
            json.put("partition", one.partition());
            json.put("state", one.state().toLowerCase(Locale.ROOT));
            if (one.receivedBytes() > 0) {
                json.put("receivedBytes", one.receivedBytes());
            }
        }
    }
}
