package io.gramme.node.http;

import java.util.ArrayList;
import java.util.List;

/** The ETags of an {@code If-Match} or {@code If-None-Match} header. */
final class Etags {
    private Etags() {}

    /** Every tag without quotes, weakness marker and representation suffix: conditions are about versions. */
    static List<String> of(String header) {
        List<String> tags = new ArrayList<>();
        for (String part : header.split(",", -1)) {
            String tag = part.strip();
            if (tag.startsWith("W/")) {
                tag = tag.substring(2);
            }
            if (tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"")) {
                tag = tag.substring(1, tag.length() - 1);
            }
            if (tag.endsWith(";j")) {
                tag = tag.substring(0, tag.length() - 2);
            }
            if (!tag.isEmpty()) {
                tags.add(tag);
            }
        }
        return tags;
    }
}
