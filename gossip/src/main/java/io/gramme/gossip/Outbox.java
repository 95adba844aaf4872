package io.gramme.gossip;

import java.util.ArrayList;
import java.util.List;

/** Collects the effects of one step in the order that {@link Effect} states: identity, view, sends. */
final class Outbox {
    private final List<Effect> identity = new ArrayList<>();
    private final List<Effect> view = new ArrayList<>();
    private final List<Effect> sends = new ArrayList<>();

    void add(Effect effect) {
        switch (effect.kind()) {
            case TOLD_OF_GREATER_SELF, REFUSED, IDENTITY_CONFLICT, OTHER_CLUSTER_MET -> identity.add(effect);
            case MEMBER_CHANGED, MEMBER_FORGOTTEN, ANNOUNCEMENT_CHANGED -> view.add(effect);
            case SEND_DATAGRAM, EXCHANGE_STATE, REPLY_STATE, TCP_PING -> sends.add(effect);
        }
    }

    List<Effect> drain() {
        List<Effect> all = new ArrayList<>(identity.size() + view.size() + sends.size());
        all.addAll(identity);
        all.addAll(view);
        all.addAll(sends);
        identity.clear();
        view.clear();
        sends.clear();
        return all;
    }
}
