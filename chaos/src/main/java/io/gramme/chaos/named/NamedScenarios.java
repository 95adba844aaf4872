package io.gramme.chaos.named;

import io.gramme.chaos.cluster.ClusterShape;
import io.gramme.chaos.cluster.FoundedDisks;
import io.gramme.chaos.named.NamedScenario.Play;
import io.gramme.chaos.sim.Scenario;
import java.util.ArrayList;
import java.util.List;

/** The list of plays. */
public final class NamedScenarios {
    private static final ClusterShape FIVE = ClusterShape.of(5);
    private static final ClusterShape THREE = ClusterShape.of(3);

    private final FoundedDisks founded;
    private final List<Scenario> all = new ArrayList<>();

    private NamedScenarios(FoundedDisks founded) {
        this.founded = founded;
    }

    /** @param founded keeps the disks that they start from */
    public static List<Scenario> all(FoundedDisks founded) {
        NamedScenarios list = new NamedScenarios(founded);
        list.addKv679();
        list.addWrites();
        list.addQuorums();
        list.addHandoff();
        list.addDisks();
        list.addTimes();
        return List.copyOf(list.all);
    }

    /** All of them as one scenario. */
    public static Scenario together(FoundedDisks founded) {
        return new PlaysScenario(all(founded));
    }

    private void add(String name, ClusterShape shape, Play play) {
        all.add(new NamedScenario(name, shape, founded, play));
    }

    private void addKv679() {
        add("kv679-tombstone", FIVE, Kv679Plays::tombstone);
        add("kv679-tombstone2", FIVE, Kv679Plays::tombstoneOfACrashedOwner);
        add("kv679-dataloss", FIVE, Kv679Plays::dataloss);
        add("kv679-dataloss-fb", FIVE, Kv679Plays::datalossByReadRepair);
        add("kv679-dataloss-fb2", FIVE, Kv679Plays::datalossByHandoff);
        add("kv679-uid", FIVE, Kv679Plays::uid);
    }

    private void addWrites() {
        add("sibling-explosion", FIVE, WritePlays::siblingExplosion);
        add("put-context-covers-no-more", FIVE, WritePlays::putContextCoversNoMore);
        add("returned-body-is-covered", FIVE, WritePlays::returnedBodyIsCovered);
        add("gaps-cover-nothing", FIVE, WritePlays::gapsCoverNothing);
        add("lost-ack-and-retry-elsewhere", FIVE, WritePlays::lostAckAndRetryElsewhere);
        add("retry-after-an-overwrite", FIVE, WritePlays::retryAfterAnOverwrite);
        add("retry-on-both-sides", FIVE, WritePlays::retryOnBothSidesOfAPartition);
        add("siblings-of-one-actor", FIVE, WritePlays::siblingsOfOneActor);
        add("writes-at-one-moment", FIVE, WritePlays::writesAtOneMoment);
        add("a-timeout-is-not-a-failure", FIVE, WritePlays::aTimeoutIsNotAFailure);
        add("a-coordinator-dies-in-the-middle", FIVE, WritePlays::aCoordinatorDiesInTheMiddle);
        add("a-coordinator-forgets", FIVE, WritePlays::aCoordinatorForgetsItsLastWrite);
    }

    private void addQuorums() {
        add("an-empty-fallback-is-no-vote", FIVE, QuorumPlays::anEmptyFallbackIsNoVote);
        add("a-hint-is-a-vote", FIVE, QuorumPlays::aHintIsAVote);
        add("a-node-counts-once", FIVE, QuorumPlays::aNodeCountsOnce);
        add("one-slot-for-two", FIVE, QuorumPlays::anOwnerAndItsStandInAreOneSlot);
        add("own-hint-counts-for-nothing", THREE, QuorumPlays::aHintBesideTheOwnCopyCountsForNothing);
        add("an-unknown-digest-is-fetched", FIVE, QuorumPlays::anUnknownDigestIsFetched);
        add("consistent-read", THREE, QuorumPlays::aConsistentReadIsWrittenBack);
        add("read-after", FIVE, QuorumPlays::readAfterASession);
        add("owners-not-found", FIVE, QuorumPlays::anOwnersNotFoundIsAVote);
    }

    private void addHandoff() {
        add("handoff-double-coordination", FIVE, HandoffPlays::nobodyCoordinatesTwice);
        add("hint-older-than-a-delete", FIVE, HandoffPlays::aHintOlderThanADelete);
        add("sole-copy-hint", FIVE, HandoffPlays::aSoleCopyIsNeverDropped);
        add("hints-merge", FIVE, HandoffPlays::hintsMerge);
        add("one-hint-for-all", FIVE, HandoffPlays::aHintThatGrowsForgetsNobody);
        add("hint-survives-a-power-cut", FIVE, HandoffPlays::aHintSurvivesAPowerCut);
        add("fallback-coordinates-again", FIVE, HandoffPlays::aFallbackCoordinatesAgainAfterDelivery);
        add("flapping-owner", FIVE, HandoffPlays::aFlappingOwnerGetsItsHints);
    }

    private void addDisks() {
        add("restored-from-a-backup", FIVE, DiskPlays::restoredFromABackup);
        add("restored-after-a-mass-restart", THREE, DiskPlays::restoredAfterAMassRestart);
        add("a-restored-disk-waits", THREE, DiskPlays::aRestoredDiskWaitsForTheDead);
        add("older-disk-after-a-death", THREE, DiskPlays::anOlderDiskAfterADeath);
        add("two-copies-of-a-disk", FIVE, CopyPlays::twoCopiesThatHearNothingOfEachOther);
        add("two-copies-raised-alike", FIVE, CopyPlays::twoCopiesThatRaiseTheirGeneration);
        add("mass-restart", FIVE, DiskPlays::massRestart);
        add("disk-full-on-one-of-three", THREE, DiskPlays::oneDiskIsFull);
        add("slow-disk", FIVE, DiskPlays::aSlowDisk);
        add("failed-fsync", FIVE, DiskPlays::aFailedFsync);
        add("flipped-bit", THREE, DiskPlays::aFlippedBit);
        add("write-on-an-unreadable-copy", THREE, DiskPlays::aWriteOnAnUnreadableCopy);
        add("damage-in-a-sealed-segment", THREE.withStore(4_096, 1 << 20), DiskPlays::damageInASealedSegment);
    }

    private void addTimes() {
        add("lww-stamps-grow", FIVE, TimePlays::stampsGrowAlongCausality);
        add("lww-stamps-grow-along-contexts", FIVE, TimePlays::stampsGrowAlongTheContextAlone);
        add("clock-jump-on-lww", FIVE, TimePlays::aClockJumpsByAnHour);
        add("expiry-removes-nothing", FIVE, TimePlays::expiryByAClockAheadRemovesNothing);
        add("ten-minutes-late", FIVE, TimePlays::messagesTenMinutesLate);
        add("asymmetric-partition", FIVE, TimePlays::anAsymmetricPartition);
        add("paused-coordinator", FIVE, TimePlays::aPausedCoordinator);
        add("the-dead-come-back", FIVE, MemberPlays::theDeadComeBack);
        add("a-suspect-stays-an-owner", FIVE, MemberPlays::aSuspectStaysAnOwner);
        all.add(new NamedScenario("two-founders", FIVE, null, MemberPlays::twoFounders));
    }
}
