package io.gramme.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;

/**
 * Stdout, which ends the command when nobody reads it any more: Java ignores the signal that ends other programs then, and
 * a {@code PrintStream} keeps faults to itself, so that {@code gramme watch | head -1} would go on for ever.
 */
final class Outlet extends OutputStream {
    private static final int BUFFER = 8 << 10;

    private final OutputStream to;

    Outlet(OutputStream to) {
        this.to = to;
    }

    /** This process's own, in the encoding that Java chose for it: newer ones and 17 say that under different names. */
    static PrintStream stdout() {
        String name = Home.first(System.getProperty("stdout.encoding"), System.getProperty("sun.stdout.encoding"));
        Charset charset = name == null ? Charset.defaultCharset() : Charset.forName(name);
        return stream(new FileOutputStream(FileDescriptor.out), charset);
    }

    static PrintStream stream(OutputStream to, Charset charset) {
        return new PrintStream(new BufferedOutputStream(new Outlet(to), BUFFER), false, charset);
    }

    @Override
    public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        try {
            to.write(bytes, from, length);
        } catch (IOException fault) {
            throw failure(fault);
        }
    }

    @Override
    public void flush() {
        try {
            to.flush();
        } catch (IOException fault) {
            throw failure(fault);
        }
    }

    private static ToolFailure failure(IOException fault) {
        String why = String.valueOf(fault.getMessage());
        return why.toLowerCase(Locale.ROOT).contains("broken pipe")
                ? new ToolFailure(ExitCodes.NO_READER, "")
                : new ToolFailure(ExitCodes.ERROR, "stdout cannot be written: " + why);
    }
}
