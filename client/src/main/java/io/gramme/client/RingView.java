package io.gramme.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ring as a node told it.
 *
 * @param epoch its name, as in {@code Gramme-Ring-Epoch}
 * @param etag for asking whether it changed, empty when none
 * @param partitions how the hash space is cut
 * @param members all of them
 * @param rows per partition the owners' places in {@code members}
 */
public record RingView(
        String epoch, String etag, Partitions partitions, List<RingMember> members, List<List<Integer>> rows) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * One member.
     *
     * @param name unique in the cluster
     * @param data host and port of its data listener
     * @param admin host and port of its admin listener
     * @param state alive, suspect, dead, left or unknown, as the asked node sees it
     */
    public record RingMember(String name, String zone, String data, String admin, String state) {}

    /** The owners of a key, in the order of the row. */
    public List<RingMember> owners(Key key) {
        return rows.get(partitions.of(key)).stream().map(members::get).toList();
    }

    /**
     * Reads the document of {@code /v1/ring}.
     *
     * @throws IOException when it is none
     */
    static RingView parse(byte[] body, String etag) throws IOException {
        JsonNode json = JSON.readTree(body);
        List<RingMember> members = new ArrayList<>();
        Map<Integer, Integer> places = new HashMap<>();
        for (JsonNode member : json.path("members")) {
            places.put(member.path("index").asInt(), members.size());
            members.add(new RingMember(
                    member.path("name").asText(),
                    member.path("zone").asText(),
                    member.path("data").asText(),
                    member.path("admin").asText(),
                    member.path("state").asText("unknown")));
        }
        int count = json.path("partitions").asInt();
        JsonNode table = json.path("rows");
        if (table.size() != count || Integer.bitCount(count) != 1 || count > Partitions.MAX) {
            throw new IOException("a ring of " + count + " partitions with " + table.size() + " rows");
        }
        List<List<Integer>> rows = new ArrayList<>(count);
        for (JsonNode owners : table) {
            List<Integer> row = new ArrayList<>();
            for (JsonNode owner : owners) {
                Integer place = places.get(owner.asInt());
                if (place == null) {
                    throw new IOException("the ring names an owner that is no member: " + owner);
                }
                row.add(place);
            }
            rows.add(List.copyOf(row));
        }
        return new RingView(json.path("epoch").asText(), etag, new Partitions(count), members, rows);
    }
}
