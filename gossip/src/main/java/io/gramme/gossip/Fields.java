package io.gramme.gossip;

/** How the records inside messages are written. */
final class Fields {
    private static final MemberState[] STATES = MemberState.values();
    private static final int SAME_HOST = 0;

    private Fields() {}

    static void write(Writer out, NodeId id) {
        out.u64(id.high()).u64(id.low());
    }

    static NodeId node(Reader in) {
        return new NodeId(in.u64(), in.u64());
    }

    static void write(Writer out, ProcessId process) {
        write(out, process.node());
        out.number(process.bootCounter()).u64(process.nonce());
    }

    static ProcessId process(Reader in) {
        return new ProcessId(node(in), in.number(), in.u64());
    }

    static void write(Writer out, Marks marks) {
        out.number(marks.generation()).number(marks.leaseEnd()).number(marks.logSequence());
    }

    static Marks marks(Reader in) {
        return new Marks(in.number(), in.number(), in.number());
    }

    static void write(Writer out, Address address) {
        out.text(address.host()).u16(address.port());
    }

    static Address address(Reader in) {
        return new Address(in.text(), in.u16());
    }

    static void write(Writer out, Delta.Told told) {
        Meta meta = told.meta();
        out.text(meta.name());
        write(out, meta.peer());
        writeBeside(out, meta.data(), meta.peer());
        writeBeside(out, meta.admin(), meta.peer());
        out.text(meta.zone()).number(meta.weight());
        out.number(meta.ring().term())
                .number(meta.ring().number())
                .u64(meta.ring().hash());
        out.u64(meta.features()).number(meta.flags());
        write(out, told.marks());
    }

    static Delta.Told told(Reader in) {
        String name = in.text();
        Address peer = address(in);
        Address data = addressBeside(in, peer);
        Address admin = addressBeside(in, peer);
        String zone = in.text();
        int weight = in.number(Bounds.WEIGHT);
        RingStamp ring = new RingStamp(in.number(), in.number(), in.u64());
        Meta meta = new Meta(name, peer, data, admin, zone, weight, ring, in.u64(), in.number(Integer.MAX_VALUE));
        return new Delta.Told(meta, marks(in));
    }

    /** An address whose host is mostly that of another one: then the host is left empty. */
    private static void writeBeside(Writer out, Address address, Address known) {
        if (address.host().equals(known.host())) {
            out.u8(SAME_HOST).u16(address.port());
        } else {
            write(out, address);
        }
    }

    private static Address addressBeside(Reader in, Address known) {
        String host = in.text();
        if (host.equals(known.host())) {
            throw new Malformed("the same host is left empty");
        }
        return new Address(host.isEmpty() ? known.host() : host, in.u16());
    }

    static void write(Writer out, Delta delta) {
        out.u8(delta.state().code());
        write(out, delta.process());
        out.number(delta.incarnation());
        Delta.Told told = delta.told();
        if (told != null) {
            write(out, told);
        } else if (delta.state() != MemberState.LEFT) {
            write(out, delta.accuser());
        }
    }

    static Delta delta(Reader in) {
        MemberState state = in.choice(STATES);
        ProcessId process = process(in);
        long incarnation = in.number();
        return switch (state) {
            case ALIVE -> Delta.alive(process, incarnation, told(in));
            case SUSPECT, DEAD -> Delta.accusation(process, incarnation, state, node(in));
            case LEFT -> Delta.accusation(process, incarnation, state, process.node());
        };
    }

    static void write(Writer out, FullState.Entry entry) {
        out.u8(entry.state().code());
        write(out, entry.process());
        out.number(entry.incarnation());
        write(out, entry.told());
    }

    static FullState.Entry entry(Reader in) {
        MemberState state = in.choice(STATES);
        return new FullState.Entry(process(in), in.number(), state, told(in));
    }

    static void write(Writer out, Announcement announcement) {
        out.u8(announcement.kind()).number(announcement.version());
        out.u8(announcement.payload().length).raw(announcement.payload());
    }

    static Announcement announcement(Reader in) {
        return new Announcement(in.u8(), in.number(), in.raw(in.u8()));
    }

    static void write(Writer out, Greatest greatest) {
        write(out, greatest.node());
        out.number(greatest.bootCounter());
        write(out, greatest.marks());
    }

    static Greatest greatest(Reader in) {
        return new Greatest(node(in), in.number(), marks(in));
    }
}
