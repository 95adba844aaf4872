package io.gramme.node.coordinator;

import io.gramme.node.buckets.BucketSettings;
import io.gramme.node.coordinator.RequestFailure.Reason;
import io.gramme.ring.Ring;
import org.jspecify.annotations.Nullable;

/**
 * What a request must reach: named by the request, else by the bucket, else the node's default. A row shorter than N has a
 * majority of the row as its default; an R or W that was named and is above the row is refused, not cut.
 */
final class Quorums {
    /** Either a goal or why there is none. */
    record Result(@Nullable Goal goal, @Nullable RequestFailure failure) {}

    /** What was named for one of R, W and its PR, PW: {@code null} for nothing. */
    private record Named(
            String name, @Nullable Integer count, @Nullable Integer owners) {}

    private Quorums() {}

    static Result read(ReadRequest request, BucketSettings bucket, CoordinatorSettings settings, Route route) {
        Named named = new Named("r", first(request.r(), bucket.r()), first(request.pr(), bucket.pr()));
        return resolve(named, new Goal(settings.r(), settings.pr(), sloppy(bucket, settings)), route);
    }

    static Result write(
            WriteRequest.Options options, BucketSettings bucket, CoordinatorSettings settings, Route route) {
        Named named = new Named("w", first(options.w(), bucket.w()), first(options.pw(), bucket.pw()));
        return resolve(named, new Goal(settings.w(), settings.pw(), sloppy(bucket, settings)), route);
    }

    /** How many owners must answer for a partition of a listing; more than there are is for the caller to refuse. */
    static int listing(
            @Nullable Integer r, BucketSettings bucket, CoordinatorSettings settings, int row, int replicas) {
        Integer named = first(r, bucket.r());
        int byDefault = row < replicas ? row / 2 + 1 : Math.min(settings.r(), row);
        return Math.max(1, named != null ? named : byDefault);
    }

    private static @Nullable Integer first(@Nullable Integer request, @Nullable Integer bucket) {
        return request != null ? request : bucket;
    }

    private static boolean sloppy(BucketSettings bucket, CoordinatorSettings settings) {
        Boolean sloppy = bucket.sloppy();
        return sloppy != null ? sloppy : settings.sloppy();
    }

    private static Result resolve(Named named, Goal defaults, Route route) {
        Ring ring = route.ring();
        int row = route.placement().current().size();
        int replicas = ring.shape().replicas();
        Integer count = named.count();
        Integer owners = named.owners();
        if ((count != null && (count < 1 || count > replicas))
                || (owners != null && (owners < 0 || owners > replicas))) {
            String range = count != null && (count < 1 || count > replicas)
                    ? named.name() + "=" + count + ", allowed 1.." + replicas
                    : "p" + named.name() + "=" + owners + ", allowed 0.." + replicas;
            return refused(Reason.INVALID_PARAMETER, 0, 0, range, route);
        }
        int most = Math.max(count == null ? 0 : count, owners == null ? 0 : owners);
        if (most > row) {
            String detail =
                    "the partition has " + row + " owners, fewer than N=" + replicas + "; " + most + " were named";
            return refused(Reason.NOT_ENOUGH_REPLICAS, most, row, detail, route);
        }
        int byDefault = row < replicas ? row / 2 + 1 : Math.min(defaults.count(), row);
        int needed = count != null ? count : byDefault;
        int primaries = owners != null ? owners : Math.min(defaults.owners(), row);
        return new Result(new Goal(Math.max(needed, primaries), primaries, defaults.sloppy()), null);
    }

    private static Result refused(Reason reason, int needed, int got, String detail, Route route) {
        return new Result(
                null,
                new RequestFailure(
                        reason, needed, got, java.util.List.of(), Outcome.NONE, detail, null, null, 0, route.epoch()));
    }
}
