package io.gramme.node.causality;

/**
 * A tagged write that a record no longer holds, remembered so that a late retry of it stays dead and is answered.
 *
 * @param request id and value hash
 * @param hlc stamp of that write
 * @param dot the smallest dot under which the write was dropped
 */
public record RetiredRequest(RequestTag request, long hlc, Dot dot) {
    /** Newest first: by stamp, then dot. */
    static int newestFirst(RetiredRequest one, RetiredRequest other) {
        int byStamp = Long.compare(other.hlc, one.hlc);
        return byStamp != 0 ? byStamp : other.dot.compareTo(one.dot);
    }

    static RetiredRequest of(Sibling sibling, RequestTag request) {
        return new RetiredRequest(request, sibling.hlc(), sibling.dot());
    }
}
