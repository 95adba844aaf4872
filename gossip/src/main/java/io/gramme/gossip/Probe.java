package io.gramme.gossip;

/** One probe under way: a direct ping, then helpers and TCP, then a verdict. */
final class Probe {
    final long sequence;
    final ProcessId target;
    final Address address;
    /** When others are asked. */
    final long indirectAtMillis;
    /** When it has failed. */
    final long deadlineMillis;

    boolean indirect;
    /** Helpers asked; each answers with an ack or a nack if it and the way to it are well. */
    int helpers;

    int nacks;

    Probe(long sequence, Member member, long indirectAtMillis, long deadlineMillis) {
        this.sequence = sequence;
        this.target = member.process;
        this.address = member.meta.peer();
        this.indirectAtMillis = indirectAtMillis;
        this.deadlineMillis = deadlineMillis;
    }

    long dueMillis() {
        return indirect ? deadlineMillis : indirectAtMillis;
    }
}
