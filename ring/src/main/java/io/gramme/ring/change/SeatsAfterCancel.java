package io.gramme.ring.change;

import io.gramme.ring.Member;
import io.gramme.ring.MemberState;
import io.gramme.ring.Members;
import io.gramme.ring.Ring;
import io.gramme.ring.SeatNames;
import java.util.List;

/** Who has a seat when all targets are dropped: whoever still owns something, except the lost. */
final class SeatsAfterCancel {
    private SeatsAfterCancel() {}

    static Members of(Ring ring) {
        int[] owned = ring.ownership().current().loads(Member.MAX_INDICES);
        int[] wasToOwn = ring.ownership().targets().loads(Member.MAX_INDICES);
        List<Member> changed = ring.members().all().stream()
                .map(member -> seat(member, owned[member.index()], wasToOwn[member.index()]))
                .toList();
        return SeatNames.settle(ring.members().with(changed));
    }

    private static Member seat(Member member, int owned, int wasToOwn) {
        return switch (member.state()) {
            case SEATED -> owned == 0 && wasToOwn > 0 ? member.withState(MemberState.LEAVING) : member;
            case LEAVING -> owned > 0 ? member.withState(MemberState.SEATED) : member;
            case LOST -> member;
        };
    }
}
