package io.gramme.node.runtime.nio;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;

/**
 * Unmaps a mapped buffer at once. Java 17 has no supported way, and waiting for the garbage collector keeps deleted runs
 * on the disk for hours; {@code Unsafe.invokeCleaner} of the {@code jdk.unsupported} module is the usual way. It is
 * reached by reflection because the compiler warns about every mention of it. A read after unmapping crashes the
 * process, hence the reference counts of whoever maps.
 */
final class Unmapping {
    private static final MethodHandle INVOKE_CLEANER = find();

    private Unmapping() {}

    private static MethodHandle find() {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            Field instance = unsafe.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return MethodHandles.lookup()
                    .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(instance.get(null));
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("this JDK cannot unmap buffers (no sun.misc.Unsafe)", missing);
        }
    }

    /**
     * @param view as {@code FileChannel.map} returned it, not a slice or duplicate
     */
    static void unmap(MappedByteBuffer view) {
        try {
            INVOKE_CLEANER.invokeExact((ByteBuffer) view);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new IllegalStateException("cannot unmap", impossible);
        }
    }
}
