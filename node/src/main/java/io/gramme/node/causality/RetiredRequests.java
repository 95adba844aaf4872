package io.gramme.node.causality;

import java.util.List;
import java.util.TreeMap;

/** The union of retired requests in the making: one entry per tag with its smallest dot, cut to the 8 newest at the end. */
final class RetiredRequests {
    private final TreeMap<RequestTag, RetiredRequest> byTag = new TreeMap<>();

    RetiredRequests addAll(List<RetiredRequest> more) {
        more.forEach(this::add);
        return this;
    }

    RetiredRequests add(RetiredRequest request) {
        byTag.merge(
                request.request(), request, (known, added) -> known.dot().compareTo(added.dot()) <= 0 ? known : added);
        return this;
    }

    boolean contains(RequestTag request) {
        return byTag.containsKey(request);
    }

    /** Newest first. */
    List<RetiredRequest> newest() {
        return byTag.values().stream()
                .sorted(RetiredRequest::newestFirst)
                .limit(KeyRecord.MAX_RETIRED)
                .toList();
    }
}
