package io.gramme.node.runtime.sim;

import io.gramme.node.runtime.sim.Content.Slice;
import io.gramme.node.runtime.sim.Node.Inode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Applies recorded operations to a disk that is in the state in which they were recorded. */
final class Replay {
    private final Disk disk;
    private final Map<Long, Inode> inodes;

    Replay(Disk disk) {
        this.disk = disk;
        this.inodes = new HashMap<>(disk.inodes());
    }

    void apply(Operation operation) throws IOException {
        if (operation instanceof Operation.Create create) {
            inodes.put(create.inode(), disk.create(create.path(), create.inode()));
        } else if (operation instanceof Operation.Append append) {
            disk.write(inode(append.inode()), append.offset(), Slice.of(append.bytes()));
        } else if (operation instanceof Operation.Resize resize) {
            disk.resize(inode(resize.inode()), resize.length());
        } else if (operation instanceof Operation.Force force) {
            Inode inode = inode(force.inode());
            inode.force(change -> true, inode.seen.length());
        } else if (operation instanceof Operation.ForceFailed failed) {
            inode(failed.inode()).loseUnsynced();
        } else if (operation instanceof Operation.FlipBit flip) {
            disk.flip(inode(flip.inode()), flip.offset(), flip.bit());
        } else {
            applyToNames(operation);
        }
    }

    private void applyToNames(Operation operation) throws IOException {
        if (operation instanceof Operation.Rename rename) {
            disk.rename(rename.from(), rename.to());
        } else if (operation instanceof Operation.Link link) {
            disk.link(link.existing(), link.link());
        } else if (operation instanceof Operation.Delete delete) {
            disk.delete(delete.path());
        } else if (operation instanceof Operation.MakeDirectory make) {
            disk.makeDirectory(make.path());
        } else if (operation instanceof Operation.ForceDirectory force) {
            disk.directory(force.path()).force(change -> true);
        } else {
            throw new IllegalStateException("unknown operation " + operation);
        }
    }

    private Inode inode(long id) {
        Inode inode = inodes.get(id);
        if (inode == null) {
            throw new IllegalStateException("no inode " + id);
        }
        return inode;
    }
}
