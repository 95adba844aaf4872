package io.gramme.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * One thing that was looked at.
 *
 * @param check what, in a word or two
 * @param detail what was found, with figures
 * @param advice what to do about it, empty when all is well
 */
record Finding(String check, Verdict verdict, String detail, String advice) {
    /** How it is. */
    enum Verdict {
        OK,
        WARN,
        FAIL;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String check, String detail) {
        return new Finding(check, Verdict.OK, detail, "");
    }

    static Finding warn(String check, String detail, String advice) {
        return new Finding(check, Verdict.WARN, detail, advice);
    }

    static Finding fail(String check, String detail, String advice) {
        return new Finding(check, Verdict.FAIL, detail, advice);
    }

    ObjectNode document() {
        return Json.object()
                .put("check", check)
                .put("verdict", verdict.text())
                .put("detail", detail)
                .put("advice", advice);
    }
}
