package io.gramme.node.ringchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.membership.DiskIdentity;
import io.gramme.node.membership.LocalIdentity;
import io.gramme.node.ringchange.Tenure.Cursor;
import io.gramme.node.ringchange.Tenure.Role;
import io.gramme.node.ringchange.Tenure.Standing;
import io.gramme.node.runtime.CellWriter;
import io.gramme.node.runtime.DurableCell;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.ring.Key;
import io.gramme.ring.NodeId;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What rings make of a node's part in a partition, and what its disk remembers of that. */
class TenureTest {
    private static final Cursor HALFWAY = new Cursor(Key.of("cart", "anna"), false);

    private static Standing standing(boolean owner, boolean target, long changedAt, boolean gapless) {
        return new Standing(owner, target, changedAt, gapless);
    }

    private static final Standing OUT = standing(false, false, 9, true);
    private static final Standing OWNER = standing(true, false, 9, true);
    private static final Standing TARGET = standing(false, true, 9, true);
    private static final Standing TARGET_AFTER_A_GAP = standing(false, true, 9, false);

    @Test
    void aNewcomerCopiesAndOwnsWhenItsTargetBecomesCurrent() {
        Tenure copying = Tenure.FREE.under(TARGET);
        assertThat(copying).isEqualTo(Tenure.incoming(9));
        assertThat(copying.under(OWNER)).isEqualTo(Tenure.OWNER);
    }

    @Test
    void anOwnerThatLostThePartitionTakesNothingUntilItsDataIsOutOfTheWayAndPushed() {
        Tenure leaving = Tenure.OWNER.under(TARGET);
        assertThat(leaving.role()).as("though it shall own it again").isEqualTo(Role.LEAVING);
        assertThat(leaving.takesRecords()).isFalse();
        Tenure unpushed = leaving.done(TARGET, 5);
        assertThat(unpushed.role()).isEqualTo(Role.UNPUSHED);
        assertThat(unpushed.isUnsettled()).isTrue();
        Tenure pushed = unpushed.done(TARGET, 5);
        assertThat(pushed).isEqualTo(Tenure.pushed(5));
        assertThat(pushed.takesRecords()).as("what it kept is still there").isFalse();
        assertThat(pushed.done(TARGET, 6)).as("only now it begins anew").isEqualTo(Tenure.incoming(9));
        assertThat(pushed.done(OUT, 6)).isEqualTo(Tenure.FREE);
    }

    @Test
    void aCopyGoesOnUnderAnotherTargetOnlyWhenNoRingCameBetween() {
        Tenure copying = Tenure.incoming(7).with(1, HALFWAY);
        assertThat(copying.under(TARGET)).isEqualTo(Tenure.incoming(9).with(1, HALFWAY));
        assertThat(copying.under(TARGET_AFTER_A_GAP).role()).isEqualTo(Role.DROPPING);
        assertThat(copying.under(standing(false, true, 7, false)))
                .as("the same rows")
                .isEqualTo(copying);
        assertThat(copying.under(OUT).role()).isEqualTo(Role.DROPPING);
    }

    @Test
    void aHigherTermThatMakesAFormerOwnerOneAgainBringsItsDataBack() {
        Tenure returning = Tenure.of(Role.UNPUSHED).under(OWNER);
        assertThat(returning.role()).isEqualTo(Role.RETURNING);
        assertThat(returning.done(OWNER, 5)).isEqualTo(Tenure.OWNER);
    }

    private static final class Now implements SerialExecutor {
        @Override
        public void execute(Runnable task) {
            task.run();
        }
    }

    private final SimFiles files = SimFiles.empty();
    private final Now now = new Now();

    private TenureBook book(int generation) throws IOException {
        DurableCell cell = new DurableCell(files, "", "tenures");
        CellWriter writer = new CellWriter(cell, "tenures", now, now, (message, cause) -> {
            throw new AssertionError(message, cause);
        });
        DiskIdentity disk = new DiskIdentity(new NodeId(1, 2), 1, generation, 0, 0, 0);
        return new TenureBook(writer, new LocalIdentity(disk, 3, writer), now, TenureBook.read(cell));
    }

    @Test
    void cursorsOutliveARestart() throws IOException {
        boolean[] durable = {false};
        Map<Integer, Tenure> all = Map.of(
                3, Tenure.incoming(9).with(1, HALFWAY).with(2, new Cursor(null, true)),
                4, Tenure.OWNER.sealed(7),
                5, Tenure.pushed(77));
        book(0).change(all, 12, now, () -> durable[0] = true);
        assertThat(durable[0]).isTrue();
        TenureBook again = book(0);
        assertThat(again.tenures()).isEqualTo(all);
        assertThat(again.epoch()).isEqualTo(12);
    }

    @Test
    void aCursorOfADiskThatLostSomethingIsVoid() throws IOException {
        book(0).change(Map.of(3, Tenure.incoming(9).with(1, HALFWAY)), 12, now, () -> {});
        assertThat(book(1).tenures()).isEqualTo(Map.of(3, Tenure.incoming(9)));
    }

    @Test
    void anEmptyDiskHasNoTenures() throws IOException {
        assertThat(TenureBook.read(new DurableCell(files, "", "tenures"))).isEqualTo(Optional.empty());
        assertThat(book(0).tenures()).isEmpty();
    }
}
