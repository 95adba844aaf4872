package io.gramme.node.causality;

import io.gramme.node.causality.KeyRecord.Merged;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one merge, in three steps.
 *
 * <p>(1) A version survives if both sides hold it, or if the other side's V covers none of its names: what a V covers and
 * does not hold was overwritten there. (2) Keep: versions with equal request tags become the one with the smallest dot; a
 * tagged write that is dead on either side is dead under every name. (3) Last writer wins: the greatest (stamp, dot) of the
 * survivors stays, tags play no part, so that D is always the greatest of all that V covers.
 *
 * <p>Two records that hold something never merge to one that holds nothing: where unlike modes or a forgotten retired
 * request would lead there, the version with the greatest stamp stays.
 */
final class RecordMerge {
    private final KeyRecord one;
    private final KeyRecord other;
    private final List<Sibling> survivors = new ArrayList<>();
    private @Nullable RetiredRequests retired;
    private int doubledDots;

    private RecordMerge(KeyRecord one, KeyRecord other) {
        this.one = one;
        this.other = other;
    }

    @SuppressWarnings("ReferenceEquality") // only a shortcut: the values are equal too
    static Merged merge(KeyRecord one, KeyRecord other) {
        return one == other ? new Merged(one, 0, 0) : new RecordMerge(one, other).join();
    }

    private Merged join() {
        SiblingsMode mode = one.mode().merge(other.mode());
        CausalContext context = one.context().union(other.context());
        collectSurvivors();
        if (retired != null || !one.retired().equals(other.retired())) {
            retired().addAll(one.retired()).addAll(other.retired());
        }
        if (mode == SiblingsMode.KEEP) {
            joinTagged(one.retired());
        }
        keepTheGreatestOfAll();
        int discarded = mode == SiblingsMode.LWW ? keepTheNewest() : 0;
        List<RetiredRequest> remembered = retired == null ? one.retired() : retired.newest();
        return new Merged(reuse(new Parts(context, mode, remembered)), discarded, doubledDots);
    }

    private record Parts(CausalContext context, SiblingsMode mode, List<RetiredRequest> retired) {}

    /** Spares the copy when one side already is the result. */
    private KeyRecord reuse(Parts parts) {
        if (isResult(one, parts)) {
            return one;
        }
        return isResult(other, parts) ? other : new KeyRecord(parts.context, survivors, parts.mode, parts.retired);
    }

    @SuppressWarnings("ReferenceEquality") // spares a copy only where the very objects are there already
    private boolean isResult(KeyRecord side, Parts parts) {
        if (side.context() != parts.context && !side.context().equals(parts.context)) {
            return false;
        }
        if (side.mode() != parts.mode || side.siblings().size() != survivors.size()) {
            return false;
        }
        for (int i = 0; i < survivors.size(); i++) {
            if (side.siblings().get(i) != survivors.get(i)) {
                return false;
            }
        }
        return side.retired().equals(parts.retired);
    }

    /** Step 1: both lists are ascending by dot, so is the result. */
    private void collectSurvivors() {
        List<Sibling> mine = one.siblings();
        List<Sibling> theirs = other.siblings();
        int i = 0;
        int j = 0;
        while (i < mine.size() || j < theirs.size()) {
            int order = i == mine.size()
                    ? 1
                    : j == theirs.size()
                            ? -1
                            : mine.get(i).dot().compareTo(theirs.get(j).dot());
            if (order == 0) {
                addShared(mine.get(i++), theirs.get(j++));
            } else if (order < 0) {
                addUnlessDead(mine.get(i++), other);
            } else {
                addUnlessDead(theirs.get(j++), one);
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // only a shortcut: the values are equal too
    private void addShared(Sibling mine, Sibling theirs) {
        if (mine == theirs) {
            survivors.add(mine);
            return;
        }
        Sibling chosen = mine;
        if (!mine.sameWrite(theirs)) {
            doubledDots++;
            chosen = DoubledDot.choose(mine, theirs);
        } else if (!mine.aliases().equals(theirs.aliases())) {
            chosen = mine.collapse(theirs);
        }
        if (isDead(mine, other) || isDead(theirs, one)) {
            retire(chosen);
        } else {
            survivors.add(chosen);
        }
    }

    private void addUnlessDead(Sibling sibling, KeyRecord elsewhere) {
        if (isDead(sibling, elsewhere)) {
            retire(sibling);
        } else {
            survivors.add(sibling);
        }
    }

    private static boolean isDead(Sibling sibling, KeyRecord elsewhere) {
        if (isDropped(sibling.dot(), elsewhere)) {
            return true;
        }
        List<Dot> aliases = sibling.aliases();
        for (int i = 0; i < aliases.size(); i++) {
            if (isDropped(aliases.get(i), elsewhere)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDropped(Dot name, KeyRecord elsewhere) {
        return elsewhere.context().covers(name) && elsewhere.sibling(name) == null;
    }

    private void retire(Sibling sibling) {
        RequestTag request = sibling.request();
        if (request != null) {
            retired().add(RetiredRequest.of(sibling, request));
        }
    }

    private RetiredRequests retired() {
        if (retired == null) {
            retired = new RetiredRequests();
        }
        return retired;
    }

    /** Step 2. Dropping a version adds its dot to what is retired, which may only lower the remembered dot. */
    private void joinTagged(List<RetiredRequest> shared) {
        if (retired == null && shared.isEmpty() && survivors.size() < 2) {
            return;
        }
        for (int i = 0; i < survivors.size(); i++) {
            RequestTag request = survivors.get(i).request();
            if (request == null) {
                continue;
            }
            if (retired == null ? isRetired(shared, request) : retired.contains(request)) {
                retired().addAll(shared).add(RetiredRequest.of(survivors.remove(i--), request));
            } else {
                collapseLater(i);
            }
        }
    }

    private static boolean isRetired(List<RetiredRequest> shared, RequestTag request) {
        for (int i = 0; i < shared.size(); i++) {
            if (shared.get(i).request().equals(request)) {
                return true;
            }
        }
        return false;
    }

    private void collapseLater(int index) {
        for (int later = survivors.size() - 1; later > index; later--) {
            Sibling sibling = survivors.get(index);
            if (java.util.Objects.equals(survivors.get(later).request(), sibling.request())) {
                survivors.set(index, sibling.collapse(survivors.remove(later)));
            }
        }
    }

    private void keepTheGreatestOfAll() {
        if (!survivors.isEmpty() || one.siblings().isEmpty() || other.siblings().isEmpty()) {
            return;
        }
        Sibling mine = one.siblings().stream().max(Sibling::byStamp).orElseThrow();
        Sibling theirs = other.siblings().stream().max(Sibling::byStamp).orElseThrow();
        survivors.add(Sibling.byStamp(mine, theirs) >= 0 ? mine : theirs);
    }

    /** Step 3; returns how many were dropped. */
    @SuppressWarnings("ReferenceEquality") // all of the list but that element
    private int keepTheNewest() {
        int dropped = survivors.size() - 1;
        if (dropped < 1) {
            return 0;
        }
        Sibling newest = survivors.stream().max(Sibling::byStamp).orElseThrow();
        if (retired == null) {
            retired().addAll(one.retired());
        }
        for (Sibling sibling : survivors) {
            if (sibling != newest) {
                retire(sibling);
            }
        }
        survivors.clear();
        survivors.add(newest);
        return dropped;
    }
}
