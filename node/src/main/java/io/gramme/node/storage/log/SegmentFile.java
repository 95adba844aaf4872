package io.gramme.node.storage.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names of segment files. */
public final class SegmentFile {
    /** The directory of all segments. */
    public static final String DIRECTORY = "log";

    private static final String SUFFIX = ".seg";
    private static final int DIGITS = 10;

    private SegmentFile() {}

    /** The path of a segment, relative to the data directory. */
    public static String path(int segment) {
        return DIRECTORY + "/" + name(segment);
    }

    static String name(int segment) {
        return String.format(Locale.ROOT, "%0" + DIGITS + "d%s", segment, SUFFIX);
    }

    /** The segment numbers among the names of a directory, ascending; other names are passed over. */
    public static List<Integer> segments(List<String> names) {
        List<Integer> segments = new ArrayList<>();
        for (String name : names) {
            if (name.length() == DIGITS + SUFFIX.length()
                    && name.endsWith(SUFFIX)
                    && name.chars().limit(DIGITS).allMatch(c -> c >= '0' && c <= '9')) {
                segments.add(Integer.parseInt(name.substring(0, DIGITS)));
            }
        }
        segments.sort(null);
        return segments;
    }
}
